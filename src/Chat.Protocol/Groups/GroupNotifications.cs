using System.Text.Json.Serialization;
using Chat.Protocol.Messages;

namespace Chat.Protocol.Groups;

/// <summary>Values of <c>OpType</c> (wire reference, groups §4).</summary>
public static class GroupTipTypes
{
    public const int Joined = 1;
    public const int Quit = 2;
    public const int Kicked = 3;
    public const int AdminGranted = 4;
    public const int AdminRevoked = 5;
    public const int ProfileChanged = 6;
    public const int MemberChanged = 7;
    public const int TopicChanged = 8;
    public const int Banned = 10;
    public const int Unbanned = 11;
    public const int Pinned = 16;
    public const int Unpinned = 17;
}

/// <summary>Values of <c>ReportType</c> (wire reference, groups §5).</summary>
public static class GroupNoticeTypes
{
    public const int Applied = 1;
    public const int Accepted = 2;
    public const int Rejected = 3;
    public const int Kicked = 4;
    public const int Dismissed = 5;
    public const int Created = 6;
    public const int Invited = 7;
    public const int Quit = 8;
    public const int BecameAdmin = 9;
    public const int NoLongerAdmin = 10;
    public const int InvitedToAccept = 12;

    /// <summary>Who was invited has agreed; to the inviter.</summary>
    public const int InvitationAccepted = 13;
    public const int InvitationRejected = 14;
    public const int TopicCreated = 17;
    public const int TopicDeleted = 18;
    public const int ReceiveOptionChanged = 20;
    public const int Banned = 21;
    public const int Unbanned = 22;

    /// <summary>A member invites somebody; to owner and administrators, who must approve.</summary>
    public const int InviteApplied = 23;
    public const int Custom = 255;
}

/// <summary>Somebody a tip or notice is about.</summary>
public sealed record GroupPerson
{
    public string UserId { get; set; } = "";

    public string? NickName { get; init; }

    public string? ImageUrl { get; init; }

    public string? NameCard { get; init; }

    /// <summary>One of the numbers of <see cref="GroupRoles"/>.</summary>
    public int? Role { get; init; }
}

/// <summary><c>MsgBody</c> of a tip.</summary>
public sealed record GroupTipBody
{
    /// <summary>One of <see cref="GroupTipTypes"/>; absent where attributes or counters are told.</summary>
    public int? OpType { get; init; }

    [JsonPropertyName("Operator_Account")]
    public string? Operator { get; init; }

    [JsonPropertyName("List_Account")]
    public string[]? Members { get; init; }

    public int? MemberNum { get; init; }

    /// <summary>1 applied, 2 invited, 0 left.</summary>
    public int? GroupJoinType { get; init; }

    public GroupPerson? MsgOperatorMemberExtraInfo { get; init; }

    public GroupPerson[]? MsgMemberExtraInfo { get; init; }

    public GroupProfileChange? MsgGroupNewInfo { get; init; }

    public GroupMemberMute[]? MsgMemberInfo { get; init; }

    public TopicProfileChange? MsgTopicNewInfo { get; init; }

    public BanReason? MemberExtraInfo { get; init; }

    public OnlineMembers? OnlineMemberInfo { get; init; }

    public WireGroupMessage? PinnedMsg { get; init; }

    public UnpinnedMessage? SdkGroupMessageId { get; init; }

    public GroupCounterChange[]? GroupCounterInfo { get; init; }
}

/// <summary>What has changed of a group; the rest is absent.</summary>
public sealed record GroupProfileChange
{
    public string? GroupName { get; init; }

    public string? GroupFaceUrl { get; init; }

    public string? GroupIntroduction { get; init; }

    public string? GroupNotification { get; init; }

    [JsonPropertyName("Owner_Account")]
    public string? Owner { get; init; }

    public string? GroupApplyJoinOption { get; init; }

    public string? InviteJoinOption { get; init; }

    public int? ShutupAll { get; init; }

    public GroupField[]? MsgAppDefinedData { get; init; }

    public GroupAttributeChange? GroupAttrOption { get; init; }
}

/// <summary>What has changed of a topic; the rest is absent.</summary>
public sealed record TopicProfileChange
{
    public string? TopicName { get; init; }

    public string? TopicFaceUrl { get; init; }

    public string? TopicIntroduction { get; init; }

    public string? TopicNotification { get; init; }

    public string? CustomString { get; init; }

    public int? ShutupAll { get; init; }
}

public sealed record GroupMemberMute
{
    public string? UserId { get; init; }

    /// <summary>Some servers name the member here.</summary>
    [JsonPropertyName("User_Account")]
    public string? Account { get; init; }

    /// <summary>Seconds; 0 for a mute that has ended.</summary>
    public long? ShutupTime { get; init; }
}

public sealed record BanReason
{
    public string Reason { get; set; } = "";
}

public sealed record OnlineMembers
{
    public int OnlineMemberNum { get; init; }

    /// <summary>Seconds for which the number is believed.</summary>
    public int ExpireTime { get; init; }
}

public sealed record UnpinnedMessage
{
    public string SenderTinyId { get; set; } = "";

    public long ClientTime { get; init; }

    public long Random { get; init; }

    public long ServerTime { get; init; }

    public long MsgSeq { get; init; }
}

public sealed record GroupAttributeChange
{
    public const int Set = 1;
    public const int Modified = 2;
    public const int Cleared = 3;
    public const int Deleted = 4;

    public int OpType { get; init; }

