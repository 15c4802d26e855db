namespace Chat.Server.Groups.Messages;

/// <summary>The numbers of the newest messages that leave no row by which a repetition would be known.</summary>
internal sealed class RecentSends
{
    private const int MaxRemembered = 256;

    private readonly HashSet<(long Sender, long ClientSeq, long Random)> _keys = [];
    private readonly Queue<(long Sender, long ClientSeq, long Random)> _order = new();

    /// <summary>False if it is there already.</summary>
    public bool TryAdd((long Sender, long ClientSeq, long Random) key)
    {
        if (!_keys.Add(key))
        {
            return false;
        }

        if (_order.Count == MaxRemembered)
        {
            _keys.Remove(_order.Dequeue());
        }

        _order.Enqueue(key);
        return true;
    }

    public void Clear()
    {
        _keys.Clear();
        _order.Clear();
    }
}
