using System.Text;
using Chat.Actors.Connection;
using Chat.Actors.Events;
using Chat.Protocol.Errors;
using Chat.Protocol.Frames;
using Chat.Protocol.Messages;
using Chat.Protocol.Sessions;
using Chat.Testing;

namespace Chat.Actors.Tests.Connection;

public sealed class ReconnectTimeSpecs : ChatSpec
{
    private static readonly TimeSpan Fine = TimeSpan.FromMilliseconds(10);

    protected override ChatOptions Options => base.Options with
    {
        Reconnect = new ReconnectPolicy { FirstDelay = TimeSpan.FromMilliseconds(500), MaxDelay = TimeSpan.FromSeconds(3), Jitter = 0 },
    };

    [Fact]
    public void Attempts_follow_at_once_then_after_doubling_delays_up_to_the_cap()
    {
        LogIn();
        AdvanceSeconds(10);
        Gateway.RefusesConnects = true;
        var before = Gateway.Connects.Count;
        var start = Clock.GetUtcNow();

        Gateway.Drop("alice");
        Advance(TimeSpan.FromSeconds(13), Fine);

        Assert.Equal([0, 0.5, 1.5, 3.5, 6.5, 9.5, 12.5], Gateway.Connects.Skip(before).Select(attempt => (attempt.Time - start).TotalSeconds));
    }

    [Fact]
    public void Jitter_takes_the_same_part_away_for_the_same_seed()
    {
        var options = Options with { Reconnect = Options.Reconnect with { Jitter = 0.5 } };
        double[] Delays(uint app)
        {
            var client = Chat.Actors.App.ChatEngine.Of(Sys).Create(new ChatOptions(app)
            {
                ProxyServer = "ws://fake",
                Transport = Gateway,
                Time = Clock,
                Seed = 5,
                Reconnect = options.Reconnect,
            }, "bot");
            Done(client.LoginAsync("bot", "signature"));
            AdvanceSeconds(10);
            var before = Gateway.Connects.Count;
            Gateway.RefusesConnects = true;
            Gateway.Drop("bot");
            Advance(TimeSpan.FromSeconds(8), Fine);
            Gateway.RefusesConnects = false;
            AdvanceSeconds(4);
            Done(client.DestroyAsync());
            var times = Gateway.Connects.Skip(before).Select(one => one.Time).ToList();
            return [.. times.Zip(times.Skip(1)).Take(4).Select(pair => (pair.Second - pair.First).TotalSeconds)];
        }

        var first = Delays(SdkAppId);

        Assert.Equal(first, Delays(SdkAppId + 1));
        Assert.All(first.Zip([0.5, 1, 2, 3]), pair => Assert.InRange(pair.First, pair.Second / 2, pair.Second + 0.011));
    }

    [Fact]
    public void Server_that_lets_in_and_hangs_up_is_not_asked_in_a_tight_loop()
    {
        LogIn();
        AdvanceSeconds(10);
        var before = Gateway.Connects.Count;

        for (var i = 0; i < 600; i++)
        {
            Gateway.Drop("alice");
            Advance(Fine, Fine);
        }

        Assert.InRange(Gateway.Connects.Count - before, 3, 6);
    }

    [Fact]
    public void Login_again_carries_the_token_and_comes_before_what_was_pending()
    {
        var client = LogIn();
        Gateway.Silence(MessageCommands.Send);
        var sends = Enumerable.Range(0, 3).Select(i => client.SendMessageAsync(client.CreateTextMessage("bob", $"{i}"))).ToList();
        var sequences = Gateway.RequestsFor("openim.sendmsg").Select(request => request.Sequence).ToList();
        Gateway.Silence(MessageCommands.Send, silent: false);
        var before = Gateway.Requests.Count;

        Gateway.Drop("alice");

        var again = Gateway.Requests.Skip(before).ToList();
        Assert.Equal("im_open_status.wslogin", again[0].Command);
        Assert.Equal(sequences, again.Where(request => request.Command == "openim.sendmsg").Select(request => request.Sequence));
        Assert.All(sends, send => Assert.Equal(Chat.Actors.Messages.MessageStatus.Success, Done(send).Status));
    }

    [Fact]
    public void Deadline_counts_on_while_the_connection_is_away()
    {
        var client = LogIn();
        AdvanceSeconds(10);
        Gateway.RefusesConnects = true;
        Gateway.Drop("alice");
        var send = client.SendMessageAsync(client.CreateTextMessage("bob", "hello"));

        AdvanceSeconds(14.5);
        Assert.False(send.IsCompleted);
        AdvanceSeconds(2);
        Assert.Equal(ErrorCodes.RequestTimeout, CodeOf(send));
    }

