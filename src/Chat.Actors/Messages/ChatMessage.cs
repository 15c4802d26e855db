using System.Collections.Immutable;
using System.Globalization;
using Chat.Actors.Media;

namespace Chat.Actors.Messages;

/// <summary>Direction of a message as this account sees it.</summary>
public enum MessageFlow
{
    In,
    Out,
}

/// <summary>What became of an own message; received ones are <see cref="Success"/>.</summary>
public enum MessageStatus
{
    Unsent,
    Success,
    Fail,
}

/// <summary>A message. Immutable: sending gives a new one with status and server time.</summary>
public sealed record ChatMessage
{
    /// <summary><c>TinyId-MsgClientTime-MsgRandom</c>, the same on all devices.</summary>
    public string Id => IdOf(SenderTinyId, ClientTime, Random);

    /// <summary><c>C2C</c> and the peer's user ID, or <c>GROUP</c> and the group's or topic's.</summary>
    public required string ConversationId { get; init; }

    public Conversations.ConversationType ConversationType { get; init; } = Conversations.ConversationType.C2C;

    public required string From { get; init; }

    /// <summary>User, group or topic.</summary>
    public required string To { get; init; }

    public required MessageFlow Flow { get; init; }

    /// <summary>One of <see cref="Protocol.Messages.MessageTypes"/>.</summary>
    public required string Type { get; init; }

    /// <summary>Content of the first element.</summary>
    public required MessagePayload Payload { get; init; }

    /// <summary>All elements; nearly always one.</summary>
    public IReadOnlyList<MessageElement> Elements => FurtherElements.IsDefaultOrEmpty ? [new(Type, Payload)] : [new(Type, Payload), .. FurtherElements];

    public MessageStatus Status { get; init; } = MessageStatus.Success;

    /// <summary>Server time, UNIX seconds; 0 before it is sent.</summary>
    public long Time { get; init; }

    /// <summary>Sender's clock, UNIX seconds.</summary>
    public required long ClientTime { get; init; }

    /// <summary>With users the number given by the sending client; in groups the message's place, the same for all members, once it is sent.</summary>
    public required long Sequence { get; init; }

    /// <summary>Number given by the sending client; 0 where a group's message does not tell it.</summary>
    public long ClientSequence { get; init; }

    /// <summary>0 to 99,999,999, given by the sending client.</summary>
    public required long Random { get; init; }

    /// <summary>
    /// The conversation's own order: 1, 2, 3 …; in groups the sequence, with users what our server gives. 0 where the server gives none, and on messages that
    /// are not stored.
    /// </summary>
    public long Order { get; init; }

    public required string SenderTinyId { get; init; }

    public string CloudCustomData { get; init; } = "";

    public string Nick { get; init; } = "";

    public string Avatar { get; init; } = "";

    /// <summary>What the sender is called in the group; "" for nothing.</summary>
    public string NameCard { get; init; } = "";

    /// <summary>Read by this account; own messages always are.</summary>
    public bool IsRead { get; init; } = true;

    /// <summary>An own message that the peer has read.</summary>
    public bool IsPeerRead { get; init; }

    public bool NeedReadReceipt { get; init; }

    public bool IsSupportExtension { get; init; }

    public bool IsOnlineOnly { get; init; }

    public bool IsExcludedFromUnreadCount { get; init; }

    public bool IsExcludedFromLastMessage { get; init; }

    /// <summary>What goes first when a live room is overloaded. Of no effect in one-to-one conversations, as in the SDK.</summary>
    public MessagePriority Priority { get; init; } = MessagePriority.Normal;

    /// <summary>Users that the text names, <see cref="Protocol.Groups.GroupIds.AtAll"/> for everybody; told to nobody in one-to-one conversations, as in the SDK.</summary>
    public IReadOnlyList<string> AtUserList { get; init; } = [];

    /// <summary>Members of the group who receive it; empty for all. Known to the sender only.</summary>
    public IReadOnlyList<string> ReceiverList { get; init; } = [];

    /// <summary>Sent to all live rooms of the app.</summary>
    public bool IsBroadcast { get; init; }

    /// <summary>Taken back by its sender or an administrator.</summary>
    public bool IsRevoked { get; init; }

    /// <summary>Who took it back, as far as known; null while it stands.</summary>
    public Revocation? Revocation { get; init; }

    /// <summary>Number of edits; <see cref="ChatClient.ModifyMessageAsync"/> needs the newest.</summary>
    public long Version { get; init; }

