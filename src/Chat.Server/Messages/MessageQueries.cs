using Chat.Server.Storage;

namespace Chat.Server.Messages;

/// <summary>A message without its content, as changes need it.</summary>
/// <param name="MessageId">Key of its row.</param>
/// <param name="Side">Side of its sender.</param>
/// <param name="Key">The client's numbers, with the server's time.</param>
/// <param name="ClientTime">UNIX seconds.</param>
/// <param name="Flags">Its switches.</param>
/// <param name="Version">Number of edits.</param>
/// <param name="ReceiptTime">When the receiver sent a read receipt, UNIX seconds; 0 for never.</param>
internal readonly record struct StoredMessage(
    long MessageId, int Side, MessageKey Key, long ClientTime, MessageFlags Flags, long Version, long ReceiptTime)
{
    public long Sequence => DialogLog.SequenceOf(MessageId);
}

/// <summary>Index reads of a conversation's log; <c>prepare</c> is that of a reader's connection or of a running transaction.</summary>
internal static class MessageQueries
{
    private const string PositionColumns = "message_id, time, count_0, count_1, shown_seq, sender, flags, visible_seq";

    private const string SelectPosition =
        $"SELECT {PositionColumns} FROM message WHERE message_id BETWEEN ? AND ? ORDER BY message_id DESC LIMIT 1";

    /// <summary>The newest message, also one that has expired; null if there never was one.</summary>
    public static LogPosition? Tail(Func<string, SqlStatement> prepare, long dialogId) =>
        AtOrBefore(prepare, dialogId, uint.MaxValue) ?? Expired(prepare, dialogId);

    /// <summary>The newest message up to a commit position; null if there is none.</summary>
    public static LogPosition? Tail(Func<string, SqlStatement> prepare, long dialogId, long position)
    {
        var select = prepare(
                $"SELECT {PositionColumns} FROM message WHERE message_id BETWEEN ? AND ? AND position <= ? ORDER BY message_id DESC LIMIT 1")
            .Bind(1, DialogLog.MessageId(dialogId, 0)).Bind(2, DialogLog.MessageId(dialogId, uint.MaxValue)).Bind(3, position);
        return ReadPosition(select) ?? Expired(prepare, dialogId);
    }

    /// <summary>
    /// The newest message whose time is at most <paramref name="time"/>. Times never decrease along the sequence, so it is found by halving:
    /// some twenty seeks however long the conversation is.
    /// </summary>
    public static LogPosition? PositionAt(Func<string, SqlStatement> prepare, long dialogId, long time, long newest)
    {
        LogPosition? found = null;
        long low = 1, high = newest;
        while (low <= high)
        {
            var middle = low + ((high - low) / 2);
            var position = AtOrBefore(prepare, dialogId, middle);
            if (position is { } later && later.Time > time)
            {
                high = later.Sequence - 1;
            }
            else
            {
                found = position ?? found;
                low = middle + 1;
            }
        }

        return found;
    }

    /// <summary>The newest message up to a sequence; null if there is none.</summary>
    public static LogPosition? AtOrBefore(Func<string, SqlStatement> prepare, long dialogId, long sequence) =>
        ReadPosition(prepare(SelectPosition).Bind(1, DialogLog.MessageId(dialogId, 0)).Bind(2, DialogLog.MessageId(dialogId, sequence)));

    /// <summary>Sequence of the oldest message; 0 if there is none.</summary>
    public static long OldestSequence(Func<string, SqlStatement> prepare, long dialogId)
    {
        var select = prepare("SELECT message_id FROM message WHERE message_id BETWEEN ? AND ? ORDER BY message_id LIMIT 1")
            .Bind(1, DialogLog.MessageId(dialogId, 0)).Bind(2, DialogLog.MessageId(dialogId, uint.MaxValue));
        var oldest = select.Step() ? DialogLog.SequenceOf(select.Long(0)) : 0;
        select.Reset();
        return oldest;
    }

    /// <summary>The message of a sender (dialog and side) with a key; null if there is none.</summary>
    public static StoredMessage? Find(Func<string, SqlStatement> prepare, long sender, in MessageKey key)
    {
        var select = prepare(
                """
                SELECT message_id, sender, msg_seq, random, time, client_time, flags, version, receipt_time
                FROM message WHERE sender = ? AND msg_seq = ? AND random = ? AND time = ?
                """)
            .Bind(1, sender).Bind(2, key.MsgSeq).Bind(3, key.Random).Bind(4, key.Time);
        StoredMessage? found = select.Step() ? ReadMessage(select) : null;
        select.Reset();
        return found;
    }

    /// <summary>When a message was stored, as a commit position; 0 if there is none.</summary>
    public static long CommitPosition(StoreConnection connection, long messageId)
    {
        var select = connection.Prepare("SELECT position FROM message WHERE message_id = ?").Bind(1, messageId);
        var position = select.Step() ? select.Long(0) : 0;
        select.Reset();
        return position;
    }

    /// <summary>The row key of a conversation; null if there is none.</summary>
    public static long? DialogId(Func<string, SqlStatement> prepare, DialogKey key)
    {
        var select = prepare("SELECT dialog_id FROM dialog WHERE app_id = ? AND low_id = ? AND high_id = ?")
            .Bind(1, key.SdkAppId).Bind(2, key.LowId).Bind(3, key.HighId);
        long? dialogId = select.Step() ? select.Long(0) : null;
        select.Reset();
        return dialogId;
    }

    /// <summary>Reads the first nine columns of a row: message_id, sender, msg_seq, random, time, client_time, flags, version, receipt_time.</summary>
    public static StoredMessage ReadMessage(SqlStatement row) => new(
        row.Long(0), (int)(row.Long(1) & 1), new MessageKey(row.Long(2), row.Long(3), row.Long(4)), row.Long(5), (MessageFlags)row.Long(6), row.Long(7), row.Long(8));

    private static LogPosition? Expired(Func<string, SqlStatement> prepare, long dialogId)
    {
        var select = prepare("SELECT expired_seq, expired_time, expired_count_0, expired_count_1 FROM dialog WHERE dialog_id = ? AND expired_seq > 0")
            .Bind(1, dialogId);
        LogPosition? position = select.Step()
            ? new LogPosition(select.Long(0), select.Long(1), select.Long(2), select.Long(3), 0, select.Long(0), select.Long(0))
            : null;
        select.Reset();
        return position;
    }

    private static LogPosition? ReadPosition(SqlStatement select)
    {
        LogPosition? position = null;
        if (select.Step())
        {
            var sequence = DialogLog.SequenceOf(select.Long(0));
            var isConcealed = ((MessageFlags)select.Long(6) & MessageFlags.Concealed) != 0;
            var (sender, visible) = ((int)(select.Long(5) & 1), isConcealed ? select.Long(7) : sequence);
            position = new LogPosition(
                sequence, select.Long(1), select.Long(2), select.Long(3), select.Long(4), sender == 0 ? sequence : visible, sender == 1 ? sequence : visible);
        }

        select.Reset();
        return position;
    }
}
