using Chat.Server.Messages;
using Chat.Server.Storage;

namespace Chat.Server.Groups.Messages;

/// <summary>What the newest row of a log says.</summary>
/// <param name="Sequence">0 when there is no message.</param>
/// <param name="Time">UNIX seconds.</param>
/// <param name="Count">Countable messages so far.</param>
/// <param name="ShownSequence">Newest sequence that may be shown as the last message.</param>
internal readonly record struct GroupLogPosition(long Sequence, long Time, long Count, long ShownSequence);

/// <summary>A message or tip that goes into a log.</summary>
internal readonly record struct NewGroupMessage
{
    /// <summary>Account, 0 for a tip.</summary>
    public long SenderId { get; init; }

    public long ClientSeq { get; init; }

    public long Random { get; init; }

    /// <summary>UNIX seconds.</summary>
    public long ClientTime { get; init; }

    public GroupMessageFlags Flags { get; init; }

    public int Priority { get; init; }

    /// <summary><c>MsgBody</c> as JSON text.</summary>
    public byte[] Body { get; init; }

    /// <summary><c>CloudCustomData</c> as a JSON string; empty for none.</summary>
    public byte[] CloudCustomData { get; init; }

    /// <summary><c>GroupAtInfo</c> as JSON text; empty for none.</summary>
    public byte[] Mentions { get; init; }

    /// <summary><c>OfflinePushInfo</c> as JSON text; empty for none.</summary>
    public byte[] PushInfo { get; init; }

    /// <summary>JSON array of account keys; "" for all members.</summary>
    public string Receivers { get; init; }

    /// <summary>What the sender was called in the group; "" for nothing, null where it was not kept.</summary>
    public string? NameCard { get; init; }
}

/// <summary>Switches of a stored group message, bits of <c>group_message.flags</c>.</summary>
[Flags]
internal enum GroupMessageFlags
{
    None = 0,
    NoUnread = MessageFlags.NoUnread,
    NoLastMessage = MessageFlags.NoLastMessage,
    NeedsReadReceipt = MessageFlags.NeedsReadReceipt,
    SupportsExtension = MessageFlags.SupportsExtension,

    /// <summary>Never stored; only in pushes.</summary>
    OnlineOnly = MessageFlags.OnlineOnly,

    Recalled = MessageFlags.Recalled,
    Tip = 1024,

    /// <summary>Only for the members that it names; it does not count in the log's count.</summary>
    Directed = 2048,
}

/// <summary>A group message as it was stored.</summary>
/// <param name="Sequence">Its place in the log.</param>
/// <param name="Time">UNIX seconds.</param>
/// <param name="Position">Commit position; 0 for a message that was there already.</param>
/// <param name="Flags">Its switches.</param>
internal readonly record struct AppendedGroupMessage(long Sequence, long Time, long Position, GroupMessageFlags Flags);

/// <summary>
/// The ordered log of a group or topic, used only on the store's writer thread. It loads itself inside the first transaction that needs it.
/// </summary>
internal sealed class GroupLog(long logId)
{
    private const int SequenceBits = 32;

    /// <summary>A range of messages with all that hangs on them; extensions and reactions of groups have keys below zero.</summary>
    private static readonly string[] RemoveMessages =
    [
        "DELETE FROM message_extension WHERE message_id BETWEEN -?2 AND -?1",
        "DELETE FROM message_extension_state WHERE message_id BETWEEN -?2 AND -?1",
        "DELETE FROM message_reaction WHERE message_id BETWEEN -?2 AND -?1",
        "DELETE FROM group_receipt WHERE message_id BETWEEN ?1 AND ?2",
        "DELETE FROM group_deletion WHERE message_id BETWEEN ?1 AND ?2",
        "DELETE FROM group_message WHERE message_id BETWEEN ?1 AND ?2",
    ];

    private bool _loaded;
    private GroupLogPosition _tail;

    public long LogId => logId;

    public static long MessageId(long logId, long sequence) => (logId << SequenceBits) | sequence;

    public static long SequenceOf(long messageId) => messageId & uint.MaxValue;

    /// <summary>Key of a log in the tables of conversations.</summary>
    public static long ConversationOf(long logId) => -logId;

    /// <summary>Makes the row of a new log.</summary>
    public static long Create(WriteTransaction transaction) =>
        transaction.Prepare("INSERT INTO group_log (expired_seq) VALUES (0)").Execute().LastInsertId;

    /// <summary>The newest message, also one that has expired.</summary>
    public static GroupLogPosition ReadTail(Func<string, SqlStatement> prepare, long logId) => ReadTail(prepare, logId, long.MaxValue);

    /// <summary>The newest message up to a commit position, also one that has expired.</summary>
    public static GroupLogPosition ReadTail(Func<string, SqlStatement> prepare, long logId, long position)
    {
        var select = prepare(
                "SELECT message_id, time, count, shown_seq FROM group_message WHERE message_id BETWEEN ? AND ? AND position <= ? ORDER BY message_id DESC LIMIT 1")
            .Bind(1, MessageId(logId, 0)).Bind(2, MessageId(logId, uint.MaxValue)).Bind(3, position);
        GroupLogPosition? tail = select.Step() ? new(SequenceOf(select.Long(0)), select.Long(1), select.Long(2), select.Long(3)) : null;
        select.Reset();
        if (tail is { } found)
        {
            return found;
        }

        return ReadExpired(prepare, logId);
    }

