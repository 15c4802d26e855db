using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Chat.Protocol.Frames;

namespace Chat.Host.Tests.Gateway;

public sealed class GatewaySpecs
{
    private const string Heartbeat = """{"head":{"servcmd":"heartbeat.alive","seq":5},"body":{}}""";

    [Theory]
    [InlineData("/binfo?sdkappid=1", WebSocketMessageType.Binary)]
    [InlineData("/info?sdkappid=1", WebSocketMessageType.Text)]
    public async Task Each_path_answers_in_its_own_kind_of_frame(string path, WebSocketMessageType type)
    {
        await using var host = await HostFixture.StartAsync();
        using var socket = await host.ConnectAsync(path);

        await socket.SendTextAsync(Heartbeat, type);

        var read = await socket.ReceiveAsync(new byte[1024], CancellationToken.None).WaitAsync(HostFixture.Patience);
        Assert.Equal(type, read.MessageType);
    }

    [Fact]
    public async Task Message_in_pieces_is_one_frame()
    {
        await using var host = await HostFixture.StartAsync();
        using var socket = await host.ConnectAsync();
        var bytes = Encoding.UTF8.GetBytes(Heartbeat);

        for (var i = 0; i < bytes.Length; i += 10)
        {
            await socket.SendAsync(bytes.AsMemory(i, Math.Min(10, bytes.Length - i)), WebSocketMessageType.Binary, i + 10 >= bytes.Length, CancellationToken.None);
        }

        Assert.Equal(5, ServerFrame.Parse(await socket.ReceiveMessageAsync()).Sequence);
    }

    [Fact]
    public async Task Compressed_frame_is_read()
    {
        await using var host = await HostFixture.StartAsync();
        using var socket = await host.ConnectAsync();
        var packed = new System.Buffers.ArrayBufferWriter<byte>();
        FrameCompression.Compress(Encoding.UTF8.GetBytes(Heartbeat), packed);

        await socket.SendAsync(packed.WrittenMemory, WebSocketMessageType.Binary, true, CancellationToken.None);

        Assert.Equal(5, ServerFrame.Parse(await socket.ReceiveMessageAsync()).Sequence);
    }

    [Theory]
    [InlineData("/binfo?sdkappid=1&compress=gzip", true)]
    [InlineData("/binfo?sdkappid=1", false)]
    public async Task Large_reply_is_compressed_for_those_who_announced_it(string path, bool compressed)
    {
        await using var host = await HostFixture.StartAsync("--Chat:Gateway:CompressFromBytes=100");
        using var socket = await host.ConnectAsync(path);

        await socket.SendTextAsync(SocketExtensions.Frame("openim.sendmsg", "{}", ""));
        await socket.SendTextAsync(Heartbeat);
        var replies = new[] { await socket.ReceiveMessageAsync(), await socket.ReceiveMessageAsync() };

        Assert.Equal(compressed, replies.Any(reply => FrameCompression.IsCompressed(reply)));
        Assert.All(replies, reply => ServerFrame.Parse(FrameCompression.IsCompressed(reply) ? FrameCompression.Decompress(reply, 10_000) : reply));
    }

    [Fact]
    public async Task Garbage_leaves_the_socket_alive()
    {
        await using var host = await HostFixture.StartAsync();
        using var socket = await host.ConnectAsync();

        foreach (var garbage in (string[])["", "x", "{}", "[1]", "COMPxx", """{"head":5}""", """{"head":{"servcmd":"heartbeat.alive","seq":"five"},"body":{}}"""])
        {
            await socket.SendTextAsync(garbage);
        }

        await socket.SendTextAsync(Heartbeat);
        Assert.Equal(5, ServerFrame.Parse(await socket.ReceiveMessageAsync()).Sequence);
    }

    [Fact]
    public async Task Frame_above_the_limit_closes_the_socket()
    {
        await using var host = await HostFixture.StartAsync("--Chat:Gateway:MaxFrameBytes=2048");
        using var socket = await host.ConnectAsync();

        await socket.SendTextAsync(new string('x', 3000));

        Assert.Equal(1009, await socket.ReceiveCloseAsync());
    }

