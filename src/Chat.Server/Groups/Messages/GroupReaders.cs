using Chat.Server.Storage;

namespace Chat.Server.Groups.Messages;

/// <summary>What an account has done with a log; all sequences are those up to which it has.</summary>
/// <param name="ReadSequence">Read.</param>
/// <param name="ReadPosition">Commit position of the newest read report.</param>
/// <param name="SeenSequence">Stopped from counting as unread.</param>
/// <param name="SeenCount">Countable messages of the log up to there.</param>
/// <param name="ClearedSequence">Cleared: gone for the account.</param>
/// <param name="ClearPosition">Commit position of that.</param>
/// <param name="MentionSequence">Taken off its list of mentions.</param>
internal readonly record struct GroupReader(
    long ReadSequence, long ReadPosition, long SeenSequence, long SeenCount, long ClearedSequence, long ClearPosition, long MentionSequence);

/// <summary>What an account has read of a log and how it receives it: rows of <c>group_reader</c> and <c>conversation</c>.</summary>
internal static class GroupReaders
{
    public static GroupReader Find(Func<string, SqlStatement> prepare, long accountId, long logId)
    {
        var select = prepare(
                "SELECT read_seq, read_position, seen_seq, seen_count, clear_seq, clear_position, mention_seq FROM group_reader WHERE account_id = ? AND log_id = ?")
            .Bind(1, accountId).Bind(2, logId);
        var reader = select.Step()
            ? new GroupReader(select.Long(0), select.Long(1), select.Long(2), select.Long(3), select.Long(4), select.Long(5), select.Long(6))
            : default;
        select.Reset();
        return reader;
    }

    /// <summary>Up to which sequence the account has read; 0 if never.</summary>
    public static long ReadSequence(Func<string, SqlStatement> prepare, long accountId, long logId) => Find(prepare, accountId, logId).ReadSequence;

    /// <summary>Moves the read position.</summary>
    /// <returns>The sequence up to which the account has read now; null if it had before.</returns>
    public static long? Read(WriteTransaction transaction, long accountId, GroupLog log, long sequence)
    {
        var reader = Find(transaction.Prepare, accountId, log.LogId);
        var last = Math.Min(sequence, log.Tail(transaction).Sequence);
        if (last <= reader.ReadSequence)
        {
            return null;
        }

        Write(transaction, accountId, log.LogId, See(transaction, log, reader, last) with { ReadSequence = last, ReadPosition = transaction.NextPosition() });
        return last;
    }

    /// <summary>Makes everything so far vanish for the account.</summary>
    /// <returns>The newest sequence that is gone; null if there was nothing.</returns>
    public static long? Clear(WriteTransaction transaction, long accountId, GroupLog log)
    {
        var last = log.Tail(transaction).Sequence;
        if (last == 0)
        {
            return null;
        }

        Write(
            transaction,
            accountId,
            log.LogId,
            See(transaction, log, Find(transaction.Prepare, accountId, log.LogId), last) with { ClearedSequence = last, ClearPosition = transaction.NextPosition() });
        return last;
    }

    /// <summary>Nothing so far counts as unread any more, and no mention either.</summary>
    public static void SeeAll(WriteTransaction transaction, long accountId, GroupLog log)
    {
        var (tail, reader) = (log.Tail(transaction).Sequence, Find(transaction.Prepare, accountId, log.LogId));
        Write(transaction, accountId, log.LogId, See(transaction, log, reader, tail) with { MentionSequence = Math.Max(reader.MentionSequence, tail) });
    }

    /// <summary>Takes mentions off the account's list.</summary>
    public static void ForgetMentions(WriteTransaction transaction, long accountId, long logId, long sequence)
    {
        var reader = Find(transaction.Prepare, accountId, logId);
        Write(transaction, accountId, logId, reader with { MentionSequence = Math.Max(reader.MentionSequence, sequence) });
    }

    /// <summary>One of <see cref="Protocol.Groups.GroupReceiveOptions"/>.</summary>
    public static string ReceiveOption(Func<string, SqlStatement> prepare, long accountId, long logId) =>
        ReceiveOptionCodes.NameOf(Conversations.ConversationEntries.Find(prepare, accountId, GroupLog.ConversationOf(logId))?.ReceiveOption ?? 0);

    private static GroupReader See(WriteTransaction transaction, GroupLog log, in GroupReader reader, long sequence) =>
        sequence <= reader.SeenSequence ? reader : reader with { SeenSequence = sequence, SeenCount = log.CountAt(transaction, sequence) };

    private static void Write(WriteTransaction transaction, long accountId, long logId, in GroupReader reader) =>
        transaction.Prepare(
                """
                INSERT INTO group_reader (account_id, log_id, read_seq, read_position, seen_seq, seen_count, clear_seq, clear_position, mention_seq)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
                ON CONFLICT (account_id, log_id) DO UPDATE
                SET read_seq = ?3, read_position = ?4, seen_seq = ?5, seen_count = ?6, clear_seq = ?7, clear_position = ?8, mention_seq = ?9
                """)
            .Bind(1, accountId).Bind(2, logId).Bind(3, reader.ReadSequence).Bind(4, reader.ReadPosition).Bind(5, reader.SeenSequence).Bind(6, reader.SeenCount)
            .Bind(7, reader.ClearedSequence).Bind(8, reader.ClearPosition).Bind(9, reader.MentionSequence).Execute();
}
