using Chat.Actors.App;

namespace Chat.Actors.Events;

/// <summary>
/// The queue of one handler or reader: bounded, its own, run on a thread of the handlers only while it holds something. A state (list, total unread,
/// net state) that still waits is replaced by its newer one. When the queue is full the oldest event goes, and that is told before the next one.
/// Nothing a consumer does reaches anybody else.
/// </summary>
internal sealed class Subscription(HandlerThreads threads, int capacity, string consumer, Func<ChatEvent, ValueTask> consume, Action<ChatEvent, Exception> failed)
{
    private readonly Lock _gate = new();
    private Queue<Slot>? _queue;
    private List<Slot>? _states;
    private long _dropped;
    private bool _running;
    private bool _ended;
    private bool _draining;

    /// <summary>No further event is handed over.</summary>
    public void End()
    {
        lock (_gate)
        {
            _ended = true;
            _queue = null;
        }
    }

    /// <summary>What is queued is handed over, nothing more is taken.</summary>
    public void Drain()
    {
        lock (_gate)
        {
            _draining = true;
        }
    }

    public void Enqueue(ChatEvent chatEvent)
    {
        lock (_gate)
        {
            if (_ended || _draining || TryReplace(chatEvent))
            {
                return;
            }

            _queue ??= new Queue<Slot>();
            if (_queue.Count >= capacity)
            {
                Forget(_queue.Dequeue());
                _dropped++;
            }

            var slot = new Slot(chatEvent);
            _queue.Enqueue(slot);
            Remember(slot);
            if (_running)
            {
                return;
            }

            _running = true;
        }

        threads.Run(Run);
    }

    private void Run()
    {
        while (TakeNext() is { } next)
        {
            try
            {
                var consumed = consume(next);
                if (!consumed.IsCompletedSuccessfully)
                {
                    // Goes on when the handler does, again on a thread of the handlers.
                    _ = AwaitAsync(consumed.AsTask(), next);
                    return;
                }
            }
            catch (Exception e)
            {
                failed(next, e);
            }
        }
    }

    private async Task AwaitAsync(Task consumed, ChatEvent chatEvent)
    {
        try
        {
            await consumed.ConfigureAwait(false);
        }
        catch (Exception e)
        {
            failed(chatEvent, e);
        }

        threads.Run(Run);
    }

    private ChatEvent? TakeNext()
    {
        lock (_gate)
        {
            if (_queue is not { Count: > 0 } queue)
            {
                _queue = null;
                _states = null;
                _running = false;
                return null;
            }

            if (_dropped > 0)
            {
                var first = queue.Peek().Event;
                var notice = new EventsDropped(first.SdkAppId, first.UserId, _dropped, consumer);
                _dropped = 0;
                return notice;
            }

            var slot = queue.Dequeue();
            Forget(slot);
            return slot.Event;
        }
    }

    private bool TryReplace(ChatEvent chatEvent)
    {
        if (!chatEvent.IsState)
        {
            return false;
        }

        if (_states?.Find(slot => slot.Event.GetType() == chatEvent.GetType()) is not { } waiting)
        {
            return false;
        }

        waiting.Event = chatEvent;
        return true;
    }

    private void Remember(Slot slot)
    {
        if (slot.Event.IsState)
        {
            (_states ??= new List<Slot>(1)).Add(slot);
        }
    }

    private void Forget(Slot slot) => _states?.Remove(slot);

    private sealed class Slot(ChatEvent chatEvent)
    {
        public ChatEvent Event { get; set; } = chatEvent;
    }
}