    [Fact]
    public async Task Sockets_without_login_are_limited_by_address_and_free_again_after_login()
    {
        await using var host = await HostFixture.StartAsync("--Chat:Gateway:MaxUnauthenticatedPerAddress=2");
        using var first = await host.ConnectAsync();
        using var second = await host.ConnectAsync();

        await Assert.ThrowsAsync<WebSocketException>(() => host.ConnectAsync());

        await first.LogInAsync("alice");
        using var third = await host.ConnectAsync();
        Assert.Equal(WebSocketState.Open, third.State);
    }

    [Fact]
    public async Task Silent_socket_is_closed()
    {
        await using var host = await HostFixture.StartAsync("--Chat:Gateway:IdleTimeout=00:00:00.2");
        using var socket = await host.ConnectAsync();

        await Assert.ThrowsAnyAsync<Exception>(() => socket.ReceiveMessageAsync());
        Assert.NotEqual(WebSocketState.Open, socket.State);
    }

    [Fact]
    public async Task Socket_with_too_much_under_way_is_read_again_when_some_is_answered()
    {
        await using var host = await HostFixture.StartAsync("--Chat:Gateway:MaxPendingFrames=4");
        using var socket = await host.ConnectAsync();
        var identity = await socket.LogInAsync("alice");
        await host.RestAsync("im_open_login_svc/account_import", """{"UserID":"bob"}""");

        for (var i = 0; i < 200; i++)
        {
            await socket.SendTextAsync(SocketExtensions.Frame(
                "openim.sendmsg",
                $$$"""{"To_Account":"bob","MsgSeq":{{{i}}},"MsgRandom":{{{i}}},"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"{{{i}}}"}}]}""",
                identity,
                100 + i));
        }

        var sequences = new List<long>();
        while (sequences.Count < 200)
        {
            sequences.Add(ServerFrame.Parse(await socket.ReceiveMessageAsync()).Sequence);
        }

        Assert.Equal(Enumerable.Range(100, 200).Select(i => (long)i), sequences);
    }

    [Fact]
    public async Task Client_that_does_not_read_is_disconnected()
    {
        await using var host = await HostFixture.StartAsync("--Chat:Gateway:MaxQueuedBytes=200000");
        using var slow = await host.ConnectAsync();
        await slow.LogInAsync("slow");
        var text = new string('x', 8000);

        // Kestrel and the kernel hold some; beyond that the queue grows and is cut.
        for (var i = 0; i < 2000; i++)
        {
            var reply = await host.RestAsync(
                "openim/sendmsg",
                $$$"""{"To_Account":"slow","MsgRandom":{{{i}}},"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"{{{text}}}"}}]}""");
            Assert.Equal(0, reply.GetProperty("ErrorCode").GetInt32());
            if (i % 50 == 0 && await IsOfflineAsync(host, "slow"))
            {
                return;
            }
        }

        Assert.True(await IsOfflineAsync(host, "slow"));
    }

    [Fact]
    public async Task Plain_request_for_a_socket_is_refused()
    {
        await using var host = await HostFixture.StartAsync();

        using var response = await host.Http.GetAsync(new Uri("/binfo", UriKind.Relative));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task Stop_answers_what_is_under_way_and_says_goodbye()
    {
        await using var host = await HostFixture.StartAsync();
        using var socket = await host.ConnectAsync();
        Assert.Equal(HttpStatusCode.OK, (await host.Http.GetAsync(new Uri("/health/ready", UriKind.Relative))).StatusCode);

        var stop = host.StopAsync();

        Assert.Equal(1001, await socket.ReceiveCloseAsync());
        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        await stop.WaitAsync(HostFixture.Patience);
    }

    [Fact]
    public async Task Metrics_tell_of_sockets_and_logins()
    {
        await using var host = await HostFixture.StartAsync();
        using var socket = await host.ConnectAsync();
        await socket.LogInAsync("alice");

        var metrics = await host.Http.GetStringAsync(new Uri("/metrics", UriKind.Relative));

        Assert.Contains("chat_logins_total", metrics, StringComparison.Ordinal);
        Assert.Contains("chat_sockets", metrics, StringComparison.Ordinal);
        Assert.Equal("alive", await host.Http.GetStringAsync(new Uri("/health/live", UriKind.Relative)));
    }

    private static async Task<bool> IsOfflineAsync(HostFixture host, string user)
    {
        var status = await host.RestAsync("openim/querystate", JsonSerializer.Serialize(new Dictionary<string, string[]> { ["To_Account"] = [user] }));
        return status.GetProperty("QueryResult")[0].GetProperty("Status").GetString() == "Offline";
    }
}
