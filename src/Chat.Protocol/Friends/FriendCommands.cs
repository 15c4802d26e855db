using System.Text.Json;
using System.Text.Json.Serialization;
using Chat.Protocol.Commands;
using Chat.Protocol.Errors;

namespace Chat.Protocol.Friends;

/// <summary>Body of <c>sns.friend_get</c>, one page of an account's friends.</summary>
public sealed record GetFriends
{
    [JsonPropertyName("From_Account")]
    public string Account { get; set; } = "";

    /// <summary>0 for the first page, then what the page before said.</summary>
    public long StartIndex { get; init; }

    public long StandardSequence { get; init; }

    public long CustomSequence { get; init; }
}

public sealed record FriendsReply : RelationReply
{
    public FriendItem[] UserDataItem { get; set; } = [];

    /// <summary>0 asks for the next page.</summary>
    public int CompleteFlag { get; init; }

    public long NextStartIndex { get; init; }

    public long StandardSequence { get; init; }

    public long CustomSequence { get; init; }

    /// <summary>All friends, not only those of the page.</summary>
    public long FriendNum { get; init; }
}

public sealed record FriendItem
{
    [JsonPropertyName("To_Account")]
    public string User { get; set; } = "";

    /// <summary>What the account has laid down about the friend; see <see cref="FriendTags"/>.</summary>
    public FriendField[] ValueItem { get; set; } = [];
}

/// <summary>One field: text or number by its tag.</summary>
public sealed record FriendField
{
    public string Tag { get; set; } = "";

    public JsonElement Value { get; init; }
}

/// <summary>Tags of the fields of a friend.</summary>
public static class FriendTags
{
    public const string Remark = "Tag_SNS_IM_Remark";
    public const string Source = "Tag_SNS_IM_AddSource";
    public const string Wording = "Tag_SNS_IM_AddWording";

    /// <summary>A number: UNIX seconds.</summary>
    public const string AddTime = "Tag_SNS_IM_AddTime";
}

/// <summary>Body of <c>sns.friend_get_specified</c>.</summary>
public sealed record GetSpecifiedFriends
{
    [JsonPropertyName("From_Account")]
    public string Account { get; set; } = "";

    [JsonPropertyName("To_Account")]
    public string?[] Users { get; set; } = [];
}

public sealed record SpecifiedFriendsReply : RelationReply
{
    public SpecifiedFriend[] InfoItem { get; set; } = [];
}

public sealed record SpecifiedFriend
{
    [JsonPropertyName("To_Account")]
    public string User { get; set; } = "";

    public FriendField[] SnsProfileItem { get; set; } = [];

    /// <summary>0 for success.</summary>
    public int ResultCode { get; init; }

    public string ResultInfo { get; set; } = "";
}

/// <summary>Body of <c>sns.friend_import</c>: puts users onto the list of an account, not the other way round.</summary>
public sealed record ImportFriends
{
    [JsonPropertyName("From_Account")]
    public string Account { get; set; } = "";

    public ImportedFriend?[] AddFriendItem { get; set; } = [];
}

public sealed record ImportedFriend
{
    /// <summary>What <see cref="AddSource"/> begins with; up to eight letters follow.</summary>
    public const string SourcePrefix = "AddSource_Type_";
    public const int MaxSourceLetters = 8;
    public const int MaxRemarkBytes = 96;
    public const int MaxWordingBytes = 256;

    [JsonPropertyName("To_Account")]
    public string? User { get; init; }

    public string? Remark { get; init; }

    public string? AddSource { get; init; }

    public string? AddWording { get; init; }

    /// <summary>UNIX seconds; null for now.</summary>
    public long? AddTime { get; init; }

    /// <summary>Friend groups.</summary>
    public JsonElement? GroupName { get; init; }

    public JsonElement? CustomItem { get; init; }
}

/// <summary>Body of <c>sns.friend_delete</c>.</summary>
public sealed record DeleteFriends
{
    /// <summary>Only from the account's list.</summary>
    public const string Single = "Delete_Type_Single";

    /// <summary>From the lists of both.</summary>
    public const string Both = "Delete_Type_Both";

    [JsonPropertyName("From_Account")]
    public string Account { get; set; } = "";

    [JsonPropertyName("To_Account")]
    public string?[] Users { get; set; } = [];

    /// <summary><see cref="Single"/> when missing.</summary>
    public string? DeleteType { get; init; }
}

/// <summary>Body of <c>sns.friend_delete_all</c>.</summary>
public sealed record DeleteAllFriends
{
    [JsonPropertyName("From_Account")]
    public string Account { get; set; } = "";

    /// <inheritdoc cref="DeleteFriends.DeleteType"/>
    public string? DeleteType { get; init; }
}

/// <summary>Reply of <c>sns.friend_delete_all</c>.</summary>
public sealed record AllFriendsDeleted : RelationReply;

/// <summary>Body of <c>sns.friend_check</c>.</summary>
public sealed record CheckFriends
{
    public const string Single = "CheckResult_Type_Single";
    public const string Both = "CheckResult_Type_Both";

    [JsonPropertyName("From_Account")]
    public string Account { get; set; } = "";

    [JsonPropertyName("To_Account")]
    public string?[] Users { get; set; } = [];

    /// <summary><see cref="Single"/>: only whether the user is on the account's list; <see cref="Both"/>: also the other way round.</summary>
    public string CheckType { get; set; } = "";
}

public sealed record CheckFriendsReply : RelationReply
{
    public RelationItem[] InfoItem { get; set; } = [];

    /// <summary>Null if there is none.</summary>
    [JsonPropertyName("Fail_Account")]
    public string[]? FailedUsers { get; set; }
}

