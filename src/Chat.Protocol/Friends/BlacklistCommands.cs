using System.Text.Json.Serialization;
using Chat.Protocol.Commands;
using Chat.Protocol.Errors;

namespace Chat.Protocol.Friends;

/// <summary>Body of <c>sns.black_list_get</c>, one page of the users whom an account has blocked.</summary>
public sealed record GetBlacklist
{
    public const int MaxLimit = 1000;

    [JsonPropertyName("From_Account")]
    public string Account { get; set; } = "";

    /// <summary>0 for the first page, then what the page before said.</summary>
    public long StartIndex { get; init; }

    public int MaxLimited { get; set; } = MaxLimit;

    /// <summary>REST only.</summary>
    public long? LastSequence { get; init; }
}

public sealed record BlacklistReply : RelationReply
{
    public BlacklistItem[] BlackListItem { get; set; } = [];

    /// <summary>0 ends the list; without this field the SDK asks for ever.</summary>
    public long StartIndex { get; init; }

    /// <summary>Place of the newest change; the spelling is documented (REST reference §5).</summary>
    public long CurruentSequence { get; init; }
}

public sealed record BlacklistItem
{
    [JsonPropertyName("To_Account")]
    public string User { get; set; } = "";

    /// <summary>UNIX seconds.</summary>
    public long AddBlackTimeStamp { get; init; }
}

/// <summary>Body of <c>sns.black_list_add</c> and <c>sns.black_list_delete</c>.</summary>
public sealed record ChangeBlacklist
{
    [JsonPropertyName("From_Account")]
    public string Account { get; set; } = "";

    /// <summary>At most <see cref="RelationLimits.MaxTargets"/>.</summary>
    [JsonPropertyName("To_Account")]
    public string?[] Users { get; set; } = [];
}

/// <summary>Body of <c>sns.black_list_check</c>.</summary>
public sealed record CheckBlacklist
{
    public const string Single = "BlackCheckResult_Type_Single";
    public const string Both = "BlackCheckResult_Type_Both";

    [JsonPropertyName("From_Account")]
    public string Account { get; set; } = "";

    [JsonPropertyName("To_Account")]
    public string?[] Users { get; set; } = [];

    /// <summary><see cref="Single"/>: only whether the account blocks; <see cref="Both"/>: also whether it is blocked.</summary>
    public string CheckType { get; set; } = "";
}

public sealed record CheckBlacklistReply : RelationReply
{
    public RelationItem[] BlackListCheckItem { get; set; } = [];

    /// <summary>Null if there is none.</summary>
    [JsonPropertyName("Fail_Account")]
    public string[]? FailedUsers { get; set; }
}

/// <summary>Values of <see cref="RelationItem.Relation"/> in the reply of <c>sns.black_list_check</c>.</summary>
public static class BlacklistRelations
{
    public const string None = "BlackCheckResult_Type_NO";

    /// <summary>The account blocks the user.</summary>
    public const string AWithB = "BlackCheckResult_Type_AWithB";

    /// <summary>The user blocks the account.</summary>
    public const string BWithA = "BlackCheckResult_Type_BWithA";
    public const string BothWay = "BlackCheckResult_Type_BothWay";
}

public static class BlacklistCommands
{
    public static readonly Command<GetBlacklist, BlacklistReply> Get =
        new("sns.black_list_get", FriendsJson.Default.GetBlacklist, FriendsJson.Default.BlacklistReply) { MalformedCode = ErrorCodes.FriendParameter };

    public static readonly Command<ChangeBlacklist, RelationResultsReply> Add =
        new("sns.black_list_add", FriendsJson.Default.ChangeBlacklist, FriendsJson.Default.RelationResultsReply) { MalformedCode = ErrorCodes.FriendParameter };

    public static readonly Command<ChangeBlacklist, RelationResultsReply> Delete =
        new("sns.black_list_delete", FriendsJson.Default.ChangeBlacklist, FriendsJson.Default.RelationResultsReply) { MalformedCode = ErrorCodes.FriendParameter };

    public static readonly Command<CheckBlacklist, CheckBlacklistReply> Check =
        new("sns.black_list_check", FriendsJson.Default.CheckBlacklist, FriendsJson.Default.CheckBlacklistReply) { MalformedCode = ErrorCodes.FriendParameter };
}
