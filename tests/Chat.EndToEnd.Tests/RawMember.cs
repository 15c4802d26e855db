using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Chat.Protocol.Commands;
using Chat.Protocol.Frames;
using Chat.Protocol.Messages;
using Chat.Protocol.Sessions;

namespace Chat.EndToEnd;

/// <summary>An account on a raw socket. A call that gets no answer before the socket ends may or may not have been executed: it throws, and the next call comes back.</summary>
internal sealed class RawMember(HostProcess host, string user) : IDisposable
{
    private static readonly TimeSpan CallLimit = TimeSpan.FromSeconds(20);

    private readonly SemaphoreSlim _sending = new(1);
    private readonly SemaphoreSlim _connecting = new(1);
    private Connection? _connection;
    private long _sequence;

    public string User => user;

    /// <summary>The body of the reply.</summary>
    /// <exception cref="IOException">Nobody knows whether the call was executed.</exception>
    public async Task<JsonElement> CallAsync(Command command, string body, CancellationToken cancellationToken)
    {
        var connection = await ConnectAsync(cancellationToken);
        return await CallAsync(connection, command, body, cancellationToken);
    }

    public void Dispose()
    {
        _connection?.Dispose();
        _sending.Dispose();
        _connecting.Dispose();
    }

    /// <summary>The connection of now, or a new one as soon as the server is there.</summary>
    private async Task<Connection> ConnectAsync(CancellationToken cancellationToken)
    {
        await _connecting.WaitAsync(cancellationToken);
        try
        {
            while (_connection is not { IsOpen: true })
            {
                _connection?.Dispose();
                try
                {
                    _connection = await Connection.OpenAsync(host, cancellationToken);
                    await LogInAsync(_connection, cancellationToken);
                }
                catch (Exception e) when (e is IOException or WebSocketException)
                {
                    await Task.Delay(50, cancellationToken);
                }
            }

            return _connection;
        }
        finally
        {
            _connecting.Release();
        }
    }

    private async Task LogInAsync(Connection connection, CancellationToken cancellationToken)
    {
        var reply = await CallAsync(connection, SessionCommands.Login, """{"State":"Online"}""", cancellationToken);
        Assert.Equal(0, reply.GetProperty("ErrorCode").GetInt32());
        connection.A2 = reply.GetProperty("A2Key").GetString();
        connection.TinyId = reply.GetProperty("TinyId").GetString();
        connection.InstanceId = reply.GetProperty("InstId").GetUInt32();
        await CallAsync(connection, MessageCommands.GetMissed, """{"Cookie":"","SyncFlag":0,"NeedAbstract":1,"IsOnlineSync":0}""", cancellationToken);
    }

    private async Task<JsonElement> CallAsync(Connection connection, Command command, string body, CancellationToken cancellationToken)
    {
        var sequence = Interlocked.Increment(ref _sequence);
        var head = new ClientHead
        {
            SdkAppId = HostProcess.App,
            Platform = ClientPlatform.Web,
            Identifier = user,
            UserSig = HostProcess.Sign(user),
            A2 = connection.A2,
            TinyId = connection.TinyId,
            InstanceId = connection.InstanceId,
        };
        var frame = new ArrayBufferWriter<byte>();
        head.WriteFrame(frame, command, sequence, TimeProvider.System.GetUtcNow().ToUnixTimeSeconds(), Encoding.UTF8.GetBytes(body));
        var reply = connection.Expect(sequence);
        await _sending.WaitAsync(cancellationToken);
        try
        {
            await connection.SendAsync(frame.WrittenMemory, cancellationToken);
        }
        finally
        {
            _sending.Release();
        }

        return await reply.WaitAsync(CallLimit, cancellationToken);
    }

    private sealed class Connection : IDisposable
    {
        private readonly ClientWebSocket _socket = new();
        private readonly ConcurrentDictionary<long, TaskCompletionSource<JsonElement>> _calls = new();
        private volatile bool _isClosed;

        public bool IsOpen => !_isClosed;

        public string? A2 { get; set; }

        public string? TinyId { get; set; }

        public uint InstanceId { get; set; }

        public static async Task<Connection> OpenAsync(HostProcess host, CancellationToken cancellationToken)
        {
            var connection = new Connection();
            var address = string.Create(
                CultureInfo.InvariantCulture, $"{host.WebSocketUrl}/binfo?sdkappid={HostProcess.App}&instanceid={Guid.NewGuid():N}&platform={ClientPlatform.Web}");
            await connection._socket.ConnectAsync(new Uri(address), cancellationToken);
            _ = connection.ReceiveAsync();
            return connection;
        }

        public Task<JsonElement> Expect(long sequence)
        {
            var reply = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
            _calls[sequence] = reply;
            if (_isClosed)
            {
                Close();
            }

            return reply.Task;
        }

        public async Task SendAsync(ReadOnlyMemory<byte> frame, CancellationToken cancellationToken)
        {
            try
            {
                await _socket.SendAsync(frame, WebSocketMessageType.Binary, endOfMessage: true, cancellationToken);
            }
            catch (Exception e) when (e is WebSocketException or ObjectDisposedException)
            {
                Close();
            }
        }

        public void Dispose()
        {
            Close();
            _socket.Dispose();
        }

        private async Task ReceiveAsync()
        {
            var buffer = new ArrayBufferWriter<byte>();
            try
            {
                while (true)
                {
                    buffer.ResetWrittenCount();
                    ValueWebSocketReceiveResult part;
                    do
                    {
                        part = await _socket.ReceiveAsync(buffer.GetMemory(8192), CancellationToken.None);
                        buffer.Advance(part.Count);
                    }
                    while (!part.EndOfMessage);
                    if (part.MessageType == WebSocketMessageType.Close)
                    {
                        break;
                    }

                    Take(buffer.WrittenSpan);
                }
            }
            catch (Exception e) when (e is WebSocketException or ObjectDisposedException or OperationCanceledException)
            {
                // The server was killed, or the spec is over.
            }

            Close();
        }

        private void Take(ReadOnlySpan<byte> bytes)
        {
            var frame = ServerFrame.Parse(bytes);
            if (frame.Sequence != 0 && _calls.TryRemove(frame.Sequence, out var call))
            {
                using var body = JsonDocument.Parse(frame.Body.ToArray());
                call.TrySetResult(body.RootElement.Clone());
            }
        }

        private void Close()
        {
            _isClosed = true;
            foreach (var call in _calls.Values)
            {
                call.TrySetException(new IOException("The socket has ended."));
            }
        }
    }
}
