using System.Text.Json.Serialization;
using Chat.Protocol.Commands;

namespace Chat.Protocol.Groups;

/// <summary>Attributes and counters of groups (wire reference, groups §6 and §7).</summary>
public static class GroupAttributeCommands
{
    public static readonly GroupCommand<ChangeGroupAttributes, GroupAttributesReply> Set =
        new("set_group_attr", GroupsJson.Default.ChangeGroupAttributes, GroupsJson.Default.GroupAttributesReply, new CommandLimit(10, 5));

    public static readonly GroupCommand<ChangeGroupAttributes, GroupAttributesReply> Modify =
        new("modify_group_attr", GroupsJson.Default.ChangeGroupAttributes, GroupsJson.Default.GroupAttributesReply, new CommandLimit(10, 5));

    public static readonly GroupCommand<ChangeGroupAttributes, GroupAttributesReply> Delete =
        new("delete_group_attr", GroupsJson.Default.ChangeGroupAttributes, GroupsJson.Default.GroupAttributesReply, new CommandLimit(10, 5));

    public static readonly GroupCommand<ChangeGroupAttributes, GroupAttributesReply> Clear =
        new("clear_group_attr", GroupsJson.Default.ChangeGroupAttributes, GroupsJson.Default.GroupAttributesReply, new CommandLimit(10, 5));

    /// <summary>A service of its own for ordinary groups; communities are asked for at theirs.</summary>
    public static readonly Command<GetGroupAttributes, GroupAttributesReply> Get =
        new("group_open_attr_http_svc.get_group_attr", GroupsJson.Default.GetGroupAttributes, GroupsJson.Default.GroupAttributesReply) { Limit = new CommandLimit(20, 5) };

    /// <inheritdoc cref="Get"/>
    public static readonly Command<GetGroupAttributes, GroupAttributesReply> GetOfCommunity =
        new("million_group_open_http_svc.get_group_attr", GroupsJson.Default.GetGroupAttributes, GroupsJson.Default.GroupAttributesReply) { Limit = new CommandLimit(20, 5) };

    public static readonly GroupCommand<UpdateGroupCounter, GroupCountersReply> UpdateCounters =
        new("update_group_counter", GroupsJson.Default.UpdateGroupCounter, GroupsJson.Default.GroupCountersReply, new CommandLimit(20, 5));

    public static readonly GroupCommand<GetGroupCounters, GroupCountersReply> GetCounters =
        new("get_group_counter", GroupsJson.Default.GetGroupCounters, GroupsJson.Default.GroupCountersReply, new CommandLimit(20, 5));
}

/// <summary>An attribute in a request or reply; the names are lower case here.</summary>
public sealed record GroupAttribute
{
    [JsonPropertyName("key")]
    public string Key { get; set; } = "";

    [JsonPropertyName("value")]
    public string? Value { get; init; }

    /// <summary>Version of the attribute, 0 for a new one.</summary>
    [JsonPropertyName("seq")]
    public long? Sequence { get; init; }

    /// <summary>Another spelling of <see cref="Key"/>, in replies of the cloud.</summary>
    [JsonPropertyName("Key")]
    public string? CapitalKey { get; init; }

    /// <summary>Another spelling of <see cref="Value"/>, in replies of the cloud.</summary>
    [JsonPropertyName("Value")]
    public string? CapitalValue { get; init; }
}

public sealed record ChangeGroupAttributes
{
    public const string RaceConflict = "RaceConflict";

    public string GroupId { get; set; } = "";

    public GroupAttribute[]? GroupAttr { get; init; }

    /// <summary>The version that the caller knows of all attributes together.</summary>
    public long AttrMainSeq { get; init; }

    /// <summary>Key of a joined AVChatRoom.</summary>
    public string? BytesKey { get; init; }

    /// <summary><see cref="RaceConflict"/>: refuse the change if the version is another.</summary>
    public string[]? AttrControl { get; init; }
}

public sealed record GetGroupAttributes
{
    public string GroupId { get; set; } = "";

    /// <summary>Key of a joined AVChatRoom.</summary>
    public string? Key { get; init; }

    /// <summary>1 with a key.</summary>
    public int GroupType { get; init; }
}

public sealed record GroupAttributesReply : Reply
{
    public long AttrMainSeq { get; init; }

    public GroupAttribute[] GroupAttrAry { get; set; } = [];

    /// <summary>Another name of <see cref="GroupAttrAry"/>, in replies of the cloud.</summary>
    public GroupAttribute[]? GroupAttr { get; init; }

    /// <summary>The attributes, whatever spelling they came in.</summary>
    [JsonIgnore]
    public IEnumerable<GroupAttribute> Attributes => (GroupAttr ?? GroupAttrAry ?? []).Where(static one => one is not null)
        .Select(static one => one.CapitalKey is null ? one : one with { Key = one.CapitalKey, Value = one.CapitalValue });
}

public sealed record GroupCounter
{
    public string Key { get; set; } = "";

    public long Value { get; init; }
}

public sealed record UpdateGroupCounter
{
    public const string Set = "Set";
    public const string Increase = "Increase";
    public const string Decrease = "Decrease";

    public string GroupId { get; set; } = "";

    public GroupCounter[] GroupCounter { get; set; } = [];

    public string? BytesKey { get; init; }

    /// <summary><see cref="Set"/>, <see cref="Increase"/> or <see cref="Decrease"/>.</summary>
    public string Mode { get; set; } = "";
}

public sealed record GetGroupCounters
{
    public string GroupId { get; set; } = "";

    /// <summary>Empty for all.</summary>
    public string[] GroupCounterKeys { get; set; } = [];

    public string? BytesKey { get; init; }
}

public sealed record GroupCountersReply : Reply
{
    public GroupCounter[] GroupCounter { get; set; } = [];

    public long? GroupCounterSeq { get; init; }
}
