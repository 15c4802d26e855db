using System.Text.Json.Serialization;

namespace Chat.Protocol.Groups;

/// <summary>A pair of a group's or member's custom fields.</summary>
public sealed record GroupField
{
    public string Key { get; set; } = "";

    public string Value { get; set; } = "";
}

/// <summary>
/// A group as lists and profiles tell it (wire reference, groups §3.1, §3.2, §3.8). What the caller's filter does not name is absent.
/// </summary>
public sealed record WireGroup
{
    public string GroupId { get; set; } = "";

    /// <summary>0 is mandatory in public information, and means success where several groups were asked for.</summary>
    public int? ErrorCode { get; init; }

    public string? ErrorInfo { get; init; }

    /// <summary>One of <see cref="GroupTypes"/>.</summary>
    public string? Type { get; init; }

    public string? Name { get; init; }

    public string? FaceUrl { get; init; }

    public string? Introduction { get; init; }

    public string? Notification { get; init; }

    [JsonPropertyName("Owner_Account")]
    public string? Owner { get; init; }

    /// <summary>UNIX seconds.</summary>
    public long? CreateTime { get; init; }

    /// <summary>Counts the changes of the profile.</summary>
    public long? InfoSeq { get; init; }

    /// <summary>UNIX seconds.</summary>
    public long? LastInfoTime { get; init; }

    /// <summary>UNIX seconds.</summary>
    public long? LastMsgTime { get; init; }

    /// <summary>Sequence of the newest message + 1.</summary>
    public long? NextMsgSeq { get; init; }

    public int? MemberNum { get; init; }

    public int? MaxMemberNum { get; init; }

    /// <summary>One of <see cref="JoinOptions"/>.</summary>
    public string? ApplyJoinOption { get; init; }

    /// <summary>One of <see cref="InviteOptions"/>.</summary>
    public string? InviteJoinOption { get; init; }

    /// <summary>1: a community with topics.</summary>
    public int? SupportTopic { get; init; }

    /// <summary>One of <see cref="Switches"/>; read in the list of joined groups only.</summary>
    public string? MuteAllMember { get; init; }

    /// <summary>One of <see cref="Switches"/>; read in profiles only.</summary>
    public string? ShutUpAllMember { get; init; }

    /// <summary>When a message was last recalled, UNIX microseconds.</summary>
    public long? LastRecallTime { get; init; }

    public GroupField[]? AppDefinedData { get; init; }

    /// <summary>The caller as a member; in the list of joined groups.</summary>
    public WireGroupSelf? SelfInfo { get; init; }

    /// <summary>Mentions of the caller that it has not read; in the list of joined communities.</summary>
    public WireAtInfo[]? AtInfoList { get; init; }

    /// <summary>The caller as a member, alone; in profiles.</summary>
    public WireGroupMember[]? MemberList { get; init; }
}

/// <summary>The caller's own data in a group.</summary>
public sealed record WireGroupSelf
{
    public string? Role { get; init; }

    /// <summary>UNIX seconds.</summary>
    public long? JoinTime { get; init; }

    /// <summary>One of <see cref="GroupReceiveOptions"/>.</summary>
    public string? MsgFlag { get; init; }

    /// <summary>Sequence up to which the caller has read.</summary>
    public long? MsgSeq { get; init; }

    /// <summary>Sequences behind <see cref="MsgSeq"/> that do not count as unread.</summary>
    public long[]? NoUnreadSeqList { get; init; }

    public string? NameCard { get; init; }

    /// <summary>Only of topics: for how many seconds the caller is muted.</summary>
    public long? ShutUpTime { get; init; }
}

/// <summary>A mention that was not read yet.</summary>
public sealed record WireAtInfo
{
    [JsonPropertyName("From_Account")]
    public string From { get; set; } = "";

    public long AtMsgSeq { get; init; }

    /// <summary>1: of the caller; 2: of everybody.</summary>
    public int[] AtFlagList { get; set; } = [];

    public long MsgRandom { get; init; }
}

/// <summary>A member as lists and profiles tell it (wire reference, groups §3.10).</summary>
public sealed record WireGroupMember
{
    [JsonPropertyName("Member_Account")]
    public string Member { get; set; } = "";

    public string? Role { get; init; }

    /// <summary>UNIX seconds.</summary>
    public long? JoinTime { get; init; }

    /// <summary>Sequence up to which the member has read; own profile only.</summary>
    public long? MsgSeq { get; init; }

    /// <summary>One of <see cref="GroupReceiveOptions"/>; own profile only.</summary>
    public string? MsgFlag { get; init; }

    public string? NameCard { get; init; }

    /// <summary>Until when the member is muted, UNIX seconds.</summary>
    public long? ShutUpUntil { get; init; }

    /// <summary>"Online" or "Offline".</summary>
    public string? OnlineStatus { get; init; }

    /// <summary>UNIX seconds.</summary>
    public long? LastSendMsgTime { get; init; }

    public GroupField[]? AppMemberDefinedData { get; init; }
}
