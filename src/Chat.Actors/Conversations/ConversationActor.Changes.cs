using System.Collections.Immutable;
using Akka.Actor;
using Chat.Actors.Events;
using Chat.Actors.Messages;
using Chat.Actors.Profiles;

namespace Chat.Actors.Conversations;

/// <summary>Recalls, edits, receipts and deletions of messages in memory.</summary>
internal sealed partial class ConversationActor
{
    private void OnChange(IChange change)
    {
        switch (change)
        {
            case Recalled recalled:
                OnRecalled(recalled);
                break;
            case Edited edited:
                if (Change(edited.Edit.IsNewsFor, edited.Edit.ApplyTo) is { Count: > 0 } messages)
                {
                    _client.Publish(new MessageModified(_client.Options.SdkAppId, _me, [.. messages]));
                }

                break;
            case Receipts receipts:
                OnReceipts(receipts);
                break;
            case GroupReceipts receipts:
                OnGroupReceipts(receipts);
                break;
            case Fetched fetched:
                Change(one => one.Id == fetched.Message.Id, one => one with { Payload = fetched.Message.Payload });
                break;
            case Gone gone:
                OnGone(gone);
                break;
        }
    }

    private void OnRecalled(Recalled recalled)
    {
        var changed = Change(
            one => !one.IsRevoked && recalled.Is(one), one => one with { IsRevoked = true, Revocation = recalled.Revocation });
        var id = changed.Count > 0 ? changed[0].Id : recalled.MessageId;
        if (!recalled.IsAnnounced || id.Length == 0 || (changed.Count == 0 && _messages.Any(one => recalled.Is(one))))
        {
            // An own call, or told before.
            return;
        }

        var item = new RevokedMessage
        {
            MessageId = id,
            ConversationId = _channel.ConversationId,
            Sequence = recalled.Sequence,
            Time = recalled.Time,
            Revocation = recalled.Revocation,
        };
        _underWay++;
        FetchProfiles(recalled.Revocation is { Nick: "" } revocation ? [revocation.UserId] : [], profiles =>
        {
            Name(profiles);
            _client.Publish(new MessageRevoked(
                _client.Options.SdkAppId,
                _me,
                [item with { Revocation = WithName(item.Revocation, profiles), Message = _client.Messages.GetValueOrDefault(item.MessageId) }]));
            OnAnswered();
        });
    }

    private void OnReceipts(Receipts receipts)
    {
        var read = Change(
            one => one is { Flow: MessageFlow.Out, ReadReceiptTime: 0 } && receipts.MessageIds.Contains(one.Id),
            one => one with { ReadReceiptTime = receipts.Time });
        if (read.Count > 0)
        {
            _client.Publish(new MessageReadReceiptReceived(
                _client.Options.SdkAppId, _me, [.. read.Select(one => new ReadReceipt(_channel.Target, one.Id, IsPeerRead: true, receipts.Time))]));
        }
    }

    private void OnGroupReceipts(GroupReceipts receipts)
    {
        var read = new List<ReadReceipt>(0);
        foreach (var one in receipts.Changes)
        {
            var counts = new ReceiptCounts(one.ReadNum, one.UnreadNum);
            foreach (var message in Change(own => own.Status == MessageStatus.Success && own.Order == one.MsgSeq, own => own with { ReceiptCounts = counts }))
            {
                read.Add(new ReadReceipt("", message.Id, IsPeerRead: false, 0) { GroupId = _channel.Target, Counts = counts });
            }
        }

        if (read.Count > 0 && receipts.IsAnnounced)
        {
            _client.Publish(new MessageReadReceiptReceived(_client.Options.SdkAppId, _me, [.. read]));
        }
    }

    /// <summary>
    /// Forgets messages. If the last one of the list is among them, the newest that is left is told to the parent: from memory if nothing can lie
    /// between, else from the history.
    /// </summary>
    private void OnGone(Gone gone)
    {
        var isCertain = TryFindLast(gone, out var last);
        for (var node = _messages.First; node is not null;)
        {
            var next = node.Next;
            if (gone.Is(node.Value))
            {
                _client.Messages.TryRemove(node.Value.Id, out _);
                _messages.Remove(node);
            }

            node = next;
        }

        if (gone.Last is not { } lost)
        {
            return;
        }

        if (isCertain)
        {
            Context.Parent.Tell(new LastFound(_channel.ConversationId, lost, last), Self);
            return;
        }

        AskLast(lost, "", gone.NewestOrder);
    }

    /// <summary>Looks for the newest message that can be shown, page by page. Where there is no answer the parent asks again later.</summary>
    private void AskLast(LastMessage lost, string cursor, long newest)
    {
        _underWay++;
        _channel.GetPage(cursor, newest).Ask(_connection, Self, (page, error) =>
        {
            if (error is null)
            {
                var last = page!.Messages.LastOrDefault(static one => one.IsShownAsLast);
                if (last is null && page.Cursor.Length > 0)
                {
                    AskLast(lost, page.Cursor, newest);
                }
                else
                {
                    Context.Parent.Tell(new LastFound(_channel.ConversationId, lost, last), Self);
                }
            }

            OnAnswered();
        });
    }

