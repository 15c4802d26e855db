using Chat.Actors.Events;
using Chat.Actors.Messages;
using Chat.Protocol.Errors;
using Chat.Protocol.Messages;
using Chat.Testing;

namespace Chat.Actors.Tests.Messages;

public sealed class MessageOrderSpecs : ChatSpec
{
    [Fact]
    public void Message_that_comes_out_of_a_hole_is_not_the_last_before_a_newer_one_of_the_same_second()
    {
        var alice = LogIn();
        Done(alice.SendMessageAsync(alice.CreateTextMessage("bob", "1")));
        Gateway.Pushes = FakeGateway.PushMode.Swallow;
        Gateway.Say("bob", "alice", "2");

        Done(alice.SendMessageAsync(alice.CreateTextMessage("bob", "3")));

        Assert.Equal(["2"], TextsOf("alice"));
        Assert.Equal(new TextPayload("3"), Assert.Single(Done(alice.GetConversationListAsync())).LastMessage!.Payload);
    }

    [Fact]
    public void Message_that_is_pushed_twice_is_raised_once()
    {
        LogIn();
        Gateway.Pushes = FakeGateway.PushMode.Twice;

        Gateway.Say("bob", "alice", "one");
        Gateway.Say("bob", "alice", "two");

        Assert.Equal(["one", "two"], TextsOf("alice"));
    }

    [Fact]
    public void Message_without_an_order_that_is_pushed_twice_is_raised_once()
    {
        LogIn();
        Gateway.Pushes = FakeGateway.PushMode.Swallow;
        var message = Gateway.Say("bob", "alice", "one") with { MsgOrder = 0 };

        Gateway.Push("alice", message);
        Gateway.Push("alice", message);

        Assert.Equal(["one"], TextsOf("alice"));
    }

    [Fact]
    public void Messages_that_come_in_the_wrong_order_are_raised_in_the_right_one()
    {
        LogIn();
        Gateway.Say("bob", "alice", "1");
        Gateway.Pushes = FakeGateway.PushMode.Hold;
        Say(2, 6);

        Gateway.Release(held => held.Reverse());

        Assert.Equal(Numbers(1, 6), TextsOf("alice"));
    }

    [Fact]
    public void Hole_is_filled_from_the_history()
    {
        LogIn();
        Gateway.Say("bob", "alice", "1");
        Gateway.Pushes = FakeGateway.PushMode.Swallow;
        Say(2, 4);
        Gateway.Pushes = FakeGateway.PushMode.Deliver;

        Say(5, 6);

        Assert.Equal(Numbers(1, 6), TextsOf("alice"));
        Assert.Single(Gateway.RequestsFor(MessageCommands.GetHistory.Name));
    }

    [Fact]
    public void Hole_larger_than_a_page_is_filled_page_by_page()
    {
        var client = LogIn();
        Gateway.Pushes = FakeGateway.PushMode.Swallow;
        Say(1, 50);
        Gateway.Pushes = FakeGateway.PushMode.Deliver;

        Say(51, 51);

        Assert.Equal(Numbers(1, 51), TextsOf("alice"));
        Assert.Equal(51, client.GetTotalUnreadMessageCount());
    }

    [Fact]
    public void Messages_wait_while_the_hole_before_them_is_being_filled()
    {
        LogIn();
        Gateway.Say("bob", "alice", "1");
        Gateway.Silence(MessageCommands.GetHistory);
        Gateway.Pushes = FakeGateway.PushMode.Swallow;
        Say(2, 2);
        Gateway.Pushes = FakeGateway.PushMode.Deliver;

        Say(3, 5);

        Assert.Equal(["1"], TextsOf("alice"));
    }

