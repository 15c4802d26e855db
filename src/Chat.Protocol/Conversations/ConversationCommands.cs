using System.Text.Json.Serialization;
using Chat.Protocol.Commands;
using Chat.Protocol.Groups;
using Chat.Protocol.Messages;
using Chat.Protocol.Push;

namespace Chat.Protocol.Conversations;

/// <summary>Values of <c>Type</c> in conversation commands.</summary>
public static class ConversationTypes
{
    public const int C2C = 1;
    public const int Group = 2;
}

/// <summary>Body of <c>recentcontact.page_get</c>: the positions are 0 first, then those of the last reply.</summary>
public sealed record GetConversationPage
{
    [JsonPropertyName("From_Account")]
    public string Account { get; set; } = "";

    public long TimeStamp { get; init; }

    public long StartIndex { get; init; }

    public long TopTimeStamp { get; init; }

    public long TopStartIndex { get; init; }

    public int OrderType { get; set; } = 1;

    public int MsgAssistFlags { get; set; } = 15;

    public int AssistFlags { get; set; } = 31;
}

public sealed record ConversationPageReply : Reply
{
    /// <summary>1 on the last page; anything else makes the SDK ask again at once.</summary>
    public int CompleteFlag { get; init; }

    public long TimeStamp { get; init; }

    public long StartIndex { get; init; }

    public long TopTimeStamp { get; init; }

    public long TopStartIndex { get; init; }

    public WireConversation[] SessionItem { get; set; } = [];

    /// <summary>The account's conversation groups, which <see cref="WireConversation.ContactGroupId"/> names.</summary>
    public ConversationGroup[]? GroupItem { get; init; }
}

/// <summary>A conversation in the list; some members belong to one-to-one conversations, some to groups.</summary>
public sealed record WireConversation
{
    public const int Pinned = 1;
    public const int LastRecalled = 8;
    public const int GroupLastRecalled = 2;

    public int Type { get; set; } = ConversationTypes.C2C;

    [JsonPropertyName("To_Account")]
    public string Peer { get; set; } = "";

    /// <summary>The group.</summary>
    [JsonPropertyName("ToAccount")]
    public string? GroupId { get; init; }

    /// <summary>Sender of a group's last message.</summary>
    [JsonPropertyName("MsgGroupFrom_Account")]
    public string? GroupLastFrom { get; init; }

    public string? MsgGroupFromNickName { get; init; }

    public string? MsgGroupFromCardName { get; init; }

    /// <summary>Name of the group.</summary>
    public string? GroupNick { get; init; }

    /// <summary>Avatar of the group.</summary>
    public string? GroupImage { get; init; }

    public string? GroupType { get; init; }

    /// <summary>Sequence of the group's newest message + 1.</summary>
    public long? GroupNextMsgSeq { get; init; }

    /// <summary>Taken off <see cref="UnreadMsgCount"/> by clients.</summary>
    public long? GroupIgnoredUnreadSeqCount { get; init; }

    /// <summary>Sequence up to which the account has read the group, or its mentions there. The official SDK ignores it.</summary>
    public long? MsgGroupReadedSeq { get; init; }

    /// <summary>Only of this project's server: the sequence behind which <see cref="UnreadMsgCount"/> was counted.</summary>
    public long? UnreadSinceSeq { get; init; }

    /// <summary>Only of this project's server: recalls in <see cref="UnreadMsgCount"/> whose pushes are still to come, each of which takes one off in the official SDK.</summary>
    public long? PromisedRecallCount { get; init; }

    /// <summary>Time of the last message, UNIX seconds; the list is sorted by it.</summary>
    public long MsgTime { get; init; }

    /// <summary>Another name of <see cref="MsgTime"/>, in replies of the cloud.</summary>
    public long? MsgTimeStamp { get; init; }

    /// <summary><see cref="MsgTime"/>, under whichever name it came.</summary>
    [JsonIgnore]
    public long LastTime => MsgTimeStamp ?? MsgTime;

    public long MsgSeq { get; init; }

    /// <summary>Order of the newest message, shown or not, see <see cref="WireMessage.MsgOrder"/>. The official SDK ignores it.</summary>
    public long MsgOrder { get; init; }

    /// <summary>
    /// Order up to which messages are not shown as the last one, because the entry was deleted without its history. The official SDK ignores it.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long HiddenOrder { get; init; }

    [JsonPropertyName("LastC2CMsgFrom_Account")]
    public string? LastFrom { get; init; }

    public LastMessage? LastMsg { get; init; }

    /// <summary>Only of this project's server: sequence of <see cref="LastMsg"/> where it is not the group's newest.</summary>
    public long? LastMsgSeq { get; init; }

    /// <summary><see cref="LastRecalled"/> or 0.</summary>
    public int LastMsgFlags { get; init; }

    public long C2cPeerReadTime { get; init; }

    public string? C2cNick { get; init; }

    public string? C2cImage { get; init; }

    public string? C2cRemark { get; init; }

    /// <summary>Ignored by the SDK for one-to-one conversations; kept right for others.</summary>
    public long UnreadMsgCount { get; init; }

    /// <summary><see cref="Pinned"/> or 0.</summary>
    public int TopFlags { get; init; }

