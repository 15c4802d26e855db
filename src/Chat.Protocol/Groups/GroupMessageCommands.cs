using System.Text.Json.Serialization;
using Chat.Protocol.Commands;
using Chat.Protocol.Messages;

namespace Chat.Protocol.Groups;

/// <summary>Messages of groups and topics (wire reference, group messages).</summary>
public static class GroupMessageCommands
{
    public static readonly GroupCommand<SendGroupMessage, SendGroupMessageReply> Send =
        new("send_group_msg", GroupsJson.Default.SendGroupMessage, GroupsJson.Default.SendGroupMessageReply);

    public static readonly GroupCommand<GetGroupHistory, GroupHistoryReply> GetHistory =
        new("group_msg_get", GroupsJson.Default.GetGroupHistory, GroupsJson.Default.GroupHistoryReply, new CommandLimit(20, 1));

    public static readonly GroupCommand<ReportGroupRead, Reply> ReportRead =
        new("msg_read_report", GroupsJson.Default.ReportGroupRead, CommandsJson.Default.Reply);

    public static readonly GroupCommand<RecallGroupMessages, RecallGroupMessagesReply> Recall =
        new("group_msg_recall", GroupsJson.Default.RecallGroupMessages, GroupsJson.Default.RecallGroupMessagesReply);

    public static readonly GroupCommand<DeleteGroupMessages, Reply> Delete =
        new("delete_group_ramble_msg_by_seq", GroupsJson.Default.DeleteGroupMessages, CommandsJson.Default.Reply);

    /// <summary>One service for all groups.</summary>
    public static readonly Command<ModifyGroupMessage, ModifyMessageReply> Modify =
        new("openim.modify_group_msg", GroupsJson.Default.ModifyGroupMessage, MessagesJson.Default.ModifyMessageReply);

    public static readonly GroupCommand<SendGroupReadReceipts, Reply> SendReceipts =
        new("group_msg_receipt", GroupsJson.Default.SendGroupReadReceipts, CommandsJson.Default.Reply) { TakesTopicForGroup = true };

    public static readonly GroupCommand<GetGroupReadReceipts, GroupReadReceiptsReply> GetReceipts =
        new("get_group_msg_receipt", GroupsJson.Default.GetGroupReadReceipts, GroupsJson.Default.GroupReadReceiptsReply) { TakesTopicForGroup = true };

    public static readonly GroupCommand<GetGroupReceiptMembers, GroupReceiptMembersReply> GetReceiptMembers =
        new("get_group_msg_receipt_detail", GroupsJson.Default.GetGroupReceiptMembers, GroupsJson.Default.GroupReceiptMembersReply) { TakesTopicForGroup = true };

    public static readonly GroupCommand<GetGroupReceiptsByUsers, GroupReceiptsByUsersReply> GetReceiptsByUsers =
        new("get_group_msg_receipts_by_users", GroupsJson.Default.GetGroupReceiptsByUsers, GroupsJson.Default.GroupReceiptsByUsersReply) { TakesTopicForGroup = true };

    public static readonly GroupCommand<PinGroupMessage, Reply> Pin =
        new("pin_message", GroupsJson.Default.PinGroupMessage, CommandsJson.Default.Reply);

    public static readonly GroupCommand<PinGroupMessage, Reply> Unpin =
        new("unpin_message", GroupsJson.Default.PinGroupMessage, CommandsJson.Default.Reply);

    public static readonly GroupCommand<GetPinnedGroupMessages, PinnedGroupMessagesReply> GetPinned =
        new("get_pinned_messages", GroupsJson.Default.GetPinnedGroupMessages, GroupsJson.Default.PinnedGroupMessagesReply);

    /// <summary>Recalls that a client missed; communities are asked for under the same name (wire reference, groups §3.15).</summary>
    public static readonly Command<GetGroupRecalls, GroupRecallsReply> GetRecalls =
        new("group_open_http_svc.batch_get_group_notify", GroupsJson.Default.GetGroupRecalls, GroupsJson.Default.GroupRecallsReply);

    public static readonly Command<SetGroupExtensions, SetExtensionsReply> SetExtensions =
        new("openim_msg_ext_http_svc.group_set_key_values", GroupsJson.Default.SetGroupExtensions, MessagesJson.Default.SetExtensionsReply);

    public static readonly Command<GetGroupExtensions, ExtensionsReply> GetExtensions =
        new("openim_msg_ext_http_svc.group_get_key_values", GroupsJson.Default.GetGroupExtensions, MessagesJson.Default.ExtensionsReply);

