using Chat.Actors.Events;
using Chat.Actors.Messages;
using Chat.Protocol.Errors;
using Chat.Protocol.Messages;
using Chat.Protocol.Sessions;
using Chat.Testing;

namespace Chat.Actors.Tests.Connection;

public sealed class ReconnectSpecs : ChatSpec
{
    [Fact]
    public void Lost_connection_comes_back_at_once_with_the_session_token()
    {
        LogIn();

        Gateway.Drop("alice");

        Assert.Equal(2, Gateway.Connects.Count);
        Assert.Equal(["alice", "alice"], Gateway.RequestsFor(SessionCommands.Login.Name).Select(one => one.User));
        Assert.Equal([NetState.Connecting, NetState.Connected], EventsOf<NetStateChanged>().Select(one => one.State));
    }

    [Fact]
    public void Delays_double_up_to_the_cap()
    {
        LogIn();
        Gateway.RefusesConnects = true;
        var lost = Clock.GetUtcNow();
        Gateway.Connects.Clear();

        Gateway.Drop("alice");
        AdvanceSeconds(125);

        var times = Gateway.Connects.Select(one => (one.Time - lost).TotalSeconds);
        Assert.Equal([0, 0.5, 1.5, 3.5, 7.5, 15.5, 31.5, 61.5, 91.5, 121.5], times);
    }

    [Fact]
    public void Attempts_have_no_end()
    {
        var client = LogIn();
        Gateway.RefusesConnects = true;
        Gateway.Drop("alice");
        Advance(TimeSpan.FromHours(24), TimeSpan.FromSeconds(1));

        Gateway.RefusesConnects = false;
        AdvanceSeconds(31);

        Assert.True(client.IsReady());
        Assert.Equal([NetState.Connecting, NetState.Disconnected, NetState.Connecting], EventsOf<NetStateChanged>().Select(one => one.State).Take(3));
        Assert.Equal(NetState.Connected, EventsOf<NetStateChanged>()[^1].State);
        Assert.Equal(1, Gateway.OpenConnections);
    }

    [Fact]
    public void First_connection_is_no_change()
    {
        LogIn();

        Assert.Empty(EventsOf<NetStateChanged>());
    }

    [Fact]
    public void Send_while_away_is_sent_on_the_next_connection_and_completes_once()
    {
        var client = LogIn();
        LogIn("bob");
        Gateway.RefusesConnects = true;
        Gateway.Drop("alice");
        var call = client.SendMessageAsync(client.CreateTextMessage("bob", "hi"));
        AdvanceSeconds(3);
        Assert.False(call.IsCompleted);

        Gateway.RefusesConnects = false;
        AdvanceSeconds(5);

        Assert.Equal(MessageStatus.Success, Done(call).Status);
        Assert.Equal(["hi"], TextsOf("bob"));
    }

    [Fact]
    public void Send_whose_answer_was_lost_is_sent_again_and_arrives_once()
    {
        var client = LogIn();
        LogIn("bob");
        var message = client.CreateTextMessage("bob", "hi");
        Gateway.OverrideReply = request =>
        {
            if (request.Command == MessageCommands.Send.Name)
            {
                Gateway.OverrideReply = null;
                Gateway.Drop("alice");
            }

            return null;
        };

        var sent = Done(client.SendMessageAsync(message));

        Assert.Equal(message.Id, sent.Id);
        Assert.Equal(2, Gateway.RequestsFor(MessageCommands.Send.Name).Count);
        Assert.Equal(["hi"], TextsOf("bob"));
    }

    [Fact]
    public void Send_while_away_fails_at_its_deadline()
    {
        var client = LogIn();
        Gateway.RefusesConnects = true;
        Gateway.Drop("alice");
        var call = client.SendMessageAsync(client.CreateTextMessage("bob", "hi"));

        AdvanceSeconds(14.5);
        Assert.False(call.IsCompleted);
        AdvanceSeconds(3);

        Assert.Equal(ErrorCodes.RequestTimeout, CodeOf(call));
    }

    [Fact]
    public void Send_that_has_failed_is_not_sent_later()
    {
        var client = LogIn();
        Gateway.RefusesConnects = true;
        Gateway.Drop("alice");
        _ = client.SendMessageAsync(client.CreateTextMessage("bob", "hi"));
        AdvanceSeconds(20);

        Gateway.RefusesConnects = false;
        AdvanceSeconds(31);

        Assert.Empty(Gateway.RequestsFor(MessageCommands.Send.Name));
    }

