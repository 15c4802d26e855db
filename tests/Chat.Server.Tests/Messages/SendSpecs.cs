using Chat.Protocol.Errors;
using Chat.Server.Tests.Testing;

namespace Chat.Server.Tests.Messages;

public sealed class SendSpecs : IDisposable
{
    private readonly TestServer _server = new();
    private readonly TestClient _alice;
    private readonly TestClient _bob;

    public SendSpecs()
    {
        _alice = _server.Login("alice");
        _bob = _server.Login("bob");
    }

    public void Dispose() => _server.Dispose();

    [Fact]
    public void Order_is_contiguous_from_1_over_both_sides_of_a_conversation()
    {
        _server.Import("carol");

        var orders = Enumerable.Range(0, 40).Select(i => (i % 3 == 0 ? _bob.Send("alice") : _alice.Send("bob")).Long("MsgOrder")).ToList();

        Assert.Equal(Enumerable.Range(1, 40).Select(i => (long)i), orders);
        Assert.Equal(1, _alice.Send("carol").Long("MsgOrder"));
    }

    [Fact]
    public void Concurrent_sends_of_both_sides_get_each_order_once()
    {
        var calls = Enumerable.Range(0, 500).Select(i => i % 2 == 0 ? (Client: _alice, Call: _alice.StartSend("bob")) : (Client: _bob, Call: _bob.StartSend("alice"))).ToList();

        var orders = calls.Select(item => item.Client.Wait(item.Call).Long("MsgOrder")).ToList();

        Assert.Equal(Enumerable.Range(1, 500).Select(i => (long)i), orders.Order());
    }

    [Fact]
    public void Reply_names_time_and_keys_of_the_message()
    {
        var reply = _alice.Send("bob", seq: 7, random: 8);

        Assert.Equal(_server.Now, reply.Long("MsgTime"));
        Assert.Equal($"7_8_{_server.Now}", reply.Str("MsgKey"));
        Assert.Equal($"{_alice.TinyId}-{_server.Now}-8", reply.Str("MsgId"));
    }

    [Fact]
    public void Pushed_message_carries_sender_receiver_numbers_and_order()
    {
        _alice.Send("bob", "x", seq: 4_000_000_000, random: uint.MaxValue).ShouldBeOk();

        var message = _bob.Socket.WaitMessages(1)[0].Json;
        Assert.Equal("alice", message.Str("From_Account"));
        Assert.Equal("bob", message.Str("To_Account"));
        Assert.Equal(4_000_000_000, message.Long("MsgSeq"));
        Assert.Equal(uint.MaxValue, message.Long("MsgRandom"));
        Assert.Equal(_server.Now, message.Long("MsgTimeStamp"));
        Assert.Equal(_alice.TinyId, message.Str("TinyId"));
        Assert.Equal(1, message.Long("MsgOrder"));
    }

    [Fact]
    public void Forged_sender_in_the_body_is_ignored()
    {
        _server.Import("eve");

        _alice.Call(Protocol.Messages.MessageCommands.Send, """{"From_Account":"eve","To_Account":"bob","MsgSeq":1,"MsgRandom":2,"MsgBody":[{"MsgType":"T","MsgContent":{}}]}""").ShouldBeOk();

        Assert.Equal("alice", _bob.Socket.WaitMessages(1)[0].Json.Str("From_Account"));
        Assert.Empty(_bob.History("eve").Items("MsgList"));
    }

    [Fact]
    public void Sender_in_the_body_may_be_missing() =>
        _alice.Call(Protocol.Messages.MessageCommands.Send, """{"To_Account":"bob","MsgSeq":1,"MsgRandom":2,"MsgBody":[{"MsgType":"T","MsgContent":{}}]}""").ShouldBeOk();

    [Fact]
    public void Unknown_receiver_is_refused() => _alice.Send("nobody").ShouldFail(ErrorCodes.UserNotFound);

    [Fact]
    public void Empty_receiver_is_refused() => _alice.Send("").ShouldFail(ErrorCodes.UserNotFound);

    [Fact]
    public void User_of_another_app_is_an_unknown_receiver()
    {
        _server.Login("zoe", app: TestServer.OtherApp);

        _alice.Send("zoe").ShouldFail(ErrorCodes.UserNotFound);
    }

    [Fact]
    public void Message_of_exactly_12_KB_is_sent()
    {
        var body = BodyOfLength(12 * 1024);

        _alice.Send("bob", body: body).ShouldBeOk();
    }

    [Fact]
    public void Message_over_12_KB_is_refused_and_not_stored()
    {
        _alice.Send("bob", body: BodyOfLength((12 * 1024) + 1)).ShouldFail(ErrorCodes.MessageTooLong);

        Assert.Empty(_alice.History("bob").Items("MsgList"));
    }

