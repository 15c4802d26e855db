using Chat.Protocol.Messages;

namespace Chat.Actors.Messages;

/// <summary>What the receiver's device shows of a message when the app does not run. Once there are options, phone settings that are not given are not sent.</summary>
public sealed record OfflinePushOptions
{
    internal static OfflinePushOptions Default { get; } = new();

    public bool DisablePush { get; init; }

    public string Title { get; init; } = "";

    public string Description { get; init; } = "";

    /// <summary>For the app that is opened by the push.</summary>
    public string Extension { get; init; } = "";

    public ApnsOptions ApnsInfo { get; init; } = new();

    public AndroidOptions AndroidInfo { get; init; } = new();

    internal OfflinePushInfo ToWire() => new()
    {
        PushFlag = DisablePush ? 1 : 0,
        Title = Title,
        Desc = Description,
        Ext = Extension,
        ApnsInfo = ApnsInfo.ToWire(),
        AndroidInfo = AndroidInfo.ToWire(),
    };
}

/// <summary>Settings for Apple devices; null is not sent.</summary>
public sealed record ApnsOptions
{
    private static readonly string[] Levels = ["passive", "active", "time-sensitive", "critical"];

    public string? Sound { get; init; }

    public string? Image { get; init; }

    /// <summary>passive, active, time-sensitive or critical; anything else counts as active.</summary>
    public string InterruptionLevel { get; init; } = "active";

    /// <summary>The message does not count on the app's badge.</summary>
    public bool IgnoreIosBadge { get; init; }

    /// <summary>False asks for a VoIP push, true refuses it.</summary>
    public bool? DisableVoipPush { get; init; }

    public bool EnableIosBackgroundNotification { get; init; }

    internal ApnsInfo ToWire() => new()
    {
        Sound = Sound,
        Image = Image,
        BadgeMode = IgnoreIosBadge ? 1 : 0,
        IsVoipPush = DisableVoipPush is { } disabled ? disabled ? 0 : 1 : null,
        InterruptionLevel = Levels.Contains(InterruptionLevel) ? InterruptionLevel : "active",
        ContentAvailable = EnableIosBackgroundNotification ? 1 : 0,
    };
}

/// <summary>Settings for Android devices, by maker; null is not sent.</summary>
public sealed record AndroidOptions
{
    /// <summary>Name of a sound; its file ending is left out.</summary>
    public string Sound { get; init; } = "";

    public string OppoChannelId { get; init; } = "";

    public string FcmChannelId { get; init; } = "";

    public string? XiaoMiChannelId { get; init; }

    public int? VivoClassification { get; init; }

    public string? VivoCategory { get; init; }

    public string? HuaWeiCategory { get; init; }

    public string? OppoCategory { get; init; }

    public string? HuaWeiImage { get; init; }

    public string? HonorImage { get; init; }

    public string? GoogleImage { get; init; }

    /// <summary>LOW or NORMAL; anything else is not sent.</summary>
    public string? HonorImportance { get; init; }

    /// <summary>0 or 1; anything else is not sent.</summary>
    public int? MeizuNotifyType { get; init; }

    internal AndroidInfo ToWire() => new()
    {
        Sound = Sound.LastIndexOf('.') is var end and >= 0 ? Sound[..end] : Sound,
        OPPOChannelID = OppoChannelId,
        GoogleChannelID = FcmChannelId,
        XiaoMiChannelID = XiaoMiChannelId,
        VIVOClassification = VivoClassification,
        VIVOCategory = VivoCategory,
        HuaWeiCategory = HuaWeiCategory,
        OPPOCategory = OppoCategory,
        HuaWeiImage = HuaWeiImage,
        HonorImage = HonorImage,
        GoogleImage = GoogleImage,
        HonorImportance = HonorImportance is "LOW" or "NORMAL" ? HonorImportance : null,
        MeiZuNoticeMsgType = MeizuNotifyType is 0 or 1 ? MeizuNotifyType : null,
    };
}
