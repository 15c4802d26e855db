using Chat.Protocol.Errors;
using Chat.Protocol.Messages;
using Chat.Server.Tests.Testing;
using CsCheck;

namespace Chat.Server.Tests.Messages;

public sealed class ReadStateSpecs : IDisposable
{
    private readonly TestServer _server = new(settings => settings.MultiTerminal = Apps.MultiTerminalPolicy.MultiPlatform);
    private readonly TestClient _alice;
    private readonly TestClient _bob;

    public ReadStateSpecs()
    {
        _alice = _server.Login("alice");
        _bob = _server.Login("bob");
    }

    private enum Action
    {
        AliceSends,
        BobSends,
        AliceSendsQuietly,
        AliceReads,
        BobReads,
        BobReadsOld,
        TimePasses,
        Restart,
    }

    public void Dispose() => _server.Dispose();

    [Fact]
    public void Unread_counts_messages_of_the_peer_only()
    {
        _alice.Send("bob");
        _alice.Send("bob");
        _bob.Send("alice");

        Assert.Equal(2, _bob.UnreadOf("alice"));
        Assert.Equal(1, _alice.UnreadOf("bob"));
    }

    [Fact]
    public void List_and_sync_say_the_same_unread()
    {
        _alice.Send("bob");
        _alice.Send("bob");

        Assert.Equal(2, _bob.Page().Items("SessionItem")[0].Long("UnreadMsgCount"));
    }

    [Fact]
    public void Read_report_clears_everything_up_to_its_time()
    {
        _alice.Send("bob", "1");
        var then = _server.Now;
        _server.Advance(TimeSpan.FromSeconds(1));
        _alice.Send("bob", "2");
        _alice.Send("bob", "3");

        _bob.Read("alice", then).ShouldBeOk();

        Assert.Equal(2, _bob.UnreadOf("alice"));
        _bob.Read("alice").ShouldBeOk();
        Assert.Equal(0, _bob.UnreadOf("alice"));
    }

    [Fact]
    public void Read_report_between_two_messages_reads_the_older_one()
    {
        _alice.Send("bob", "1");
        _server.Advance(TimeSpan.FromSeconds(10));
        var between = _server.Now - 5;
        _alice.Send("bob", "2");

        _bob.Read("alice", between).ShouldBeOk();

        Assert.Equal(1, _bob.UnreadOf("alice"));
        Assert.Equal(_server.Now - 10, PeerReadTimes(_alice, "bob")[0]);
    }

    [Fact]
    public void Read_report_from_before_the_first_message_reads_nothing()
    {
        _alice.Send("bob");

        _bob.Read("alice", _server.Now - 1).ShouldBeOk();

        Assert.Equal(1, _bob.UnreadOf("alice"));
        Assert.Equal(0, PeerReadTimes(_alice, "bob")[0]);
    }

    [Fact]
    public void Own_read_report_does_not_touch_the_unread_of_the_peer()
    {
        _bob.Send("alice");

        _bob.Read("alice").ShouldBeOk();

        Assert.Equal(1, _alice.UnreadOf("bob"));
    }

    [Fact]
    public void Peer_read_times_come_in_the_order_asked_for()
    {
        var carol = _server.Login("carol");
        _alice.Send("bob");
        _alice.Send("carol");
        var first = _server.Now;
        _bob.Read("alice");
        _server.Advance(TimeSpan.FromSeconds(5));
        _alice.Send("carol");
        carol.Read("alice");

        Assert.Equal([first + 5, 0L, first, 0L], PeerReadTimes(_alice, "carol", "nobody", "bob", "alice"));
        Assert.Equal([0L], PeerReadTimes(_bob, "alice"));
    }

    [Fact]
    public void Conversation_list_carries_the_peers_read_time()
    {
        _alice.Send("bob");
        _bob.Read("alice");

        Assert.Equal(_server.Now, _alice.Page().Items("SessionItem")[0].Long("C2cPeerReadTime"));
        Assert.Equal(0, _bob.Page().Items("SessionItem")[0].Long("C2cPeerReadTime"));
    }

    [Fact]
    public void Read_report_is_pushed_to_the_peer_and_to_the_other_devices_of_the_reader_only()
    {
        var phone = _server.Login("bob", Protocol.Sessions.ClientPlatform.Android);
        _alice.Send("bob");

        _bob.Read("alice").ShouldBeOk();

        var toPeer = _alice.Socket.Wait(item => item.Notification("C2cReadedReceipt") is not null, "a receipt").Notification("C2cReadedReceipt")!.Value;
        Assert.Equal("bob", toPeer.Str("To_Account"));
        Assert.Equal(_server.Now, toPeer.GetProperty("UinPairReadArray")[0].Long("LastReadTime"));
        var toOwn = phone.Socket.Wait(item => item.Notification("ReadC2cMsgNotify") is not null, "a notice").Notification("ReadC2cMsgNotify")!.Value;
        Assert.Equal("alice", toOwn.GetProperty("UinPairReadArray")[0].Str("From_Account"));
        Assert.Equal(_server.Now, toOwn.GetProperty("UinPairReadArray")[0].Long("LastReadTime"));
        _server.Settle();
        Assert.Empty(_bob.Socket.Pushes);
        Assert.Single(_alice.Socket.Pushes);
        Assert.Single(phone.Socket.Pushes);
    }

    [Fact]
    public void Repeated_or_older_read_report_makes_no_push()
    {
        _alice.Send("bob");
        _server.Advance(TimeSpan.FromSeconds(5));
        _alice.Send("bob");
        _bob.Read("alice").ShouldBeOk();

        _bob.Read("alice").ShouldBeOk();
        _bob.Read("alice", _server.Now - 5).ShouldBeOk();
        _bob.Read("alice", _server.Now + 100).ShouldBeOk();
        _server.Settle();

        Assert.Single(_alice.Socket.Pushes);
        Assert.Equal(0, _bob.UnreadOf("alice"));
    }

