using System.Globalization;

namespace Chat.EndToEnd.Parity;

/// <summary>The frames of the official SDK are the judge of the engine: both run a scenario against a fresh host each.</summary>
[Collection("processes")]
public sealed class ParitySpecs
{
    private const string Session = "parity-scenario.json";

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    [SkippableTheory]
    [InlineData(Session, "openim.sendmsg")]
    [InlineData("parity-messages.json", "openim.msgwithdraw")]
    [InlineData("parity-conversations.json", "recentcontact.mark_contact")]
    [InlineData("parity-friends.json", "sns.black_list_delete")]
    [InlineData("parity-groups.json", "group_open_http_svc.send_group_msg")]
    [InlineData("parity-media.json", "im_cos_msg.video_cover")]
    [InlineData("parity-media-proxy.json", "im_cos_msg.get_imageinfo")]
    public async Task Engine_sends_what_the_official_sdk_sends(string scenario, string expected)
    {
        await Node.RequireAsync();

        var official = await RecordOfficialAsync(scenario);
        var engine = await RecordEngineAsync(scenario);

        Assert.Contains(official, frame => frame.Command == expected);
        var differences = FrameComparison.Differences(official, engine);
        Assert.True(differences.Count == 0, string.Join('\n', differences));
    }

    [SkippableFact]
    public async Task Comparison_finds_a_changed_field()
    {
        await Node.RequireAsync();

        var engine = await RecordEngineAsync(Session);
        var changed = engine.Select(frame => frame with { Body = (System.Text.Json.Nodes.JsonObject)frame.Body.DeepClone() }).ToList();
        changed.First(frame => frame.Command == "openim.sendmsg").Body["IsRelayMsg"] = 1;

        var difference = Assert.Single(FrameComparison.Differences(engine, changed));
        Assert.StartsWith("openim.sendmsg body.IsRelayMsg", difference, StringComparison.Ordinal);
    }

    private static async Task<IReadOnlyList<RecordedFrame>> RecordOfficialAsync(string scenario)
    {
        await using var host = await HostProcess.StartAsync();
        var file = Path.GetTempFileName();
        try
        {
            using var process = Node.Run(
                "parity-scenario.mjs", "--scenario", "./" + scenario, "--target", host.WebSocketUrl, "--app", HostProcess.App.ToString(CultureInfo.InvariantCulture),
                "--key", HostProcess.Key, "--out", file);
            Assert.True(await process.WaitAsync(Limit) == 0, process.Output);
            return RecordedFrame.ReadFile(file);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static async Task<IReadOnlyList<RecordedFrame>> RecordEngineAsync(string scenario)
    {
        await using var host = await HostProcess.StartAsync();
        return await new EngineScenario(host, scenario).RunAsync();
    }
}
