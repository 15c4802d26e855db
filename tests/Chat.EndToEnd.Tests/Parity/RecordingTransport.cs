using System.Collections.Concurrent;
using Chat.Actors.Connection;

namespace Chat.EndToEnd.Parity;

/// <summary>A WebSocket transport that keeps a copy of every frame it sends.</summary>
internal sealed class RecordingTransport : IChatTransport
{
    private readonly ConcurrentQueue<RecordedFrame> _frames = new();

    public IReadOnlyList<RecordedFrame> Frames => [.. _frames];

    public async Task<IChatConnection> ConnectAsync(Uri address, IChatReceiver receiver, CancellationToken cancellationToken) =>
        new Connection(await WebSocketTransport.Shared.ConnectAsync(address, receiver, cancellationToken), _frames);

    private sealed class Connection(IChatConnection inner, ConcurrentQueue<RecordedFrame> frames) : IChatConnection
    {
        public void Send(ReadOnlyMemory<byte> message)
        {
            frames.Enqueue(RecordedFrame.Parse(message.Span));
            inner.Send(message);
        }

        public void Close(int closeCode) => inner.Close(closeCode);
    }
}
