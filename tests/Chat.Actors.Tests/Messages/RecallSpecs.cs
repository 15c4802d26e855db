using Chat.Actors.Conversations;
using Chat.Actors.Events;
using Chat.Actors.Messages;
using Chat.Protocol.Errors;
using Chat.Protocol.Messages;
using Chat.Protocol.Push;
using Chat.Testing;

namespace Chat.Actors.Tests.Messages;

public sealed class RecallSpecs : ChatSpec
{
    [Fact]
    public void Recalled_message_is_marked_without_an_event_for_the_caller()
    {
        var alice = LogIn();
        var sent = Done(alice.SendMessageAsync(alice.CreateTextMessage("bob", "oops")));

        var recalled = Done(alice.RevokeMessageAsync(sent));

        Assert.True(recalled.IsRevoked);
        Assert.True(alice.FindMessage(sent.Id)!.IsRevoked);
        Assert.True(Conversation(alice, "bob").LastMessage!.IsRevoked);
        Assert.Empty(EventsOf<MessageRevoked>());
    }

    [Fact]
    public void Receiver_is_told_who_took_the_message_back_and_why()
    {
        var bob = LogIn("bob");
        var said = Gateway.Say("alice", "bob", "oops");

        Gateway.Recall(said, "mistake");

        var item = Assert.Single(Assert.Single(EventsOf<MessageRevoked>("bob")).Messages);
        Assert.Equal(new Revocation("alice", "nick of alice", "", "mistake"), item.Revocation);
        Assert.True(item.Message!.IsRevoked);
        Assert.Equal(item.Revocation, bob.FindMessage(item.MessageId)!.Revocation);
        Assert.Equal(("alice", true), (Conversation(bob, "alice").LastMessage!.Revoker, Conversation(bob, "alice").LastMessage!.IsRevoked));
    }

    [Fact]
    public void Recalled_message_that_was_unread_no_longer_counts()
    {
        var bob = LogIn("bob");
        var first = Gateway.Say("alice", "bob", "1");
        Gateway.Say("alice", "bob", "2");

        Gateway.Recall(first);
        Gateway.Notify("bob", FakeGateway.Notification(Gateway.Recall(first, push: false)));

        AdvanceSeconds(2);
        Assert.Equal(1, bob.GetTotalUnreadMessageCount());
        Assert.Equal(1, Conversation(bob, "alice").UnreadCount);
        Assert.Single(EventsOf<MessageRevoked>("bob"));
    }

    [Fact]
    public void Recall_of_a_message_that_the_server_counted_asks_the_server()
    {
        var first = Gateway.Say("alice", "bob", "1");
        var second = Gateway.Say("alice", "bob", "2");
        Gateway.Say("alice", "bob", "3");
        var bob = LogIn("bob");

        Gateway.Recall(first);
        Gateway.Recall(second);

        Assert.Equal(1, bob.GetTotalUnreadMessageCount());
    }

    [Fact]
    public void Recall_of_a_message_that_was_read_changes_no_count()
    {
        var first = Gateway.Say("alice", "bob", "1");
        var bob = LogIn("bob");
        Done(bob.SetMessageReadAsync("C2Calice"));
        Gateway.Say("alice", "bob", "2");
        var asked = Gateway.RequestsFor(MessageCommands.GetMissed.Name).Count;

        Gateway.Recall(first);

        Assert.Equal(1, bob.GetTotalUnreadMessageCount());
        Assert.Equal(asked, Gateway.RequestsFor(MessageCommands.GetMissed.Name).Count);
    }

    [Fact]
    public void Recall_while_counts_are_asked_for_asks_again()
    {
        var bob = LogIn("bob");
        var said = Gateway.Say("alice", "bob", "1");
        Gateway.Say("alice", "bob", "2");
        var stale = """{"ActionStatus":"OK","ErrorCode":0,"Cookie":"3","SyncFlag":2,"MsgList":[],"C2CPairUnreadCount":[{"From_Account":"alice","UnreadCount":2,"MsgOrder":2}]}""";
        var answered = 0;
        Gateway.OverrideReply = request =>
        {
            if (request.Command != MessageCommands.GetMissed.Name || answered++ > 0)
            {
                return null;
            }

            // The recall overtakes the counts.
            Gateway.Recall(said);
            return stale;
        };
        Gateway.Raw("bob", """{"head":{"servcmd":"im_open_push.msg_push","seq":0},"body":{"EventArray":[],"NeedAck":0,"Flag":1}}""");

        Assert.Equal(1, bob.GetTotalUnreadMessageCount());
    }

