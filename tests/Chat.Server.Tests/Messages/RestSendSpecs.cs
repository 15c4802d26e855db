using System.Text.Json;
using Chat.Protocol.Errors;
using Chat.Protocol.Messages;
using Chat.Server.Tests.Testing;

namespace Chat.Server.Tests.Messages;

public sealed class RestSendSpecs : IDisposable
{
    private const string Body = """[{"MsgType":"TIMTextElem","MsgContent":{"Text":"rest"}}]""";

    private readonly TestServer _server = new();
    private readonly TestClient _bob;

    public RestSendSpecs() => _bob = _server.Login("bob");

    public void Dispose() => _server.Dispose();

    [Fact]
    public void Administrator_sends_as_itself()
    {
        var reply = Send($$"""{"To_Account":"bob","MsgRandom":1,"MsgBody":{{Body}}}""");

        reply.ShouldBeOk();
        Assert.Equal(1, reply.Long("MsgOrder"));
        Assert.Equal("administrator", _bob.Socket.WaitMessages(1)[0].Json.Str("From_Account"));
    }

    [Fact]
    public void Administrator_may_name_itself_as_the_sender() =>
        Send($$"""{"From_Account":"administrator","To_Account":"bob","MsgRandom":1,"MsgBody":{{Body}}}""").ShouldBeOk();

    [Fact]
    public void Administrator_sends_as_a_user_whose_devices_get_it_too()
    {
        var alice = _server.Login("alice");

        Send($$"""{"From_Account":"alice","To_Account":"bob","MsgRandom":1,"MsgBody":{{Body}}}""").ShouldBeOk();

        Assert.Equal("alice", _bob.Socket.WaitMessages(1)[0].Json.Str("From_Account"));
        Assert.Equal("rest", alice.Socket.WaitMessages(1)[0].Json.TextOf());
    }

    [Fact]
    public void Sender_does_not_get_what_is_not_synced()
    {
        var alice = _server.Login("alice");

        Send($$"""{"From_Account":"alice","To_Account":"bob","SyncOtherMachine":2,"MsgRandom":1,"MsgBody":{{Body}}}""").ShouldBeOk();
        _server.Settle();

        Assert.Single(_bob.Socket.Messages);
        Assert.Empty(alice.Socket.Messages);
    }

    [Fact]
    public void Same_random_within_a_second_is_the_same_message()
    {
        var command = $$"""{"To_Account":"bob","MsgRandom":1,"MsgBody":{{Body}}}""";

        var (first, second) = (Send(command), Send(command));
        _server.Advance(TimeSpan.FromSeconds(1));
        var third = Send(command);

        Assert.Equal(first.Str("MsgKey"), second.Str("MsgKey"));
        Assert.NotEqual(first.Str("MsgKey"), third.Str("MsgKey"));
        Assert.Equal(2, _bob.HistoryTexts("administrator").Length);
    }

