using Chat.Actors.Connection;

namespace Chat.EndToEnd;

/// <summary>A WebSocket transport whose network can be taken away.</summary>
internal sealed class BreakableTransport : IChatTransport
{
    private readonly Lock _gate = new();
    private IChatConnection? _connection;
    private bool _isAway;

    public async Task<IChatConnection> ConnectAsync(Uri address, IChatReceiver receiver, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_isAway)
            {
                throw new IOException("the network is away");
            }
        }

        var connection = await WebSocketTransport.Shared.ConnectAsync(address, receiver, cancellationToken);
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
}
