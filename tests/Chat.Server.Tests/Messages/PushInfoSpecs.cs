using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Chat.Protocol.Commands;
using Chat.Protocol.Errors;
using Chat.Protocol.Messages;
using Chat.Server.Tests.Testing;

namespace Chat.Server.Tests.Messages;

/// <summary>What a sender wants of an offline push is kept with the message and passed on as it came.</summary>
public sealed class PushInfoSpecs : IDisposable
{
    private const string Info = """{"PushFlag":0,"Title":"näws","Desc":"d","Ext":"{\"a\":1}","AndroidInfo":{"Sound":"s","Other":[1,2.50]}}""";

    private readonly TestServer _server = new();
    private readonly TestClient _alice;
    private readonly TestClient _bob;

    public PushInfoSpecs()
    {
        _alice = _server.Login("alice");
        _bob = _server.Login("bob");
    }

    public void Dispose() => _server.Dispose();

    [Fact]
    public void Is_passed_on_live_and_in_the_history_also_after_a_restart()
    {
        _alice.Send("bob", extra: $",\"OfflinePushInfo\":{Info}").ShouldBeOk();
        ShouldBeInfo(_bob.Socket.WaitMessages(1)[0].Json);

        _server.Restart();

        ShouldBeInfo(_server.Login("bob").History("alice").GetProperty("MsgList")[0]);
    }

    [Fact]
    public void What_says_nothing_is_not_kept()
    {
        var nothing = Encoding.UTF8.GetString(Wire.ToBytes(OfflinePushInfo.Default, MessagesJson.Default.OfflinePushInfo));

        _alice.Send("bob", extra: $",\"OfflinePushInfo\":{nothing}").ShouldBeOk();
        _alice.Send("bob", extra: ",\"OfflinePushInfo\":null").ShouldBeOk();

        Assert.All(_bob.Socket.WaitMessages(2), static one => Assert.False(one.Json.TryGetProperty("OfflinePushInfo", out _)));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("1")]
    [InlineData("\"x\"")]
    public void Another_value_than_an_object_is_refused(string info)
    {
        _alice.Send("bob", extra: $",\"OfflinePushInfo\":{info}").ShouldFail(ErrorCodes.RequestMalformed);
        _server.Rest(MessageCommands.Send, $$$"""{"To_Account":"bob","MsgRandom":1,"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"x"}}],"OfflinePushInfo":{{{info}}}}""")
            .ShouldFail(ErrorCodes.RestPushInfo);
    }

    [Fact]
    public void Counts_to_the_length_of_the_message() =>
        _alice.Send("bob", extra: $$""","OfflinePushInfo":{"Desc":"{{new string('x', 12 * 1024)}}"}""").ShouldFail(ErrorCodes.MessageTooLong);

    private static void ShouldBeInfo(JsonElement message) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(Info), JsonNode.Parse(message.GetProperty("OfflinePushInfo").GetRawText())));
}