    public bool IsModified => Version > 0 || IsChangedByServer;

    /// <summary>Content moderation has found something in it, or refused it.</summary>
    public bool HasRiskContent { get; init; }

    /// <summary>When the receiver sent a read receipt for this own message, UNIX seconds; 0 if it has not. Only with <see cref="NeedReadReceipt"/>.</summary>
    public long ReadReceiptTime { get; init; }

    /// <summary>How many members have read this own message and how many have not, as far as it is known. Only in groups with <see cref="NeedReadReceipt"/>.</summary>
    public ReceiptCounts? ReceiptCounts { get; init; }

    /// <summary>An own message that a hook of the app has changed before it was stored.</summary>
    internal bool IsChangedByServer { get; init; }

    /// <summary>Merged or forwarded.</summary>
    internal bool IsRelayed { get; init; }

    /// <summary>Which moderation rules apply; "" for the app's default.</summary>
    internal string ModerationConfigurationId { get; init; } = "";

    /// <summary>The file that is uploaded before the message is sent; null without one, and after its upload.</summary>
    internal Attachment? Attachment { get; init; }

    /// <summary>Elements behind the first.</summary>
    internal ImmutableArray<MessageElement> FurtherElements { get; init; }

    internal bool CountsAsUnread => Flow == MessageFlow.In && !IsWithheld && !IsInvisible && !IsOnlineOnly && !IsExcludedFromUnreadCount && !IsRevoked;

    internal bool IsShownAsLast => !IsOnlineOnly && !IsExcludedFromLastMessage && !IsWithheld && !IsInvisible;

    /// <summary>Only in the history: it was sent while this account discarded the peer's messages.</summary>
    internal bool IsWithheld { get; init; }

    /// <summary>Of a group: it has a place, but there is nothing to show.</summary>
    internal bool IsInvisible { get; init; }

    /// <summary>Of a group: the server has said nothing that could be shown.</summary>
    internal bool HasNoContent => Type.Length == 0;

    /// <summary>What makes a message the same one wherever it comes from.</summary>
    internal (string From, long Sequence, long Random) Key => (From, Sequence, Random);

    /// <summary>Its name in deletions, extensions and reactions: <c>MsgSeq_MsgRandom_MsgTime</c>.</summary>
    internal string WireKey => string.Create(CultureInfo.InvariantCulture, $"{Sequence}_{Random}_{Time}");

    /// <summary><c>TinyId-MsgClientTime-MsgRandom</c>.</summary>
    internal static string IdOf(string? senderTinyId, long clientTime, long random) =>
        string.Create(CultureInfo.InvariantCulture, $"{senderTinyId}-{clientTime}-{random}");
}

/// <param name="ReadCount">Members who have read it.</param>
/// <param name="UnreadCount">Members who have not.</param>
public sealed record ReceiptCounts(int ReadCount, int UnreadCount);

/// <summary>Who took a message back.</summary>
/// <param name="UserId">The account.</param>
/// <param name="Nick">Its nick, "" if unknown.</param>
/// <param name="Avatar">Address of its picture, "" if unknown.</param>
/// <param name="Reason">What it said, "" for nothing.</param>
public sealed record Revocation(string UserId, string Nick, string Avatar, string Reason);

/// <summary>The SDK's <c>MSG_PRIORITY_…</c>.</summary>
public enum MessagePriority
{
    High = 1,
    Normal,
    Low,
    Lowest,
}

/// <summary>A part of a message.</summary>
/// <param name="Type">One of <see cref="Protocol.Messages.MessageTypes"/>.</param>
/// <param name="Payload">Its content.</param>
public sealed record MessageElement(string Type, MessagePayload Payload);

/// <summary>Content of a message's element.</summary>
public abstract record MessagePayload;

public sealed record TextPayload(string Text) : MessagePayload;

public sealed record CustomPayload(string Data, string Description = "", string Extension = "") : MessagePayload;

public sealed record FacePayload(int Index, string Data = "") : MessagePayload;

/// <param name="Description">Name of the place.</param>
/// <param name="Longitude">Degrees.</param>
/// <param name="Latitude">Degrees.</param>
public sealed record LocationPayload(string Description, double Longitude, double Latitude) : MessagePayload;

/// <summary>An element of a kind that this engine passes through.</summary>
/// <param name="Json"><c>MsgContent</c> as JSON text.</param>
public sealed record OpaquePayload(string Json) : MessagePayload;
