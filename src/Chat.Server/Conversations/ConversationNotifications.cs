using Chat.Protocol.Conversations;
using Chat.Protocol.Push;

namespace Chat.Server.Conversations;

/// <summary>What changes of conversations look like to the account's other devices, live or in a sync.</summary>
internal static class ConversationNotifications
{
    public static ConversationsNotification Deleted(params IEnumerable<ConversationItem> items) => new()
    {
        PushType = ConversationsNotification.Deleted,
        RecentContactDeleteItem = new ConversationItems { RecentContactList = [.. items] },
    };

    public static ConversationsNotification Pinned(ConversationItem item, bool isPinned) => new()
    {
        PushType = isPinned ? ConversationsNotification.Pinned : ConversationsNotification.Unpinned,
        RecentContactTopItem = new ConversationItems { RecentContactList = [item] },
    };

    /// <param name="kind">One of <see cref="MarkedConversation.Marks"/> and <see cref="MarkedConversation.CustomData"/>.</param>
    public static ConversationsNotification Marked(ConversationItem item, int kind, in ConversationEntry entry) => new()
    {
        PushType = ConversationsNotification.Marked,
        RecentContactMarkContact = new MarkedConversations
        {
            RecentContactMarkContactItem =
            [
                new MarkedConversation
                {
                    RecentContactItem = item, OptType = kind, StandardMark = ConversationMarks.ToText(entry.Marks), CustomMark = entry.CustomData,
                },
            ],
        },
    };

    public static ConversationsNotification GroupCreated(ConversationGroup group, IEnumerable<ConversationItem> items) => new()
    {
        PushType = ConversationsNotification.GroupCreated,
        RecentContactCreateContactGroup = new CreatedConversationGroups
        {
            MsgContactGroupContactItem = [new CreatedConversationGroup { MsgGroupItem = group, MsgRecentContactItem = [.. items] }],
        },
    };

    public static ConversationsNotification GroupsDeleted(IEnumerable<ConversationGroup> groups) => new()
    {
        PushType = ConversationsNotification.GroupDeleted,
        RecentContactDelContactGroup = new DeletedConversationGroups { MsgGroupItem = [.. groups] },
    };

    public static ConversationsNotification GroupRenamed(ConversationGroup group, string newName) => Updated(new UpdatedConversationGroup
    {
        UpdateGroupType = UpdateConversationGroup.Rename, GroupId = group.GroupId, OldGroupName = group.GroupName, GroupName = newName,
    });

    /// <param name="changes">Each conversation with <see cref="ContactUpdate.Add"/> or <see cref="ContactUpdate.Remove"/>.</param>
    public static ConversationsNotification GroupMembersChanged(ConversationGroup group, IEnumerable<(ConversationItem Item, int Change)> changes) =>
        Updated(new UpdatedConversationGroup
        {
            UpdateGroupType = UpdateConversationGroup.ChangeMembers,
            GroupId = group.GroupId,
            OldGroupName = group.GroupName,
            RecentContactUpdateGroupItem = [.. changes.Select(change => new UpdatedConversation { ContactOptType = change.Change, RecentContactItem = change.Item })],
        });

    private static ConversationsNotification Updated(UpdatedConversationGroup update) => new()
    {
        PushType = ConversationsNotification.GroupUpdated,
        RecentContactUpdateContactGroup = new ConversationGroupUpdate { UpdateType = UpdateConversationGroup.Group, MsgUpdateGroup = update },
    };
}
