using Chat.Protocol.Commands;
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

    /// <summary>Messages with mentions that are looked at.</summary>
    private const int MostUnread = 100;

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

    /// <summary>Newest mentions of an account in messages behind the one up to which it has read; null if there are none.</summary>
    public static WireAtInfo[]? Unread(Func<string, SqlStatement> prepare, AccountDirectory accounts, AccountInfo account, long logId, long read)
    {
        var mentions = new List<WireAtInfo>();
        var select = prepare(
                """
                SELECT message_id, sender_id, random, mentions FROM group_message
                WHERE mentions IS NOT NULL AND message_id BETWEEN ? AND ? AND sender_id <> ? AND flags & ? = 0 ORDER BY message_id DESC LIMIT ?
                """)
            .Bind(1, GroupLog.MessageId(logId, read + 1)).Bind(2, GroupLog.MessageId(logId, uint.MaxValue)).Bind(3, account.AccountId)
            .Bind(4, (long)GroupMessageFlags.Recalled).Bind(5, MostUnread);
        while (select.Step())
        {
            var items = Wire.Read(select.Blob(3), GroupsJson.Default.GroupAtArray);
            int[] kinds =
            [
                .. Array.Exists(items, item => string.Equals(item?.Account, account.UserId, StringComparison.Ordinal)) ? [Me] : (ReadOnlySpan<int>)[],
                .. Array.Exists(items, static item => item?.GroupAtAllFlag == 1) ? [All] : (ReadOnlySpan<int>)[],
            ];
            if (kinds.Length > 0)
            {
                mentions.Add(new WireAtInfo
                {
                    From = accounts.Find(select.Long(1))?.UserId ?? "",
                    AtMsgSeq = GroupLog.SequenceOf(select.Long(0)),
                    AtFlagList = kinds,
                    MsgRandom = select.Long(2),
                });
            }
        }

        select.Reset();
        mentions.Reverse();
        return mentions.Count > 0 ? [.. mentions] : null;
    }

    public static void Delete(WriteTransaction transaction, long accountId, long logId, long random) =>
        transaction.Prepare("DELETE FROM group_mention WHERE account_id = ? AND log_id = ? AND random = ?").Bind(1, accountId).Bind(2, logId).Bind(3, random).Execute();

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
