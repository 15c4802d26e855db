using Chat.Protocol.Commands;
using Chat.Protocol.Errors;
using Chat.Protocol.Groups;
using Chat.Server.Accounts;
using Chat.Server.Commands;
using Chat.Server.Storage;

namespace Chat.Server.Groups.Messages;

/// <summary>Rows of <c>group_pin</c>: messages at the top of a group or topic.</summary>
internal static class GroupPins
{
    /// <summary>The pinned messages with who pinned them, the newest pin first.</summary>
    public static List<(long Sequence, long AccountId)> Of(Func<string, SqlStatement> prepare, long logId)
    {
        var pins = new List<(long, long)>();
        var select = prepare("SELECT seq, account_id FROM group_pin WHERE log_id = ? ORDER BY position DESC").Bind(1, logId);
        while (select.Step())
        {
            pins.Add((select.Long(0), select.Long(1)));
        }

        select.Reset();
        return pins;
    }
}

/// <summary><c>pin_message</c> and <c>unpin_message</c>.</summary>
internal sealed class PinGroupMessageHandler(GroupDirectory groups, GroupMessages messages, bool isPin) : ICommandHandler<PinGroupMessage>
{
    public void Handle(CommandContext context, PinGroupMessage request)
    {
        var me = GroupDirectory.Caller(context);
        groups.Run(
            context,
            request.GroupId,
            change =>
            {
                if (change.View(me, request.GroupId, request.TopicId, out var view) is { } denied)
                {
                    return denied;
                }

                if (view.Message(change.Transaction.Prepare, request.MsgSeq) is not { IsTip: false, IsRecalled: false } message
                    || (message.Flags & GroupMessageFlags.Directed) != 0)
                {
                    return new ChatError(ErrorCodes.GroupMessageUnknown, "the message does not exist, or is not for everybody");
                }

                var pins = GroupPins.Of(change.Transaction.Prepare, view.LogId);
                var isPinned = pins.Exists(pin => pin.Sequence == message.Sequence);
                return isPin ? Pin(change, view, message, me, pins.Count, isPinned) : Unpin(change, view, message, me, isPinned);
            });
    }

    private ChatError? Pin(GroupChange change, GroupView view, StoredGroupMessage message, AccountInfo me, int count, bool isPinned)
    {
        if (isPinned)
        {
            return new ChatError(ErrorCodes.MessagePinnedAlready, "the message is pinned already");
        }

        if (count >= PinGroupMessage.MaxPinned)
        {
            return new ChatError(ErrorCodes.TooManyPinnedMessages, $"more than {PinGroupMessage.MaxPinned} pinned messages");
        }

        change.Transaction.Prepare("INSERT INTO group_pin (log_id, seq, account_id, position) VALUES (?, ?, ?, ?)")
            .Bind(1, view.LogId).Bind(2, message.Sequence).Bind(3, me.AccountId).Bind(4, change.Transaction.NextPosition()).Execute();
        var pinned = Wire.ReadKept(GroupMessageJson.Build(messages.Header(change.Transaction.Prepare, view.Group, view.Topic, message)), GroupsJson.Default.WireGroupMessage);
        change.OnlineTip(me, new GroupTipBody { OpType = GroupTipTypes.Pinned, PinnedMsg = pinned }, view, message);
        return null;
    }

    private ChatError? Unpin(GroupChange change, GroupView view, StoredGroupMessage message, AccountInfo me, bool isPinned)
    {
        if (!isPinned)
        {
            return new ChatError(ErrorCodes.GroupMessageUnknown, "the message is not pinned");
        }

        change.Transaction.Prepare("DELETE FROM group_pin WHERE log_id = ? AND seq = ?").Bind(1, view.LogId).Bind(2, message.Sequence).Execute();
        change.OnlineTip(
            me,
            new GroupTipBody
            {
                OpType = GroupTipTypes.Unpinned,
                SdkGroupMessageId = new UnpinnedMessage
                {
                    SenderTinyId = messages.Sender(message)?.TinyId ?? "0",
                    ClientTime = message.Content.ClientTime,
                    Random = message.Content.Random,
                    ServerTime = message.Place.Time,
                    MsgSeq = message.Sequence,
                },
            },
            view,
            message);
        return null;
    }
}

/// <summary><c>get_pinned_messages</c>.</summary>
internal sealed class GetPinnedGroupMessagesHandler(GroupDirectory groups) : ICommandHandler<GetPinnedGroupMessages>
{
    public void Handle(CommandContext context, GetPinnedGroupMessages request)
    {
        var me = GroupDirectory.Caller(context);
        var (error, pins) = groups.Store.Read(connection => GroupView.Find(connection, me, request.GroupId, request.TopicId, out var view) is { } denied
            ? (denied, [])
            : ((ChatError?)null, GroupPins.Of(connection.Prepare, view.LogId).Where(pin => view.Message(connection.Prepare, pin.Sequence) is not null).ToList()));
        if (error is not null)
        {
            context.Fail(error);
            return;
        }

        context.Reply(
            new PinnedGroupMessagesReply
            {
                PinnedMsgList = [.. pins.Select(pin => new PinnedGroupMessage { MsgSeq = pin.Sequence, Pinner = groups.Accounts.Find(pin.AccountId)?.UserId ?? "" })],
            },
            GroupsJson.Default.PinnedGroupMessagesReply);
    }
}
