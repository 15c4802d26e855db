namespace Chat.Actors.App;

/// <summary>Counts restarts that follow each other: one that comes long after the last is the first again.</summary>
internal sealed class RestartCounter(TimeProvider time)
{
    private static readonly TimeSpan StableAfter = TimeSpan.FromMinutes(2);

    private int _count;
    private long _lastAt;

    /// <summary>Counts one more.</summary>
    /// <returns>Its number, from 1.</returns>
    public int Count()
    {
        _count = _count > 0 && time.GetElapsedTime(_lastAt) < StableAfter ? _count + 1 : 1;
        _lastAt = time.GetTimestamp();
        return _count;
    }
}
