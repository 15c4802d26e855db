using Chat.Actors.Connection;

namespace Chat.EndToEnd;

/// <summary>A WebSocket transport whose network can be taken away.</summary>
internal sealed class BreakableTransport : IChatTransport
{
    private readonly Lock _gate = new();
    private IChatConnection? _connection;
    private bool _isAway;
    private volatile bool _isDeaf;

    public async Task<IChatConnection> ConnectAsync(Uri address, IChatReceiver receiver, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_isAway)
            {
                throw new IOException("the network is away");
            }
        }

        var connection = await WebSocketTransport.Shared.ConnectAsync(address, new Receiver(receiver, this), cancellationToken);
        lock (_gate)
        {
            _connection = connection;
        }

        return connection;
    }

    public void Leave()
    {
        lock (_gate)
        {
            _isAway = true;
            _connection?.Close(closeCode: 1000);
        }
    }

    public void ComeBack()
    {
        lock (_gate)
        {
            _isAway = false;
        }
    }

    /// <summary>What the server sends is lost from now on, until <see cref="Cut"/>.</summary>
    public void Deafen() => _isDeaf = true;

    /// <summary>Breaks the connection once.</summary>
    public void Cut()
    {
        lock (_gate)
        {
            _connection?.Close(closeCode: 1000);
            _isDeaf = false;
        }
    }

    private sealed class Receiver(IChatReceiver inner, BreakableTransport network) : IChatReceiver
    {
        public void OnMessage(byte[] message)
        {
            if (!network._isDeaf)
            {
                inner.OnMessage(message);
            }
        }

        public ValueTask WaitForRoomAsync() => inner.WaitForRoomAsync();

        public void OnClosed() => inner.OnClosed();
    }
}
