using System.Text.Json.Serialization;
using Chat.Protocol.Commands;

namespace Chat.Protocol.Messages;

/// <summary>Body of <c>openim.getmsg</c>: missed messages and unread counts since a cookie.</summary>
public sealed record GetMissedMessages
{
    public string Cookie { get; set; } = "";

    public int SyncFlag { get; init; }

    public int NeedAbstract { get; set; } = 1;

    /// <summary>1 after a push with <c>Flag</c> 1; 0 after login and after a reconnect, which differ by the cookie.</summary>
    public int IsOnlineSync { get; init; }

    public int NeedSignaling { get; set; } = 1;

    public int NeedCachedMsg { get; set; } = 1;
}

public sealed record MissedMessagesReply : Reply
{
    public const int MoreFollows = 1;
    public const int End = 2;

    /// <summary>Never empty: an empty one makes the SDK ignore the reply.</summary>
    public string Cookie { get; set; } = "";

    public int SyncFlag { get; init; }

    public WireMessage[] MsgList { get; set; } = [];

    public UnreadCount[] C2CPairUnreadCount { get; set; } = [];

    /// <summary>Missed events, as in a push body. Only the cloud sends them.</summary>
    public RawJson? EventArray { get; init; }
}

public sealed record UnreadCount
{
    [JsonPropertyName("From_Account")]
    public string Peer { get; set; } = "";

    /// <summary>The newest message that the count knows of, see <see cref="WireMessage.MsgOrder"/>. The official SDK ignores it.</summary>
    public long MsgOrder { get; init; }

    /// <summary>With <see cref="Recalled"/> messages that the client takes off when it is told of their recalls, right behind this reply.</summary>
    [JsonPropertyName("UnreadCount")]
    public long Count { get; init; }

    /// <summary>How many of the counted are recalled already. The official SDK ignores it and counts down by the pushes.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Recalled { get; init; }
}
