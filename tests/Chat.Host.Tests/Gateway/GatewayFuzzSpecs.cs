using System.Net.WebSockets;
using System.Text;
using Chat.Protocol.Tests.Commands;
using Chat.Server;
using Microsoft.Extensions.DependencyInjection;

namespace Chat.Host.Tests.Gateway;

/// <summary>Whatever one client sends over a real socket, the process lives, nobody else notices, and nothing piles up.</summary>
public sealed class GatewayFuzzSpecs
{
    private const long AllowedGrowth = 24 * 1024 * 1024;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Mutated_frames_of_every_command_hurt_nobody(int seed)
    {
        await using var host = await HostFixture.StartAsync();
        using var bystander = await host.ConnectAsync();
        var identity = await bystander.LogInAsync("carol");
        using var sockets = new Fuzzer(host);
        await sockets.SendAsync(seed, 2000);
        var before = GC.GetTotalMemory(forceFullCollection: true);

        await sockets.SendAsync(seed + 100, 6000);

        var growth = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.True(growth < AllowedGrowth, $"grew by {growth} bytes");
        Assert.Equal(0, (await bystander.CallAsync("im_open_status.wshello", "{}", identity, 7)).GetProperty("ErrorCode").GetInt32());
        var list = await bystander.CallAsync("recentcontact.page_get", "{}", identity, 8);
        Assert.Equal(0, list.GetProperty("SessionItem").GetArrayLength());
        Assert.Equal(WebSocketState.Open, bystander.State);
    }

    /// <summary>One client after the other sends as alice until its socket is closed.</summary>
    private sealed class Fuzzer(HostFixture host) : IDisposable
    {
        private ClientWebSocket? _socket;
        private Task _reading = Task.CompletedTask;

        public async Task SendAsync(int seed, int count)
        {
            var random = new Random(seed);
            for (var i = 0; i < count; i++)
            {
                var socket = _socket is { State: WebSocketState.Open } open ? open : await ConnectAsync();
                var samples = Samples();
                var (command, body) = samples[random.Next(samples.Count)];
                var frame = FrameMutations.Mutate(Encoding.UTF8.GetBytes(SocketExtensions.Frame(command, body, Identity, i + 10)), random);
                try
                {
                    await socket.SendAsync(frame, WebSocketMessageType.Binary, true, CancellationToken.None).WaitAsync(HostFixture.Patience);
                }
                catch (WebSocketException)
                {
                    // Closed by the host, as it may; the next frame goes over a new socket.
                }
            }
        }

        public void Dispose() => _socket?.Dispose();

        private string Identity { get; set; } = "";

        private async Task<ClientWebSocket> ConnectAsync()
        {
            _socket?.Dispose();
            await _reading;
            _socket = await host.ConnectAsync();
            Identity = await _socket.LogInAsync("alice");
            _reading = ReadAsync(_socket);
            return _socket;
        }

        /// <summary>A client that does not read would be disconnected.</summary>
        private static async Task ReadAsync(ClientWebSocket socket)
        {
            var buffer = new byte[16 * 1024];
            try
            {
                while ((await socket.ReceiveAsync(buffer, CancellationToken.None)).MessageType != WebSocketMessageType.Close)
                {
                    // What is answered does not matter here.
                }
            }
            catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
            {
                // The socket has ended.
            }
        }

        private List<(string Command, string Body)> Samples() =>
        [
            .. host.Services.GetRequiredService<ChatServer>().Commands.Entries.Select(entry => entry.Command.Name).Distinct()
                .Select(name => (name, DocumentedBodies.All[name].Request)),
        ];
    }
}