    /// <summary>The newest message that has expired.</summary>
    public static GroupLogPosition ReadExpired(Func<string, SqlStatement> prepare, long logId)
    {
        var select = prepare("SELECT expired_seq, expired_time, expired_count FROM group_log WHERE log_id = ?").Bind(1, logId);
        var expired = select.Step() ? new GroupLogPosition(select.Long(0), select.Long(1), select.Long(2), 0) : default;
        select.Reset();
        return expired;
    }

    /// <summary>Newest message of a sender; 0 if there is none.</summary>
    public static long NewestOf(Func<string, SqlStatement> prepare, long logId, long senderId)
    {
        var select = prepare("SELECT message_id FROM group_message WHERE sender_id = ? AND sender_id <> 0 AND message_id BETWEEN ? AND ? ORDER BY message_id DESC LIMIT 1")
            .Bind(1, senderId).Bind(2, MessageId(logId, 0)).Bind(3, MessageId(logId, uint.MaxValue));
        var sequence = select.Step() ? SequenceOf(select.Long(0)) : 0;
        select.Reset();
        return sequence;
    }

    /// <summary>The newest message up to a sequence, also one that has expired.</summary>
    public static GroupLogPosition ReadAt(Func<string, SqlStatement> prepare, long logId, long sequence)
    {
        var select = prepare("SELECT message_id, time, count, shown_seq FROM group_message WHERE message_id BETWEEN ? AND ? ORDER BY message_id DESC LIMIT 1")
            .Bind(1, MessageId(logId, 0)).Bind(2, MessageId(logId, sequence));
        GroupLogPosition? found = select.Step() ? new(SequenceOf(select.Long(0)), select.Long(1), select.Long(2), select.Long(3)) : null;
        select.Reset();
        return found ?? ReadExpired(prepare, logId);
    }

    /// <summary>Countable messages of a sender up to a sequence.</summary>
    public static long SenderCount(Func<string, SqlStatement> prepare, long logId, long senderId, long sequence)
    {
        var select = prepare("SELECT sender_count FROM group_message WHERE sender_id = ? AND sender_id <> 0 AND message_id BETWEEN ? AND ? ORDER BY message_id DESC LIMIT 1")
            .Bind(1, senderId).Bind(2, MessageId(logId, 0)).Bind(3, MessageId(logId, sequence));
        var count = select.Step() ? select.Long(0) : 0;
        select.Reset();
        return count;
    }

    /// <summary>When a sender's newest message was sent, UNIX seconds; 0 for never.</summary>
    public static long LastSentTime(Func<string, SqlStatement> prepare, long logId, long senderId)
    {
        var select = prepare("SELECT time FROM group_message WHERE sender_id = ? AND sender_id <> 0 AND message_id BETWEEN ? AND ? ORDER BY message_id DESC LIMIT 1")
            .Bind(1, senderId).Bind(2, MessageId(logId, 0)).Bind(3, MessageId(logId, uint.MaxValue));
        var time = select.Step() ? select.Long(0) : 0;
        select.Reset();
        return time;
    }

    /// <summary>The transaction was rolled back: memory may be ahead of the disk.</summary>
    public void RolledBack() => _loaded = false;

    public GroupLogPosition Tail(WriteTransaction transaction)
    {
        if (!_loaded)
        {
            _tail = ReadTail(transaction.Prepare, logId);
            _loaded = true;
        }

        return _tail;
    }

    /// <summary>Countable messages up to a sequence.</summary>
    public long CountAt(WriteTransaction transaction, long sequence) =>
        sequence >= Tail(transaction).Sequence ? _tail.Count : ReadAt(transaction.Prepare, logId, sequence).Count;

    /// <summary>Writes down that a message has changed, for devices that are away.</summary>
    /// <returns>The commit position of the change.</returns>
    public static long MarkChanged(WriteTransaction transaction, long messageId)
    {
        var position = transaction.NextPosition();
        transaction.Prepare("UPDATE group_message SET changed_position = ? WHERE message_id = ?").Bind(1, position).Bind(2, messageId).Execute();
        return position;
    }

