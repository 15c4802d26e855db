using Chat.Server.Storage;

namespace Chat.Server.Messages;

/// <summary>Index reads of a conversation's log; <c>prepare</c> is that of a reader's connection or of a running transaction.</summary>
internal static class MessageQueries
{
    private const string SelectPosition =
        "SELECT message_id, time, count_0, count_1, shown_seq FROM message WHERE message_id BETWEEN ? AND ? ORDER BY message_id DESC LIMIT 1";

    /// <summary>The newest message; null if there is none.</summary>
    public static LogPosition? Tail(Func<string, SqlStatement> prepare, long dialogId) => AtOrBefore(prepare, dialogId, uint.MaxValue);

    /// <summary>The newest message up to a commit position; null if there is none.</summary>
    public static LogPosition? Tail(Func<string, SqlStatement> prepare, long dialogId, long position)
    {
        var select = prepare(
                "SELECT message_id, time, count_0, count_1, shown_seq FROM message WHERE message_id BETWEEN ? AND ? AND position <= ? ORDER BY message_id DESC LIMIT 1")
            .Bind(1, DialogLog.MessageId(dialogId, 0)).Bind(2, DialogLog.MessageId(dialogId, uint.MaxValue)).Bind(3, position);
        return ReadPosition(select);
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

    private static LogPosition? AtOrBefore(Func<string, SqlStatement> prepare, long dialogId, long sequence)
    {
        var select = prepare(SelectPosition).Bind(1, DialogLog.MessageId(dialogId, 0)).Bind(2, DialogLog.MessageId(dialogId, sequence));
        return ReadPosition(select);
    }

    private static LogPosition? ReadPosition(SqlStatement select)
    {
        LogPosition? position = select.Step()
            ? new LogPosition(DialogLog.SequenceOf(select.Long(0)), select.Long(1), select.Long(2), select.Long(3), select.Long(4))
            : null;
        select.Reset();
        return position;
    }
}
