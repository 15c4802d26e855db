namespace Chat.Actors.Connection;

/// <summary>Where connections come from: WebSockets, or memory in tests and simulations.</summary>
public interface IChatTransport
{
    /// <summary>Opens a connection. What arrives on it is handed to <paramref name="receiver"/>, one call at a time.</summary>
    /// <exception cref="Exception">It could not be opened.</exception>
    Task<IChatConnection> ConnectAsync(Uri address, IChatReceiver receiver, CancellationToken cancellationToken);
}

/// <summary>An open connection. Members may be called from any thread and do not block.</summary>
public interface IChatConnection
{
    /// <summary>Queues a binary message.</summary>
    void Send(ReadOnlyMemory<byte> message);

    /// <summary>Sends what is queued, then ends the connection; <see cref="IChatReceiver.OnClosed"/> follows.</summary>
    void Close(int closeCode);
}

/// <summary>Takes what arrives.</summary>
public interface IChatReceiver
{
    /// <summary>A whole message; the receiver keeps the array.</summary>
    void OnMessage(byte[] message);

    /// <summary>Done when the receiver can take more. A transport awaits it between messages, so that the network is what holds a sender back.</summary>
    ValueTask WaitForRoomAsync() => ValueTask.CompletedTask;

    /// <summary>The connection has ended; the last call.</summary>
    void OnClosed();
}
