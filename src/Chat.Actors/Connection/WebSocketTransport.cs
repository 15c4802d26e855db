using System.Buffers;
using System.Net.WebSockets;

namespace Chat.Actors.Connection;

/// <summary>WebSockets. All sockets share one HTTP handler; an idle socket waits without a receive buffer.</summary>
public sealed class WebSocketTransport : IChatTransport, IDisposable
{
    private const int BufferSize = 16 * 1024;

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

        var connection = new Connection(socket, receiver);
        _ = connection.ReceiveAsync();
        return connection;
    }

    public void Dispose() => _invoker.Dispose();

    private sealed class Connection(ClientWebSocket socket, IChatReceiver receiver) : IChatConnection
    {
        private readonly Lock _gate = new();
        private Queue<ReadOnlyMemory<byte>>? _outgoing;
        private bool _sending;

        public void Send(ReadOnlyMemory<byte> message)
        {
            lock (_gate)
            {
                if (_sending)
                {
                    (_outgoing ??= new Queue<ReadOnlyMemory<byte>>()).Enqueue(message);
                    return;
                }

                _sending = true;
            }

            _ = SendAsync(message);
        }

        public void Close(int closeCode) => socket.Abort();

        public async Task ReceiveAsync()
        {
            try
            {
                while (true)
                {
                    // Without data there is no buffer.
                    await socket.ReceiveAsync(Memory<byte>.Empty, CancellationToken.None).ConfigureAwait(false);
                    if (await ReadMessageAsync().ConfigureAwait(false) is not { } message)
                    {
                        break;
                    }

                    receiver.OnMessage(message);
                }
            }
            catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException or InvalidOperationException)
            {
                // The connection is gone, which is all there is to say.
            }

            socket.Dispose();
            receiver.OnClosed();
        }

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
                            return;
                        }

                        message = queue.Dequeue();
                    }
                }
            }
            catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException or InvalidOperationException)
            {
                // The reader notices as well and reports the end.
                socket.Abort();
            }
        }
    }
}
