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

/// <summary>Body of <c>openim.get_c2c_peer_mute_notifications</c>.</summary>
public sealed record GetPeerMute
{
    [JsonPropertyName("To_Account")]
    public string Account { get; set; } = "";

    [JsonPropertyName("Peer_Account")]
    public string[] Peers { get; set; } = [];
}

public sealed record PeerMuteReply : Reply
{
    public PeerMute[] MuteNotificationsList { get; set; } = [];
}

public sealed record PeerMute
{
    [JsonPropertyName("Peer_Account")]
    public string Peer { get; set; } = "";

    /// <summary>0 notify, 1 discard, 2 no notification.</summary>
    public int MuteNotifications { get; init; }
}
