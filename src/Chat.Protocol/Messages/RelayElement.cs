using System.Text.Json.Serialization;
using Chat.Protocol.Commands;

namespace Chat.Protocol.Messages;

/// <summary>Content of <see cref="MessageTypes.Relay"/>: merged messages, either in the list or kept by the server under a key (wire reference, messages §9).</summary>
public sealed record RelayContent
{
    public string? Title { get; init; }

    /// <summary>A few lines that show what is inside.</summary>
    public string[]? AbstractList { get; init; }

    /// <summary>Shown by clients that do not know merged messages.</summary>
    public string? CompatibleText { get; init; }

    public int? Version { get; init; }

    /// <summary>Clients write <c>false</c>, a server 1 when messages are nested too deeply.</summary>
    public RawJson? LayersOverLimit { get; init; }

    /// <summary>Key of a list that the server keeps.</summary>
    public string? JsonMsgKey { get; init; }

    public string? PbMsgKey { get; init; }

    public RelayedMessage[]? MsgList { get; init; }

    /// <summary>Length of a list that the server keeps.</summary>
    public int? MsgNum { get; init; }
}

/// <summary>A message inside a merged one.</summary>
public sealed record RelayedMessage
{
    [JsonPropertyName("From_Account")]
    public string? From { get; init; }

    public string? SenderId { get; init; }

    [JsonPropertyName("To_Account")]
    public string? To { get; init; }

    public string? GroupId { get; init; }

    public string? ReceiverId { get; init; }

    /// <summary>UNIX seconds.</summary>
    public long MsgTimeStamp { get; init; }

    public long MsgSeq { get; init; }

    public long ClientSeq { get; init; }

    public long MsgRandom { get; init; }

    /// <summary>UNIX seconds.</summary>
    public long MsgClientTime { get; init; }

    public string? CloudCustomData { get; init; }

    public string? Id { get; init; }

    /// <summary>Numeric ID of the sender: clients do not upload it, servers add it.</summary>
    public string? TinyId { get; init; }

    [JsonPropertyName("From_AccountNick")]
    public string? FromNick { get; init; }

    [JsonPropertyName("From_AccountHeadurl")]
    public string? FromAvatar { get; init; }

    public WireElement[]? MsgBody { get; init; }
}
