using System.Text.Json.Serialization;
using Chat.Protocol.Commands;

namespace Chat.Protocol.Messages;

/// <summary>Key-value pairs on a message (service <c>openim_msg_ext_http_svc</c>); the message must have been sent with <c>SupportMessageExtension</c> 1.</summary>
public static class MessageExtensionCommands
{
    public static readonly Command<SetExtensions, SetExtensionsReply> Set =
        new("openim_msg_ext_http_svc.set_key_values", MessagesJson.Default.SetExtensions, MessagesJson.Default.SetExtensionsReply);

    public static readonly Command<GetExtensions, ExtensionsReply> Get =
        new("openim_msg_ext_http_svc.get_key_values", MessagesJson.Default.GetExtensions, MessagesJson.Default.ExtensionsReply);
}

/// <summary>One pair. Its <c>Seq</c> counts the writes of the key: 0 for a new one; a writer must name the one it knows.</summary>
public sealed record MessageExtension
{
    public const int MaxKeyBytes = 100;
    public const int MaxValueBytes = 1000;
    public const int MaxPerMessage = 300;
    public const int MaxPerCall = 20;

    public string Key { get; set; } = "";

    /// <summary>"" for a deleted key.</summary>
    public string Value { get; set; } = "";

    public long Seq { get; init; }
}

public sealed record SetExtensions
{
    public const int SetKeys = 1;
    public const int DeleteKeys = 2;
    public const int Clear = 3;

    /// <summary>Sender of the message.</summary>
    [JsonPropertyName("From_Account")]
    public string From { get; set; } = "";

    /// <summary>Receiver of the message.</summary>
    [JsonPropertyName("To_Account")]
    public string To { get; set; } = "";

    /// <summary><c>MsgSeq_MsgRandom_MsgTime</c>.</summary>
    public string MsgKey { get; set; } = "";

    /// <summary>1 set, 2 delete keys, 3 clear (then there is no list).</summary>
    public int OperateType { get; init; }

    public MessageExtension[]? ExtensionList { get; init; }
}

public sealed record SetExtensionsReply : Reply
{
    public ExtensionResult[] ExtensionList { get; set; } = [];

    /// <summary>The message's latest sequence.</summary>
    public long Seq { get; init; }
}

public sealed record ExtensionResult
{
    [JsonPropertyName("ErrorCode")]
    public int Code { get; init; }

    /// <summary>What holds now.</summary>
    public MessageExtension Extension { get; set; } = new();
}

public sealed record GetExtensions
{
    [JsonPropertyName("From_Account")]
    public string From { get; set; } = "";

    [JsonPropertyName("To_Account")]
    public string To { get; set; } = "";

    public string MsgKey { get; set; } = "";

    /// <summary>Pairs written since this sequence; the web SDK writes it with a small letter.</summary>
    [JsonPropertyName("startSeq")]
    public long? StartSeq { get; init; }

    /// <summary>REST's spelling of <see cref="StartSeq"/>.</summary>
    [JsonPropertyName("StartSeq")]
    public long? RestStartSeq { get; init; }
}

public sealed record ExtensionsReply : Reply
{
    /// <summary>In the order of their sequences.</summary>
    public MessageExtension[] ExtensionList { get; set; } = [];

    /// <summary>1: there is no more.</summary>
    public int CompleteFlag { get; init; }

    public long LatestSeq { get; init; }

    /// <summary>Pairs up to this sequence were cleared.</summary>
    public long ClearSeq { get; init; }
}
