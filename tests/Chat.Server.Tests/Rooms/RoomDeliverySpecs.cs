using System.Diagnostics.Metrics;
using Chat.Protocol.Groups;
using Chat.Server.Tests.Testing;

namespace Chat.Server.Tests.Rooms;

/// <summary>Who is told what in a live room whose members are pushed to.</summary>
public sealed class RoomDeliverySpecs : RoomSpec
{
    public RoomDeliverySpecs()
        : base(static settings => settings.MaxInstancesPerUser = 3)
    {
    }

    [Fact]
    public void Message_goes_to_all_other_viewers_as_one_buffer_and_not_to_the_store()
    {
        var bob = Enter("bob");
        var carol = Enter("carol");

        var reply = Send(Alice, "hello");

        reply.ShouldBeOk();
        var (one, other) = (bob.Socket.WaitMessages(1)[0], carol.Socket.WaitMessages(1)[0]);
        Assert.Same(one.Raw, other.Raw);
        Assert.Equal((reply.Long("MsgSeq"), 3L, Id), (one.Json.Long("MsgSeq"), one.Json.Long("Event"), one.Json.GetProperty("GroupInfo").Str("GroupId")));
        Assert.Empty(Alice.Socket.Messages);
        Assert.Equal(0, Server.Count("SELECT count(*) FROM group_message"));
    }

    [Fact]
    public void Same_message_again_is_not_a_second_message()
    {
        var bob = Enter("bob");

        var first = Send(Alice, random: 99);
        var second = Send(Alice, random: 99);
        Settle();

        Assert.Equal(first.Long("MsgSeq"), second.Long("MsgSeq"));
        Assert.Single(bob.Socket.Messages);
    }

    [Fact]
    public void Device_joins_by_itself_and_its_account_counts_once()
    {
        var bob = Enter("bob");
        var tablet = Server.Login("bob");
        Send(Alice, "first");
        Join(tablet).ShouldBeOk();
        Send(Alice, "second");
        Settle();

        Assert.Equal(["first", "second"], Pushed(bob));
        Assert.Equal(["second"], Pushed(tablet));
        Assert.Equal(2, Count(Alice));
        Assert.Single(TipsOf(Alice, "OpType", GroupTipTypes.Joined));
    }

    [Fact]
    public void Lost_connection_leaves_after_a_while_and_finds_itself_in_the_room_again()
    {
        var bob = Enter("bob");
        bob.Disconnect();
        Send(Alice, "missed");
        Pass(2);
        Assert.Equal(2, Count(Alice));

        Pass(12);
        Assert.Equal(1, Count(Alice));
        var left = Assert.Single(TipsOf(Alice, "OpType", GroupTipTypes.Quit)).GetProperty("MsgBody");
        Assert.Equal(("bob", 1L), (left.GetProperty("List_Account")[0].GetString(), left.GetProperty("OnlineMemberInfo").Long("OnlineMemberNum")));
        Send(Alice, "later").ShouldBeOk();

        bob.Return();
        Pass(1);
        Assert.Equal(["missed", "later"], Pushed(bob));
        Assert.Equal(2, Count(Alice));
    }

    [Fact]
    public void Members_find_themselves_in_the_room_again_after_a_restart()
    {
        var bob = Enter("bob");
        var carol = Enter("carol");
        carol.Call(GroupCommands.Quit.Ordinary, $$"""{"GroupId":"{{Id}}"}""").ShouldBeOk();
        Pass(1);

        Server.Restart();
        Alice.Return();
        Send(Alice, "meanwhile").ShouldBeOk();
        bob.Return();
        Send(bob, "at once").ShouldBeOk();
        Pass(1);

        Assert.Equal(["meanwhile"], Pushed(bob));
        Assert.Equal(["at once"], Pushed(Alice));
        Assert.Equal(2, Count(Alice));
        Pass(15);
        Assert.Equal(2, Server.Count("SELECT count(*) FROM room_device"));
    }

    [Fact]
    public void Account_that_logs_out_leaves()
    {
        var bob = Enter("bob");
        bob.Call(Protocol.Sessions.SessionCommands.Logout, "{}").ShouldBeOk();
        Server.SettleAccount("bob");

        Pass(1);
        Pass(11);

        Assert.Equal(1, Count(Alice));
        Send(Alice, "after");
        Settle();
        Assert.Empty(Pushed(bob));
    }

    [Fact]
    public void Sender_may_take_a_message_back_and_viewers_are_told()
    {
        var bob = Enter("bob");
        var sequence = Send(bob, "oops").Long("MsgSeq");

        Recall(bob, sequence).ShouldBeOk();
        Settle();

        var push = Assert.Single(Alice.Socket.Pushes, item => item.Text.Contains("GroupWithdrawInfoArray"));
        var entry = push.Json.GetProperty("EventArray")[0].GetProperty("GroupTips")[0].GetProperty("MsgBody").GetProperty("GroupWithdrawInfoArray")[0];
        Assert.Equal((sequence, "bob"), (entry.Long("MsgSeq"), entry.GetProperty("RevokerInfo").Str("Revoker_Account")));
        Assert.Empty(Texts(Join(Server.Login("carol"), ""","HugeGroupHistoryMsgFlag":1""")));
        Recall(bob, sequence).ShouldFail(10030);
    }

