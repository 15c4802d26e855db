using System.Text.Json.Serialization;
using Chat.Protocol.Commands;

namespace Chat.Protocol.Messages;

/// <summary>Body of <c>openim.msgreaded</c>.</summary>
public sealed record ReportRead
{
    public ReadReport C2CMsgReaded { get; set; } = new();
}

public sealed record ReadReport
{
    public string Cookie { get; set; } = "";

    public ReadReportItem[] C2CMsgReadedItem { get; set; } = [];
}

public sealed record ReadReportItem
{
    [JsonPropertyName("To_Account")]
    public string Peer { get; set; } = "";

    /// <summary>Time of the newest message read, UNIX seconds.</summary>
    public long LastedMsgTime { get; init; }

    public int Receipt { get; set; } = 1;
}

/// <summary>Body of <c>openim.get_peer_read_time</c>: up to when have these peers read my messages?</summary>
public sealed record GetPeerReadTime
{
    [JsonPropertyName("To_Account")]
    public string[] Peers { get; set; } = [];
}

public sealed record PeerReadTimeReply : Reply
{
    /// <summary>UNIX seconds in the order of the request, 0 for none.</summary>
    public long[] ReadTime { get; set; } = [];
}

/// <summary>Body of <c>openim.read_all_unread_msg</c>.</summary>
public sealed record ReadAll
{
    /// <summary>1: all one-to-one conversations.</summary>
    public int C2CReadAllMsg { get; init; }

    public GroupReadPosition[] GroupReadInfo { get; set; } = [];
}

/// <summary>Repeats what was asked: the SDK takes a bare success for none.</summary>
public sealed record ReadAllReply : Reply
{
    public int C2CReadAllMsg { get; init; }

    public GroupReadPosition[] GroupReadInfoArray { get; set; } = [];
}

/// <summary>Up to where a group conversation is read.</summary>
public sealed record GroupReadPosition
{
    public string GroupId { get; set; } = "";

    public long MsgSeq { get; init; }

    /// <summary>Only in replies: 0 is success.</summary>
    public int? RetCode { get; init; }
}
