using System.Text.Json.Serialization;
using Chat.Protocol.Commands;

namespace Chat.Protocol.Groups;

/// <summary>Groups themselves: create, change, dismiss, join, leave, look up (wire reference, groups §3).</summary>
public static class GroupCommands
{
    public static readonly GroupCommand<GetJoinedGroups, JoinedGroupsReply> GetJoined =
        new("get_joined_group_list", GroupsJson.Default.GetJoinedGroups, GroupsJson.Default.JoinedGroupsReply);

    public static readonly GroupCommand<GetGroupProfiles, GroupProfilesReply> GetProfiles =
        new("get_group_self_member_info", GroupsJson.Default.GetGroupProfiles, GroupsJson.Default.GroupProfilesReply, new CommandLimit(8, 1));

    public static readonly GroupCommand<GetPublicGroupInfo, GroupProfilesReply> GetPublicInfo =
        new("get_group_public_info", GroupsJson.Default.GetPublicGroupInfo, GroupsJson.Default.GroupProfilesReply);

    public static readonly GroupCommand<CreateGroup, CreateGroupReply> Create =
        new("create_group", GroupsJson.Default.CreateGroup, GroupsJson.Default.CreateGroupReply);

    public static readonly GroupCommand<DestroyGroup, Reply> Destroy =
        new("destroy_group", GroupsJson.Default.DestroyGroup, CommandsJson.Default.Reply);

    public static readonly GroupCommand<ModifyGroup, Reply> Modify =
        new("modify_group_base_info", GroupsJson.Default.ModifyGroup, CommandsJson.Default.Reply, new CommandLimit(8, 1));

    public static readonly GroupCommand<JoinGroup, JoinGroupReply> Join =
        new("apply_join_group", GroupsJson.Default.JoinGroup, GroupsJson.Default.JoinGroupReply);

    public static readonly GroupCommand<QuitGroup, Reply> Quit =
        new("quit_group", GroupsJson.Default.QuitGroup, CommandsJson.Default.Reply);

    public static readonly GroupCommand<ChangeGroupOwner, Reply> ChangeOwner =
        new("change_group_owner", GroupsJson.Default.ChangeGroupOwner, CommandsJson.Default.Reply);

    public static readonly GroupCommand<GetOnlineMemberCount, OnlineMemberCountReply> GetOnlineMemberCount =
        new("get_online_member_num", GroupsJson.Default.GetOnlineMemberCount, GroupsJson.Default.OnlineMemberCountReply);
}

/// <summary>Names of the fields that the caller wants.</summary>
public sealed record GroupFilter
{
    public string[]? GroupBaseInfoFilter { get; init; }

    public string[]? GroupBasePublicInfoFilter { get; init; }

    public string[]? SelfInfoFilter { get; init; }

    public string[]? MemberInfoFilter { get; init; }

    /// <summary>Keys of custom fields of the group.</summary>
    [JsonPropertyName("AppDefinedDataFilter_Group")]
    public string[]? GroupFields { get; init; }
}

/// <summary>Body of <c>get_joined_group_list</c>; the service says whether ordinary groups or communities are meant.</summary>
public sealed record GetJoinedGroups
{
    /// <summary>More groups in one reply are refused with 10018, at which the SDK asks for 50.</summary>
    public const int MaxLimit = 200;

    [JsonPropertyName("Member_Account")]
    public string Account { get; set; } = "";

    public int Limit { get; set; } = MaxLimit;

    public int Offset { get; init; }

    public GroupFilter ResponseFilter { get; set; } = new();

    /// <summary>1: communities with topics, 0: all other groups.</summary>
    public int SupportTopic { get; init; }

    public int NeedAppDefineData { get; set; } = 1;

    /// <summary>1: groups of the type <see cref="GroupTypes.Work"/> in which nothing was said yet are listed for others than their owner as well.</summary>
    public int? WithNoActiveGroups { get; init; }
}

public sealed record JoinedGroupsReply : Reply
{
    public int TotalCount { get; init; }

    public WireGroup[] GroupIdList { get; set; } = [];
}

/// <summary>Body of <c>get_group_self_member_info</c>: groups with the caller as a member.</summary>
public sealed record GetGroupProfiles
{
    public const int MaxGroups = 50;

    public string[] GroupIdList { get; set; } = [];

    public GroupFilter ResponseFilter { get; set; } = new();
}

public sealed record GroupProfilesReply : Reply
{
    public WireGroup[] GroupInfo { get; set; } = [];

