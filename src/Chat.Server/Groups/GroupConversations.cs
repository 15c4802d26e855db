using Chat.Server.Conversations;
using Chat.Server.Groups.Messages;
using Chat.Server.Storage;

namespace Chat.Server.Groups;

/// <summary>A group on the list of one of its members, as it was at a commit position.</summary>
internal sealed record GroupConversation : IConversation
{
    public required GroupRow Group { get; init; }

    public required GroupMember Member { get; init; }

    public required GroupReader Reader { get; init; }

    public GroupView View => new(Group, null, Member, Reader);

    public required ConversationEntry Entry { get; init; }

    /// <summary>The newest message.</summary>
    public required GroupLogPosition Tail { get; init; }

    /// <summary>Commit position of the newest message there is.</summary>
    public required long TailPosition { get; init; }

    /// <summary>When the entry was deleted last, as a commit position.</summary>
    public required long HiddenPosition { get; init; }

    /// <summary>The message to show as the last; null for none.</summary>
    public required StoredGroupMessage? Shown { get; init; }

    public required long Unread { get; init; }

    public required bool IsListed { get; init; }

    public required long ChangedPosition { get; init; }

    public long DialogId => GroupLog.ConversationOf(Group.Key);

    public long ShownTime => Shown?.Place.Time ?? 0;
}

/// <summary>The groups on an account's list, from index reads. Live rooms and communities with topics are never on it.</summary>
internal static class GroupConversations
{
    private const string SelectEntries =
        """
        SELECT c.dialog_id, c.is_open, c.hidden_seq, c.is_pinned, c.marks, c.custom_data, c.receive_option, c.changed_position, c.hidden_position
        FROM conversation c JOIN group_member g ON g.group_key = -c.dialog_id AND g.account_id = c.account_id
        WHERE c.account_id = ? AND c.dialog_id < 0
        """;

    /// <summary>All groups of an account as they were at a commit position, in no particular order, also those that are not listed.</summary>
    /// <param name="connection">Of a read.</param>
    /// <param name="accountId">The account.</param>
    /// <param name="since">Only what has changed behind this commit position.</param>
    /// <param name="until">The commit position to look from.</param>
    public static List<GroupConversation> OfAccount(StoreConnection connection, long accountId, long since = 0, long until = long.MaxValue)
    {
        var conversations = new List<GroupConversation>();
        foreach (var row in ReadEntries(connection, accountId))
        {
            if (GroupRow.Find(connection.Prepare, row.LogId) is { DismissedAt: 0, SupportsTopics: false } group && Read(connection, group, accountId, row, since, until) is { } conversation)
            {
                conversations.Add(conversation);
            }
        }

        return conversations;
    }

    private static List<EntryRow> ReadEntries(StoreConnection connection, long accountId)
    {
        var rows = new List<EntryRow>();
        var select = connection.Prepare(SelectEntries).Bind(1, accountId);
        while (select.Step())
        {
            rows.Add(new EntryRow(
                -select.Long(0),
                select.Long(1) != 0,
                select.Long(2),
                new ConversationEntry(select.Long(3) != 0, select.Long(4), select.Text(5), (int)select.Long(6)),
                select.Long(7),
                select.Long(8)));
        }

        select.Reset();
        return rows;
    }

    private static GroupConversation? Read(StoreConnection connection, GroupRow group, long accountId, EntryRow row, long since, long until)
    {
        var reader = GroupReaders.Find(connection.Prepare, accountId, row.LogId);
        var newest = TailPosition(connection, row.LogId);
        var changed = Math.Max(
            Math.Max(row.ChangedPosition, Math.Max(newest, MessagesChangedPosition(connection, row.LogId))),
            Math.Max(group.ChangedPosition, Math.Max(reader.ReadPosition, reader.ClearPosition)));
        if (changed <= since)
        {
            return null;
        }

        var tail = GroupLog.ReadTail(connection.Prepare, row.LogId, until);
        var member = GroupMember.Find(connection.Prepare, row.LogId, accountId)!;
        var before = Math.Max(Math.Max(reader.ClearedSequence, row.HiddenSequence), group.Rules.HasHistoryFromBefore ? 0 : member.JoinedSeq);
        return new GroupConversation
        {
            Group = group,
            Member = member,
            Reader = reader,
            Entry = row.Entry,
            Tail = tail,
            TailPosition = newest,
            HiddenPosition = row.HiddenPosition,
            Shown = Shown(connection, row.LogId, accountId, tail.ShownSequence, before),
            Unread = row.Entry.ReceiveOption == ReceiveOptionCodes.Discard ? 0 : GroupUnread.Count(connection.Prepare, accountId, row.LogId, reader, tail, until),
            IsListed = row.IsOpen || (tail.Sequence > row.HiddenSequence && tail.Sequence > GroupLog.ReadExpired(connection.Prepare, row.LogId).Sequence),
            ChangedPosition = changed,
        };
    }

    private static long TailPosition(StoreConnection connection, long logId) => First(
        connection.Prepare("SELECT position FROM group_message WHERE message_id BETWEEN ? AND ? ORDER BY message_id DESC LIMIT 1")
            .Bind(1, GroupLog.MessageId(logId, 0)).Bind(2, GroupLog.MessageId(logId, uint.MaxValue)));

    private static long MessagesChangedPosition(StoreConnection connection, long logId) => First(
        connection.Prepare("SELECT changed_position FROM group_message WHERE message_id >> 32 = ? AND changed_position > 0 ORDER BY changed_position DESC LIMIT 1")
            .Bind(1, logId));

    private static long First(SqlStatement select)
    {
        var value = select.Step() ? select.Long(0) : 0;
        select.Reset();
        return value;
    }

    /// <summary>The newest message that an account may see as the last, going back over those that it has deleted or that went to others.</summary>
    private static StoredGroupMessage? Shown(StoreConnection connection, long logId, long accountId, long sequence, long before)
    {
        while (sequence > before)
        {
            if (StoredGroupMessage.Find(connection.Prepare, logId, sequence) is not { } message)
            {
                return null;
            }

            if (message.IsFor(accountId) && !GroupDeletions.Has(connection.Prepare, accountId, message.MessageId))
            {
                return message;
            }

            sequence = GroupLog.ReadAt(connection.Prepare, logId, sequence - 1).ShownSequence;
        }

        return null;
    }

    /// <summary>What the account has laid down about a group.</summary>
    private sealed record EntryRow(long LogId, bool IsOpen, long HiddenSequence, ConversationEntry Entry, long ChangedPosition, long HiddenPosition);
}
