using System.Text.Json.Serialization;
using Chat.Protocol.Commands;

namespace Chat.Protocol.Accounts;

/// <summary>Body of REST <c>im_open_login_svc/account_import</c>. Idempotent; a repeat sets nick and avatar where given.</summary>
public sealed record ImportAccount
{
    public string? UserID { get; init; }

    /// <summary>Old name of <see cref="UserID"/>.</summary>
    public string? Identifier { get; init; }

    public string? Nick { get; init; }

    public string? FaceUrl { get; init; }
}

/// <summary>Body of REST <c>im_open_login_svc/kick</c>: ends the user's sessions and revokes the signatures made so far.</summary>
public sealed record KickAccount
{
    public string? UserID { get; init; }

    /// <summary>Old name of <see cref="UserID"/>.</summary>
    public string? Identifier { get; init; }
}

/// <summary>Body of REST <c>openim/query_online_status</c> (old name <c>openim/querystate</c>), at most 500 users.</summary>
public sealed record QueryOnlineStatus
{
    [JsonPropertyName("To_Account")]
    public string[]? Users { get; init; }

    public int IsNeedDetail { get; init; }
}

public sealed record OnlineStatusReply : Reply
{
    public OnlineStatus[] QueryResult { get; set; } = [];

    public AccountFailure[]? ErrorList { get; init; }
}

public sealed record OnlineStatus
{
    public const string Online = "Online";
    public const string Offline = "Offline";

    [JsonPropertyName("To_Account")]
    public string User { get; set; } = "";

    public string Status { get; set; } = Offline;

    public PlatformStatus[]? Detail { get; init; }
}

public sealed record PlatformStatus
{
    /// <summary>iPhone, Android, Web, PC, iPad or Mac.</summary>
    public string Platform { get; set; } = "";

    public string Status { get; set; } = OnlineStatus.Offline;
}

public sealed record AccountFailure
{
    [JsonPropertyName("To_Account")]
    public string User { get; set; } = "";

    public int ErrorCode { get; init; }
}

/// <summary>Accounts as administrators see them.</summary>
public static class AccountCommands
{
    public static readonly Command<ImportAccount, Reply> Import =
        new("im_open_login_svc.account_import", AccountsJson.Default.ImportAccount, CommandsJson.Default.Reply);

    public static readonly Command<KickAccount, Reply> Kick =
        new("im_open_login_svc.kick", AccountsJson.Default.KickAccount, CommandsJson.Default.Reply);

    public static readonly Command<QueryOnlineStatus, OnlineStatusReply> QueryOnlineStatus =
        new("openim.query_online_status", AccountsJson.Default.QueryOnlineStatus, AccountsJson.Default.OnlineStatusReply);

    /// <summary>The older name of <see cref="QueryOnlineStatus"/>.</summary>
    public static readonly Command<QueryOnlineStatus, OnlineStatusReply> QueryState =
        new("openim.querystate", AccountsJson.Default.QueryOnlineStatus, AccountsJson.Default.OnlineStatusReply);
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ImportAccount))]
[JsonSerializable(typeof(KickAccount))]
[JsonSerializable(typeof(QueryOnlineStatus))]
[JsonSerializable(typeof(OnlineStatusReply))]
public sealed partial class AccountsJson : JsonSerializerContext;
