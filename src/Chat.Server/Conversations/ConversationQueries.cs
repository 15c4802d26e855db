using Chat.Server.Messages;
using Chat.Server.Storage;

namespace Chat.Server.Conversations;

/// <summary>What the list of an account says of one conversation, from index reads: its row, its newest message and the read positions.</summary>
internal sealed record ConversationState : IConversation
{
    /// <summary>Key of the conversation.</summary>
    public required long DialogId { get; init; }

    /// <summary>This account's side.</summary>
    public required int Side { get; init; }

    /// <summary>Key of the other account.</summary>
    public required long PeerId { get; init; }

    /// <summary>Sequence of the newest message that this account may see; 0 if there never was one.</summary>
    public required long TailSequence { get; init; }

    /// <summary>Commit position of that message; 0 for none.</summary>
    public required long TailPosition { get; init; }

    /// <summary>The message to show as the last; null for none.</summary>
    public required StoredMessage? Shown { get; init; }

    /// <summary>Countable messages of the peer behind what this account has seen.</summary>
    public required long Unread { get; init; }

    /// <summary>Up to which sequence this account has seen messages.</summary>
    public required long SeenSequence { get; init; }

    /// <summary>Up to where this account has read.</summary>
    public required ReadMark Own { get; init; }

    /// <summary>Up to where the other has read.</summary>
    public required ReadMark Peer { get; init; }

    /// <summary>Messages up to this sequence are gone for this account.</summary>
    public required long ClearedSequence { get; init; }

    public required long ClearPosition { get; init; }

    /// <summary>Messages up to this sequence are off the list: the entry was deleted, with or without its history.</summary>
    public required long HiddenSequence { get; init; }

    /// <summary>Commit position of the newest change of a message that this account may see.</summary>
    public required long MessagesChangedPosition { get; init; }

    /// <summary>Commit position of the newest change of the list's entry.</summary>
    public required long EntryChangedPosition { get; init; }

    /// <summary>When the entry was deleted last, as a commit position.</summary>
    public required long HiddenPosition { get; init; }

    /// <summary>False for a deleted entry, and for one whose last message has expired.</summary>
    public required bool IsListed { get; init; }

    public required ConversationEntry Entry { get; init; }

    /// <summary>UNIX seconds; 0 if there is no message to show.</summary>
    public long ShownTime => Shown?.Key.Time ?? 0;

    /// <summary>Commit position of the newest change of anything above.</summary>
    public long ChangedPosition => Math.Max(
        Math.Max(Math.Max(TailPosition, MessagesChangedPosition), Math.Max(EntryChangedPosition, ClearPosition)), Math.Max(Own.Position, Peer.Position));
}

/// <summary>A read position: sequence and time (UNIX seconds) of the newest message read, commit position of the report.</summary>
internal readonly record struct ReadMark(long Sequence, long Time, long Position);

internal static class ConversationQueries
{
    /// <summary>Unread is a difference of two cumulative counts, less the few messages in between that have ceased to count (448: recalled or deleted).</summary>
    private const string SelectStates =
        """
        SELECT c.dialog_id, c.side, c.peer_id, coalesce(m.message_id & 4294967295, d.expired_seq), coalesce(m.position, 0), coalesce(m.shown_seq, 0),
               CASE
                   WHEN m.message_id IS NULL OR d.low_id = d.high_id THEN 0
                   WHEN c.side = 0 THEN m.count_1 - d.seen_count_0 - (
                       SELECT count(*) FROM message u
                       WHERE u.sender = (c.dialog_id << 1) + 1 AND u.message_id > (c.dialog_id << 32) + d.seen_seq_0 AND u.flags & 448 <> 0
                           AND u.flags & 192 <> 0 AND u.flags & 513 = 0)
                   ELSE m.count_0 - d.seen_count_1 - (
                       SELECT count(*) FROM message u
                       WHERE u.sender = (c.dialog_id << 1) AND u.message_id > (c.dialog_id << 32) + d.seen_seq_1 AND u.flags & 448 <> 0
                           AND u.flags & 320 <> 0 AND u.flags & 513 = 0)
               END,
               d.seen_seq_0, d.seen_seq_1, d.read_seq_0, d.read_seq_1, d.read_time_0, d.read_time_1, d.read_position_0, d.read_position_1,
               d.clear_seq_0, d.clear_seq_1, d.clear_position_0, d.clear_position_1, d.changed_position,
               c.changed_position, c.hidden_position, c.is_open, c.hidden_seq, c.is_pinned, c.marks, c.custom_data, c.receive_option,
               d.concealed_position_0, d.concealed_position_1, coalesce(m.flags & 1024 <> 0 AND m.sender & 1 <> c.side, 0), coalesce(m.visible_seq, 0)
        FROM conversation c
        JOIN dialog d ON d.dialog_id = c.dialog_id
        LEFT JOIN message m ON m.message_id = (
            SELECT max(message_id) FROM message WHERE message_id BETWEEN (c.dialog_id << 32) AND (c.dialog_id << 32) | 4294967295)
        WHERE c.account_id = ?
        """;

