using System.Globalization;
using Chat.Server.Sessions;
using Chat.Server.Tests.Testing;

namespace Chat.Server.Tests.Messages;

public sealed class MissedMessagesSpecs : IDisposable
{
    private readonly TestServer _server = new(settings => settings.MultiTerminal = Apps.MultiTerminalPolicy.MultiPlatform);
    private readonly TestClient _alice;
    private readonly TestClient _bob;

    public MissedMessagesSpecs()
    {
        _alice = _server.Login("alice");
        _bob = _server.Login("bob");
    }

    public void Dispose() => _server.Dispose();

    [Fact]
    public void Sync_at_login_returns_unread_counts_and_no_messages()
    {
        _alice.Send("bob", "1");
        _alice.Send("bob", "2");

        var reply = _bob.GetMissed();

        Assert.Empty(reply.Items("MsgList"));
        Assert.Equal(2, reply.UnreadCounts()["alice"]);
        Assert.Equal(2, reply.Long("SyncFlag"));
        Assert.NotEqual("", reply.Str("Cookie"));
    }

    [Fact]
    public void Sync_of_an_empty_account_has_a_cookie_and_a_list()
    {
        var reply = _server.Login("nobody").GetMissed();

        Assert.NotEqual("", reply.Str("Cookie"));
        Assert.Empty(reply.Items("MsgList"));
        Assert.Empty(reply.Items("C2CPairUnreadCount"));
    }

    [Fact]
    public void Very_first_message_of_a_server_can_be_missed_and_found()
    {
        var cookie = _bob.GetMissed().Str("Cookie");
        _bob.Disconnect();
        _alice.Send("bob", "first ever");

        Assert.Equal(["first ever"], Sync(_bob, cookie));
    }

    [Fact]
    public void Sync_returns_what_came_while_away_in_the_order_of_arrival()
    {
        var carol = _server.Login("carol");
        _alice.Send("bob", "before");
        _server.Settle();
        _bob.Disconnect();
        var cookie = SyncedCookie("");
        _bob.Disconnect();
        _alice.Send("bob", "1");
        carol.Send("bob", "2");
        _alice.Send("bob", "3");

        Assert.Equal(["1", "2", "3"], Sync(_bob, cookie));
    }

    [Fact]
    public void Sync_returns_own_messages_of_other_devices()
    {
        var phone = _server.Login("bob", Protocol.Sessions.ClientPlatform.Android);
        var cookie = _bob.GetMissed().Str("Cookie");
        _bob.Disconnect();
        phone.Send("alice", "from my phone");

        Assert.Equal(["from my phone"], Sync(_bob, cookie));
    }

    [Fact]
    public void New_cookie_ends_where_the_next_sync_begins()
    {
        var cookie = _bob.GetMissed().Str("Cookie");
        _bob.Disconnect();
        _alice.Send("bob", "1");
        _server.Settle();
        _bob.NewSocket();
        _bob.LoginAgain().ShouldBeOk();
        var first = _bob.GetMissed(cookie, online: 1);
        _bob.Disconnect();
        _alice.Send("bob", "2");

        Assert.Equal(["1"], first.Texts());
        Assert.Equal(["2"], Sync(_bob, first.Str("Cookie")));
    }

    [Fact]
    public void Acknowledged_pushes_are_not_repeated()
    {
        var cookie = _bob.GetMissed().Str("Cookie");
        _alice.Send("bob", "1");
        _alice.Send("bob", "2");
        var pushed = _bob.Socket.WaitMessages(2);
        _bob.Acknowledge(pushed[0].Position);
        _bob.Disconnect();
        _alice.Send("bob", "3");

        Assert.Equal(["2", "3"], Sync(_bob, cookie));
    }

    [Fact]
    public void Pushes_without_acknowledgement_are_repeated()
    {
        var cookie = _bob.GetMissed().Str("Cookie");
        _alice.Send("bob", "lost on the way");
        _bob.Socket.WaitMessages(1);
        _bob.Disconnect();

        Assert.Equal(["lost on the way"], Sync(_bob, cookie));
    }

