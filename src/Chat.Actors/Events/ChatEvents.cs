using System.Collections.Immutable;
using Chat.Actors.Conversations;
using Chat.Actors.Messages;
using Chat.Protocol.Events;

namespace Chat.Actors.Events;

/// <summary>Connection state of an account; the values are the SDK's <c>NET_STATE_…</c> in C# names.</summary>
public enum NetState
{
    Connected,
    Connecting,
    Disconnected,
}

/// <summary>Why an account was put out; the SDK's <c>KICKED_OUT_…</c> types.</summary>
public enum KickedOutType
{
    MultipleAccount,
    MultipleDevice,
    UserSigExpired,
    RestApiKick,
}

/// <summary>
/// Something that happened to one account. Published on the actor system's EventStream and to the handlers and readers of the account's client.
/// The constants are the web SDK's <c>EVENT</c> values, for handlers that are registered by name.
/// </summary>
/// <param name="SdkAppId">The app.</param>
/// <param name="UserId">The account.</param>
public abstract record ChatEvent(uint SdkAppId, string UserId)
{
    public const string SdkReady = EventNames.SdkReady;
    public const string SdkNotReady = EventNames.SdkNotReady;
    public const string SdkDestroy = EventNames.SdkDestroy;
    public const string MessageReceived = EventNames.MessageReceived;
    public const string MessageReadByPeer = EventNames.MessageReadByPeer;
    public const string MessageModified = EventNames.MessageModified;
    public const string MessageRevoked = EventNames.MessageRevoked;
    public const string MessageReadReceiptReceived = EventNames.MessageReadReceiptReceived;
    public const string MessageExtensionsUpdated = EventNames.MessageExtensionsUpdated;
    public const string MessageExtensionsDeleted = EventNames.MessageExtensionsDeleted;
    public const string MessageReactionsUpdated = EventNames.MessageReactionsUpdated;
    public const string PinnedGroupMessageUpdated = EventNames.PinnedGroupMessageUpdated;
    public const string ConversationListUpdated = EventNames.ConversationListUpdated;
    public const string TotalUnreadMessageCountUpdated = EventNames.TotalUnreadMessageCountUpdated;
    public const string ConversationGroupListUpdated = EventNames.ConversationGroupListUpdated;
    public const string ConversationInGroupUpdated = EventNames.ConversationInGroupUpdated;
    public const string AllReceiveMessageOptUpdated = EventNames.AllReceiveMessageOptUpdated;
    public const string GroupListUpdated = EventNames.GroupListUpdated;
    public const string GroupAttributesUpdated = EventNames.GroupAttributesUpdated;
    public const string GroupCounterUpdated = EventNames.GroupCounterUpdated;
    public const string TopicCreated = EventNames.TopicCreated;
    public const string TopicDeleted = EventNames.TopicDeleted;
    public const string TopicUpdated = EventNames.TopicUpdated;
    public const string RoomCustomDataReceived = EventNames.RoomCustomDataReceived;
    public const string BlacklistUpdated = EventNames.BlacklistUpdated;
    public const string NetStateChange = EventNames.NetStateChange;
    public const string KickedOut = EventNames.KickedOut;
    public const string Error = EventNames.Error;

    /// <summary>Only this engine has it: a handler or reader was too slow.</summary>
    public const string EventsDropped = "eventsDropped";

    /// <summary>The SDK's name of the event.</summary>
    public abstract string Name { get; }

    /// <summary>True if the newest event of this type says all that the ones before it did.</summary>
    internal virtual bool IsState => false;
}

/// <summary><c>SDK_READY</c>: the login has finished.</summary>
public sealed record SdkReady(uint SdkAppId, string UserId) : ChatEvent(SdkAppId, UserId)
{
    public override string Name => ChatEvent.SdkReady;
}

/// <summary><c>SDK_NOT_READY</c>: logged out, kicked out, or the session has ended.</summary>
public sealed record SdkNotReady(uint SdkAppId, string UserId) : ChatEvent(SdkAppId, UserId)
{
    public override string Name => ChatEvent.SdkNotReady;
}

/// <summary><c>SDK_DESTROY</c>: the client has ended; its last event.</summary>
public sealed record SdkDestroyed(uint SdkAppId, string UserId) : ChatEvent(SdkAppId, UserId)
{
    public override string Name => SdkDestroy;
}

