using Chat.Actors.Messages;
using Chat.Protocol.Errors;
using Chat.Protocol.Messages;

namespace Chat.Actors.Tests.Messages;

/// <summary>Messages of several elements.</summary>
public sealed class ComboSpecs : GroupSpec
{
    private static readonly MessagePayload[] Parts =
        [new TextPayload("see"), new CustomPayload("{}", "what", "more"), new FacePayload(3, "smile"), new LocationPayload("Bern", 7.5, 47)];

    private static readonly string[] Types = [MessageTypes.Text, MessageTypes.Custom, MessageTypes.Face, MessageTypes.Location];

    [Fact]
    public void All_elements_arrive_at_the_user_in_their_order()
    {
        var alice = LogIn();
        var bob = LogIn("bob");

        var sent = Done(alice.SendMessageAsync(alice.CreateComboMessage("bob", Parts, new MessageContent { CloudCustomData = "data" })));

        var received = Assert.Single(Received("bob"));
        Assert.Equal((sent.Id, MessageTypes.Text, new TextPayload("see"), "data"), (received.Id, received.Type, received.Payload, received.CloudCustomData));
        Assert.Equal(Types, received.Elements.Select(static one => one.Type));
        Assert.Equal(Parts, received.Elements.Select(static one => one.Payload));
        Assert.Equal(Parts, Done(bob.GetMessageListAsync("C2Calice")).Messages[^1].Elements.Select(static one => one.Payload));
    }

    [Fact]
    public void All_elements_arrive_in_the_group()
    {
        var alice = LogIn();
        LogIn("bob");

        var sent = Done(alice.SendMessageAsync(alice.CreateComboMessage(Target, Parts)));

        Assert.Equal(Parts, Assert.Single(Received("bob")).Elements.Select(static one => one.Payload));
        Assert.Contains(
            """[{"MsgType":"TIMTextElem","MsgContent":{"Text":"see"}},{"MsgType":"TIMCustomElem","MsgContent":{"Data":"{}","Desc":"what","Ext":"more"}},""",
            Assert.Single(Bodies("group_open_http_svc.send_group_msg")),
            StringComparison.Ordinal);
        Assert.Equal(1, sent.Sequence);
    }

    [Fact]
    public void What_cannot_be_sent_is_kept_and_sent_again_with_its_numbers()
    {
        var alice = LogIn();
        Gateway.FailNext(MessageCommands.Send, ErrorCodes.MessageTooLong);
        var made = alice.CreateComboMessage("bob", Parts);

        Assert.Equal(ErrorCodes.MessageTooLong, CodeOf(alice.SendMessageAsync(made)));
        Assert.Equal(MessageStatus.Fail, alice.FindMessage(made.Id)!.Status);
        Assert.Equal(made.Id, Done(alice.ResendMessageAsync(made)).Id);
    }

    [Fact]
    public void Elements_that_need_more_than_themselves_are_refused()
    {
        var alice = LogIn();

        Assert.Equal(ErrorCodes.InvalidOperation, CodeOf(() => Task.FromResult(alice.CreateComboMessage("bob", []))));
        Assert.Equal(ErrorCodes.InvalidOperation, CodeOf(() => Task.FromResult(alice.CreateComboMessage("bob", [new TextPayload("a"), null!]))));
        Assert.Equal(ErrorCodes.InvalidOperation, CodeOf(() => Task.FromResult(alice.CreateComboMessage("bob", [new OpaquePayload("{}")]))));
    }
}
