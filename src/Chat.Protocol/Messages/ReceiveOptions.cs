using System.Text.Json.Serialization;
using Chat.Protocol.Commands;

namespace Chat.Protocol.Messages;

/// <summary>What an account wants of a conversation's messages; values of <c>MuteNotifications</c> and <c>MsgRecvOption</c>.</summary>
public static class ReceiveOptions
{
    public const int Notify = 0;

    /// <summary>Neither delivered nor counted nor shown on the list; the history has them.</summary>
    public const int Discard = 1;

    /// <summary>Delivered without offline push.</summary>
    public const int DoNotNotify = 2;
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

    /// <summary>One of <see cref="ReceiveOptions"/>.</summary>
    public int MuteNotifications { get; init; }
}

/// <summary>Body of <c>openim.set_c2c_peer_mute_notifications</c>.</summary>
public sealed record SetPeerMute
{
    public const int MaxPeers = 30;

    [JsonPropertyName("Peer_Account")]
    public string[] Peers { get; set; } = [];

    /// <summary>One of <see cref="ReceiveOptions"/>.</summary>
    [JsonPropertyName("Mute_Notifications")]
    public int MuteNotifications { get; init; }
}

public sealed record SetPeerMuteReply : Reply
{
    public PeerMuteFailure[]? ErrorList { get; init; }
}

public sealed record PeerMuteFailure
{
    [JsonPropertyName("Peer_Account")]
    public string Peer { get; set; } = "";

    /// <summary>Another name of <see cref="Peer"/>, in replies of the cloud.</summary>
    public string? UserId { get; init; }

    [JsonPropertyName("ErrorCode")]
    public int Code { get; init; }
}

/// <summary>Body of <c>im_msg_db_logic.ws_set_do_not_disturb</c>, and an event of its own when it has changed: how all messages of the account notify.</summary>
public sealed record SetDoNotDisturb
{
    /// <summary>UNIX seconds.</summary>
    public long StartTime { get; init; }

    /// <summary>UNIX seconds.</summary>
    public long EndTime { get; init; }

    /// <summary>1: every day.</summary>
    public int IsRepeated { get; init; }

    /// <summary>0 notify, 1 do not deliver, 2 deliver without notification.</summary>
    public int Level { get; init; }
}

/// <summary>Body of <c>im_msg_db_logic.ws_get_do_not_disturb</c>.</summary>
public sealed record GetDoNotDisturb
{
    [JsonPropertyName("To_Account")]
    public string Account { get; set; } = "";
}

public sealed record DoNotDisturbReply : Reply
{
    public int Level { get; init; }

    public long StartTime { get; init; }

    public long EndTime { get; init; }

    public int IsRepeated { get; init; }
}
