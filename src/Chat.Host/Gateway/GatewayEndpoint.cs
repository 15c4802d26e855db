using System.Collections.Concurrent;
using System.Net;
using Chat.Host.Options;
using Chat.Server;
using Microsoft.Extensions.Options;

namespace Chat.Host.Gateway;

/// <summary>Accepts sockets on <c>/binfo</c> (binary frames) and <c>/info</c> (text frames), knows all that are open, ends them at the stop.</summary>
internal sealed partial class GatewayEndpoint : BackgroundService
{
    public const string BinaryPath = "/binfo";
    public const string TextPath = "/info";

    private static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(5);

    private readonly ChatServer _server;
    private readonly GatewayOptions _options;
    private readonly string? _publicUrl;
    private readonly ILogger<GatewayEndpoint> _logger;
    private readonly ConcurrentDictionary<GatewaySession, IPAddress> _sessions = new();
    private readonly ConcurrentDictionary<IPAddress, int> _unauthenticated = new();
    private volatile bool _stopping;

    public GatewayEndpoint(ChatServer server, IOptions<ChatOptions> options, ILogger<GatewayEndpoint> logger)
    {
        _server = server;
        _options = options.Value.Gateway;
        _publicUrl = options.Value.Media.PublicUrl?.AbsoluteUri.TrimEnd('/');
        _logger = logger;
    }

    public bool IsAccepting => !_stopping;

    public static bool Handles(PathString path) => path == BinaryPath || path == TextPath;

    public async Task AcceptAsync(HttpContext http)
    {
        if (_stopping)
        {
            Refuse(http, StatusCodes.Status503ServiceUnavailable, "stopping");
            return;
        }

        if (!WebSocketHandshake.TryAccept(http, out var upgrade, out var accept))
        {
            Refuse(http, StatusCodes.Status400BadRequest, "not a WebSocket");
            return;
        }

        var address = http.Connection.RemoteIpAddress ?? IPAddress.None;
        if (_unauthenticated.GetValueOrDefault(address) >= _options.MaxUnauthenticatedPerAddress)
        {
            Refuse(http, StatusCodes.Status429TooManyRequests, "too many sockets without login");
            return;
        }

        http.Response.Headers.SecWebSocketAccept = accept;
        http.Response.Headers.Upgrade = "websocket";
        var socket = await upgrade.UpgradeAsync();
        var session = new GatewaySession(http, socket, _server.Frames, _options, _publicUrl ?? HttpAddressOf(http.Request), OnIdentityChanged);
        _sessions[session] = address;
        CountUnauthenticated(address, 1);
        GatewayTelemetry.Sockets.Add(1);
        try
        {
            await session.RunAsync();
            await session.FinishAsync();
        }
        finally
        {
            _sessions.TryRemove(session, out _);
            if (session.Identity is null)
            {
                CountUnauthenticated(address, -1);
            }

            GatewayTelemetry.Sockets.Add(-1);
        }
    }

    /// <summary>Lets the commands that are under way end, then says goodbye to all sockets.</summary>
    public async Task DrainAsync()
    {
        _stopping = true;
        var deadline = Environment.TickCount64 + (long)_options.DrainTimeout.TotalMilliseconds;
        foreach (var session in _sessions.Keys)
        {
            session.StopReading();
        }

        while (_sessions.Keys.Any(session => !session.IsDrained) && Environment.TickCount64 < deadline)
        {
            await Task.Delay(20);
        }

        Log.Closing(_logger, _sessions.Count);
        foreach (var session in _sessions.Keys)
        {
            session.Close(WebSocketFrames.GoingAway);
        }

        while (!_sessions.IsEmpty && Environment.TickCount64 < deadline)
        {
            await Task.Delay(20);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(SweepInterval);
        while (await WaitAsync(timer, stoppingToken))
        {
            foreach (var session in _sessions.Keys)
            {
                session.Sweep();
            }
        }
    }

    private static async Task<bool> WaitAsync(PeriodicTimer timer, CancellationToken stoppingToken)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stoppingToken);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private static void Refuse(HttpContext http, int status, string reason)
    {
        GatewayTelemetry.SocketsRefused.Add(1, new KeyValuePair<string, object?>("reason", reason));
        http.Response.StatusCode = status;
    }

    /// <summary>The address that the client itself has used. It is worth no more than the client's word, like all that it puts into messages.</summary>
    private static string HttpAddressOf(HttpRequest request) =>
        (request.Headers["X-Forwarded-Proto"] == "https" ? "https" : request.Scheme) + "://" + request.Host.ToUriComponent();

    private void OnIdentityChanged(GatewaySession session, bool isLoggedIn)
    {
        if (_sessions.TryGetValue(session, out var address))
        {
            CountUnauthenticated(address, isLoggedIn ? -1 : 1);
        }
    }

    private void CountUnauthenticated(IPAddress address, int change)
    {
        var count = _unauthenticated.AddOrUpdate(address, change, (_, current) => current + change);
        if (count == 0)
        {
            _unauthenticated.TryRemove(new KeyValuePair<IPAddress, int>(address, 0));
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Closing {Count} sockets")]
        public static partial void Closing(ILogger logger, int count);
    }
}
