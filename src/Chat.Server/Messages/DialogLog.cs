using Chat.Protocol.Messages;
using Chat.Server.Storage;

namespace Chat.Server.Messages;

/// <summary>
/// The ordered log of one conversation, used only on the store's writer thread. It loads itself inside the first transaction that
/// needs it, after everything that was enqueued before: whoever owned the conversation earlier, nothing is missed.
/// </summary>
internal sealed class DialogLog(DialogKey key)
{
    private const int SequenceBits = 32;

    private readonly SideState[] _sides = [new(), new()];
    private bool _loaded;
    private LogPosition _tail;

    /// <summary>Key of the conversation's row; valid once loaded.</summary>
    public long DialogId { get; private set; }

    public static long MessageId(long dialogId, long sequence) => (dialogId << SequenceBits) | sequence;

    public static long SequenceOf(long messageId) => messageId & ((1L << SequenceBits) - 1);

    /// <summary>The transaction was rolled back: memory may be ahead of the disk.</summary>
    public void RolledBack() => _loaded = false;

    /// <summary>Adds a message, or finds that it is there already.</summary>
    /// <param name="transaction">The running transaction.</param>
    /// <param name="side">Who sends it.</param>
    /// <param name="message">The message.</param>
    /// <param name="isConcealed">Nobody but the sender is ever to see it.</param>
    public Appended Append(WriteTransaction transaction, int side, SendMessage message, bool isConcealed)
    {
        Load(transaction, create: true);
        var sequence = _tail.Sequence + 1;
        var time = Math.Max(transaction.UnixSeconds, _tail.Time);
        var flags = message.Flags | (_sides[1 - side].ReceiveOption == ReceiveOptions.Discard && !key.IsWithOneself ? MessageFlags.Withheld : 0)
            | (isConcealed ? MessageFlags.Withheld | MessageFlags.Concealed : 0);
        var countable = (flags & (MessageFlags.NoUnread | MessageFlags.Withheld)) == 0 ? 1 : 0;
        var shown = (flags & MessageFlags.NoLastMessage) == 0 ? sequence : _tail.ShownSequence;
        var visible = isConcealed ? _tail.VisibleTo(1 - side) : sequence;
        var next = new LogPosition(
            sequence, time, _tail.Count0 + (side == 0 ? countable : 0), _tail.Count1 + (side == 1 ? countable : 0), shown, side == 0 ? sequence : visible, side == 1 ? sequence : visible);
        var sender = SenderId(side);
        var position = transaction.NextPosition();
        var insert = transaction.Prepare(
                """
                INSERT INTO message (message_id, sender, msg_seq, random, position, time, client_time, flags, count_0, count_1, shown_seq, body, cloud_custom_data, push_info, visible_seq)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (sender, msg_seq, random) DO NOTHING
                """)
            .Bind(1, MessageId(DialogId, sequence)).Bind(2, sender).Bind(3, message.MsgSeq).Bind(4, message.Random).Bind(5, position)
            .Bind(6, time).Bind(7, message.ClientTime).Bind(8, (long)flags).Bind(9, next.Count0).Bind(10, next.Count1).Bind(11, shown)
            .Bind(12, message.Body).Bind(13, message.CloudCustomData).Bind(14, message.PushInfo)
            .Bind(15, isConcealed ? visible : 0).Execute();
        if (insert.Changes != 0)
        {
            if ((flags & MessageFlags.Withheld) != 0 && !isConcealed)
            {
                StayHidden(transaction, 1 - side, sequence);
            }

            _tail = next;
            return new Appended(sequence, time, position, flags);
        }

        return FindSent(transaction, side, message)!.Value;
    }

