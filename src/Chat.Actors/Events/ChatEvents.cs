using System.Collections.Immutable;
using Chat.Actors.Conversations;
using Chat.Actors.Messages;

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
/// </summary>
/// <param name="SdkAppId">The app.</param>
/// <param name="UserId">The account.</param>
public abstract record ChatEvent(uint SdkAppId, string UserId);

/// <summary><c>SDK_READY</c>: the login has finished.</summary>
public sealed record SdkReady(uint SdkAppId, string UserId) : ChatEvent(SdkAppId, UserId);

/// <summary><c>SDK_NOT_READY</c>: logged out, kicked out, or the session has ended.</summary>
public sealed record SdkNotReady(uint SdkAppId, string UserId) : ChatEvent(SdkAppId, UserId);

/// <summary><c>MESSAGE_RECEIVED</c>: messages of others, and of this account's other devices (flow out); each exactly once, in the conversation's order.</summary>
public sealed record MessageReceived(uint SdkAppId, string UserId, ImmutableArray<ChatMessage> Messages) : ChatEvent(SdkAppId, UserId);

/// <summary><c>MESSAGE_READ_BY_PEER</c>: own messages that the peer has read now, as far as they are in memory.</summary>
public sealed record MessageReadByPeer(uint SdkAppId, string UserId, string ConversationId, ImmutableArray<ChatMessage> Messages) : ChatEvent(SdkAppId, UserId);

/// <summary><c>CONVERSATION_LIST_UPDATED</c>: the whole list, sorted; at most once a second.</summary>
public sealed record ConversationListUpdated(uint SdkAppId, string UserId, ImmutableArray<Conversation> Conversations, bool IsSyncCompleted) : ChatEvent(SdkAppId, UserId);

/// <summary><c>TOTAL_UNREAD_MESSAGE_COUNT_UPDATED</c>; at most once a second.</summary>
public sealed record TotalUnreadMessageCountUpdated(uint SdkAppId, string UserId, long Count) : ChatEvent(SdkAppId, UserId);

/// <summary><c>NET_STATE_CHANGE</c>: only on change; the first connection of a login is no change.</summary>
public sealed record NetStateChanged(uint SdkAppId, string UserId, NetState State) : ChatEvent(SdkAppId, UserId);

/// <summary><c>KICKED_OUT</c>: the account has to log in anew.</summary>
public sealed record KickedOut(uint SdkAppId, string UserId, KickedOutType Type) : ChatEvent(SdkAppId, UserId);

/// <summary><c>ERROR</c>: a call before the account was ready, a handler that threw, a gap that could not be filled.</summary>
public sealed record ChatErrorRaised(uint SdkAppId, string UserId, int Code, string Message) : ChatEvent(SdkAppId, UserId);

/// <summary>One handler or reader was too slow: these many events were dropped for it, the oldest first. Others are not affected.</summary>
public sealed record EventsDropped(uint SdkAppId, string UserId, long Count) : ChatEvent(SdkAppId, UserId);

/// <summary>The SDK's <c>EVENT</c> values, for logs and for code that compares with the web.</summary>
public static class EventNames
{
    public const string SdkReady = "sdkStateReady";
    public const string SdkNotReady = "sdkStateNotReady";
    public const string MessageReceived = "onMessageReceived";
    public const string MessageReadByPeer = "onMessageReadByPeer";
    public const string ConversationListUpdated = "onConversationListUpdated";
    public const string TotalUnreadMessageCountUpdated = "onTotalUnreadMessageCountUpdated";
    public const string NetStateChange = "netStateChange";
    public const string KickedOut = "kickedOut";
    public const string Error = "error";

    /// <summary>The SDK's name of an event's type; null for events that only this engine has.</summary>
    public static string? Of(Type type) => type.Name switch
    {
        nameof(Events.SdkReady) => SdkReady,
        nameof(Events.SdkNotReady) => SdkNotReady,
        nameof(Events.MessageReceived) => MessageReceived,
        nameof(Events.MessageReadByPeer) => MessageReadByPeer,
        nameof(Events.ConversationListUpdated) => ConversationListUpdated,
        nameof(Events.TotalUnreadMessageCountUpdated) => TotalUnreadMessageCountUpdated,
        nameof(NetStateChanged) => NetStateChange,
        nameof(Events.KickedOut) => KickedOut,
        nameof(ChatErrorRaised) => Error,
        _ => null,
    };
}
