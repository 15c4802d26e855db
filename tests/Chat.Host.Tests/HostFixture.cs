using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Chat.Protocol.Accounts;
using Microsoft.AspNetCore.Builder;

namespace Chat.Host.Tests;

/// <summary>A host in this process on a free loopback port.</summary>
internal sealed class HostFixture : IAsyncDisposable
{
    public const uint App = 1400000001;
    public const string Key = "test-key";
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly WebApplication _app;

    private HostFixture(WebApplication app, string directory, int port)
    {
        _app = app;
        DataDirectory = directory;
        Port = port;
        Http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
    }

    public string DataDirectory { get; }

    public int Port { get; }

    public HttpClient Http { get; }

    public IServiceProvider Services => _app.Services;

    public static async Task<HostFixture> StartAsync(params string[] settings)
    {
        var directory = Directory.CreateTempSubdirectory("chat-host-").FullName;
        var port = FreePort();
        var app = ChatHost.Build(
        [
            string.Create(CultureInfo.InvariantCulture, $"--Chat:Urls=http://127.0.0.1:{port}"), "--Chat:DataDirectory=" + directory,
            string.Create(CultureInfo.InvariantCulture, $"--Chat:Apps:0:SdkAppId={App}"), "--Chat:Apps:0:SecretKey=" + Key, "--Serilog:MinimumLevel:Default=Error", .. settings,
        ]);
        await app.StartAsync();
        return new HostFixture(app, directory, port);
    }

    public static string Sign(string user) => UserSig.Sign(App, Key, user, TimeProvider.System.GetUtcNow(), TimeSpan.FromHours(1));

    public Task StopAsync() => _app.StopAsync();

    public async Task<ClientWebSocket> ConnectAsync(string path = "/binfo?sdkappid=1400000001")
    {
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri($"ws://127.0.0.1:{Port}{path}"), CancellationToken.None);
        return socket;
    }

    public async Task<JsonElement> RestAsync(string command, string body, string? query = null, string administrator = "administrator")
    {
        query ??= $"sdkappid={App}&identifier={administrator}&usersig={Uri.EscapeDataString(Sign(administrator))}&random=1&contenttype=json";
        using var content = new StringContent(body);
        using var response = await Http.PostAsync(new Uri($"/v4/{command}?{query}", UriKind.Relative), content);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return json.RootElement.Clone();
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
        Directory.Delete(DataDirectory, recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

internal static class SocketExtensions
{
    public static Task SendTextAsync(this ClientWebSocket socket, string text, WebSocketMessageType type = WebSocketMessageType.Binary) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(text), type, true, CancellationToken.None);

    /// <summary>A call by raw frame; the reply's body.</summary>
    public static async Task<JsonElement> CallAsync(this ClientWebSocket socket, string command, string body, string identity, int sequence = 1)
    {
        await socket.SendTextAsync(Frame(command, body, identity, sequence));
        while (true)
        {
            using var json = JsonDocument.Parse(await socket.ReceiveMessageAsync());
            var head = json.RootElement.GetProperty("head");
            if (head.GetProperty("servcmd").GetString() == command && head.GetProperty("seq").GetInt32() == sequence)
            {
                return json.RootElement.GetProperty("body").Clone();
            }
        }
    }

    public static string Frame(string command, string body, string identity, int sequence = 1) =>
        $$"""{"head":{"servcmd":"{{command}}","seq":{{sequence}},"sdkappid":1400000001,"platform":7{{(identity.Length > 0 ? "," + identity : "")}}},"body":{{body}}}""";

    public static async Task<byte[]> ReceiveMessageAsync(this ClientWebSocket socket)
    {
        var message = new MemoryStream();
        var buffer = new byte[64 * 1024];
        while (true)
        {
            var read = await socket.ReceiveAsync(buffer, CancellationToken.None).WaitAsync(HostFixture.Patience);
            if (read.MessageType == WebSocketMessageType.Close)
            {
                throw new IOException($"closed with {(int?)read.CloseStatus}");
            }

            message.Write(buffer, 0, read.Count);
            if (read.EndOfMessage)
            {
                return message.ToArray();
            }
        }
    }

    /// <summary>Logs in; what later frames carry.</summary>
    public static async Task<string> LogInAsync(this ClientWebSocket socket, string user)
    {
        var reply = await socket.CallAsync("im_open_status.wslogin", "{}", $"\"identifier\":\"{user}\",\"usersig\":\"{HostFixture.Sign(user)}\"", 1);
        var identity = $"\"a2\":\"{reply.GetProperty("A2Key").GetString()}\"";
        await socket.CallAsync("openim.getmsg", """{"Cookie":"","SyncFlag":0}""", identity, 2);
        return identity;
    }

    /// <summary>The close code that comes next.</summary>
    public static async Task<int> ReceiveCloseAsync(this ClientWebSocket socket)
    {
        while (true)
        {
            var read = await socket.ReceiveAsync(new byte[4096], CancellationToken.None).WaitAsync(HostFixture.Patience);
            if (read.MessageType == WebSocketMessageType.Close)
            {
                return (int)read.CloseStatus!.Value;
            }
        }
    }
}
