namespace Chat.Actors.App;

/// <summary>
/// SplitMix64: eight bytes of state, and the same numbers for the same seed in every process and version; the class library's seeded generator needs
/// three hundred bytes per account.
/// </summary>
internal sealed class SeededRandom(long seed) : Random
{
    private ulong _state = (ulong)seed;

    /// <summary>A seed for one of many accounts.</summary>
    public static long Mix(int seed, string account)
    {
        var state = new SeededRandom(seed);
        foreach (var character in account)
        {
            state._state ^= character;
            state.Step();
        }

        return (long)state.Step();
    }

    public override double NextDouble() => (Step() >> 11) * (1.0 / (1UL << 53));

    public override int Next() => Next(int.MaxValue);

    public override int Next(int maxValue) => Next(0, maxValue);

    public override int Next(int minValue, int maxValue)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minValue, maxValue);
        return minValue + (int)(NextDouble() * ((long)maxValue - minValue));
    }

    public override long NextInt64() => (long)(Step() >> 1);

    public override void NextBytes(Span<byte> buffer)
    {
        foreach (ref var one in buffer)
        {
            one = (byte)(Step() >> 56);
        }
    }

    public override void NextBytes(byte[] buffer) => NextBytes(buffer.AsSpan());

    protected override double Sample() => NextDouble();

    private ulong Step()
    {
        unchecked
        {
            _state += 0x9E3779B97F4A7C15;
            var value = _state;
            value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
            value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
            return value ^ (value >> 31);
        }
    }
}
