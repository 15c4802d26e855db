using System.Globalization;
using Chat.Protocol.Errors;
using Chat.Protocol.Groups;
using Chat.Protocol.Push;
using Chat.Server.Accounts;
using Chat.Server.Commands;
using Chat.Server.Storage;

namespace Chat.Server.Groups.Messages;

/// <summary>Rows of <c>group_receipt</c>: who has sent a read receipt for a message.</summary>
internal static class GroupReceipts
{
    /// <summary>Members of a group with receipts at most.</summary>
    public const int MaxMembers = 200;

    /// <summary>Members who can have read a message: whom it reached, but its sender.</summary>
    private const string Readers =
        """
        FROM group_member m WHERE m.group_key = ?1 AND m.account_id <> ?2 AND m.joined_seq < ?3
            AND (?4 = '' OR m.account_id IN (SELECT value FROM json_each(?4)))
        """;

    private const string HasRead = "EXISTS (SELECT 1 FROM group_receipt r WHERE r.message_id = ?5 AND r.account_id = m.account_id)";

    /// <summary>Whether messages of a group may ask for receipts; null for yes.</summary>
    public static ChatError? Check(GroupRow group) =>
        !group.Rules.HasReceipts ? GroupDirectory.Denied
        : group.MemberCount > MaxMembers ? new ChatError(ErrorCodes.GroupTooLargeForReceipts, $"groups of more than {MaxMembers} members have no read receipts")
        : null;

    /// <summary>Whether a message of a group may ask for receipts; null for yes.</summary>
    public static ChatError? Check(GroupRow group, in NewGroupMessage message) =>
        (message.Flags & GroupMessageFlags.OnlineOnly) != 0
            ? new ChatError(ErrorCodes.OnlineMessageHasNoReceipts, "messages for those who are online have no read receipts")
            : Check(group);

    /// <summary>How many others have read a message and how many have not.</summary>
    public static (int Read, int Unread) Count(Func<string, SqlStatement> prepare, GroupRow group, StoredGroupMessage message)
    {
        var select = prepare($"SELECT coalesce(sum({HasRead}), 0), count(*) {Readers}")
            .Bind(1, group.Key).Bind(2, message.SenderId).Bind(3, message.Sequence).Bind(4, message.Content.Receivers).Bind(5, message.MessageId);
        select.Step();
        var (read, others) = ((int)select.Long(0), (int)select.Long(1));
        select.Reset();
        return (read, others - read);
    }

    /// <returns>False if there was one.</returns>
    public static bool Add(WriteTransaction transaction, long messageId, long accountId) =>
        transaction.Prepare("INSERT OR IGNORE INTO group_receipt (message_id, account_id, time) VALUES (?, ?, ?)")
            .Bind(1, messageId).Bind(2, accountId).Bind(3, transaction.UnixSeconds).Execute().Changes != 0;

    /// <summary>When an account sent its receipt, UNIX seconds; null for never.</summary>
    public static long? TimeOf(Func<string, SqlStatement> prepare, long messageId, long accountId)
    {
        var select = prepare("SELECT time FROM group_receipt WHERE message_id = ? AND account_id = ?").Bind(1, messageId).Bind(2, accountId);
        long? time = select.Step() ? select.Long(0) : null;
        select.Reset();
        return time;
    }

    /// <summary>Members behind another in the order of joining who have read a message, or who have not; the sender is neither.</summary>
    public static List<(long MemberId, long AccountId)> Page(
        Func<string, SqlStatement> prepare, GroupRow group, StoredGroupMessage message, bool haveRead, long after, int count)
    {
        var members = new List<(long, long)>();
        var select = prepare(
                $"SELECT m.member_id, m.account_id {Readers} AND m.member_id > ?6 AND {HasRead} = ?7 ORDER BY m.member_id LIMIT ?8")
            .Bind(1, group.Key).Bind(2, message.SenderId).Bind(3, message.Sequence).Bind(4, message.Content.Receivers).Bind(5, message.MessageId)
            .Bind(6, after).Bind(7, haveRead ? 1 : 0).Bind(8, count);
        while (select.Step())
        {
            members.Add((select.Long(0), select.Long(1)));
        }

        select.Reset();
        return members;
    }
}

