using System.Buffers.Text;
using System.Collections.Immutable;
using System.Text.Json;
using Chat.Protocol.Errors;
using Chat.Protocol.Push;
using Chat.Server.Accounts;
using Chat.Server.Commands;
using Chat.Server.Entities;
using Chat.Server.Storage;
using Chat.Server.Telemetry;

namespace Chat.Server.Groups.Messages;

/// <summary>A mention in a message: whom, and 1 for them, 2 for everybody.</summary>
internal readonly record struct Mention(AccountInfo? Account, bool IsAll);

/// <summary>
/// A group message on its way: told to the group's actor, then carried by the store's writer, then answered and pushed. The checks run inside the
/// transaction, where nothing can change any more. One object from end to end, so the path allocates nothing per stage.
/// </summary>
internal sealed class SendGroupMessage(GroupDirectory groups, CommandContext context, GroupKey key) : WriteOperation, IEntityMessage<GroupKey>
{
    /// <summary>Longer than any reply: a name card may need six bytes for each of its own.</summary>
    private const int MaxReply = 256 + (6 * GroupLimits.MaxNameCard);

    private GroupState? _state;
    private ChatError? _refusal;
    private GroupRow? _group;
    private GroupTopic? _topic;
    private GroupMember? _sender;
    private AppendedGroupMessage _stored;
    private AccountInfo[]? _receivers;
    private int _receiptCode;
    private bool _isDropped;
    private bool _isRepeated;

    /// <summary>The sender as the directory knows it now.</summary>
    public required AccountInfo From { get; init; }

    /// <summary>"" for the group itself.</summary>
    public required string TopicId { get; init; }

    public required NewGroupMessage Message { get; init; }

    /// <summary>Who of the members is to receive it; null for all.</summary>
    public required AccountInfo[]? Receivers { get; init; }

    /// <summary>Who is mentioned.</summary>
    public required Mention[] Mentions { get; init; }

    /// <summary>Why the message itself is refused; null if it is not.</summary>
    public required ChatError? Refusal { get; init; }

    /// <summary>UNIX seconds: what waits for the disk is not sent faster for that.</summary>
    public required long ArrivedAt { get; init; }

    public GroupKey EntityKey => key;

    public void Accept(GroupState state) => _state = state;

    public override void Execute(WriteTransaction transaction)
    {
        _refusal = Check(transaction);
        if (_refusal is not null)
        {
            return;
        }

        _receivers = Receivers is null ? null : [.. Receivers.Where(one => GroupMember.Find(transaction.Prepare, _group!.Key, one.AccountId) is not null)];
        var message = Message with
        {
            NameCard = _sender!.NameCard,
            Receivers = _receivers is null ? "" : $"[{string.Join(',', _receivers.Select(static one => one.AccountId))}]",
        };
        if (!_group!.Rules.CountsUnread)
        {
            message = message with { Flags = message.Flags | GroupMessageFlags.NoUnread };
        }

        _receiptCode = 0;
        if ((message.Flags & GroupMessageFlags.NeedsReadReceipt) != 0 && GroupReceipts.Check(_group, message) is { } noReceipts)
        {
            _receiptCode = noReceipts.Code;
            message = message with { Flags = message.Flags & ~GroupMessageFlags.NeedsReadReceipt };
        }

        var log = _state!.Log(_topic?.LogId ?? _group.Key);
        var isCounted = _state.Messages.TryCount(ArrivedAt, context.App.Settings.GroupMessagesPerSecond);
        _isDropped = !_group.Rules.IsRoom && !isCounted && log.Find(transaction, message) is null;
        if (_isDropped)
        {
            _stored = new AppendedGroupMessage(0, transaction.UnixSeconds, 0, message.Flags);
            return;
        }

        if ((message.Flags & GroupMessageFlags.OnlineOnly) != 0)
        {
            _isRepeated = !_state.TryRemember(message);
            _stored = new AppendedGroupMessage(message.Random, transaction.UnixSeconds, 0, message.Flags);
        }
        else
        {
            _stored = log.Append(transaction, message);
            _isRepeated = _stored.Position == 0;
        }

        if (_isRepeated && isCounted)
        {
            _state.Messages.TakeBack();
        }
    }

