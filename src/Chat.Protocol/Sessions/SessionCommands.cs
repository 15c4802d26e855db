using System.Text.Json.Serialization;
using Chat.Protocol.Commands;

namespace Chat.Protocol.Sessions;

/// <summary>Body of <c>im_open_status.wslogin</c>; who logs in stands in the head.</summary>
public sealed record LoginRequest
{
    public string State { get; set; } = "Online";

    [JsonPropertyName("is_web_uniapp")]
    public int IsWebUniapp { get; init; }

    public int InstType { get; init; }

    public string CustomInfo { get; set; } = "";
}

public sealed record LoginReply : Reply
{
    /// <summary>Session token, sent back as <c>head.a2</c>.</summary>
    public string? A2Key { get; init; }

    /// <summary>Numeric account ID as decimal text; part of message IDs.</summary>
    public string? TinyId { get; init; }

    /// <summary>Instance ID, never 0 on success; sent back as <c>head.status_instid</c>.</summary>
    public uint InstId { get; init; }

    /// <summary>Period of <c>wshello</c> in seconds.</summary>
    public int HelloInterval { get; init; }

    /// <summary>Server clock, UNIX seconds.</summary>
    public long TimeStamp { get; init; }

    /// <summary>Base64 of the UTF-8 text of the account's own status.</summary>
    public string CustomStatus { get; set; } = "";

    /// <summary>Unlocked features, most significant bit first.</summary>
    public string? PurchaseBits { get; init; }

    public string RichMsgAuthKey { get; set; } = "";

    /// <summary>With <see cref="Errors.ErrorCodes.KickedOut"/>: why, see <see cref="KickType"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int KickType { get; init; }
}

/// <summary><c>wslogout_type</c>: 0 the user logs out, 1 the client was told that it is kicked.</summary>
public sealed record LogoutRequest
{
    [JsonPropertyName("wslogout_type")]
    public int LogoutType { get; init; }

    [JsonPropertyName("is_web_uniapp")]
    public int IsWebUniapp { get; init; }
}

public sealed record HelloRequest
{
    [JsonPropertyName("is_web_uniapp")]
    public int IsWebUniapp { get; init; }
}

public sealed record PushAckRequest
{
    /// <summary>The <c>SessionData</c> of the push that arrived.</summary>
    public string SessionData { get; set; } = "";
}

/// <summary>Connection, login and liveness.</summary>
public static class SessionCommands
{
    public static readonly Command<LoginRequest, LoginReply> Login =
        new("im_open_status.wslogin", SessionsJson.Default.LoginRequest, SessionsJson.Default.LoginReply)
        {
            HasChecksum = false,
            Timeout = TimeSpan.FromSeconds(90),
        };

    public static readonly Command<LogoutRequest, Reply> Logout =
        new("im_open_status.wslogout", SessionsJson.Default.LogoutRequest, CommandsJson.Default.Reply) { HasChecksum = false };

    public static readonly Command<HelloRequest, Reply> Hello =
        new("im_open_status.wshello", SessionsJson.Default.HelloRequest, CommandsJson.Default.Reply);

    public static readonly Command<Empty, Reply> Heartbeat =
        new("heartbeat.alive", CommandsJson.Default.Empty, CommandsJson.Default.Reply)
        {
            HasChecksum = false,
            Timeout = TimeSpan.FromSeconds(3),
        };

    /// <summary>Acknowledges a push with <c>NeedAck</c> 1; nobody replies.</summary>
    public static readonly Command<PushAckRequest, Reply> PushAck =
        new("openim.ws_msg_push_ack", SessionsJson.Default.PushAckRequest, CommandsJson.Default.Reply) { HasChecksum = false };

    /// <summary>The SDK's statistics; a bare OK is enough.</summary>
    public static readonly Command<Empty, Reply> Report =
        new("imopenstat.tim_web_report_v2", CommandsJson.Default.Empty, CommandsJson.Default.Reply) { HasIdentity = false };
}
