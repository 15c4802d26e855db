using System.Globalization;

namespace Chat.Actors.Connection;

/// <summary>The cloud's hosts by SDKAppID (facts of the web SDK 3.6.6).</summary>
public static class RegionHosts
{
    private static readonly (uint Family, char Letter, string Default)[] Regions =
    [
        (2, 's', "wsssgp.im.qcloud.com"),
        (3, 'k', "wsskr.im.qcloud.com"),
        (4, 'g', "wssger.im.qcloud.com"),
        (5, 'i', "wssind.my-imcloud.com"),
        (6, 'j', "wssjpn.im.qcloud.com"),
        (7, 'u', "wssusa.im.qcloud.com"),
        (8, 'y', "wssidn.im.qcloud.com"),
    ];

    /// <summary>Base addresses in the order of use: the app's own host, then the region's default.</summary>
    public static IReadOnlyList<string> For(uint sdkAppId, bool oversea = false)
    {
        // 20,000,000–29,999,999 and 1,720,000,000–1,729,999,999 are the same region, and so on for 3 to 8.
        var family = sdkAppId is >= 20_000_000 and < 90_000_000
            ? sdkAppId / 10_000_000
            : sdkAppId is >= 1_720_000_000 and < 1_790_000_000 ? (sdkAppId / 10_000_000) - 170 : 0;
        foreach (var region in Regions)
        {
            if (region.Family == family)
            {
                return [Independent(sdkAppId, region.Letter), "wss://" + region.Default];
            }
        }

        return oversea ? ["wss://wsssgp.im.qcloud.com"] : [Independent(sdkAppId, 'c'), "wss://wss.im.qcloud.com"];
    }

    private static string Independent(uint sdkAppId, char letter) =>
        string.Create(CultureInfo.InvariantCulture, $"wss://{sdkAppId}w4{letter}.my-imcloud.com");
}