    /// <summary>Another name of <see cref="GroupInfo"/>, in replies of the cloud.</summary>
    public WireGroup[]? GroupIdList { get; init; }

    /// <summary>The groups, under whichever name they came.</summary>
    [JsonIgnore]
    public WireGroup[] Groups => GroupIdList ?? GroupInfo;
}

/// <summary>Body of <c>get_group_public_info</c>: what everybody may know of groups.</summary>
public sealed record GetPublicGroupInfo
{
    public string[] GroupIdList { get; set; } = [];

    public GroupFilter ResponseFilter { get; set; } = new();
}

public sealed record NewGroupMember
{
    [JsonPropertyName("Member_Account")]
    public string Member { get; set; } = "";

    public string? Role { get; init; }

    public GroupField[]? AppMemberDefinedData { get; init; }
}

public sealed record CreateGroup
{
    public string Type { get; set; } = "";

    public string Name { get; set; } = "";

    public string? GroupId { get; init; }

    [JsonPropertyName("Owner_Account")]
    public string? Owner { get; init; }

    public string? Introduction { get; init; }

    public string? Notification { get; init; }

    public int? MaxMemberCount { get; init; }

    public string? ApplyJoinOption { get; init; }

    public string? InviteJoinOption { get; init; }

    public NewGroupMember[]? MemberList { get; init; }

    public GroupField[]? AppDefinedData { get; init; }

    public int WebPushFlag { get; set; } = 1;

    public string? FaceUrl { get; init; }

    /// <summary>1: a community with topics.</summary>
    public int? SupportTopic { get; init; }
}

public sealed record CreateGroupReply : Reply
{
    public string GroupId { get; set; } = "";

    /// <summary>1 for an AVChatRoom.</summary>
    public int? HugeGroupFlag { get; init; }

    /// <summary>Initial members who are in too many groups already.</summary>
    [JsonPropertyName("OverJoinedGroupLimit_Account")]
    public string[]? OverLimit { get; init; }
}

public sealed record DestroyGroup
{
    public string GroupId { get; set; } = "";
}

/// <summary>Body of <c>modify_group_base_info</c>; what is absent stays.</summary>
public sealed record ModifyGroup
{
    public string GroupId { get; set; } = "";

    public string? Name { get; init; }

    public string? Introduction { get; init; }

    public string? Notification { get; init; }

    public string? FaceUrl { get; init; }

    public string? ApplyJoinOption { get; init; }

    public string? InviteJoinOption { get; init; }

    /// <summary>One of <see cref="Switches"/>.</summary>
    public string? ShutUpAllMember { get; init; }

    public GroupField[]? AppDefinedData { get; init; }
}

public sealed record JoinGroup
{
    public string GroupId { get; set; } = "";

    public string? ApplyMsg { get; init; }

    public string? UserDefinedField { get; init; }

    public int WebPushFlag { get; set; } = 1;

    /// <summary>1: newcomers of an AVChatRoom want its newest messages.</summary>
    public int? HugeGroupHistoryMsgFlag { get; init; }
}

public sealed record JoinGroupReply : Reply
{
    /// <summary>One of <see cref="JoinStatuses"/>.</summary>
    public string JoinedStatus { get; set; } = "";

    /// <summary>1 for an AVChatRoom.</summary>
    public int? HugeGroupFlag { get; init; }

    /// <summary>Echoed with attributes and counters of an AVChatRoom.</summary>
    public string? AVChatRoomKey { get; init; }

    /// <summary>Present: the client polls for messages; absent: it waits for pushes.</summary>
    public string? LongPollingKey { get; init; }

    /// <summary>Position of the first poll.</summary>
    public long? StartSeq { get; init; }

    /// <summary>The newest messages of an AVChatRoom, if they were asked for.</summary>
    public WireGroupMessage[]? RspMsgList { get; init; }
}

public sealed record QuitGroup
{
    public string GroupId { get; set; } = "";
}

public sealed record ChangeGroupOwner
{
    public string GroupId { get; set; } = "";

    [JsonPropertyName("NewOwner_Account")]
    public string NewOwner { get; set; } = "";
}

public sealed record GetOnlineMemberCount
{
    public string GroupId { get; set; } = "";
}

public sealed record OnlineMemberCountReply : Reply
{
    public int OnlineMemberNum { get; init; }

    /// <summary>Only for an AVChatRoom: for how many seconds clients believe the number.</summary>
    public int? ExpireTime { get; init; }
}
