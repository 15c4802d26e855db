using System.Text.Json.Serialization;
using Chat.Protocol.Commands;
using Chat.Protocol.Messages;

namespace Chat.Protocol.Push;

/// <summary>Recalled messages (wire reference, messages §6); one entry each, because the SDK handles the whole array once per element.</summary>
public sealed record RecallNotification
{
    public required RecalledMessage[] C2cWithdrawInfoArray { get; init; }
}

public sealed record RecalledMessage
{
    [JsonPropertyName("From_Account")]
    public string From { get; set; } = "";

    [JsonPropertyName("To_Account")]
    public string To { get; set; } = "";

    public long MsgSeq { get; init; }

    public long MsgRandom { get; init; }

    /// <summary>UNIX seconds.</summary>
    public long MsgTimeStamp { get; init; }

    /// <summary>UNIX seconds.</summary>
    public long MsgClientTime { get; init; }

    /// <summary>Numeric ID of the message's sender.</summary>
    public string TinyId { get; set; } = "";

    /// <summary>See <see cref="WireMessage.MsgOrder"/>. The official SDK ignores it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long MsgOrder { get; init; }

    public RevokerInfo? RevokerInfo { get; init; }
}

/// <summary>Another device of this account has changed how a peer's messages notify.</summary>
public sealed record MuteNotification
{
    [JsonPropertyName("To_Account")]
    public string Peer { get; set; } = "";

    /// <summary>One of <see cref="ReceiveOptions"/>.</summary>
    public int MuteNotifications { get; init; }
}

/// <summary>A message that was edited.</summary>
public sealed record ModifiedMessage
{
    [JsonPropertyName("From_Account")]
    public string From { get; set; } = "";

    [JsonPropertyName("To_Account")]
    public string To { get; set; } = "";

    public long MsgSeq { get; init; }

    public long MsgRandom { get; init; }

    /// <summary>UNIX seconds.</summary>
    public long MsgTime { get; init; }

    /// <summary>Number of edits; an older one than the client knows is dropped.</summary>
    public long MsgVersion { get; init; }

    public RawJson MsgBody { get; init; }

    public string CloudCustomData { get; set; } = "";

    /// <summary>Above 1: moderation has found something.</summary>
    public int? MsgCheckResult { get; init; }
}

/// <summary>A message as receipts, extensions and reactions name it.</summary>
public sealed record MessageIdentity
{
    /// <summary>Numeric ID of the message's sender.</summary>
    public string? TinyId { get; init; }

    /// <summary>UNIX seconds.</summary>
    public long MsgClientTime { get; init; }

    public long MsgRandom { get; init; }
}

/// <summary>The peer has sent read receipts for own messages (event 16).</summary>
public sealed record ReadReceiptsEvent
{
    [JsonPropertyName("Peer_Account")]
    public string Reader { get; set; } = "";

    /// <summary>Another name of <see cref="Reader"/>, in pushes of the cloud.</summary>
    public string? UserId { get; init; }

    /// <summary>UNIX seconds.</summary>
    public long PeerReadTime { get; init; }

    public MessageIdentity[] C2cMsgInfo { get; set; } = [];
}

/// <summary>Another device of this account has read everything (event 14).</summary>
public sealed record ReadAllEvent
{
    public int C2CReadAllMsg { get; init; }

    public GroupLastRead[] GroupReadInfoArray { get; set; } = [];
}

public sealed record GroupLastRead
{
    public string GroupId { get; set; } = "";

    public long LastReadMsgSeq { get; init; }
}

/// <summary>Extensions of a message have changed (wire reference, messages §10).</summary>
public sealed record ExtensionsNotification
{
    public ExtensionTarget? ExtensionC2cMsgInfo { get; init; }

    /// <summary>Instead of <see cref="ExtensionC2cMsgInfo"/> for a message of a group.</summary>
    public GroupExtensionTarget? ExtensionGroupMsgInfo { get; init; }

    /// <summary>Numeric ID of the message's sender.</summary>
    public string TinyId { get; set; } = "";

    /// <summary>1 set, 2 deleted keys, 3 cleared.</summary>
    public int MsgOptType { get; init; }

    public ExtensionValues[]? SetKVInfo { get; init; }

    public ExtensionValues[]? DeleteKVInfo { get; init; }

    public ExtensionClear[]? ClearKVInfo { get; init; }

    public long MsgLastSeq { get; init; }

    /// <summary>Another name of <see cref="MsgLastSeq"/>, in pushes of the cloud.</summary>
    public long? LatestSeq { get; init; }
}

public sealed record ExtensionTarget
{
    /// <summary>UNIX seconds.</summary>
    public long MsgClientTime { get; init; }

    public long MsgRandom { get; init; }
}

/// <summary>A message of a group; for topics the topic's ID.</summary>
public sealed record GroupExtensionTarget
{
    public string GroupId { get; set; } = "";

    /// <summary>UNIX seconds.</summary>
    public long MsgClientTime { get; init; }

    public long MsgRandom { get; init; }

    public long MsgSeq { get; init; }
}

/// <summary>A message of a group as reactions name it.</summary>
public sealed record GroupMessageIdentity
{
    public string GroupId { get; set; } = "";

    /// <summary>Numeric ID of the message's sender.</summary>
    public string TinyId { get; set; } = "";

    /// <summary>UNIX seconds.</summary>
    public long MsgClientTime { get; init; }

    public long MsgRandom { get; init; }

    public long MsgSeq { get; init; }
}

public sealed record ExtensionValues
{
    public MessageExtension[] MsgKeyValue { get; set; } = [];
}

public sealed record ExtensionClear
{
    /// <summary>Pairs up to this sequence are gone.</summary>
    public long ClearMsgSeq { get; init; }
}

/// <summary>All reactions to a message as they are now (wire reference, messages §11).</summary>
public sealed record ReactionsNotification
{
    public MessageIdentity? C2CMsgInfo { get; init; }

    /// <summary>Instead of <see cref="C2CMsgInfo"/> for a message of a group.</summary>
    public GroupMessageIdentity? GroupMsgInfo { get; init; }

    public Reaction[] MsgReactionSummary { get; set; } = [];
}

/// <summary>Another device of this account has reacted.</summary>
public sealed record OwnReactionNotification
{
    public const int Added = 1;
    public const int Removed = 2;

    public MessageIdentity? C2CMsgInfo { get; init; }

    /// <summary>Instead of <see cref="C2CMsgInfo"/> for a message of a group.</summary>
    public GroupMessageIdentity? GroupMsgInfo { get; init; }

    public string Reaction { get; set; } = "";

    /// <summary><see cref="Added"/> or <see cref="Removed"/>.</summary>
    public int MsgOptType { get; init; }
}

/// <summary>
/// Another device of this account has deleted messages of a conversation for this account, or its whole history. The cloud has no such push and
/// the official SDK ignores it.
/// </summary>
public sealed record DeletedMessages
{
    /// <summary>The other account of a one-to-one conversation; "" for a group.</summary>
    [JsonPropertyName("Peer_Account")]
    public string Peer { get; set; } = "";

    /// <summary>The group or topic.</summary>
    public string? GroupId { get; init; }

    /// <summary>Orders of single messages, see <see cref="WireMessage.MsgOrder"/>; in groups their sequences.</summary>
    public long[] MsgOrderList { get; set; } = [];

    /// <summary>Everything up to this order is gone; 0 for nothing.</summary>
    public long ClearedOrder { get; init; }
}
