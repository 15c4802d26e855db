using System.Collections.Concurrent;

namespace Chat.Actors.App;

/// <summary>Calls of the application that wait for an answer: when the actors that would give it are gone, they fail with a code instead of waiting for ever.</summary>
internal sealed class PendingCalls
{
    private readonly ConcurrentDictionary<Task, Action<Exception>> _calls = new(concurrencyLevel: 1, capacity: 1);

    public Task<T> Add<T>(TaskCompletionSource<T> promise)
    {
        _calls[promise.Task] = error => promise.TrySetException(error);
        _ = promise.Task.ContinueWith(
            task => _calls.TryRemove(task, out _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return promise.Task;
    }

    public void FailAll(ChatException error)
    {
        foreach (var (_, fail) in _calls)
        {
            fail(error);
        }
    }
}
