using Chat.Actors.Messages;
using Chat.Protocol.Errors;

namespace Chat.Actors.Conversations;

/// <summary>The SDK's <c>CONV_…</c> types.</summary>
public enum ConversationType
{
    C2C,
    Group,
    System,

    /// <summary>A topic of a community; never in the list.</summary>
    Topic,
}

/// <summary>Whether a conversation's messages are announced; the first values are those of <c>MsgRecvOption</c> on the wire.</summary>
public enum RemindType
{
    AcceptAndNotify,
    Discard,
    AcceptNotNotify,
    AcceptNotNotifyExceptAt,

    /// <summary>Only in groups: nothing is received but mentions.</summary>
    NotReceiveExceptAt,
}

/// <summary>An entry of the conversation list.</summary>
public sealed record Conversation
{
    /// <summary><c>C2C</c> and the peer's user ID, <c>GROUP</c> and the group's or topic's, or <c>@TIM#SYSTEM</c>.</summary>
    public required string ConversationId { get; init; }

    public ConversationType Type { get; init; } = ConversationType.C2C;

    /// <summary>The peer of a one-to-one conversation; "" otherwise.</summary>
    public string PeerUserId { get; init; } = "";

    public string PeerNick { get; init; } = "";

    public string PeerAvatar { get; init; } = "";

    /// <summary>The group of a group's conversation; null otherwise.</summary>
    public GroupProfile? GroupProfile { get; init; }

    /// <summary>Mentions of this account that it has not read, oldest first; only in groups and topics.</summary>
    public IReadOnlyList<GroupAtInfo> GroupAtInfoList { get; init; } = [];

    /// <summary>What this account calls the peer as a friend; "" for nothing.</summary>
    public string Remark { get; init; } = "";

    public long UnreadCount { get; init; }

    /// <summary>Null when there is nothing to show: no message yet, or the history was cleared.</summary>
    public LastMessage? LastMessage { get; init; }

    /// <summary>Up to when the peer has read own messages, UNIX seconds.</summary>
    public long PeerReadTime { get; init; }

    public bool IsPinned { get; init; }

    /// <summary>Only conversations that notify count in the total of unread messages.</summary>
    public RemindType RemindType { get; init; }

    /// <summary>Marks, ascending: powers of two from 2⁰ to 2⁶³, see <see cref="ConversationMarks"/>.</summary>
    public IReadOnlyList<ulong> MarkList { get; init; } = [];

    /// <summary>The app's own data about the conversation, on all devices of the account.</summary>
    public string CustomData { get; init; } = "";

    /// <summary>Names of the conversation groups it is in.</summary>
    public IReadOnlyList<string> ConversationGroupList { get; init; } = [];

    /// <summary>A text that is not sent yet; known to this client only, and only while it is logged in.</summary>
    public string Draft { get; init; } = "";
}

/// <summary>A group as its conversation shows it.</summary>
/// <param name="GroupId">The group.</param>
/// <param name="Name">"" if it is not known.</param>
/// <param name="Avatar">"" if there is none.</param>
/// <param name="Type">One of <see cref="Protocol.Groups.GroupTypes"/>; "" if it is not known.</param>
public sealed record GroupProfile(string GroupId, string Name, string Avatar, string Type);

/// <summary>Somebody has mentioned this account.</summary>
/// <param name="From">Who.</param>
/// <param name="GroupId">The group.</param>
/// <param name="TopicId">The topic; "" outside of topics.</param>
/// <param name="MessageSequence">The message.</param>
/// <param name="AtType">Who is meant.</param>
public sealed record GroupAtInfo(string From, string GroupId, string TopicId, long MessageSequence, GroupAtType AtType)
{
    /// <summary>Numbers of the notice, by which the server is told that it was read; it may not have told the second.</summary>
    internal long Random { get; init; }

    internal long? NoticeSequence { get; init; }
}

/// <summary>The SDK's <c>CONV_AT_…</c>.</summary>
public enum GroupAtType
{
    Me = 1,
    All = 2,
    AllAndMe = 3,
}

