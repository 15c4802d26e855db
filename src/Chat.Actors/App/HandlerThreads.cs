namespace Chat.Actors.App;

/// <summary>
/// Threads for the application's event handlers. A handler may block; on the thread pool, which sockets and actors share, a few such handlers would stop
/// everybody. Threads are made when all others are busy, so that one account's handlers never wait for another's, and end when there is nothing to do for a while.
/// A subscription calls its handler for one event at a time, so there are never more threads than subscriptions.
/// </summary>
internal sealed class HandlerThreads
{
    private const int StackBytes = 256 * 1024;
    private static readonly TimeSpan IdleTime = TimeSpan.FromSeconds(10);

    private readonly object _gate = new();
    private readonly Queue<Action> _work = new();
    private int _idle;

    public void Run(Action work)
    {
        lock (_gate)
        {
            _work.Enqueue(work);
            if (_idle >= _work.Count)
            {
                Monitor.Pulse(_gate);
                return;
            }

        }

        new Thread(Loop, StackBytes) { IsBackground = true, Name = "chat-handlers" }.UnsafeStart();
    }

    private void Loop()
    {
        while (Take() is { } work)
        {
            work();
        }
    }

    private Action? Take()
    {
        lock (_gate)
        {
            while (_work.Count == 0)
            {
                _idle++;
                var pulsed = Monitor.Wait(_gate, IdleTime);
                _idle--;
                if (!pulsed && _work.Count == 0)
                {
                    return null;
                }
            }

            return _work.Dequeue();
        }
    }
}
