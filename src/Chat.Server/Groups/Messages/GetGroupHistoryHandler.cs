using Chat.Protocol.Errors;
using Chat.Protocol.Groups;
using Chat.Server.Accounts;
using Chat.Server.Commands;
using Chat.Server.Messages;
using Chat.Server.Sessions;
using Chat.Server.Storage;

namespace Chat.Server.Groups.Messages;

/// <summary>
/// <c>group_msg_get</c>: messages of a group or topic, newest first, from a sequence down or by their sequences. Sequences that hide something from the caller are
/// told, so that clients know them for no gap.
/// </summary>
internal sealed class GetGroupHistoryHandler(GroupDirectory groups, GroupMessages messages) : ICommandHandler<GetGroupHistory>
{
    /// <summary>Rows that one page looks at; what hides more continues on the next.</summary>
    private const int MaxRows = 400;

    public void Handle(CommandContext context, GetGroupHistory request)
    {
        if (request.ReqMsgSeq is < 0 or > uint.MaxValue || request.ReqMsgNumber is < 1 or > GetGroupHistory.MaxMessages
            || (request.Selection == GetGroupHistory.BySequence && request.ReqMsgSeqList is not { Length: <= GetGroupHistory.MaxMessages }))
        {
            context.Fail(
                ErrorCodes.GroupParameter, $"ReqMsgNumber must be 1 to {GetGroupHistory.MaxMessages}, ReqMsgSeq a sequence, ReqMsgSeqList have at most {GetGroupHistory.MaxMessages}");
            return;
        }

        // What is repaired before a sync ends where the pushes behind it begin: what comes later will be pushed, and counted by it then.
        var socket = ((SocketCommandContext)context).Socket;
        var until = socket.IsHolding ? socket.AttachPosition : long.MaxValue;
        var me = GroupDirectory.Caller(context);
        var (error, page) = groups.Store.Read(connection => Read(connection, me, request, until));
        if (error is not null)
        {
            context.Fail(error);
            return;
        }

        using var reply = new ReplyBuffer();
        reply.Json.WriteNumber("IsFinished"u8, page.Next == 0 ? GroupHistoryReply.Finished : 0);
        reply.Json.WriteNumber("NextReqMsgSeq"u8, page.Next);
        reply.WriteArray("RspMsgList"u8, page.Items);
        if (page.Hidden.Count > 0)
        {
            reply.Json.WriteStartArray("InvisibleMsgSeq"u8);
            page.Hidden.ForEach(reply.Json.WriteNumberValue);
            reply.Json.WriteEndArray();
        }

        context.Reply(reply.Finish());
    }

    private (ChatError? Error, HistoryPage Page) Read(StoreConnection connection, AccountInfo me, GetGroupHistory request, long until)
    {
        if (GroupView.Find(connection, me, request.GroupId, request.TopicId, out var view) is { } error)
        {
            return (error, HistoryPage.Empty);
        }

        return (null, request.Selection == GetGroupHistory.BySequence ? ReadSelected(connection, view, request) : ReadOlder(connection, view, request, until));
    }

    private HistoryPage ReadSelected(StoreConnection connection, GroupView view, GetGroupHistory request)
    {
        var items = request.ReqMsgSeqList!.Distinct().OrderDescending()
            .Select(sequence => view.Message(connection.Prepare, sequence)).OfType<StoredGroupMessage>()
            .Where(message => !message.IsRecalled || request.WithRecalledMsg == 1)
            .Select(message => messages.ToHistory(connection.Prepare, view, message)).ToList();
        return new HistoryPage(items, [], 0);
    }

    private HistoryPage ReadOlder(StoreConnection connection, GroupView view, GetGroupHistory request, long until)
    {
        var first = view.FirstVisible;
        var last = Math.Min(request.ReqMsgSeq is > 0 and var wanted ? wanted : uint.MaxValue, GroupLog.ReadTail(connection.Prepare, view.LogId, until).Sequence);
        if (last < first)
        {
            return HistoryPage.Empty;
        }

        var rows = new List<StoredGroupMessage>();
        var select = connection.Prepare($"SELECT {StoredGroupMessage.Columns} FROM group_message WHERE message_id BETWEEN ? AND ? ORDER BY message_id DESC LIMIT ?")
            .Bind(1, GroupLog.MessageId(view.LogId, first)).Bind(2, GroupLog.MessageId(view.LogId, last)).Bind(3, MaxRows);
        var deleted = GroupDeletions.Of(connection.Prepare, view.Member.AccountId, view.LogId, Math.Max(first, last - MaxRows + 1), last);
        var hidden = new List<long>();
        var oldest = 0L;
        while (rows.Count < request.ReqMsgNumber && select.Step())
        {
            var message = StoredGroupMessage.Read(select);
            oldest = message.Sequence;
            if (message.IsFor(view.Member.AccountId) && !deleted.Contains(message.MessageId) && (!message.IsRecalled || request.WithRecalledMsg == 1))
            {
                rows.Add(message);
            }
            else
            {
                hidden.Add(message.Sequence);
            }
        }

        select.Reset();
        var expired = GroupLog.ReadExpired(connection.Prepare, view.LogId).Sequence;
        return new HistoryPage(
            [.. rows.Select(message => messages.ToHistory(connection.Prepare, view, message))], hidden, oldest <= Math.Max(first, expired + 1) ? 0 : oldest - 1);
    }

    /// <param name="Items">Newest first.</param>
    /// <param name="Hidden">Sequences that hide something.</param>
    /// <param name="Next">Where the next page begins; 0 for none.</param>
    private sealed record HistoryPage(IReadOnlyList<byte[]> Items, List<long> Hidden, long Next)
    {
        public static HistoryPage Empty { get; } = new([], [], 0);
    }
}