    /// <summary>The message that a send repeats; null if it is none that was stored.</summary>
    public Appended? FindSent(WriteTransaction transaction, int side, SendMessage message)
    {
        if (!Load(transaction, create: false))
        {
            return null;
        }

        var original = transaction.Prepare("SELECT message_id, time FROM message WHERE sender = ? AND msg_seq = ? AND random = ?")
            .Bind(1, SenderId(side)).Bind(2, message.MsgSeq).Bind(3, message.Random);
        Appended? found = original.Step() ? new Appended(SequenceOf(original.Long(0)), original.Long(1), 0, message.Flags) : null;
        original.Reset();
        return found;
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
            : MessageQueries.PositionAt(transaction.Prepare, DialogId, untilTime, _tail.Sequence) ?? default;
        See(transaction, side, position);
        position = SeenByBoth(transaction, position);
        var state = _sides[side];
        if (position.Sequence <= state.ReadSequence)
        {
            return null;
        }

        transaction.Prepare(side == 0
                ? "UPDATE dialog SET read_seq_0 = ?, read_time_0 = ?, read_position_0 = ? WHERE dialog_id = ?"
                : "UPDATE dialog SET read_seq_1 = ?, read_time_1 = ?, read_position_1 = ? WHERE dialog_id = ?")
            .Bind(1, position.Sequence).Bind(2, position.Time).Bind(3, transaction.NextPosition()).Bind(4, DialogId).Execute();
        state.ReadSequence = position.Sequence;
        return position;
    }

    /// <summary>True if a message of the other side counts as unread for a side.</summary>
    public bool IsUnread(int side, in StoredMessage message) =>
        message.Side != side && message.Sequence > _sides[side].SeenSequence
        && (message.Flags & (MessageFlags.NoUnread | MessageFlags.Withheld | MessageFlags.Recalled | DeletedBy(side))) == 0;

    /// <summary>False if nothing counts as unread for a side for certain.</summary>
    public bool MayHaveUnread(int side) => _tail.CountFor(side) > _sides[side].SeenCount;

    /// <summary>Makes everything so far vanish for a side.</summary>
    /// <returns>The newest sequence that is gone; null if there was nothing.</returns>
    public long? Clear(WriteTransaction transaction, int side)
    {
        if (!Load(transaction, create: false) || _tail.Sequence == 0)
        {
            return null;
        }

        transaction.Prepare(side == 0
                ? "UPDATE dialog SET clear_seq_0 = ?, clear_position_0 = ? WHERE dialog_id = ?"
                : "UPDATE dialog SET clear_seq_1 = ?, clear_position_1 = ? WHERE dialog_id = ?")
            .Bind(1, _tail.Sequence).Bind(2, transaction.NextPosition()).Bind(3, DialogId).Execute();
        _sides[side].ClearedSequence = _tail.Sequence;
        See(transaction, side, _tail);
        return _tail.Sequence;
    }

    /// <summary>Takes the conversation off a side's list until its next message; with it go pin, marks, custom data and groups.</summary>
    /// <returns>False if there is no such conversation.</returns>
    public bool Hide(WriteTransaction transaction, int side)
    {
        if (!Load(transaction, create: false))
        {
            return false;
        }

        Conversations.ConversationEntries.Hide(transaction, key.AccountOf(side), DialogId, _tail.Sequence);
        _sides[side].HiddenSequence = _tail.Sequence;
        See(transaction, side, _tail);
        return true;
    }

    /// <summary>How messages of the other side are received; see <see cref="ReceiveOptions"/>.</summary>
    public void SetReceiveOption(WriteTransaction transaction, int side, int option)
    {
        Load(transaction, create: true);
        transaction.Prepare("UPDATE conversation SET receive_option = ?, changed_position = ? WHERE account_id = ? AND dialog_id = ?")
            .Bind(1, option).Bind(2, transaction.NextPosition()).Bind(3, key.AccountOf(side)).Bind(4, DialogId).Execute();
        _sides[side].ReceiveOption = option;
    }

    /// <summary>Makes the rows of a conversation that has no message yet.</summary>
    public void Open(WriteTransaction transaction) => Load(transaction, create: true);

    /// <summary>The message with a key that a side sent; null if there is none, if it expired or if <paramref name="reader"/> does not see it.</summary>
    /// <param name="transaction">The running transaction.</param>
    /// <param name="side">Who sent it.</param>
    /// <param name="messageKey">Its key.</param>
    /// <param name="reader">The side that wants to do something with it; null for administrators, who see what any of the two may still see.</param>
    public StoredMessage? Find(WriteTransaction transaction, int side, in MessageKey messageKey, int? reader)
    {
        if (!Load(transaction, create: false))
        {
            return null;
        }

        var message = MessageQueries.Find(transaction.Prepare, SenderId(side), messageKey);
        return message is { } found && (reader is not { } seen || (found.Sequence > _sides[seen].ClearedSequence && (found.Flags & Hidden(seen, side)) == 0))
            ? found
            : null;
    }

