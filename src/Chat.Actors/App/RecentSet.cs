namespace Chat.Actors.App;

/// <summary>The things seen most recently; beyond its capacity the oldest are forgotten.</summary>
internal sealed class RecentSet<T>(int capacity)
{
    private readonly HashSet<T> _values = [];
    private readonly Queue<T> _order = new();

    /// <returns>False if it was seen before.</returns>
    public bool Add(T value)
    {
        if (!_values.Add(value))
        {
            return false;
        }

        _order.Enqueue(value);
        if (_order.Count > capacity)
        {
            _values.Remove(_order.Dequeue());
        }

        return true;
    }
}
