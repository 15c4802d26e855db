using Chat.Protocol.Commands;
using Chat.Server.Groups;
using Chat.Server.Rooms;
using Chat.Server.Tests.Testing;

namespace Chat.Server.Tests.Rooms;

/// <summary>What a live room carries in a second, and what it drops.</summary>
public sealed class RoomPaceSpecs : RoomSpec
{
    public RoomPaceSpecs()
        : base(static settings => settings.GroupMessagesPerSecond = 5)
    {
    }

    [Fact]
    public void Urgent_messages_go_first_and_the_least_urgent_are_dropped_with_success()
    {
        var bob = Enter("bob");
        for (var i = 0; i < 5; i++)
        {
            Send(Alice, $"at once {i}").ShouldBeOk();
        }

        var lowest = Enumerable.Range(0, 5).Select(i => StartSend(Alice, $"lowest {i}", "Lowest")).ToList();
        var high = Enumerable.Range(0, 3).Select(i => StartSend(Alice, $"high {i}", "High")).ToList();
        Settle();
        Assert.Equal(5, bob.Socket.Messages.Count);
        Server.Advance(TimeSpan.FromSeconds(1));

        Assert.All(high, call => Assert.False(IsDropped(call)));
        var dropped = lowest.ConvertAll(IsDropped);
        Assert.Equal(3, dropped.Count(static one => one));
        Assert.Equal(
            ["high 0", "high 1", "high 2", .. Enumerable.Range(0, 5).Where(i => !dropped[i]).Select(i => $"lowest {i}")],
            bob.Socket.WaitMessages(10).Skip(5).Select(item => item.Json.TextOf()));
    }

    [Fact]
    public void No_second_has_more_messages_than_the_setting()
    {
        var random = new Random(4711);
        for (var run = 0; run < 200; run++)
        {
            var most = random.Next(1, 20);
            var pace = new RoomPace<int>(most, random);
            var passed = new List<DateTimeOffset>();
            var now = DateTimeOffset.UnixEpoch;
            for (var i = 0; i < 300; i++)
            {
                pace.Add(i, GroupPriorities.Normal, now);
                while (pace.TryTake(now, out _))
                {
                    passed.Add(now);
                }

                now += TimeSpan.FromMilliseconds(random.Next(10) == 0 ? random.Next(2000) : random.Next(40));
            }

            for (var i = most; i < passed.Count; i++)
            {
                Assert.True(passed[i] - passed[i - most] >= TimeSpan.FromSeconds(1));
            }
        }
    }

    [Fact]
    public void Which_of_equal_messages_is_dropped_is_left_to_chance()
    {
        var dropped = Enumerable.Range(0, 100).Select(static seed =>
        {
            var pace = new RoomPace<int>(3, new Random(seed));
            for (var i = 0; i < 6; i++)
            {
                pace.Add(i, GroupPriorities.Normal, DateTimeOffset.UnixEpoch);
            }

            return pace.Add(6, GroupPriorities.High, DateTimeOffset.UnixEpoch)!.Value;
        }).ToList();

        Assert.All(dropped, static one => Assert.Equal(GroupPriorities.Normal, one.Priority));
        Assert.Equal(Enumerable.Range(0, 6), dropped.Select(static one => one.Item).Distinct().Order());
    }

    [Fact]
    public void Nothing_is_dropped_while_something_less_urgent_that_came_later_is_let_through()
    {
        var random = new Random(4711);
        for (var run = 0; run < 200; run++)
        {
            var pace = new RoomPace<int>(random.Next(1, 20), random);
            var now = DateTimeOffset.UnixEpoch;
            var priorities = new List<int>();
            var (passed, dropped) = (new List<int>(), new List<(int Item, int Seen)>());
            for (var i = 0; i < 300; i++)
            {
                priorities.Add(random.Next(GroupPriorities.High, GroupPriorities.Lowest + 1));
                if (pace.Add(i, priorities[i], now) is { } victim)
                {
                    Assert.Equal(priorities[victim.Item], victim.Priority);
                    dropped.Add((victim.Item, passed.Count));
                }

                while (pace.TryTake(now, out var item))
                {
                    passed.Add(item);
                }

                now += TimeSpan.FromMilliseconds(random.Next(0, 40));
            }

            // Whatever passes after a drop and was there at the drop is at least as urgent.
            Assert.All(dropped, one => Assert.All(
                passed.Skip(one.Seen).Where(item => item < one.Item), item => Assert.True(priorities[item] <= priorities[one.Item])));
            Assert.Equal(300, passed.Count + dropped.Count + pace.Waiting);
        }
    }

    [Fact]
    public void What_waits_too_long_is_given_up()
    {
        var pace = new RoomPace<int>(1);
        var now = DateTimeOffset.UnixEpoch;
        pace.Add(0, GroupPriorities.Normal, now);
        Assert.True(pace.TryTake(now, out _));
        pace.Add(1, GroupPriorities.Lowest, now);
        Assert.Null(pace.TakeExpired(now));

        Assert.Equal((1, GroupPriorities.Lowest), pace.TakeExpired(now + TimeSpan.FromSeconds(3)));
        Assert.Equal(0, pace.Waiting);
    }

    private bool IsDropped((Command Command, long Sequence) call)
    {
        var reply = Alice.Wait(call);
        reply.ShouldBeOk();
        return reply.TryGetProperty("MsgDropReason", out _);
    }
}
