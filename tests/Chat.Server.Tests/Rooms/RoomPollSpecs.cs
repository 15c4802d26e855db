using Chat.Protocol.Groups;
using Chat.Protocol.Rooms;
using Chat.Server.Apps;
using Chat.Server.Tests.Testing;

namespace Chat.Server.Tests.Rooms;

/// <summary>Live rooms whose viewers poll.</summary>
public sealed class RoomPollSpecs : RoomSpec
{
    public RoomPollSpecs()
        : base(static settings =>
        {
            settings.RoomDelivery = RoomDelivery.Poll;
            settings.GroupMessagesPerSecond = 100_000;
        })
    {
    }

    [Fact]
    public void Join_says_where_to_poll_and_the_poll_brings_what_came_since()
    {
        var bob = Server.Login("bob");
        var joined = Join(bob);
        var key = joined.Str("LongPollingKey");
        Assert.Equal((JoinStatuses.Joined, 1L), (joined.Str("JoinedStatus"), joined.Long("HugeGroupFlag")));
        Send(Alice, "one");
        Send(Alice, "two");

        var reply = bob.Wait(StartPoll(bob, joined.Long("StartSeq"), key));

        Assert.Equal(0, reply.Long("ErrorCode"));
        Assert.Equal(["one", "two"], Texts(reply));
        Assert.Equal(key, reply.Str("Key"));
        Assert.Equal(reply.Items("RspMsgList")[^1].Long("MsgSeq") + 1, reply.Long("NextSeq"));
        Assert.Empty(bob.Socket.Messages);
    }

    [Fact]
    public void Poll_waits_for_the_next_message()
    {
        var bob = Server.Login("bob");
        var poll = StartPoll(bob, Join(bob).Long("StartSeq"));
        Settle();
        Assert.DoesNotContain(bob.Socket.All, item => item.Sequence == poll.Sequence);

        Send(Alice, "now");

        Assert.Equal(["now"], Texts(bob.Wait(poll)));
    }

    [Fact]
    public void Poll_is_answered_after_ten_seconds_without_news()
    {
        var bob = Server.Login("bob");
        var start = Join(bob).Long("StartSeq");
        var poll = StartPoll(bob, start);
        Settle();
        Pass(9);
        Assert.DoesNotContain(bob.Socket.All, item => item.Sequence == poll.Sequence);

        Pass(2);

        var reply = bob.Wait(poll);
        Assert.Equal((0L, start), (reply.Long("ErrorCode"), reply.Long("NextSeq")));
        Assert.Empty(reply.Items("RspMsgList"));
    }

    [Fact]
    public void Second_poll_ends_the_first()
    {
        var bob = Server.Login("bob");
        var start = Join(bob).Long("StartSeq");
        var first = StartPoll(bob, start);
        var second = StartPoll(bob, start);

        Assert.Empty(bob.Wait(first).Items("RspMsgList"));
        Send(Alice, "once");
        Assert.Equal(["once"], Texts(bob.Wait(second)));
    }

    [Fact]
    public void Poll_that_is_far_behind_starts_at_the_oldest_item()
    {
        var bob = Server.Login("bob");
        var start = Join(bob).Long("StartSeq");
        Enumerable.Range(0, 600).Select(i => StartSend(Alice, $"{i}")).ToList().ForEach(call => Alice.Wait(call).ShouldBeOk());

        var texts = Texts(bob.Wait(StartPoll(bob, start)));

        Assert.Equal(Enumerable.Range(100, 500).Select(i => $"{i}"), texts);
    }

    [Fact]
    public void Position_from_another_life_counts_as_now()
    {
        var bob = Server.Login("bob");
        Join(bob).ShouldBeOk();
        Send(Alice, "old");
        var poll = StartPoll(bob, long.MaxValue);
        Settle();

        Send(Alice, "new");

        Assert.Equal(["new"], Texts(bob.Wait(poll)));
    }

    [Fact]
    public void Guest_hears_what_is_said_from_its_first_poll_on()
    {
        Send(Alice, "before");
        var guest = Server.Connect("");
        var poll = StartPollAnonymously(guest, 0, JoinAnonymously(guest).Str("LongPollingKey"));
        Settle();
        Assert.Equal(2, Count(Alice));

        Send(Alice, "after");

        var reply = guest.Wait(poll);
        Assert.Equal(["after"], Texts(reply));
        Assert.Equal(0, reply.Long("ErrorCode"));
        guest.Disconnect();
        Pass(1);
        Assert.Equal(1, Count(Alice));
    }

