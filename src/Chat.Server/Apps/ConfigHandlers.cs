using Chat.Protocol.Apps;
using Chat.Server.Commands;

namespace Chat.Server.Apps;

/// <summary><c>im_sdk_config_mgr.fetch_config</c>: the SDK's statistics are switched off, the rest keeps its defaults.</summary>
internal sealed class FetchConfigHandler : ICommandHandler<FetchConfig>
{
    private const int ConfigVersion = 1;
    private const int ExpiresIn = 3600;

    public void Handle(CommandContext context, FetchConfig request) => context.Reply(
        new ConfigReply { Config = """{"evt_rpt_level":"9"}""", Version = ConfigVersion, ExpiresIn = ExpiresIn },
        AppsJson.Default.ConfigReply);
}

/// <summary><c>im_sdk_config_mgr.fetch_imsdk_purchase_bitsv2</c>: everything is on.</summary>
internal sealed class FetchPurchaseBitsHandler : ICommandHandler<FetchPurchaseBits>
{
    private const int ExpiresIn = 3600;

    public void Handle(CommandContext context, FetchPurchaseBits request) => context.Reply(
        new PurchaseBitsReply { Bits = PurchaseBits.All, ExpiresIn = ExpiresIn },
        AppsJson.Default.PurchaseBitsReply);
}
