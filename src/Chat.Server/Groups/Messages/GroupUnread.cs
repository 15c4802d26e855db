using Chat.Server.Storage;

namespace Chat.Server.Groups.Messages;

/// <summary>
/// How many messages of a log an account has not seen: the difference of two cumulative counts, less its own, less the few in between that have ceased to count,
/// plus those that were sent to it alone.
/// </summary>
internal static class GroupUnread
{
    /// <param name="prepare">Of a reader's connection or a running transaction.</param>
    /// <param name="accountId">The account.</param>
    /// <param name="logId">The group or topic.</param>
    /// <param name="reader">What the account has seen.</param>
    /// <param name="tail">The newest message that was there.</param>
    /// <param name="until">The commit position to look from; <paramref name="tail"/> is of the same.</param>
    public static long Count(
        Func<string, SqlStatement> prepare, long accountId, long logId, in GroupReader reader, in GroupLogPosition tail, long until = long.MaxValue)
    {
        var (seen, seenCount) = (reader.SeenSequence, reader.SeenCount);
        var expired = GroupLog.ReadExpired(prepare, logId);
        if (expired.Sequence > seen)
        {
            (seen, seenCount) = (expired.Sequence, expired.Count);
        }

        return tail.Sequence <= seen
            ? 0
            : Math.Max(
                tail.Count - seenCount - OwnCount(prepare, accountId, logId, seen, tail.Sequence) + Correction(prepare, accountId, logId, seen, tail.Sequence, until), 0);
    }

    /// <summary>True if a message counts as unread for an account that may see it.</summary>
    public static bool Counts(StoredGroupMessage message, long accountId, in GroupReader reader) =>
        message.SenderId != accountId && message.Sequence > reader.SeenSequence && (message.Flags & (GroupMessageFlags.NoUnread | GroupMessageFlags.Recalled)) == 0;

    /// <summary>Countable messages of the account itself behind one sequence and up to another.</summary>
    private static long OwnCount(Func<string, SqlStatement> prepare, long accountId, long logId, long after, long last)
    {
        if (Edge("ASC") is not { } first || Edge("DESC") is not { } newest)
        {
            return 0;
        }

        return newest.Count - first.Count + (IsCountable(first.Flags) ? 1 : 0);

        (long Count, GroupMessageFlags Flags)? Edge(string order)
        {
            var select = prepare(
                    order == "ASC"
                        ? "SELECT sender_count, flags FROM group_message WHERE sender_id = ? AND sender_id <> 0 AND message_id BETWEEN ? AND ? ORDER BY message_id LIMIT 1"
                        : "SELECT sender_count, flags FROM group_message WHERE sender_id = ? AND sender_id <> 0 AND message_id BETWEEN ? AND ? ORDER BY message_id DESC LIMIT 1")
                .Bind(1, accountId).Bind(2, GroupLog.MessageId(logId, after + 1)).Bind(3, GroupLog.MessageId(logId, last));
            (long, GroupMessageFlags)? edge = select.Step() ? (select.Long(0), (GroupMessageFlags)select.Long(1)) : null;
            select.Reset();
            return edge;
        }
    }

    private static long Correction(Func<string, SqlStatement> prepare, long accountId, long logId, long after, long last, long until)
    {
        var deleted = GroupDeletions.Of(prepare, accountId, logId, after + 1, last, until);
        var correction = 0L;
        var select = prepare(
                "SELECT message_id, sender_id, flags, changed_position, receivers FROM group_message WHERE message_id BETWEEN ? AND ? AND flags & 2112 <> 0")
            .Bind(1, GroupLog.MessageId(logId, after + 1)).Bind(2, GroupLog.MessageId(logId, last));
        while (select.Step())
        {
            var (sender, flags) = (select.Long(1), (GroupMessageFlags)select.Long(2));
            if (sender == accountId || (flags & GroupMessageFlags.NoUnread) != 0)
            {
                continue;
            }

            var isGone = ((flags & GroupMessageFlags.Recalled) != 0 && select.Long(3) <= until) || deleted.Contains(select.Long(0));
            deleted.Remove(select.Long(0));
            if ((flags & GroupMessageFlags.Directed) == 0)
            {
                correction -= isGone ? 1 : 0;
            }
            else if (!isGone && StoredGroupMessage.IsAmong(accountId, flags, sender, select.Text(4)))
            {
                correction++;
            }
        }

        select.Reset();
        foreach (var messageId in deleted)
        {
            var flags = prepare("SELECT sender_id, flags FROM group_message WHERE message_id = ?").Bind(1, messageId);
            correction -= flags.Step() && flags.Long(0) != accountId && IsCountable((GroupMessageFlags)flags.Long(1)) ? 1 : 0;
            flags.Reset();
        }

        return correction;
    }

    private static bool IsCountable(GroupMessageFlags flags) => (flags & (GroupMessageFlags.NoUnread | GroupMessageFlags.Directed)) == 0;
}
