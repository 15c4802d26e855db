using Chat.Protocol.Commands;
using Chat.Protocol.Errors;
using Chat.Protocol.Groups;
using Chat.Protocol.Messages;
using Chat.Protocol.Push;
using Chat.Server.Accounts;
using Chat.Server.Commands;
using Chat.Server.Storage;

namespace Chat.Server.Groups.Messages;

/// <summary>
/// <c>group_msg_recall</c>: the sender takes messages back within the app's recall window, owner and administrators those of everybody at any time. Each message has
/// a code of its own.
/// </summary>
internal sealed class RecallGroupMessagesHandler(GroupDirectory groups, GroupRecallPushes pushes) : ICommandHandler<RecallGroupMessages>
{
    public void Handle(CommandContext context, RecallGroupMessages request)
    {
        if (request.MsgSeqList.Length is 0 or > RecallGroupMessages.MaxMessages || Array.Exists(request.MsgSeqList, static item => item is null))
        {
            context.Fail(ErrorCodes.GroupParameter, $"MsgSeqList must have 1 to {RecallGroupMessages.MaxMessages} messages");
            return;
        }

        if (!GroupLimits.Fits(request.Reason, GroupLimits.MaxRemark))
        {
            context.Fail(ErrorCodes.GroupParameter, $"Reason is longer than {GroupLimits.MaxRemark} bytes");
            return;
        }

        var me = GroupDirectory.Caller(context);
        var window = context.App.Settings.RecallWindow;
        var revoker = new RevokerInfo { Revoker = me.UserId, Reason = request.Reason ?? "" };
        var results = new List<RecalledGroupMessage>();
        groups.Run(
            context,
            request.GroupId,
            change =>
            {
                results.Clear();
                if (change.View(me, request.GroupId, request.TopicId, out var view) is { } error)
                {
                    return error;
                }

                foreach (var sequence in request.MsgSeqList.Select(static item => item.MsgSeq).Distinct())
                {
                    var code = Check(change, view, sequence, window, out var message);
                    if (code == 0)
                    {
                        var position = Recall(change.Transaction, view.LogId, message!, revoker);
                        pushes.Prepare(change, view, message!, me, revoker, position, context.Session);
                    }

                    results.Add(new RecalledGroupMessage { MsgSeq = sequence, RetCode = code });
                }

                return null;
            },
            () => context.Reply(new RecallGroupMessagesReply { RecallRetList = [.. results] }, GroupsJson.Default.RecallGroupMessagesReply));
    }

    private static int Check(GroupChange change, GroupView view, long sequence, TimeSpan window, out StoredGroupMessage? message)
    {
        message = view.Message(change.Transaction.Prepare, sequence);
        if (message is null)
        {
            return ErrorCodes.GroupMessageUnknown;
        }

        if (message.IsTip || message.IsRecalled)
        {
            return ErrorCodes.GroupMessageNotRecallable;
        }

        if (view.Member.IsAdmin)
        {
            return 0;
        }

        return message.SenderId != view.Member.AccountId ? ErrorCodes.GroupDenied
            : change.Now - message.Place.Time > window.TotalSeconds ? ErrorCodes.GroupRecallWindowPassed
            : 0;
    }

    /// <returns>The commit position of the recall.</returns>
    private static long Recall(WriteTransaction transaction, long logId, StoredGroupMessage message, RevokerInfo revoker)
    {
        const long Microseconds = 1_000_000;
        var time = Math.Max(transaction.UnixSeconds * Microseconds, GroupRecallQueries.LastTime(transaction.Prepare, logId) + 1);
        transaction.Prepare("UPDATE group_message SET flags = flags | ?, revoker = ?, recalled_at = ? WHERE message_id = ?")
            .Bind(1, (long)GroupMessageFlags.Recalled).Bind(2, Wire.ToBytes(revoker, MessagesJson.Default.RevokerInfo)).Bind(3, time).Bind(4, message.MessageId).Execute();
        transaction.Prepare("DELETE FROM group_pin WHERE log_id = ? AND seq = ?").Bind(1, logId).Bind(2, message.Sequence).Execute();
        return GroupLog.MarkChanged(transaction, message.MessageId);
    }
}

/// <summary>Tells members of recalls.</summary>
internal sealed class GroupRecallPushes(GroupDirectory groups)
{
    /// <summary>Tells everybody who received the message, after the commit.</summary>
    /// <param name="change">The change that recalls it.</param>
    /// <param name="view">Where it stands.</param>
    /// <param name="message">The message.</param>
    /// <param name="by">Who takes it back.</param>
    /// <param name="revoker">The same for the wire.</param>
    /// <param name="position">Commit position of the recall; it is acknowledged, because a client that is told twice counts down twice.</param>
    /// <param name="except">The socket that is not told.</param>
    public void Prepare(
        GroupChange change, GroupView view, StoredGroupMessage message, AccountInfo by, RevokerInfo revoker, long position, Sessions.Session? except)
    {
        var frame = PushFrame.Build(Pushes.GroupNotices, [Item(view.Group, view.Topic, message, groups.Accounts.Find(message.SenderId), by, revoker)], position);
        change.TellViewers(view, message, frame, except);
    }

