using System.Text.Json;
using Akka.Event;
using Chat.Actors.Connection;
using Chat.Actors.Groups;
using Chat.Actors.Messages;
using Chat.Protocol.Commands;
using Chat.Protocol.Errors;
using Chat.Protocol.Frames;
using Chat.Protocol.Messages;
using Chat.Protocol.Push;

namespace Chat.Actors.Conversations;

/// <summary>Recalls, edits, receipts and deletions: own calls, pushes, and what was missed.</summary>
internal sealed partial class ConversationsActor
{
    /// <summary>Changes of messages that wait for the list.</summary>
    private List<Action>? _changes;

    /// <summary>Questions for unread counts that are under way.</summary>
    private int _countsUnderWay;

    /// <summary>Something has changed that those questions may have overlooked.</summary>
    private bool _countIsStale;

    private void ForgetChanges()
    {
        _changes = null;
        _countsUnderWay = 0;
        _countIsStale = false;
        _extensions = null;
        _reactions = null;
        _reactionsToRaise = null;
    }

    private void OnMessageCall(ConversationsProtocol.IMessageCall call)
    {
        switch (call)
        {
            case ConversationsProtocol.Revoke revoke:
                OnRevoke(revoke);
                break;
            case ConversationsProtocol.Modify modify:
                OnModify(modify);
                break;
            case ConversationsProtocol.Delete delete:
                OnDelete(delete);
                break;
            case ConversationsProtocol.ChangeExtensions change:
                OnChangeExtensions(change);
                break;
            case ConversationsProtocol.GetExtensions get:
                OnGetExtensions(get);
                break;
            case ConversationsProtocol.React react:
                OnReact(react);
                break;
            case ConversationsProtocol.GetReactions get:
                OnGetReactions(get);
                break;
            case ConversationsProtocol.GetReactionUsers get:
                OnGetReactionUsers(get);
                break;
            case ConversationsProtocol.Fetched fetched:
                OpenChild(fetched.Message.ConversationId)?.Tell(new ConversationActor.Fetched(fetched.Message), Self);
                break;
            case ConversationsProtocol.PinMessage pin:
                Ask(((GroupChannel)ChannelOf(pin.Message.ConversationId)).Pin(pin.Message, pin.IsPinned), pin.Promise, _ => pin.Promise.TrySetResult(default));
                break;
            case ConversationsProtocol.GetPinnedMessages get:
                OnGetPinned(get);
                break;
            case ConversationsProtocol.GetReceipts get:
                OnGetReceipts(get);
                break;
            case ConversationsProtocol.SendGroupReceipts send:
                Ask(((GroupChannel)ChannelOf(send.Messages[0].ConversationId)).SendReceipts(send.Messages), send.Promise, _ => send.Promise.TrySetResult(default));
                break;
            case ConversationsProtocol.GetReceiptMembers get:
                OnGetReceiptMembers(get);
                break;
            case ConversationsProtocol.GetReceiptsByUsers get:
                OnGetReceiptsByUsers(get);
                break;
            case ConversationsProtocol.ServerCall server:
                server.Run(_connection, Self);
                break;
        }
    }

    private void OnMessageChange(PushEvent pushed)
    {
        if (pushed.Is(Pushes.C2CMessagesModified, out var edits))
        {
            foreach (var edit in edits.Present())
            {
                OnModified(edit);
            }
        }
        else if (pushed.Is(Pushes.HistoryDeleted, out var deletions))
        {
            foreach (var deleted in deletions.Present())
            {
                OnDeletedElsewhere(deleted);
            }
        }
        else if (pushed.Is(Pushes.ReadReceipts, out var receipts))
        {
            OnReceipts(receipts);
        }
        else if (pushed.Is(Pushes.Extensions, out var extensions))
        {
            OnExtensions(extensions);
        }
        else if (pushed.Is(Pushes.Reactions, out var reactions))
        {
            OnReactions(reactions);
        }
        else if (pushed.Is(Pushes.OwnReaction, out var reaction))
        {
            OnOwnReaction(reaction);
        }
    }

