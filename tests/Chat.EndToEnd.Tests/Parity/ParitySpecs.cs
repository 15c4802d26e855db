using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Chat.EndToEnd.Parity;

/// <summary>The frames of the official SDK are the judge of the engine: both run a scenario against a fresh host each.</summary>
[Collection("processes")]
public sealed class ParitySpecs
{
    private const string Session = "parity-scenario.json";
    private const string Reconnect = "parity-reconnect.json";

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    [SkippableTheory]
    [InlineData(Session, "openim.sendmsg")]
    [InlineData("parity-messages.json", "openim.msgwithdraw")]
    [InlineData("parity-conversations.json", "recentcontact.mark_contact")]
    [InlineData("parity-friends.json", "sns.black_list_delete")]
    [InlineData("parity-groups.json", "group_open_http_svc.send_group_msg")]
    [InlineData("parity-memberships.json", "group_open_http_svc.handle_invite_join_group")]
    [InlineData("parity-approvals.json", "group_open_http_svc.handle_invite_join_permission_group")]
    [InlineData(Reconnect, "group_open_http_svc.batch_get_group_notify")]
    [InlineData("parity-rooms.json", "group_open_long_polling_http_noauth_svc.get_msg")]
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

    /// <summary>The cloud does not number messages with users; then the engine must repair an outage by time, as the SDK does.</summary>
    [SkippableFact]
    public async Task Engine_asks_after_an_outage_as_the_official_sdk_where_the_server_does_not_number_messages()
    {
        await Node.RequireAsync();

        var official = await RecordOfficialAsync(Reconnect);
        var engine = await RecordEngineAsync(Reconnect, isLikeCloud: true);

        Assert.Contains(engine, frame => frame.Command == "openim.getroammsg");
        var differences = FrameComparison.Differences(official, engine, isLikeCloud: true);
        Assert.True(differences.Count == 0, string.Join('\n', differences));
    }

    [SkippableFact]
    public async Task Comparison_finds_a_changed_field()
    {
        await Node.RequireAsync();

        var engine = await RecordEngineAsync(Session);
        var changed = engine.Select(frame => frame with { Body = (JsonObject)frame.Body.DeepClone() }).ToList();
        changed.First(frame => frame.Command == "openim.sendmsg").Body["IsRelayMsg"] = 1;

        var difference = Assert.Single(FrameComparison.Differences(engine, changed));
        Assert.StartsWith("openim.sendmsg body.IsRelayMsg", difference, StringComparison.Ordinal);
    }

    private static async Task<IReadOnlyList<RecordedFrame>> RecordOfficialAsync(string scenario)
    {
        await using var host = await StartHostAsync(scenario);
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

    private static async Task<IReadOnlyList<RecordedFrame>> RecordEngineAsync(string scenario, bool isLikeCloud = false)
    {
        await using var host = await StartHostAsync(scenario);
        return await new EngineScenario(host, scenario, isLikeCloud).RunAsync();
    }

    /// <summary>A host with the settings that the scenario wants of its app.</summary>
    private static async Task<HostProcess> StartHostAsync(string scenario)
    {
        using var document = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(Repository.Conformance, scenario)));
        return await HostProcess.StartAsync(settings: document.RootElement.TryGetProperty("settings", out var settings)
            ? settings.EnumerateObject().ToDictionary(static one => one.Name, static one => one.Value.GetString()!)
            : null);
    }
}