/// <summary>
/// <c>group_msg_receipt</c>: the caller tells the senders of messages that ask for it that they were read. Once is enough: repetitions change
/// nothing. A message that is gone does not keep the others from being receipted; the call fails only if none is left.
/// </summary>
internal sealed class SendGroupReceiptsHandler(GroupDirectory groups) : ICommandHandler<SendGroupReadReceipts>
{
    public void Handle(CommandContext context, SendGroupReadReceipts request)
    {
        if (request.MsgSeqList.Length is 0 or > SendGroupReadReceipts.MaxMessages || Array.Exists(request.MsgSeqList, static item => item is null))
        {
            context.Fail(ErrorCodes.GroupParameter, $"MsgSeqList must have 1 to {SendGroupReadReceipts.MaxMessages} messages");
            return;
        }

        var me = GroupDirectory.Caller(context);
        groups.Run(
            context,
            request.GroupId,
            change =>
            {
                if ((change.View(me, request.GroupId, null, out var view) ?? GroupReceipts.Check(view.Group)) is { } error)
                {
                    return error;
                }

                var messages = request.MsgSeqList.Select(static item => item.MsgSeq).Distinct()
                    .Select(sequence => view.Message(change.Transaction.Prepare, sequence))
                    .OfType<StoredGroupMessage>()
                    .Where(message => !message.IsRecalled && (message.Flags & GroupMessageFlags.NeedsReadReceipt) != 0 && message.SenderId != me.AccountId)
                    .ToList();
                if (messages.Count == 0)
                {
                    return new ChatError(ErrorCodes.ReceiptUnknown, "no such message exists, or none asks the caller for a read receipt");
                }

                foreach (var ofSender in messages.Where(message => GroupReceipts.Add(change.Transaction, message.MessageId, me.AccountId)).GroupBy(static message => message.SenderId))
                {
                    Tell(change, view, ofSender.Key, [.. ofSender]);
                }

                return null;
            });
    }

    private void Tell(GroupChange change, GroupView view, long senderId, List<StoredGroupMessage> messages)
    {
        var tinyId = groups.Accounts.Find(senderId)?.TinyId ?? "0";
        var body = new GroupNoticeBody
        {
            GroupMsgReceiptList = [.. messages.Select(message =>
            {
                var (read, unread) = GroupReceipts.Count(change.Transaction.Prepare, view.Group, message);
                return new GroupReceiptChange
                {
                    TinyId = tinyId,
                    MsgClientTime = message.Content.ClientTime,
                    MsgRandom = message.Content.Random,
                    MsgSeq = message.Sequence,
                    ReadNum = read,
                    UnreadNum = unread,
                };
            })],
        };
        change.After(() => groups.Notify(
            senderId, Pushes.GroupNotices, [GroupNotices.Envelope(null, body, new WireGroupHeader { GroupId = view.ConversationId })]));
    }
}

/// <summary>What the queries of receipts share: they are answered to the sender of a message.</summary>
internal static class ReceiptQueries
{
    public static readonly ChatError Unknown = new(ErrorCodes.ReceiptUnknown, "the caller has sent no such message that asks for read receipts");

    public static StoredGroupMessage? Find(StoreConnection connection, GroupView view, long sequence) =>
        view.Message(connection.Prepare, sequence) is { IsRecalled: false } message && message.SenderId == view.Member.AccountId
            && (message.Flags & GroupMessageFlags.NeedsReadReceipt) != 0
            ? message
            : null;
}

/// <summary><c>get_group_msg_receipt</c>: how many have read messages of the caller.</summary>
internal sealed class GetGroupReceiptsHandler(GroupDirectory groups) : ICommandHandler<GetGroupReadReceipts>
{
    public void Handle(CommandContext context, GetGroupReadReceipts request)
    {
        if (request.MsgSeqList.Length is 0 or > SendGroupReadReceipts.MaxMessages || Array.Exists(request.MsgSeqList, static item => item is null))
        {
            context.Fail(ErrorCodes.GroupParameter, $"MsgSeqList must have 1 to {SendGroupReadReceipts.MaxMessages} messages");
            return;
        }

        var me = GroupDirectory.Caller(context);
        var (error, receipts) = groups.Store.Read(connection => GroupView.Find(connection, me, request.GroupId, null, out var view) is { } denied
            ? (denied, [])
            : ((ChatError?)null, Array.ConvertAll(request.MsgSeqList, item => Receipt(connection, view, item.MsgSeq))));
        if (error is not null)
        {
            context.Fail(error);
        }
        else
        {
            context.Reply(new GroupReadReceiptsReply { GroupMsgReceiptList = receipts }, GroupsJson.Default.GroupReadReceiptsReply);
        }
    }

    private static GroupReadReceipt Receipt(StoreConnection connection, GroupView view, long sequence)
    {
        if (ReceiptQueries.Find(connection, view, sequence) is not { } message)
        {
            return new GroupReadReceipt { MsgSeq = sequence, Code = ReceiptQueries.Unknown.Code };
        }

        var (read, unread) = GroupReceipts.Count(connection.Prepare, view.Group, message);
        return new GroupReadReceipt { MsgSeq = sequence, ReadNum = read, UnreadNum = unread };
    }
}

