namespace Chat.Actors.Conversations;

/// <summary>
/// Unread messages as a function of positions: what the server counted up to an order, and the orders of the countable messages behind it.
/// Nothing is incremented that could drift.
/// </summary>
internal class UnreadCounter
{
    /// <summary>Orders that are kept one by one; older ones are folded into the count.</summary>
    private const int MaxKept = 256;

    private List<long>? _behind;
    private long _count;
    private long _read;

    public long Value => Counted + (_behind?.Count ?? 0);

    /// <summary>Up to here the server has counted.</summary>
    protected long Order { get; private set; }

    protected virtual long Counted => _count;

    /// <summary>What the server counted up to an order; messages behind it stay counted.</summary>
    public virtual void Set(long count, long order)
    {
        _count = count;
        SetOrder(order);
    }

    /// <summary>A countable message has arrived. Without an order (the cloud gives none) it can only be counted.</summary>
    public void Add(long order)
    {
        if (order == 0)
        {
            _count++;
        }
        else if (order > Order)
        {
            _behind ??= [];
            _behind.Add(order);
            if (_behind.Count > MaxKept)
            {
                Fold(_behind[0]);
            }
        }
    }

    /// <summary>A message that may be unread counts no longer: it was recalled or deleted.</summary>
    /// <returns>False if it may be among those that the server counted: the server has to be asked.</returns>
    public virtual bool Remove(long order)
    {
        if (order > Order)
        {
            RemoveBehind(order);
            return true;
        }

        return _count == 0 || order <= _read;
    }

    /// <summary>A counted message without an order counts no longer.</summary>
    public void RemoveOne() => _count = Math.Max(0, _count - 1);

    /// <summary>Everything up to an order is read.</summary>
    /// <returns>False if the order lies before what can be told here: the server has to be asked.</returns>
    public virtual bool ReadUpTo(long order)
    {
        if (order < Order && _count > 0)
        {
            return false;
        }

        _count = 0;
        _read = Math.Max(_read, order);
        _behind?.RemoveAll(one => one <= order);
        return true;
    }

    /// <summary>The oldest message behind <see cref="Order"/> is counted as if the server had.</summary>
    protected virtual void Fold(long order)
    {
        SetOrder(order);
        _count++;
    }

    protected void SetOrder(long order)
    {
        Order = Math.Max(order, Order);
        _behind?.RemoveAll(one => one <= Order);
    }

    /// <summary>Countable messages behind <see cref="Order"/>, up to an order.</summary>
    protected long CountBehind(long order) => _behind?.Count(one => one <= order) ?? 0;

    protected void RemoveBehind(long order) => _behind?.Remove(order);
}