    [Fact]
    public void Acknowledgement_after_a_sync_that_never_arrived_does_not_lose_what_the_sync_held()
    {
        var cookie = _bob.GetMissed().Str("Cookie");
        _bob.Disconnect();
        _alice.Send("bob", "missed");
        _server.Settle();
        _bob.NewSocket();
        _bob.LoginAgain().ShouldBeOk();
        _bob.GetMissed(cookie, online: 1);
        _server.Advance(TimeSpan.FromMilliseconds(200));
        _alice.Send("bob", "pushed");
        _bob.Acknowledge(_bob.Socket.WaitMessages(1)[0].Position);
        _bob.Disconnect();

        Assert.Contains("missed", Sync(_bob, cookie));
    }

    [Fact]
    public void Damaged_acknowledgements_acknowledge_nothing()
    {
        var cookie = _bob.GetMissed().Str("Cookie");
        _alice.Send("bob", "1");
        _bob.Socket.WaitMessages(1);
        foreach (var body in new[] { "{}", "null", "[]", """{"SessionData":null}""", """{"SessionData":"x"}""", """{"SessionData":""}""", """{"SessionData":7}""" })
        {
            _bob.Start(Protocol.Sessions.SessionCommands.PushAck, body);
        }

        _bob.Disconnect();

        Assert.Equal(["1"], Sync(_bob, cookie));
        _bob.Socket.WaitIdle();
    }

    [Fact]
    public void Lower_acknowledgement_after_a_higher_one_changes_nothing()
    {
        var cookie = _bob.GetMissed().Str("Cookie");
        _alice.Send("bob", "1");
        _alice.Send("bob", "2");
        var pushed = _bob.Socket.WaitMessages(2);
        _bob.Acknowledge(pushed[1].Position);
        _bob.Acknowledge(pushed[0].Position);
        _bob.Disconnect();

        Assert.Empty(Sync(_bob, cookie));
    }

    [Fact]
    public void Sync_after_a_restart_of_the_server_has_everything_behind_the_cookie()
    {
        _alice.Send("bob", "before");
        _server.Settle();
        _bob.Disconnect();
        var cookie = SyncedCookie("");
        _bob.Disconnect();
        _alice.Send("bob", "1");
        _server.Restart();
        _alice.NewSocket();
        _alice.Send("bob", "2");

        Assert.Equal(["1", "2"], Sync(_bob, cookie));
    }

    [Fact]
    public void Cookie_of_a_former_life_of_the_server_misses_nothing_after_several_restarts()
    {
        var cookie = _bob.GetMissed().Str("Cookie");
        for (var i = 0; i < 4; i++)
        {
            _server.Restart();
            _alice.NewSocket();
            _alice.Send("bob", $"{i}").ShouldBeOk();
        }

        Assert.Equal(["0", "1", "2", "3"], Sync(_bob, cookie));
    }

    [Fact]
    public void Acknowledgements_hold_over_a_nap_of_the_account()
    {
        var cookie = _bob.GetMissed().Str("Cookie");
        _alice.Send("bob", "1");
        _bob.Acknowledge(_bob.Socket.WaitMessages(1)[0].Position);
        for (var i = 0; i < 4; i++)
        {
            _server.Advance(TimeSpan.FromSeconds(30));
        }

        _bob.Disconnect();

        Assert.Empty(Sync(_bob, cookie));
    }

    [Fact]
    public void Acknowledgements_hold_over_a_nap_of_the_account_while_the_device_is_away()
    {
        var cookie = _bob.GetMissed().Str("Cookie");
        _alice.Send("bob", "1");
        _bob.Acknowledge(_bob.Socket.WaitMessages(1)[0].Position);
        _bob.Disconnect();
        for (var i = 0; i < 4; i++)
        {
            _server.Advance(TimeSpan.FromSeconds(30));
        }

        Assert.Empty(Sync(_bob, cookie));
    }

