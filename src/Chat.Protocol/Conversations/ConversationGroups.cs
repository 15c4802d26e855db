using System.Text.Json.Serialization;
using Chat.Protocol.Commands;

namespace Chat.Protocol.Conversations;

public sealed record ConversationGroup
{
    public const int MaxPerAccount = 20;
    public const int MaxNameBytes = 32;

    public long GroupId { get; init; }

    public string GroupName { get; set; } = "";
}

/// <summary>Body of <c>recentcontact.create_contact_group</c>.</summary>
public sealed record CreateConversationGroups
{
    [JsonPropertyName("From_Account")]
    public string Account { get; set; } = "";

    public NewConversationGroup[] GroupContactItem { get; set; } = [];
}

public sealed record NewConversationGroup
{
    public string GroupName { get; set; } = "";

    public ContactItem[] ContactItem { get; set; } = [];
}

public sealed record CreateConversationGroupsReply : Reply
{
    public ConversationGroupResult[] GroupResultItem { get; set; } = [];
}

public sealed record ConversationGroupResult
{
    public ConversationGroup GroupItem { get; set; } = new();

    public ContactResult[] ResultItem { get; set; } = [];
}

/// <summary>Body of <c>recentcontact.del_contact_group</c>.</summary>
public sealed record DeleteConversationGroups
{
    [JsonPropertyName("From_Account")]
    public string Account { get; set; } = "";

    public string[] GroupName { get; set; } = [];
}

public sealed record DeleteConversationGroupsReply : Reply
{
    public ConversationGroup[] GroupItem { get; set; } = [];
}

/// <summary>Body of <c>recentcontact.update_contact_group</c>.</summary>
public sealed record UpdateConversationGroup
{
    public const int Group = 1;
    public const int Rename = 1;
    public const int ChangeMembers = 2;

    [JsonPropertyName("From_Account")]
    public string Account { get; set; } = "";

    public int UpdateType { get; set; } = Group;

    public ConversationGroupChange UpdateGroup { get; set; } = new();
}

public sealed record ConversationGroupChange
{
    /// <summary><see cref="UpdateConversationGroup.Rename"/> or <see cref="UpdateConversationGroup.ChangeMembers"/>.</summary>
    public int UpdateGroupType { get; init; }

    public string OldGroupName { get; set; } = "";

    public string? NewGroupName { get; init; }

    public ContactUpdate[]? ContactUpdateItem { get; init; }
}

public sealed record ContactUpdate
{
    public const int Add = 1;
    public const int Remove = 2;

    /// <summary><see cref="Add"/> or <see cref="Remove"/>.</summary>
    public int ContactOptType { get; init; }

    public ContactItem ContactItem { get; set; } = new();
}

public sealed record UpdateConversationGroupReply : Reply
{
    public ConversationGroupUpdateResult UpdateGroupResult { get; set; } = new();
}

public sealed record ConversationGroupUpdateResult
{
    public long GroupId { get; init; }

    public ContactResult[]? ContactResultItem { get; init; }
}

/// <summary>Body of <c>recentcontact.get_contact_group</c>.</summary>
public sealed record GetConversationGroups
{
    [JsonPropertyName("From_Account")]
    public string Account { get; set; } = "";

    public long StartIndex { get; init; }
}

public sealed record ConversationGroupsReply : Reply
{
    public int CompleteFlag { get; init; }

    public long NextStartIndex { get; init; }

    public ConversationGroup[] GroupItem { get; set; } = [];

    public ContactMarks[] ContactItem { get; set; } = [];
}

/// <summary>Body of <c>recentcontact.search_contact_group</c>.</summary>
public sealed record SearchConversationGroups
{
    [JsonPropertyName("From_Account")]
    public string Account { get; set; } = "";

    public ContactItem[] ContactItem { get; set; } = [];
}

public sealed record SearchConversationGroupsReply : Reply
{
    public ContactMarks[] ContactResultItem { get; set; } = [];

    public ConversationGroup[] GroupItem { get; set; } = [];
}
