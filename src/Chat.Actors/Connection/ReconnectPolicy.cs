namespace Chat.Actors.Connection;

/// <summary>Delays before attempts to reconnect: the first at once, then doubling up to a cap, each shortened by a random part so that many clients do not return at the same moment.</summary>
public sealed record ReconnectPolicy
{
    /// <summary>Delay before the second attempt.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromMilliseconds(500);

    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Largest part of a delay that chance may take away, 0 to 1.</summary>
    public double Jitter { get; init; } = 0.5;

    /// <summary>The delay before an attempt.</summary>
    /// <param name="attempt">1 for the first attempt after a loss.</param>
    /// <param name="chance">A random number from 0 to 1.</param>
    public TimeSpan DelayBefore(int attempt, double chance)
    {
        if (attempt <= 1)
        {
            return TimeSpan.Zero;
        }

        var doublings = Math.Min(attempt - 2, 30);
        var delay = Math.Min(FirstDelay.TotalMilliseconds * Math.Pow(2, doublings), MaxDelay.TotalMilliseconds);
        return TimeSpan.FromMilliseconds(delay * (1 - (Jitter * chance)));
    }
}