    public static readonly Command<ChangeGroupReaction, Reply> AddReaction =
        new("openim_msg_ext_http_svc.group_reaction_add", GroupsJson.Default.ChangeGroupReaction, CommandsJson.Default.Reply);

    public static readonly Command<ChangeGroupReaction, Reply> RemoveReaction =
        new("openim_msg_ext_http_svc.group_reaction_del", GroupsJson.Default.ChangeGroupReaction, CommandsJson.Default.Reply);

    public static readonly Command<GetGroupReactions, GroupReactionsReply> GetReactions =
        new("openim_msg_ext_http_svc.group_reaction_multi_stat", GroupsJson.Default.GetGroupReactions, GroupsJson.Default.GroupReactionsReply);

    public static readonly Command<GetGroupReactionUsers, ReactionUsersReply> GetReactionUsers =
        new("openim_msg_ext_http_svc.group_reaction_iterate", GroupsJson.Default.GetGroupReactionUsers, MessagesJson.Default.ReactionUsersReply);
}

/// <summary>A mention in a message.</summary>
public sealed record GroupAt
{
    /// <summary>1: everybody.</summary>
    public int GroupAtAllFlag { get; init; }

    [JsonPropertyName("GroupAt_Account")]
    public string? Account { get; init; }
}

/// <summary>Body of <c>send_group_msg</c> as the web SDK sends it, fields in its order.</summary>
public sealed record SendGroupMessage
{
    public const int MaxReceivers = 50;
    public const int MaxMentions = 30;

    [JsonPropertyName("From_Account")]
    public string From { get; set; } = "";

    public string GroupId { get; set; } = "";

    public long Random { get; init; }

    public long ClientSeq { get; init; }

    /// <summary>"High", "Normal", "Low" or "Lowest".</summary>
    public string MsgPriority { get; set; } = "";

    public RawJson MsgBody { get; init; }

    public string CloudCustomData { get; set; } = "";

    /// <summary>1: to those who are online, not stored.</summary>
    public int OnlineOnlyFlag { get; init; }

    public OfflinePushInfo? OfflinePushInfo { get; init; }

    public GroupAt[] GroupAtInfo { get; set; } = [];

    public string[]? SendMsgControl { get; init; }

    /// <summary>UNIX seconds.</summary>
    public long MsgClientTime { get; init; }

    public int NeedReadReceipt { get; init; }

    /// <summary>The members that receive it, all if absent.</summary>
    [JsonPropertyName("To_Account")]
    public string[]? Receivers { get; init; }

    public string? TopicId { get; init; }

    public int SupportMessageExtension { get; init; }

    public int IsRelayMsg { get; init; }

    public string? CustomModerationConfigID { get; init; }

    /// <summary>See <see cref="HookNames"/>.</summary>
    public string[]? ForbidCallbackControl { get; init; }
}

public sealed record SendGroupMessageReply : Reply
{
    /// <summary>UNIX seconds.</summary>
    public long MsgTime { get; init; }

    public long MsgSeq { get; init; }

    public int? ReadReceiptCode { get; init; }

    /// <summary>Why the message was dropped, if it was.</summary>
    public string? MsgDropReason { get; init; }

    /// <summary>Only of this project's server: what the sender is called in the group, which not every device knows; null for nothing.</summary>
    public string? NameCard { get; init; }
}

/// <summary>The group as messages, tips and notices name it.</summary>
public sealed record WireGroupHeader
{
    /// <summary>Value of <see cref="MillionGroupFlag"/> in communities with topics.</summary>
    public const int WithTopics = 2;

    public string GroupId { get; set; } = "";

    public string? GroupName { get; init; }

    public string? GroupType { get; init; }

    [JsonPropertyName("From_Account")]
    public string? From { get; init; }

    [JsonPropertyName("From_AccountNick")]
    public string? FromNick { get; init; }

    [JsonPropertyName("From_AccountHeadurl")]
    public string? FromAvatar { get; init; }

    [JsonPropertyName("From_AccountLevel")]
    public int? FromLevel { get; init; }

    [JsonPropertyName("MsgFrom_AccountExtraInfo")]
    public WireNameCard? FromExtra { get; init; }

    public string? To { get; init; }

    public string? TopicId { get; init; }

    public int? MillionGroupFlag { get; init; }