    /// <summary>Goes back through the orders in memory until a message can be shown; false if an order is missing.</summary>
    private bool TryFindLast(Gone gone, out ChatMessage? last)
    {
        last = null;
        var order = gone.NewestOrder;
        for (var node = _messages.Last; node is not null && order > 0; node = node.Previous)
        {
            if (node.Value.Status != MessageStatus.Success || node.Value.IsOnlineOnly)
            {
                continue;
            }

            if (node.Value.Order != order)
            {
                return false;
            }

            if (node.Value.IsShownAsLast && !gone.Is(node.Value))
            {
                last = node.Value;
                return true;
            }

            order--;
        }

        return order == 0 && gone.NewestOrder > 0;
    }

    /// <summary>A message with what another copy of it knows better.</summary>
    private static ChatMessage Newest(ChatMessage message, ChatMessage other)
    {
        var newest = message;
        if (other.Version > newest.Version)
        {
            newest = MessageBody.WithElements(newest, other.Elements) with { CloudCustomData = other.CloudCustomData, Version = other.Version, HasRiskContent = other.HasRiskContent };
        }

        if (other.IsRevoked && !newest.IsRevoked)
        {
            newest = newest with { IsRevoked = true, Revocation = other.Revocation };
        }

        newest = newest.ReceiptCounts is null ? newest with { ReceiptCounts = other.ReceiptCounts } : newest;
        return other.ReadReceiptTime > 0 && newest.ReadReceiptTime == 0 ? newest with { ReadReceiptTime = other.ReadReceiptTime } : newest;
    }

    /// <summary>Asks who took back the messages of a page, as the SDK does.</summary>
    private void NameRevokers(List<ChatMessage> messages, Action then)
    {
        var revokers = messages.Select(static one => one.Revocation?.UserId).OfType<string>().Distinct().ToList();
        FetchProfiles(revokers, profiles =>
        {
            for (var i = 0; i < messages.Count; i++)
            {
                messages[i] = messages[i] with { Revocation = WithName(messages[i].Revocation, profiles) };
            }

            Name(profiles);
            then();
        });
    }

    private void FetchProfiles(List<string> userIds, Action<IReadOnlyList<Profile>> then)
    {
        if (userIds.Count == 0)
        {
            then([]);
        }
        else
        {
            _profiles.Tell(new ProfilesProtocol.FetchAll(userIds, then), Self);
        }
    }

    private void Name(IReadOnlyList<Profile> profiles)
    {
        if (profiles.Count > 0)
        {
            Change(
                one => one.Revocation is { Nick: "" } revocation && profiles.Any(profile => profile.UserId == revocation.UserId),
                one => one with { Revocation = WithName(one.Revocation, profiles) });
        }
    }

    private static Revocation? WithName(Revocation? revocation, IReadOnlyList<Profile> profiles) =>
        profiles.FirstOrDefault(one => one.UserId == revocation?.UserId) is { } profile
            ? revocation! with { Nick = profile.Nick, Avatar = profile.Avatar }
            : revocation;

    /// <summary>Something happened to messages that exist.</summary>
    internal interface IChange : INoSerializationVerificationNeeded;

    /// <param name="Is">Which message it is.</param>
    /// <param name="MessageId">Its ID for those who do not have it.</param>
    /// <param name="IsAnnounced">False for the account's own call: then there is no event, as in the SDK.</param>
    internal sealed record Recalled(
        Predicate<ChatMessage> Is, string MessageId, long Sequence, long Time, Revocation? Revocation, bool IsAnnounced) : IChange;

    internal sealed record Edited(MessageEdit Edit) : IChange;

    /// <param name="MessageIds">Own messages for which the peer has sent receipts.</param>
    /// <param name="Time">UNIX seconds.</param>
    internal sealed record Receipts(ImmutableHashSet<string> MessageIds, long Time) : IChange;

    /// <param name="Changes">How many have read own messages by now.</param>
    /// <param name="IsAnnounced">False for the answer to an own question.</param>
    internal sealed record GroupReceipts(ImmutableArray<Protocol.Groups.GroupReceiptChange> Changes, bool IsAnnounced = true) : IChange;

    /// <summary>The list of a merged message was fetched.</summary>
    internal sealed record Fetched(ChatMessage Message) : IChange;

    /// <param name="Is">Which messages are gone.</param>
    /// <param name="NewestOrder">Order of the conversation's newest message.</param>
    /// <param name="Last">The list's last message if it is one of them; then its successor is wanted.</param>
    internal sealed record Gone(Predicate<ChatMessage> Is, long NewestOrder, LastMessage? Last) : IChange;

    /// <summary>Told to the parent.</summary>
    /// <param name="Gone">The last message that is gone.</param>
    /// <param name="Message">What is shown instead, null for nothing.</param>
    internal sealed record LastFound(string ConversationId, LastMessage Gone, ChatMessage? Message) : IEvent;
}
