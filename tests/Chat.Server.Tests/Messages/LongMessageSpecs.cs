using System.Text.Json;
using Chat.Protocol.Errors;
using Chat.Protocol.Messages;
using Chat.Server.Tests.Testing;

namespace Chat.Server.Tests.Messages;

public sealed class LongMessageSpecs : IDisposable
{
    private readonly TestServer _server = new();
    private readonly TestClient _alice;

    public LongMessageSpecs() => _alice = _server.Login("alice");

    public void Dispose() => _server.Dispose();

    [Fact]
    public void List_is_given_to_whoever_knows_its_key_within_the_app()
    {
        var bob = _server.Login("bob");
        var key = Save("""[{"From_Account":"bob","MsgSeq":1,"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"é 😀"}}]},{"From_Account":"gone"}]""").Str("JsonMsgKey");

        var list = bob.Call(LongMessageCommands.Get, $$"""{"JsonMsgKey":"{{key}}"}""").Items("MsgList");

        Assert.Equal(bob.TinyId, list[0].Str("TinyId"));
        Assert.Equal("é 😀", list[0].TextOf());
        Assert.False(list[1].TryGetProperty("TinyId", out _));
        bob.Call(LongMessageCommands.Get, """{"JsonMsgKey":"guess"}""").ShouldFail(ErrorCodes.MessageUnknown);
        _server.Login("eve", app: TestServer.OtherApp).Call(LongMessageCommands.Get, $$"""{"JsonMsgKey":"{{key}}"}""").ShouldFail(ErrorCodes.MessageUnknown);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("[1]")]
    [InlineData("""["x"]""")]
    [InlineData("""[{"a":1,"a":2}]""")]
    public void Malformed_lists_are_refused(string list) => Save(list).ShouldFail(ErrorCodes.RequestMalformed);

    [Fact]
    public void More_than_300_messages_are_refused() =>
        Save("[" + string.Join(',', Enumerable.Repeat("{}", 301)) + "]").ShouldFail(ErrorCodes.RequestMalformed);

    [Fact]
    public void Inline_list_gets_the_numbers_of_its_senders_too()
    {
        _server.Import("bob");
        var body = """[{"MsgType":"TIMRelayElem","MsgContent":{"Title":"t","MsgList":[{"From_Account":"alice","MsgSeq":1}]}}]""";

        _alice.Send("bob", body: body).ShouldBeOk();

        var content = _alice.History("bob").Items("MsgList")[0].GetProperty("MsgBody")[0].GetProperty("MsgContent");
        Assert.Equal(("t", _alice.TinyId), (content.Str("Title"), content.Items("MsgList")[0].Str("TinyId")));
    }

    private JsonElement Save(string list) => _alice.Call(LongMessageCommands.Save, $$"""{"MsgList":{{list}}}""");
}
