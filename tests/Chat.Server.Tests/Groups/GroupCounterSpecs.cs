using System.Globalization;
using Chat.Protocol.Errors;
using Chat.Protocol.Groups;
using Chat.Server.Tests.Testing;

namespace Chat.Server.Tests.Groups;

public sealed class GroupCounterSpecs : IDisposable
{
    private readonly TestServer _server = new();

    private static string List(int count, int first = 0) =>
        "[" + string.Join(',', Enumerable.Range(first, count).Select(static i => $$"""{"Key":"k{{i:00}}","Value":{{i}}}""")) + "]";

    [Fact]
    public void Are_set_raised_and_lowered_from_zero()
    {
        var (alice, bob) = (_server.Login("alice"), _server.Login("bob"));
        var group = alice.CreateGroup(GroupTypes.Public, "bob");

        alice.Count(group, UpdateGroupCounter.Set, "likes", 40).ShouldBeOk();
        Assert.Equal(42, bob.Count(group, UpdateGroupCounter.Increase, "likes", 2).GetProperty("GroupCounter")[0].Long("Value"));
        bob.Count(group, UpdateGroupCounter.Decrease, "debts", 3).ShouldBeOk();

        Assert.Equal("debts=-3,likes=42", alice.CountersOf(group));
        Assert.Equal(3, alice.GetCounters(group).Long("GroupCounterSeq"));
        Assert.Equal("likes", Assert.Single(alice.GetCounters(group, """["likes","nothing",null]""").Items("GroupCounter")).Str("Key"));
    }

    [Fact]
    public void Tell_all_who_are_online_the_caller_included()
    {
        var (alice, bob) = (_server.Login("alice"), _server.Login("bob"));
        var group = alice.CreateGroup(GroupTypes.Public, "bob");

        alice.Count(group, UpdateGroupCounter.Set, """[{"Key":"a","Value":1},{"Key":"b","Value":2}]""").ShouldBeOk();

        foreach (var client in new[] { alice, bob })
        {
            var change = Assert.Single(client.Tips(_server, 6)).GetProperty("MsgBody").GetProperty("GroupCounterInfo")[0];
            Assert.Equal((0, 1), (change.Long("Type"), change.Long("GroupCounterSeq")));
            Assert.Equal([1L, 2L], change.Items("GroupCounter").Select(static item => item.Long("Value")));
        }
    }

    [Fact]
    public void No_addition_is_lost_however_many_add_at_once()
    {
        var clients = Enumerable.Range(0, 8).Select(i => _server.Login($"user{i}")).ToList();
        var group = clients[0].CreateGroup(GroupTypes.Public, [.. clients.Skip(1).Select(static client => client.User)]);

        var calls = clients.SelectMany(static client => Enumerable.Range(1, 50).Select(i => (client, value: i)))
            .Select(one => (one.client, call: one.client.StartCount(group, UpdateGroupCounter.Increase, $$"""[{"Key":"likes","Value":{{one.value}}}]"""))).ToList();
        calls.ForEach(static one => one.client.Wait(one.call).ShouldBeOk());

        Assert.Equal($"likes={(8 * 50 * 51 / 2).ToString(CultureInfo.InvariantCulture)}", clients[0].CountersOf(group));
        Assert.Equal(400, clients[0].GetCounters(group).Long("GroupCounterSeq"));
    }

    [Theory]
    [InlineData(UpdateGroupCounter.Increase, long.MaxValue, 1)]
    [InlineData(UpdateGroupCounter.Increase, long.MinValue, -1)]
    [InlineData(UpdateGroupCounter.Decrease, long.MinValue, 1)]
    [InlineData(UpdateGroupCounter.Decrease, 0, long.MinValue)]
    public void A_value_that_does_not_fit_changes_nothing_of_the_request(string mode, long present, long value)
    {
        var alice = _server.Login("alice");
        var group = alice.CreateGroup(GroupTypes.Public);
        alice.Count(group, UpdateGroupCounter.Set, "big", present).ShouldBeOk();

        alice.Count(group, mode, $$"""[{"Key":"a","Value":1},{"Key":"big","Value":{{value}}}]""").ShouldFail(ErrorCodes.GroupParameter);

        Assert.Equal($"big={present}", alice.CountersOf(group));
        Assert.Equal(1, alice.GetCounters(group).Long("GroupCounterSeq"));
    }

    [Fact]
    public void Are_twenty_at_most()
    {
        var alice = _server.Login("alice");
        var group = alice.CreateGroup(GroupTypes.Public);

        alice.Count(group, UpdateGroupCounter.Set, List(21)).ShouldFail(ErrorCodes.TooManyCounters);
        alice.Count(group, UpdateGroupCounter.Set, List(20)).ShouldBeOk();
        alice.Count(group, UpdateGroupCounter.Increase, List(2, first: 19)).ShouldFail(ErrorCodes.TooManyCounters);

        Assert.Contains("k19=19", alice.CountersOf(group), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("[null]")]
    [InlineData("""[{"Value":1}]""")]
    [InlineData("""[{"Key":"a","Value":1},{"Key":"a","Value":1}]""")]
    public void Need_different_keys(string counters)
    {
        var alice = _server.Login("alice");
        var group = alice.CreateGroup(GroupTypes.Public);

        alice.Count(group, UpdateGroupCounter.Increase, counters).ShouldFail(ErrorCodes.GroupParameter);
        alice.Count(group, "Multiply", "a", 1).ShouldFail(ErrorCodes.GroupParameter);
        alice.Count(group, UpdateGroupCounter.Increase, new string('k', 129), 1).ShouldFail(ErrorCodes.GroupParameter);
        alice.Count(group, UpdateGroupCounter.Increase, new string('k', 128), 1).ShouldBeOk();
    }

    [Fact]
    public void Strangers_neither_read_nor_write()
    {
        var (alice, eve) = (_server.Login("alice"), _server.Login("eve"));
        var group = alice.CreateGroup(GroupTypes.Public);

        eve.Count(group, UpdateGroupCounter.Increase, "a", 1).ShouldFail(ErrorCodes.GroupDenied);
        eve.GetCounters(group).ShouldFail(ErrorCodes.GroupDenied);
        alice.Count("nothing", UpdateGroupCounter.Increase, "a", 1).ShouldFail(ErrorCodes.GroupUnknown);
        alice.GetCounters("nothing").ShouldFail(ErrorCodes.GroupUnknown);
        alice.GetCounters(group + GroupIds.TopicMark + "x").ShouldFail(ErrorCodes.GroupIdInvalid);
    }

    public void Dispose() => _server.Dispose();
}