    [Fact]
    public void Recall_reaches_a_message_that_waits_behind_a_hole()
    {
        var bob = LogIn("bob");
        Gateway.Say("alice", "bob", "1");
        Gateway.Silence(MessageCommands.GetHistory);
        Gateway.Pushes = FakeGateway.PushMode.Swallow;
        Gateway.Say("alice", "bob", "2");
        Gateway.Pushes = FakeGateway.PushMode.Deliver;
        var waiting = Gateway.Say("alice", "bob", "3");

        Gateway.Recall(waiting);
        AdvanceSeconds(20);

        var raised = EventsOf<MessageReceived>("bob").SelectMany(one => one.Messages).ToList();
        Assert.Equal([false, true], raised.Select(one => one.IsRevoked));
        Assert.Equal(1, bob.GetTotalUnreadMessageCount());
    }

    [Fact]
    public void Recall_in_a_conversation_that_is_not_open_tells_what_it_knows()
    {
        var said = Gateway.Say("alice", "bob", "1");
        LogIn("bob");

        Gateway.Recall(said);

        var item = Assert.Single(Assert.Single(EventsOf<MessageRevoked>("bob")).Messages);
        Assert.Null(item.Message);
        Assert.Equal(("C2Calice", said.MsgSeq, said.MsgTimeStamp), (item.ConversationId, item.Sequence, item.Time));
        Assert.Equal(ChatMessage.IdOf(said.TinyId, said.MsgClientTime, said.MsgRandom), item.MessageId);
    }

    [Fact]
    public void History_shows_recalled_messages_with_their_revoker()
    {
        Gateway.Recall(Gateway.Say("alice", "bob", "1"), "mistake");
        var bob = LogIn("bob");

        var message = Assert.Single(Done(bob.GetMessageListAsync("C2Calice")).Messages);

        Assert.True(message.IsRevoked);
        Assert.Equal(new Revocation("alice", "nick of alice", "", "mistake"), message.Revocation);
        Assert.Equal(message.Revocation, bob.FindMessage(message.Id)!.Revocation);
    }

    [Fact]
    public void Page_ends_with_its_conversation()
    {
        Gateway.Recall(Gateway.Say("alice", "bob", "1"), revoker: "carol");
        var bob = LogIn("bob");
        Gateway.Silence(Protocol.Profiles.ProfileCommands.GetAll);
        var page = bob.GetMessageListAsync("C2Calice");

        // As at the end of a session, when answers may come too late.
        Sys.ActorSelection("/user/chat/*/bob/conversations/*").Tell(Akka.Actor.PoisonPill.Instance);

        Assert.Equal(ErrorCodes.NotReady, CodeOf(page));
    }

    [Fact]
    public void Conversation_that_becomes_idle_answers_what_it_was_asked_before()
    {
        Gateway.Say("alice", "bob", "1");
        var bob = LogIn("bob");
        Gateway.Silence(MessageCommands.GetHistory);
        var page = bob.GetMessageListAsync("C2Calice");
        Gateway.Silence(MessageCommands.GetHistory, silent: false);

        Sys.ActorSelection("/user/chat/*/bob/conversations/*").Tell(Akka.Actor.ReceiveTimeout.Instance);

        Assert.Single(Done(bob.GetMessageListAsync("C2Calice")).Messages);
        Assert.False(page.IsCompleted);
        AdvanceSeconds(120);
        Assert.Equal(ErrorCodes.RequestTimeout, CodeOf(page));
    }

    [Fact]
    public void Idle_conversation_is_made_anew_when_it_is_needed()
    {
        Gateway.Say("alice", "bob", "1");
        var bob = LogIn("bob");
        var before = Done(bob.GetMessageListAsync("C2Calice")).Messages[0];

        AdvanceSeconds(601);

        Assert.Null(bob.FindMessage(before.Id));
        Assert.Equal(before.Id, Done(bob.GetMessageListAsync("C2Calice")).Messages[0].Id);
        Assert.NotNull(bob.FindMessage(before.Id));
    }

