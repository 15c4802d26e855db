using System.Globalization;
using Chat.Actors.Events;
using Chat.Protocol.Commands;
using Chat.Protocol.Errors;
using Chat.Protocol.Groups;
using Chat.Testing;

namespace Chat.Actors.Tests.Connection;

/// <summary>What another user can write must cost the receivers nothing but that message, if anything.</summary>
public sealed class HostileContentSpecs : ChatSpec
{
    private const string PushCommand = "im_open_push.msg_push";

    [Fact]
    public void Half_a_character_is_shown_as_the_replacement_character()
    {
        LogIn();

        Push(Message(1, "\"a\\ud83d\"", "{\"Text\":\"b\\uDE00\"}"));

        var message = Assert.Single(EventsOf<MessageReceived>("alice").SelectMany(static one => one.Messages));
        Assert.Equal("a\uFFFD", message.CloudCustomData);
        Assert.Equal(["b\uFFFD"], TextsOf("alice"));
    }

    [Fact]
    public void Deep_content_arrives()
    {
        LogIn();

        Push(Message(1, "\"\"", "{\"Text\":\"deep\",\"More\":" + new string('[', 100) + new string(']', 100) + "}"));

        Assert.Equal(["deep"], TextsOf("alice"));
    }

    [Fact]
    public void Message_that_is_none_costs_itself_only()
    {
        LogIn();

        Push(Message(1, "\"\"", "{\"Text\":\"1\"}") + "," + Message(2, "{}", "{\"Text\":\"2\"}") + "," + Message(3, "\"\"", "{\"Text\":\"3\"}"));

        Assert.Equal(["1", "3"], TextsOf("alice"));
    }

    [Fact]
    public void List_and_history_with_half_a_character_are_read()
    {
        Gateway.OverrideReply = static request => request.Command switch
        {
            "recentcontact.page_get" => """{"ErrorCode":0,"CompleteFlag":1,"SessionItem":[{"Type":1,"To_Account":"bob","C2cNick":"b\ud83d","MsgTime":5},{"Type":"x"}]}""",
            "openim.getroammsg" => "{\"ErrorCode\":0,\"Complete\":1,\"MsgList\":[" + Message(1, "\"a\\ud83d\"", "{\"Text\":\"1\"}") + ",7]}",
            _ => null,
        };
        var client = LogIn();

        Assert.Equal("C2Cbob", Assert.Single(Done(client.GetConversationListAsync())).ConversationId);
        Assert.Equal("a\uFFFD", Assert.Single(Done(client.GetMessageListAsync("C2Cbob")).Messages).CloudCustomData);
    }

    [Fact]
    public void Profile_and_room_data_with_half_a_character_are_told()
    {
        var room = Gateway.AddGroup("@TGS#room", GroupTypes.AVChatRoom, "bob");
        var client = LogIn();
        Done(client.JoinGroupAsync("@TGS#room"));
        room.Polls.Enqueue([new WireGroupMessage { Event = 100, ToGroupId = "@TGS#room", MsgSeq = 9, MsgBody = RawJson.Parse("{\"MsgContent\":\"a\\ud83d\"}") }]);

        AdvanceSeconds(3);

        Assert.Equal("a\uFFFD", Assert.Single(EventsOf<RoomCustomDataReceived>("alice")).Content);
        Assert.DoesNotContain(EventsOf<ChatErrorRaised>("alice"), static one => one.Code == ErrorCodes.NotReady);
    }

    private static string Message(int number, string customData, string content) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"From_Account":"bob","To_Account":"alice","TinyId":"5","MsgSeq":{{number}},"MsgRandom":{{number}},"MsgTimeStamp":1700000000,"MsgClientTime":1700000000,"CloudCustomData":{{customData}},"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{{content}}}]}""");

    private void Push(string messages) => Gateway.Raw(
        "alice", "{\"head\":{\"servcmd\":\"" + PushCommand + "\",\"seq\":0},\"body\":{\"EventArray\":[{\"Event\":9,\"C2cMsgArray\":[" + messages + "]}],\"NeedAck\":0}}");
}