    /// <summary>Events in the reply of a missed-message sync.</summary>
    /// <param name="eventArray">The events; null for none.</param>
    /// <param name="isFirst">It is the sync of a login, where everything else is new anyway.</param>
    /// <returns>True if there are system notices among them.</returns>
    private bool OnMissedEvents(RawJson? eventArray, bool isFirst)
    {
        var hasNotices = false;
        if (eventArray is not { } events)
        {
            return hasNotices;
        }

        try
        {
            foreach (var missed in PushBody.ParseEvents(events.Utf8.Span, what => _log.Warning("{0}", what)))
            {
                OnPush(missed, isMissed: true);
                Guard(() => hasNotices |= missed.Is(Pushes.GroupNotices, out var notices) && HasNotices(notices));
                if (!isFirst)
                {
                    AskGroupsOf(missed);
                }
            }
        }
        catch (FrameException e)
        {
            _log.Warning("Missed events were dropped: {0}", e.Message);
        }

        return hasNotices;
    }

    private void WhenListed(Action change)
    {
        if (_isListed)
        {
            Guard(change);
        }
        else if ((_changes ??= []).Count < MaxWaiting)
        {
            _changes.Add(change);
        }
    }

    private void MakeWaitingChanges()
    {
        var changes = _changes;
        _changes = null;
        foreach (var change in changes ?? [])
        {
            Guard(change);
        }
    }

    private string PeerOf(string? from, string? to) => (from == _me ? to : from) ?? "";

    private void OnRevoke(ConversationsProtocol.Revoke revoke)
    {
        var message = revoke.Message;
        Ask(ChannelOf(message.ConversationId).Recall(message), (code, error) =>
        {
            if (error is null && code != 0)
            {
                error = new ChatError(code, "the message was not taken back");
            }

            if (error is not null)
            {
                revoke.Promise.Fail(error);
                return;
            }

            var revocation = new Revocation(_me, message.Nick, message.Avatar, "");
            Recall(
                message.ConversationId,
                message.From,
                message.Order,
                new ConversationActor.Recalled(one => one.Id == message.Id, message.Id, message.Sequence, message.Time, revocation, IsAnnounced: false));
            revoke.Promise.TrySetResult(message with { IsRevoked = true, Revocation = revocation });
        });
    }

    private void OnRecalled(RecallNotification notification) => WhenListed(() =>
    {
        foreach (var one in notification.C2cWithdrawInfoArray.Present())
        {
            if (PeerOf(one.From, one.To) is { Length: > 0 } peer)
            {
                var id = ChatMessage.IdOf(one.TinyId, one.MsgClientTime, one.MsgRandom);
                var key = (one.From, one.MsgSeq, one.MsgRandom);
                Recall(
                    ConversationIds.OfUser(peer),
                    one.From,
                    one.MsgOrder,
                    new ConversationActor.Recalled(
                        message => message.Key == key, id, one.MsgSeq, one.MsgTimeStamp, MessageBody.ToRevocation(one.RevokerInfo), IsAnnounced: true));
            }
        }
    });

    private void Recall(string conversationId, string from, long order, ConversationActor.Recalled recalled)
    {
        if (_entries.TryGetValue(conversationId, out var entry))
        {
            if (from != _me)
            {
                CountNoMore(entry, order, recalled.MessageId);
            }

            if (entry.IsLast(from, recalled.Sequence, recalled.Time))
            {
                entry.Recall(recalled.Revocation);
            }

            entry.ForgetMention(recalled.Sequence);
            TellTopic(entry, topicId => new GroupsProtocol.TopicRevoked(topicId, recalled.Sequence, recalled.Revocation?.UserId ?? ""));
            entry.Ahead(message => recalled.Is(message) ? message with { IsRevoked = true, Revocation = recalled.Revocation } : message);
            ListHasChanged();
        }

        Open(conversationId).Tell(recalled, Self);
    }