    [Fact]
    public void Acknowledgements_count_when_the_login_fell_into_a_commit()
    {
        var before = _bob.GetMissed().Str("Cookie");
        _bob.Disconnect();
        var hold = _server.HoldWriter();
        var send = _alice.StartSend("bob", "1");
        _bob.NewSocket();
        var login = _bob.StartLoginAgain();
        hold.Dispose();
        _bob.Wait(login).ShouldBeOk();
        _alice.Wait(send).ShouldBeOk();
        _server.Settle();
        var cookie = _bob.GetMissed(before).Str("Cookie");
        _server.Advance(TimeSpan.FromMilliseconds(200));
        _alice.Send("bob", "2").ShouldBeOk();
        WaitMessage("2");
        _bob.Socket.Messages.ToList().ForEach(item => _bob.Acknowledge(item.Position));
        _bob.Disconnect();

        Assert.Empty(Sync(_bob, cookie));
    }

    [Fact]
    public void Of_more_than_2000_missed_messages_the_newest_2000_come()
    {
        var carol = _server.Login("carol");
        var cookie = _bob.GetMissed().Str("Cookie");
        _bob.Disconnect();
        var calls = Enumerable.Range(0, 2100).Select(i => i % 2 == 0
            ? (Client: _alice, Call: _alice.StartSend("bob", $"{i}"))
            : (Client: carol, Call: carol.StartSend("bob", $"{i}"))).ToList();
        calls.ForEach(item => item.Client.Wait(item.Call).ShouldBeOk());
        _server.Settle();
        _bob.NewSocket();
        _bob.LoginAgain().ShouldBeOk();

        var reply = _bob.GetMissed(cookie, online: 1);

        Assert.Equal(2000, reply.Items("MsgList").Length);
        Assert.Equal(2100, reply.UnreadCounts().Values.Sum());
        var numbers = reply.Texts().Select(text => int.Parse(text, CultureInfo.InvariantCulture)).ToHashSet();
        Assert.Equal(2000, numbers.Count);
        Assert.All(Enumerable.Range(0, 2).Select(side => numbers.Where(number => number % 2 == side).ToList()), side => Assert.Equal(side.Count, 1 + ((side.Max() - side.Min()) / 2)));
    }

    [Fact]
    public void Sync_resets_the_unread_of_conversations_that_another_device_has_read()
    {
        var phone = _server.Login("bob", Protocol.Sessions.ClientPlatform.Android);
        var cookie = _bob.GetMissed().Str("Cookie");
        _bob.Disconnect();
        _alice.Send("bob", "1");
        phone.Read("alice").ShouldBeOk();
        _bob.NewSocket();
        _bob.LoginAgain().ShouldBeOk();

        Assert.Equal(0, _bob.GetMissed(cookie, online: 1).UnreadCounts()["alice"]);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("-5")]
    [InlineData("99999999999999999999")]
    public void Foreign_cookie_is_answered_with_counts_and_a_good_cookie(string cookie)
    {
        _alice.Send("bob");
        _server.Settle();

        var reply = _bob.GetMissed(cookie, online: 1);

        Assert.Equal(1, reply.UnreadCounts()["alice"]);
        Assert.True(long.TryParse(reply.Str("Cookie"), out _));
    }

    [Fact]
    public void Every_message_arrives_by_push_or_sync_while_logins_and_sends_race()
    {
        var seen = new HashSet<string>();
        var cookie = _bob.GetMissed().Str("Cookie");
        for (var round = 0; round < 15; round++)
        {
            _bob.Disconnect();
            var calls = new List<(Protocol.Commands.Command, long)>();
            for (var i = 0; i < 20; i++)
            {
                calls.Add(_alice.StartSend("bob", $"{round}-{i}"));
                if (i == round)
                {
                    _bob.NewSocket();
                    _bob.Start(Protocol.Sessions.SessionCommands.Login, "{}");
                }
            }

            _bob.Socket.Wait(item => item.Command == Protocol.Sessions.SessionCommands.Login.Name, "login");
            var reply = _bob.GetMissed(cookie, online: 1);
            cookie = reply.Str("Cookie");
            seen.UnionWith(reply.Texts());
            calls.ForEach(call => _alice.Wait(call).ShouldBeOk());
            _server.Settle();
            foreach (var message in _bob.Socket.Messages)
            {
                seen.Add(message.Json.TextOf());
                _bob.Acknowledge(message.Position);
            }
        }

        // What still waits behind the last sync comes with the next one.
        _bob.Disconnect();
        seen.UnionWith(Sync(_bob, cookie));
        Assert.Equal(15 * 20, seen.Count);
    }

