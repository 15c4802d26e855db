using System.Text.Json.Serialization;
using Chat.Protocol.Commands;

namespace Chat.Protocol.Messages;

/// <summary>Body of <c>openim.sendmsg</c> as the web SDK sends it, fields in its order.</summary>
public sealed record SendC2CMessage
{
    [JsonPropertyName("From_Account")]
    public string From { get; set; } = "";

    [JsonPropertyName("To_Account")]
    public string To { get; set; } = "";

    [JsonPropertyName("From_AccountNick")]
    public string FromNick { get; set; } = "";

    [JsonPropertyName("From_AccountHeadurl")]
    public string FromAvatar { get; set; } = "";

    public long MsgSeq { get; init; }

    public long MsgRandom { get; init; }

    public long MsgClientTime { get; init; }

    public RawJson MsgBody { get; init; }

    public string CloudCustomData { get; set; } = "";

    /// <summary>0 for online users only, else absent.</summary>
    public int? MsgLifeTime { get; init; }

    /// <summary>Names of switches, see <see cref="Messages.SendMsgControl"/>; absent on online-only messages.</summary>
    public string[]? SendMsgControl { get; init; }

    public int IsNeedReadReceipt { get; init; }

    public int SupportMessageExtension { get; init; }

    public int IsRelayMsg { get; init; }

    /// <summary>Which moderation rules apply; absent for the app's default.</summary>
    public string? CustomModerationConfigID { get; init; }

    /// <summary>Names of the app's hooks that this message passes by, see <see cref="HookNames"/>.</summary>
    public string[]? ForbidCallbackControl { get; init; }

    public OfflinePushInfo OfflinePushInfo { get; set; } = OfflinePushInfo.Default;
}

/// <summary>Values of <see cref="SendC2CMessage.ForbidCallbackControl"/>.</summary>
public static class HookNames
{
    public const string BeforeSend = "ForbidBeforeSendMsgCallback";
    public const string AfterSend = "ForbidAfterSendMsgCallback";
}

public sealed record SendC2CMessageReply : Reply
{
    /// <summary>Server time, UNIX seconds.</summary>
    public long MsgTime { get; init; }

    /// <summary>Another name of <see cref="MsgTime"/>, in replies of the cloud.</summary>
    public long? MsgTimeStamp { get; init; }

    /// <summary><c>MsgSeq_MsgRandom_MsgTime</c>.</summary>
    public string MsgKey { get; set; } = "";

    /// <summary>See <see cref="WireMessage.MsgOrder"/>.</summary>
    public long MsgOrder { get; init; }

    /// <summary>The ID that client SDKs show.</summary>
    public string? MsgId { get; init; }
}
