using Chat.Actors.Conversations;
using Chat.Actors.Events;
using Chat.Actors.Messages;
using Chat.Protocol.Conversations;
using Chat.Protocol.Errors;
using Chat.Protocol.Messages;
using Chat.Testing;

namespace Chat.Actors.Tests.Conversations;

public sealed class ConversationListSpecs : ChatSpec
{
    [Fact]
    public void Newest_conversation_comes_first()
    {
        Gateway.Say("bob", "alice", "1");
        AdvanceSeconds(2);
        Gateway.Say("carol", "alice", "2");
        var client = LogIn();
        AdvanceSeconds(2);

        Assert.Equal(["carol", "bob"], Peers(client));
        Gateway.Say("bob", "alice", "3");
        Assert.Equal(["bob", "carol"], Peers(client));
    }

    [Fact]
    public void List_is_fetched_page_by_page()
    {
        Gateway.ListPageSize = 2;
        for (var i = 0; i < 7; i++)
        {
            Gateway.Say($"user{i}", "alice", "hi");
        }

        Assert.Equal(7, Peers(LogIn()).Count);
        Assert.Equal(4, Gateway.RequestsFor("recentcontact.page_get").Count);
    }

    [Fact]
    public void Unread_counts_of_the_server_hold_at_login()
    {
        Gateway.Say("bob", "alice", "1");
        Gateway.Say("bob", "alice", "2");
        Gateway.Say("carol", "alice", "3");

        var client = LogIn();

        Assert.Equal(3, client.GetTotalUnreadMessageCount());
        Assert.Equal(2, Done(client.GetConversationProfileAsync("C2Cbob")).UnreadCount);
    }

    [Fact]
    public void Reading_reports_to_the_server_and_clears_the_count()
    {
        var client = LogIn();
        Gateway.Say("bob", "alice", "1");
        Gateway.Say("carol", "alice", "2");

        Done(client.SetMessageReadAsync("C2Cbob"));

        Assert.Equal(1, client.GetTotalUnreadMessageCount());
        Assert.Single(Gateway.RequestsFor(MessageCommands.ReportRead.Name));
    }

    [Fact]
    public void Nothing_is_reported_when_nothing_is_unread()
    {
        var client = LogIn();

        Done(client.SetMessageReadAsync("C2Cbob"));

        Assert.Empty(Gateway.RequestsFor(MessageCommands.ReportRead.Name));
    }

    [Fact]
    public void Count_stays_when_the_server_refuses_the_report()
    {
        var client = LogIn();
        Gateway.Say("bob", "alice", "1");
        Gateway.FailNext(MessageCommands.ReportRead, ErrorCodes.MessageServiceInternal);

        Assert.Equal(ErrorCodes.MessageServiceInternal, CodeOf(client.SetMessageReadAsync("C2Cbob")));
        Assert.Equal(1, client.GetTotalUnreadMessageCount());
    }

    [Fact]
    public void Reading_on_another_device_counts_here()
    {
        var client = LogIn();
        Gateway.Say("bob", "alice", "1");
        AdvanceSeconds(1);
        Gateway.Say("bob", "alice", "2");

        Gateway.ReadElsewhere("alice", "bob", 1);

        Assert.Equal(1, client.GetTotalUnreadMessageCount());
    }

    [Fact]
    public void Peer_that_reads_marks_own_messages()
    {
        var client = LogIn();
        var first = Done(client.SendMessageAsync(client.CreateTextMessage("bob", "1")));
        AdvanceSeconds(5);

        Gateway.Read("bob", "alice");
        AdvanceSeconds(1);
        var second = Done(client.SendMessageAsync(client.CreateTextMessage("bob", "2")));

        var read = Assert.Single(EventsOf<MessageReadByPeer>("alice"));
        Assert.Equal(("C2Cbob", first.Id), (read.ConversationId, Assert.Single(read.Messages).Id));
        Assert.True(client.FindMessage(first.Id)!.IsPeerRead);
        Assert.False(client.FindMessage(second.Id)!.IsPeerRead);
    }

    [Fact]
    public void List_events_come_at_most_once_a_second_and_the_last_is_complete()
    {
        LogIn();
        AdvanceSeconds(3);
        Events.Clear();

        for (var i = 1; i <= 100; i++)
        {
            Gateway.Say("bob", "alice", $"{i}");
        }

        AdvanceSeconds(3);
        var lists = EventsOf<ConversationListUpdated>();
        Assert.InRange(lists.Count, 1, 3);
        Assert.Equal(100, lists[^1].Conversations[0].UnreadCount);
        Assert.Equal(100, EventsOf<TotalUnreadMessageCountUpdated>()[^1].Count);
    }

