using Chat.Protocol.Commands;
using Chat.Protocol.Conversations;
using Chat.Protocol.Groups;
using Chat.Protocol.Messages;
using Chat.Protocol.Push;
using Chat.Server.Accounts;
using Chat.Server.Conversations;
using Chat.Server.Sessions;
using Chat.Server.Storage;

namespace Chat.Server.Groups.Messages;

/// <summary>What a sync tells of groups.</summary>
internal sealed class MissedInGroups
{
    /// <summary>System notices, the oldest first.</summary>
    public required IReadOnlyList<WireGroupMessage> Notices { get; init; }

    /// <summary>Mentions that are not read.</summary>
    public List<WireGroupMessage> Mentions { get; } = [];

    /// <summary>Changes, each as a push with its commit position; the frame is built for the position that it acknowledges.</summary>
    public List<(long Position, Func<long, byte[]> Frame)> Pushes { get; } = [];

    public void Push<T>(long position, Push<T> push, T payload) => Pushes.Add((position, acknowledged => PushFrame.Build(push, payload, acknowledged)));

    /// <summary><c>EventArray</c> of the reply as JSON texts; all notices in one element, because the official SDK asks for the applications once per element.</summary>
    public IEnumerable<byte[]> Events()
    {
        if (Notices.Count > 0)
        {
            yield return Event(Protocol.Push.Pushes.GroupNotices.EventCode, [.. Notices]);
        }

        if (Mentions.Count > 0)
        {
            yield return Event(Protocol.Push.Pushes.GroupMentions.EventCode, [.. Mentions]);
        }
    }

    private static byte[] Event(int code, WireGroupMessage[] items) =>
        [.. "{\"Event\":"u8, .. Wire.ToBytes(code, GroupsJson.Default.Int32), .. ",\"GroupTips\":"u8, .. Wire.ToBytes(items, GroupsJson.Default.WireGroupMessageArray), .. "}"u8];
}

/// <summary>
/// Finds what an instance has missed of groups while it was away. Messages are not among it: clients fetch them by the gap that the list shows them. Recalls of groups
/// without a gap they fetch as well (<c>batch_get_group_notify</c>); the others are promised by the list, see <see cref="Session.Promised"/>.
/// </summary>
internal sealed class GroupSync(AccountDirectory accounts)
{
    private const int MaxChanges = 500;

    /// <param name="connection">Of a read.</param>
    /// <param name="me">The account.</param>
    /// <param name="since">What the instance has; everything for one that starts.</param>
    /// <param name="listed">The commit position from which the list was told: of what has changed behind it the official SDK has forgotten the mentions.</param>
    /// <param name="until">The commit position behind which pushes tell everything.</param>
    public MissedInGroups Read(StoreConnection connection, AccountInfo me, SyncCookie since, long listed, long until)
    {
        var isStart = since.Changes == long.MaxValue;
        var missed = new MissedInGroups { Notices = GroupNotices.Read(connection, me.AccountId, isStart ? 0 : since.Changes, until) };
        foreach (var state in GroupConversations.OfAccount(connection, me.AccountId, isStart ? 0 : Math.Min(since.Changes, listed), until))
        {
            if ((isStart || state.ChangedPosition > listed) && state.Entry.ReceiveOption != ReceiveOptionCodes.Discard)
            {
                var after = Math.Max(Math.Max(state.Reader.ReadSequence, state.Reader.MentionSequence), state.View.FirstVisible - 1);
                missed.Mentions.AddRange(GroupMentions.Of(connection, accounts, state.Group, null, me, after, until));
            }

            if (!isStart && state.ChangedPosition > since.Changes)
            {
                ReadChanges(connection, me, state, since.Changes, until, missed);
            }
        }

        return missed;
    }

