using System.Text.Json.Serialization;
using Chat.Protocol.Commands;

namespace Chat.Protocol.Messages;

/// <summary>Body of <c>openim.getroammsg</c>.</summary>
public sealed record GetHistory
{
    public const int Older = 0;
    public const int Newer = 1;

    [JsonPropertyName("Peer_Account")]
    public string Peer { get; set; } = "";

    public int MaxCnt { get; set; } = 15;

    /// <summary>0 for the newest page, else the position, UNIX seconds.</summary>
    public long LastMsgTime { get; init; }

    /// <summary>"" or the cursor of the last reply.</summary>
    public string MsgKey { get; set; } = "";

    public int WithRecalledMsg { get; set; } = 1;

    public int GetDirection { get; init; }
}

public sealed record HistoryReply : Reply
{
    /// <summary>1: there is no more in this direction.</summary>
    public int Complete { get; init; }

    public string MsgKey { get; set; } = "";

    public long LastMsgTime { get; init; }

    /// <summary>Oldest first.</summary>
    public WireMessage[] MsgList { get; set; } = [];
}