    [Fact]
    public void Messages_that_are_taken_back_together_are_told_together_and_once()
    {
        var bob = Enter("bob");
        var (one, other) = (Send(bob).Long("MsgSeq"), Send(bob).Long("MsgSeq"));

        var reply = RecallAll(bob, [one, 1, other, one]);
        RecallAll(bob, [other, one]).ShouldBeOk();
        Settle();

        Assert.Equal([(one, 0L), (1, 10030), (other, 0)], reply.Items("RecallRetList").Select(item => (item.Long("MsgSeq"), item.Long("RetCode"))));
        var push = Assert.Single(Alice.Socket.Pushes, item => item.Text.Contains("GroupWithdrawInfoArray"));
        var body = push.Json.GetProperty("EventArray")[0].GetProperty("GroupTips")[0].GetProperty("MsgBody");
        Assert.Equal([one, other], body.Items("GroupWithdrawInfoArray").Select(item => item.Long("MsgSeq")));
    }

    [Fact]
    public void Switches_that_rooms_do_not_have_are_not_passed_on()
    {
        var bob = Enter("bob");

        Send(Alice, extra: ""","NeedReadReceipt":1,"OnlineOnlyFlag":1""").ShouldBeOk();

        var message = bob.Socket.WaitMessages(1)[0].Json;
        Assert.False(message.TryGetProperty("NeedReadReceipt", out _));
        Assert.False(message.TryGetProperty("OnlineOnlyFlag", out _));
        Assert.Equal(3, message.Long("Event"));
    }

    [Fact]
    public void Tips_of_comings_that_are_left_out_are_counted()
    {
        var dropped = 0;
        using var listener = new MeterListener
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Name == "chat.rooms.tips.dropped")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, count, _, _) => Interlocked.Add(ref dropped, (int)count));
        listener.Start();

        for (var i = 0; i < 25; i++)
        {
            Enter($"user{i}");
        }

        Settle();
        var told = TipsOf(Alice, "OpType", GroupTipTypes.Joined).Length;
        Assert.InRange(told, 1, 24);
        Assert.True(Volatile.Read(ref dropped) >= 25 - told);
    }

    [Fact]
    public void Newcomers_get_the_newest_messages_if_they_ask()
    {
        for (var i = 0; i < 25; i++)
        {
            Send(Alice, $"{i}").ShouldBeOk();
        }

        var carol = Server.Login("carol");
        Assert.False(Join(carol).TryGetProperty("RspMsgList", out _));
        Assert.Equal(Enumerable.Range(5, 20).Select(i => $"{i}"), Texts(Join(Server.Login("dave"), ""","HugeGroupHistoryMsgFlag":1""")));
        Assert.Equal(20, Texts(carol.Call(Protocol.Rooms.RoomCommands.GetHistory, $$"""{"GroupId":"{{Id}}","LongPollingKey":"{{Id}}","PullPreSeq":1}""")).Length);
    }

    [Fact]
    public void Custom_data_goes_to_all_viewers()
    {
        var bob = Enter("bob");
        var guest = Server.Connect("");
        JoinAnonymously(guest).ShouldBeOk();
        var poll = StartPollAnonymously(guest, 0);
        Settle();

        Server.System.ActorSelection("/user/rooms").Tell(
            new Chat.Server.Rooms.RoomProtocol.Data(new Chat.Server.Groups.GroupKey(TestServer.App, Id), "a gift"), Akka.Actor.ActorRefs.NoSender);
        var item = guest.Wait(poll).Items("RspMsgList")[0];

        Assert.Equal((100L, "a gift"), (item.Long("Event"), item.GetProperty("MsgBody").Str("MsgContent")));
        var pushed = bob.Socket.Wait(push => push.Text.Contains("a gift"), "the data").Json.GetProperty("EventArray")[0];
        Assert.Equal((100L, "a gift"), (pushed.Long("Event"), pushed.Str("Content")));
    }

    [Fact]
    public void Dismissal_is_told_and_ends_everything()
    {
        var bob = Enter("bob");

        Alice.Call(GroupCommands.Destroy.Ordinary, $$"""{"GroupId":"{{Id}}"}""").ShouldBeOk();

        bob.Socket.Wait(push => push.Text.Contains("\"ReportType\":5"), "the notice");
        Send(bob).ShouldFail(10010);
        Join(bob).ShouldFail(10010);
        Server.Advance(TimeSpan.FromSeconds(1));
        Server.Restart();
        Assert.Equal(0, Server.Count("SELECT count(*) FROM room_device"));
    }
}
