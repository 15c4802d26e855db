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

/// <summary><c>MESSAGE_READ_RECEIPT_RECEIVED</c>: the peer sent receipts for own messages in memory; once for each.</summary>
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

/// <summary>A message that was taken back.</summary>
public sealed record RevokedMessage
{
    public required string MessageId { get; init; }

    public required string ConversationId { get; init; }

    /// <summary>Number given by the sending client.</summary>
    public long Sequence { get; init; }

    /// <summary>Server time of the message, UNIX seconds.</summary>
    public long Time { get; init; }

    /// <summary>Who took it back and why; null if the server does not say.</summary>
    public Revocation? Revocation { get; init; }

    /// <summary>The message, if it is in memory.</summary>
    public ChatMessage? Message { get; init; }
}

/// <param name="UserId">Who has read it.</param>
/// <param name="MessageId">The own message.</param>
/// <param name="IsPeerRead">Whether it is read.</param>
/// <param name="Timestamp">When, UNIX seconds; 0 if it is not.</param>
public sealed record ReadReceipt(string UserId, string MessageId, bool IsPeerRead, long Timestamp);
