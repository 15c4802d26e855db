namespace Chat.Server.Storage;

/// <summary>
/// Numbers of the store's one order of commits. They are reserved in blocks, so that a restart goes on above everything that was ever
/// handed out without a write per message.
/// </summary>
internal sealed class PositionCounter
{
    private const long BlockSize = 1 << 20;

    private readonly StoreConnection _connection;
    private long _last;
    private long _reserved;

    public PositionCounter(StoreConnection connection)
    {
        _connection = connection;
        var select = connection.Prepare("SELECT value FROM store_counter WHERE name = 'commit_position'");

        // The first number is 2: a client of an empty store holds the cookie 1 (it must not be empty or 0), and the first message lies behind it.
        _last = _reserved = select.Step() ? select.Long(0) : 1;
        select.Reset();
    }

    /// <summary>The highest number handed out; readable from any thread.</summary>
    public long Last => Volatile.Read(ref _last);

    public long Next()
    {
        if (_last == _reserved)
        {
            _connection.Prepare("INSERT INTO store_counter (name, value) VALUES ('commit_position', ?1) ON CONFLICT (name) DO UPDATE SET value = ?1")
                .Bind(1, _reserved + BlockSize).Execute();
            _reserved += BlockSize;
        }

        Volatile.Write(ref _last, _last + 1);
        return _last;
    }

    /// <summary>After a rollback the reservation may be gone; numbers handed out stay unused.</summary>
    public void RolledBack() => _reserved = _last;
}
