using System.Text.Json.Serialization;
using Chat.Protocol.Commands;

namespace Chat.Protocol.Friends;

/// <summary>Body of <c>sns.friend_get</c>.</summary>
public sealed record GetFriends
{
    [JsonPropertyName("From_Account")]
    public string Account { get; set; } = "";

    public long StartIndex { get; init; }

    public long StandardSequence { get; init; }

    public long CustomSequence { get; init; }
}

public sealed record FriendsReply : Reply
{
    public FriendItem[] UserDataItem { get; set; } = [];

    /// <summary>0 asks for the next page.</summary>
    public int CompleteFlag { get; init; }

    public long NextStartIndex { get; init; }

    public long StandardSequence { get; init; }

    public long CustomSequence { get; init; }

    public long FriendNum { get; init; }
}

public sealed record FriendItem
{
    [JsonPropertyName("To_Account")]
    public string User { get; set; } = "";
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
        new("sns.friend_get", FriendsJson.Default.GetFriends, FriendsJson.Default.FriendsReply);

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
[JsonSerializable(typeof(GetFriendGroups))]
[JsonSerializable(typeof(FriendGroupsReply))]
[JsonSerializable(typeof(GetFriendApplications))]
[JsonSerializable(typeof(FriendApplicationsReply))]
public sealed partial class FriendsJson : JsonSerializerContext;