    [Fact]
    public void Hole_that_cannot_be_filled_is_reported_and_what_follows_is_raised()
    {
        LogIn();
        Gateway.Say("bob", "alice", "1");
        Gateway.Fail(MessageCommands.GetHistory, ErrorCodes.MessageServiceInternal);
        Gateway.Pushes = FakeGateway.PushMode.Swallow;
        Say(2, 2);
        Gateway.Pushes = FakeGateway.PushMode.Deliver;

        Say(3, 4);

        Assert.StartsWith("gap", Assert.Single(EventsOf<ChatErrorRaised>()).Message, StringComparison.Ordinal);
        Assert.Equal(["1", "3", "4"], TextsOf("alice"));
    }

    [Fact]
    public void Hole_that_the_server_does_not_answer_for_is_reported_at_the_deadline()
    {
        LogIn();
        Gateway.Silence(MessageCommands.GetHistory);
        Gateway.Pushes = FakeGateway.PushMode.Swallow;
        Say(1, 1);
        Gateway.Pushes = FakeGateway.PushMode.Deliver;
        Say(2, 3);

        AdvanceSeconds(20);

        Assert.Single(EventsOf<ChatErrorRaised>());
        Assert.Equal(["2", "3"], TextsOf("alice"));
    }

    [Fact]
    public void Message_that_was_never_for_this_account_leaves_no_hole()
    {
        LogIn();
        Gateway.Say("bob", "alice", "1");
        Gateway.MissingInHistory.Add(2);
        Gateway.Pushes = FakeGateway.PushMode.Swallow;
        Say(2, 2);
        Gateway.Pushes = FakeGateway.PushMode.Deliver;

        Say(3, 4);

        Assert.Equal(["1", "3", "4"], TextsOf("alice"));
        Assert.Empty(EventsOf<ChatErrorRaised>());
    }

    [Fact]
    public void Messages_from_before_the_login_are_not_raised()
    {
        Say(1, 5);
        LogIn();

        Say(6, 6);

        Assert.Equal(["6"], TextsOf("alice"));
        Assert.Empty(Gateway.RequestsFor(MessageCommands.GetHistory.Name));
    }

    [Fact]
    public void Own_messages_between_those_of_the_peer_are_no_hole()
    {
        var alice = LogIn();
        Gateway.Say("bob", "alice", "1");
        Done(alice.SendMessageAsync(alice.CreateTextMessage("bob", "mine")));

        Gateway.Say("bob", "alice", "3");

        Assert.Equal(["1", "3"], TextsOf("alice"));
        Assert.Empty(Gateway.RequestsFor(MessageCommands.GetHistory.Name));
    }

    [Fact]
    public void Conversations_do_not_wait_for_each_other()
    {
        LogIn();
        Gateway.Silence(MessageCommands.GetHistory);
        Gateway.Pushes = FakeGateway.PushMode.Swallow;
        Say(1, 1);
        Gateway.Pushes = FakeGateway.PushMode.Deliver;
        Say(2, 2);

        Gateway.Say("carol", "alice", "hello");

        Assert.Equal(["hello"], TextsOf("alice"));
    }

    [Fact]
    public void Messages_that_arrive_before_the_list_are_raised_after_it()
    {
        Gateway.Silence(Protocol.Conversations.ConversationCommands.GetPage);
        LogIn();
        Say(1, 2);
        Assert.Empty(TextsOf("alice"));

        Gateway.Silence(Protocol.Conversations.ConversationCommands.GetPage, silent: false);
        Gateway.Drop("alice");

        Assert.Equal(["1", "2"], TextsOf("alice"));
    }

    [Fact]
    public void Messages_are_raised_although_the_list_failed_at_first()
    {
        Gateway.FailNext(Protocol.Conversations.ConversationCommands.GetPage, ErrorCodes.MessageServiceInternal);
        LogIn();
        Say(1, 2);

        AdvanceSeconds(20);

        Assert.Equal(["1", "2"], TextsOf("alice"));
    }

    private static IEnumerable<string> Numbers(int first, int last) =>
        Enumerable.Range(first, last - first + 1).Select(one => one.ToString(System.Globalization.CultureInfo.InvariantCulture));

    private void Say(int first, int last)
    {
        foreach (var text in Numbers(first, last))
        {
            Gateway.Say("bob", "alice", text);
        }
    }
}
