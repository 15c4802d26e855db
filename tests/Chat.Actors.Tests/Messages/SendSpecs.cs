using Chat.Actors.Events;
using Chat.Actors.Messages;
using Chat.Protocol.Errors;
using Chat.Protocol.Messages;
using Chat.Testing;

namespace Chat.Actors.Tests.Messages;

public sealed class SendSpecs : ChatSpec
{
    [Fact]
    public void Sent_message_has_status_time_and_order()
    {
        var client = LogIn();

        var sent = Done(client.SendMessageAsync(client.CreateTextMessage("bob", "hi")));

        Assert.Equal((MessageStatus.Success, 1L, Clock.GetUtcNow().ToUnixTimeSeconds()), (sent.Status, sent.Order, sent.Time));
    }

    [Fact]
    public void Message_arrives_at_the_other_account_with_the_same_ID()
    {
        var alice = LogIn();
        LogIn("bob");

        var sent = Done(alice.SendMessageAsync(alice.CreateTextMessage("bob", "hi")));

        var received = Assert.Single(Assert.Single(EventsOf<MessageReceived>("bob")).Messages);
        Assert.Equal(sent.Id, received.Id);
        Assert.Equal((MessageFlow.In, "alice", "C2Calice", new TextPayload("hi")), (received.Flow, received.From, received.ConversationId, received.Payload));
        Assert.Empty(EventsOf<MessageReceived>("alice"));
    }

    [Fact]
    public void ID_is_tiny_ID_client_time_and_random()
    {
        var client = LogIn();

        var message = client.CreateTextMessage("bob", "hi");

        Assert.Equal($"{Gateway.TinyIdOf("alice")}-{Clock.GetUtcNow().ToUnixTimeSeconds()}-{message.Random}", message.Id);
        Assert.InRange(message.Random, 0, 99_999_999);
    }

    [Fact]
    public void Other_device_of_the_account_gets_the_message_as_its_own()
    {
        var alice = LogIn();
        LogIn("alice", "alice on another device");

        Done(alice.SendMessageAsync(alice.CreateTextMessage("bob", "hi")));

        var message = Assert.Single(Assert.Single(EventsOf<MessageReceived>("alice")).Messages);
        Assert.Equal((MessageFlow.Out, "C2Cbob"), (message.Flow, message.ConversationId));
    }

    [Fact]
    public void Failed_message_keeps_its_numbers_when_it_is_sent_again()
    {
        var client = LogIn();
        Gateway.FailNext(MessageCommands.Send, ErrorCodes.MessageServiceInternal);
        var message = client.CreateTextMessage("bob", "hi");

        Assert.Equal(ErrorCodes.MessageServiceInternal, CodeOf(client.SendMessageAsync(message)));
        Assert.Equal(MessageStatus.Fail, client.FindMessage(message.Id)!.Status);
        var sent = Done(client.ResendMessageAsync(message));

        Assert.Equal((message.Sequence, message.Random, message.Id), (sent.Sequence, sent.Random, sent.Id));
        Assert.Equal(MessageStatus.Success, client.FindMessage(message.Id)!.Status);
    }

    [Fact]
    public void Message_that_is_sent_twice_arrives_once()
    {
        var alice = LogIn();
        LogIn("bob");
        var message = alice.CreateTextMessage("bob", "hi");

        var first = Done(alice.SendMessageAsync(message));
        var second = Done(alice.ResendMessageAsync(message));

        Assert.Equal(first.Order, second.Order);
        Assert.Equal(["hi"], TextsOf("bob"));
    }

    [Fact]
    public void Code_of_the_server_comes_with_the_failure()
    {
        var client = LogIn();
        Gateway.RemoveUser("nobody");

        Assert.Equal(ErrorCodes.UserNotFound, CodeOf(client.SendMessageAsync(client.CreateTextMessage("nobody", "hi"))));
    }

    [Fact]
    public void Send_without_an_answer_fails_after_15_seconds()
    {
        var client = LogIn();
        Gateway.Silence(MessageCommands.Send);
        var call = client.SendMessageAsync(client.CreateTextMessage("bob", "hi"));

        AdvanceSeconds(14.5);
        Assert.False(call.IsCompleted);
        AdvanceSeconds(3);
        Assert.Equal(ErrorCodes.RequestTimeout, CodeOf(call));
    }

    [Fact]
    public void Reply_that_is_not_understood_fails_the_call()
    {
        var client = LogIn();
        Gateway.OverrideReply = request => request.Command == MessageCommands.Send.Name ? """{"ActionStatus":"OK","MsgTime":{}}""" : null;

        Assert.Equal(ErrorCodes.UnexpectedReply, CodeOf(client.SendMessageAsync(client.CreateTextMessage("bob", "hi"))));
    }

    [Fact]
    public void Online_only_message_is_raised_but_neither_counted_nor_listed()
    {
        var alice = LogIn();
        var bob = LogIn("bob");

        Done(alice.SendMessageAsync(alice.CreateTextMessage("bob", "typing"), new SendOptions { OnlineUserOnly = true }));

        Assert.Equal(["typing"], TextsOf("bob"));
        Assert.Equal(0, bob.GetTotalUnreadMessageCount());
    }

    [Fact]
    public void All_kinds_of_payload_arrive_as_they_were_sent()
    {
        var alice = LogIn();
        LogIn("bob");
        ChatMessage[] messages =
        [
            alice.CreateTextMessage("bob", "héllo 你好 \"quoted\" \\ \u2028"),
            alice.CreateCustomMessage("bob", new CustomPayload("data", "description", "extension")),
            alice.CreateFaceMessage("bob", new FacePayload(7, "smile")),
            alice.CreateLocationMessage("bob", new LocationPayload("here", 1.5, -2.25)),
        ];

        foreach (var message in messages)
        {
            Done(alice.SendMessageAsync(message));
        }

        Assert.Equal(messages.Select(one => one.Payload), EventsOf<MessageReceived>("bob").Select(one => one.Messages[0].Payload));
    }
}