    /// <summary>Writes down that a message has changed, for devices that are away.</summary>
    /// <returns>The commit position of the change.</returns>
    public long MarkChanged(WriteTransaction transaction, in StoredMessage message)
    {
        var position = transaction.NextPosition();
        transaction.Prepare("UPDATE message SET changed_position = ? WHERE message_id = ?").Bind(1, position).Bind(2, message.MessageId).Execute();
        var isConcealed = !IsShownToReceiver(message);
        transaction.Prepare(
                !isConcealed ? "UPDATE dialog SET changed_position = ? WHERE dialog_id = ?"
                : message.Side == 0 ? "UPDATE dialog SET concealed_position_0 = ? WHERE dialog_id = ?"
                : "UPDATE dialog SET concealed_position_1 = ? WHERE dialog_id = ?")
            .Bind(1, position).Bind(2, DialogId).Execute();
        return position;
    }

    /// <summary>Removes the oldest messages.</summary>
    /// <param name="transaction">The running transaction.</param>
    /// <param name="before">Older than this, UNIX seconds.</param>
    /// <param name="most">At most so many.</param>
    /// <returns>How many were removed.</returns>
    public int Expire(WriteTransaction transaction, long before, int most)
    {
        if (!Load(transaction, create: false) || MessageQueries.PositionAt(transaction.Prepare, DialogId, before - 1, _tail.Sequence) is not { } newest)
        {
            return 0;
        }

        var oldest = MessageQueries.OldestSequence(transaction.Prepare, DialogId);
        var last = MessageQueries.AtOrBefore(transaction.Prepare, DialogId, Math.Min(newest.Sequence, oldest + most - 1))!.Value;
        foreach (var sql in new[]
        {
            "DELETE FROM message_extension WHERE message_id BETWEEN ? AND ?",
            "DELETE FROM message_extension_state WHERE message_id BETWEEN ? AND ?",
            "DELETE FROM message_reaction WHERE message_id BETWEEN ? AND ?",
            "DELETE FROM message WHERE message_id BETWEEN ? AND ?",
        })
        {
            transaction.Prepare(sql).Bind(1, MessageId(DialogId, 0)).Bind(2, MessageId(DialogId, last.Sequence)).Execute();
        }

        transaction.Prepare("UPDATE dialog SET expired_seq = ?, expired_time = ?, expired_count_0 = ?, expired_count_1 = ? WHERE dialog_id = ?")
            .Bind(1, last.Sequence).Bind(2, last.Time).Bind(3, last.Count0).Bind(4, last.Count1).Bind(5, DialogId).Execute();
        See(transaction, side: 0, last);
        See(transaction, side: 1, last);
        return (int)(last.Sequence - oldest + 1);
    }

    /// <summary>Flags that keep a message of a side from being shown on a reader's list.</summary>
    public static MessageFlags Unshown(int reader, int sender) => Hidden(reader, sender) | (reader == sender ? MessageFlags.None : MessageFlags.Withheld);

    /// <summary>Flags that hide a message of a side from a reader.</summary>
    public static MessageFlags Hidden(int reader, int sender) =>
        DeletedBy(reader) | (reader == sender ? MessageFlags.HiddenFromSender : MessageFlags.Concealed);

    /// <summary>False for what its sender has deleted or never got, so that it is not told of changes.</summary>
    public static bool IsShownToSender(in StoredMessage message) => (message.Flags & Hidden(message.Side, message.Side)) == 0;

    /// <summary>False for what its receiver was never to know of.</summary>
    public static bool IsShownToReceiver(in StoredMessage message) => (message.Flags & MessageFlags.Concealed) == 0;

    public static MessageFlags DeletedBy(int side) => side == 0 ? MessageFlags.DeletedBySide0 : MessageFlags.DeletedBySide1;

    /// <summary>Nothing up to a position counts as unread for a side any more.</summary>
    private void See(WriteTransaction transaction, int side, in LogPosition position)
    {
        if (position.Sequence <= _sides[side].SeenSequence)
        {
            return;
        }

        transaction.Prepare(side == 0
                ? "UPDATE dialog SET seen_seq_0 = ?, seen_count_0 = ? WHERE dialog_id = ?"
                : "UPDATE dialog SET seen_seq_1 = ?, seen_count_1 = ? WHERE dialog_id = ?")
            .Bind(1, position.Sequence).Bind(2, position.CountFor(side)).Bind(3, DialogId).Execute();
        _sides[side].SeenSequence = position.Sequence;
        _sides[side].SeenCount = position.CountFor(side);
    }