    [Fact]
    public void Message_that_does_not_count_and_is_not_shown_changes_neither()
    {
        var alice = LogIn();
        var bob = LogIn("bob");
        Done(alice.SendMessageAsync(alice.CreateTextMessage("bob", "shown")));

        Done(alice.SendMessageAsync(
            alice.CreateTextMessage("bob", "hidden"), new SendOptions { ExcludedFromUnreadCount = true, ExcludedFromLastMessage = true }));

        var conversation = Assert.Single(Done(bob.GetConversationListAsync()));
        Assert.Equal((1L, new TextPayload("shown")), (conversation.UnreadCount, conversation.LastMessage!.Payload));
    }

    [Fact]
    public void Conversation_of_a_user_that_does_not_exist_is_an_error()
    {
        Gateway.RemoveUser("nobody");

        Assert.Equal(ErrorCodes.UserOrGroupNotFound, CodeOf(LogIn().GetConversationProfileAsync("C2Cnobody")));
    }

    [Fact]
    public void History_comes_in_pages_without_a_gap_or_a_double()
    {
        for (var i = 1; i <= 40; i++)
        {
            Gateway.Say("bob", "alice", $"{i}");
        }

        var client = LogIn();
        var texts = new List<string>();
        var sizes = new List<int>();
        var next = "";
        MessagePage page;
        do
        {
            page = Done(client.GetMessageListAsync("C2Cbob", next));
            texts.InsertRange(0, page.Messages.Select(one => ((TextPayload)one.Payload).Text));
            sizes.Add(page.Messages.Count);
            next = page.NextRequestMessageId;
        }
        while (!page.IsCompleted);

        Assert.Equal(Enumerable.Range(1, 40).Select(i => $"{i}"), texts);
        Assert.Equal([15, 15, 10], sizes);
        Assert.Equal("", next);
    }

    [Fact]
    public void History_is_not_raised()
    {
        Gateway.Say("bob", "alice", "1");

        Assert.Single(Done(LogIn().GetMessageListAsync("C2Cbob")).Messages);
        Assert.Empty(EventsOf<MessageReceived>());
    }

    [Fact]
    public void History_hops_to_a_time()
    {
        var start = Clock.GetUtcNow().ToUnixTimeSeconds();
        for (var i = 1; i <= 20; i++)
        {
            Gateway.Say("bob", "alice", $"{i}");
            AdvanceSeconds(10);
        }

        var client = LogIn();
        var newer = Done(client.GetMessageListHoppingAsync("C2Cbob", new HoppingRequest { Time = start + 50, Newer = true, Count = 3 }));
        var older = Done(client.GetMessageListHoppingAsync("C2Cbob", new HoppingRequest { Time = start + 50, Count = 3 }));

        Assert.Equal(["6", "7", "8"], newer.Messages.Select(one => ((TextPayload)one.Payload).Text));
        Assert.Equal(["4", "5", "6"], older.Messages.Select(one => ((TextPayload)one.Payload).Text));
        Assert.False(newer.IsCompleted);
    }

    [Theory]
    [InlineData("bob")]
    [InlineData("C2C")]
    [InlineData("GROUP")]
    public void Refuses_what_is_not_the_ID_of_a_conversation(string id) =>
        Assert.Equal(ErrorCodes.ConversationIdInvalid, CodeOf(() => LogIn().GetMessageListAsync(id)));

    [Fact]
    public void Friends_are_shown_with_what_they_are_called()
    {
        Gateway.OverrideReply = request => request.Command == ConversationCommands.GetPage.Name
            ? """{"ErrorCode":0,"CompleteFlag":1,"SessionItem":[{"Type":1,"To_Account":"bob","MsgTime":1,"C2cNick":"Bob","C2cRemark":"Bobby"},{"Type":1,"To_Account":"carol","MsgTime":2}]}"""
            : null;

        var client = LogIn();

        Assert.Equal([("bob", "Bobby"), ("carol", "")], Done(client.GetConversationListAsync()).OrderBy(static one => one.PeerUserId).Select(static one => (one.PeerUserId, one.Remark)));
    }

    private static IReadOnlyList<string> Peers(ChatClient client) =>
        [.. Done(client.GetConversationListAsync()).Select(one => one.PeerUserId)];
}
