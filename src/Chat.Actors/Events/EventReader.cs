using System.Threading.Channels;

namespace Chat.Actors.Events;

/// <summary>
/// A reader's end of its subscription: takes one event at a time, so that what it has not asked for waits in the subscription's bounded queue. Ends
/// with the client, when it is disposed of, or when it is cancelled.
/// </summary>
internal sealed class EventReader : IAsyncEnumerable<ChatEvent>, IAsyncEnumerator<ChatEvent>
{
    private readonly Channel<ChatEvent> _channel = Channel.CreateBounded<ChatEvent>(new BoundedChannelOptions(1) { SingleWriter = true, SingleReader = true });
    private readonly CancellationTokenSource _cancelled = new();
    private Action _close = static () => { };
    private CancellationTokenRegistration _outer;
    private CancellationTokenRegistration _inner;

    public ChatEvent Current { get; private set; } = null!;

    public void Opened(Action close, CancellationToken cancellationToken)
    {
        _close = close;
        _outer = cancellationToken.UnsafeRegister(static reader => ((EventReader)reader!).Cancel(), this);
    }

    public async ValueTask WriteAsync(ChatEvent chatEvent)
    {
        try
        {
            await _channel.Writer.WriteAsync(chatEvent, _cancelled.Token).ConfigureAwait(false);
            if (chatEvent is SdkDestroyed)
            {
                _channel.Writer.TryComplete();
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ChannelClosedException)
        {
            // Nobody reads any more.
        }
    }

    /// <summary>The client's last event is queued already.</summary>
    public void EndAfterLast() => _close = static () => { };

    public IAsyncEnumerator<ChatEvent> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        _inner = cancellationToken.UnsafeRegister(static reader => ((EventReader)reader!).Cancel(), this);
        return this;
    }

    public async ValueTask<bool> MoveNextAsync()
    {
        while (await _channel.Reader.WaitToReadAsync(_cancelled.Token).ConfigureAwait(false))
        {
            if (_channel.Reader.TryRead(out var next))
            {
                Current = next;
                return true;
            }
        }

        return false;
    }

    public ValueTask DisposeAsync()
    {
        Cancel();
        _outer.Dispose();
        _inner.Dispose();
        return ValueTask.CompletedTask;
    }

    private void Cancel()
    {
        _cancelled.Cancel();
        _close();
    }
}
