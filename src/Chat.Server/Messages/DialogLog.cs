using Chat.Server.Storage;

namespace Chat.Server.Messages;

/// <summary>What a conversation's newest row says.</summary>
/// <param name="Sequence">The owner's sequence, 0 when there is no message.</param>
/// <param name="Time">UNIX seconds.</param>
/// <param name="Count0">Countable messages of side 0 so far.</param>
/// <param name="Count1">Countable messages of side 1 so far.</param>
/// <param name="ShownSequence">Newest sequence that may be shown as the last message.</param>
internal readonly record struct LogPosition(long Sequence, long Time, long Count0, long Count1, long ShownSequence)
{
    /// <summary>Countable messages of the other side: what a read position of <paramref name="side"/> remembers.</summary>
    public long CountFor(int side) => side == 0 ? Count1 : Count0;
}

/// <summary>
/// The ordered log of one conversation, used only on the store's writer thread. It loads itself inside the first transaction that
/// needs it, after everything that was enqueued before: whoever owned the conversation earlier, nothing is missed.
/// </summary>
internal sealed class DialogLog(uint sdkAppId, long lowId, long highId)
{
    private const int SequenceBits = 32;

    private bool _loaded;
    private long _dialogId;
    private LogPosition _tail;
    private long _readSequence0;
    private long _readSequence1;

    public static long MessageId(long dialogId, long sequence) => (dialogId << SequenceBits) | sequence;

    public static long SequenceOf(long messageId) => messageId & ((1L << SequenceBits) - 1);

    public long ReadSequence(int side) => side == 0 ? _readSequence0 : _readSequence1;

    /// <summary>The transaction was rolled back: memory may be ahead of the disk.</summary>
    public void RolledBack() => _loaded = false;

    /// <summary>Adds a message, or finds that it is there already.</summary>
    /// <returns>Sequence, time and position; the position is 0 for a message that was there.</returns>
    public (long Sequence, long Time, long Position) Append(WriteTransaction transaction, int side, SendMessage message)
    {
        Load(transaction, create: true);
        var sequence = _tail.Sequence + 1;
        var time = Math.Max(transaction.UnixSeconds, _tail.Time);
        var countable = (message.Flags & MessageFlags.NoUnread) == 0 ? 1 : 0;
        var shown = (message.Flags & MessageFlags.NoLastMessage) == 0 ? sequence : _tail.ShownSequence;
        var next = new LogPosition(sequence, time, _tail.Count0 + (side == 0 ? countable : 0), _tail.Count1 + (side == 1 ? countable : 0), shown);
        var sender = (_dialogId * 2) + side;
        var position = transaction.NextPosition();
        var insert = transaction.Prepare(
                """
                INSERT INTO message (message_id, sender, msg_seq, random, position, time, client_time, flags, count_0, count_1, shown_seq, body, cloud_custom_data)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (sender, msg_seq, random) DO NOTHING
                """)
            .Bind(1, MessageId(_dialogId, sequence)).Bind(2, sender).Bind(3, message.MsgSeq).Bind(4, message.Random).Bind(5, position)
            .Bind(6, time).Bind(7, message.ClientTime).Bind(8, (long)message.Flags).Bind(9, next.Count0).Bind(10, next.Count1).Bind(11, shown)
            .Bind(12, message.Body).Bind(13, message.CloudCustomData).Execute();
        if (insert.Changes != 0)
        {
            _tail = next;
            return (sequence, time, position);
        }

        var original = transaction.Prepare("SELECT message_id, time FROM message WHERE sender = ? AND msg_seq = ? AND random = ?")
            .Bind(1, sender).Bind(2, message.MsgSeq).Bind(3, message.Random);
        original.Step();
        var result = (SequenceOf(original.Long(0)), original.Long(1), 0L);
        original.Reset();
        return result;
    }

    /// <summary>Moves the read position of a side up to the newest message that is not younger than a time.</summary>
    /// <returns>The new position, or null if nothing was unread before it.</returns>
    public LogPosition? Read(WriteTransaction transaction, int side, long untilTime)
    {
        if (!Load(transaction, create: false))
        {
            return null;
        }

        var position = untilTime >= _tail.Time
            ? _tail
            : MessageQueries.PositionAt(transaction.Prepare, _dialogId, untilTime, _tail.Sequence) ?? default;
        if (position.Sequence <= ReadSequence(side))
        {
            return null;
        }

        transaction.Prepare(side == 0
                ? "UPDATE dialog SET read_seq_0 = ?, read_count_0 = ?, read_time_0 = ?, read_position_0 = ? WHERE dialog_id = ?"
                : "UPDATE dialog SET read_seq_1 = ?, read_count_1 = ?, read_time_1 = ?, read_position_1 = ? WHERE dialog_id = ?")
            .Bind(1, position.Sequence).Bind(2, position.CountFor(side)).Bind(3, position.Time)
            .Bind(4, transaction.NextPosition()).Bind(5, _dialogId).Execute();
        if (side == 0)
        {
            _readSequence0 = position.Sequence;
        }
        else
        {
            _readSequence1 = position.Sequence;
        }

        return position;
    }

    private bool Load(WriteTransaction transaction, bool create)
    {
        if (_loaded)
        {
            return true;
        }

        var select = transaction.Prepare(
                "SELECT dialog_id, read_seq_0, read_seq_1 FROM dialog WHERE app_id = ? AND low_id = ? AND high_id = ?")
            .Bind(1, sdkAppId).Bind(2, lowId).Bind(3, highId);
        var exists = select.Step();
        if (exists)
        {
            _dialogId = select.Long(0);
            _readSequence0 = select.Long(1);
            _readSequence1 = select.Long(2);
        }

        select.Reset();
        if (!exists && !create)
        {
            return false;
        }

        if (exists)
        {
            _tail = MessageQueries.Tail(transaction.Prepare, _dialogId) ?? default;
        }
        else
        {
            Create(transaction);
        }

        _loaded = true;
        return true;
    }

    private void Create(WriteTransaction transaction)
    {
        _dialogId = transaction.Prepare("INSERT INTO dialog (app_id, low_id, high_id) VALUES (?, ?, ?)")
            .Bind(1, sdkAppId).Bind(2, lowId).Bind(3, highId).Execute().LastInsertId;
        _tail = default;
        _readSequence0 = _readSequence1 = 0;
        AddToList(transaction, lowId, highId, side: 0);
        if (lowId != highId)
        {
            AddToList(transaction, highId, lowId, side: 1);
        }
    }

    private void AddToList(WriteTransaction transaction, long accountId, long peerId, int side) =>
        transaction.Prepare("INSERT INTO conversation (account_id, dialog_id, peer_id, side) VALUES (?, ?, ?, ?)")
            .Bind(1, accountId).Bind(2, _dialogId).Bind(3, peerId).Bind(4, side).Execute();
}
