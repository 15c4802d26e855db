using Chat.Actors.Events;
using Chat.Actors.Messages;
using Chat.Protocol.Errors;
using Chat.Protocol.Messages;
using Chat.Testing;

namespace Chat.Actors.Tests.Messages;

public sealed class EditSpecs : ChatSpec
{
    [Fact]
    public void Edited_message_is_new_for_everybody()
    {
        var alice = LogIn();
        var bob = LogIn("bob");
        var sent = Done(alice.SendMessageAsync(alice.CreateTextMessage("bob", "one")));

        var edited = Done(alice.ModifyMessageAsync(sent with { Payload = new TextPayload("two"), CloudCustomData = "data" }));

        Assert.Equal((1L, true, new TextPayload("two"), "data"), (edited.Version, edited.IsModified, edited.Payload, edited.CloudCustomData));
        foreach (var client in new[] { alice, bob })
        {
            var user = client.GetLoginUser();
            Assert.Equal(new TextPayload("two"), client.FindMessage(sent.Id)!.Payload);
            Assert.Equal(new TextPayload("two"), Assert.Single(Assert.Single(EventsOf<MessageModified>(user)).Messages).Payload);
            Assert.Equal(new TextPayload("two"), Assert.Single(Done(client.GetConversationListAsync())).LastMessage!.Payload);
        }
    }

    [Fact]
    public void Conflict_brings_what_somebody_else_has_written()
    {
        var alice = LogIn();
        var sent = Done(alice.SendMessageAsync(alice.CreateTextMessage("bob", "one")));
        Done(alice.ModifyMessageAsync(sent with { Payload = new TextPayload("two") }));

        var conflict = Assert.Throws<ChatException>(() => Done(alice.ModifyMessageAsync(sent with { Payload = new TextPayload("three") })));

        Assert.Equal(ErrorCodes.ModifiedByOther, conflict.Code);
        Assert.Equal((new TextPayload("two"), 1L), (conflict.CurrentMessage!.Payload, conflict.CurrentMessage.Version));
        Assert.Equal(new TextPayload("two"), alice.FindMessage(sent.Id)!.Payload);
        Assert.Equal(2, Done(alice.ModifyMessageAsync(conflict.CurrentMessage with { Payload = new TextPayload("three") })).Version);
    }

    [Fact]
    public void Conflict_without_content_is_still_a_conflict()
    {
        var alice = LogIn();
        var sent = Done(alice.SendMessageAsync(alice.CreateTextMessage("bob", "one")));
        Gateway.FailNext(MessageCommands.Modify, ErrorCodes.ModifyConflict);

        Assert.Equal(ErrorCodes.ModifiedByOther, CodeOf(alice.ModifyMessageAsync(sent)));
    }

    [Fact]
    public void Old_edit_and_one_that_is_pushed_twice_change_nothing()
    {
        LogIn("bob");
        var said = Gateway.Say("alice", "bob", "one");
        var first = Gateway.Edit(said, "two", push: false);
        var second = Gateway.Edit(said, "three", push: false);

        Push(second);
        Push(first);
        Push(second);

        Assert.Equal(new TextPayload("three"), Assert.Single(Assert.Single(EventsOf<MessageModified>("bob")).Messages).Payload);
    }

    [Fact]
    public void Edit_of_an_older_message_leaves_the_last_one()
    {
        var bob = LogIn("bob");
        var said = Gateway.Say("alice", "bob", "one");
        AdvanceSeconds(5);
        Gateway.Say("alice", "bob", "last");

        Gateway.Edit(said, "two");

        Assert.Equal(new TextPayload("last"), Assert.Single(Done(bob.GetConversationListAsync())).LastMessage!.Payload);
    }

    [Fact]
    public void History_brings_an_edit_that_was_missed()
    {
        var bob = LogIn("bob");
        var said = Gateway.Say("alice", "bob", "one");
        Gateway.Edit(said, "two", push: false);

        var message = Assert.Single(Done(bob.GetMessageListAsync("C2Calice")).Messages);

        Assert.Equal((new TextPayload("two"), 1L), (message.Payload, message.Version));
        Assert.Equal(new TextPayload("two"), bob.FindMessage(message.Id)!.Payload);
    }

    [Fact]
    public void Further_elements_stay_when_the_first_is_edited()
    {
        var bob = LogIn("bob");
        Gateway.Say("alice", "bob", "", one => one with
        {
            MsgBody = [.. MessageBody.WriteAll([new MessageElement(MessageTypes.Text, new TextPayload("a")), new MessageElement(MessageTypes.Face, new FacePayload(1))])],
        });
        var message = EventsOf<MessageReceived>("bob")[0].Messages[0];

        var edited = Done(bob.ModifyMessageAsync(message with { Payload = new TextPayload("b") }));

        Assert.Equal([new MessageElement(MessageTypes.Text, new TextPayload("b")), new MessageElement(MessageTypes.Face, new FacePayload(1))], edited.Elements);
    }

    [Fact]
    public void Message_that_is_not_stored_cannot_be_edited()
    {
        var alice = LogIn();
        var unsent = alice.CreateTextMessage("bob", "hi");
        var online = Done(alice.SendMessageAsync(unsent, new SendOptions { OnlineUserOnly = true }));

        Assert.Equal(ErrorCodes.InvalidOperation, CodeOf(() => alice.ModifyMessageAsync(unsent)));
        Assert.Equal(ErrorCodes.InvalidOperation, CodeOf(() => alice.ModifyMessageAsync(online)));
    }

    [Theory]
    [InlineData("""[null,{"MsgBody":7,"MsgVersion":1}]""")]
    [InlineData("""[{"From_Account":"alice","To_Account":"bob","MsgBody":[{"MsgType":null}],"CloudCustomData":null,"MsgVersion":3}]""")]
    public void Malformed_edits_do_no_harm(string edits)
    {
        LogIn("bob");
        Gateway.Say("alice", "bob", "one");

        Gateway.Raw("bob", $$$"""{"head":{"servcmd":"im_open_push.msg_push","seq":0},"body":{"EventArray":[{"Event":11,"C2cMsgModNotifys":{{{edits}}}}],"NeedAck":0}}""");
        Gateway.Say("alice", "bob", "two");

        Assert.Equal(["one", "two"], TextsOf("bob"));
        Assert.Empty(EventsOf<ChatErrorRaised>());
    }

    private void Push(Protocol.Push.ModifiedMessage edit) =>
        Gateway.Raw("bob", Protocol.Push.PushFrame.Build(Protocol.Push.Pushes.C2CMessagesModified, [edit]));
}