    /// <summary>1: to be consumed silently.</summary>
    public int? NotVisible { get; init; }
}

public sealed record WireNameCard
{
    public string? NameCard { get; init; }
}

/// <summary>A message, tip or notice of a group, as pushes, history and polls carry it.</summary>
public sealed record WireGroupMessage
{
    /// <summary>3 message, 4 tip, 5 notice, 6 tip that is not stored, 17 broadcast, 20 recall, 100 room data; absent counts as 3.</summary>
    public int? Event { get; init; }

    /// <summary>What the sender wants of an offline push; absent where it says nothing. The official SDK ignores it.</summary>
    public RawJson? OfflinePushInfo { get; init; }

    [JsonPropertyName("From_Account")]
    public string? From { get; init; }

    [JsonPropertyName("To_Account")]
    public string? To { get; init; }

    public string? ToGroupId { get; init; }

    public string? ToTopicId { get; init; }

    /// <summary>Numeric ID of the sender.</summary>
    public string? TinyId { get; init; }

    public long? ClientSeq { get; init; }

    /// <summary>Place in the group or topic, from 1 without gaps.</summary>
    public long MsgSeq { get; init; }

    public long MsgRandom { get; init; }

    /// <summary>Another name of <see cref="MsgRandom"/>, in histories of the cloud.</summary>
    public long? Random { get; init; }

    /// <summary>UNIX seconds.</summary>
    public long MsgTimeStamp { get; init; }

    /// <summary>Another name of <see cref="MsgTimeStamp"/>, in histories of the cloud.</summary>
    public long? MsgTime { get; init; }

    /// <summary>UNIX seconds.</summary>
    public long? MsgClientTime { get; init; }

    /// <summary>1 High … 4 Lowest, or the name.</summary>
    public RawJson? MsgPriority { get; init; }

    /// <summary>Elements of a message, or the object of a tip, notice, recall or room data.</summary>
    public RawJson? MsgBody { get; init; }

    public string? CloudCustomData { get; init; }

    public int? NeedReadReceipt { get; init; }

    public int? SupportMessageExtension { get; init; }

    public int? OnlineOnlyFlag { get; init; }

    public SendMsgControl? SendMsgControl { get; init; }

    public GroupAt[]? GroupAtInfo { get; init; }

    public GroupAtTips? GroupAtTips { get; init; }

    /// <summary>Number of edits. In a push it makes the SDK take a new message for an edit.</summary>
    public long? MsgVersion { get; init; }

    public int? MsgModifiedFlag { get; init; }

    /// <summary>Above 1: moderation has found something.</summary>
    public int? MsgCheckResult { get; init; }

    /// <summary>1 removed, 2 recalled.</summary>
    public int? IsPlaceMsg { get; init; }

    public RevokerInfo? RevokerInfo { get; init; }

    public WireGroupHeader? GroupInfo { get; init; }
}

/// <summary>A mention of the receiver (event 12).</summary>
public sealed record GroupAtTips
{
    public const int Me = 1;
    public const int All = 2;

    public string GroupId { get; set; } = "";

    public string? TopicId { get; init; }

    [JsonPropertyName("From_Account")]
    public string From { get; set; } = "";

    /// <summary>Sequence of the message.</summary>
    public long MsgSeq { get; init; }

    /// <summary><see cref="Me"/>, <see cref="All"/> or both.</summary>
    public int[] AtFlagList { get; set; } = [];
}

public sealed record GetGroupHistory
{
    public const int BySequence = 3;
    public const int MaxMessages = 100;

    public int WithRecalledMsg { get; set; } = 1;

    public string GroupId { get; set; } = "";

    public string? TopicId { get; init; }

    public int ReqMsgNumber { get; set; } = 21;

    /// <summary>The newest sequence wanted; in topics 0 for the newest.</summary>
    public long? ReqMsgSeq { get; init; }

    /// <summary><see cref="BySequence"/> with <see cref="ReqMsgSeqList"/>.</summary>
    [JsonPropertyName("GetType")]
    public int? Selection { get; init; }

    public long[]? ReqMsgSeqList { get; init; }
}

public sealed record GroupHistoryReply : Reply
{
    /// <summary>2: there is nothing older.</summary>
    public const int Finished = 2;

    public int IsFinished { get; init; }

    /// <summary>Where the next page begins, 0 for none.</summary>
    public long NextReqMsgSeq { get; init; }

    /// <summary>Newest first.</summary>
    public WireGroupMessage[] RspMsgList { get; set; } = [];

