using Chat.Protocol.Messages;

namespace Chat.Actors.Messages;

/// <summary>How a message is sent.</summary>
public sealed record SendOptions
{
    public static SendOptions Default { get; } = new();

    /// <summary>Only to devices that are online now; stored nowhere, never pushed offline.</summary>
    public bool OnlineUserOnly { get; init; }

    public bool ExcludedFromUnreadCount { get; init; }

    public bool ExcludedFromLastMessage { get; init; }

    /// <summary>No content moderation.</summary>
    public bool ExcludedFromContentModeration { get; init; }

    /// <summary>The app's hook before sending is not asked.</summary>
    public bool DisableCloudMessagePreHook { get; init; }

    /// <summary>The app's hook after sending is not told.</summary>
    public bool DisableCloudMessagePostHook { get; init; }

    /// <summary>What the receiver's device shows when the app does not run; null for the SDK's defaults.</summary>
    public OfflinePushOptions? OfflinePushInfo { get; init; }

    /// <summary>Names of the switches; null with <see cref="OnlineUserOnly"/>, where the SDK sends none.</summary>
    internal string[]? ToControl() => OnlineUserOnly
        ? null
        : Names(
            (ExcludedFromUnreadCount, SendMsgControl.NoUnreadName),
            (ExcludedFromLastMessage, SendMsgControl.NoLastMsgName),
            (ExcludedFromContentModeration, SendMsgControl.NoMsgCheckName));

    internal string[]? ToForbiddenHooks() =>
        Names((DisableCloudMessagePreHook, HookNames.BeforeSend), (DisableCloudMessagePostHook, HookNames.AfterSend)) is { Length: > 0 } names ? names : null;

    internal OfflinePushInfo ToPushInfo() => OnlineUserOnly
        ? ((OfflinePushInfo ?? OfflinePushOptions.Default) with { DisablePush = true }).ToWire()
        : ToGroupPushInfo();

    /// <summary>Groups leave the push settings of an online-only message as they are, as the SDK does.</summary>
    internal OfflinePushInfo ToGroupPushInfo() => OfflinePushInfo?.ToWire() ?? Protocol.Messages.OfflinePushInfo.Default;

    private static string[] Names(params ReadOnlySpan<(bool IsSet, string Name)> switches)
    {
        var names = new List<string>(0);
        foreach (var (isSet, name) in switches)
        {
            if (isSet)
            {
                names.Add(name);
            }
        }

        return [.. names];
    }
}

/// <summary>What is fixed when a message is made.</summary>
public sealed record MessageContent
{
    public string CloudCustomData { get; init; } = "";

    public bool NeedReadReceipt { get; init; }

    /// <summary>Key-value pairs may be set on the message.</summary>
    public bool IsSupportExtension { get; init; }

    /// <summary>Of no effect in one-to-one conversations, as in the SDK.</summary>
    public MessagePriority Priority { get; init; } = MessagePriority.Normal;

    /// <summary>In groups: the members who receive it, 50 at most; empty for all.</summary>
    public IReadOnlyList<string> ReceiverList { get; init; } = [];

    /// <summary>Which moderation rules apply; "" for the app's default.</summary>
    public string CustomModerationConfigurationId { get; init; } = "";
}