    /// <summary>All conversations of an account in no particular order, also those that are not listed; the cost is a few seeks for each.</summary>
    public static List<ConversationState> OfAccount(StoreConnection connection, long accountId)
    {
        var states = new List<ConversationState>();
        var select = connection.Prepare(SelectStates).Bind(1, accountId);
        while (select.Step())
        {
            var (dialogId, side, cleared, hidden) = (select.Long(0), (int)select.Long(1), select.Long(15 + (int)select.Long(1)), select.Long(23));
            var (tail, tailPosition) = select.Long(30) == 0
                ? (select.Long(3), select.Long(4))
                : (select.Long(31), MessageQueries.CommitPosition(connection, DialogLog.MessageId(dialogId, select.Long(31))));
            states.Add(new ConversationState
            {
                DialogId = dialogId,
                Side = side,
                PeerId = select.Long(2),
                TailSequence = tail,
                TailPosition = tailPosition,
                Shown = Shown(connection, dialogId, side, select.Long(5), Math.Max(cleared, hidden)),
                Unread = select.Long(6),
                SeenSequence = select.Long(7 + side),
                Own = ReadMark(select, side),
                Peer = ReadMark(select, 1 - side),
                ClearedSequence = cleared,
                HiddenSequence = hidden,
                ClearPosition = select.Long(17 + side),
                MessagesChangedPosition = Math.Max(select.Long(19), select.Long(28 + side)),
                EntryChangedPosition = select.Long(20),
                HiddenPosition = select.Long(21),
                IsListed = select.Long(22) != 0 || (tailPosition > 0 && tail > hidden),
                Entry = new ConversationEntry(select.Long(24) != 0, select.Long(25), select.Text(26), (int)select.Long(27)),
            });
        }

        select.Reset();
        return states;
    }

    /// <summary>The conversation as it was at a commit position; null if it did not exist yet.</summary>
    public static ConversationState? At(StoreConnection connection, ConversationState state, long until)
    {
        if (Math.Max(state.TailPosition, state.MessagesChangedPosition) <= until)
        {
            return state;
        }

        if (MessageQueries.Tail(connection.Prepare, state.DialogId, until) is not { } tail || tail.VisibleTo(state.Side) == 0)
        {
            return null;
        }

        var (difference, _) = StoredMessages.CountUnreadSince(connection, state.DialogId, state.Side, state.SeenSequence, state.TailSequence, until);
        return state with
        {
            TailSequence = tail.VisibleTo(state.Side),
            TailPosition = Math.Min(state.TailPosition, until),
            Shown = Shown(connection, state.DialogId, state.Side, tail.ShownSequence, Math.Max(state.ClearedSequence, state.HiddenSequence)),
            Unread = state.Unread - difference,
        };
    }

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

    /// <summary>
    /// The newest message that a side may see as the last, going back over those that it has deleted or was not sent. Each row names the newest one that is meant to be shown up
    /// to it, so this is one seek where nothing was deleted, and two where messages are concealed.
    /// </summary>
    private static StoredMessage? Shown(StoreConnection connection, long dialogId, int side, long sequence, long before)
    {
        while (sequence > before)
        {
            var select = connection.Prepare(
                    "SELECT message_id, sender, msg_seq, random, time, client_time, flags, version, receipt_time, visible_seq FROM message WHERE message_id = ?")
                .Bind(1, DialogLog.MessageId(dialogId, sequence));
            StoredMessage? found = select.Step() ? MessageQueries.ReadMessage(select) : null;
            var visible = found is { } one && one.Side != side && !DialogLog.IsShownToReceiver(one) ? select.Long(9) : sequence - 1;
            select.Reset();
            if (found is not { } message || (message.Flags & DialogLog.Unshown(side, message.Side)) == 0)
            {
                return found;
            }

            sequence = MessageQueries.AtOrBefore(connection.Prepare, dialogId, visible)?.ShownSequence ?? 0;
        }

        return null;
    }

    private static ReadMark ReadMark(SqlStatement row, int side) => new(row.Long(9 + side), row.Long(11 + side), row.Long(13 + side));
}
