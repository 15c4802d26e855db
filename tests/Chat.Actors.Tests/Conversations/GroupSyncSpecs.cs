using Chat.Actors.Events;
using Chat.Actors.Messages;
using Chat.Actors.Tests.Messages;
using Chat.Protocol.Errors;
using Chat.Protocol.Groups;

namespace Chat.Actors.Tests.Conversations;

public sealed class GroupSyncSpecs : GroupSpec
{
    private const string History = "group_open_http_svc.group_msg_get";
    private const string Recalls = "group_open_http_svc.batch_get_group_notify";

    [Fact]
    public void Messages_of_an_outage_are_fetched_and_told_in_order()
    {
        var bob = LogIn("bob");
        Gateway.Speak("alice", GroupId, "1");

        Outage("bob", () =>
        {
            for (var i = 2; i <= 20; i++)
            {
                Gateway.Speak("alice", GroupId, $"{i}");
            }
        });

        Assert.Equal(Enumerable.Range(1, 20).Select(static i => $"{i}"), TextsOf("bob"));
        Assert.Equal(20, bob.GetTotalUnreadMessageCount());
        Assert.Equal(
            [
                """{"WithRecalledMsg":1,"GroupId":"@TGS#1","ReqMsgNumber":15,"ReqMsgSeq":15}""",
                """{"WithRecalledMsg":1,"GroupId":"@TGS#1","ReqMsgNumber":15,"ReqMsgSeq":29}""",
            ],
            Bodies(History));
        Assert.Empty(Bodies(Recalls));
        Assert.Empty(EventsOf<ChatErrorRaised>());
    }

    [Theory]
    [InlineData(200, false)]
    [InlineData(320, true)]
    public void Long_outage_is_followed_by_the_whole_list(int seconds, bool isWhole)
    {
        LogIn("bob");
        Gateway.Speak("alice", GroupId, "1");

        Outage("bob", () => AdvanceSeconds(seconds));

        var positions = Bodies("recentcontact.page_get");
        Assert.Equal(2, positions.Count);
        Assert.Equal(isWhole, positions[0] == positions[1]);
    }

    [Fact]
    public void Tips_of_an_outage_are_fetched_and_counted_once()
    {
        var bob = LogIn("bob");
        Gateway.Speak("alice", GroupId, "1");

        Outage("bob", () => Gateway.Tip(GroupId, new GroupTipBody { OpType = GroupTipTypes.Joined, Members = ["dave"] }));

        Assert.IsType<GroupTipPayload>(Received("bob")[^1].Payload);
        Assert.Equal(2, bob.GetTotalUnreadMessageCount());
    }

    [Fact]
    public void Long_outage_is_said_and_not_fetched()
    {
        var bob = LogIn("bob");
        Gateway.Speak("alice", GroupId, "1");

        Outage("bob", () =>
        {
            for (var i = 2; i <= 301; i++)
            {
                Gateway.Speak("alice", GroupId, $"{i}");
            }
        });

        Assert.StartsWith("gap: 300 messages of GROUP@TGS#1 behind 1", Assert.Single(EventsOf<ChatErrorRaised>("bob")).Message, StringComparison.Ordinal);
        Assert.Empty(Bodies(History));
        Assert.Equal(301, bob.GetTotalUnreadMessageCount());
        Gateway.Speak("alice", GroupId, "next");
        Assert.Equal(["1", "next"], TextsOf("bob"));
    }

