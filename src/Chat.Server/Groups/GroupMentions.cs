using Chat.Protocol.Groups;
using Chat.Protocol.Push;
using Chat.Server.Accounts;
using Chat.Server.Storage;

namespace Chat.Server.Groups;

/// <summary>Mentions of members that they have not read yet (wire reference, group messages §4). Everybody's mention is a row per member that is mentioned by name only.</summary>
internal static class GroupMentions
{
    public const int Me = 1;
    public const int All = 2;

    public static void Insert(
        WriteTransaction transaction, GroupRow group, GroupTopic? topic, AccountInfo from, Mention[] mentions, long random, in AppendedGroupMessage stored)
    {
        foreach (var mention in mentions)
        {
            if (mention.Account is { } account && account.AccountId != from.AccountId && GroupMember.Find(transaction.Prepare, group.Key, account.AccountId) is not null)
            {
                transaction.Prepare(
                        "INSERT INTO group_mention (account_id, log_id, seq, from_id, kind, random, time, position) VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
                    .Bind(1, account.AccountId).Bind(2, topic?.LogId ?? group.Key).Bind(3, stored.Sequence).Bind(4, from.AccountId).Bind(5, Me)
                    .Bind(6, random).Bind(7, stored.Time).Bind(8, stored.Position).Execute();
            }
        }
    }

    public static void Push(
        GroupDirectory groups, GroupRow group, GroupTopic? topic, AccountInfo from, Mention[] mentions, long random, in AppendedGroupMessage stored)
    {
        if (mentions.Length == 0)
        {
            return;
        }

        var isAll = mentions.Any(static mention => mention.IsAll);
        var named = mentions.Where(static mention => mention.Account is not null).Select(static mention => mention.Account!.AccountId).ToHashSet();
        foreach (var account in groups.Audiences.Of(group.Key))
        {
            var isNamed = named.Contains(account);
            if ((isAll || isNamed) && account != from.AccountId && groups.Accounts.Find(account) is { } target)
            {
                int[] kinds = isAll && isNamed ? [Me, All] : isNamed ? [Me] : [All];
                groups.Notify(account, Pushes.GroupMentions, [Item(group, topic, from.UserId, target, kinds, random, stored.Sequence, stored.Time)]);
            }
        }
    }

    public static WireGroupMessage Item(
        GroupRow group, GroupTopic? topic, string from, AccountInfo target, int[] kinds, long random, long sequence, long time) => new()
    {
        From = from,
        To = target.UserId,
        ClientSeq = sequence,
        MsgSeq = sequence,
        MsgRandom = random,
        MsgTimeStamp = time,
        GroupAtTips = new GroupAtTips { GroupId = group.GroupId, TopicId = topic?.TopicId, From = from, MsgSeq = sequence, AtFlagList = kinds },
    };
}
