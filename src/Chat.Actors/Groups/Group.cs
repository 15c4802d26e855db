using System.Collections.Immutable;
using Chat.Protocol.Groups;

namespace Chat.Actors.Groups;

/// <summary>A group as this account knows it (wire reference, groups §3.1–3.2). Times are UNIX seconds, 0 where the server has not told them.</summary>
public sealed record Group
{
    public required string GroupId { get; init; }

    /// <summary>One of <see cref="GroupTypes"/>; "" before the profile is known.</summary>
    public string Type { get; init; } = "";

    public string Name { get; init; } = "";

    public string Avatar { get; init; } = "";

    public string Introduction { get; init; } = "";

    public string Notification { get; init; } = "";

    public string OwnerId { get; init; } = "";

    public long CreateTime { get; init; }

    /// <summary>Counts the changes of the profile.</summary>
    public long InfoSequence { get; init; }

    /// <summary>When the profile was last changed.</summary>
    public long LastInfoTime { get; init; }

    public long LastMessageTime { get; init; }

    /// <summary>Sequence of the newest message + 1.</summary>
    public long NextMessageSequence { get; init; }

    public int MemberCount { get; init; }

    public int MaxMemberCount { get; init; }

    /// <summary>One of <see cref="JoinOptions"/>.</summary>
    public string JoinOption { get; init; } = "";

    /// <summary>One of <see cref="InviteOptions"/>.</summary>
    public string InviteOption { get; init; } = "";

    /// <summary>Only the owner and administrators may speak.</summary>
    public bool MuteAllMembers { get; init; }

    /// <summary>A community with topics: it takes no messages itself.</summary>
    public bool IsSupportTopic { get; init; }

    /// <summary>The app's own fields.</summary>
    public IReadOnlyDictionary<string, string> CustomFields { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>This account as a member.</summary>
    public GroupSelf SelfInfo { get; init; } = GroupSelf.Unknown;

    /// <summary>When a message was last recalled, UNIX microseconds.</summary>
    internal long LastRecallTime { get; init; }

    internal bool IsRoom => Type == GroupTypes.AVChatRoom;
}

/// <summary>This account's own data in a group.</summary>
public sealed record GroupSelf
{
    /// <summary>One of <see cref="GroupRoles"/>; "" if the server has not told it.</summary>
    public string Role { get; init; } = "";

    /// <summary>UNIX seconds.</summary>
    public long JoinTime { get; init; }

    public string NameCard { get; init; } = "";

    /// <summary>One of <see cref="GroupReceiveOptions"/>.</summary>
    public string MessageRemindType { get; init; } = "";

    /// <summary>Up to which message this account has read.</summary>
    public long ReadSequence { get; init; }

    /// <summary>Messages behind <see cref="ReadSequence"/> that do not count as unread.</summary>
    public IReadOnlyList<long> ExcludedUnreadSequences { get; init; } = [];

    /// <summary>The app's own fields of this account as a member, the SDK's <c>memberCustomField</c>.</summary>
    public IReadOnlyDictionary<string, string> CustomFields { get; init; } = ImmutableDictionary<string, string>.Empty;

    internal static GroupSelf Unknown { get; } = new();
}

/// <summary>A new group. Which members a type allows is the server's to say, except where a member says so.</summary>
public sealed record NewGroup
{
    /// <summary>One of <see cref="GroupTypes"/>.</summary>
    public required string Type { get; init; }

    public required string Name { get; init; }

    /// <summary>Null: the server makes one. That of a community begins with <c>@TGS#_</c>, others must not.</summary>
    public string? GroupId { get; init; }

    public string? Introduction { get; init; }

    public string? Notification { get; init; }

    public string? Avatar { get; init; }

    public int? MaxMemberCount { get; init; }

    /// <summary>One of <see cref="JoinOptions"/>; left out where the type has none.</summary>
    public string? JoinOption { get; init; }

    /// <summary>One of <see cref="InviteOptions"/>.</summary>
    public string? InviteOption { get; init; }

    /// <summary>The first members; left out for a live room.</summary>
    public IReadOnlyList<NewMember> Members { get; init; } = [];

    public IReadOnlyDictionary<string, string>? CustomFields { get; init; }

    /// <summary>Only for communities.</summary>
    public bool IsSupportTopic { get; init; }
}

/// <param name="UserId">Who becomes a member.</param>
/// <param name="Role">One of <see cref="GroupRoles"/>; null for an ordinary member.</param>
/// <param name="CustomFields">The app's own fields of the member.</param>
public sealed record NewMember(string UserId, string? Role = null, IReadOnlyDictionary<string, string>? CustomFields = null);

/// <param name="Group">The new group.</param>
/// <param name="OverLimitUserIds">First members who are in too many groups already.</param>
public sealed record CreateGroupResult(Group Group, IReadOnlyList<string> OverLimitUserIds);

/// <summary>What to change of a group; what is null stays.</summary>
public sealed record GroupUpdate
{
    public required string GroupId { get; init; }

    public string? Name { get; init; }

    public string? Avatar { get; init; }

    public string? Introduction { get; init; }

    public string? Notification { get; init; }

    /// <summary>One of <see cref="JoinOptions"/>; left out where the group's type has none.</summary>
    public string? JoinOption { get; init; }

    /// <summary>One of <see cref="InviteOptions"/>.</summary>
    public string? InviteOption { get; init; }

    public bool? MuteAllMembers { get; init; }

    public IReadOnlyDictionary<string, string>? CustomFields { get; init; }
}

/// <summary>The SDK's <c>JOIN_STATUS_…</c>.</summary>
public enum JoinStatus
{
    Success,
    AlreadyInGroup,
    WaitApproval,
}

/// <param name="Status">What became of it.</param>
/// <param name="Group">The group that was joined; null otherwise.</param>
public sealed record JoinGroupResult(JoinStatus Status, Group? Group);
