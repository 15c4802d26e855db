using System.Collections.Immutable;
using Chat.Actors.Messages;

namespace Chat.Actors.Events;

/// <summary><c>MESSAGE_MODIFIED</c>: messages in memory that were edited, by this client or somebody else.</summary>
public sealed record MessageModified(uint SdkAppId, string UserId, ImmutableArray<ChatMessage> Messages) : ChatEvent(SdkAppId, UserId)
{
    public override string Name => ChatEvent.MessageModified;
}

/// <summary><c>MESSAGE_REVOKED</c>: somebody else, or another device of this account, took messages back.</summary>
public sealed record MessageRevoked(uint SdkAppId, string UserId, ImmutableArray<RevokedMessage> Messages) : ChatEvent(SdkAppId, UserId)
{
    public override string Name => ChatEvent.MessageRevoked;
}

/// <summary><c>MESSAGE_READ_RECEIPT_RECEIVED</c>: the peer, or members of a group, sent receipts for own messages in memory; once for each.</summary>
public sealed record MessageReadReceiptReceived(uint SdkAppId, string UserId, ImmutableArray<ReadReceipt> Receipts) : ChatEvent(SdkAppId, UserId)
{
    public override string Name => ChatEvent.MessageReadReceiptReceived;
}

/// <summary><c>MESSAGE_EXTENSIONS_UPDATED</c>: somebody else set key-value pairs.</summary>
public sealed record MessageExtensionsUpdated(uint SdkAppId, string UserId, string MessageId, IReadOnlyDictionary<string, string> Extensions)
    : ChatEvent(SdkAppId, UserId)
{
    public override string Name => ChatEvent.MessageExtensionsUpdated;
}

/// <summary><c>MESSAGE_EXTENSIONS_DELETED</c>: somebody else deleted pairs; if all, the keys that were known here.</summary>
public sealed record MessageExtensionsDeleted(uint SdkAppId, string UserId, string MessageId, ImmutableArray<string> KeyList)
    : ChatEvent(SdkAppId, UserId)
{
    public override string Name => ChatEvent.MessageExtensionsDeleted;
}

/// <summary><c>MESSAGE_REACTIONS_UPDATED</c>: the reactions that changed, as they are now; a count of 0 means that nobody is left.</summary>
public sealed record MessageReactionsUpdated(uint SdkAppId, string UserId, string MessageId, ImmutableArray<MessageReaction> Reactions)
    : ChatEvent(SdkAppId, UserId)
{
    public override string Name => ChatEvent.MessageReactionsUpdated;
}

/// <summary><c>PINNED_GROUP_MESSAGE_UPDATED</c>: a message was pinned in a group or topic, or is no longer.</summary>
/// <param name="GroupId">Group or topic.</param>
/// <param name="MessageId">The message.</param>
/// <param name="Sequence">Its place.</param>
/// <param name="IsPinned">What holds now.</param>
/// <param name="OperatorInfo">Who did it.</param>
/// <param name="Message">The message itself; null if it is no longer pinned and not in memory.</param>
public sealed record PinnedGroupMessageUpdated(
    uint SdkAppId, string UserId, string GroupId, string MessageId, long Sequence, bool IsPinned, GroupTipMember OperatorInfo, ChatMessage? Message)
    : ChatEvent(SdkAppId, UserId)
{
    public override string Name => ChatEvent.PinnedGroupMessageUpdated;
}

/// <summary>A message that was taken back.</summary>
public sealed record RevokedMessage
{
    public required string MessageId { get; init; }

    public required string ConversationId { get; init; }

    /// <summary>With users the number given by the sending client; in groups the message's place.</summary>
    public long Sequence { get; init; }

    /// <summary>Server time of the message, UNIX seconds.</summary>
    public long Time { get; init; }

    /// <summary>Who took it back and why; null if the server does not say.</summary>
    public Revocation? Revocation { get; init; }

    /// <summary>The message, if it is in memory.</summary>
    public ChatMessage? Message { get; init; }
}

/// <param name="UserId">Who has read it; "" in groups.</param>
/// <param name="MessageId">The own message.</param>
/// <param name="IsPeerRead">Whether it is read.</param>
/// <param name="Timestamp">When, UNIX seconds; 0 if it is not.</param>
public sealed record ReadReceipt(string UserId, string MessageId, bool IsPeerRead, long Timestamp)
{
    /// <summary>Group or topic; "" with users.</summary>
    public string GroupId { get; init; } = "";

    /// <summary>How many members have read it; null with users.</summary>
    public ReceiptCounts? Counts { get; init; }
}
