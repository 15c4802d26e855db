using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Chat.Protocol.Apps;
using Chat.Protocol.Frames;
using Chat.Server.Commands;

namespace Chat.Server.Apps;

/// <summary>
/// <c>im_sdk_config_mgr.fetch_config</c>: the SDK's statistics are switched off, upload limits and the form of polls are those of the app, the rest keeps its
/// defaults.
/// </summary>
internal sealed class FetchConfigHandler : ICommandHandler<FetchConfig>
{
    private const int ExpiresIn = 3600;

    public void Handle(CommandContext context, FetchConfig request)
    {
        var settings = context.App.Settings;
        var config = new JsonObject
        {
            ["evt_rpt_level"] = "9",
            ["polling_simplified_msg"] = settings.ShortRoomItems ? "1" : "0",
            ["upload_size_limit"] = new JsonObject
            {
                ["a"] = Text(settings.MaxAudioMegabytes),
                ["f"] = Text(settings.MaxFileMegabytes),
                ["i"] = Text(settings.MaxImageMegabytes),
                ["v"] = Text(settings.MaxVideoMegabytes),
            }.ToJsonString(),
        }.ToJsonString();

        // Clients take a config whose version differs from the one they have; 0 means that they have none.
        var version = Math.Max(1u, Crc32.Compute(Encoding.UTF8.GetBytes(config)));
        context.Reply(new ConfigReply { Config = config, Version = version, ExpiresIn = ExpiresIn }, AppsJson.Default.ConfigReply);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary><c>im_sdk_config_mgr.fetch_imsdk_purchase_bitsv2</c>: everything is on.</summary>
internal sealed class FetchPurchaseBitsHandler : ICommandHandler<FetchPurchaseBits>
{
    private const int ExpiresIn = 3600;

    public void Handle(CommandContext context, FetchPurchaseBits request) => context.Reply(
        new PurchaseBitsReply { Bits = PurchaseBits.All, ExpiresIn = ExpiresIn },
        AppsJson.Default.PurchaseBitsReply);
}