    /// <summary>A received message that may be unread is gone.</summary>
    private void CountNoMore(ConversationEntry entry, long order, string messageId)
    {
        if (order == 0 && _client.Messages.TryGetValue(messageId, out var known))
        {
            if (known is { IsRead: false, CountsAsUnread: true })
            {
                entry.Unread.RemoveOne();
            }
        }
        else if (!entry.Unread.Remove(order))
        {
            CountAgain(entry);
        }
        else if (entry.Channel is C2CChannel)
        {
            // An answer that is under way may have been written before.
            _countIsStale = _countsUnderWay > 0;
        }
    }

    /// <summary>In topics what an account deletes for itself stays among its unread messages.</summary>
    private void CountDeleted(ConversationEntry entry, long order, string messageId)
    {
        if (entry.Channel.Type != ConversationType.Topic)
        {
            CountNoMore(entry, order, messageId);
        }
    }

    /// <summary>Only the server knows how many are unread now.</summary>
    private void CountAgain(ConversationEntry entry)
    {
        if (entry.Channel.Type == ConversationType.Topic)
        {
            AskTopic(entry);
        }
        else if (entry.Channel is GroupChannel)
        {
            Refresh(entry.ConversationId);
        }
        else if (_countsUnderWay > 0)
        {
            _countIsStale = true;
        }
        else
        {
            GetMissed(online: true);
        }
    }

    /// <summary>Unread counts are being asked for.</summary>
    /// <returns>To be given to <see cref="EndCount"/>.</returns>
    private SessionMark BeginCount()
    {
        _countsUnderWay++;
        return Session;
    }

    /// <param name="isStale">Whether the answer was old when it came; what came with it is in its counts.</param>
    private void EndCount(SessionMark session, bool isStale)
    {
        if (session.IsOver)
        {
            return;
        }

        _countsUnderWay--;
        _countIsStale = isStale;
        if (isStale && _countsUnderWay == 0)
        {
            _countIsStale = false;
            GetMissed(online: true);
        }
    }

    private void OnModify(ConversationsProtocol.Modify modify)
    {
        var message = modify.Message;
        var isEditable = message.Type is MessageTypes.Text or MessageTypes.Custom or MessageTypes.Location or MessageTypes.Face;
        if (Write(modify.Promise, () => isEditable ? MessageBody.Write(message.Elements) : default) is not { } body)
        {
            return;
        }

        Ask(ChannelOf(message.ConversationId).Modify(message, body.IsEmpty ? null : body), (reply, error) =>
        {
            if (error is not null && (reply is null || error.Code != ErrorCodes.ModifyConflict))
            {
                modify.Promise.Fail(error);
                return;
            }

            var edit = new MessageEdit(message.Key, ElementsOf(reply!.MsgBody), reply.CloudCustomData ?? "", reply.MsgVersion);
            Edit(message.ConversationId, edit, message.Time);
            var current = edit.ApplyTo(message);
            if (error is null)
            {
                modify.Promise.TrySetResult(current);
            }
            else
            {
                modify.Promise.TrySetException(
                    new ChatException(ErrorCodes.ModifiedByOther, "somebody else has edited the message in the meantime") { CurrentMessage = current });
            }
        });
    }

    private void OnModified(ModifiedMessage modified) => WhenListed(() => Edit(
        ConversationIds.OfUser(PeerOf(modified.From, modified.To)),
        new MessageEdit((modified.From, modified.MsgSeq, modified.MsgRandom), ElementsOf(modified.MsgBody), modified.CloudCustomData ?? "", modified.MsgVersion) { HasRiskContent = RiskOf(modified.MsgCheckResult) },
        modified.MsgTime));

    private static bool? RiskOf(int? checkResult) => checkResult is null ? null : MessageBody.IsRisk(checkResult);

    private void Edit(string conversationId, MessageEdit edit, long time)
    {
        if (_entries.TryGetValue(conversationId, out var entry))
        {
            entry.Edit(edit, time);
            TellTopic(entry, topicId => new GroupsProtocol.TopicEdited(topicId, edit));
            entry.Ahead(edit.ApplyTo);
            ListHasChanged();
        }

        OpenChild(conversationId)?.Tell(new ConversationActor.Edited(edit), Self);
    }