    public static WireGroupMessage Item(GroupRow group, GroupTopic? topic, StoredGroupMessage message, AccountInfo? sender, AccountInfo? by, RevokerInfo revoker) =>
        GroupNotices.Envelope(
            null,
            new GroupNoticeBody
            {
                GroupWithdrawInfoArray =
                [
                    new GroupWithdrawal
                    {
                        GroupId = group.GroupId,
                        TopicId = topic?.TopicId,
                        MsgSeq = message.Sequence,
                        MsgRandom = message.Content.Random,
                        TinyId = sender?.TinyId ?? "0",
                        MsgClientTime = message.Content.ClientTime,
                        MsgTimeStamp = message.Place.Time,
                    },
                ],
            },
            new WireGroupHeader { GroupId = group.GroupId, TopicId = topic?.TopicId, FromNick = by?.Nick, FromAvatar = by?.Avatar },
            revoker);
}

internal static class GroupRecallQueries
{
    /// <summary>When a message of a log was last recalled, UNIX microseconds; 0 for never.</summary>
    public static long LastTime(Func<string, SqlStatement> prepare, long logId)
    {
        var select = prepare("SELECT max(recalled_at) FROM group_message WHERE message_id >> 32 = ? AND recalled_at > 0").Bind(1, logId);
        var time = select.Step() ? select.Long(0) : 0;
        select.Reset();
        return time;
    }

    /// <summary>Messages of a log that were recalled behind a time (UNIX microseconds), the oldest recall first.</summary>
    public static List<(long Time, StoredGroupMessage Message)> Since(StoreConnection connection, long logId, long time, int count)
    {
        var recalls = new List<(long, StoredGroupMessage)>();
        var select = connection.Prepare(
                $"SELECT {StoredGroupMessage.Columns}, recalled_at FROM group_message WHERE message_id >> 32 = ? AND recalled_at > 0 AND recalled_at > ? ORDER BY recalled_at LIMIT ?")
            .Bind(1, logId).Bind(2, time).Bind(3, count);
        while (select.Step())
        {
            recalls.Add((select.Long(StoredGroupMessage.ColumnCount), StoredGroupMessage.Read(select)));
        }

        select.Reset();
        return recalls;
    }
}

/// <summary><c>batch_get_group_notify</c>: what was recalled in several groups behind a time of each.</summary>
internal sealed class GetGroupRecallsHandler(GroupDirectory groups) : ICommandHandler<GetGroupRecalls>
{
    private const int MaxPage = 100;

    public void Handle(CommandContext context, GetGroupRecalls request)
    {
        if (request.NotifyReqList.Length is 0 or > GetGroupRecalls.MaxGroups || Array.Exists(request.NotifyReqList, static item => item is null or { Limit: < 1 or > MaxPage }))
        {
            context.Fail(ErrorCodes.GroupParameter, $"NotifyReqList must have 1 to {GetGroupRecalls.MaxGroups} groups, Limit be 1 to {MaxPage}");
            return;
        }

        var me = GroupDirectory.Caller(context);
        var recalls = groups.Store.Read(connection => Array.ConvertAll(request.NotifyReqList, item => Read(connection, me, item)));
        context.Reply(new GroupRecallsReply { NotifyRspList = recalls }, GroupsJson.Default.GroupRecallsReply);
    }

    /// <summary>Groups that the caller is not in have nothing to tell.</summary>
    private static GroupRecalls Read(StoreConnection connection, AccountInfo me, RecallsOfGroup asked)
    {
        if (GroupView.Find(connection, me, asked.GroupId, null, out var view) is not null)
        {
            return new GroupRecalls { GroupId = asked.GroupId };
        }

        var recalls = GroupRecallQueries.Since(connection, view.LogId, asked.BeginTime, asked.Limit + 1);
        return new GroupRecalls
        {
            GroupId = asked.GroupId,
            NextMsgTime = recalls.Count > asked.Limit ? recalls[asked.Limit - 1].Time : 0,
            NotifyMsgList =
            [
                .. recalls.Take(asked.Limit).Select(static recall => recall.Message)
                    .Where(message => message.Sequence >= view.FirstVisible && message.IsFor(me.AccountId))
                    .Select(static message => new GroupRecall
                    {
                        MsgSeq = message.Sequence,
                        MsgRandom = message.Content.Random,
                        RevokerInfo = Wire.Read(message.Revoker, MessagesJson.Default.RevokerInfo),
                    }),
            ],
        };
    }
}
