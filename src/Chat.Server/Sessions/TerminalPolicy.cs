using Chat.Protocol.Sessions;
using Chat.Server.Apps;

namespace Chat.Server.Sessions;

/// <summary>Which instances have to go when another one logs in (documented as the app's multi-terminal policy).</summary>
internal static class TerminalPolicy
{
    private enum Family
    {
        Web,
        Mobile,
        Desktop,
    }

    /// <summary>The <see cref="KickType"/> with which each displaced instance goes.</summary>
    /// <param name="settings">The app's policy and limit.</param>
    /// <param name="platform">Platform of the new instance.</param>
    /// <param name="others">The instances there are, oldest first, without the client that logs in.</param>
    public static IEnumerable<(SessionRow Row, int KickType)> Displaced(AppSettings settings, int platform, IReadOnlyList<SessionRow> others)
    {
        var same = others.Where(row => IsSamePlatform(row.Platform, platform)).ToList();
        var surplus = same.Count - Math.Max(settings.MaxInstancesPerUser, 1) + 1;
        foreach (var row in same.Take(Math.Max(surplus, 0)))
        {
            yield return (row, KickType.MultipleAccount);
        }

        foreach (var row in others)
        {
            if (!IsSamePlatform(row.Platform, platform) && Exclude(settings.MultiTerminal, FamilyOf(row.Platform), FamilyOf(platform)))
            {
                yield return (row, KickType.MultipleDevice);
            }
        }
    }

    private static bool IsSamePlatform(int one, int other) =>
        FamilyOf(one) == Family.Web ? FamilyOf(other) == Family.Web : one == other;

    private static bool Exclude(MultiTerminalPolicy policy, Family one, Family other) => policy switch
    {
        MultiTerminalPolicy.SinglePlatform => true,
        MultiTerminalPolicy.DualPlatform => one != Family.Web && other != Family.Web,
        MultiTerminalPolicy.TriplePlatform => one == other && one != Family.Web,
        _ => false,
    };

    private static Family FamilyOf(int platform) => platform switch
    {
        ClientPlatform.Android or ClientPlatform.Ios or ClientPlatform.Ipad => Family.Mobile,
        ClientPlatform.Windows or ClientPlatform.Mac => Family.Desktop,
        _ => Family.Web,
    };
}
