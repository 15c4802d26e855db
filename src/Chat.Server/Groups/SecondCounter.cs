namespace Chat.Server.Groups;

/// <summary>Counts what happens in one second of the server's clock; used by one thread.</summary>
internal sealed class SecondCounter
{
    private long _second;
    private int _count;

    /// <summary>Counts from none again.</summary>
    public void Reset() => _count = 0;

    /// <summary>Counts one more; false if there were <paramref name="most"/> in this second already.</summary>
    public bool TryCount(long unixSeconds, int most)
    {
        if (_second != unixSeconds)
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
