namespace Chat.Actors.Events;

/// <summary>
/// The queue of one handler or reader: bounded, its own, run on a pool thread only while it holds something. When it is full the oldest event goes, and the
/// consumer is told how many went before it gets the next one. Nothing a consumer does reaches anybody else.
/// </summary>
internal sealed class Subscription(int capacity, Func<ChatEvent, ValueTask> consume, Action<Exception> failed) : IThreadPoolWorkItem
{
    private readonly Lock _gate = new();
    private Queue<ChatEvent>? _queue;
    private long _dropped;
    private bool _running;
    private volatile bool _ended;

    public void End() => _ended = true;

    public void Enqueue(ChatEvent chatEvent)
    {
        if (_ended)
        {
            return;
        }

        lock (_gate)
        {
            _queue ??= new Queue<ChatEvent>();
            if (_queue.Count >= capacity)
            {
                _queue.Dequeue();
                _dropped++;
            }

            _queue.Enqueue(chatEvent);
            if (_running)
            {
                return;
            }

            _running = true;
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    public void Execute() => _ = RunAsync();

    private async Task RunAsync()
    {
        while (TakeNext() is { } next)
        {
            try
            {
                await consume(next).ConfigureAwait(false);
            }
            catch (Exception e)
            {
                failed(e);
            }
        }
    }

    private ChatEvent? TakeNext()
    {
        lock (_gate)
        {
            if (_ended || _queue is not { Count: > 0 } queue)
            {
                _queue = null;
                _running = false;
                return null;
            }

            if (_dropped > 0)
            {
                var first = queue.Peek();
                var notice = new EventsDropped(first.SdkAppId, first.UserId, _dropped);
                _dropped = 0;
                return notice;
            }

            return queue.Dequeue();
        }
    }
}
