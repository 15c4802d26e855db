using Chat.Server.Groups;
using Chat.Server.Groups.Messages;
using Chat.Server.Storage;

namespace Chat.Server.Topics;

/// <summary>
/// What a member has read of a topic. It is a function of what is stored, and no row is written when somebody joins or sends: what was there before the member
/// came is no news to it, and who sends has read, as the SDK counts.
/// </summary>
internal static class TopicReaders
{
    private const int MostUncounted = 1000;
    private const string SelectSequences = "SELECT message_id FROM group_message WHERE message_id BETWEEN ? AND ?";

    /// <summary>Up to which sequence the member has read; messages that have expired cannot be unread.</summary>
    public static long ReadSequence(Func<string, SqlStatement> prepare, GroupMember member, long logId)
    {
        var reader = GroupReaders.Find(prepare, member.AccountId, logId);
        var read = Math.Max(Math.Max(reader.ReadSequence, reader.SeenSequence), GroupLog.NewestOf(prepare, logId, member.AccountId));
        read = Math.Max(read, GroupLog.ReadExpired(prepare, logId).Sequence);
        return Math.Max(read, NewestBefore(prepare, logId, read, member.JoinedPosition));
    }

    /// <summary>Sequences behind one that do not count as unread: silent messages and recalled ones; the newest if there are very many.</summary>
    /// <param name="prepare">Of a reader's connection or a running transaction.</param>
    /// <param name="logId">The topic's log.</param>
    /// <param name="read">Up to which sequence the member has read.</param>
    /// <param name="tail">The newest message.</param>
    public static long[] Uncounted(Func<string, SqlStatement> prepare, long logId, long read, in GroupLogPosition tail)
    {
        var (first, last) = (GroupLog.MessageId(logId, read + 1), GroupLog.MessageId(logId, tail.Sequence));
        var silent = tail.Sequence - read - (tail.Count - GroupLog.ReadAt(prepare, logId, read).Count);
        return silent > 0
            ? Sequences(prepare($"{SelectSequences} AND flags & 65 <> 0 ORDER BY message_id DESC LIMIT ?"), first, last)
            : Sequences(prepare($"{SelectSequences} AND flags & 2112 <> 0 AND flags & 64 <> 0 ORDER BY message_id DESC LIMIT ?"), first, last);
    }

    /// <summary>Newest message behind a sequence that was there at a position of the store's order; 0 if there is none.</summary>
    private static long NewestBefore(Func<string, SqlStatement> prepare, long logId, long after, long position)
    {
        var (sequence, written) = First(prepare, logId, after + 1);
        if (sequence == 0 || written > position)
        {
            return 0;
        }

        var (low, high) = (sequence, GroupLog.ReadTail(prepare, logId).Sequence + 1);
        while (low + 1 < high)
        {
            var middle = low + ((high - low) / 2);
            (sequence, written) = First(prepare, logId, middle);
            if (sequence != 0 && written <= position)
            {
                low = sequence;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    private static (long Sequence, long Position) First(Func<string, SqlStatement> prepare, long logId, long from)
    {
        var select = prepare("SELECT message_id, position FROM group_message WHERE message_id BETWEEN ? AND ? ORDER BY message_id LIMIT 1")
            .Bind(1, GroupLog.MessageId(logId, from)).Bind(2, GroupLog.MessageId(logId, uint.MaxValue));
        var first = select.Step() ? (GroupLog.SequenceOf(select.Long(0)), select.Long(1)) : default;
        select.Reset();
        return first;
    }

    private static long[] Sequences(SqlStatement select, long first, long last)
    {
        var sequences = new List<long>();
        select.Bind(1, first).Bind(2, last).Bind(3, MostUncounted);
        while (select.Step())
        {
            sequences.Add(GroupLog.SequenceOf(select.Long(0)));
        }

        select.Reset();
        sequences.Reverse();
        return [.. sequences];
    }
}
