namespace Chat.Actors.App;

/// <summary>Numbers of an account's own messages and files. May be used from any thread; with the same seed they are the same.</summary>
internal sealed class MessageNumbers(Random random, DateTimeOffset now)
{
    private const int MaxRandom = 100_000_000;

    private readonly Lock _lock = new();
    private long _sequence = FirstSequence(now);

    public (long Sequence, long Random) Next()
    {
        lock (_lock)
        {
            return (++_sequence, random.Next(MaxRandom));
        }
    }

    public int Next(int maxNumber)
    {
        lock (_lock)
        {
            return random.Next(maxNumber);
        }
    }

    public string NextHex(int bytes)
    {
        Span<byte> chosen = stackalloc byte[bytes];
        lock (_lock)
        {
            random.NextBytes(chosen);
        }

        return Convert.ToHexStringLower(chosen);
    }

    /// <summary>
    /// The SDK's first number: the last two characters of "3" + hour, then minute, second and 0001 (wire reference, messages §1). Before ten o'clock the
    /// hour has one digit, so the 3 stays.
    /// </summary>
    internal static long FirstSequence(DateTimeOffset now)
    {
        var hour = now.Hour < 10 ? 30 + now.Hour : now.Hour;
        return ((((hour * 100L) + now.Minute) * 100) + now.Second) * 10_000;
    }
}
