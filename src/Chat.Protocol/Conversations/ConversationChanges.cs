using System.Text.Json.Serialization;
using Chat.Protocol.Commands;

namespace Chat.Protocol.Conversations;

/// <summary>Body of <c>recentcontact.top</c>.</summary>
public sealed record PinConversations
{
    public const int Pin = 1;
    public const int Unpin = 2;

    [JsonPropertyName("From_Account")]
    public string Account { get; set; } = "";

    /// <summary><see cref="Pin"/> or <see cref="Unpin"/>.</summary>
    public int OperationType { get; init; }

    public PinnedItem[] RecentContactItem { get; set; } = [];
}

public sealed record PinnedItem
{
    public int Type { get; set; } = ConversationTypes.C2C;

    [JsonPropertyName("To_Account")]
    public string? Peer { get; init; }

    public string? GroupId { get; init; }
}

/// <summary>A conversation as <c>batch_delete</c> names it.</summary>
public record DeletedItem
{
    [JsonPropertyName("To_Account")]
    public string? Peer { get; init; }

    public string? ToGroupid { get; init; }

    public int Type { get; set; } = ConversationTypes.C2C;
}

/// <summary>Body of <c>recentcontact.batch_delete</c>.</summary>
public sealed record DeleteConversations
{
    public const int MaxItems = 100;

    [JsonPropertyName("From_Account")]
    public string Account { get; set; } = "";

    public DeletedItem[] ContactItem { get; set; } = [];

    /// <summary>1: their history too.</summary>
    public int ClearRamble { get; init; }
}

public sealed record DeleteConversationsReply : Reply
{
    public DeleteResult[] ResultItem { get; set; } = [];
}

public sealed record DeleteResult : DeletedItem
{
    public int ResultCode { get; init; }

    public string ResultInfo { get; set; } = "";
}

/// <summary>Body of <c>recentcontact.clear_msg</c>: drops a conversation's history for the caller.</summary>
public sealed record ClearHistory
{
    [JsonPropertyName("From_Account")]
    public string Account { get; set; } = "";

    [JsonPropertyName("To_Account")]
    public string? Peer { get; init; }

    public string? ToGroupid { get; init; }

    public int Type { get; set; } = ConversationTypes.C2C;
}

/// <summary>Body of <c>recentcontact.mark_contact</c>.</summary>
public sealed record MarkConversations
{
    public const int MaxItems = 100;

    [JsonPropertyName("From_Account")]
    public string Account { get; set; } = "";

    public MarkItem[] MarkItem { get; set; } = [];
}

public sealed record MarkItem
{
    public const int Marks = 1;
    public const int CustomData = 2;
    public const int MaxBit = 63;
    public const int MaxCustomBytes = 256;

    /// <summary><see cref="Marks"/> or <see cref="CustomData"/>.</summary>
    public int OptType { get; init; }

    public ContactItem ContactItem { get; set; } = new();

    /// <summary>Numbers of bits to set, 0 to 63.</summary>
    public int[]? SetMark { get; init; }

    /// <summary>Numbers of bits to clear.</summary>
    public int[]? ClearMark { get; init; }

    public string? CustomMark { get; init; }
}

public sealed record MarkConversationsReply : Reply
{
    public ContactResult[] ResultItem { get; set; } = [];
}

/// <summary>What became of one conversation of a request.</summary>
public sealed record ContactResult
{
    public ContactItem ContactItem { get; set; } = new();

    public int ResultCode { get; init; }

    public string ResultInfo { get; set; } = "";
}