    [Fact]
    public void Who_stops_polling_leaves()
    {
        var bob = Server.Login("bob");
        Join(bob).ShouldBeOk();
        var guest = Server.Connect("");
        JoinAnonymously(guest).ShouldBeOk();
        Assert.Equal(3, Count(Alice));
        var alices = StartPoll(Alice, 0);

        Pass(22);
        Alice.Wait(alices).ShouldBeOk();
        Assert.Equal(2, Count(Alice));
        StartPoll(Alice, 0);
        Pass(12);

        Assert.Equal(1, Count(Alice));
    }

    [Fact]
    public void Poll_of_a_client_that_the_server_has_forgotten_brings_it_back()
    {
        var bob = Server.Login("bob");
        Join(bob).ShouldBeOk();
        Server.Restart();
        bob.Return();

        var poll = StartPoll(bob, 0);
        Alice.Return();
        Join(Alice).ShouldBeOk();
        Assert.Equal(2, Count(Alice));
        var sent = Send(bob, "back");

        sent.ShouldBeOk();
        bob.Wait(poll).ShouldBeOk();
    }

    [Fact]
    public void Recall_and_ban_reach_those_who_poll()
    {
        var bob = Server.Login("bob");
        var start = Join(bob).Long("StartSeq");
        var sequence = Send(Alice, "oops").Long("MsgSeq");
        Recall(Alice, sequence).ShouldBeOk();

        var item = Assert.Single(bob.Wait(StartPoll(bob, start)).Items("RspMsgList"));

        Assert.Equal(20, item.Long("Event"));
        Assert.Equal(sequence, item.GetProperty("MsgBody").GetProperty("RevokeMsgList")[0].Long("MsgSeq"));
        var held = StartPoll(bob, 0);
        Settle();
        Ban(Alice, """["bob"]""").ShouldBeOk();
        Assert.Empty(bob.Wait(held).Items("RspMsgList"));
        bob.Wait(StartPoll(bob, 0)).ShouldFail(10007);
    }

    [Fact]
    public void Short_names_are_for_those_who_ask()
    {
        var (bob, carol) = (Server.Login("bob"), Server.Login("carol"));
        var start = Join(bob).Long("StartSeq");
        Join(carol).ShouldBeOk();
        var (held, other) = (StartShortPoll(bob, start + 1), StartPoll(carol, start + 1));
        Settle();

        Send(Alice, "brief").ShouldBeOk();

        var (brief, full) = (bob.Wait(held), carol.Wait(other));
        var item = Assert.Single(brief.Items("RspMsgList"));
        Assert.Equal((3L, "alice", Id), (item.Long("E"), item.Str("F_Account"), item.GetProperty("GInf").Str("GId")));
        Assert.Equal("brief", item.TextOf());
        Assert.Equal(full.Long("NextSeq"), brief.Long("NextSeq"));
        Assert.Equal(["brief"], Texts(full));
        var tip = bob.Wait(StartShortPoll(bob, start)).Items("RspMsgList")[0];
        Assert.Equal((4L, 1L, "carol"), (tip.Long("E"), tip.GetProperty("MsgBody").Long("Opt"), tip.GetProperty("MsgBody").GetProperty("OpInf").Str("UserId")));
    }

    [Fact]
    public void Poll_needs_the_key_of_a_room()
    {
        var bob = Server.Login("bob");
        bob.Call(GroupCommands.Create.Ordinary, """{"Type":"Public","Name":"a group","GroupId":"ordinary"}""").ShouldBeOk();
        foreach (var (key, code) in new[] { ("", 10015), ($"{Id}@TOPIC#_x", 10015), ("nowhere", 10010), ("ordinary", 10010), (new string('a', 60), 10010) })
        {
            bob.Wait(StartPoll(bob, 0, key)).ShouldFail(code);
            var guest = Server.Connect("");
            guest.Wait(StartPollAnonymously(guest, 0, key)).ShouldFail(code);
            JoinAnonymously(guest, key).ShouldFail(code);
        }

        var stranger = Server.Connect("", app: 77);
        JoinAnonymously(stranger).ShouldFail(60006);
        stranger.Wait(StartPollAnonymously(stranger, 0)).ShouldFail(60006);
        var neighbour = Server.Connect("", app: TestServer.OtherApp);
        JoinAnonymously(neighbour).ShouldFail(10010);
        bob.Call(RoomCommands.Poll, """{"Key":null}""").ShouldFail(10011);
    }
}
