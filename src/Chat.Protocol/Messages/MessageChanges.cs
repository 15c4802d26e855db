using System.Text.Json.Serialization;
using Chat.Protocol.Commands;

namespace Chat.Protocol.Messages;

/// <summary>Body of <c>openim.msgwithdraw</c>: takes back a message.</summary>
public sealed record RecallMessage
{
    public RecallTarget MsgInfo { get; set; } = new();
}

public sealed record RecallTarget
{
    [JsonPropertyName("From_Account")]
    public string From { get; set; } = "";

    [JsonPropertyName("To_Account")]
    public string To { get; set; } = "";

    public long MsgSeq { get; init; }

    public long MsgRandom { get; init; }

    /// <summary>UNIX seconds.</summary>
    public long MsgTimeStamp { get; init; }
}

public sealed record RecallReply : Reply
{
    /// <summary>What became of each message; only the cloud says it.</summary>
    public RecallResult[]? RecallRetList { get; init; }
}

public sealed record RecallResult
{
    /// <summary>0 is success.</summary>
    public int RetCode { get; init; }
}

/// <summary>Body of REST <c>openim.admin_msgwithdraw</c>.</summary>
public sealed record AdministratorRecall
{
    [JsonPropertyName("From_Account")]
    public string? From { get; init; }

    [JsonPropertyName("To_Account")]
    public string? To { get; init; }

    /// <summary><c>MsgSeq_MsgRandom_MsgTime</c>.</summary>
    public string? MsgKey { get; init; }
}

/// <summary>Body of <c>openim.modify_c2c_msg</c>: the web SDK names a message by its numbers, REST by its key.</summary>
public sealed record ModifyMessage
{
    [JsonPropertyName("From_Account")]
    public string From { get; set; } = "";

    [JsonPropertyName("To_Account")]
    public string To { get; set; } = "";

    public long? MsgSeq { get; init; }

    public long? MsgRandom { get; init; }

    /// <summary>UNIX seconds.</summary>
    public long? MsgTime { get; init; }

    /// <summary>The version that the client knows, 0 first; null (REST) overwrites whatever is there.</summary>
    public long? MsgVersion { get; init; }

    /// <summary>REST: <c>MsgSeq_MsgRandom_MsgTime</c>.</summary>
    public string? MsgKey { get; init; }

    /// <summary>The new body; absent when only the custom data changes.</summary>
    public RawJson? MsgBody { get; init; }

    public string? CloudCustomData { get; init; }
}

/// <summary>What holds now, also beside <see cref="Errors.ErrorCodes.ModifyConflict"/>.</summary>
public sealed record ModifyMessageReply : Reply
{
    /// <summary>Number of edits so far.</summary>
    public long MsgVersion { get; init; }

    public RawJson? MsgBody { get; init; }

    public string? CloudCustomData { get; init; }
}

/// <summary>Body of <c>openim.delete_c2c_msg_ramble</c>: deletes messages for the caller only. REST names caller and peer differently.</summary>
public sealed record DeleteMessages
{
    public const int MaxKeys = 30;

    [JsonPropertyName("From_Account")]
    public string? Account { get; init; }

    [JsonPropertyName("To_Account")]
    public string? Peer { get; init; }

    [JsonPropertyName("Operator_Account")]
    public string? OperatorAccount { get; init; }

    [JsonPropertyName("Peer_Account")]
    public string? OperatorPeer { get; init; }

    /// <summary>At most <see cref="MaxKeys"/> keys <c>MsgSeq_MsgRandom_MsgTime</c>.</summary>
    public string[] MsgKeyList { get; set; } = [];
}

public sealed record DeleteMessagesReply : Reply
{
    /// <summary>REST: keys that name no message.</summary>
    public string[]? InvalidMsgKeyList { get; init; }
}

/// <summary>Body of <c>openim.c2c_msg_read_receipt</c>: the caller (REST: the operator) has read messages that ask for a receipt.</summary>
public sealed record SendReadReceipts
{
    public const int MaxMessages = 30;

    [JsonPropertyName("Operator_Account")]
    public string? OperatorAccount { get; init; }

    /// <summary>The sender of the messages.</summary>
    [JsonPropertyName("Peer_Account")]
    public string Peer { get; set; } = "";

    public ReceiptTarget[] C2CMsgInfo { get; set; } = [];
}

public sealed record ReceiptTarget
{
    [JsonPropertyName("From_Account")]
    public string From { get; set; } = "";

    [JsonPropertyName("To_Account")]
    public string To { get; set; } = "";

    public long? MsgSeq { get; init; }

    public long? MsgRandom { get; init; }

    /// <summary>UNIX seconds.</summary>
    public long? MsgTime { get; init; }

    /// <summary>UNIX seconds.</summary>
    public long? MsgClientTime { get; init; }

    /// <summary>REST: <c>MsgSeq_MsgRandom_MsgTime</c>.</summary>
    public string? MsgKey { get; init; }
}
