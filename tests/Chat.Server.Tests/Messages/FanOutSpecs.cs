using Chat.Protocol.Sessions;
using Chat.Server.Apps;
using Chat.Server.Tests.Testing;

namespace Chat.Server.Tests.Messages;

/// <summary>Who gets a message pushed, and what kinds of messages leave traces.</summary>
public sealed class FanOutSpecs : IDisposable
{
    private readonly TestServer _server = new(settings =>
    {
        settings.MaxInstancesPerUser = 3;
        settings.MultiTerminal = MultiTerminalPolicy.MultiPlatform;
    });

    public void Dispose() => _server.Dispose();

    [Fact]
    public void Message_goes_to_all_devices_of_the_receiver_and_the_other_devices_of_the_sender()
    {
        var sender = _server.Login("alice");
        var others = new[] { _server.Login("alice"), _server.Login("alice", ClientPlatform.Android) };
        var receivers = new[] { _server.Login("bob"), _server.Login("bob"), _server.Login("bob", ClientPlatform.Ios) };

        sender.Send("bob", "all");
        _server.Settle();

        Assert.All(others.Concat(receivers), client => Assert.Equal("all", Assert.Single(client.Socket.Messages).Json.TextOf()));
        Assert.Empty(sender.Socket.Messages);
    }

    [Fact]
    public void Message_goes_to_nobody_else()
    {
        var alice = _server.Login("alice");
        _server.Login("bob");
        var carol = _server.Login("carol");

        alice.Send("bob");
        _server.Settle();

        Assert.Empty(carol.Socket.Messages);
    }

    [Fact]
    public void All_receivers_share_one_buffer()
    {
        var alice = _server.Login("alice");
        var one = _server.Login("bob");
        var other = _server.Login("bob");

        alice.Send("bob");

        Assert.Same(one.Socket.WaitMessages(1)[0].Raw, other.Socket.WaitMessages(1)[0].Raw);
    }

    [Fact]
    public void Messages_reach_a_device_in_the_order_of_the_conversation()
    {
        var alice = _server.Login("alice");
        var bob = _server.Login("bob");

        Enumerable.Range(0, 300).Select(i => alice.StartSend("bob", $"{i}")).ToList().ForEach(call => alice.Wait(call).ShouldBeOk());

        var messages = bob.Socket.WaitMessages(300);
        Assert.Equal(Enumerable.Range(1, 300).Select(i => (long)i), messages.Select(item => item.Json.Long("MsgOrder")));
        Assert.Equal(messages.Select(item => item.Position).Order(), messages.Select(item => item.Position));
    }

    [Fact]
    public void Online_only_message_is_pushed_with_life_time_0_and_leaves_no_trace()
    {
        var alice = _server.Login("alice");
        var bob = _server.Login("bob");

        var reply = alice.Send("bob", "typing", extra: ""","MsgLifeTime":0""");

        reply.ShouldBeOk();
        Assert.Equal(_server.Now, reply.Long("MsgTime"));
        var pushed = bob.Socket.WaitMessages(1)[0];
        Assert.Equal(0, pushed.Position);
        Assert.Equal(0, pushed.Json.Long("MsgLifeTime"));
        Assert.Empty(bob.History("alice").Items("MsgList"));
        Assert.Empty(bob.Unread());
        Assert.Empty(bob.Page().Items("SessionItem"));
        Assert.Equal(1, alice.Send("bob").Long("MsgOrder"));
    }

    [Fact]
    public void NoUnread_message_is_stored_and_shown_but_not_counted()
    {
        var alice = _server.Login("alice");
        var bob = _server.Login("bob");

        alice.Send("bob", "quiet", extra: ""","SendMsgControl":["NoUnread"]""").ShouldBeOk();

        var control = bob.Socket.WaitMessages(1)[0].Json.GetProperty("SendMsgControl");
        Assert.Equal((1, 0), (control.Long("NoUnread"), control.Long("NoLastMsg")));
        Assert.Empty(bob.Unread());
        Assert.Equal(["quiet"], bob.HistoryTexts("alice"));
        Assert.Equal("quiet", bob.Page().Items("SessionItem")[0].GetProperty("LastMsg").TextOf());
    }

    [Fact]
    public void NoLastMsg_message_is_counted_but_not_shown()
    {
        var alice = _server.Login("alice");
        var bob = _server.Login("bob");
        alice.Send("bob", "shown");
        var shownAt = _server.Now;
        _server.Advance(TimeSpan.FromSeconds(10));

        alice.Send("bob", "hidden", extra: ""","SendMsgControl":["NoLastMsg"]""").ShouldBeOk();

        var item = bob.Page().Items("SessionItem")[0];
        Assert.Equal("shown", item.GetProperty("LastMsg").TextOf());
        Assert.Equal(shownAt, item.Long("MsgTime"));
        Assert.Equal(2, bob.UnreadOf("alice"));
    }

    [Fact]
    public void Conversation_with_only_NoLastMsg_messages_is_listed_without_a_last_message()
    {
        var alice = _server.Login("alice");
        var bob = _server.Login("bob");

        alice.Send("bob", "hidden", extra: ""","SendMsgControl":["NoLastMsg"]""").ShouldBeOk();

        var item = Assert.Single(bob.Page().Items("SessionItem"));
        Assert.False(item.TryGetProperty("LastMsg", out _));
        Assert.Equal(0, item.Long("MsgTime"));
    }

    [Fact]
    public void Client_that_does_not_read_is_disconnected_and_finds_everything_later()
    {
        var alice = _server.Login("alice");
        _server.Import("bob");
        var bob = _server.Connect("bob", clientKey: "slow");
        bob.Login().ShouldBeOk();
        var cookie = bob.GetMissed().Str("Cookie");
        var slow = new FakeSession("slow", maxQueuedBytes: 4096);
        var before = bob.Socket;
        bob.Use(slow);
        bob.LoginAgain().ShouldBeOk();
        bob.GetMissed(cookie);
        before.WaitAborted();
        slow.Stall();

        for (var i = 0; i < 40; i++)
        {
            alice.Send("bob", $"{i}").ShouldBeOk();
        }

        Assert.NotNull(slow.AbortReason);
        bob.Reconnect();
        bob.LoginAgain().ShouldBeOk();
        Assert.Equal(40, bob.GetMissed(cookie, online: 1).Items("MsgList").Length);
    }
}
