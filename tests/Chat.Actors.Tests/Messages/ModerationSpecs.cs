using Chat.Actors.Events;
using Chat.Actors.Messages;
using Chat.Protocol.Errors;
using Chat.Protocol.Messages;

namespace Chat.Actors.Tests.Messages;

/// <summary>What a server that moderates does to messages (wire reference, messages §2, group messages §2).</summary>
public sealed class ModerationSpecs : GroupSpec
{
    [Fact]
    public void Echo_of_a_changed_own_message_takes_its_place_once()
    {
        var alice = LogIn();
        var sent = Done(alice.SendMessageAsync(alice.CreateTextMessage("bob", "curse")));

        Push("alice", Echo(sent, "***"));
        Push("alice", Echo(sent, "***"));

        var modified = Assert.Single(Assert.Single(EventsOf<MessageModified>("alice")).Messages);
        Assert.Equal((sent.Id, new TextPayload("***"), true, true), (modified.Id, modified.Payload, modified.IsModified, modified.HasRiskContent));
        Assert.Equal(modified, alice.FindMessage(sent.Id));
        Assert.Equal(new TextPayload("***"), Assert.Single(Done(alice.GetConversationListAsync())).LastMessage!.Payload);
        Assert.Empty(Received("alice"));
    }

    [Fact]
    public void Echo_of_an_unchanged_own_message_is_nothing_new()
    {
        var alice = LogIn();
        var sent = Done(alice.SendMessageAsync(alice.CreateTextMessage("bob", "hello")));

        Push("alice", Echo(sent, "hello", flag: 0));

        Assert.Empty(EventsOf<MessageModified>("alice"));
        Assert.Empty(Received("alice"));
        Assert.False(alice.FindMessage(sent.Id)!.IsModified);
    }

    [Fact]
    public void Echo_that_is_faster_than_the_reply_waits_for_it()
    {
        var alice = LogIn();
        Gateway.OverrideReply = request =>
        {
            if (request.Command == "openim.sendmsg")
            {
                var made = alice.CreateTextMessage("bob", "next");
                Push("alice", Echo(made with { Random = Number(request, "MsgRandom"), Sequence = Number(request, "MsgSeq"), Time = 5 }, "***"));
                return """{"ErrorCode":0,"MsgTime":5}""";
            }

            return null;
        };

        var sent = Done(alice.SendMessageAsync(alice.CreateTextMessage("bob", "curse")));

        Assert.Equal(new TextPayload("***"), alice.FindMessage(sent.Id)!.Payload);
        Assert.Single(EventsOf<MessageModified>("alice"));
    }

    [Fact]
    public void Echo_in_a_group_takes_the_place_of_the_message()
    {
        var alice = LogIn();
        var sent = Sent(alice, "curse");

        Push("alice", $$$"""
            {"Event":3,"GroupMsgArray":[{"From_Account":"alice","ToGroupId":"{{{GroupId}}}","TinyId":"{{{sent.SenderTinyId}}}","MsgSeq":{{{sent.Sequence}}},"MsgRandom":{{{sent.Random}}},
            "MsgTimeStamp":{{{sent.Time}}},"MsgClientTime":{{{sent.ClientTime}}},"MsgModifiedFlag":1,"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"***"}}],
            "GroupInfo":{"GroupId":"{{{GroupId}}}"}}]}
            """);

        Assert.Equal(new TextPayload("***"), Assert.Single(Assert.Single(EventsOf<MessageModified>("alice")).Messages).Payload);
        Assert.Equal(new TextPayload("***"), Conversation(alice).LastMessage!.Payload);
        Assert.Empty(Received("alice"));
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    public void What_moderation_has_found_is_told(int result, bool isRisk)
    {
        LogIn("bob");

        Gateway.Say("alice", "bob", "one", message => message with { MsgCheckResult = result });
        Gateway.Speak("alice", GroupId, "two", change: message => message with { MsgCheckResult = result });

        Assert.Equal([isRisk, isRisk], Received("bob").Select(static one => one.HasRiskContent));
    }

    [Theory]
    [InlineData(ErrorCodes.TextRefused, true)]
    [InlineData(ErrorCodes.PictureRefused, true)]
    [InlineData(ErrorCodes.MessageTooLong, false)]
    public void Message_that_moderation_refuses_says_so(int code, bool isRisk)
    {
        var alice = LogIn();
        Gateway.FailNext(MessageCommands.Send, code);
        var made = alice.CreateTextMessage("bob", "curse");

        Assert.Equal(code, CodeOf(alice.SendMessageAsync(made)));

        Assert.Equal((MessageStatus.Fail, isRisk), (alice.FindMessage(made.Id)!.Status, alice.FindMessage(made.Id)!.HasRiskContent));
    }

    [Fact]
    public void First_delivery_with_a_version_is_a_new_message()
    {
        LogIn("bob");

        Gateway.Say("alice", "bob", "edited before it came", message => message with { MsgVersion = 1 });

        Assert.True(Assert.Single(Received("bob")).IsModified);
        Assert.Empty(EventsOf<MessageModified>("bob"));
    }

    private static long Number(Chat.Testing.FakeRequest request, string field)
    {
        using var body = System.Text.Json.JsonDocument.Parse(request.Body.ToString());
        return body.RootElement.GetProperty(field).GetInt64();
    }

    private static string Echo(ChatMessage sent, string text, int flag = 1) => $$$"""
        {"Event":9,"C2cMsgArray":[{"From_Account":"alice","To_Account":"bob","MsgSeq":{{{sent.Sequence}}},"MsgRandom":{{{sent.Random}}},"MsgTimeStamp":{{{sent.Time}}},
        "MsgClientTime":{{{sent.ClientTime}}},"TinyId":"{{{sent.SenderTinyId}}}","MsgOrder":{{{sent.Order}}},"MsgModifiedFlag":{{{flag}}},"MsgCheckResult":{{{flag + 1}}},
        "MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"{{{text}}}"}}]}]}
        """;
}