    /// <summary>One of <see cref="ReceiveOptions"/>.</summary>
    public int MsgRecvOption { get; init; }

    /// <summary>Binary digits, most significant first.</summary>
    public string? StandardMark { get; init; }

    public string? CustomMark { get; init; }

    public long[]? ContactGroupId { get; init; }
}

/// <summary>The last message of a conversation; <c>MsgBody</c> is never missing (its absence breaks the whole page in the SDK).</summary>
public sealed record LastMessage
{
    /// <summary>Of groups: 3 a message, 4 a tip, which is in <see cref="GroupTips"/>.</summary>
    public int? Event { get; init; }

    public WireGroupMessage? GroupTips { get; init; }

    public WireElement[] MsgBody { get; set; } = [];

    public string CloudCustomData { get; set; } = "";

    /// <summary>Who took it back, if it is recalled.</summary>
    public RevokerInfo? RevokerInfo { get; init; }
}

public sealed record ContactItem
{
    public int Type { get; set; } = ConversationTypes.C2C;

    [JsonPropertyName("To_Account")]
    public string? Peer { get; init; }

    public string? ToGroupId { get; init; }
}

/// <summary>Marks, custom data and conversation groups of one conversation.</summary>
public sealed record ContactMarks
{
    public int Type { get; init; }

    [JsonPropertyName("To_Account")]
    public string? Peer { get; init; }

    public string? ToGroupId { get; init; }

    public string StandardMark { get; set; } = "";

    public string CustomMark { get; set; } = "";

    public long[] ContactGroupId { get; set; } = [];
}

public static class ConversationCommands
{
    public static readonly Command<GetConversationPage, ConversationPageReply> GetPage =
        new("recentcontact.page_get", ConversationsJson.Default.GetConversationPage, ConversationsJson.Default.ConversationPageReply);

    public static readonly Command<GetConversationGroups, ConversationGroupsReply> GetGroups =
        new("recentcontact.get_contact_group", ConversationsJson.Default.GetConversationGroups, ConversationsJson.Default.ConversationGroupsReply);

    public static readonly Command<SearchConversationGroups, SearchConversationGroupsReply> SearchGroups =
        new("recentcontact.search_contact_group", ConversationsJson.Default.SearchConversationGroups, ConversationsJson.Default.SearchConversationGroupsReply);

    public static readonly Command<CreateConversationGroups, CreateConversationGroupsReply> CreateGroups =
        new("recentcontact.create_contact_group", ConversationsJson.Default.CreateConversationGroups, ConversationsJson.Default.CreateConversationGroupsReply);

    public static readonly Command<DeleteConversationGroups, DeleteConversationGroupsReply> DeleteGroups =
        new("recentcontact.del_contact_group", ConversationsJson.Default.DeleteConversationGroups, ConversationsJson.Default.DeleteConversationGroupsReply);

    public static readonly Command<UpdateConversationGroup, UpdateConversationGroupReply> UpdateGroup =
        new("recentcontact.update_contact_group", ConversationsJson.Default.UpdateConversationGroup, ConversationsJson.Default.UpdateConversationGroupReply);

    public static readonly Command<PinConversations, Reply> Pin =
        new("recentcontact.top", ConversationsJson.Default.PinConversations, CommandsJson.Default.Reply);

    public static readonly Command<DeleteConversations, DeleteConversationsReply> Delete =
        new("recentcontact.batch_delete", ConversationsJson.Default.DeleteConversations, ConversationsJson.Default.DeleteConversationsReply);

    public static readonly Command<ClearHistory, Reply> ClearHistory =
        new("recentcontact.clear_msg", ConversationsJson.Default.ClearHistory, CommandsJson.Default.Reply);

    public static readonly Command<MarkConversations, MarkConversationsReply> Mark =
        new("recentcontact.mark_contact", ConversationsJson.Default.MarkConversations, ConversationsJson.Default.MarkConversationsReply);
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, NumberHandling = JsonNumberHandling.AllowReadingFromString)]
[JsonSerializable(typeof(GetConversationPage))]
[JsonSerializable(typeof(ConversationPageReply))]
[JsonSerializable(typeof(GetConversationGroups))]
[JsonSerializable(typeof(ConversationGroupsReply))]
[JsonSerializable(typeof(SearchConversationGroups))]
[JsonSerializable(typeof(SearchConversationGroupsReply))]
[JsonSerializable(typeof(CreateConversationGroups))]
[JsonSerializable(typeof(CreateConversationGroupsReply))]
[JsonSerializable(typeof(DeleteConversationGroups))]
[JsonSerializable(typeof(DeleteConversationGroupsReply))]
[JsonSerializable(typeof(UpdateConversationGroup))]
[JsonSerializable(typeof(UpdateConversationGroupReply))]
[JsonSerializable(typeof(PinConversations))]
[JsonSerializable(typeof(DeleteConversations))]
[JsonSerializable(typeof(DeleteConversationsReply))]
[JsonSerializable(typeof(ClearHistory))]
[JsonSerializable(typeof(MarkConversations))]
[JsonSerializable(typeof(MarkConversationsReply))]
[JsonSerializable(typeof(ConversationsNotification[]))]
public sealed partial class ConversationsJson : JsonSerializerContext;
