using Chat.Actors;
using Chat.Protocol.Accounts;

namespace Chat.EndToEnd;

[Collection("processes")]
public sealed class CommandLineSpecs : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private HostProcess _host = null!;

    public async Task InitializeAsync() => _host = await HostProcess.StartAsync(withApp: false);

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task First_start_makes_a_development_app_and_prints_its_key_once()
    {
        var key = await KeyAsync();
        Assert.Contains("1400000001", _host.Process.Output, StringComparison.Ordinal);
        Assert.Contains(key, _host.Process.Output, StringComparison.Ordinal);

        await _host.KillAsync();
        await _host.StartAgainAsync();

        Assert.DoesNotContain(key, _host.Process.Output, StringComparison.Ordinal);
        Assert.Equal(key, await KeyAsync());
    }

    [Fact]
    public async Task Signature_of_the_command_line_logs_in_while_the_server_runs()
    {
        using var usersig = _host.Run("usersig", "--app", "1400000001", "--user", "alice", "--expire", "600");
        Assert.Equal(0, await usersig.WaitAsync(Limit));
        var signature = usersig.Output.Trim();

        Assert.True(UserSig.Verify(signature, 1400000001, "alice", [await KeyAsync()], TimeProvider.System.GetUtcNow()).IsValid);
        await using var client = TencentCloudChat.Create(new ChatOptions(1400000001) { ProxyServer = _host.WebSocketUrl }, "command-line");
        Assert.Equal("alice", (await client.LoginAsync("alice", signature)).UserId);
    }

    [Fact]
    public async Task Second_process_on_the_directory_is_refused()
    {
        using var second = _host.Run("serve", "--Chat:Urls=http://127.0.0.1:0");

        Assert.Equal(1, await second.WaitAsync(Limit));
        Assert.Contains("another process", second.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_usage_prints_the_usage()
    {
        using var process = _host.Run("nonsense");

        Assert.Equal(2, await process.WaitAsync(Limit));
        Assert.Contains("usage:", process.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task App_create_makes_a_further_app()
    {
        await _host.KillAsync();

        using var create = _host.Run("app", "create", "--app", "42");
        Assert.Equal(0, await create.WaitAsync(Limit));
        Assert.StartsWith("42 ", create.Output, StringComparison.Ordinal);

        using var list = _host.Run("app", "list");
        Assert.Equal(0, await list.WaitAsync(Limit));
        Assert.Equal(["1400000001", "42"], list.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')[0]).Order(StringComparer.Ordinal));
        await _host.StartAgainAsync();
    }

    [Fact]
    public async Task Sigterm_closes_sockets_as_going_away_and_exits_with_0()
    {
        using var socket = new System.Net.WebSockets.ClientWebSocket();
        await socket.ConnectAsync(new Uri(_host.WebSocketUrl + "/binfo?sdkappid=1400000001"), CancellationToken.None);

        _host.Process.Terminate();

        var received = await socket.ReceiveAsync(new byte[1024], CancellationToken.None).WaitAsync(Limit);
        Assert.Equal(System.Net.WebSockets.WebSocketCloseStatus.EndpointUnavailable, received.CloseStatus);
        await socket.CloseOutputAsync(System.Net.WebSockets.WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        Assert.Equal(0, await _host.Process.WaitAsync(Limit));
    }

    private async Task<string> KeyAsync()
    {
        using var list = _host.Run("app", "list");
        await list.WaitAsync(Limit);
        return list.Output.Trim().Split(' ')[1];
    }
}
