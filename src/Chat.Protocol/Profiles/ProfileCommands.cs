using System.Text.Json;
using System.Text.Json.Serialization;
using Chat.Protocol.Commands;

namespace Chat.Protocol.Profiles;

/// <summary>Tags of the standard profile fields that this system sets.</summary>
public static class ProfileTags
{
    public const string Nick = "Tag_Profile_IM_Nick";
    public const string Avatar = "Tag_Profile_IM_Image";
    public const string Gender = "Tag_Profile_IM_Gender";
    public const string BirthDay = "Tag_Profile_IM_BirthDay";
    public const string Location = "Tag_Profile_IM_Location";
    public const string SelfSignature = "Tag_Profile_IM_SelfSignature";
    public const string AllowType = "Tag_Profile_IM_AllowType";
    public const string Language = "Tag_Profile_IM_Language";
    public const string MsgSettings = "Tag_Profile_IM_MsgSettings";
    public const string AdminForbidType = "Tag_Profile_IM_AdminForbidType";
    public const string Level = "Tag_Profile_IM_Level";
    public const string Role = "Tag_Profile_IM_Role";
    public const string CustomPrefix = "Tag_Profile_Custom_";
}

/// <summary>Body of <c>profile.portrait_get_all</c>, at most 100 users.</summary>
public sealed record GetProfiles
{
    [JsonPropertyName("From_Account")]
    public string Account { get; set; } = "";

    public ProfileQuery[] UserItem { get; set; } = [];
}

public sealed record ProfileQuery
{
    [JsonPropertyName("To_Account")]
    public string? User { get; init; }

    public long StandardSequence { get; init; }

    public long CustomSequence { get; init; }
}

public sealed record ProfilesReply : Reply
{
    /// <summary>Unknown users are left out.</summary>
    public UserProfile[] UserProfileItem { get; set; } = [];
}

public sealed record UserProfile
{
    [JsonPropertyName("To_Account")]
    public string User { get; set; } = "";

    public ProfileField[] ProfileItem { get; set; } = [];

    public int ResultCode { get; init; }

    public string ResultInfo { get; set; } = "";
}

/// <summary>One field: text or number by its tag.</summary>
public sealed record ProfileField
{
    public string Tag { get; set; } = "";

    public JsonElement Value { get; init; }
}

public static class ProfileCommands
{
    public static readonly Command<GetProfiles, ProfilesReply> GetAll =
        new("profile.portrait_get_all", ProfilesJson.Default.GetProfiles, ProfilesJson.Default.ProfilesReply);
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, NumberHandling = JsonNumberHandling.AllowReadingFromString)]
[JsonSerializable(typeof(GetProfiles))]
[JsonSerializable(typeof(ProfilesReply))]
[JsonSerializable(typeof(string))]
public sealed partial class ProfilesJson : JsonSerializerContext;
