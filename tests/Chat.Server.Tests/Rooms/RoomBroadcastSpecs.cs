using System.Text.Json;
using Chat.Protocol.Errors;
using Chat.Protocol.Groups;
using Chat.Protocol.Rooms;
using Chat.Server.Tests.Testing;

namespace Chat.Server.Tests.Rooms;

/// <summary>Messages of an administrator to all live rooms of an app.</summary>
public sealed class RoomBroadcastSpecs : RoomSpec
{
    private const string Other = "other";

    [Fact]
    public void Everybody_in_any_room_gets_it_and_nobody_else()
    {
        var bob = Enter("bob");
        bob.Call(GroupCommands.Create.Ordinary, $$"""{"Type":"AVChatRoom","Name":"a room","GroupId":"{{Other}}"}""").ShouldBeOk();
        var carol = Server.Login("carol");
        Join(carol, room: Other).ShouldBeOk();
        var outside = Server.Login("dave");
        var guest = Server.Connect("");
        JoinAnonymously(guest).ShouldBeOk();
        var poll = StartPollAnonymously(guest, 0);
        Settle();

        var reply = Broadcast("hello all", from: "bob");

        reply.ShouldBeOk();
        Assert.True(reply.Long("MsgSeq") > 0);
        foreach (var (viewer, room) in new[] { (Alice, Id), (carol, Other) })
        {
            var pushed = viewer.Socket.Wait(push => push.Text.Contains("hello all"), "the broadcast").Json.GetProperty("EventArray")[0];
            var item = pushed.Items("GroupMsgArray").Single();
            Assert.Equal((17L, 17L, "bob", room, room), (pushed.Long("Event"), item.Long("Event"), item.Str("From_Account"), item.Str("ToGroupId"), item.Str("To_Account")));
            Assert.True(item.GetProperty("IsBroadcastMessage").GetBoolean());
        }

        var polled = guest.Wait(poll);
        Assert.Empty(polled.Items("RspMsgList"));
        Assert.Equal("hello all", Assert.Single(polled.Items("RspBroadcastMsgList")).TextOf());
        Settle();
        Assert.Empty(outside.Socket.Pushes);
        Assert.Equal(0, Server.Count("SELECT count(*) FROM group_message"));
        Assert.False(Join(Server.Login("erin"), ""","HugeGroupHistoryMsgFlag":1""").TryGetProperty("RspBroadcastMsgList", out _));
    }

    [Fact]
    public void There_is_one_in_a_second_and_a_repetition_is_not_another()
    {
        var first = Broadcast("once", random: 5);
        Broadcast("too soon", random: 6).ShouldFail(ErrorCodes.GroupSendTooFrequent);
        var repeated = Broadcast("once", random: 5);
        Server.Advance(TimeSpan.FromSeconds(1));
        var second = Broadcast("twice", random: 6);
        Settle();

        Assert.Equal(first.Long("MsgSeq"), repeated.Long("MsgSeq"));
        Assert.Equal(first.Long("MsgSeq") + 1, second.Long("MsgSeq"));
        Assert.Equal(2, Alice.Socket.Pushes.Count(push => push.Text.Contains("\"Event\":17,\"From_Account\"")));
        Server.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(second.Long("MsgSeq") + 1, Broadcast("once", random: 5).Long("MsgSeq"));
    }

    [Theory]
    [InlineData("""{"Random":1,"MsgBody":[]}""", ErrorCodes.GroupParameter)]
    [InlineData("""{"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"x"}}]}""", ErrorCodes.GroupParameter)]
    [InlineData("""{"Random":-1,"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"x"}}]}""", ErrorCodes.GroupParameter)]
    [InlineData("""{"From_Account":"nobody","Random":1,"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"x"}}]}""", ErrorCodes.GroupUserUnknown)]
    [InlineData("""{"From_Account":7,"Random":1,"MsgBody":[]}""", ErrorCodes.GroupJson)]
    public void What_cannot_be_sent_is_refused(string body, int code) => Server.Rest(RoomCommands.SendBroadcast, body).ShouldFail(code);

    [Fact]
    public void Long_messages_are_refused_and_no_user_may_do_it()
    {
        Broadcast(new string('x', 13_000)).ShouldFail(ErrorCodes.MessageTooLong);
        Server.Server.Apps.Find(TestServer.App)!.Settings.RoomBroadcastsPerSecond = 0;
        Broadcast("off").ShouldFail(ErrorCodes.GroupDenied);
        Alice.Call(RoomCommands.SendBroadcast, """{"Random":1,"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"x"}}]}""").ShouldFail(ErrorCodes.CommandUnknown);
    }

    private JsonElement Broadcast(string text, long random = 1, string? from = null) => Server.Rest(
        RoomCommands.SendBroadcast,
        $$"""{{{(from is null ? "" : $"\"From_Account\":\"{from}\",")}}"Random":{{random}},"MsgBody":{{TestClient.Text(text)}}}""");
}