    [Fact]
    public void Heartbeat_without_answer_costs_the_socket_after_three_seconds()
    {
        LogIn();
        AdvanceSeconds(3);
        Gateway.Silence(SessionCommands.Heartbeat);
        var before = Gateway.Connects.Count;

        AdvanceSeconds(11.5);
        Assert.Equal(before, Gateway.Connects.Count);
        AdvanceSeconds(4);
        Assert.Equal(before + 1, Gateway.Connects.Count);
    }

    [Fact]
    public void Hello_is_said_each_interval()
    {
        Gateway.HelloInterval = 30;
        LogIn();

        AdvanceSeconds(100);

        Assert.Equal(3, Gateway.RequestsFor("im_open_status.wshello").Count);
    }

    [Fact]
    public void Server_that_has_lost_the_session_is_told_again_who_this_is()
    {
        LogIn();
        var before = Gateway.Requests.Count;

        Gateway.Raw("alice", """{"head":{"servcmd":"StatSvc.KickOther","seq":1},"body":{}}""");

        Assert.Equal("im_open_status.wslogin", Gateway.Requests[before].Command);
        Assert.Single(Gateway.Connects);
        Assert.Contains(Gateway.Requests.Skip(before), request => request.Command == "openim.getmsg");
    }

    [Theory]
    [InlineData(1, KickedOutType.MultipleAccount, ErrorCodes.KickedByOtherInstance, true)]
    [InlineData(2, KickedOutType.MultipleDevice, ErrorCodes.KickedByOtherDevice, true)]
    [InlineData(3, KickedOutType.RestApiKick, ErrorCodes.KickedByRest, false)]
    public void Kick_puts_the_account_out_for_good(int kickType, KickedOutType type, int code, bool saysGoodbye)
    {
        var client = LogIn();

        Gateway.Kick("alice", kickType);
        AdvanceSeconds(60);

        Assert.Equal(type, Assert.Single(EventsOf<KickedOut>()).Type);
        Assert.Single(EventsOf<SdkNotReady>());
        Assert.Equal(code, CodeOf(() => client.GetConversationListAsync()));
        Assert.Equal(saysGoodbye ? 1 : 0, Gateway.RequestsFor("im_open_status.wslogout").Count);
        Assert.Single(Gateway.Connects);
        Assert.Equal(0, CodeOf(client.LoginAsync("alice", "signature")));
    }

    [Theory]
    [InlineData(ErrorCodes.TicketInvalid)]
    [InlineData(ErrorCodes.SigExpired)]
    public void Expired_signature_on_any_reply_puts_the_account_out(int code)
    {
        var client = LogIn();
        Gateway.FailNext(MessageCommands.Send, code);

        Assert.Equal(code, CodeOf(client.SendMessageAsync(client.CreateTextMessage("bob", "hello"))));

        Assert.Equal(KickedOutType.UserSigExpired, Assert.Single(EventsOf<KickedOut>()).Type);
        Assert.Equal(ErrorCodes.SignatureExpired, CodeOf(() => client.GetConversationListAsync()));
    }

    [Fact]
    public void Calls_that_were_open_when_the_session_ended_fail()
    {
        var client = LogIn();
        Gateway.Silence(MessageCommands.Send);
        var send = client.SendMessageAsync(client.CreateTextMessage("bob", "hello"));

        Gateway.Kick("alice", 1);

        Assert.NotEqual(0, CodeOf(send));
    }

    [Fact]
    public void Compressed_frames_are_read()
    {
        LogIn();
        var push = """{"head":{"servcmd":"im_open_push.msg_push","seq":0},"body":{"NeedAck":1,"SessionData":"s-1","EventArray":[{"Event":9,"C2cMsgArray":[{"From_Account":"bob","To_Account":"alice","MsgSeq":1,"MsgRandom":2,"MsgTimeStamp":3,"MsgClientTime":4,"TinyId":"5","MsgOrder":1,"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"packed"}}]}]}]}}""";
        var packed = new System.Buffers.ArrayBufferWriter<byte>();
        FrameCompression.Compress(Encoding.UTF8.GetBytes(push), packed);

        Gateway.Raw("alice", packed.WrittenSpan.ToArray());

        Assert.Equal(["packed"], TextsOf("alice"));
        Assert.Equal("""{"SessionData":"s-1"}""", Assert.Single(Gateway.RequestsFor("openim.ws_msg_push_ack")).Body.ToString());
    }
}