    [Fact]
    public void Recall_that_was_missed_arrives_behind_the_reconnect()
    {
        var bob = LogIn("bob");
        var first = Gateway.Say("alice", "bob", "1");
        Gateway.Say("alice", "bob", "2");
        Gateway.RefusesConnects = true;
        Gateway.Drop("bob");
        var recalled = Gateway.Recall(first, push: false);
        Gateway.RefusesConnects = false;
        AdvanceSeconds(30);

        Gateway.Notify("bob", FakeGateway.Notification(recalled));

        Assert.Equal(1, bob.GetTotalUnreadMessageCount());
        Assert.Single(EventsOf<MessageRevoked>("bob"));
    }

    [Fact]
    public void Cloud_tells_of_missed_recalls_in_the_place_of_messages()
    {
        var bob = LogIn("bob");
        var said = Gateway.Say("alice", "bob", "1");
        var recalled = Gateway.Recall(said, push: false);
        var push = new ServerFrameText(PushFrame.Build(Pushes.C2CNotifications, [FakeGateway.Notification(recalled)]));
        Gateway.OverrideReply = request => request.Command == MessageCommands.GetMissed.Name
            ? $$"""{"Cookie":"5","SyncFlag":2,"MsgList":[{"EventArray":{{push.Events}}}],"C2CPairUnreadCount":[]}"""
            : null;

        Gateway.Raw("bob", """{"head":{"servcmd":"im_open_push.msg_push","seq":0},"body":{"EventArray":[],"NeedAck":0,"Flag":1}}""");

        Assert.Single(EventsOf<MessageRevoked>("bob"));
        Assert.Equal(0, bob.GetTotalUnreadMessageCount());
    }

    [Fact]
    public void Only_a_sent_message_can_be_recalled_and_only_once()
    {
        var alice = LogIn();
        var unsent = alice.CreateTextMessage("bob", "hi");
        var recalled = Done(alice.RevokeMessageAsync(Done(alice.SendMessageAsync(unsent))));

        Assert.Equal(ErrorCodes.InvalidOperation, CodeOf(() => alice.RevokeMessageAsync(unsent)));
        Assert.Equal(ErrorCodes.InvalidOperation, CodeOf(() => alice.RevokeMessageAsync(recalled)));
        Assert.Equal(ErrorCodes.InvalidOperation, CodeOf(() => alice.RevokeMessageAsync(null!)));
    }

    [Theory]
    [InlineData("""{"ActionStatus":"FAIL","ErrorCode":20016}""")]
    [InlineData("""{"ActionStatus":"OK","ErrorCode":0,"RecallRetList":[{"RetCode":20016}]}""")]
    public void Refusal_of_the_server_leaves_the_message_as_it_is(string reply)
    {
        var alice = LogIn();
        var sent = Done(alice.SendMessageAsync(alice.CreateTextMessage("bob", "hi")));
        Gateway.OverrideReply = request => request.Command == MessageCommands.Recall.Name ? reply : null;

        Assert.Equal(ErrorCodes.RecallWindowPassed, CodeOf(alice.RevokeMessageAsync(sent)));
        Assert.False(alice.FindMessage(sent.Id)!.IsRevoked);
    }

    [Theory]
    [InlineData("""{"WithdrawC2cMsgNotify":{"C2cWithdrawInfoArray":[null,{}]}}""")]
    [InlineData("""{"WithdrawC2cMsgNotify":{"C2cWithdrawInfoArray":null}}""")]
    [InlineData("""{"WithdrawC2cMsgNotify":{"C2cWithdrawInfoArray":[{"From_Account":null,"To_Account":null,"TinyId":null,"RevokerInfo":{"Revoker_Account":null}}]}}""")]
    public void Malformed_recalls_are_dropped(string notification)
    {
        LogIn("bob");

        Gateway.Raw("bob", $$$"""{"head":{"servcmd":"im_open_push.msg_push","seq":0},"body":{"EventArray":[{"Event":10,"C2cNotifyMsgArray":[{{{notification}}}]}],"NeedAck":0}}""");
        Gateway.Say("alice", "bob", "still here");

        Assert.Equal(["still here"], TextsOf("bob"));
        Assert.Empty(EventsOf<ChatErrorRaised>());
    }

    private static Conversation Conversation(ChatClient client, string peer) => Done(client.GetConversationProfileAsync("C2C" + peer));

    /// <summary>The events of a push as text.</summary>
    private sealed record ServerFrameText(byte[] Frame)
    {
        public string Events
        {
            get
            {
                using var document = System.Text.Json.JsonDocument.Parse(Frame);
                return document.RootElement.GetProperty("body").GetProperty("EventArray").GetRawText();
            }
        }
    }
}