    [Fact]
    public void Group_of_which_nothing_was_seen_is_not_fetched_but_said()
    {
        Gateway.Speak("alice", GroupId, "1");
        LogIn("bob");

        Outage("bob", () => Gateway.Speak("alice", GroupId, "2"));

        Assert.Empty(Bodies(History));
        Assert.StartsWith("gap: 1 messages", Assert.Single(EventsOf<ChatErrorRaised>("bob")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Recall_of_an_outage_is_found()
    {
        var bob = LogIn("bob");
        var said = Gateway.Speak("alice", GroupId, "1");
        Done(bob.SetMessageReadAsync(ConversationId));

        Outage("bob", () => Gateway.RecallInGroup(said, "alice", "mistake", push: false));

        var item = Assert.Single(Assert.Single(EventsOf<MessageRevoked>("bob")).Messages);
        Assert.Equal((true, "mistake", "nick of alice"), (item.Message!.IsRevoked, item.Revocation!.Reason, item.Revocation.Nick));
        Assert.True(Conversation(bob).LastMessage!.IsRevoked);
        Assert.StartsWith("""{"NotifyReqList":[{"NotifyType":1,"Limit":20,"GroupId":"@TGS#1","BeginTime":0,"EndTime":""", Assert.Single(Bodies(Recalls)), StringComparison.Ordinal);
    }

    [Fact]
    public void Recall_of_an_outage_lowers_the_count_once()
    {
        var bob = LogIn("bob");
        var said = Gateway.Speak("alice", GroupId, "1");
        Gateway.Speak("alice", GroupId, "2");

        Outage("bob", () => Gateway.RecallInGroup(said, "alice", push: false));
        var notice = Gateway.RecallInGroup(said, "alice", push: false);
        Gateway.PushNotice("bob", GroupId, notice);

        Assert.Equal(1, bob.GetTotalUnreadMessageCount());
    }

    [Fact]
    public void Recalls_are_asked_for_from_where_they_are_known()
    {
        LogIn("bob");
        Gateway.Speak("alice", GroupId, "1");
        Outage("bob", static () => { });
        Outage("bob", static () => { });

        Assert.Equal(2, Bodies(Recalls).Count);
        Assert.DoesNotContain("\"BeginTime\":0,", Bodies(Recalls)[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Reading_during_an_outage_is_known_behind_it()
    {
        var bob = LogIn("bob");
        Gateway.Speak("alice", GroupId, "1");
        Gateway.Speak("alice", GroupId, "2");

        Outage("bob", () =>
        {
            Gateway.Speak("alice", GroupId, "3");
            Gateway.ReadGroupElsewhere("bob", GroupId, 3);
        });

        Assert.Equal(0, bob.GetTotalUnreadMessageCount());
    }

    [Fact]
    public void Mentions_that_were_read_during_an_outage_are_gone()
    {
        var bob = LogIn("bob");
        Gateway.Mention("bob", Gateway.Speak("alice", GroupId, "@bob"), GroupAtTips.Me);
        Assert.Single(Conversation(bob).GroupAtInfoList);

        Outage("bob", () =>
        {
            Gateway.Speak("alice", GroupId, "2");
            Gateway.ReadGroupElsewhere("bob", GroupId, 1);
        });

        Assert.Empty(Conversation(bob).GroupAtInfoList);
        Assert.Equal(1, bob.GetTotalUnreadMessageCount());
    }

    [Fact]
    public void Recall_that_was_seen_before_an_outage_takes_nothing_off_what_the_list_counts_behind_it()
    {
        var bob = LogIn("bob");
        Gateway.Speak("alice", GroupId, "1");
        Gateway.RecallInGroup(Gateway.Speak("alice", GroupId, "2"), "alice");

        Outage("bob", () => Gateway.Speak("alice", GroupId, "3"));

        Assert.Equal(2, bob.GetTotalUnreadMessageCount());
    }

    [Fact]
    public void Recalls_that_the_list_has_counted_on_count_for_nothing_before_they_are_pushed()
    {
        Gateway.Speak("bob", GroupId, "1");
        Gateway.Speak("alice", GroupId, "2");
        Gateway.OverrideReply = static request => request.Command == "recentcontact.page_get"
            ? """{"CompleteFlag":1,"SessionItem":[{"Type":2,"ToAccount":"@TGS#1","MsgTime":1700000000,"MsgSeq":2,"GroupNextMsgSeq":3,"MsgGroupReadedSeq":0,"UnreadMsgCount":2,"PromisedRecallCount":1}]}"""
            : null;

        Assert.Equal(1, LogIn("bob").GetTotalUnreadMessageCount());
    }

    [Fact]
    public void Group_in_which_something_was_missed_is_asked_for_again()
    {
        var bob = LogIn("bob");
        Gateway.Speak("alice", GroupId, "1");

        Outage("bob", () =>
        {
            Gateway.Speak("alice", GroupId, "2");
            Gateway.GroupOf(GroupId).Name = "renamed";
        });

        Assert.Equal("renamed", Done(bob.GetGroupListAsync()).Single(static one => one.GroupId == GroupId).Name);
        Assert.Equal("renamed", Conversation(bob).GroupProfile!.Name);
    }

    [Fact]
    public void What_another_device_has_deleted_and_cleared_is_gone()
    {
        var bob = LogIn("bob");
        for (var i = 1; i <= 3; i++)
        {
            Gateway.Mention("bob", Gateway.Speak("alice", GroupId, $"{i}"), GroupAtTips.Me);
        }

        Push("bob", """{"Event":1001,"HistoryDeleted":[{"Peer_Account":"","GroupId":"@TGS#1","MsgOrderList":[3],"ClearedOrder":1}]}""");

        Assert.Equal(2, Conversation(bob).LastMessage!.Sequence);
        Assert.Equal([2L, 3L], Conversation(bob).GroupAtInfoList.Select(static one => one.MessageSequence));
        Assert.Equal(1, bob.GetTotalUnreadMessageCount());
    }

    [Fact]
    public void Last_message_has_its_own_place_where_newer_ones_are_not_shown()
    {
        Gateway.Speak("alice", GroupId, "1");
        Gateway.OverrideReply = static request => request.Command == "recentcontact.page_get"
            ? """{"CompleteFlag":1,"SessionItem":[{"Type":2,"ToAccount":"@TGS#1","MsgTime":1700000000,"MsgSeq":2,"GroupNextMsgSeq":3,"LastMsgSeq":1,"UnreadMsgCount":1,"LastMsg":{"Event":3,"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"1"}}]}}]}"""
            : null;

        Assert.Equal(1, Conversation(LogIn("bob")).LastMessage!.Sequence);
    }

    [Fact]
    public void Messages_that_cannot_be_fetched_are_said()
    {
        LogIn("bob");
        Gateway.Speak("alice", GroupId, "1");
        Gateway.Fail(GroupMessageCommands.GetHistory.Ordinary, ErrorCodes.GroupInternal);

        Outage("bob", () => Gateway.Speak("alice", GroupId, "2"));
        Gateway.Speak("alice", GroupId, "3");

        Assert.StartsWith("gap: 1 messages", Assert.Single(EventsOf<ChatErrorRaised>("bob")).Message, StringComparison.Ordinal);
        Assert.Equal(["1", "3"], TextsOf("bob"));
    }

    [Fact]
    public void Messages_that_come_before_the_list_wait_for_it()
    {
        Gateway.Speak("alice", GroupId, "1");
        Gateway.Silence(Protocol.Conversations.ConversationCommands.GetPage);
        var bob = LogIn("bob");

        Gateway.Speak("alice", GroupId, "2");
        Assert.Empty(TextsOf("bob"));
        Gateway.Silence(Protocol.Conversations.ConversationCommands.GetPage, silent: false);
        AdvanceSeconds(30);

        Assert.Equal(["2"], TextsOf("bob"));
        Assert.Equal(2, bob.GetTotalUnreadMessageCount());
    }

    [Fact]
    public void Topic_in_which_something_was_missed_is_fetched_when_it_is_asked_for()
    {
        var bob = LogIn("bob");
        Gateway.Speak("alice", Community, "1", TopicId, sequence: 1);
        Gateway.Pushes = Chat.Testing.FakeGateway.PushMode.Swallow;
        Gateway.Speak("alice", Community, "2", TopicId, sequence: 2);
        var topic = Gateway.GroupOf(Community).Topics[TopicId];
        Gateway.GroupOf(Community).Topics[TopicId] = topic with { TopicInfo = topic.TopicInfo! with { NextMsgSeq = 3 } };

        Done(bob.GetTopicListAsync(Community));

        Assert.Equal(["1", "2"], TextsOf("bob"));
    }
}
