using System.Text.Json.Serialization;
using Chat.Protocol.Commands;

namespace Chat.Protocol.Friends;

/// <summary>What one call or one account may have (REST reference, limits §3).</summary>
public static class RelationLimits
{
    /// <summary>Users that one call names.</summary>
    public const int MaxTargets = 1000;

    /// <summary>Friends of one account (30010 beyond).</summary>
    public const int MaxFriends = 3000;

    /// <summary>Users that one account blocks (30013 beyond).</summary>
    public const int MaxBlocked = 1000;
}

/// <summary>What every reply of the service <c>sns</c> has.</summary>
public abstract record RelationReply : Reply
{
    public string ErrorDisplay { get; set; } = "";
}

/// <summary>What became of each user that a call named, in the call's order.</summary>
public sealed record RelationResultsReply : RelationReply
{
    public RelationResult[] ResultItem { get; set; } = [];

    /// <summary>Null if there is none.</summary>
    [JsonPropertyName("Fail_Account")]
    public string[]? FailedUsers { get; set; }
}

public sealed record RelationResult
{
    [JsonPropertyName("To_Account")]
    public string User { get; set; } = "";

    /// <summary>0 for success.</summary>
    public int ResultCode { get; init; }

    public string ResultInfo { get; set; } = "";
}

/// <summary>How two users stand to each other.</summary>
public sealed record RelationItem
{
    [JsonPropertyName("To_Account")]
    public string User { get; set; } = "";

    public string Relation { get; set; } = "";

    /// <summary>0 for success.</summary>
    public int ResultCode { get; init; }

    public string ResultInfo { get; set; } = "";
}

/// <summary>An element of the push <c>FriendListMod</c>; one of the lists is there.</summary>
public sealed record RelationsNotification
{
    public const int AddedType = 1;
    public const int DeletedType = 2;
    public const int BlockedType = 5;
    public const int UnblockedType = 6;

    public int PushType { get; init; }

    /// <summary>Friends that have come onto the list. The SDK fetches them then.</summary>
    [JsonPropertyName("FriendAdd_Account")]
    public string[]? Added { get; init; }

    /// <summary>Friends that have gone. The SDK throws if one is not on its list (wire reference, relations §3.10).</summary>
    [JsonPropertyName("FriendDel_Account")]
    public string[]? Deleted { get; init; }

    [JsonPropertyName("BlackListAdd_Account")]
    public string[]? Blocked { get; init; }

    [JsonPropertyName("BlackListDel_Account")]
    public string[]? Unblocked { get; init; }
}
