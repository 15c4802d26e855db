using Chat.Protocol.Errors;
using Chat.Server.Tests.Testing;

namespace Chat.Server.Tests.Messages;

/// <summary>Sending the same message again (same sender, MsgSeq and MsgRandom) never makes a second one.</summary>
public sealed class SendOnceSpecs : IDisposable
{
    private readonly TestServer _server = new();
    private readonly TestClient _alice;
    private readonly TestClient _bob;

    public SendOnceSpecs()
    {
        _alice = _server.Login("alice");
        _bob = _server.Login("bob");
    }

    public void Dispose() => _server.Dispose();

    [Fact]
    public void Repeated_at_once()
    {
        var first = _alice.Send("bob", "one", 5, 6);
        _server.Advance(TimeSpan.FromSeconds(3));

        var again = _alice.Send("bob", "one", 5, 6);

        ShouldBeTheSame(first, again);
        ShouldBeStoredAndPushedOnce();
    }

    [Fact]
    public void Repeated_while_the_first_is_in_flight()
    {
        var hold = _server.HoldWriter();
        var calls = Enumerable.Range(0, 5).Select(_ => _alice.StartSend("bob", "one", 5, 6)).ToList();
        hold.Dispose();

        var replies = calls.ConvertAll(_alice.Wait);

        replies.ForEach(reply => ShouldBeTheSame(replies[0], reply));
        ShouldBeStoredAndPushedOnce();
    }

    [Fact]
    public void Repeated_from_a_new_socket_while_the_first_is_in_flight()
    {
        var hold = _server.HoldWriter();
        _alice.StartSend("bob", "one", 5, 6);
        _alice.Reconnect();
        var again = _alice.StartSend("bob", "one", 5, 6);
        hold.Dispose();

        Assert.Equal(1, _alice.Wait(again).Long("MsgOrder"));
        ShouldBeStoredAndPushedOnce();
    }

    [Fact]
    public void Repeated_after_a_thousand_other_messages()
    {
        var first = _alice.Send("bob", "one", 5, 6);
        Enumerable.Range(0, 1000).Select(_ => _alice.StartSend("bob", "other")).ToList().ForEach(call => _alice.Wait(call).ShouldBeOk());
        _server.Advance(TimeSpan.FromSeconds(3));

        var again = _alice.Send("bob", "one", 5, 6);

        ShouldBeTheSame(first, again);
        Assert.Equal(1001, _server.Count("SELECT count(*) FROM message"));
        _server.Settle();
        Assert.Equal(1001, _bob.Socket.Messages.Count);
    }

    [Fact]
    public void Repeated_after_the_conversation_was_put_to_sleep()
    {
        var first = _alice.Send("bob", "one", 5, 6);
        _server.Advance(TimeSpan.FromSeconds(30));
        _server.Advance(TimeSpan.FromSeconds(30));
        _server.Advance(TimeSpan.FromSeconds(30));

        var again = _alice.Send("bob", "one", 5, 6);

        ShouldBeTheSame(first, again);
        Assert.Equal(2, _alice.Send("bob").Long("MsgOrder"));
    }

    [Fact]
    public void Repeated_after_a_restart()
    {
        var first = _alice.Send("bob", "one", 5, 6);
        _server.Restart();
        _alice.NewSocket();

        var again = _alice.Send("bob", "one", 5, 6);

        ShouldBeTheSame(first, again);
        Assert.Equal(1, _server.Count("SELECT count(*) FROM message"));
        Assert.Equal(2, _alice.Send("bob").Long("MsgOrder"));
    }

    [Fact]
    public void Repeated_after_it_failed_is_stored()
    {
        _server.ExpectErrors();
        _server.Count("SELECT 1");
        _server.RunPragma("CREATE TRIGGER refuse BEFORE INSERT ON message BEGIN SELECT RAISE(ABORT, 'no'); END");
        _alice.Send("bob", "one", 5, 6).ShouldFail(ErrorCodes.MessageServiceInternal);
        _server.RunPragma("DROP TRIGGER refuse");

        _alice.Send("bob", "one", 5, 6).ShouldBeOk();

        ShouldBeStoredAndPushedOnce();
    }

    [Fact]
    public void Same_numbers_from_the_peer_are_another_message()
    {
        _alice.Send("bob", "mine", 5, 6);
        _bob.Send("alice", "yours", 5, 6);

        Assert.Equal(["mine", "yours"], _alice.HistoryTexts("bob"));
    }

    [Fact]
    public void Same_numbers_to_another_receiver_are_another_message()
    {
        var carol = _server.Login("carol");
        _alice.Send("bob", "to bob", 5, 6);

        _alice.Send("carol", "to carol", 5, 6).ShouldBeOk();

        Assert.Equal("to carol", carol.Socket.WaitMessages(1)[0].Json.TextOf());
        Assert.Equal(["to bob"], _alice.HistoryTexts("bob"));
    }

    [Theory]
    [InlineData(5, 7)]
    [InlineData(6, 6)]
    public void Either_number_makes_a_difference(long seq, long random)
    {
        _alice.Send("bob", "one", 5, 6);
        _alice.Send("bob", "two", seq, random);

        Assert.Equal(["one", "two"], _bob.HistoryTexts("alice"));
    }

    [Fact]
    public void Repeated_on_another_day_still_counts_once_for_unread()
    {
        _alice.Send("bob", "one", 5, 6);
        _server.Restart();
        _alice.NewSocket();
        _bob.NewSocket();
        _alice.Send("bob", "one", 5, 6);
        _alice.Send("bob", "two", 6, 6);

        Assert.Equal(2, _bob.UnreadOf("alice"));
    }

    [Fact]
    public void Online_only_message_is_delivered_once()
    {
        _alice.Send("bob", "typing", 5, 6, ""","MsgLifeTime":0""").ShouldBeOk();
        _alice.Send("bob", "typing", 5, 6, ""","MsgLifeTime":0""").ShouldBeOk();
        _alice.Send("bob", "end").ShouldBeOk();
        _server.Settle();

        Assert.Equal(["typing", "end"], _bob.Socket.Messages.Select(item => item.Json.TextOf()));
    }

    private static void ShouldBeTheSame(System.Text.Json.JsonElement first, System.Text.Json.JsonElement again)
    {
        again.ShouldBeOk();
        Assert.Equal(first.Long("MsgTime"), again.Long("MsgTime"));
        Assert.Equal(first.Long("MsgOrder"), again.Long("MsgOrder"));
        Assert.Equal(first.Str("MsgKey"), again.Str("MsgKey"));
    }

    private void ShouldBeStoredAndPushedOnce()
    {
        _server.Settle();
        Assert.Equal(1, _server.Count("SELECT count(*) FROM message"));
        Assert.Single(_bob.Socket.Messages);
        Assert.Equal(1, _bob.UnreadOf("alice"));
    }
}