/// <summary><c>get_group_msg_receipt_detail</c>: who has read a message of the caller, or who has not, page by page.</summary>
internal sealed class GetGroupReceiptMembersHandler(GroupDirectory groups) : ICommandHandler<GetGroupReceiptMembers>
{
    public void Handle(CommandContext context, GetGroupReceiptMembers request)
    {
        var after = 0L;
        if (request.Num is < 1 or > GetGroupReceiptMembers.MaxMembers || request.Flag is not (GetGroupReceiptMembers.WhoRead or GetGroupReceiptMembers.WhoDidNot)
            || (request.Cursor.Length > 0 && !long.TryParse(request.Cursor, NumberStyles.None, CultureInfo.InvariantCulture, out after)))
        {
            context.Fail(ErrorCodes.GroupParameter, $"Num must be 1 to {GetGroupReceiptMembers.MaxMembers}, Flag 0 or 1, Cursor that of a reply");
            return;
        }

        var me = GroupDirectory.Caller(context);
        var haveRead = request.Flag == GetGroupReceiptMembers.WhoRead;
        var (error, members) = groups.Store.Read(connection =>
            GroupView.Find(connection, me, request.GroupId, null, out var view) is { } denied ? (denied, [])
            : ReceiptQueries.Find(connection, view, request.MsgSeq) is { } message
                ? ((ChatError?)null, GroupReceipts.Page(connection.Prepare, view.Group, message, haveRead, after, request.Num + 1))
                : (ReceiptQueries.Unknown, []));
        if (error is not null)
        {
            context.Fail(error);
            return;
        }

        var isLast = members.Count <= request.Num;
        var page = members.Take(request.Num).ToList();
        string[] users = [.. page.Select(member => groups.Accounts.Find(member.AccountId)).OfType<AccountInfo>().Select(static account => account.UserId)];
        context.Reply(
            new GroupReceiptMembersReply
            {
                Cursor = isLast ? "" : page[^1].MemberId.ToString(CultureInfo.InvariantCulture),
                IsFinish = isLast ? 1 : 0,
                ReadList = haveRead ? Array.ConvertAll(users, static user => new ReceiptReader { Member = user }) : null,
                UnreadList = haveRead ? null : Array.ConvertAll(users, static user => new ReceiptNonReader { Member = user }),
            },
            GroupsJson.Default.GroupReceiptMembersReply);
    }
}

/// <summary><c>get_group_msg_receipts_by_users</c>: which of the members named have read messages of the caller, and when.</summary>
internal sealed class GetGroupReceiptsByUsersHandler(GroupDirectory groups) : ICommandHandler<GetGroupReceiptsByUsers>
{
    public void Handle(CommandContext context, GetGroupReceiptsByUsers request)
    {
        var asked = request.MemberReadMsgList;
        if (asked.Length is 0 or > SendGroupReadReceipts.MaxMessages
            || Array.Exists(asked, static item => item is null || item.Members.Length > GroupReceipts.MaxMembers || Array.Exists(item.Members, string.IsNullOrEmpty)))
        {
            context.Fail(
                ErrorCodes.GroupParameter, $"MemberReadMsgList must have 1 to {SendGroupReadReceipts.MaxMessages} messages with at most {GroupReceipts.MaxMembers} members each");
            return;
        }

        var me = GroupDirectory.Caller(context);
        var (error, read) = groups.Store.Read(connection => GroupView.Find(connection, me, request.GroupId, null, out var view) is { } denied
            ? (denied, [])
            : ((ChatError?)null, Array.ConvertAll(asked, item => Readers(connection, view, item))));
        if (error is not null)
        {
            context.Fail(error);
        }
        else
        {
            context.Reply(new GroupReceiptsByUsersReply { MsgReadList = read }, GroupsJson.Default.GroupReceiptsByUsersReply);
        }
    }

    private ReadersOfMessage Readers(StoreConnection connection, GroupView view, MembersOfMessage asked) => new()
    {
        MsgSeq = asked.MsgSeq,
        ReadList = ReceiptQueries.Find(connection, view, asked.MsgSeq) is { } message
            ?
            [
                .. asked.Members.Select(user => groups.Accounts.Find(view.Group.SdkAppId, user)).OfType<AccountInfo>()
                    .Select(account => (account.UserId, Time: GroupReceipts.TimeOf(connection.Prepare, message.MessageId, account.AccountId)))
                    .Where(static reader => reader.Time is not null)
                    .Select(static reader => new ReceiptReader { Member = reader.UserId, Time = reader.Time }),
            ]
            : [],
    };
}