    /// <summary>Adds a message, or finds that it is there already.</summary>
    public AppendedGroupMessage Append(WriteTransaction transaction, in NewGroupMessage message)
    {
        var tail = Tail(transaction);
        var sequence = tail.Sequence + 1;
        var time = Math.Max(transaction.UnixSeconds, tail.Time);
        var flags = message.Flags;
        var countable = (flags & (GroupMessageFlags.NoUnread | GroupMessageFlags.Directed)) == 0 ? 1 : 0;
        var senderCount = message.SenderId == 0 ? 0 : SenderCount(transaction.Prepare, logId, message.SenderId, tail.Sequence) + countable;
        var shown = (flags & GroupMessageFlags.NoLastMessage) == 0 ? sequence : tail.ShownSequence;
        var position = transaction.NextPosition();
        var insert = transaction.Prepare(
                """
                INSERT INTO group_message (message_id, sender_id, client_seq, random, position, time, client_time, flags, priority, count, sender_count, shown_seq,
                    body, cloud_custom_data, mentions, receivers, push_info, name_card)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, nullif(?, ''), ?, ?)
                ON CONFLICT (message_id >> 32, sender_id, client_seq, random) WHERE sender_id <> 0 DO NOTHING
                """)
            .Bind(1, MessageId(logId, sequence)).Bind(2, message.SenderId).Bind(3, message.ClientSeq).Bind(4, message.Random).Bind(5, position)
            .Bind(6, time).Bind(7, message.ClientTime).Bind(8, (long)flags).Bind(9, message.Priority).Bind(10, tail.Count + countable).Bind(11, senderCount)
            .Bind(12, shown).Bind(13, message.Body).Bind(14, message.CloudCustomData).Bind(15, message.Mentions).Bind(16, message.Receivers ?? "")
            .Bind(17, message.PushInfo).Bind(18, message.NameCard ?? "").Execute();
        if (insert.Changes != 0)
        {
            _tail = new GroupLogPosition(sequence, time, tail.Count + countable, shown);
            return new AppendedGroupMessage(sequence, time, position, flags);
        }

        return Find(transaction, message)!.Value;
    }

    /// <summary>The message that was stored under the numbers of its sender before; null if there is none.</summary>
    public AppendedGroupMessage? Find(WriteTransaction transaction, in NewGroupMessage message)
    {
        var original = transaction.Prepare("SELECT message_id, time FROM group_message WHERE message_id >> 32 = ? AND sender_id = ? AND sender_id <> 0 AND client_seq = ? AND random = ?")
            .Bind(1, logId).Bind(2, message.SenderId).Bind(3, message.ClientSeq).Bind(4, message.Random);
        AppendedGroupMessage? found = original.Step() ? new(SequenceOf(original.Long(0)), original.Long(1), 0, message.Flags) : null;
        original.Reset();
        return found;
    }

    /// <summary>Removes the oldest messages with all that hangs on them.</summary>
    /// <param name="transaction">The running transaction.</param>
    /// <param name="before">Older than this, UNIX seconds.</param>
    /// <param name="most">At most so many.</param>
    /// <returns>How many were removed.</returns>
    public int Expire(WriteTransaction transaction, long before, int most)
    {
        var expired = ReadExpired(transaction.Prepare, logId).Sequence;
        var newest = NewestBefore(transaction, before, expired + 1, Tail(transaction).Sequence);
        if (newest <= expired)
        {
            return 0;
        }

        var last = ReadAt(transaction.Prepare, logId, Math.Min(newest, expired + most));
        RemoveUpTo(transaction, logId, MessageId(logId, last.Sequence));
        transaction.Prepare("DELETE FROM group_pin WHERE log_id = ? AND seq <= ?").Bind(1, logId).Bind(2, last.Sequence).Execute();
        transaction.Prepare("UPDATE group_log SET expired_seq = ?, expired_time = ?, expired_count = ? WHERE log_id = ?")
            .Bind(1, last.Sequence).Bind(2, last.Time).Bind(3, last.Count).Bind(4, logId).Execute();
        return (int)(last.Sequence - expired);
    }

    /// <summary>Removes the oldest messages of a log that has ended, with all that hangs on them; false if there were none.</summary>
    public static bool RemoveOldest(WriteTransaction transaction, long logId, int most)
    {
        var select = transaction.Prepare("SELECT max(message_id) FROM (SELECT message_id FROM group_message WHERE message_id BETWEEN ? AND ? ORDER BY message_id LIMIT ?)")
            .Bind(1, MessageId(logId, 0)).Bind(2, MessageId(logId, uint.MaxValue)).Bind(3, most);
        long? last = select.Step() && !select.IsNull(0) ? select.Long(0) : null;
        select.Reset();
        if (last is not { } messageId)
        {
            return false;
        }

        RemoveUpTo(transaction, logId, messageId);
        return true;
    }

    private static void RemoveUpTo(WriteTransaction transaction, long logId, long messageId)
    {
        foreach (var sql in RemoveMessages)
        {
            transaction.Prepare(sql).Bind(1, MessageId(logId, 0)).Bind(2, messageId).Execute();
        }
    }

    /// <summary>The newest sequence of a range whose message is older than a time; times never decrease along the sequence.</summary>
    private long NewestBefore(WriteTransaction transaction, long before, long first, long last)
    {
        var (low, high, found) = (first, last, first - 1);
        while (low <= high)
        {
            var middle = low + ((high - low) / 2);
            if (ReadAt(transaction.Prepare, logId, middle).Time < before)
            {
                (found, low) = (middle, middle + 1);
            }
            else
            {
                high = middle - 1;
            }
        }

        return found;
    }
}