/// <summary><c>MESSAGE_RECEIVED</c>: messages of others, and of this account's other devices (flow out); each exactly once, in the conversation's order.</summary>
public sealed record MessageReceived(uint SdkAppId, string UserId, ImmutableArray<ChatMessage> Messages) : ChatEvent(SdkAppId, UserId)
{
    public override string Name => ChatEvent.MessageReceived;
}

/// <summary><c>MESSAGE_READ_BY_PEER</c>: own messages that the peer has read now, as far as they are in memory.</summary>
public sealed record MessageReadByPeer(uint SdkAppId, string UserId, string ConversationId, ImmutableArray<ChatMessage> Messages)
    : ChatEvent(SdkAppId, UserId)
{
    public override string Name => ChatEvent.MessageReadByPeer;
}

/// <summary><c>CONVERSATION_LIST_UPDATED</c>: the whole list, sorted; at most once a second.</summary>
public sealed record ConversationListUpdated(uint SdkAppId, string UserId, ImmutableArray<Conversation> Conversations, bool IsSyncCompleted)
    : ChatEvent(SdkAppId, UserId)
{
    public override string Name => ChatEvent.ConversationListUpdated;

    internal override bool IsState => true;
}

/// <summary><c>TOTAL_UNREAD_MESSAGE_COUNT_UPDATED</c>; at most once a second.</summary>
public sealed record TotalUnreadMessageCountUpdated(uint SdkAppId, string UserId, long Count) : ChatEvent(SdkAppId, UserId)
{
    public override string Name => ChatEvent.TotalUnreadMessageCountUpdated;

    internal override bool IsState => true;
}

/// <summary><c>CONVERSATION_GROUP_LIST_UPDATED</c>: the names of all conversation groups, after they were fetched and when one is made, renamed or deleted.</summary>
public sealed record ConversationGroupListUpdated(uint SdkAppId, string UserId, ImmutableArray<string> Names) : ChatEvent(SdkAppId, UserId)
{
    public override string Name => ChatEvent.ConversationGroupListUpdated;

    internal override bool IsState => true;
}

/// <summary><c>CONVERSATION_IN_GROUP_UPDATED</c>: conversations were put into a group or taken out; all that are in it now.</summary>
public sealed record ConversationInGroupUpdated(uint SdkAppId, string UserId, string GroupName, ImmutableArray<Conversation> Conversations)
    : ChatEvent(SdkAppId, UserId)
{
    public override string Name => ChatEvent.ConversationInGroupUpdated;
}

/// <summary><c>ALL_RECEIVE_MESSAGE_OPT_UPDATED</c>: the time in which all messages are announced differently was set, here or on another device.</summary>
public sealed record AllReceiveMessageOptUpdated(uint SdkAppId, string UserId, ReceiveMessageOpt Opt) : ChatEvent(SdkAppId, UserId)
{
    public override string Name => ChatEvent.AllReceiveMessageOptUpdated;

    internal override bool IsState => true;
}

/// <summary><c>NET_STATE_CHANGE</c>: only on change; the first connection of a login is no change.</summary>
public sealed record NetStateChanged(uint SdkAppId, string UserId, NetState State) : ChatEvent(SdkAppId, UserId)
{
    public override string Name => NetStateChange;

    internal override bool IsState => true;
}

/// <summary><c>KICKED_OUT</c>: the account has to log in anew.</summary>
public sealed record KickedOut(uint SdkAppId, string UserId, KickedOutType Type) : ChatEvent(SdkAppId, UserId)
{
    public override string Name => ChatEvent.KickedOut;
}

/// <summary><c>ERROR</c>: a call before the account was ready, a handler that threw, a gap that could not be filled (its text begins with "gap").</summary>
public sealed record ChatErrorRaised(uint SdkAppId, string UserId, int Code, string Message) : ChatEvent(SdkAppId, UserId)
{
    public override string Name => Error;
}

/// <summary>
/// One handler or reader was too slow: these many events were dropped for it, the oldest first. A reader finds this in the place of what it lost; for a handler
/// it is raised to the others and on the EventStream.
/// </summary>
/// <param name="Consumer">What the handler or reader takes: the type's name.</param>
public sealed record EventsDropped(uint SdkAppId, string UserId, long Count, string Consumer) : ChatEvent(SdkAppId, UserId)
{
    public override string Name => ChatEvent.EventsDropped;
}
