using System.Buffers;
using System.Net.WebSockets;

namespace Chat.Actors.Connection;

/// <summary>WebSockets. All sockets share one HTTP handler; an idle socket waits without a receive buffer.</summary>
public sealed class WebSocketTransport : IChatTransport, IDisposable
{
    private readonly HttpMessageInvoker _invoker = new(new SocketsHttpHandler { UseCookies = false, UseProxy = false });

    /// <summary>The transport of clients that name none.</summary>
    public static WebSocketTransport Shared { get; } = new();

    public async Task<IChatConnection> ConnectAsync(Uri address, IChatReceiver receiver, CancellationToken cancellationToken)
    {
        var socket = new ClientWebSocket();
        try
        {
            // The protocol has heartbeats of its own.
            socket.Options.KeepAliveInterval = TimeSpan.Zero;
            await socket.ConnectAsync(address, _invoker, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        var connection = new WebSocketConnection(socket, receiver);
        _ = connection.ReceiveAsync();
        return connection;
    }

    public void Dispose() => _invoker.Dispose();
}

internal sealed class WebSocketConnection(ClientWebSocket socket, IChatReceiver receiver) : IChatConnection
{
    private const int BufferSize = 16 * 1024;
    private const int MaxMessageBytes = 64 * 1024 * 1024;
    private static readonly TimeSpan FlushTimeout = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private Queue<ReadOnlyMemory<byte>>? _outgoing;
    private bool _sending;
    private bool _closing;

    public void Send(ReadOnlyMemory<byte> message)
    {
        lock (_gate)
        {
            if (_closing)
            {
                return;
            }

            if (_sending)
            {
                (_outgoing ??= new Queue<ReadOnlyMemory<byte>>()).Enqueue(message);
                return;
            }

            _sending = true;
        }

        _ = SendAsync(message);
    }

    public void Close(int closeCode)
    {
        lock (_gate)
        {
            if (_closing)
            {
                return;
            }

            _closing = true;
            if (_sending)
            {
                // The sender ends the socket when it is done, or this does when the other side does not read.
                _ = AbortLaterAsync();
                return;
            }
        }

        _ = EndAsync((WebSocketCloseStatus)closeCode);
    }

    public async Task ReceiveAsync()
    {
        try
        {
            while (true)
            {
                // Without data there is no buffer.
                var first = await socket.ReceiveAsync(Memory<byte>.Empty, CancellationToken.None).ConfigureAwait(false);
                if (first.MessageType == WebSocketMessageType.Close || await ReadMessageAsync().ConfigureAwait(false) is not { } message)
                {
                    break;
                }

                receiver.OnMessage(message);
                await receiver.WaitForRoomAsync().ConfigureAwait(false);
            }
        }
        catch (Exception e) when (IsEndOfSocket(e))
        {
            // The connection is gone, which is all there is to say.
        }

        socket.Dispose();
        receiver.OnClosed();
    }

    private static bool IsEndOfSocket(Exception exception) =>
        exception is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException or InvalidOperationException;

    private async Task<byte[]?> ReadMessageAsync()
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            var length = 0;
            while (true)
            {
                var read = await socket.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None).ConfigureAwait(false);
                if (read.MessageType == WebSocketMessageType.Close)
                {
                    return null;
                }

                length += read.Count;
                if (read.EndOfMessage)
                {
                    return buffer.AsSpan(0, length).ToArray();
                }

                if (length == buffer.Length)
                {
                    if (length >= MaxMessageBytes)
                    {
                        return null;
                    }

                    var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
                    buffer.AsSpan(0, length).CopyTo(larger);
                    ArrayPool<byte>.Shared.Return(buffer);
                    buffer = larger;
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async Task SendAsync(ReadOnlyMemory<byte> message)
    {
        try
        {
            while (true)
            {
                await socket.SendAsync(message, WebSocketMessageType.Binary, endOfMessage: true, CancellationToken.None).ConfigureAwait(false);
                lock (_gate)
                {
                    if (_outgoing is not { Count: > 0 } queue)
                    {
                        _outgoing = null;
                        _sending = false;
                        if (!_closing)
                        {
                            return;
                        }

                        break;
                    }

                    message = queue.Dequeue();
                }
            }

            await EndAsync(WebSocketCloseStatus.NormalClosure).ConfigureAwait(false);
        }
        catch (Exception e) when (IsEndOfSocket(e))
        {
            // The reader notices as well and reports the end.
            socket.Abort();
        }
    }

    private async Task EndAsync(WebSocketCloseStatus status)
    {
        using var limit = new CancellationTokenSource(FlushTimeout);
        try
        {
            await socket.CloseOutputAsync(status, null, limit.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (IsEndOfSocket(e))
        {
            // It was on its way out anyway.
        }

        socket.Abort();
    }

    private async Task AbortLaterAsync()
    {
        await Task.Delay(FlushTimeout).ConfigureAwait(false);
        socket.Abort();
    }
}