    [Fact]
    public void Older_read_report_does_not_bring_unread_back_after_a_restart()
    {
        _alice.Send("bob");
        _server.Advance(TimeSpan.FromSeconds(5));
        _alice.Send("bob");
        _bob.Read("alice").ShouldBeOk();
        _server.Restart();
        _bob.NewSocket();

        _bob.Read("alice", _server.Now - 5).ShouldBeOk();

        Assert.Equal(0, _bob.UnreadOf("alice"));
    }

    [Fact]
    public void Read_report_without_a_conversation_is_fine() => _bob.Read("alice").ShouldBeOk();

    [Fact]
    public void Read_report_for_an_unknown_peer_is_refused() => _bob.Read("nobody").ShouldFail(ErrorCodes.UserNotFound);

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"C2CMsgReaded":null}""")]
    [InlineData("""{"C2CMsgReaded":{}}""")]
    [InlineData("""{"C2CMsgReaded":{"C2CMsgReadedItem":[]}}""")]
    [InlineData("""{"C2CMsgReaded":{"C2CMsgReadedItem":null}}""")]
    [InlineData("""{"C2CMsgReaded":{"C2CMsgReadedItem":7}}""")]
    public void Malformed_read_report_is_refused(string body) =>
        _bob.Call(MessageCommands.ReportRead, body).ShouldFail(ErrorCodes.RequestMalformed);

    [Fact]
    public void Several_conversations_are_read_in_one_report()
    {
        var carol = _server.Login("carol");
        _alice.Send("bob");
        carol.Send("bob");

        _bob.Call(MessageCommands.ReportRead, $$$"""{"C2CMsgReaded":{"C2CMsgReadedItem":[{"To_Account":"alice","LastedMsgTime":{{{_server.Now}}}},{"To_Account":"carol","LastedMsgTime":{{{_server.Now}}}}]}}""").ShouldBeOk();

        Assert.Empty(_bob.Unread());
    }

    [Fact]
    public void Unread_always_equals_the_model()
    {
        var conversation = 0;
        Gen.Frequency(
                (4, Gen.Const(Action.AliceSends)),
                (2, Gen.Const(Action.BobSends)),
                (2, Gen.Const(Action.AliceSendsQuietly)),
                (1, Gen.Const(Action.AliceReads)),
                (2, Gen.Const(Action.BobReads)),
                (2, Gen.Const(Action.BobReadsOld)),
                (3, Gen.Const(Action.TimePasses)))
            .Array[0, 40]
            .Sample(trace => Run(trace, $"alice{conversation}", $"bob{conversation++}"), iter: 40, threads: 1);
    }

    [Fact]
    public void Unread_survives_restarts_within_a_trace() => Run(
        [
            Action.AliceSends, Action.AliceSends, Action.Restart, Action.BobReads, Action.TimePasses, Action.AliceSendsQuietly, Action.Restart,
            Action.AliceSends, Action.BobSends, Action.Restart, Action.TimePasses, Action.BobReadsOld, Action.AliceSends, Action.Restart, Action.BobReads,
        ],
        "alice",
        "bob");

    private void Run(Action[] trace, string aliceId, string bobId)
    {
        var (alice, bob) = (_server.Login(aliceId), _server.Login(bobId));
        var log = new List<(string From, long Time, bool Counts)>();
        int aliceRead = 0, bobRead = 0;
        foreach (var action in trace)
        {
            switch (action)
            {
                case Action.AliceSends:
                    alice.Send(bobId).ShouldBeOk();
                    log.Add((aliceId, _server.Now, true));
                    break;
                case Action.BobSends:
                    bob.Send(aliceId).ShouldBeOk();
                    log.Add((bobId, _server.Now, true));
                    break;
                case Action.AliceSendsQuietly:
                    alice.Send(bobId, extra: ""","SendMsgControl":["NoUnread"]""").ShouldBeOk();
                    log.Add((aliceId, _server.Now, false));
                    break;
                case Action.AliceReads:
                    alice.Read(bobId).ShouldBeOk();
                    aliceRead = log.Count;
                    break;
                case Action.BobReads:
                    bob.Read(aliceId).ShouldBeOk();
                    bobRead = log.Count;
                    break;
                case Action.BobReadsOld:
                    bob.Read(aliceId, _server.Now - 2).ShouldBeOk();
                    bobRead = Math.Max(bobRead, log.Count(message => message.Time <= _server.Now - 2));
                    break;
                case Action.TimePasses:
                    _server.Time.Advance(TimeSpan.FromSeconds(1));
                    break;
                case Action.Restart:
                    _server.Restart();
                    alice.NewSocket();
                    bob.NewSocket();
                    break;
            }

            Assert.Equal(log.Skip(bobRead).Count(message => message.Counts && message.From == aliceId), bob.UnreadOf(aliceId));
            Assert.Equal(log.Skip(aliceRead).Count(message => message.Counts && message.From == bobId), alice.UnreadOf(bobId));
        }
    }

    private static long[] PeerReadTimes(TestClient client, params string[] peers)
    {
        var reply = client.Call(MessageCommands.GetPeerReadTime, $$"""{"To_Account":[{{string.Join(',', peers.Select(peer => $"\"{peer}\""))}}]}""");
        reply.ShouldBeOk();
        return [.. reply.Items("ReadTime").Select(item => item.GetInt64())];
    }
}