/// <summary>Values of <see cref="RelationItem.Relation"/> in the reply of <c>sns.friend_check</c>.</summary>
public static class FriendRelations
{
    public const string None = "CheckResult_Type_NoRelation";

    /// <summary>The user is on the account's list.</summary>
    public const string AWithB = "CheckResult_Type_AWithB";

    /// <summary>The account is on the user's list.</summary>
    public const string BWithA = "CheckResult_Type_BWithA";
    public const string BothWay = "CheckResult_Type_BothWay";
}

/// <summary>Body of <c>sns.group_get</c>: friend groups.</summary>
public sealed record GetFriendGroups
{
    [JsonPropertyName("From_Account")]
    public string Account { get; set; } = "";

    public long LastSequence { get; init; }

    public string NeedFriend { get; set; } = "Need_Friend_Type_Yes";
}

public sealed record FriendGroupsReply : Reply
{
    public FriendGroupItem[] ResultItem { get; set; } = [];

    public long CurrentSequence { get; init; }
}

public sealed record FriendGroupItem
{
    public string GroupName { get; set; } = "";

    [JsonPropertyName("To_Account")]
    public string[] Users { get; set; } = [];

    public int FriendNumber { get; init; }
}

/// <summary>Body of <c>sns.pendency_get</c>: friend applications.</summary>
public sealed record GetFriendApplications
{
    [JsonPropertyName("From_Account")]
    public string Account { get; set; } = "";

    public string PendencyType { get; set; } = "Pendency_Type_Both";

    public long StartTime { get; init; }

    public int MaxLimited { get; set; } = 100;

    public long LastSequence { get; init; }
}

public sealed record FriendApplicationsReply : Reply
{
    public FriendApplicationItem[] PendencyItem { get; set; } = [];

    public long UnreadPendencyCount { get; init; }

    public long StartTime { get; init; }

    public long CurrentSequence { get; init; }
}

public sealed record FriendApplicationItem
{
    [JsonPropertyName("To_Account")]
    public string User { get; set; } = "";
}

public static class FriendCommands
{
    public static readonly Command<GetFriends, FriendsReply> GetFriends =
        new("sns.friend_get", FriendsJson.Default.GetFriends, FriendsJson.Default.FriendsReply) { MalformedCode = ErrorCodes.FriendParameter };

    public static readonly Command<GetSpecifiedFriends, SpecifiedFriendsReply> GetSpecified =
        new("sns.friend_get_specified", FriendsJson.Default.GetSpecifiedFriends, FriendsJson.Default.SpecifiedFriendsReply) { MalformedCode = ErrorCodes.FriendParameter };

    public static readonly Command<ImportFriends, RelationResultsReply> Import =
        new("sns.friend_import", FriendsJson.Default.ImportFriends, FriendsJson.Default.RelationResultsReply) { MalformedCode = ErrorCodes.FriendParameter };

    public static readonly Command<DeleteFriends, RelationResultsReply> Delete =
        new("sns.friend_delete", FriendsJson.Default.DeleteFriends, FriendsJson.Default.RelationResultsReply) { MalformedCode = ErrorCodes.FriendParameter };

    public static readonly Command<DeleteAllFriends, AllFriendsDeleted> DeleteAll =
        new("sns.friend_delete_all", FriendsJson.Default.DeleteAllFriends, FriendsJson.Default.AllFriendsDeleted) { MalformedCode = ErrorCodes.FriendParameter };

    public static readonly Command<CheckFriends, CheckFriendsReply> Check =
        new("sns.friend_check", FriendsJson.Default.CheckFriends, FriendsJson.Default.CheckFriendsReply) { MalformedCode = ErrorCodes.FriendParameter };

    public static readonly Command<GetFriendGroups, FriendGroupsReply> GetGroups =
        new("sns.group_get", FriendsJson.Default.GetFriendGroups, FriendsJson.Default.FriendGroupsReply);

    public static readonly Command<GetFriendApplications, FriendApplicationsReply> GetApplications =
        new("sns.pendency_get", FriendsJson.Default.GetFriendApplications, FriendsJson.Default.FriendApplicationsReply);
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, NumberHandling = JsonNumberHandling.AllowReadingFromString)]
[JsonSerializable(typeof(GetBlacklist))]
[JsonSerializable(typeof(BlacklistReply))]
[JsonSerializable(typeof(ChangeBlacklist))]
[JsonSerializable(typeof(RelationResultsReply))]
[JsonSerializable(typeof(CheckBlacklist))]
[JsonSerializable(typeof(CheckBlacklistReply))]
[JsonSerializable(typeof(RelationsNotification[]))]
[JsonSerializable(typeof(GetFriends))]
[JsonSerializable(typeof(FriendsReply))]
[JsonSerializable(typeof(GetSpecifiedFriends))]
[JsonSerializable(typeof(SpecifiedFriendsReply))]
[JsonSerializable(typeof(ImportFriends))]
[JsonSerializable(typeof(DeleteFriends))]
[JsonSerializable(typeof(DeleteAllFriends))]
[JsonSerializable(typeof(AllFriendsDeleted))]
[JsonSerializable(typeof(CheckFriends))]
[JsonSerializable(typeof(CheckFriendsReply))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(long))]
[JsonSerializable(typeof(GetFriendGroups))]
[JsonSerializable(typeof(FriendGroupsReply))]
[JsonSerializable(typeof(GetFriendApplications))]
[JsonSerializable(typeof(FriendApplicationsReply))]
public sealed partial class FriendsJson : JsonSerializerContext;
