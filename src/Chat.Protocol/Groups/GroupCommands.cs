using System.Text.Json.Serialization;
using Chat.Protocol.Commands;

namespace Chat.Protocol.Groups;

/// <summary>Body of <c>get_joined_group_list</c>, sent to the service of ordinary groups and to that of communities.</summary>
public sealed record GetJoinedGroups
{
    [JsonPropertyName("Member_Account")]
    public string Account { get; set; } = "";

    public int Limit { get; set; } = 200;

    public int Offset { get; init; }

    public JoinedGroupsFilter ResponseFilter { get; set; } = new();

    public int SupportTopic { get; init; }

    public int NeedAppDefineData { get; set; } = 1;
}

/// <summary>Names of the fields that the caller wants.</summary>
public sealed record JoinedGroupsFilter
{
    public string[] GroupBaseInfoFilter { get; set; } = [];

    public string[] SelfInfoFilter { get; set; } = [];
}

public sealed record JoinedGroupsReply : Reply
{
    public int TotalCount { get; init; }

    public JoinedGroup[] GroupIdList { get; set; } = [];
}

public sealed record JoinedGroup
{
    public string GroupId { get; set; } = "";
}

public static class GroupCommands
{
    public static readonly Command<GetJoinedGroups, JoinedGroupsReply> GetJoined =
        new("group_open_http_svc.get_joined_group_list", GroupsJson.Default.GetJoinedGroups, GroupsJson.Default.JoinedGroupsReply);

    public static readonly Command<GetJoinedGroups, JoinedGroupsReply> GetJoinedCommunities =
        new("million_group_open_http_svc.get_joined_group_list", GroupsJson.Default.GetJoinedGroups, GroupsJson.Default.JoinedGroupsReply);
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, NumberHandling = JsonNumberHandling.AllowReadingFromString)]
[JsonSerializable(typeof(GetJoinedGroups))]
[JsonSerializable(typeof(JoinedGroupsReply))]
public sealed partial class GroupsJson : JsonSerializerContext;
