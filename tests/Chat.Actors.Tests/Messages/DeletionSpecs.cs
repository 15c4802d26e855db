using Chat.Actors.Conversations;
using Chat.Actors.Events;
using Chat.Actors.Messages;
using Chat.Protocol.Errors;
using Chat.Protocol.Messages;
using Chat.Testing;

namespace Chat.Actors.Tests.Messages;

public sealed class DeletionSpecs : ChatSpec
{
    [Fact]
    public void Deleted_messages_are_gone_here_and_stay_with_the_peer()
    {
        var alice = LogIn();
        var bob = LogIn("bob");
        var first = Done(alice.SendMessageAsync(alice.CreateTextMessage("bob", "1")));
        Done(alice.SendMessageAsync(alice.CreateTextMessage("bob", "2")));

        Assert.Equal([first.Id], Done(alice.DeleteMessagesAsync([first])).Select(one => one.Id));

        Assert.Null(alice.FindMessage(first.Id));
        Assert.NotNull(bob.FindMessage(first.Id));
        Assert.Equal([$"{first.Sequence}_{first.Random}_{first.Time}"], Keys());
    }

    [Fact]
    public void Message_before_a_deleted_last_one_becomes_the_last_without_asking()
    {
        var alice = LogIn();
        Done(alice.SendMessageAsync(alice.CreateTextMessage("bob", "1")));
        var hidden = Done(alice.SendMessageAsync(alice.CreateTextMessage("bob", "hidden"), new SendOptions { ExcludedFromLastMessage = true }));
        var last = Done(alice.SendMessageAsync(alice.CreateTextMessage("bob", "3")));

        Done(alice.DeleteMessagesAsync([last]));

        Assert.Equal(new TextPayload("1"), Last(alice));
        Assert.NotNull(alice.FindMessage(hidden.Id));
        Assert.Empty(Gateway.RequestsFor(MessageCommands.GetHistory.Name));
    }

    [Fact]
    public void Last_message_is_asked_for_when_memory_does_not_reach_it()
    {
        Gateway.Say("bob", "alice", "1");
        var alice = LogIn();
        Gateway.Say("bob", "alice", "2");
        var last = EventsOf<MessageReceived>("alice")[0].Messages[0];

        Done(alice.DeleteMessagesAsync([last]));

        Assert.Equal(new TextPayload("1"), Last(alice));
        Assert.Single(Gateway.RequestsFor(MessageCommands.GetHistory.Name));
    }

    [Fact]
    public void Nothing_is_left_when_the_only_message_is_deleted()
    {
        var alice = LogIn();
        var only = Done(alice.SendMessageAsync(alice.CreateTextMessage("bob", "1")));

        Done(alice.DeleteMessagesAsync([only]));

        Assert.Null(Assert.Single(Done(alice.GetConversationListAsync())).LastMessage);
    }

    [Fact]
    public void Message_that_comes_meanwhile_stays_the_last()
    {
        Gateway.Say("bob", "alice", "1");
        var alice = LogIn();
        Gateway.Say("bob", "alice", "2");
        Gateway.Silence(MessageCommands.GetHistory);
        Done(alice.DeleteMessagesAsync([EventsOf<MessageReceived>("alice")[0].Messages[0]]));

        AdvanceSeconds(1);
        Gateway.Say("bob", "alice", "3");
        AdvanceSeconds(20);

        Assert.Equal(new TextPayload("3"), Last(alice));
    }

    [Fact]
    public void Deleted_message_that_was_unread_no_longer_counts()
    {
        var alice = LogIn();
        Gateway.Say("bob", "alice", "1");
        Gateway.Say("bob", "alice", "2");

        Done(alice.DeleteMessagesAsync([EventsOf<MessageReceived>("alice")[0].Messages[0]]));

        AdvanceSeconds(2);
        Assert.Equal(1, alice.GetTotalUnreadMessageCount());
    }

    [Fact]
    public void Only_sent_messages_of_the_first_ones_conversation_are_deleted_and_thirty_at_most()
    {
        var alice = LogIn();
        var messages = Enumerable.Range(1, 32).Select(_ => Done(alice.SendMessageAsync(alice.CreateTextMessage("bob", "x")))).ToList();
        var other = Done(alice.SendMessageAsync(alice.CreateTextMessage("carol", "x")));

        var deleted = Done(alice.DeleteMessagesAsync([messages[0], other, alice.CreateTextMessage("bob", "unsent"), .. messages[1..]]));

        Assert.Equal(messages[..30].Select(one => one.Id), deleted.Select(one => one.Id));
        Assert.Equal(30, Keys().Length);
    }

