using Chat.Server.Groups;

namespace Chat.Server.Rooms;

/// <summary>
/// Lets so many items of a room through in any second (rules reference, limits §5). What comes faster waits up to a second, the most urgent in front; when more
/// wait than a second can carry, one of the least urgent is dropped, which of them is left to chance. So nothing is dropped while something less urgent is let
/// through.
/// </summary>
/// <param name="perSecond">Items per second.</param>
/// <param name="random">Chooses what is dropped; null for chance.</param>
internal sealed class RoomPace<T>(int perSecond, Random? random = null)
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(1);

    /// <summary>After so long a less urgent item is of no use to anybody.</summary>
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(2);

    private readonly List<(T Item, DateTimeOffset Since)>[] _waiting = [[], [], [], []];
    private readonly int _perSecond = Math.Max(perSecond, 1);
    private readonly Random _random = random ?? Random.Shared;

    /// <summary>When the items of the running second were let through.</summary>
    private readonly Queue<DateTimeOffset> _passed = new();

    public int Waiting { get; private set; }

    /// <summary>Takes an item on.</summary>
    /// <param name="item">The item.</param>
    /// <param name="priority">See <see cref="GroupPriorities"/>.</param>
    /// <param name="now">The time.</param>
    /// <returns>The item that is dropped for it, with its priority; null for none.</returns>
    public (T Item, int Priority)? Add(T item, int priority, DateTimeOffset now)
    {
        _waiting[priority - GroupPriorities.High].Add((item, now));
        Waiting++;
        return Waiting <= _perSecond + Free(now) ? null : TakeLeastUrgent();
    }

    /// <summary>The next item that may go now.</summary>
    public bool TryTake(DateTimeOffset now, out T item)
    {
        if (Waiting == 0 || Free(now) == 0)
        {
            item = default!;
            return false;
        }

        _passed.Enqueue(now);
        item = Remove(Array.Find(_waiting, static queue => queue.Count > 0)!, 0);
        return true;
    }

    /// <summary>An item that has waited too long, with its priority; null for none.</summary>
    public (T Item, int Priority)? TakeExpired(DateTimeOffset now)
    {
        for (var i = _waiting.Length - 1; i >= 0; i--)
        {
            if (_waiting[i] is [var first, ..] && now - first.Since >= MaxWait)
            {
                return (Remove(_waiting[i], 0), i + GroupPriorities.High);
            }
        }

        return null;
    }

    private (T Item, int Priority) TakeLeastUrgent()
    {
        var at = Array.FindLastIndex(_waiting, static queue => queue.Count > 0);
        return (Remove(_waiting[at], _random.Next(_waiting[at].Count)), at + GroupPriorities.High);
    }

    private T Remove(List<(T Item, DateTimeOffset Since)> queue, int index)
    {
        var item = queue[index].Item;
        queue.RemoveAt(index);
        Waiting--;
        return item;
    }

    /// <summary>How many more may go now.</summary>
    private int Free(DateTimeOffset now)
    {
        while (_passed.TryPeek(out var oldest) && now - oldest >= Window)
        {
            _passed.Dequeue();
        }

        return Math.Max(_perSecond - _passed.Count, 0);
    }
}