    /// <summary>The version behind the change.</summary>
    public long GroupAttrSeq { get; init; }

    /// <summary>Another name of <see cref="GroupAttrSeq"/>, in pushes of the cloud.</summary>
    public long? AttrMainSeq { get; init; }

    /// <summary><see cref="GroupAttrSeq"/>, under whichever name it came.</summary>
    [JsonIgnore]
    public long Version => AttrMainSeq ?? GroupAttrSeq;

    /// <summary>1: the values are in here; 0: they must be asked for.</summary>
    public int PushChangedAttrValFlag { get; init; }

    public ChangedAttribute[]? GroupAttrInfo { get; init; }

    public string[]? BytesChangedKeys { get; init; }
}

public sealed record ChangedAttribute
{
    public string Key { get; set; } = "";

    public string? Val { get; init; }

    public long? SubKeySeq { get; init; }

    /// <summary>Another spelling of <see cref="Key"/>, in pushes of the cloud.</summary>
    [JsonPropertyName("key")]
    public string? SmallKey { get; init; }

    /// <summary>Another name of <see cref="Val"/>, in pushes of the cloud.</summary>
    [JsonPropertyName("value")]
    public string? SmallValue { get; init; }

    /// <summary>Key and value, under whichever names they came.</summary>
    [JsonIgnore]
    public (string Key, string Value) Pair => (SmallKey ?? Key ?? "", SmallValue ?? Val ?? "");
}

public sealed record GroupCounterChange
{
    public const int Updated = 0;
    public const int Deleted = 1;

    public int Type { get; init; }

    public long GroupCounterSeq { get; init; }

    public GroupCounter[] GroupCounter { get; set; } = [];
}

/// <summary><c>MsgBody</c> of a system notice, or of a recall, read or receipt item.</summary>
public sealed record GroupNoticeBody
{
    /// <summary>One of <see cref="GroupNoticeTypes"/>.</summary>
    public int? ReportType { get; init; }

    [JsonPropertyName("Operator_Account")]
    public string? Operator { get; init; }

    public GroupPerson? MsgOperatorMemberExtraInfo { get; init; }

    public string? RemarkInfo { get; init; }

    public string? Authentication { get; init; }

    /// <summary>UNIX microseconds; names an application.</summary>
    public long? MsgKey { get; init; }

    public string? UserDefinedField { get; init; }

    [JsonPropertyName("MemberList_Account")]
    public string[]? Members { get; init; }

    public GroupPerson[]? MsgMemberExtraInfoList { get; init; }

    /// <summary>One of <see cref="GroupReceiveOptions"/>.</summary>
    public string? Level { get; init; }

    /// <summary>Seconds.</summary>
    public long? BanDuration { get; init; }

    public string? BanDescription { get; init; }

    public string[]? TopicIdArray { get; init; }

    public GroupWithdrawal[]? GroupWithdrawInfoArray { get; init; }

    public GroupReadMark[]? GroupReadInfoArray { get; init; }

    public GroupReceiptChange[]? GroupMsgReceiptList { get; init; }
}

/// <summary>A message that was taken back.</summary>
public sealed record GroupWithdrawal
{
    public string GroupId { get; set; } = "";

    public string? TopicId { get; init; }

    public long MsgSeq { get; init; }

    public long MsgRandom { get; init; }

    public string TinyId { get; set; } = "";

    public long MsgClientTime { get; init; }

    public long MsgTimeStamp { get; init; }

    public RevokerInfo? RevokerInfo { get; init; }
}

/// <summary>Up to where another device of this account has read.</summary>
public sealed record GroupReadMark
{
    public string GroupId { get; set; } = "";

    public string? TopicId { get; init; }

    public long LastReadMsgSeq { get; init; }
}

/// <summary>How many members have read a message now.</summary>
public sealed record GroupReceiptChange
{
    public string TinyId { get; set; } = "";

    public long MsgClientTime { get; init; }

    public long MsgRandom { get; init; }

    public long MsgSeq { get; init; }

    public int ReadNum { get; init; }

    public int UnreadNum { get; init; }
}

/// <summary>A message of a group that was edited.</summary>
public sealed record ModifiedGroupMessage
{
    public string GroupId { get; set; } = "";

    public string? TopicId { get; init; }

    [JsonPropertyName("From_Account")]
    public string From { get; set; } = "";

    public long MsgSeq { get; init; }

    public long MsgRandom { get; init; }

    public long MsgTimeStamp { get; init; }

    public long MsgVersion { get; init; }

    public Commands.RawJson MsgBody { get; init; }

    public string CloudCustomData { get; set; } = "";

    /// <summary>Above 1: moderation has found something.</summary>
    public int? MsgCheckResult { get; init; }
}

/// <summary>The newest message of a topic without its delivery (event 26).</summary>
public sealed record TopicNewsEvent
{
    public WireGroupMessage? NewMsg { get; init; }

    public long[]? NoUnreadSeqList { get; init; }
}

/// <summary>Data for a room that only the app understands (event 100).</summary>
public sealed record RoomDataEvent
{
    public string Content { get; set; } = "";
}

/// <summary>What has changed of the account as a member of a group.</summary>
public sealed record GroupSelfChange
{
    /// <summary>The group, or a topic.</summary>
    public string GroupId { get; set; } = "";

    /// <summary>"" for none; null where it is as before.</summary>
    public string? NameCard { get; init; }

    /// <summary>Mentions up to this sequence were taken off the account's list; null for none.</summary>
    public long? MentionsReadSeq { get; init; }
}
