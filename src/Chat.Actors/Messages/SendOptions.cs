using Chat.Protocol.Messages;

namespace Chat.Actors.Messages;

/// <summary>How a message is sent.</summary>
public sealed record SendOptions
{
    public static SendOptions Default { get; } = new();

    /// <summary>Only to devices that are online now; stored nowhere.</summary>
    public bool OnlineUserOnly { get; init; }

    public bool ExcludedFromUnreadCount { get; init; }

    public bool ExcludedFromLastMessage { get; init; }

    public OfflinePushInfo OfflinePushInfo { get; init; } = OfflinePushInfo.Default;
}

/// <summary>What is fixed when a message is made.</summary>
public sealed record MessageContent
{
    public string CloudCustomData { get; init; } = "";

    public bool NeedReadReceipt { get; init; }

    public bool IsSupportExtension { get; init; }
}
