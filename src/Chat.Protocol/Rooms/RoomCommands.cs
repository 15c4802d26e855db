using System.Text.Json.Serialization;
using Chat.Protocol.Commands;
using Chat.Protocol.Groups;

namespace Chat.Protocol.Rooms;

/// <summary>Live rooms (type AVChatRoom): polling, members, joining without a login (wire reference, AVChatRoom §A).</summary>
public static class RoomCommands
{
    public static readonly Command<JoinGroup, JoinGroupReply> JoinAnonymously =
        new("group_open_http_noauth_svc.apply_join_group", GroupsJson.Default.JoinGroup, GroupsJson.Default.JoinGroupReply);

    public static readonly Command<PollRoom, PollRoomReply> Poll =
        new("group_open_long_polling_http_svc.get_msg", RoomsJson.Default.PollRoom, RoomsJson.Default.PollRoomReply) { HasChecksum = false, IsOfSocket = true };

    public static readonly Command<PollRoom, PollRoomReply> PollAnonymously =
        new("group_open_long_polling_http_noauth_svc.get_msg", RoomsJson.Default.PollRoom, RoomsJson.Default.PollRoomReply) { HasChecksum = false, IsOfSocket = true };

    public static readonly Command<GetRoomMembers, RoomMembersReply> GetMembers =
        new("group_open_avchatroom_http_svc.get_members", RoomsJson.Default.GetRoomMembers, RoomsJson.Default.RoomMembersReply);

    public static readonly Command<MarkRoomMembers, MarkRoomMembersReply> MarkMembers =
        new("group_open_avchatroom_http_svc.modify_user_info", RoomsJson.Default.MarkRoomMembers, RoomsJson.Default.MarkRoomMembersReply);

    public static readonly Command<GetRoomHistory, RoomHistoryReply> GetHistory =
        new("group_open_http_svc.get_huge_group_msg", RoomsJson.Default.GetRoomHistory, RoomsJson.Default.RoomHistoryReply);

    /// <summary>To everybody in a live room of the app; REST only.</summary>
    public static readonly Command<SendRoomBroadcast, RoomBroadcastReply> SendBroadcast =
        new("group_open_http_svc.send_broadcast_msg", RoomsJson.Default.SendRoomBroadcast, RoomsJson.Default.RoomBroadcastReply);
}

public sealed record PollRoom
{
    public int USP { get; set; } = 1;

    /// <summary>Position of the first message wanted; 0 for "from now".</summary>
    public long StartSeq { get; init; }

    /// <summary>Seconds; the SDK gives up after 15, so a server holds 10 at most.</summary>
    public int HoldTime { get; set; } = 90;

    /// <summary>The key of the join, or of the last reply.</summary>
    public string Key { get; set; } = "";

    /// <summary>1: the short form of items is welcome, see <see cref="ShortRoomItem"/>.</summary>
    public int DownsizeFlag { get; init; }

    /// <summary>Position of broadcasts; only the first room's poll has it.</summary>
    public long? StartBroadcastSeq { get; init; }
}

public sealed record PollRoomReply : Reply
{
    public string Key { get; set; } = "";

    public long NextSeq { get; init; }

    [JsonConverter(typeof(RoomItemsConverter))]
    public WireGroupMessage[] RspMsgList { get; set; } = [];

    public long? NextBroadcastSeq { get; init; }

    [JsonConverter(typeof(RoomItemsConverter))]
    public WireGroupMessage[]? RspBroadcastMsgList { get; init; }
}

public sealed record GetRoomMembers
{
    public string GroupId { get; set; } = "";

    /// <summary>0, then that of the last reply.</summary>
    public long Timestamp { get; init; }

    /// <summary>Only members with this mark.</summary>
    public int? Mark { get; init; }
}

public sealed record RoomMember
{
    [JsonPropertyName("Member_Account")]
    public string Member { get; set; } = "";

    public string NickName { get; set; } = "";

    public string Avatar { get; set; } = "";

    /// <summary>UNIX seconds.</summary>
    public long JoinTime { get; init; }

    public int[] Marks { get; set; } = [];
}

public sealed record RoomMembersReply : Reply
{
    public RoomMember[] MemberList { get; set; } = [];

    /// <summary>0 at the end.</summary>
    public long NextTimestamp { get; init; }
}

public sealed record MarkRoomMembers
{
    public const int MaxMembers = 500;
    public const int Set = 1;
    public const int Unset = 2;

    public string GroupId { get; set; } = "";

    /// <summary><see cref="Set"/> or <see cref="Unset"/>.</summary>
    public int CommandType { get; init; }

    public MarkedRoomMember[] MemberList { get; set; } = [];
}

public sealed record MarkedRoomMember
{
    [JsonPropertyName("Member_Account")]
    public string Member { get; set; } = "";

    public int[]? Marks { get; init; }
}

/// <summary>The members for which it has worked.</summary>
public sealed record MarkRoomMembersReply : Reply
{
    public MarkedRoomMember[] MemberList { get; set; } = [];
}

public sealed record GetRoomHistory
{
    public string GroupId { get; set; } = "";

    public string LongPollingKey { get; set; } = "";

    public long PullPreSeq { get; init; }
}

public sealed record RoomHistoryReply : Reply
{
    public WireGroupMessage[] RspMsgList { get; set; } = [];
}

public sealed record SendRoomBroadcast
{
    /// <summary>Who speaks; the administrator if it is missing.</summary>
    [JsonPropertyName("From_Account")]
    public string? From { get; init; }

    /// <summary>Within five minutes the same number of one sender is the same message.</summary>
    public long Random { get; init; }

    /// <summary>Elements as in other messages.</summary>
    public RawJson MsgBody { get; init; }

    public string CloudCustomData { get; set; } = "";
}

public sealed record RoomBroadcastReply : Reply
{
    /// <summary>Grows with each broadcast of the app.</summary>
    public long MsgSeq { get; init; }
}

/// <summary><c>MsgBody</c> of a polled recall (event 20).</summary>
public sealed record RoomRecallBody
{
    public RecalledRoomMessage[] RevokeMsgList { get; set; } = [];
}

public sealed record RecalledRoomMessage
{
    /// <summary>Numeric ID of the message's sender.</summary>
    public string TinyId { get; set; } = "";

    /// <summary>UNIX seconds.</summary>
    public long MsgClientTime { get; init; }

    public long MsgRandom { get; init; }

    public long MsgSeq { get; init; }
}

/// <summary><c>MsgBody</c> of polled room data (event 100).</summary>
public sealed record RoomDataBody
{
    public string MsgContent { get; set; } = "";
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, NumberHandling = JsonNumberHandling.AllowReadingFromString)]
[JsonSerializable(typeof(PollRoom))]
[JsonSerializable(typeof(PollRoomReply))]
[JsonSerializable(typeof(GetRoomMembers))]
[JsonSerializable(typeof(RoomMembersReply))]
[JsonSerializable(typeof(MarkRoomMembers))]
[JsonSerializable(typeof(MarkRoomMembersReply))]
[JsonSerializable(typeof(GetRoomHistory))]
[JsonSerializable(typeof(RoomHistoryReply))]
[JsonSerializable(typeof(SendRoomBroadcast))]
[JsonSerializable(typeof(RoomBroadcastReply))]
[JsonSerializable(typeof(RoomRecallBody))]
[JsonSerializable(typeof(RoomDataBody))]
public sealed partial class RoomsJson : JsonSerializerContext;
