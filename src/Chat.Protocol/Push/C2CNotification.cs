using System.Text.Json;
using System.Text.Json.Serialization;

namespace Chat.Protocol.Push;

/// <summary>One element of <c>C2cNotifyMsgArray</c>; exactly one member is set, and a push carries one element (wire reference, core §7.2).</summary>
public sealed record C2CNotification
{
    public KickNotification? KickoutMsgNotify { get; init; }

    /// <summary>The peer <c>To_Account</c> has read own messages up to a time.</summary>
    public PeerReadNotification? C2cReadedReceipt { get; init; }

    /// <summary>Another device of this account has read a conversation up to a time.</summary>
    public OwnReadNotification? ReadC2cMsgNotify { get; init; }

    /// <summary>Messages were taken back.</summary>
    public RecallNotification? WithdrawC2cMsgNotify { get; init; }

    public MuteNotification? MuteNotificationsSync { get; init; }
}

public sealed record KickNotification
{
    /// <summary>See <see cref="Sessions.KickType"/>.</summary>
    public int KickType { get; init; }

    public JsonElement? NewInstInfo { get; init; }
}

public sealed record PeerReadNotification
{
    [JsonPropertyName("To_Account")]
    public required string Reader { get; init; }

    public required ReadTime[] UinPairReadArray { get; init; }
}

public sealed record OwnReadNotification
{
    public required ReadTime[] UinPairReadArray { get; init; }
}

public sealed record ReadTime
{
    /// <summary>The peer of the conversation; only in <see cref="OwnReadNotification"/>.</summary>
    [JsonPropertyName("From_Account")]
    public string? Peer { get; init; }

    /// <summary>UNIX seconds; everything up to it is read.</summary>
    public long LastReadTime { get; init; }

    /// <summary>
    /// The owner's sequence up to which everything is read. The official SDK ignores it; the engine prefers it to the time, whose resolution is a second.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long MsgOrder { get; init; }
}
