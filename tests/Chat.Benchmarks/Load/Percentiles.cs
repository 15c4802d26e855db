using System.Diagnostics;

namespace Chat.Benchmarks.Load;

/// <summary>Times in milliseconds.</summary>
internal readonly record struct Percentiles(double P50, double P99, double Max)
{
    public static Percentiles Of(long[] ticks, int count)
    {
        var sorted = ticks.AsSpan(0, count).ToArray();
        Array.Sort(sorted);
        double At(double part) => sorted.Length == 0 ? 0 : sorted[(int)Math.Min(sorted.Length - 1, sorted.Length * part)] * 1000.0 / Stopwatch.Frequency;
        return new Percentiles(At(0.5), At(0.99), At(1));
    }

    public override string ToString() => $"p50 {P50:F1} p99 {P99:F1} max {Max:F1} ms";
}