    [Fact]
    public void Messages_missed_while_away_are_raised_once_and_in_order()
    {
        LogIn();
        Gateway.Say("bob", "alice", "1");
        Gateway.RefusesConnects = true;
        Gateway.Drop("alice");
        Gateway.Say("bob", "alice", "2");
        Gateway.Say("carol", "alice", "a");
        Gateway.Say("bob", "alice", "3");

        Gateway.RefusesConnects = false;
        AdvanceSeconds(5);
        Gateway.Say("bob", "alice", "4");

        Assert.Equal(["1", "2", "a", "3", "4"], TextsOf("alice"));
    }

    [Fact]
    public void Messages_missed_on_many_short_losses_are_raised_once()
    {
        LogIn();
        for (var i = 0; i < 50; i++)
        {
            Gateway.Pushes = i % 3 == 0 ? FakeGateway.PushMode.Swallow : FakeGateway.PushMode.Twice;
            Gateway.Say("bob", "alice", $"{i}");
            Gateway.Drop("alice");
        }

        AdvanceSeconds(20);

        Assert.Equal(Enumerable.Range(0, 50).Select(i => $"{i}"), TextsOf("alice"));
    }

    [Fact]
    public void Unread_counts_are_those_of_the_server_after_a_loss()
    {
        var client = LogIn();
        Gateway.Say("bob", "alice", "1");
        Gateway.RefusesConnects = true;
        Gateway.Drop("alice");
        Gateway.Say("bob", "alice", "2");
        Gateway.Say("bob", "alice", "3");

        Gateway.RefusesConnects = false;
        AdvanceSeconds(5);

        Assert.Equal(3, client.GetTotalUnreadMessageCount());
    }

    [Fact]
    public void Server_that_falls_silent_is_left()
    {
        LogIn();
        Gateway.Silence(SessionCommands.Heartbeat);
        AdvanceSeconds(30);

        Assert.True(Gateway.Connects.Count > 1);
        Assert.Contains(EventsOf<NetStateChanged>(), one => one.State == NetState.Connecting);
    }

    [Fact]
    public void Idle_account_sends_a_heartbeat_every_ten_seconds_or_so()
    {
        LogIn();
        AdvanceSeconds(5);
        Gateway.Requests.Clear();

        AdvanceSeconds(100);

        Assert.InRange(Gateway.RequestsFor(SessionCommands.Heartbeat.Name).Count, 8, 10);
        Assert.Equal(Gateway.Requests.Count, Gateway.RequestsFor(SessionCommands.Heartbeat.Name).Count);
    }

    [Fact]
    public void Scheduler_that_runs_ahead_of_the_clock_does_not_stop_the_heartbeat()
    {
        LogIn();
        AdvanceSeconds(5);
        for (var i = 0; i < 20; i++)
        {
            ((Akka.TestKit.TestScheduler)Sys.Scheduler).Advance(TimeSpan.FromSeconds(1));
        }

        Gateway.Requests.Clear();
        AdvanceSeconds(100);

        // The first may be late, by the tick that had been asked for next.
        Assert.InRange(Gateway.RequestsFor(SessionCommands.Heartbeat.Name).Count, 5, 10);
    }

    [Fact]
    public void Hello_is_said_as_often_as_the_server_wishes()
    {
        Gateway.HelloInterval = 60;
        LogIn();

        AdvanceSeconds(200);

        Assert.Equal(3, Gateway.RequestsFor(SessionCommands.Hello.Name).Count);
    }

    [Fact]
    public void Too_many_waiting_requests_are_refused()
    {
        var client = LogIn(change: options => options with { MaxPendingRequests = 3 });
        Gateway.RefusesConnects = true;
        Gateway.Drop("alice");
        var calls = Enumerable.Range(0, 5).Select(_ => client.SendMessageAsync(client.CreateTextMessage("bob", "hi"))).ToList();

        Assert.Equal(ErrorCodes.NetworkError, CodeOf(calls[4]));
        Assert.False(calls[0].IsCompleted);
    }

    [Fact]
    public void Server_that_is_not_well_is_asked_again()
    {
        var client = LogIn();
        Gateway.FailNext(SessionCommands.Login, ErrorCodes.AccountInternal, ErrorCodes.AccountInternal);

        Gateway.Drop("alice");
        AdvanceSeconds(5);

        Assert.True(client.IsReady());
        Assert.Equal(NetState.Connected, EventsOf<NetStateChanged>()[^1].State);
    }
}
