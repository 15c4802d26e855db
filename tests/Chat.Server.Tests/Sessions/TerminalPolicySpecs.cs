using Chat.Protocol.Sessions;
using Chat.Server.Apps;
using Chat.Server.Sessions;

namespace Chat.Server.Tests.Sessions;

/// <summary>The documented table of policies: who has to go when somebody logs in.</summary>
public sealed class TerminalPolicySpecs
{
    private static readonly int[] Platforms =
        [ClientPlatform.Windows, ClientPlatform.Android, ClientPlatform.Ios, ClientPlatform.Mac, ClientPlatform.Web, ClientPlatform.Ipad];

    [Theory]
    [InlineData(MultiTerminalPolicy.SinglePlatform, ClientPlatform.Web, "Windows Android Ios Mac Ipad")]
    [InlineData(MultiTerminalPolicy.SinglePlatform, ClientPlatform.Android, "Windows Ios Mac Web Ipad")]
    [InlineData(MultiTerminalPolicy.SinglePlatform, ClientPlatform.Windows, "Android Ios Mac Web Ipad")]
    [InlineData(MultiTerminalPolicy.DualPlatform, ClientPlatform.Web, "")]
    [InlineData(MultiTerminalPolicy.DualPlatform, ClientPlatform.Android, "Windows Ios Mac Ipad")]
    [InlineData(MultiTerminalPolicy.DualPlatform, ClientPlatform.Ipad, "Windows Android Ios Mac")]
    [InlineData(MultiTerminalPolicy.DualPlatform, ClientPlatform.Mac, "Windows Android Ios Ipad")]
    [InlineData(MultiTerminalPolicy.TriplePlatform, ClientPlatform.Web, "")]
    [InlineData(MultiTerminalPolicy.TriplePlatform, ClientPlatform.Android, "Ios Ipad")]
    [InlineData(MultiTerminalPolicy.TriplePlatform, ClientPlatform.Windows, "Mac")]
    [InlineData(MultiTerminalPolicy.MultiPlatform, ClientPlatform.Web, "")]
    [InlineData(MultiTerminalPolicy.MultiPlatform, ClientPlatform.Android, "")]
    [InlineData(MultiTerminalPolicy.MultiPlatform, ClientPlatform.Windows, "")]
    public void Platforms_that_exclude_each_other(MultiTerminalPolicy policy, int platform, string displaced)
    {
        var result = Displaced(policy, 1, platform, Platforms);

        Assert.Equal(displaced.Split(' ', StringSplitOptions.RemoveEmptyEntries).Order(), result.Where(item => item.Kick == KickType.MultipleDevice).Select(item => Name(item.Platform)).Order());
        Assert.Equal([Name(platform)], result.Where(item => item.Kick == KickType.MultipleAccount).Select(item => Name(item.Platform)));
    }

    [Theory]
    [InlineData(MultiTerminalPolicy.SinglePlatform)]
    [InlineData(MultiTerminalPolicy.DualPlatform)]
    [InlineData(MultiTerminalPolicy.TriplePlatform)]
    [InlineData(MultiTerminalPolicy.MultiPlatform)]
    public void First_login_displaces_nobody(MultiTerminalPolicy policy) =>
        Assert.All(Platforms, platform => Assert.Empty(Displaced(policy, 1, platform)));

    [Theory]
    [InlineData(1, 5, 5)]
    [InlineData(3, 2, 0)]
    [InlineData(3, 3, 1)]
    [InlineData(3, 5, 3)]
    [InlineData(0, 1, 1)]
    public void Surplus_of_the_same_platform_goes_oldest_first(int limit, int present, int displaced)
    {
        var others = Enumerable.Repeat(ClientPlatform.Web, present).ToArray();

        Assert.Equal(Enumerable.Range(0, displaced), Displaced(MultiTerminalPolicy.MultiPlatform, limit, ClientPlatform.Web, others).Select(item => item.Index));
    }

    [Fact]
    public void Mini_programs_count_as_web() =>
        Assert.Equal([KickType.MultipleAccount], Displaced(MultiTerminalPolicy.MultiPlatform, 1, 8, ClientPlatform.Web).Select(item => item.Kick));

    [Fact]
    public void Nobody_is_displaced_twice()
    {
        foreach (var policy in Enum.GetValues<MultiTerminalPolicy>())
        {
            var result = Displaced(policy, 1, ClientPlatform.Android, [.. Platforms, .. Platforms]);

            Assert.Equal(result.Count, result.Select(item => item.Index).Distinct().Count());
        }
    }

    private static List<(int Index, int Platform, int Kick)> Displaced(MultiTerminalPolicy policy, int limit, int platform, params int[] others)
    {
        var rows = others.Select((other, i) => new SessionRow([(byte)i], 1, 1, (uint)i + 1, other, "", i, 0, 0)).ToList();
        return [.. TerminalPolicy.Displaced(new AppSettings { MultiTerminal = policy, MaxInstancesPerUser = limit }, platform, rows)
            .Select(item => (rows.IndexOf(item.Row), item.Row.Platform, item.KickType))];
    }

    private static string Name(int platform) => platform switch
    {
        ClientPlatform.Windows => "Windows",
        ClientPlatform.Android => "Android",
        ClientPlatform.Ios => "Ios",
        ClientPlatform.Mac => "Mac",
        ClientPlatform.Web => "Web",
        ClientPlatform.Ipad => "Ipad",
        _ => $"{platform}",
    };
}