    [Fact]
    public void Message_that_is_not_synced_is_in_the_receivers_history_only()
    {
        var alice = _server.Login("alice");
        alice.Send("bob", "1").ShouldBeOk();
        var hidden = $$"""{"From_Account":"alice","To_Account":"bob","SyncOtherMachine":2,"MsgRandom":1,"MsgBody":{{Body}}}""";
        Send(hidden).ShouldBeOk();
        alice.Send("bob", "2").ShouldBeOk();
        Send(hidden.Replace("\"MsgRandom\":1", "\"MsgRandom\":2", StringComparison.Ordinal)).ShouldBeOk();

        Assert.Equal(["1", "2"], alice.HistoryTexts("bob"));
        Assert.Equal(["1", "rest", "2", "rest"], _bob.HistoryTexts("alice"));
        Assert.Equal(4, _bob.UnreadOf("alice"));
        Assert.DoesNotContain("rest", alice.Page().ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Paging_over_messages_that_are_not_synced_ends(int direction)
    {
        var alice = _server.Login("alice");
        for (var i = 0; i < 6; i++)
        {
            Send($$"""{"From_Account":"alice","To_Account":"bob","SyncOtherMachine":{{(i % 3 == 1 ? 1 : 2)}},"MsgRandom":{{i}},"MsgBody":{{TestClient.Text($"{i}")}}}""").ShouldBeOk();
        }

        var texts = new List<string>();
        var key = "";
        var pages = 0;
        for (var complete = false; !complete; pages++)
        {
            var reply = alice.History("bob", 1, key, direction, direction);
            texts.AddRange(reply.Texts());
            (key, complete) = (reply.Str("MsgKey"), reply.Long("Complete") == 1);
            Assert.True(pages < 10);
        }

        Assert.Equal(["1", "4"], texts.Order());
    }

    [Theory]
    [InlineData("\"MsgLifeTime\":0")]
    [InlineData("\"OnlineOnlyFlag\":1")]
    public void Online_only_message_is_not_stored(string flag)
    {
        Send($$"""{"To_Account":"bob","MsgRandom":1,{{flag}},"MsgBody":{{Body}}}""").ShouldBeOk();

        Assert.Equal(0, _bob.Socket.WaitMessages(1)[0].Position);
        Assert.Empty(_bob.History("administrator").Items("MsgList"));
    }

    [Fact]
    public void Message_without_MsgSeq_gets_one()
    {
        Send($$"""{"To_Account":"bob","MsgRandom":1,"MsgBody":{{Body}}}""").ShouldBeOk();

        Assert.True(_bob.Socket.WaitMessages(1)[0].Json.Long("MsgSeq") > 0);
    }

    [Fact]
    public void Same_numbers_are_stored_once()
    {
        var request = $$"""{"To_Account":"bob","MsgSeq":3,"MsgRandom":1,"MsgBody":{{Body}}}""";

        Assert.Equal(Send(request).Long("MsgOrder"), Send(request).Long("MsgOrder"));
        Assert.Equal(1, _server.Count("SELECT count(*) FROM message"));
    }

    [Theory]
    [InlineData(ErrorCodes.RestJson, "")]
    [InlineData(ErrorCodes.RestJson, "[]")]
    [InlineData(ErrorCodes.RestJson, "{")]
    [InlineData(ErrorCodes.RestJson, """{"To_Account":"bob"}x""")]
    [InlineData(ErrorCodes.RestToAccount, """{"MsgRandom":1,"MsgBody":[{"MsgType":"T","MsgContent":{}}]}""")]
    [InlineData(ErrorCodes.RestToAccount, """{"To_Account":"","MsgRandom":1,"MsgBody":[{"MsgType":"T","MsgContent":{}}]}""")]
    [InlineData(ErrorCodes.RestMsgRandom, """{"To_Account":"bob","MsgBody":[{"MsgType":"T","MsgContent":{}}]}""")]
    [InlineData(ErrorCodes.RestMsgRandom, """{"To_Account":"bob","MsgRandom":-1,"MsgBody":[{"MsgType":"T","MsgContent":{}}]}""")]
    [InlineData(ErrorCodes.RestMsgBodyNotArray, """{"To_Account":"bob","MsgRandom":1}""")]
    [InlineData(ErrorCodes.RestMsgBodyNotArray, """{"To_Account":"bob","MsgRandom":1,"MsgBody":{}}""")]
    [InlineData(ErrorCodes.RestMsgBodyNotArray, """{"To_Account":"bob","MsgRandom":1,"MsgBody":"x"}""")]
    [InlineData(ErrorCodes.RestMsgBodyFormat, """{"To_Account":"bob","MsgRandom":1,"MsgBody":[]}""")]
    [InlineData(ErrorCodes.RestMsgBodyFormat, """{"To_Account":"bob","MsgRandom":1,"MsgBody":[{"MsgType":"T"}]}""")]
    [InlineData(ErrorCodes.RestMsgBodyFormat, """{"To_Account":"bob","MsgRandom":1,"MsgBody":[{"MsgContent":{}}]}""")]
    [InlineData(ErrorCodes.RestFromAccount, """{"From_Account":"ghost","To_Account":"bob","MsgRandom":1,"MsgBody":[{"MsgType":"T","MsgContent":{}}]}""")]
    [InlineData(ErrorCodes.RestTargetNotImported, """{"To_Account":"ghost","MsgRandom":1,"MsgBody":[{"MsgType":"T","MsgContent":{}}]}""")]
    [InlineData(ErrorCodes.RestMessageFormat, """{"To_Account":"bob","MsgSeq":-1,"MsgRandom":1,"MsgBody":[{"MsgType":"T","MsgContent":{}}]}""")]
    [InlineData(ErrorCodes.RestLifeTimeTooLong, """{"To_Account":"bob","MsgLifeTime":604801,"MsgRandom":1,"MsgBody":[{"MsgType":"T","MsgContent":{}}]}""")]
    [InlineData(ErrorCodes.RestLifeTimeNotInteger, """{"To_Account":"bob","MsgLifeTime":"1","MsgRandom":1,"MsgBody":[{"MsgType":"T","MsgContent":{}}]}""")]
    [InlineData(ErrorCodes.RestLifeTimeNotInteger, """{"To_Account":"bob","MsgLifeTime":1.5,"MsgRandom":1,"MsgBody":[{"MsgType":"T","MsgContent":{}}]}""")]
    [InlineData(ErrorCodes.RestToAccount, """{"To_Account":1,"MsgRandom":1,"MsgBody":[{"MsgType":"T","MsgContent":{}}]}""")]
    [InlineData(ErrorCodes.RestFromAccount, """{"From_Account":["alice"],"To_Account":"bob","MsgRandom":1,"MsgBody":[{"MsgType":"T","MsgContent":{}}]}""")]
    [InlineData(ErrorCodes.RestMsgRandom, """{"To_Account":"bob","MsgRandom":"1","MsgBody":[{"MsgType":"T","MsgContent":{}}]}""")]
    [InlineData(ErrorCodes.RestSyncOtherMachine, """{"To_Account":"bob","SyncOtherMachine":"1","MsgRandom":1,"MsgBody":[{"MsgType":"T","MsgContent":{}}]}""")]
    [InlineData(ErrorCodes.RestJson, """{"To_Account":"bob","MsgRandom":1x,"MsgBody":[{"MsgType":"T","MsgContent":{}}]}""")]
    [InlineData(ErrorCodes.RestSyncOtherMachine, """{"To_Account":"bob","SyncOtherMachine":3,"MsgRandom":1,"MsgBody":[{"MsgType":"T","MsgContent":{}}]}""")]
    public void Refusals_have_their_documented_code(int code, string request)
    {
        Send(request).ShouldFail(code);

        _server.Settle();
        Assert.Empty(_bob.Socket.Messages);
    }

    [Fact]
    public void Message_over_12_KB_is_refused() => Send(
        $$"""{"To_Account":"bob","MsgRandom":1,"MsgBody":{{TestClient.Text(new string('x', 12 * 1024))}}}""").ShouldFail(ErrorCodes.RestBodyTooLong);

    [Fact]
    public void User_of_another_app_does_not_exist()
    {
        _server.Login("zoe", app: TestServer.OtherApp);

        Send($$"""{"To_Account":"zoe","MsgRandom":1,"MsgBody":{{Body}}}""").ShouldFail(ErrorCodes.RestTargetNotImported);
    }

    private JsonElement Send(string request) => _server.Rest(MessageCommands.Send, request);
}