    public override void RolledBack() => _state!.RolledBack();

    public override void Completed()
    {
        if (_refusal is { } refusal)
        {
            context.Fail(refusal);
            return;
        }

        Answer();
        if (_isDropped)
        {
            ServerTelemetry.GroupMessagesDropped.Add(1, new KeyValuePair<string, object?>("priority", GroupPriorities.NameOf(Message.Priority)));
            return;
        }

        if (_isRepeated)
        {
            ServerTelemetry.DuplicateSends.Add(1);
            return;
        }

        if (_stored.Position > 0)
        {
            ServerTelemetry.MessagesStored.Add(1);
        }

        Push();
    }

    public override void Failed(ChatError error) => context.Fail(GroupDirectory.Internal(error));

    private ChatError? Check(WriteTransaction transaction)
    {
        _group = _state!.Row(transaction);
        if (_group is null)
        {
            return GroupDirectory.Unknown;
        }

        _sender = GroupMember.Find(transaction.Prepare, _group.Key, From.AccountId);
        if (_sender is null)
        {
            return GroupDirectory.NotMember;
        }

        if (TopicId.Length > 0)
        {
            _topic = GroupTopic.Find(transaction.Prepare, _group.Key, TopicId);
            if (_topic is null)
            {
                return new ChatError(ErrorCodes.TopicDeleted, "the topic does not exist");
            }
        }
        else if (_group.SupportsTopics)
        {
            return new ChatError(ErrorCodes.GroupDenied, "a community with topics takes no messages of its own");
        }

        if (From.GroupMutedUntil > transaction.UnixSeconds)
        {
            return new ChatError(ErrorCodes.GroupMuted, "the sender is muted in all groups");
        }

        if (!_sender.IsAdmin && (_group.IsMuted || _topic?.IsMuted == true))
        {
            return new ChatError(ErrorCodes.GroupMuted, "all members are muted");
        }

        if (_sender.Role != Roles.Owner
            && (_sender.MutedUntil > transaction.UnixSeconds || (_topic is not null && GroupMutes.Until(transaction.Prepare, _topic.LogId, From.AccountId) > transaction.UnixSeconds)))
        {
            return new ChatError(ErrorCodes.GroupMuted, "the sender is muted");
        }

        return Receivers is not null && !_group.Rules.HasDirectedMessages
            ? GroupDirectory.DirectedDenied
            : Refusal;
    }

    private void Answer()
    {
        Span<byte> body = stackalloc byte[MaxReply];
        var at = 0;
        Append(body, ref at, "{\"ActionStatus\":\"OK\",\"ErrorCode\":0,\"ErrorInfo\":\"\",\"MsgTime\":"u8, _stored.Time);
        Append(body, ref at, ",\"MsgSeq\":"u8, _stored.Sequence);
        if (_receiptCode != 0)
        {
            Append(body, ref at, ",\"ReadReceiptCode\":"u8, _receiptCode);
        }

        if (_sender!.NameCard is { Length: > 0 and <= GroupLimits.MaxNameCard } card)
        {
            Append(body, ref at, ",\"NameCard\":\""u8);
            Append(body, ref at, JsonEncodedText.Encode(card).EncodedUtf8Bytes);
            Append(body, ref at, "\""u8);
        }

        var end = _isDropped ? ",\"MsgDropReason\":\"too many messages in this group\"}"u8 : "}"u8;
        end.CopyTo(body[at..]);
        context.Reply(body[..(at + end.Length)]);
    }

