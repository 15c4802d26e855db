using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Chat.Protocol.Commands;
using Chat.Protocol.Errors;
using Chat.Protocol.Groups;
using Chat.Protocol.Messages;
using Chat.Server.Tests.Groups;
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
    public void Is_passed_on_in_groups_too()
    {
        var group = _alice.CreateGroup(GroupTypes.Public, "bob");
        _alice.Say(group, extra: $",\"OfflinePushInfo\":{Info}").ShouldBeOk();
        _alice.Say(group, extra: ",\"OfflinePushInfo\":null").ShouldBeOk();

        var pushed = _bob.Socket.WaitMessages(2);
        ShouldBeInfo(pushed[0].Json);
        Assert.False(pushed[1].Json.TryGetProperty("OfflinePushInfo", out _));

        _server.Restart();

        ShouldBeInfo(_server.Login("bob").GroupHistory(group).Items("RspMsgList")[1]);
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
        _alice.Say(_alice.CreateGroup(GroupTypes.Public), extra: $",\"OfflinePushInfo\":{info}").ShouldFail(ErrorCodes.GroupParameter);
        _server.Rest(MessageCommands.Send, $$$"""{"To_Account":"bob","MsgRandom":1,"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"x"}}],"OfflinePushInfo":{{{info}}}}""")
            .ShouldFail(ErrorCodes.RestPushInfo);
    }

    [Fact]
    public void Counts_to_the_length_of_the_message()
    {
        var tooLong = $$""","OfflinePushInfo":{"Desc":"{{new string('x', 12 * 1024)}}"}""";

        _alice.Send("bob", extra: tooLong).ShouldFail(ErrorCodes.MessageTooLong);
        _alice.Say(_alice.CreateGroup(GroupTypes.Public), extra: tooLong).ShouldFail(ErrorCodes.MessageTooLong);
    }

    private static void ShouldBeInfo(JsonElement message) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(Info), JsonNode.Parse(message.GetProperty("OfflinePushInfo").GetRawText())));
}
