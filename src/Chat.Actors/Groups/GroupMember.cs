using System.Collections.Immutable;
using Chat.Protocol.Groups;

namespace Chat.Actors.Groups;

/// <summary>A member of a group (wire reference, groups §3.10). Times are UNIX seconds, 0 where the server has not told them.</summary>
public sealed record GroupMember
{
    public required string UserId { get; init; }

    public string Nick { get; init; } = "";

    public string Avatar { get; init; } = "";

    /// <summary>One of <see cref="GroupRoles"/>; "" in a live room.</summary>
    public string Role { get; init; } = "";

    public long JoinTime { get; init; }

    public long LastSendMessageTime { get; init; }

    public string NameCard { get; init; } = "";

    /// <summary>Until when the member may not speak; 0 or in the past for no mute.</summary>
    public long MuteUntil { get; init; }

    public bool IsOnline { get; init; }

    /// <summary>The app's own fields of the member.</summary>
    public IReadOnlyDictionary<string, string> CustomFields { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Only in live rooms.</summary>
    public IReadOnlyList<int> Marks { get; init; } = [];
}

/// <summary>Which members of a group are wanted.</summary>
public sealed record GroupMemberQuery
{
    public required string GroupId { get; init; }

    /// <summary>One of <see cref="GroupRoles"/>; null for all.</summary>
    public string? Role { get; init; }

    /// <summary>"0" for the first page, then <see cref="GroupMemberPage.Offset"/> of the one before.</summary>
    public string Offset { get; init; } = "0";

    /// <summary>Up to 100; live rooms decide themselves.</summary>
    public int Count { get; init; } = 15;

    /// <summary>In a live room only members with this mark.</summary>
    public int? Mark { get; init; }
}

/// <param name="Members">The members.</param>
/// <param name="Offset">Where the next page begins; "0" at the end.</param>
public sealed record GroupMemberPage(IReadOnlyList<GroupMember> Members, string Offset);

/// <summary>What became of those who were to be added. Who must consent first, or needs an approval, is in no list.</summary>
/// <param name="SuccessUserIds">Members now.</param>
/// <param name="FailureUserIds">Not members.</param>
/// <param name="ExistedUserIds">Members already.</param>
/// <param name="OverLimitUserIds">In too many groups already.</param>
public sealed record AddMembersResult(
    IReadOnlyList<string> SuccessUserIds, IReadOnlyList<string> FailureUserIds, IReadOnlyList<string> ExistedUserIds, IReadOnlyList<string> OverLimitUserIds);

/// <param name="SuccessUserIds">Those for which it has worked.</param>
/// <param name="FailureUserIds">The others.</param>
public sealed record MarkMembersResult(IReadOnlyList<string> SuccessUserIds, IReadOnlyList<string> FailureUserIds);
