using Chat.Actors.App;

namespace Chat.Actors.Tests.App;

public sealed class SeededRandomSpecs
{
    /// <summary>The numbers are part of what "the same seed gives the same run" means: across processes and versions.</summary>
    [Fact]
    public void Seed_gives_the_same_numbers_in_every_process()
    {
        var random = new SeededRandom(SeededRandom.Mix(1, "bot-17"));

        Assert.Equal(Expected, Enumerable.Range(0, 4).Select(_ => random.Next(100_000_000)));
    }

    [Fact]
    public void Accounts_differ() => Assert.NotEqual(SeededRandom.Mix(1, "bot-17"), SeededRandom.Mix(1, "bot-18"));

    [Fact]
    public void Numbers_are_spread_over_the_range()
    {
        var random = new SeededRandom(7);
        var buckets = new int[10];
        for (var i = 0; i < 100_000; i++)
        {
            buckets[random.Next(10)]++;
        }

        Assert.All(buckets, count => Assert.InRange(count, 9_500, 10_500));
    }

    private static readonly int[] Expected = [75420403, 57049606, 13118752, 80206649];
}
