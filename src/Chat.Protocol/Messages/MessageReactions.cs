using System.Text.Json.Serialization;
using Chat.Protocol.Commands;

namespace Chat.Protocol.Messages;

/// <summary>Reactions to a message (service <c>openim_msg_ext_http_svc</c>).</summary>
public static class MessageReactionCommands
{
    public static readonly Command<ChangeReaction, Reply> Add =
        new("openim_msg_ext_http_svc.reaction_add", MessagesJson.Default.ChangeReaction, CommandsJson.Default.Reply);

    public static readonly Command<ChangeReaction, Reply> Remove =
        new("openim_msg_ext_http_svc.reaction_del", MessagesJson.Default.ChangeReaction, CommandsJson.Default.Reply);

    public static readonly Command<GetReactions, ReactionsReply> GetSummaries =
        new("openim_msg_ext_http_svc.reaction_multi_stat", MessagesJson.Default.GetReactions, MessagesJson.Default.ReactionsReply);

    public static readonly Command<GetReactionUsers, ReactionUsersReply> GetUsers =
        new("openim_msg_ext_http_svc.reaction_iterate", MessagesJson.Default.GetReactionUsers, MessagesJson.Default.ReactionUsersReply);
}

public sealed record ChangeReaction
{
    public const int MaxPerMessage = 10;
    public const int MaxUsers = 100;
    public const int MaxIdBytes = 32;

    /// <summary>Sender of the message.</summary>
    [JsonPropertyName("From_Account")]
    public string From { get; set; } = "";

    /// <summary>Receiver of the message.</summary>
    [JsonPropertyName("To_Account")]
    public string To { get; set; } = "";

    /// <summary>The reaction's ID, any short text.</summary>
    public string Reaction { get; set; } = "";

    /// <summary><c>MsgSeq_MsgRandom_MsgTime</c>.</summary>
    public string MsgKey { get; set; } = "";

    /// <summary>Who reacts: the caller.</summary>
    [JsonPropertyName("Add_Account")]
    public string[]? Adding { get; init; }

    /// <summary>Who takes the reaction back: the caller.</summary>
    [JsonPropertyName("Del_Account")]
    public string[]? Removing { get; init; }
}

public sealed record GetReactions
{
    public const int MaxMessages = 30;

    [JsonPropertyName("From_Account")]
    public string From { get; set; } = "";

    [JsonPropertyName("To_Account")]
    public string To { get; set; } = "";

    public string[] MsgKeyList { get; set; } = [];

    /// <summary>Users to name for each reaction.</summary>
    public int Count { get; set; } = 10;
}

public sealed record ReactionsReply : Reply
{
    public MessageReactions[] ResultList { get; set; } = [];

    /// <summary>Another name of <see cref="ResultList"/>, in replies of the cloud.</summary>
    public MessageReactions[]? Results { get; init; }
}

public sealed record MessageReactions
{
    public string MsgKey { get; set; } = "";

    public Reaction[] ReactionList { get; set; } = [];

    /// <summary>Another name of <see cref="ReactionList"/>, in replies of the cloud.</summary>
    public Reaction[]? MsgReactionSummary { get; init; }
}

/// <summary>One reaction of a message with its first users.</summary>
public sealed record Reaction
{
    [JsonPropertyName("Reaction")]
    public string Id { get; set; } = "";

    public int Count { get; init; }

    /// <summary>The first users; null in a push means that nobody is left.</summary>
    [JsonPropertyName("Reaction_Account")]
    public string[]? Users { get; init; }

    /// <summary>1 if the receiver of this text is one of them; absent where one text goes to several.</summary>
    public int? ReactedByMe { get; init; }
}

public sealed record GetReactionUsers
{
    public const int MaxCount = 100;

    [JsonPropertyName("From_Account")]
    public string From { get; set; } = "";

    [JsonPropertyName("To_Account")]
    public string To { get; set; } = "";

    public string Reaction { get; set; } = "";

    public string MsgKey { get; set; } = "";

    public int Count { get; set; } = MaxCount;
}

public sealed record ReactionUsersReply : Reply
{
    [JsonPropertyName("Reaction_Account")]
    public string[] Users { get; set; } = [];

    /// <summary>0: there is no more.</summary>
    public long NextSeq { get; init; }
}
