using Chat.Actors.Messages;
using Chat.Protocol.Conversations;
using Chat.Protocol.Errors;
using Chat.Protocol.Messages;
using Chat.Testing;

namespace Chat.Actors.Tests.Conversations;

public sealed class ConversationDeletionSpecs : ChatSpec
{
    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 0)]
    public void Deleted_conversations_leave_the_list_here_and_elsewhere(bool clear, int flag)
    {
        var (client, second) = (LogIn(), LogIn(account: "second"));
        Gateway.Say("bob", "alice", "1");
        Gateway.Say("carol", "alice", "2");
        var message = Done(client.GetMessageListAsync("C2Cbob")).Messages[0];

        var deleted = Done(client.DeleteConversationAsync(["C2Cbob", "C2Cnobody"], clear));

        Assert.Equal(["C2Cbob"], deleted);
        Assert.Equal(["carol"], Peers(client));
        Assert.Equal(["carol"], Peers(second));
        Assert.Equal(1, client.GetTotalUnreadMessageCount());
        Assert.Null(client.FindMessage(message.Id));
        Assert.Equal(
            $$"""{"From_Account":"alice","ContactItem":[{"To_Account":"bob","Type":1}],"ClearRamble":{{flag}}}""",
            Assert.Single(Gateway.RequestsFor("recentcontact.batch_delete")).Body.ToString());
    }

    [Fact]
    public void Next_message_brings_it_back_and_nothing_is_raised_twice()
    {
        var client = LogIn();
        Gateway.Say("bob", "alice", "1");
        Gateway.Say("bob", "alice", "2");
        Done(client.PinConversationAsync("C2Cbob", isPinned: true));
        Done(client.DeleteConversationAsync("C2Cbob"));

        Gateway.Say("bob", "alice", "3");

        Assert.Equal(["1", "2", "3"], TextsOf("alice"));
        var back = Assert.Single(Done(client.GetConversationListAsync()));
        Assert.Equal((1L, false, new TextPayload("3")), (back.UnreadCount, back.IsPinned, back.LastMessage!.Payload));
        Assert.Empty(Gateway.RequestsFor(MessageCommands.GetHistory.Name));
    }

    [Fact]
    public void Doubled_message_does_not_bring_it_back()
    {
        var client = LogIn();
        var message = Gateway.Say("bob", "alice", "1");
        Done(client.DeleteConversationAsync("C2Cbob"));

        Gateway.Push("alice", message);

        Assert.Empty(Done(client.GetConversationListAsync()));
        Assert.Equal(["1"], TextsOf("alice"));
    }

    [Fact]
    public void Hole_that_is_filled_after_the_deletion_is_raised()
    {
        var client = LogIn();
        Gateway.Say("bob", "alice", "1");
        Gateway.Silence(MessageCommands.GetHistory);
        Gateway.Pushes = FakeGateway.PushMode.Swallow;
        Gateway.Say("bob", "alice", "2");
        Gateway.Pushes = FakeGateway.PushMode.Deliver;
        Gateway.Say("bob", "alice", "3");
        Done(client.DeleteConversationAsync("C2Cbob", clearHistoryMessage: false));
        Gateway.Silence(MessageCommands.GetHistory, silent: false);
        Gateway.Drop("alice");
        AdvanceSeconds(60);

        Assert.Equal(["1", "2", "3"], TextsOf("alice"));
    }

    [Fact]
    public void Nothing_deleted_is_an_error()
    {
        var client = LogIn();
        Gateway.Say("bob", "alice", "1");
        Gateway.OverrideReply = request => request.Command == "recentcontact.batch_delete"
            ? """{"ErrorCode":0,"ResultItem":[{"Type":1,"To_Account":"bob","ResultCode":50002}]}"""
            : null;

        Assert.Equal(ErrorCodes.ConversationNotFound, CodeOf(client.DeleteConversationAsync("C2Cbob")));
        Assert.Single(Done(client.GetConversationListAsync()));
    }

    [Fact]
    public void First_100_are_deleted()
    {
        for (var i = 0; i < 110; i++)
        {
            Gateway.Say($"user{i}", "alice", "hi");
        }

        Assert.Equal(100, Done(LogIn().DeleteConversationAsync([.. Enumerable.Range(0, 110).Select(i => $"C2Cuser{i}")])).Count);
    }

    [Fact]
    public void Cleared_conversation_stays_read_and_without_a_last_message()
    {
        var client = LogIn();
        Gateway.Say("bob", "alice", "1");
        AdvanceSeconds(1);
        Gateway.Say("carol", "alice", "2");
        AdvanceSeconds(1);
        Gateway.Say("bob", "alice", "3");
        var message = Done(client.GetMessageListAsync("C2Cbob")).Messages[0];

        Done(client.ClearHistoryMessageAsync("C2Cbob"));

        Assert.Equal(["carol", "bob"], Peers(client));
        var cleared = Done(client.GetConversationListAsync(["C2Cbob"]))[0];
        Assert.Equal((0L, null), (cleared.UnreadCount, cleared.LastMessage));
        Assert.Null(client.FindMessage(message.Id));
        Assert.Equal(["openim.msgreaded", "recentcontact.clear_msg"], Gateway.CommandsOf("alice").TakeLast(2));

        Done(client.ClearHistoryMessageAsync("C2Cbob"));
        Assert.Single(Gateway.RequestsFor(MessageCommands.ReportRead.Name));
    }

    [Fact]
    public void Refused_read_report_leaves_the_history()
    {
        var client = LogIn();
        Gateway.Say("bob", "alice", "1");
        Gateway.FailNext(MessageCommands.ReportRead, ErrorCodes.MessageServiceInternal);

        Assert.Equal(ErrorCodes.MessageServiceInternal, CodeOf(client.ClearHistoryMessageAsync("C2Cbob")));
        Assert.Empty(Gateway.RequestsFor("recentcontact.clear_msg"));
        Assert.NotNull(Done(client.GetConversationListAsync())[0].LastMessage);
    }

    [Fact]
    public void History_that_another_device_cleared_is_gone_after_a_sync()
    {
        var client = LogIn();
        Gateway.Say("bob", "alice", "1");
        Gateway.RefusesConnects = true;
        Gateway.Drop("alice");
        Gateway.CallElsewhere("alice", ConversationCommands.ClearHistory, new ClearHistory { Peer = "bob" });

        Gateway.RefusesConnects = false;
        AdvanceSeconds(30);

        Assert.Null(Assert.Single(Done(client.GetConversationListAsync())).LastMessage);
    }

    private static string[] Peers(ChatClient client) => [.. Done(client.GetConversationListAsync()).Select(one => one.PeerUserId)];
}
