using Chat.Server.Messages;
using Chat.Server.Storage;

namespace Chat.Server.Conversations;

/// <summary>What the list of an account says of one conversation, from index reads: its row, its newest message and the read positions.</summary>
/// <param name="DialogId">Key of the conversation.</param>
/// <param name="Side">This account's side.</param>
/// <param name="PeerId">Key of the other account.</param>
/// <param name="TailPosition">Commit position of the newest message.</param>
/// <param name="ShownSequence">Sequence of the message to show; 0 for none.</param>
/// <param name="ShownTime">Its time, UNIX seconds; 0 for none.</param>
/// <param name="Unread">Countable messages of the peer after the read position.</param>
/// <param name="Own">Up to where this account has read.</param>
/// <param name="Peer">Up to where the other has read.</param>
internal readonly record struct ConversationState(
    long DialogId, int Side, long PeerId, long TailSequence, long TailPosition, long ShownSequence, long ShownTime, long Unread, ReadMark Own, ReadMark Peer);

/// <summary>A read position: sequence and time (UNIX seconds) of the newest message read, commit position of the report.</summary>
internal readonly record struct ReadMark(long Sequence, long Time, long Position);

internal static class ConversationQueries
{
    private const string SelectStates =
        """
        SELECT c.dialog_id, c.side, c.peer_id, m.message_id, m.position, m.shown_seq,
               (SELECT s.time FROM message s WHERE s.message_id = (c.dialog_id << 32) | m.shown_seq),
               CASE WHEN d.low_id = d.high_id THEN 0 WHEN c.side = 0 THEN m.count_1 - d.read_count_0 ELSE m.count_0 - d.read_count_1 END,
               d.read_seq_0, d.read_seq_1, d.read_time_0, d.read_time_1, d.read_position_0, d.read_position_1
        FROM conversation c
        JOIN dialog d ON d.dialog_id = c.dialog_id
        JOIN message m ON m.message_id = (
            SELECT max(message_id) FROM message WHERE message_id BETWEEN (c.dialog_id << 32) AND (c.dialog_id << 32) | 4294967295)
        WHERE c.account_id = ?
        """;

    /// <summary>All conversations of an account in no particular order; the cost is a few seeks for each.</summary>
    public static List<ConversationState> OfAccount(StoreConnection connection, long accountId)
    {
        var states = new List<ConversationState>();
        var select = connection.Prepare(SelectStates).Bind(1, accountId);
        while (select.Step())
        {
            var side = (int)select.Long(1);
            states.Add(new ConversationState(
                select.Long(0), side, select.Long(2), DialogLog.SequenceOf(select.Long(3)), select.Long(4), select.Long(5),
                select.Long(6), select.Long(7), ReadMark(select, side), ReadMark(select, 1 - side)));
        }

        select.Reset();
        return states;
    }

    /// <summary>The conversation as it was at a commit position; null if it did not exist yet.</summary>
    public static ConversationState? At(StoreConnection connection, ConversationState state, long until)
    {
        if (state.TailPosition <= until)
        {
            return state;
        }

        if (MessageQueries.Tail(connection.Prepare, state.DialogId, until) is not { } tail)
        {
            return null;
        }

        var (waiting, _) = StoredMessages.CountUnread(connection, state.DialogId, state.Own.Sequence, state.TailSequence, until, sender: 1 - state.Side);
        return state with
        {
            TailSequence = tail.Sequence,
            TailPosition = until,
            ShownSequence = tail.ShownSequence,
            ShownTime = tail.ShownSequence == 0 ? 0 : tail.Time,
            Unread = state.Unread - waiting,
        };
    }

    private static ReadMark ReadMark(SqlStatement row, int side) => new(row.Long(8 + side), row.Long(10 + side), row.Long(12 + side));

    /// <summary>Up to when the peer has read, UNIX seconds; 0 if never or if there is no conversation.</summary>
    public static long PeerReadTime(StoreConnection connection, uint sdkAppId, long accountId, long peerId)
    {
        var select = connection.Prepare(
                "SELECT CASE WHEN low_id = ?2 THEN read_time_1 ELSE read_time_0 END FROM dialog WHERE app_id = ?1 AND low_id = min(?2, ?3) AND high_id = max(?2, ?3)")
            .Bind(1, sdkAppId).Bind(2, accountId).Bind(3, peerId);
        var time = select.Step() ? select.Long(0) : 0;
        select.Reset();
        return time;
    }
}
