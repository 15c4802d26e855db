using System.Security.Cryptography;
using Chat.Protocol.Commands;
using Chat.Protocol.Groups;
using Chat.Server.Accounts;
using Chat.Server.Storage;

namespace Chat.Server.Groups;

/// <summary>System notices: items of the conversation <c>@TIM#SYSTEM</c> (wire reference, groups §5).</summary>
internal static class GroupNotices
{
    /// <summary>Older ones go (rules reference, limits §2).</summary>
    public const int MaxKept = 100;

    private const int MaxExpired = 500;
    private const long KeptSeconds = 7 * 24 * 3600;

    /// <param name="group">The group that it is about.</param>
    /// <param name="to">Who is told; null for everybody in the group.</param>
    /// <param name="by">Who has done it.</param>
    /// <param name="topic">The topic it is about; null for the group.</param>
    /// <param name="body">What was done.</param>
    /// <param name="now">UNIX seconds.</param>
    public static WireGroupMessage Build(GroupRow group, AccountInfo? to, AccountInfo by, GroupTopic? topic, GroupNoticeBody body, long now)
    {
        var random = RandomNumberGenerator.GetInt32(1, int.MaxValue);
        return new WireGroupMessage
        {
            Event = Chat.Protocol.Push.Pushes.GroupNotices.EventCode,
            From = GroupIds.System,
            To = to?.UserId,
            ToGroupId = topic?.TopicId ?? group.GroupId,
            TinyId = GroupIds.SystemTinyId,
            ClientSeq = random,
            MsgSeq = random,
            MsgRandom = random,
            MsgTimeStamp = now,
            MsgClientTime = now,
            MsgBody = new RawJson(Wire.ToBytes(body, GroupsJson.Default.GroupNoticeBody)),
            GroupInfo = new WireGroupHeader
            {
                GroupId = group.GroupId,
                GroupName = group.Name,
                GroupType = group.Type,
                From = by.UserId,
                FromNick = by.Nick,
                FromAvatar = by.Avatar,
                To = to?.UserId,
                TopicId = topic?.TopicId,
                MillionGroupFlag = group.SupportsTopics ? WireGroupHeader.WithTopics : null,
            },
        };
    }

    /// <summary>An item of event 5 that is no notice: a recall, a read position or receipts (wire reference, groups §5).</summary>
    /// <param name="to">Who is told; null where one item goes to all members.</param>
    /// <param name="body">What is told.</param>
    /// <param name="header">The group, where clients look for it.</param>
    /// <param name="revoker">Who took a message back.</param>
    public static WireGroupMessage Envelope(AccountInfo? to, GroupNoticeBody body, WireGroupHeader? header = null, Chat.Protocol.Messages.RevokerInfo? revoker = null)
    {
        var random = RandomNumberGenerator.GetInt32(1, int.MaxValue);
        return new WireGroupMessage
        {
            From = GroupIds.System,
            To = to?.UserId,
            MsgSeq = random,
            MsgRandom = random,
            MsgBody = new RawJson(Wire.ToBytes(body, GroupsJson.Default.GroupNoticeBody)),
            GroupInfo = header,
            RevokerInfo = revoker,
        };
    }

    /// <summary>Keeps a notice for devices that are away; its number becomes the one by which it is deleted.</summary>
    public static WireGroupMessage Insert(WriteTransaction transaction, long accountId, WireGroupMessage item)
    {
        var id = transaction.Prepare("INSERT INTO group_notice (account_id, random, time, position, item) VALUES (?, ?, ?, ?, ?)")
            .Bind(1, accountId).Bind(2, item.MsgRandom).Bind(3, item.MsgTimeStamp).Bind(4, transaction.NextPosition()).Bind(5, ToJson(item)).Execute().LastInsertId;
        transaction.Prepare(
                """
                DELETE FROM group_notice WHERE account_id = ?1 AND (time < ?2 OR notice_id <= (
                    SELECT notice_id FROM group_notice WHERE account_id = ?1 ORDER BY notice_id DESC LIMIT 1 OFFSET ?3))
                """)
            .Bind(1, accountId).Bind(2, transaction.UnixSeconds - KeptSeconds).Bind(3, MaxKept).Execute();
        return Numbered(item, id);
    }

    /// <summary>Keeps one notice for every member of a group up to one in the order of joining.</summary>
    public static void InsertForMembers(WriteTransaction transaction, long groupKey, long lastMember, WireGroupMessage item) =>
        transaction.Prepare(
                """
                INSERT INTO group_notice (account_id, random, time, position, item)
                SELECT account_id, ?, ?, ?, ? FROM group_member WHERE group_key = ? AND member_id <= ?
                """)
            .Bind(1, item.MsgRandom).Bind(2, item.MsgTimeStamp).Bind(3, transaction.NextPosition()).Bind(4, ToJson(item)).Bind(5, groupKey).Bind(6, lastMember).Execute();

    /// <summary>What an account keeps of a notice that went to every member; null for nothing.</summary>
    public static WireGroupMessage? Find(Func<string, SqlStatement> prepare, long accountId, WireGroupMessage item)
    {
        var select = prepare("SELECT notice_id FROM group_notice WHERE account_id = ? AND random = ? ORDER BY notice_id DESC LIMIT 1").Bind(1, accountId).Bind(2, item.MsgRandom);
        var found = select.Step() ? Numbered(item, select.Long(0)) : null;
        select.Reset();
        return found;
    }

    /// <summary>The notices that an account was sent behind one commit position and up to another, the oldest first.</summary>
    public static List<WireGroupMessage> Read(StoreConnection connection, long accountId, long since, long until)
    {
        var notices = new List<WireGroupMessage>();
        var select = connection.Prepare(
                """
                SELECT notice_id, item FROM (
                    SELECT notice_id, item FROM group_notice WHERE account_id = ? AND position > ? AND position <= ? ORDER BY notice_id DESC LIMIT ?)
                ORDER BY notice_id
                """)
            .Bind(1, accountId).Bind(2, since).Bind(3, until).Bind(4, MaxKept);
        while (select.Step())
        {
            notices.Add(Numbered(Wire.Read(select.Blob(1), GroupsJson.Default.WireGroupMessage), select.Long(0)));
        }

        select.Reset();
        return notices;
    }

    /// <param name="transaction">The change.</param>
    /// <param name="accountId">Whose.</param>
    /// <param name="id">Its <c>ClientSeq</c>; null where a client does not know it.</param>
    /// <param name="random">Its <c>MsgRandom</c>.</param>
    public static void Delete(WriteTransaction transaction, long accountId, long? id, long random) =>
        transaction.Prepare("DELETE FROM group_notice WHERE account_id = ? AND random = ? AND notice_id = coalesce(nullif(?, 0), notice_id)")
            .Bind(1, accountId).Bind(2, random).Bind(3, id ?? 0).Execute();

    /// <summary>Removes some of those that are too old: the oldest stand first, so nothing is looked at in vain.</summary>
    /// <returns>False if there are no more.</returns>
    public static bool Expire(WriteTransaction transaction) =>
        transaction.Prepare("DELETE FROM group_notice WHERE time < ? AND notice_id IN (SELECT notice_id FROM group_notice ORDER BY notice_id LIMIT ?)")
            .Bind(1, transaction.UnixSeconds - KeptSeconds).Bind(2, MaxExpired).Execute().Changes == MaxExpired;

    private static WireGroupMessage Numbered(WireGroupMessage item, long id) => item with { ClientSeq = id, MsgSeq = id };

    private static byte[] ToJson(WireGroupMessage item) => Wire.ToBytes(item, GroupsJson.Default.WireGroupMessage);
}
