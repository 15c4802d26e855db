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

    /// <summary>The server has told where it is read up to.</summary>
    public bool IsPlaced { get; private set; }

    /// <summary>How many places between read position and <see cref="UnreadCounter.Order"/> the server did not count; it does not say which.</summary>
    private long _ignored;

    protected override long Counted => Math.Max(0, Order - _read - Math.Max(_ignored, GoneUpTo(Order)));

    /// <summary>Places that the server did not count, nobody here knows which.</summary>
    private long Unknown => Math.Max(0, _ignored - GoneUpTo(Order));

    /// <summary>What the server counted behind a read position; it may have said so before a recall that is known here.</summary>
    public void Set(long count, long order, long read)
    {
        IsPlaced = true;
        SetOrder(order);
        ReadTo(Math.Max(_read, read));
        _ignored = Math.Clamp(order - _read - count, 0, Math.Max(0, Order - _read));
    }

    /// <summary>What the server says of a topic, whose places that do not count it names.</summary>
    public void Set(long order, long read, IEnumerable<long> excluded)
    {
        IsPlaced = true;
        var isOld = order < Order;
        SetOrder(order);
        ReadTo(Math.Max(_read, read));
        var places = excluded.Where(one => one > _read && one <= Order).ToHashSet();
        _ignored = isOld ? Math.Max(_ignored, places.Count) : places.Count;
        _gone = _gone is null && places.Count == 0 ? null : [.. (_gone ?? []).Union(places).OrderDescending().Take(MaxGone)];
    }

    /// <summary>The server has said how far the group has got; what it has delivered of that counts as it came, the rest counts.</summary>
    /// <param name="order">The newest message.</param>
    /// <param name="delivered">Up to here everything has come.</param>
    public void Advance(long order, long delivered)
    {
        if (order > Order)
        {
            var end = Math.Min(order, delivered);
            Ignore(Math.Max(0, end - Math.Max(Order, _read)) - CountBehind(end));
            SetOrder(order);
        }
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
        Ignore(order - Order - 1);
        SetOrder(order);
    }

    /// <summary>Places behind <see cref="UnreadCounter.Order"/> that do not count, beside those before it.</summary>
    private void Ignore(long places) => _ignored = Math.Max(_ignored, GoneUpTo(Order)) + Math.Max(0, places);

    private void ReadTo(long order)
    {
        _read = order;
        _gone?.RemoveWhere(one => one <= order);
    }

    private long GoneUpTo(long order) => _gone?.Count(one => one <= order) ?? 0;
}
