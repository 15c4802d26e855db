using System.Text.Json.Serialization;
using Chat.Protocol.Conversations;

namespace Chat.Protocol.Push;

/// <summary>Another device of this account has changed conversations (wire reference, conversations §2); one member beside <see cref="PushType"/> is set.</summary>
public sealed record ConversationsNotification
{
    public const int Deleted = 1;
    public const int Pinned = 2;
    public const int Unpinned = 3;
    public const int Marked = 4;
    public const int GroupCreated = 5;
    public const int GroupDeleted = 6;
    public const int GroupUpdated = 7;

    public int PushType { get; init; }

    public ConversationItems? RecentContactDeleteItem { get; init; }

    public ConversationItems? RecentContactTopItem { get; init; }

    public MarkedConversations? RecentContactMarkContact { get; init; }

    public CreatedConversationGroups? RecentContactCreateContactGroup { get; init; }

    public DeletedConversationGroups? RecentContactDelContactGroup { get; init; }

    public ConversationGroupUpdate? RecentContactUpdateContactGroup { get; init; }
}

/// <summary>A conversation as these pushes name it.</summary>
public sealed record ConversationItem
{
    public int Type { get; set; } = ConversationTypes.C2C;

    public string? UserId { get; init; }

    public string? GroupId { get; init; }

    /// <summary>Another name of <see cref="UserId"/>, in pushes of the cloud.</summary>
    [JsonPropertyName("User_Account")]
    public string? UserAccount { get; init; }

    /// <inheritdoc cref="UserAccount"/>
    [JsonPropertyName("Peer_Account")]
    public string? PeerAccount { get; init; }

    /// <inheritdoc cref="UserAccount"/>
    [JsonPropertyName("To_Account")]
    public string? ToAccount { get; init; }

    /// <summary>The user, under whichever name it came.</summary>
    [JsonIgnore]
    public string? Peer => UserId ?? UserAccount ?? PeerAccount ?? ToAccount;
}

public sealed record ConversationItems
{
    public ConversationItem[] RecentContactList { get; set; } = [];
}

public sealed record MarkedConversations
{
    public MarkedConversation[] RecentContactMarkContactItem { get; set; } = [];
}

/// <summary>Marks and custom data as they are now.</summary>
public sealed record MarkedConversation
{
    public const int Marks = 1;
    public const int CustomData = 2;
    public const int Both = 3;

    public ConversationItem RecentContactItem { get; set; } = new();

    /// <summary><see cref="Marks"/>, <see cref="CustomData"/> or <see cref="Both"/>.</summary>
    public int OptType { get; init; }

    /// <summary>Binary digits, most significant first.</summary>
    public string StandardMark { get; set; } = "";

    public string CustomMark { get; set; } = "";
}

public sealed record CreatedConversationGroups
{
    public CreatedConversationGroup[] MsgContactGroupContactItem { get; set; } = [];
}

public sealed record CreatedConversationGroup
{
    public ConversationGroup MsgGroupItem { get; set; } = new();

    public ConversationItem[] MsgRecentContactItem { get; set; } = [];
}

public sealed record DeletedConversationGroups
{
    public ConversationGroup[] MsgGroupItem { get; set; } = [];
}

/// <summary>A conversation group has a new name or other members, or a conversation is in other groups.</summary>
public sealed record ConversationGroupUpdate
{
    public const int Group = 1;
    public const int Conversation = 2;

    /// <summary><see cref="Group"/> or <see cref="Conversation"/>.</summary>
    public int UpdateType { get; init; }

    public UpdatedConversationGroup? MsgUpdateGroup { get; init; }

    /// <summary>Only the cloud sends it.</summary>
    public RegroupedConversation? MsgUpdateContact { get; init; }
}

public sealed record RegroupedConversation
{
    public ConversationItem MsgRecentContactItem { get; set; } = new();

    public GroupOfConversation[] MsgRecentContactUpdateContactItem { get; set; } = [];
}

public sealed record GroupOfConversation
{
    /// <summary><see cref="ContactUpdate.Add"/> or <see cref="ContactUpdate.Remove"/>.</summary>
    public int GroupOptType { get; init; }

    public ConversationGroup RecentContactGroupItem { get; set; } = new();
}

public sealed record UpdatedConversationGroup
{
    /// <summary><see cref="UpdateConversationGroup.Rename"/> or <see cref="UpdateConversationGroup.ChangeMembers"/>.</summary>
    public int UpdateGroupType { get; init; }

    public long GroupId { get; init; }

    public string OldGroupName { get; set; } = "";

    public string? GroupName { get; init; }

    public UpdatedConversation[]? RecentContactUpdateGroupItem { get; init; }
}

public sealed record UpdatedConversation
{
    /// <summary><see cref="ContactUpdate.Add"/> or <see cref="ContactUpdate.Remove"/>.</summary>
    public int ContactOptType { get; init; }

    public ConversationItem RecentContactItem { get; set; } = new();
}