    /// <summary>A conversation that is off a side's list does not come back with a message that is not delivered.</summary>
    private void StayHidden(WriteTransaction transaction, int side, long sequence)
    {
        if (_sides[side].HiddenSequence >= _tail.VisibleTo(side))
        {
            transaction.Prepare("UPDATE conversation SET hidden_seq = ? WHERE account_id = ? AND dialog_id = ?")
                .Bind(1, sequence).Bind(2, key.AccountOf(side)).Bind(3, DialogId).Execute();
            _sides[side].HiddenSequence = sequence;
        }
    }

    /// <summary>The newest message up to a position that neither side is kept from: what one has read is told to the other.</summary>
    private LogPosition SeenByBoth(WriteTransaction transaction, LogPosition position)
    {
        while (Math.Min(position.Visible0, position.Visible1) is var visible && visible < position.Sequence)
        {
            position = MessageQueries.AtOrBefore(transaction.Prepare, DialogId, visible) ?? default;
        }

        return position;
    }

    private long SenderId(int side) => (DialogId * 2) + side;

    private bool Load(WriteTransaction transaction, bool create)
    {
        if (_loaded)
        {
            return true;
        }

        var select = transaction.Prepare(
                """
                SELECT d.dialog_id, read_seq_0, read_seq_1, seen_seq_0, seen_seq_1, clear_seq_0, clear_seq_1,
                       low.receive_option, high.receive_option, low.hidden_seq, high.hidden_seq, seen_count_0, seen_count_1
                FROM dialog d
                JOIN conversation low ON low.account_id = low_id AND low.dialog_id = d.dialog_id
                JOIN conversation high ON high.account_id = high_id AND high.dialog_id = d.dialog_id
                WHERE app_id = ? AND low_id = ? AND high_id = ?
                """)
            .Bind(1, key.SdkAppId).Bind(2, key.LowId).Bind(3, key.HighId);
        var exists = select.Step();
        for (var side = 0; side < _sides.Length; side++)
        {
            var state = _sides[side];
            (state.ReadSequence, state.SeenSequence, state.ClearedSequence, state.ReceiveOption, state.HiddenSequence, state.SeenCount) = exists
                ? (select.Long(1 + side), select.Long(3 + side), select.Long(5 + side), (int)select.Long(7 + side), select.Long(9 + side), select.Long(11 + side))
                : default;
        }

        DialogId = exists ? select.Long(0) : 0;
        select.Reset();
        if (!exists && !create)
        {
            return false;
        }

        if (!exists)
        {
            Create(transaction);
        }

        _tail = MessageQueries.Tail(transaction.Prepare, DialogId) ?? default;
        _loaded = true;
        return true;
    }

    private void Create(WriteTransaction transaction)
    {
        DialogId = transaction.Prepare("INSERT INTO dialog (app_id, low_id, high_id) VALUES (?, ?, ?)")
            .Bind(1, key.SdkAppId).Bind(2, key.LowId).Bind(3, key.HighId).Execute().LastInsertId;
        AddToList(transaction, side: 0);
        if (!key.IsWithOneself)
        {
            AddToList(transaction, side: 1);
        }
    }

    private void AddToList(WriteTransaction transaction, int side) =>
        transaction.Prepare("INSERT INTO conversation (account_id, dialog_id, peer_id, side) VALUES (?, ?, ?, ?)")
            .Bind(1, key.AccountOf(side)).Bind(2, DialogId).Bind(3, key.AccountOf(1 - side)).Bind(4, side).Execute();

    /// <summary>What the owner remembers of one side.</summary>
    private sealed class SideState
    {
        public long ReadSequence { get; set; }

        public long SeenSequence { get; set; }

        /// <summary>Countable messages of the other side up to there.</summary>
        public long SeenCount { get; set; }

        public long ClearedSequence { get; set; }

        public int ReceiveOption { get; set; }

        /// <summary>Up to which message the conversation is off the list.</summary>
        public long HiddenSequence { get; set; }
    }
}
