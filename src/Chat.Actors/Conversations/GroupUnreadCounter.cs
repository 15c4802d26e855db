namespace Chat.Actors.Conversations;

/// <summary>
/// Unread messages of a group, where places have no gaps and the server tells the read position: everything behind it up to a place, without what does not
/// count, and the countable messages behind that place.
/// </summary>
internal sealed class GroupUnreadCounter : UnreadCounter
{
    /// <summary>Places that are remembered one by one.</summary>
    private const int MaxGone = 256;

    private SortedSet<long>? _gone;
    private long _read;

    /// <summary>How many places between read position and <see cref="UnreadCounter.Order"/> the server did not count; it does not say which.</summary>
    private long _ignored;

    protected override long Counted => Math.Max(0, Order - _read - Math.Max(_ignored, GoneUpTo(Order)));

    /// <summary>Places that the server did not count, nobody here knows which.</summary>
    private long Unknown => Math.Max(0, _ignored - GoneUpTo(Order));

    /// <summary>What the server counted behind a read position; it may have said so before a recall that is known here.</summary>
    public void Set(long count, long order, long read)
    {
        SetOrder(order);
        ReadTo(Math.Max(_read, read));
        _ignored = Math.Clamp(order - _read - count, 0, Math.Max(0, Order - _read));
    }

    /// <summary>Begins anew: the account is no longer a member, or the history is gone.</summary>
    public override void Set(long count, long order) => Set(count, order, order - count);

    public override bool Remove(long order)
    {
        if (order <= _read)
        {
            return true;
        }

        var unknown = Unknown;
        _gone ??= [];
        if (!_gone.Add(order))
        {
            return true;
        }

        if (_gone.Count > MaxGone)
        {
            _gone.Remove(_gone.Min);
        }

        RemoveBehind(order);
        return order > Order || unknown == 0;
    }

    public override bool ReadUpTo(long order)
    {
        if (order <= _read)
        {
            return true;
        }

        var isExact = order >= Order || Unknown == 0;
        ReadTo(order);
        if (order >= Order)
        {
            SetOrder(order);
            _ignored = 0;
        }
        else
        {
            _ignored = isExact ? 0 : Math.Min(_ignored, Order - order);
        }

        return isExact;
    }

    protected override void Fold(long order)
    {
        // What lies between was not for this account.
        _ignored += order - Order - 1;
        SetOrder(order);
    }

    private void ReadTo(long order)
    {
        _read = order;
        _gone?.RemoveWhere(one => one <= order);
    }

    private long GoneUpTo(long order) => _gone?.Count(one => one <= order) ?? 0;
}
