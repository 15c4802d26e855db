using Chat.Protocol.Groups;

namespace Chat.Actors.Messages;

/// <summary>Something has happened in a group: members came or went, the profile has changed. Type <see cref="Protocol.Messages.MessageTypes.GroupTip"/>.</summary>
public sealed record GroupTipPayload : MessagePayload
{
    /// <summary>One of <see cref="GroupTipTypes"/>, or a number of a newer server.</summary>
    public int OperationType { get; init; }

    /// <summary>Who did it.</summary>
    public string OperatorId { get; init; } = "";

    public GroupTipMember? OperatorInfo { get; init; }

    /// <summary>Whom it is about; the operator where the server names nobody.</summary>
    public IReadOnlyList<string> UserIdList { get; init; } = [];

    /// <summary>The same with what the server tells of them.</summary>
    public IReadOnlyList<GroupTipMember> MemberList { get; init; } = [];

    /// <summary>Members of the group now, 0 where it is not told.</summary>
    public int MemberCount { get; init; }

    /// <summary>1 applied, 2 invited; 0 otherwise.</summary>
    public int GroupJoinType { get; init; }

    /// <summary>What has changed of the group's profile.</summary>
    public GroupTipProfile? NewGroupProfile { get; init; }

    /// <summary>What has changed of the topic's profile.</summary>
    public TopicTipProfile? NewTopicInfo { get; init; }

    public GroupTipGroup GroupProfile { get; init; } = new("", "", "");
}

/// <summary>Somebody a tip or notice is about.</summary>
/// <param name="UserId">The account.</param>
/// <param name="Nick">"" where it is not told.</param>
/// <param name="Avatar">"" where it is not told.</param>
public sealed record GroupTipMember(string UserId, string Nick = "", string Avatar = "")
{
    public string NameCard { get; init; } = "";

    /// <summary>For how many seconds the member is muted, 0 for a mute that has ended; null where the tip is about something else.</summary>
    public long? MuteTime { get; init; }

    /// <summary>Why the member was banned.</summary>
    public string Reason { get; init; } = "";
}

/// <summary>What has changed of a group; what is null has not.</summary>
public sealed record GroupTipProfile
{
    public string? GroupName { get; init; }

    public string? Avatar { get; init; }

    public string? Introduction { get; init; }

    public string? Notification { get; init; }

    public string? OwnerId { get; init; }

    /// <summary>One of <see cref="JoinOptions"/>.</summary>
    public string? JoinOption { get; init; }

    /// <summary>One of <see cref="InviteOptions"/>.</summary>
    public string? InviteOption { get; init; }

    public bool? MuteAllMembers { get; init; }

    public IReadOnlyDictionary<string, string>? CustomFields { get; init; }
}

/// <summary>What has changed of a topic; what is null has not.</summary>
public sealed record TopicTipProfile
{
    public string? TopicName { get; init; }

    public string? Avatar { get; init; }

    public string? Introduction { get; init; }

    public string? Notification { get; init; }

    public string? CustomData { get; init; }

    public bool? MuteAllMembers { get; init; }
}

/// <param name="GroupId">The group.</param>
/// <param name="Name">"" where it is not told.</param>
/// <param name="Type">One of <see cref="GroupTypes"/>; "" where it is not told.</param>
public sealed record GroupTipGroup(string GroupId, string Name, string Type);

/// <summary>
/// Something that concerns this account and a group: applications, invitations, its own coming and going. Type
/// <see cref="Protocol.Messages.MessageTypes.GroupSystemNotice"/>.
/// </summary>
public sealed record GroupSystemNoticePayload : MessagePayload
{
    /// <summary>One of <see cref="GroupNoticeTypes"/>, or a number of a newer server.</summary>
    public int OperationType { get; init; }

    /// <summary>Who did it.</summary>
    public string OperatorId { get; init; } = "";

    public GroupTipMember? OperatorInfo { get; init; }

    /// <summary>What the operator said.</summary>
    public string HandleMessage { get; init; } = "";

    /// <summary>Goes back to the server when an application is handled.</summary>
    public string Authentication { get; init; } = "";

    /// <summary>Names an application, UNIX microseconds; 0 for none.</summary>
    public long MessageKey { get; init; }

    /// <summary>Data of the app's own server.</summary>
    public string UserDefinedField { get; init; } = "";

    /// <summary>Who was invited.</summary>
    public IReadOnlyList<string> InviteeList { get; init; } = [];

    /// <summary>The same with what the server tells of them.</summary>
    public IReadOnlyList<GroupTipMember> InviteeInfoList { get; init; } = [];

    /// <summary>Of <see cref="GroupNoticeTypes.ReceiveOptionChanged"/>: one of <see cref="GroupReceiveOptions"/>.</summary>
    public string MessageRemindType { get; init; } = "";

    /// <summary>How long a ban lasts, seconds.</summary>
    public long Duration { get; init; }

    /// <summary>Why this account was banned.</summary>
    public string Reason { get; init; } = "";

    public GroupTipGroup GroupProfile { get; init; } = new("", "", "");

    /// <summary>Whom the notice names as the one that it is for; null for nobody.</summary>
    internal string? Receiver { get; init; }

    /// <summary>The whole content as JSON text, for what has no member here.</summary>
    public string Json { get; init; } = "";
}