    [Fact]
    public void Custom_data_counts_for_the_length() =>
        _alice.Send("bob", body: BodyOfLength(12 * 1024), extra: ""","CloudCustomData":"x" """).ShouldFail(ErrorCodes.MessageTooLong);

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("\"text\"")]
    [InlineData("1")]
    [InlineData("[]")]
    [InlineData("[1]")]
    [InlineData("[null]")]
    [InlineData("[[]]")]
    [InlineData("[{}]")]
    [InlineData("""[{"MsgType":"T"}]""")]
    [InlineData("""[{"MsgContent":{}}]""")]
    [InlineData("""[{"MsgType":"","MsgContent":{}}]""")]
    [InlineData("""[{"MsgType":1,"MsgContent":{}}]""")]
    [InlineData("""[{"MsgType":"T","MsgContent":"x"}]""")]
    [InlineData("""[{"MsgType":"T","MsgContent":[]}]""")]
    [InlineData("""[{"MsgType":"T","MsgContent":null}]""")]
    [InlineData("""[{"MsgType":"T","MsgContent":{}},1]""")]
    public void Malformed_body_is_refused(string body) => _alice.Send("bob", body: body).ShouldFail(ErrorCodes.RequestMalformed);

    [Theory]
    [InlineData("""{"To_Account":"bob","MsgSeq":1,"MsgRandom":2}""")]
    [InlineData("""{"To_Account":"bob","MsgRandom":2,"MsgBody":[{"MsgType":"T","MsgContent":{}}]}""")]
    [InlineData("""{"To_Account":"bob","MsgSeq":1,"MsgBody":[{"MsgType":"T","MsgContent":{}}]}""")]
    [InlineData("""{"To_Account":"bob","MsgSeq":-1,"MsgRandom":2,"MsgBody":[{"MsgType":"T","MsgContent":{}}]}""")]
    [InlineData("""{"To_Account":"bob","MsgSeq":4294967296,"MsgRandom":2,"MsgBody":[{"MsgType":"T","MsgContent":{}}]}""")]
    [InlineData("""{"To_Account":"bob","MsgSeq":1.5,"MsgRandom":2,"MsgBody":[{"MsgType":"T","MsgContent":{}}]}""")]
    [InlineData("""{"To_Account":"bob","MsgSeq":1,"MsgRandom":{},"MsgBody":[{"MsgType":"T","MsgContent":{}}]}""")]
    [InlineData("""{"To_Account":7,"MsgSeq":1,"MsgRandom":2,"MsgBody":[{"MsgType":"T","MsgContent":{}}]}""")]
    [InlineData("""{"To_Account":"\ud800","MsgSeq":1,"MsgRandom":2,"MsgBody":[{"MsgType":"T","MsgContent":{}}]}""")]
    [InlineData("""{"To_Account":"bob","MsgSeq":1,"MsgRandom":2,"MsgBody":[{"MsgType":"T","MsgContent":{}}],"MsgBody":"x"}""")]
    [InlineData("""{"To_Account":"bob","MsgSeq":1,"MsgRandom":2,"MsgBody":[{"MsgType":"T","MsgContent":{}}],"MsgBody":null}""")]
    [InlineData("""{"To_Account":"bob","MsgSeq":1,"MsgRandom":2,"CloudCustomData":{"To_Account":"carol"},"MsgBody":[{"MsgType":"T","MsgContent":{}}]}""")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("1")]
    public void Malformed_request_is_refused(string request) =>
        _alice.Call(Protocol.Messages.MessageCommands.Send, request).ShouldFail(ErrorCodes.RequestMalformed);

    [Fact]
    public void Refused_send_reaches_nobody()
    {
        _alice.Send("bob", body: "[]").ShouldFail(ErrorCodes.RequestMalformed);
        _server.Settle();

        Assert.Empty(_bob.Socket.Messages);
        Assert.Equal(0, _server.Count("SELECT count(*) FROM dialog"));
    }

    [Fact]
    public void Message_to_oneself_is_stored_once_without_unread_and_pushed_to_the_other_device()
    {
        var phone = _server.Login("alice", Protocol.Sessions.ClientPlatform.Android);

        var reply = _alice.Send("alice", "note");

        Assert.Equal(1, reply.Long("MsgOrder"));
        Assert.Equal("note", phone.Socket.WaitMessages(1)[0].Json.TextOf());
        _server.Settle();
        Assert.Single(phone.Socket.Messages);
        Assert.Empty(_alice.Socket.Messages);
        Assert.Equal(["note"], _alice.HistoryTexts("alice"));
        Assert.Empty(_alice.Unread());
        Assert.Single(_alice.Page().Items("SessionItem"));
    }

    [Fact]
    public void Each_refusal_leaves_no_pending_command()
    {
        _alice.Send("nobody");
        _alice.Send("bob", body: "[]");
        _alice.Send("bob");

        _alice.Socket.WaitIdle();
    }

    private static string BodyOfLength(int bytes)
    {
        var empty = TestClient.Text("").Length;
        return TestClient.Text(new string('x', bytes - empty));
    }
}
