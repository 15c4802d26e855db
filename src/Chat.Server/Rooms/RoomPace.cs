using Chat.Server.Groups;

namespace Chat.Server.Rooms;

/// <summary>
/// Lets so many items of a room through in a second (rules reference, limits §5). What comes faster waits up to a second, the most urgent in front; when more
/// wait than a second can carry, the least urgent is dropped, the newest first. So nothing is dropped while something less urgent is let through.
/// </summary>
/// <param name="perSecond">Items per second.</param>
internal sealed class RoomPace<T>(int perSecond)
{
    /// <summary>After so long a less urgent item is of no use to anybody.</summary>
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(2);

    private readonly LinkedList<(T Item, DateTimeOffset Since)>[] _waiting = [new(), new(), new(), new()];
    private readonly int _perSecond = Math.Max(perSecond, 1);
    private double _tokens = Math.Max(perSecond, 1);
    private DateTimeOffset _filledAt;

    public int Waiting { get; private set; }

    /// <summary>Takes an item on.</summary>
    /// <param name="item">The item.</param>
    /// <param name="priority">See <see cref="GroupPriorities"/>.</param>
    /// <param name="now">The time.</param>
    /// <returns>The item that is dropped for it, with its priority; null for none.</returns>
    public (T Item, int Priority)? Add(T item, int priority, DateTimeOffset now)
    {
        Fill(now);
        _waiting[priority - GroupPriorities.High].AddLast((item, now));
        Waiting++;
        return Waiting <= _perSecond + (int)_tokens ? null : TakeLeastUrgent();
    }

    /// <summary>The next item that may go now.</summary>
    public bool TryTake(DateTimeOffset now, out T item)
    {
        Fill(now);
        var first = Waiting == 0 || _tokens < 1 ? null : Array.Find(_waiting, static queue => queue.Count > 0)!.First;
        if (first is null)
        {
            item = default!;
            return false;
        }

        _tokens--;
        Remove(first);
        item = first.Value.Item;
        return true;
    }

    /// <summary>An item that has waited too long, with its priority; null for none.</summary>
    public (T Item, int Priority)? TakeExpired(DateTimeOffset now)
    {
        for (var i = _waiting.Length - 1; i >= 0; i--)
        {
            if (_waiting[i].First is { } first && now - first.Value.Since >= MaxWait)
            {
                Remove(first);
                return (first.Value.Item, i + GroupPriorities.High);
            }
        }

        return null;
    }

    private (T Item, int Priority) TakeLeastUrgent()
    {
        var at = Array.FindLastIndex(_waiting, static queue => queue.Count > 0);
        var last = _waiting[at].Last!;
        Remove(last);
        return (last.Value.Item, at + GroupPriorities.High);
    }

    private void Remove(LinkedListNode<(T Item, DateTimeOffset Since)> node)
    {
        node.List!.Remove(node);
        Waiting--;
    }

    private void Fill(DateTimeOffset now)
    {
        _tokens = Math.Min(_perSecond, _tokens + (Math.Max((now - _filledAt).TotalSeconds, 0) * _perSecond));
        _filledAt = now;
    }
}