    /// <summary>Sequences that hide something from the caller.</summary>
    public long[]? InvisibleMsgSeq { get; init; }
}

public sealed record ReportGroupRead
{
    public string GroupId { get; set; } = "";

    public string? TopicId { get; init; }

    public long MsgReadedSeq { get; init; }
}

public sealed record GroupSequence
{
    public long MsgSeq { get; init; }
}

public sealed record RecallGroupMessages
{
    public const int MaxMessages = 10;

    public string GroupId { get; set; } = "";

    public GroupSequence[] MsgSeqList { get; set; } = [];

    /// <summary>"" in groups without topics.</summary>
    public string? TopicId { get; init; }

    public string? Reason { get; init; }
}

public sealed record RecalledGroupMessage
{
    public long MsgSeq { get; init; }

    /// <summary>0 is success.</summary>
    public int RetCode { get; init; }
}

public sealed record RecallGroupMessagesReply : Reply
{
    public RecalledGroupMessage[] RecallRetList { get; set; } = [];
}

public sealed record DeleteGroupMessages
{
    public const int MaxMessages = 50;

    public string GroupId { get; set; } = "";

    public string? TopicId { get; init; }

    [JsonPropertyName("Deleter_Account")]
    public string? Deleter { get; init; }

    /// <summary>Sequences as texts.</summary>
    public string[] Seqs { get; set; } = [];
}

public sealed record ModifyGroupMessage
{
    public string GroupId { get; set; } = "";

    public string? TopicId { get; init; }

    public long MsgSeq { get; init; }

    /// <summary>The version that the caller knows.</summary>
    public long MsgVersion { get; init; }

    /// <summary>Absent: only the custom data changes.</summary>
    public RawJson? MsgBody { get; init; }

    public string? CloudCustomData { get; init; }
}

/// <summary>Body of <c>group_msg_receipt</c>; a topic's ID stands in <see cref="GroupId"/>.</summary>
public sealed record SendGroupReadReceipts
{
    public const int MaxMessages = 30;

    public string GroupId { get; set; } = "";

    public GroupSequence[] MsgSeqList { get; set; } = [];
}

public sealed record GetGroupReadReceipts
{
    public string GroupId { get; set; } = "";

    public GroupSequence[] MsgSeqList { get; set; } = [];
}

public sealed record GroupReadReceipt
{
    public long MsgSeq { get; init; }

    /// <summary>0 is success.</summary>
    public int Code { get; init; }

    public int ReadNum { get; init; }

    public int UnreadNum { get; init; }
}

public sealed record GroupReadReceiptsReply : Reply
{
    public GroupReadReceipt[] GroupMsgReceiptList { get; set; } = [];
}

public sealed record GetGroupReceiptMembers
{
    public const int MaxMembers = 100;
    public const int WhoRead = 0;
    public const int WhoDidNot = 1;

    public string GroupId { get; set; } = "";

    public long MsgSeq { get; init; }

    /// <summary><see cref="WhoRead"/> or <see cref="WhoDidNot"/>.</summary>
    public int Flag { get; init; }

    public string Cursor { get; set; } = "";

    public int Num { get; set; } = MaxMembers;
}

public sealed record ReceiptReader
{
    [JsonPropertyName("Read_Account")]
    public string Member { get; set; } = "";

    /// <summary>UNIX seconds.</summary>
    [JsonPropertyName("Read_Time")]
    public long? Time { get; init; }
}

public sealed record ReceiptNonReader
{
    [JsonPropertyName("Unread_Account")]
    public string Member { get; set; } = "";
}

public sealed record GroupReceiptMembersReply : Reply
{
    public string Cursor { get; set; } = "";

    /// <summary>1 at the end.</summary>
    public int IsFinish { get; init; }

    public ReceiptReader[]? ReadList { get; init; }

    public ReceiptNonReader[]? UnreadList { get; init; }
}

public sealed record GetGroupReceiptsByUsers
{
    public string GroupId { get; set; } = "";

    public MembersOfMessage[] MemberReadMsgList { get; set; } = [];
}

public sealed record MembersOfMessage
{
    public long MsgSeq { get; init; }

    [JsonPropertyName("MemberList_Account")]
    public string[] Members { get; set; } = [];
}

public sealed record ReadersOfMessage
{
    public long MsgSeq { get; init; }

    public ReceiptReader[] ReadList { get; set; } = [];
}