/// <summary>The SDK's <c>CONV_MARK_TYPE_…</c>; from 2³² on they are the app's own.</summary>
public static class ConversationMarks
{
    public const ulong Star = 1;
    public const ulong Unread = 2;
    public const ulong Fold = 4;
    public const ulong Hide = 8;
}

/// <param name="From">Sender.</param>
/// <param name="Time">UNIX seconds.</param>
/// <param name="Sequence">The sending client's number; in groups the message's place.</param>
/// <param name="Type">Element type.</param>
/// <param name="Payload">Content of the first element.</param>
/// <param name="CloudCustomData">Custom data.</param>
/// <param name="IsPeerRead">An own message that the peer has read.</param>
public sealed record LastMessage(
    string From, long Time, long Sequence, string Type, MessagePayload Payload, string CloudCustomData, bool IsPeerRead)
{
    public bool IsRevoked { get; init; }

    /// <summary>Who took it back; "" for nobody.</summary>
    public string Revoker { get; init; } = "";

    /// <summary>What the sender is called, in groups; "" if it is not known.</summary>
    public string Nick { get; init; } = "";

    /// <summary>What the sender is called in the group; "" for nothing.</summary>
    public string NameCard { get; init; } = "";

    /// <summary>Number of edits.</summary>
    public long Version { get; init; }

    /// <summary>The message's order; 0 where the list does not tell it.</summary>
    internal long Order { get; init; }
}

/// <summary>Conversation IDs as the SDK writes them.</summary>
public static class ConversationIds
{
    /// <summary>The conversation of system notices.</summary>
    public const string System = "@TIM#SYSTEM";

    private const string C2CPrefix = "C2C";
    private const string GroupPrefix = "GROUP";

    public static string OfUser(string userId) => C2CPrefix + userId;

    /// <summary>The conversation of a group or topic.</summary>
    public static string OfGroup(string groupId) => GroupPrefix + groupId;

    /// <summary>Refuses what cannot be a conversation's ID.</summary>
    /// <exception cref="ChatException">2503.</exception>
    internal static void Check(string conversationId)
    {
        if (conversationId is null || (conversationId != System && PeerIn(conversationId) is null && GroupIn(conversationId) is null))
        {
            throw new ChatException(ErrorCodes.ConversationIdInvalid, $"'{conversationId}' is not the ID of a conversation");
        }
    }

    /// <summary>The peer of a one-to-one conversation; null for another ID.</summary>
    internal static string? PeerIn(string conversationId) =>
        conversationId.StartsWith(C2CPrefix, StringComparison.Ordinal) && conversationId.Length > C2CPrefix.Length ? conversationId[C2CPrefix.Length..] : null;

    /// <summary>The group or topic of a conversation; null for another ID.</summary>
    internal static string? GroupIn(string conversationId) =>
        conversationId.StartsWith(GroupPrefix, StringComparison.Ordinal) && conversationId.Length > GroupPrefix.Length ? conversationId[GroupPrefix.Length..] : null;

    /// <summary>The peer of a one-to-one conversation.</summary>
    /// <exception cref="ChatException">2503: not the ID of a one-to-one conversation.</exception>
    public static string UserOf(string conversationId)
    {
        ArgumentNullException.ThrowIfNull(conversationId);
        return PeerIn(conversationId)
            ?? throw new ChatException(ErrorCodes.ConversationIdInvalid, $"'{conversationId}' is not the ID of a one-to-one conversation");
    }
}

/// <summary>A page of a conversation, oldest first.</summary>
/// <param name="Messages">The messages.</param>
/// <param name="NextRequestMessageId">Pass it to get the page before; "" at the end.</param>
/// <param name="IsCompleted">There are no older ones.</param>
public sealed record MessagePage(IReadOnlyList<ChatMessage> Messages, string NextRequestMessageId, bool IsCompleted);

/// <summary>A page from any place of a conversation.</summary>
/// <param name="Messages">The messages, oldest first.</param>
/// <param name="IsCompleted">There are no more in this direction.</param>
/// <param name="NextMessageTime">Where to go on, UNIX seconds.</param>
public sealed record HoppingPage(IReadOnlyList<ChatMessage> Messages, bool IsCompleted, long NextMessageTime)
{
    /// <summary>Where to go on in a group or topic.</summary>
    public long NextMessageSequence { get; init; }
}