    [Theory]
    [InlineData(100, 0, 50, 50)]
    [InlineData(100, 120, 50, 50)]
    [InlineData(100, 120, 100, 120)]
    [InlineData(100, 120, 110, 120)]
    [InlineData(100, 120, 130, 130)]
    [InlineData(0, 0, 7, 7)]
    public void Sync_starts_behind_acknowledged_pushes_only_if_a_sync_arrived_on_that_socket(long attached, long acknowledged, long cookie, long from) =>
        Assert.Equal(SyncCookie.At(from), new Delivery(attached, acknowledged).SyncFrom(SyncCookie.At(cookie)));

    [Theory]
    [InlineData(100, 0, "100-50", "100-50")]
    [InlineData(100, 100, "100-50", "100")]
    [InlineData(100, 120, "100-50", "120")]
    [InlineData(100, 120, "90-50", "90-50")]
    public void Changes_of_a_sync_are_repeated_until_they_are_acknowledged(long attached, long acknowledged, string cookie, string from)
    {
        Assert.True(SyncCookie.TryParse(cookie, out var known));
        Assert.Equal(from, new Delivery(attached, acknowledged).SyncFrom(known).ToString());
    }

    [Fact]
    public void Changes_that_were_lost_behind_a_sync_are_in_the_next()
    {
        var key = _alice.SendKey("bob", "first");
        _server.Settle();
        var cookie = _bob.GetMissed().Str("Cookie");
        _bob.Disconnect();
        _alice.Modify("bob", key, "second").ShouldBeOk();

        // Only the reply arrives.
        var next = SyncedCookie(cookie);
        _bob.Disconnect();
        _server.Settle();
        next = SyncedCookie(next);
        Assert.Contains("second", _bob.WaitPush("C2cMsgModNotifys").ToString(), StringComparison.Ordinal);
        _bob.Acknowledge(_bob.Socket.All.Select(item => item.Json.TryGetProperty("SessionData", out var position) ? long.Parse(position.GetString()!, CultureInfo.InvariantCulture) : 0).Max());
        _bob.Disconnect();
        SyncedCookie(next);
        _bob.GetMissed();
        Assert.DoesNotContain(_bob.Socket.Pushes, push => push.Text.Contains("C2cMsgModNotifys", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Recall_that_was_to_be_fetched_and_is_not_known_to_have_arrived_comes_again(bool isConfirmed)
    {
        _alice.Send("bob", "read");
        _bob.Read("alice").ShouldBeOk();
        var key = _alice.SendKey("bob", "recalled", extra: ""","SendMsgControl":["NoUnread"]""");
        _alice.Send("bob", "unread");
        _server.Settle();
        var cookie = _bob.GetMissed().Str("Cookie");
        _alice.Recall("bob", key).ShouldBeOk();
        _bob.Socket.Wait(item => item.Text.Contains("\"Flag\":1", StringComparison.Ordinal), "the word to fetch");
        Assert.Single(_bob.GetMissed(cookie, online: 1).Items("MsgList"));
        if (isConfirmed)
        {
            _bob.Acknowledge(-1);
        }

        _alice.Send("bob", "later");
        _bob.Acknowledge(WaitMessage("later").Position);
        _server.Settle();
        _bob.Disconnect();
        _bob.NewSocket();
        _bob.LoginAgain().ShouldBeOk();

        Assert.Equal(isConfirmed ? 0 : 1, _bob.GetMissed(cookie).Items("MsgList").Count(item => item.TryGetProperty("EventArray", out _)));
    }

    /// <summary>A message that was pushed to bob; others may have been pushed before.</summary>
    private Received WaitMessage(string text) => _bob.Socket.Wait(item => item.IsMessage && item.Json.TextOf() == text, $"the message '{text}'");

    private string SyncedCookie(string cookie)
    {
        _bob.NewSocket();
        _bob.LoginAgain().ShouldBeOk();
        return _bob.GetMissed(cookie).Str("Cookie");
    }

    private string[] Sync(TestClient client, string cookie)
    {
        _server.Settle();
        client.NewSocket();
        client.LoginAgain().ShouldBeOk();
        return client.GetMissed(cookie, online: 1).Texts();
    }
}