    /// <summary>One text for all members who are online; they find gaps by the sequence, so nothing is acknowledged.</summary>
    private void Push()
    {
        var text = GroupMessageJson.Build(new GroupMessageHeader(_group!, _topic, From, _sender!.NameCard, Message, _stored));
        var withheld = groups.Audiences.Withheld(_topic?.LogId ?? _group!.Key);
        byte[]? quiet = null;
        var pushed = 0;
        if (_receivers is { } receivers)
        {
            foreach (var receiver in receivers)
            {
                pushed += PushTo(receiver.AccountId, text, withheld, ref quiet);
            }

            pushed += PushTo(From.AccountId, text, withheld, ref quiet);
        }
        else
        {
            foreach (var account in groups.Audiences.Of(_group!.Key))
            {
                pushed += PushTo(account, text, withheld, ref quiet);
            }
        }

        ServerTelemetry.Pushes.Add(pushed);

        if (Mentions.Length > 0 && _stored.Position > 0)
        {
            PushMentions(withheld);
        }

        if (_topic is not null && _stored.Position > 0 && groups.Sessions.Of(From.AccountId).Length > 1)
        {
            // Who sends to a topic has read it; the SDK knows that only on the device that sends.
            groups.Notify(
                From.AccountId, Pushes.GroupNotices, [GroupReads.Item(From, new GroupView(_group!, _topic, _sender!, default), _stored.Sequence)], context.Session);
        }
    }

    /// <summary>Tells whom the message mentions, if they receive it: one frame for each way of being mentioned.</summary>
    private void PushMentions(ImmutableDictionary<long, int> withheld)
    {
        var isAll = Mentions.Any(static mention => mention.IsAll);
        var named = Mentions.Where(static mention => mention.Account is not null).Select(static mention => mention.Account!.AccountId).ToHashSet();
        byte[]? ofAll = null, ofNamed = null;
        var receivers = _receivers is null ? groups.Audiences.Of(_group!.Key) : Array.ConvertAll(_receivers, static one => one.AccountId);
        foreach (var account in receivers)
        {
            var isNamed = named.Contains(account);
            if ((!isAll && !isNamed) || account == From.AccountId || withheld.GetValueOrDefault(account) == ReceiveOptionCodes.Discard)
            {
                continue;
            }

            var frame = isNamed
                ? ofNamed ??= MentionFrame(isAll ? [GroupMentions.Me, GroupMentions.All] : [GroupMentions.Me])
                : ofAll ??= MentionFrame([GroupMentions.All]);
            groups.Push([account], frame, null);
        }
    }

    private byte[] MentionFrame(int[] kinds) => PushFrame.Build(
        Pushes.GroupMentions, [GroupMentions.Item(_group!, _topic, From.UserId, null, kinds, Message.Random, _stored.Sequence, _stored.Time)]);

    /// <returns>To how many sockets.</returns>
    private int PushTo(long accountId, byte[] text, ImmutableDictionary<long, int> withheld, ref byte[]? quiet)
    {
        var isQuiet = !withheld.IsEmpty && accountId != From.AccountId && withheld.TryGetValue(accountId, out var option)
            && !(option == ReceiveOptionCodes.MentionsOnly && Mentions.Any(mention => mention.IsAll || mention.Account!.AccountId == accountId));
        if (isQuiet && (_stored.Flags & GroupMessageFlags.OnlineOnly) != 0)
        {
            return 0;
        }

        var pushed = 0;
        foreach (var session in groups.Sessions.Of(accountId))
        {
            if (session == context.Session)
            {
                continue;
            }

            pushed++;
            if (isQuiet)
            {
                session.Notify(quiet ??= GroupPushFrame.Quiet(text));
            }
            else
            {
                session.PushToGroup(text);
            }
        }

        return pushed;
    }

    private static void Append(Span<byte> target, ref int at, ReadOnlySpan<byte> text, long number)
    {
        Append(target, ref at, text);
        Utf8Formatter.TryFormat(number, target[at..], out var digits);
        at += digits;
    }

    private static void Append(Span<byte> target, ref int at, ReadOnlySpan<byte> text)
    {
        text.CopyTo(target[at..]);
        at += text.Length;
    }
}
