using Chat.Protocol.Conversations;
using Chat.Protocol.Friends;
using Chat.Protocol.Groups;
using Chat.Protocol.Messages;

namespace Chat.Protocol.Push;

/// <summary>All pushes of the contract.</summary>
public static class Pushes
{
    public static readonly Push<WireGroupMessage[]> GroupMessages = new(3, "GroupMsgArray", GroupsJson.Default.WireGroupMessageArray);

    /// <summary>Tips that are stored; the next three have the same payload with other codes (wire reference, group messages §14).</summary>
    public static readonly Push<WireGroupMessage[]> GroupTips = new(4, "GroupTips", GroupsJson.Default.WireGroupMessageArray, needsCode: true);

    /// <summary>System notices, recalls, read positions and receipts; one item each.</summary>
    public static readonly Push<WireGroupMessage[]> GroupNotices = new(5, "GroupTips", GroupsJson.Default.WireGroupMessageArray, needsCode: true);

    /// <summary>Tips that are not stored: attributes, counters, pins.</summary>
    public static readonly Push<WireGroupMessage[]> GroupOnlineTips = new(6, "GroupTips", GroupsJson.Default.WireGroupMessageArray, needsCode: true);

    public static readonly Push<WireGroupMessage[]> GroupMentions = new(12, "GroupTips", GroupsJson.Default.WireGroupMessageArray, needsCode: true);

    public static readonly Push<ModifiedGroupMessage[]> GroupMessagesModified = new(18, "GroupMsgModNotifys", GroupsJson.Default.ModifiedGroupMessageArray);

    public static readonly Push<TopicNewsEvent> TopicNews = Push<TopicNewsEvent>.OfEvent(26, GroupsJson.Default.TopicNewsEvent);

    public static readonly Push<RoomDataEvent> RoomData = Push<RoomDataEvent>.OfEvent(100, GroupsJson.Default.RoomDataEvent);

    public static readonly Push<RelationsNotification[]> Relations = new(7, "FriendListMod", FriendsJson.Default.RelationsNotificationArray);

    public static readonly Push<WireMessage[]> C2CMessages = new(9, "C2cMsgArray", MessagesJson.Default.WireMessageArray);

    public static readonly Push<C2CNotification[]> C2CNotifications = new(10, "C2cNotifyMsgArray", MessagesJson.Default.C2CNotificationArray);

    public static readonly Push<ModifiedMessage[]> C2CMessagesModified = new(11, "C2cMsgModNotifys", MessagesJson.Default.ModifiedMessageArray);

    public static readonly Push<ConversationsNotification[]> Conversations = new(13, "RecentContactMod", ConversationsJson.Default.ConversationsNotificationArray);

    public static readonly Push<ReadAllEvent> ReadAll = Push<ReadAllEvent>.OfEvent(14, MessagesJson.Default.ReadAllEvent);

    public static readonly Push<ReadReceiptsEvent> ReadReceipts = Push<ReadReceiptsEvent>.OfEvent(16, MessagesJson.Default.ReadReceiptsEvent);

    public static readonly Push<ExtensionsNotification> Extensions = new(19, "MsgExtensionNotify", MessagesJson.Default.ExtensionsNotification);

    public static readonly Push<SetDoNotDisturb> DoNotDisturb = Push<SetDoNotDisturb>.OfEvent(24, MessagesJson.Default.SetDoNotDisturb);

    public static readonly Push<ReactionsNotification[]> Reactions = new(27, "MsgReactionNotifyList", MessagesJson.Default.ReactionsNotificationArray);

    public static readonly Push<OwnReactionNotification> OwnReaction = new(28, "MsgReactionNotify", MessagesJson.Default.OwnReactionNotification);

    /// <summary>
    /// Messages of groups and topics of which the account wants to hear nothing: they belong into lists, but are no news. The official SDK does not know the
    /// payload, so to it nothing is delivered.
    /// </summary>
    public static readonly Push<WireGroupMessage[]> QuietGroupMessages = new(1003, "GroupQuietMsgArray", GroupsJson.Default.WireGroupMessageArray);

    /// <summary>Changes of the account as a member that the official SDK is not told of: it does not know the payload.</summary>
    public static readonly Push<GroupSelfChange[]> GroupSelfChanged = new(1002, "GroupSelfInfoMod", GroupsJson.Default.GroupSelfChangeArray);

    public static readonly Push<DeletedMessages[]> HistoryDeleted = new(1001, "HistoryDeleted", MessagesJson.Default.DeletedMessagesArray);
}