    private void ReadChanges(StoreConnection connection, AccountInfo me, GroupConversation state, long since, long until, MissedInGroups missed)
    {
        foreach (var message in Edited(connection, state, since, until))
        {
            missed.Push(
                message.ChangedPosition, Pushes.GroupMessagesModified, [ModifyGroupMessageHandler.Notification(state.Group, null, message, accounts.Find(message.SenderId))]);
        }

        foreach (var (messageId, position) in GroupDeletions.Since(connection, me.AccountId, state.Group.Key, since, until))
        {
            missed.Push(position, Pushes.HistoryDeleted, [new DeletedMessages { GroupId = state.Group.GroupId, MsgOrderList = [GroupLog.SequenceOf(messageId)] }]);
        }

        if (state.Reader.ClearPosition > since)
        {
            missed.Push(
                state.Reader.ClearPosition, Pushes.HistoryDeleted, [new DeletedMessages { GroupId = state.Group.GroupId, ClearedOrder = state.Reader.ClearedSequence }]);
        }

        if (state.HiddenPosition > since && !state.IsListed)
        {
            missed.Push(
                state.HiddenPosition, Pushes.Conversations,
                [ConversationNotifications.Deleted(new ConversationItem { Type = ConversationTypes.Group, GroupId = state.Group.GroupId })]);
        }

        // The official SDK counts anew what it has in memory when it is told of a read position. It may have less than there is, so with anything unread the list's count stands.
        if (state.Reader.ReadPosition > since && state.Unread == 0)
        {
            missed.Push(state.Reader.ReadPosition, Pushes.GroupNotices, [GroupReads.Item(me, state.View, state.Reader.ReadSequence)]);
        }
    }

    /// <summary>Messages that were edited behind one commit position and up to another, and that the member may see.</summary>
    private static List<StoredGroupMessage> Edited(StoreConnection connection, GroupConversation state, long since, long until) =>
        [.. Changed(connection, state, since, until).Where(static message => message is { IsRecalled: false, Version: > 0 })];

    /// <summary>
    /// Recalls of messages that an instance may have, in groups where it may lack messages: then it does not ask for them. It will be told of them by pushes, each of which
    /// takes one off its count.
    /// </summary>
    /// <param name="connection">Of a read.</param>
    /// <param name="state">The group.</param>
    /// <param name="listed">The commit position from which the list is told.</param>
    /// <param name="former">What the instance's former socket has delivered.</param>
    /// <param name="until">The commit position behind which pushes tell everything.</param>
    public static List<StoredGroupMessage> PromisedRecalls(StoreConnection connection, GroupConversation state, long listed, Delivery former, long until) =>
        state.TailPosition <= listed
            ? []
            :
            [
                .. Changed(connection, state, Math.Max(listed, former.Acknowledged), until)
                    .Where(message => message.IsRecalled && message.Place.Position <= Math.Max(listed, former.Ended)),
            ];

    /// <summary>Recalls in a group as pushes.</summary>
    public Func<StoredGroupMessage, (long Position, Func<long, byte[]> Frame)> RecallPush(GroupConversation state) => message =>
    {
        var revoker = Wire.Read(message.Revoker, MessagesJson.Default.RevokerInfo);
        var item = GroupRecallPushes.Item(
            state.Group, null, message, accounts.Find(message.SenderId), accounts.Find(state.Group.SdkAppId, revoker.Revoker), revoker);
        return (message.ChangedPosition, acknowledged => PushFrame.Build(Pushes.GroupNotices, [item], acknowledged));
    };

    private static List<StoredGroupMessage> Changed(StoreConnection connection, GroupConversation state, long since, long until)
    {
        var changed = new List<StoredGroupMessage>();
        var select = connection.Prepare(
                $"""
                SELECT {StoredGroupMessage.Columns} FROM group_message
                WHERE message_id >> 32 = ? AND changed_position > 0 AND changed_position > ? AND changed_position <= ? ORDER BY changed_position DESC LIMIT ?
                """)
            .Bind(1, state.Group.Key).Bind(2, since).Bind(3, until).Bind(4, MaxChanges);
        while (select.Step())
        {
            changed.Add(StoredGroupMessage.Read(select));
        }

        select.Reset();
        changed.RemoveAll(message => message.Sequence < state.View.FirstVisible || !message.IsFor(state.Member.AccountId));
        return changed;
    }
}