public sealed record GroupReceiptsByUsersReply : Reply
{
    public ReadersOfMessage[] MsgReadList { get; set; } = [];
}

public sealed record PinGroupMessage
{
    public const int MaxPinned = 10;

    public string GroupId { get; set; } = "";

    public string? TopicId { get; init; }

    public long MsgSeq { get; init; }

    [JsonPropertyName("Pinner_Account")]
    public string? Pinner { get; init; }

    [JsonPropertyName("UnPinner_Account")]
    public string? Unpinner { get; init; }
}

public sealed record GetPinnedGroupMessages
{
    public string GroupId { get; set; } = "";

    public string? TopicId { get; init; }
}

public sealed record PinnedGroupMessage
{
    public long MsgSeq { get; init; }

    [JsonPropertyName("Pinner_Account")]
    public string Pinner { get; set; } = "";
}

public sealed record PinnedGroupMessagesReply : Reply
{
    public PinnedGroupMessage[] PinnedMsgList { get; set; } = [];
}

public sealed record GetGroupRecalls
{
    public const int MaxGroups = 10;

    public RecallsOfGroup[] NotifyReqList { get; set; } = [];
}

public sealed record RecallsOfGroup
{
    public const int Recalls = 1;

    public int NotifyType { get; set; } = Recalls;

    public int Limit { get; set; } = 20;

    public string? Type { get; init; }

    public string GroupId { get; set; } = "";

    /// <summary>UNIX microseconds.</summary>
    public long BeginTime { get; init; }

    /// <summary>UNIX microseconds.</summary>
    public long EndTime { get; init; }
}

public sealed record GroupRecallsReply : Reply
{
    public GroupRecalls[] NotifyRspList { get; set; } = [];
}

public sealed record GroupRecalls
{
    public string GroupId { get; set; } = "";

    /// <summary>UNIX microseconds at which to go on; 0 at the end.</summary>
    public long NextMsgTime { get; init; }

    public GroupRecall[] NotifyMsgList { get; set; } = [];
}

public sealed record GroupRecall
{
    public long MsgSeq { get; init; }

    public long MsgRandom { get; init; }

    /// <summary>Another name of <see cref="MsgRandom"/>, in replies of the cloud.</summary>
    public long? Random { get; init; }

    public RevokerInfo? RevokerInfo { get; init; }
}

public sealed record SetGroupExtensions
{
    public string GroupId { get; set; } = "";

    public string? TopicId { get; init; }

    public long MsgSeq { get; init; }

    /// <summary>1 set, 2 delete keys, 3 clear.</summary>
    public int OperateType { get; init; }

    public MessageExtension[]? ExtensionList { get; init; }
}

public sealed record GetGroupExtensions
{
    public string GroupId { get; set; } = "";

    public string? TopicId { get; init; }

    public long MsgSeq { get; init; }

    /// <summary>Pairs written since this sequence; the web SDK writes it with a small letter.</summary>
    [JsonPropertyName("startSeq")]
    public long? StartSeq { get; init; }

    /// <summary>REST's spelling of <see cref="StartSeq"/>.</summary>
    [JsonPropertyName("StartSeq")]
    public long? RestStartSeq { get; init; }
}

public sealed record ChangeGroupReaction
{
    public string GroupId { get; set; } = "";

    public string? TopicId { get; init; }

    public string Reaction { get; set; } = "";

    public long MsgSeq { get; init; }

    [JsonPropertyName("Add_Account")]
    public string[]? Adding { get; init; }

    [JsonPropertyName("Del_Account")]
    public string[]? Removing { get; init; }
}

public sealed record GetGroupReactions
{
    public string GroupId { get; set; } = "";

    public string? TopicId { get; init; }

    public long[] MsgSeqList { get; set; } = [];

    public int Count { get; set; } = 10;
}

public sealed record ReactionsOfGroupMessage
{
    public long MsgSeq { get; init; }

    public Reaction[] MsgReactionSummary { get; set; } = [];
}

public sealed record GroupReactionsReply : Reply
{
    public ReactionsOfGroupMessage[] Results { get; set; } = [];
}

public sealed record GetGroupReactionUsers
{
    public string GroupId { get; set; } = "";

    public string? TopicId { get; init; }

    public string Reaction { get; set; } = "";

    public long MsgSeq { get; init; }

    /// <summary>0, then that of the last reply.</summary>
    public long NextSeq { get; init; }

    public int Count { get; set; } = GetReactionUsers.MaxCount;
}