    /// <summary>Elements of a body; none where it is absent or not one.</summary>
    private static IReadOnlyList<MessageElement> ElementsOf(RawJson? body)
    {
        try
        {
            return body is { IsEmpty: false } json ? MessageBody.ReadAll(Wire.Read(json.Utf8.Span, MessagesJson.Default.WireElementArray)) : [];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    private void OnReceipts(ReadReceiptsEvent receipts) => OpenChild(ConversationIds.OfUser(receipts.UserId ?? receipts.Reader ?? ""))?.Tell(
        new ConversationActor.Receipts(
            [.. receipts.C2cMsgInfo.Present().Select(static one => ChatMessage.IdOf(one.TinyId, one.MsgClientTime, one.MsgRandom))],
            receipts.PeerReadTime > 0 ? receipts.PeerReadTime : _client.ServerTime / 1000),
        Self);

    private void OnDelete(ConversationsProtocol.Delete delete)
    {
        var stored = delete.Messages.Where(static one => !one.IsOnlineOnly).ToArray();
        if (stored.Length == 0)
        {
            Drop(delete);
            return;
        }

        Ask(ChannelOf(delete.ConversationId).Delete(stored), delete.Promise, _ => Drop(delete));
    }

    private void Drop(ConversationsProtocol.Delete delete)
    {
        var ids = delete.Messages.Select(static one => one.Id).ToHashSet(StringComparer.Ordinal);
        if (_entries.TryGetValue(delete.ConversationId, out var entry))
        {
            foreach (var message in delete.Messages.Where(static one => one.CountsAsUnread))
            {
                CountDeleted(entry, message.Order, message.Id);
            }
        }

        Drop(
            delete.ConversationId,
            message => ids.Contains(message.Id),
            _ => delete.Messages.Any(one => entry!.IsLast(one.From, one.Sequence, one.Time)));
        delete.Promise.TrySetResult(delete.Messages);
    }

    private void OnDeletedElsewhere(DeletedMessages deleted) => WhenListed(() =>
    {
        var (orders, cleared) = (deleted.MsgOrderList?.ToHashSet() ?? [], deleted.ClearedOrder);
        bool IsGone(long order) => order > 0 && (order <= cleared || orders.Contains(order));
        var conversationId = !string.IsNullOrEmpty(deleted.GroupId) ? ConversationIds.OfGroup(deleted.GroupId)
            : !string.IsNullOrEmpty(deleted.Peer) ? ConversationIds.OfUser(deleted.Peer) : null;
        if (conversationId is null)
        {
            return;
        }

        if (_entries.TryGetValue(conversationId, out var entry))
        {
            foreach (var order in orders.Where(order => order > cleared))
            {
                CountDeleted(entry, order, "");
            }

            entry.ForgetMentionsUpTo(cleared);
            if (cleared > 0 && !entry.Unread.ReadUpTo(cleared))
            {
                CountAgain(entry);
            }

            entry.Ahead(message => IsGone(message.Order) ? null : message);
        }

        // Of a last message that the list brought the order is not known: then its successor is asked for, which may be itself.
        Drop(conversationId, message => IsGone(message.Order), last => last.Order == 0 || IsGone(last.Order));
    });

    /// <summary>Messages are gone for this account.</summary>
    private void Drop(string conversationId, Predicate<ChatMessage> isGone, Predicate<LastMessage> isLastGone)
    {
        var lost = _entries.TryGetValue(conversationId, out var entry) && entry.Last is { } last && isLastGone(last) ? last : null;
        (lost is null ? OpenChild(conversationId) : Open(conversationId))?.Tell(new ConversationActor.Gone(isGone, entry?.Order.Newest ?? 0, lost), Self);
        ListHasChanged();
    }

    private void OnLastFound(ConversationActor.LastFound found)
    {
        if (_entries.TryGetValue(found.ConversationId, out var entry))
        {
            entry.Replace(found.Gone, found.Message);
            TellTopic(entry, topicId => new GroupsProtocol.TopicLastGone(topicId, found.Gone.Sequence, entry.Last));
            ListHasChanged();
        }
    }
}
