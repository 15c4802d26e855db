using System.Text.Json.Serialization;
using Chat.Protocol.Commands;

namespace Chat.Protocol.Groups;

/// <summary>Members of groups (wire reference, groups §3.10).</summary>
public static class GroupMemberCommands
{
    public static readonly GroupCommand<GetGroupMembers, GroupMembersReply> GetPage =
        new("get_group_member_info", GroupsJson.Default.GetGroupMembers, GroupsJson.Default.GroupMembersReply);

    public static readonly GroupCommand<GetSpecifiedGroupMembers, GroupMembersReply> GetSpecified =
        new("get_specified_group_member_info", GroupsJson.Default.GetSpecifiedGroupMembers, GroupsJson.Default.GroupMembersReply);

    public static readonly GroupCommand<AddGroupMembers, AddGroupMembersReply> Add =
        new("add_group_member", GroupsJson.Default.AddGroupMembers, GroupsJson.Default.AddGroupMembersReply);

    public static readonly GroupCommand<DeleteGroupMembers, Reply> Delete =
        new("delete_group_member", GroupsJson.Default.DeleteGroupMembers, CommandsJson.Default.Reply);

    public static readonly GroupCommand<BanGroupMembers, Reply> Ban =
        new("ban_group_member", GroupsJson.Default.BanGroupMembers, CommandsJson.Default.Reply);

    public static readonly GroupCommand<ModifyGroupMember, Reply> Modify =
        new("modify_group_member_info", GroupsJson.Default.ModifyGroupMember, CommandsJson.Default.Reply);
}

public sealed record GetGroupMembers
{
    public const int MaxLimit = 100;

    public string GroupId { get; set; } = "";

    public int Limit { get; set; } = 15;

    /// <summary>Of ordinary groups: how many members to leave out.</summary>
    public int? Offset { get; init; }

    /// <summary>Of communities: "0", then that of the last reply.</summary>
    public string? Next { get; init; }

    public string[]? MemberRoleFilter { get; init; }

    public string[]? MemberInfoFilter { get; init; }
}

public sealed record GetSpecifiedGroupMembers
{
    public const int MaxMembers = 50;

    public string GroupId { get; set; } = "";

    [JsonPropertyName("Member_List_Account")]
    public string[] Members { get; set; } = [];

    public string[]? MemberInfoFilter { get; init; }

    /// <summary>Keys of custom fields of the members.</summary>
    [JsonPropertyName("AppDefinedDataFilter_GroupMember")]
    public string[]? MemberFields { get; init; }
}

public sealed record GroupMembersReply : Reply
{
    public int? MemberNum { get; init; }

    public WireGroupMember[] MemberList { get; set; } = [];

    /// <summary>Of communities: where the next page begins; "" at the end.</summary>
    public string? Next { get; init; }
}

public sealed record AddGroupMembers
{
    public const int MaxMembers = 300;

    public string GroupId { get; set; } = "";

    public NewGroupMember[] MemberList { get; set; } = [];

    /// <summary>1: nobody is told.</summary>
    public int? Silence { get; init; }
}

public sealed record AddedGroupMember
{
    public const int Failed = 0;
    public const int Added = 1;
    public const int WasMember = 2;
    public const int WaitsForConsent = 3;
    public const int OverLimit = 4;

    [JsonPropertyName("Member_Account")]
    public string Member { get; set; } = "";

    public int Result { get; init; }
}

public sealed record AddGroupMembersReply : Reply
{
    public AddedGroupMember[] MemberList { get; set; } = [];
}

public sealed record DeleteGroupMembers
{
    public const int MaxMembers = 500;

    public string GroupId { get; set; } = "";

    [JsonPropertyName("MemberToDel_Account")]
    public string[] Members { get; set; } = [];

    public string? Reason { get; init; }

    /// <summary>1: nobody is told.</summary>
    public int? Silence { get; init; }
}

public sealed record BanGroupMembers
{
    public const int MaxMembers = 20;

    public string GroupId { get; set; } = "";

    [JsonPropertyName("Members_Account")]
    public string[] Members { get; set; } = [];

    /// <summary>Seconds.</summary>
    public long Duration { get; init; }

    public string? Description { get; init; }
}

/// <summary>Body of <c>modify_group_member_info</c>; one of the last members is set.</summary>
public sealed record ModifyGroupMember
{
    public string GroupId { get; set; } = "";

    /// <summary>Set for receive options and mutes in a topic.</summary>
    public string? TopicId { get; init; }

    [JsonPropertyName("Member_Account")]
    public string Member { get; set; } = "";

    public string? Role { get; init; }

    /// <summary>Seconds; 0 ends a mute.</summary>
    public long? ShutUpTime { get; init; }

    public string? NameCard { get; init; }

    public GroupField[]? AppMemberDefinedData { get; init; }

    /// <summary>One of <see cref="GroupReceiveOptions"/>.</summary>
    public string? MsgFlag { get; init; }
}
