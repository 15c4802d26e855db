using Chat.Protocol.Commands;
using Chat.Protocol.Groups;
using Chat.Server.Accounts;
using Chat.Server.Storage;

namespace Chat.Server.Groups.Messages;

/// <summary>
/// Mentions of members (wire reference, group messages §4). They stand in the messages alone: those that an account has not read are found there, so that a mention of
/// everybody costs no more than any other.
/// </summary>
internal static class GroupMentions
{
    public const int Me = 1;
    public const int All = 2;

    /// <summary>Messages of one conversation that are looked at.</summary>
    private const int MaxListed = 100;

    /// <summary>Mentions of an account in messages behind a sequence, newest first.</summary>
    /// <param name="connection">Of a read.</param>
    /// <param name="accounts">Names senders.</param>
    /// <param name="group">The group.</param>
    /// <param name="topic">The topic; null for the group itself.</param>
    /// <param name="target">Who is mentioned.</param>
    /// <param name="after">The sequence.</param>
    /// <param name="until">Only messages up to this commit position.</param>
    public static List<WireGroupMessage> Of(
        StoreConnection connection, AccountDirectory accounts, GroupRow group, GroupTopic? topic, AccountInfo target, long after, long until)
    {
        var items = new List<WireGroupMessage>();
        var logId = topic?.LogId ?? group.Key;
        var select = connection.Prepare(
                $"SELECT {StoredGroupMessage.Columns} FROM group_message WHERE message_id BETWEEN ? AND ? AND mentions IS NOT NULL AND position <= ? ORDER BY message_id DESC LIMIT ?")
            .Bind(1, GroupLog.MessageId(logId, after + 1)).Bind(2, GroupLog.MessageId(logId, uint.MaxValue)).Bind(3, until).Bind(4, MaxListed);
        while (select.Step())
        {
            var message = StoredGroupMessage.Read(select);
            if (!message.IsRecalled && message.SenderId != target.AccountId && message.IsFor(target.AccountId) && KindsOf(message, target) is { Length: > 0 } kinds
                && accounts.Find(message.SenderId) is { } sender)
            {
                items.Add(Item(group, topic, sender.UserId, target, kinds, message.Content.Random, message.Sequence, message.Place.Time));
            }
        }

        select.Reset();
        return items;
    }

    private static int[] KindsOf(StoredGroupMessage message, AccountInfo target)
    {
        var mentions = Wire.ReadKept(message.Content.Mentions, GroupsJson.Default.GroupAtArray);
        var isNamed = mentions.Any(mention => mention?.Account == target.UserId);
        var isAll = mentions.Any(static mention => mention?.GroupAtAllFlag == 1);
        return (isNamed, isAll) switch { (true, true) => [Me, All], (true, false) => [Me], (false, true) => [All], _ => [] };
    }

    /// <summary>The same as lists of topics tell them, oldest first; empty, not absent, for none, so that those which clients know of go.</summary>
    public static WireAtInfo[] Unread(StoreConnection connection, AccountDirectory accounts, GroupRow group, GroupTopic? topic, AccountInfo target, long after)
    {
        var items = Of(connection, accounts, group, topic, target, after, long.MaxValue);
        items.Reverse();
        return
        [
            .. items.Select(static item => new WireAtInfo
            {
                From = item.GroupAtTips!.From, AtMsgSeq = item.MsgSeq, AtFlagList = item.GroupAtTips.AtFlagList, MsgRandom = item.MsgRandom,
            }),
        ];
    }

    /// <param name="group">The group.</param>
    /// <param name="topic">The topic; null for the group itself.</param>
    /// <param name="from">Who mentions.</param>
    /// <param name="to">Who is told; null in an item for several.</param>
    /// <param name="kinds"><see cref="Me"/>, <see cref="All"/> or both.</param>
    /// <param name="random">Of the message.</param>
    /// <param name="sequence">Of the message.</param>
    /// <param name="time">Of the message, UNIX seconds.</param>
    public static WireGroupMessage Item(
        GroupRow group, GroupTopic? topic, string from, AccountInfo? to, int[] kinds, long random, long sequence, long time) => new()
    {
        From = from,
        To = to?.UserId,
        ClientSeq = sequence,
        MsgSeq = sequence,
        MsgRandom = random,
        MsgTimeStamp = time,
        GroupAtTips = new GroupAtTips { GroupId = group.GroupId, TopicId = topic?.TopicId, From = from, MsgSeq = sequence, AtFlagList = kinds },
    };
}
