namespace Chat.Server.Groups;

/// <summary>Counts what happens in one second of the server's clock; used by one thread.</summary>
internal sealed class SecondCounter
{
    private long _second;
    private int _count;

    /// <summary>Counts from none again.</summary>
    public void Reset() => _count = 0;

    /// <summary>What was counted last did not happen.</summary>
    public void TakeBack() => _count = Math.Max(_count - 1, 0);

    /// <summary>Counts one more; false if there were <paramref name="most"/> in this second already. The second before counts as this one.</summary>
    public bool TryCount(long unixSeconds, int most)
    {
        if (unixSeconds > _second || unixSeconds < _second - 1)
        {
            (_second, _count) = (unixSeconds, 0);
        }

        if (_count >= most)
        {
            return false;
        }

        _count++;
        return true;
    }
}