    [Fact]
    public void Online_only_messages_are_deleted_without_asking()
    {
        var alice = LogIn();
        var online = Done(alice.SendMessageAsync(alice.CreateTextMessage("bob", "x"), new SendOptions { OnlineUserOnly = true }));

        Assert.Single(Done(alice.DeleteMessagesAsync([online])));

        Assert.Empty(Gateway.RequestsFor(MessageCommands.Delete.Name));
    }

    [Fact]
    public void Refused_deletion_changes_nothing()
    {
        var alice = LogIn();
        var sent = Done(alice.SendMessageAsync(alice.CreateTextMessage("bob", "1")));
        Gateway.FailNext(MessageCommands.Delete, ErrorCodes.DeletionFailed);

        Assert.Equal(ErrorCodes.DeletionFailed, CodeOf(alice.DeleteMessagesAsync([sent])));
        Assert.NotNull(alice.FindMessage(sent.Id));
        Assert.Equal(ErrorCodes.InvalidOperation, CodeOf(() => alice.DeleteMessagesAsync([])));
    }

    [Fact]
    public void Deletion_on_another_device_is_followed()
    {
        var alice = LogIn();
        Gateway.Say("bob", "alice", "1");
        Gateway.Say("bob", "alice", "2");
        var last = EventsOf<MessageReceived>("alice")[1].Messages[0];

        Gateway.DeleteElsewhere("alice", "bob", [2]);
        Gateway.DeleteElsewhere("alice", "bob", [2]);

        AdvanceSeconds(2);
        Assert.Null(alice.FindMessage(last.Id));
        Assert.Equal((new TextPayload("1"), 1L), (Last(alice), alice.GetTotalUnreadMessageCount()));
    }

    [Fact]
    public void History_that_was_cleared_on_another_device_is_gone()
    {
        var alice = LogIn();
        Gateway.Say("bob", "alice", "1");
        Gateway.Say("bob", "alice", "2");

        Gateway.DeleteElsewhere("alice", "bob", [], cleared: 2);

        AdvanceSeconds(2);
        Assert.Null(Assert.Single(Done(alice.GetConversationListAsync())).LastMessage);
        Assert.Equal(0, alice.GetTotalUnreadMessageCount());
        Assert.Null(alice.FindMessage(EventsOf<MessageReceived>("alice")[0].Messages[0].Id));
    }

    [Fact]
    public void Deletion_of_what_only_the_list_knows_asks_for_the_last_message_and_the_count()
    {
        Gateway.Say("bob", "alice", "1");
        Gateway.Say("bob", "alice", "2");
        var alice = LogIn();

        Gateway.DeleteElsewhere("alice", "bob", [2]);

        Assert.Equal((new TextPayload("1"), 1L), (Last(alice), alice.GetTotalUnreadMessageCount()));
    }

    [Fact]
    public void Messages_found_in_a_conversation_that_receives_nothing_are_not_raised()
    {
        Gateway.OverrideReply = static request => request.Command == MessageCommands.GetPeerMute.Name
            ? """{"ActionStatus":"OK","ErrorCode":0,"MuteNotificationsList":[{"Peer_Account":"bob","MuteNotifications":1}]}"""
            : null;
        var alice = LogIn();
        Done(alice.SendMessageAsync(alice.CreateTextMessage("bob", "hi")));
        Gateway.Pushes = FakeGateway.PushMode.Swallow;
        Gateway.Say("bob", "alice", "unheard");

        var mine = Done(alice.SendMessageAsync(alice.CreateTextMessage("bob", "again")));

        Assert.Equal(3, mine.Order);
        Assert.Empty(EventsOf<MessageReceived>("alice"));
        Assert.Equal(RemindType.Discard, Assert.Single(Done(alice.GetConversationListAsync())).RemindType);
    }

    private static MessagePayload Last(ChatClient client) => Assert.Single(Done(client.GetConversationListAsync())).LastMessage!.Payload;

    private string[] Keys() => Protocol.Commands.Wire.Read(
        Assert.Single(Gateway.RequestsFor(MessageCommands.Delete.Name)).Body.Utf8.Span, MessagesJson.Default.DeleteMessages).MsgKeyList;
}
