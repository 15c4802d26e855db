namespace Chat.Protocol.Events;

/// <summary>The values of the web SDK's <c>EVENT</c> constants (wire reference, API inventory §4).</summary>
public static class EventNames
{
    public const string SdkReady = "sdkStateReady";
    public const string SdkNotReady = "sdkStateNotReady";
    public const string SdkDestroy = "sdkDestroy";
    public const string MessageReceived = "onMessageReceived";
    public const string RoomCustomDataReceived = "onRoomCustomDataReceived";
    public const string MessageModified = "onMessageModified";
    public const string MessageRevoked = "onMessageRevoked";
    public const string MessageReadByPeer = "onMessageReadByPeer";
    public const string MessageReadReceiptReceived = "onMessageReadReceiptReceived";
    public const string MessageExtensionsUpdated = "onMessageExtensionsUpdated";
    public const string MessageExtensionsDeleted = "onMessageExtensionsDeleted";
    public const string MessageReactionsUpdated = "onMessageReactionsUpdated";
    public const string ConversationListUpdated = "onConversationListUpdated";
    public const string TotalUnreadMessageCountUpdated = "onTotalUnreadMessageCountUpdated";
    public const string ConversationGroupListUpdated = "onConversationGroupListUpdated";
    public const string ConversationInGroupUpdated = "onConversationInGroupUpdated";
    public const string GroupListUpdated = "onGroupListUpdated";
    public const string GroupAttributesUpdated = "groupAttributesUpdated";
    public const string GroupCounterUpdated = "onGroupCounterUpdated";
    public const string TopicCreated = "onTopicCreated";
    public const string TopicDeleted = "onTopicDeleted";
    public const string TopicUpdated = "onTopicUpdated";
    public const string ProfileUpdated = "onProfileUpdated";
    public const string UserStatusUpdated = "onUserStatusUpdated";
    public const string BlacklistUpdated = "blacklistUpdated";
    public const string FriendListUpdated = "onFriendListUpdated";
    public const string FriendGroupListUpdated = "onFriendGroupListUpdated";
    public const string FriendApplicationListUpdated = "onFriendApplicationListUpdated";
    public const string MyFollowersListUpdated = "onMyFollowersListUpdated";
    public const string MyFollowingListUpdated = "onMyFollowingListUpdated";
    public const string MutualFollowersListUpdated = "onMutualFollowersListUpdated";
    public const string KickedOut = "kickedOut";
    public const string Error = "error";
    public const string NetStateChange = "netStateChange";
    public const string AllReceiveMessageOptUpdated = "onAllReceiveMessageOptUpdated";
    public const string ServerConfigUpdated = "onServerConfigUpdated";
    public const string PinnedGroupMessageUpdated = "onPinnedGroupMessageUpdated";
}
