using System.Text.Json.Serialization;
using Chat.Protocol.Commands;

namespace Chat.Protocol.Messages;

/// <summary>One element of <c>MsgBody</c>: its type and its content as JSON text.</summary>
public sealed record WireElement
{
    public string MsgType { get; set; } = "";

    public RawJson MsgContent { get; init; }
}

/// <summary>Content of <see cref="MessageTypes.Text"/>.</summary>
public sealed record TextContent
{
    public string Text { get; set; } = "";
}

/// <summary>Content of <see cref="MessageTypes.Custom"/>.</summary>
public sealed record CustomContent
{
    public string Data { get; set; } = "";

    public string Desc { get; set; } = "";

    public string Ext { get; set; } = "";
}

/// <summary>Content of <see cref="MessageTypes.Face"/>.</summary>
public sealed record FaceContent
{
    public int Index { get; init; }

    public string Data { get; set; } = "";
}

/// <summary>Content of <see cref="MessageTypes.Location"/>; degrees.</summary>
public sealed record LocationContent
{
    public string Desc { get; set; } = "";

    public double Longitude { get; init; }

    public double Latitude { get; init; }
}

/// <summary>What the app wants of an offline push; every field as the SDK sends it by default (wire reference, messages §3.1).</summary>
public sealed record OfflinePushInfo
{
    public static OfflinePushInfo Default { get; } = new();

    /// <summary>0 push, 1 do not push.</summary>
    public int PushFlag { get; init; }

    public string Title { get; set; } = "";

    public string Desc { get; set; } = "";

    public string Ext { get; set; } = "";

    public ApnsInfo ApnsInfo { get; set; } = new();

    public AndroidInfo AndroidInfo { get; set; } = new();
}

public sealed record ApnsInfo
{
    public string? Sound { get; set; } = "";

    /// <summary>1: do not count the message on the app's badge.</summary>
    public int BadgeMode { get; init; }

    /// <summary>1 for a VoIP push; absent when the app says nothing.</summary>
    public int? IsVoipPush { get; init; }

    public string? Image { get; set; } = "";

    public string InterruptionLevel { get; set; } = "active";

    public int ContentAvailable { get; init; }
}

public sealed record AndroidInfo
{
    public string Sound { get; set; } = "";

    public string? XiaoMiChannelID { get; set; } = "";

    public string OPPOChannelID { get; set; } = "";

    public string GoogleChannelID { get; set; } = "";

    public int? VIVOClassification { get; set; } = 1;

    public string? VIVOCategory { get; set; } = "";

    public string? HuaWeiCategory { get; set; } = "";

    public string? OPPOCategory { get; set; } = "";

    public string? HuaWeiImage { get; set; } = "";

    public string? HonorImage { get; set; } = "";

    public string? GoogleImage { get; set; } = "";

    public string? HonorImportance { get; set; } = "";

    /// <summary>0 or 1; absent when the app says nothing.</summary>
    public int? MeiZuNoticeMsgType { get; init; }
}

/// <summary>Switches of a message as they travel from the server: an object of 0/1, while the client sends an array of names.</summary>
public sealed record SendMsgControl
{
    public const string NoUnreadName = "NoUnread";
    public const string NoLastMsgName = "NoLastMsg";

    /// <summary>Only the client sends it: no content moderation.</summary>
    public const string NoMsgCheckName = "NoMsgCheck";

    public int NoUnread { get; init; }

    public int NoLastMsg { get; init; }
}

/// <summary>A message as the server sends it: in pushes, history and missed-message sync.</summary>
public sealed record WireMessage
{
    /// <summary>What the sender wants of an offline push; absent where it says nothing. The official SDK ignores it.</summary>
    public RawJson? OfflinePushInfo { get; init; }

    [JsonPropertyName("From_Account")]
    public string From { get; set; } = "";

    [JsonPropertyName("To_Account")]
    public string To { get; set; } = "";

    /// <summary>Number given by the sending client; not ordered across devices.</summary>
    public long MsgSeq { get; init; }

    public long MsgRandom { get; init; }

    /// <summary>Server time, UNIX seconds.</summary>
    public long MsgTimeStamp { get; init; }

    /// <summary>Another name of <see cref="MsgRandom"/>, in the cloud.</summary>
    public long? MsgRand { get; init; }

    /// <summary>Another name of <see cref="MsgTimeStamp"/>, in the cloud.</summary>
    public long? MsgTime { get; init; }

    /// <summary>Client time, UNIX seconds.</summary>
    public long MsgClientTime { get; init; }

    /// <summary>Numeric ID of the sender.</summary>
    public string TinyId { get; set; } = "";

    /// <summary>
    /// The owner's sequence: 1, 2, 3 … per conversation, the order on every device. The official SDK ignores it. 0 on messages that are not stored.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long MsgOrder { get; init; }

    public WireElement[] MsgBody { get; set; } = [];

    public string CloudCustomData { get; set; } = "";

    [JsonPropertyName("From_AccountNick")]
    public string? FromNick { get; init; }

    [JsonPropertyName("From_AccountHeadurl")]
    public string? FromAvatar { get; init; }

    /// <summary>0 on an online-only message, else absent.</summary>
    public int? MsgLifeTime { get; init; }

    public int IsNeedReadReceipt { get; init; }

    public int SupportMessageExtension { get; init; }

    public SendMsgControl? SendMsgControl { get; init; }

    /// <summary>1 on a message of this account's other device whose From and To are swapped.</summary>
    public int IsSyncMsg { get; init; }

    /// <summary>Number of edits; absent on a first delivery, where it would make an edit of it (wire reference, messages §2).</summary>
    public long? MsgVersion { get; init; }

    /// <summary>1 on an own message whose content the server has changed before it was stored.</summary>
    public int? MsgModifiedFlag { get; init; }

    /// <summary>Above 1: moderation has found something.</summary>
    public int? MsgCheckResult { get; init; }

    /// <summary>8 on a recalled message.</summary>
    public int? MsgFlagBits { get; init; }

    /// <summary>The cloud's own mark: 1 removed, 2 recalled.</summary>
    public int? IsPlaceMsg { get; init; }

    public RevokerInfo? RevokerInfo { get; init; }

    /// <summary>Events in the place of a message: so the cloud's missed-message sync tells of recalls. As in a push body.</summary>
    public RawJson? EventArray { get; init; }

    /// <summary>1: the receiver has sent a read receipt, at <see cref="PeerReadTime"/>.</summary>
    public int? IsPeerRead { get; init; }

    /// <summary>UNIX seconds.</summary>
    public long? PeerReadTime { get; init; }

    /// <summary>1 in a receiver's history on a message that was not delivered (<see cref="ReceiveOptions.Discard"/>). The cloud does not tell; the official SDK ignores it.</summary>
    public int? IsWithheld { get; init; }
}

/// <summary>Who took a message back.</summary>
public sealed record RevokerInfo
{
    [JsonPropertyName("Revoker_Account")]
    public string Revoker { get; set; } = "";

    public string Reason { get; set; } = "";
}

/// <summary>Values of <c>MsgFlagBits</c> and <c>LastMsgFlags</c>.</summary>
public static class MessageFlagBits
{
    public const int Recalled = 8;
}
