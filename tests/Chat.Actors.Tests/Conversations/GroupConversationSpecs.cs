using Chat.Actors.Conversations;
using Chat.Actors.Events;
using Chat.Actors.Messages;
using Chat.Actors.Tests.Messages;
using Chat.Protocol.Errors;
using Chat.Protocol.Groups;
using Chat.Protocol.Messages;

namespace Chat.Actors.Tests.Conversations;

public sealed class GroupConversationSpecs : GroupSpec
{
    private const string Report = "group_open_http_svc.msg_read_report";

    [Fact]
    public void List_tells_the_group_its_last_message_and_what_is_unread()
    {
        Gateway.Speak("alice", GroupId, "1");
        Gateway.Speak("alice", GroupId, "2", change: static one => one with { SendMsgControl = new SendMsgControl { NoUnread = 1 } });
        Gateway.Speak("alice", GroupId, "3");

        var bob = LogIn("bob");

        var conversation = Conversation(bob);
        Assert.Equal((ConversationType.Group, "", 2L), (conversation.Type, conversation.PeerUserId, conversation.UnreadCount));
        Assert.Equal(new GroupProfile(GroupId, "name of @TGS#1", "", GroupTypes.Public), conversation.GroupProfile);
        Assert.Equal((new TextPayload("3"), 3L), (conversation.LastMessage!.Payload, conversation.LastMessage.Sequence));
        Assert.Equal(2, bob.GetTotalUnreadMessageCount());
    }

    [Fact]
    public void Tip_can_be_the_last_message_of_the_list()
    {
        Gateway.Tip(GroupId, new GroupTipBody { OpType = GroupTipTypes.Joined, Members = ["dave"] });

        var last = Conversation(LogIn("bob")).LastMessage!;

        Assert.Equal((MessageTypes.GroupTip, 1L), (last.Type, last.Sequence));
        Assert.Equal(GroupTipTypes.Joined, ((GroupTipPayload)last.Payload).OperationType);
    }

    [Fact]
    public void Reading_reports_the_newest_place_once()
    {
        var bob = LogIn("bob");
        Gateway.Speak("alice", GroupId, "1");
        Gateway.Speak("alice", GroupId, "2");

        Done(bob.SetMessageReadAsync(ConversationId));
        Done(bob.SetMessageReadAsync(ConversationId));

        Assert.Equal(["""{"GroupId":"@TGS#1","MsgReadedSeq":2}"""], Bodies(Report));
        Assert.Equal(0, bob.GetTotalUnreadMessageCount());
    }

    [Fact]
    public void Reading_elsewhere_counts_what_is_left()
    {
        var bob = LogIn("bob");
        for (var i = 1; i <= 3; i++)
        {
            Gateway.Speak("alice", GroupId, $"{i}");
        }

        Gateway.ReadGroupElsewhere("bob", GroupId, 2);

        Assert.Equal(1, bob.GetTotalUnreadMessageCount());
    }

    [Fact]
    public void Reading_elsewhere_counts_what_is_left_of_what_the_list_brought()
    {
        for (var i = 1; i <= 5; i++)
        {
            Gateway.Speak("alice", GroupId, $"{i}");
        }

        var bob = LogIn("bob");
        Gateway.ReadGroupElsewhere("bob", GroupId, 2);

        Assert.Equal(3, bob.GetTotalUnreadMessageCount());
    }

    [Fact]
    public void Everything_is_read_with_one_call()
    {
        var bob = LogIn("bob");
        Gateway.Speak("alice", GroupId, "1");
        Gateway.Say("alice", "bob", "2");

        Done(bob.SetAllMessageReadAsync());

        Assert.Equal("""{"C2CReadAllMsg":1,"GroupReadInfo":[{"GroupId":"@TGS#1","MsgSeq":1}]}""", Assert.Single(Bodies("openim.read_all_unread_msg")));
        Assert.Equal(0, bob.GetTotalUnreadMessageCount());
    }

    [Fact]
    public void Groups_can_be_read_alone()
    {
        var bob = LogIn("bob");
        Gateway.Speak("alice", GroupId, "1");
        Gateway.Say("alice", "bob", "2");

        Done(bob.SetAllMessageReadAsync(ReadAllScope.Group));

        Assert.Equal("""{"C2CReadAllMsg":0,"GroupReadInfo":[{"GroupId":"@TGS#1","MsgSeq":1}]}""", Assert.Single(Bodies("openim.read_all_unread_msg")));
        Assert.Equal(1, bob.GetTotalUnreadMessageCount());
    }

    [Fact]
    public void Other_device_that_reads_everything_reads_groups()
    {
        var bob = LogIn("bob");
        Gateway.Speak("alice", GroupId, "1");

        Push("bob", """{"Event":14,"C2CReadAllMsg":0,"GroupReadInfoArray":[{"GroupId":"@TGS#1","LastReadMsgSeq":1}]}""");

        Assert.Equal(0, bob.GetTotalUnreadMessageCount());
    }

    [Fact]
    public void Mentions_are_kept_until_they_are_read()
    {
        var bob = LogIn("bob");
        var said = Gateway.Speak("alice", GroupId, "@bob");
        Gateway.Mention("bob", said, GroupAtTips.Me);
        Gateway.Mention("bob", said, GroupAtTips.All);

        Assert.Equal(new GroupAtInfo("alice", GroupId, "", 1, GroupAtType.AllAndMe) { Random = 78, NoticeSequence = 77 }, Assert.Single(Conversation(bob).GroupAtInfoList));
        Assert.Single(Done(bob.GetConversationListAsync(new ConversationFilter { HasGroupAtInfo = true })));
        Done(bob.SetMessageReadAsync(ConversationId));

        Assert.Equal(
            """{"DelMsgList":[{"From_Account":"alice","To_Account":"bob","MsgSeq":77,"MsgRandom":78,"GroupId":"@TGS#1"}]}""", Assert.Single(Bodies("openim.deletemsg")));
        Assert.Empty(Conversation(bob).GroupAtInfoList);
        Assert.Empty(Done(bob.GetConversationListAsync(new ConversationFilter { HasGroupAtInfo = true })));
    }

    [Fact]
    public void Mentions_are_in_the_order_of_the_messages_and_go_with_them()
    {
        var bob = LogIn("bob");
        var first = Gateway.Speak("alice", GroupId, "@bob");
        var second = Gateway.Speak("alice", GroupId, "@bob");
        Gateway.Mention("bob", second, GroupAtTips.Me);
        Gateway.Mention("bob", first, GroupAtTips.Me);
        Assert.Equal([1, 2], Conversation(bob).GroupAtInfoList.Select(static at => at.MessageSequence));

        Gateway.RecallInGroup(first, "alice");

        Assert.Equal(2, Assert.Single(Conversation(bob).GroupAtInfoList).MessageSequence);
    }

    [Fact]
    public void Receive_option_is_the_members_own()
    {
        var bob = LogIn("bob");
        Gateway.Speak("alice", GroupId, "1");

        Done(bob.SetMessageRemindTypeAsync(GroupId, RemindType.AcceptNotNotify));

        Assert.Equal("""{"GroupId":"@TGS#1","Member_Account":"bob","MsgFlag":"AcceptNotNotify"}""", Assert.Single(Bodies("group_open_http_svc.modify_group_member_info")));
        Assert.Equal((RemindType.AcceptNotNotify, 0L), (Conversation(bob).RemindType, bob.GetTotalUnreadMessageCount()));
    }

    [Fact]
    public void Receive_option_of_another_device_holds_here()
    {
        var bob = LogIn("bob");
        Gateway.Speak("alice", GroupId, "1");

        Gateway.Notice("bob", GroupId, new GroupNoticeBody { ReportType = GroupNoticeTypes.ReceiveOptionChanged, Level = GroupReceiveOptions.AcceptNotNotify });

        Assert.Equal(RemindType.AcceptNotNotify, Conversation(bob).RemindType);
    }

    [Fact]
    public void Conversation_is_pinned_marked_and_deleted_like_any_other()
    {
        var bob = LogIn("bob");
        var second = LogIn("bob", "bob-2");
        Gateway.Speak("alice", GroupId, "1");

        Done(bob.PinConversationAsync(ConversationId, isPinned: true));
        Done(bob.MarkConversationAsync([ConversationId], ConversationMarks.Star, enableMark: true));
        Done(bob.SetConversationCustomDataAsync([ConversationId], "data"));
        var there = Conversation(second);
        Done(bob.DeleteConversationAsync(ConversationId));

        Assert.Equal((true, "data"), (there.IsPinned, there.CustomData));
        Assert.Equal([ConversationMarks.Star], there.MarkList);
        Assert.Equal("""{"From_Account":"bob","OperationType":1,"RecentContactItem":[{"Type":2,"GroupId":"@TGS#1"}]}""", Assert.Single(Bodies("recentcontact.top")));
        Assert.Equal("""{"From_Account":"bob","ContactItem":[{"ToGroupid":"@TGS#1","Type":2}],"ClearRamble":1}""", Assert.Single(Bodies("recentcontact.batch_delete")));
        Assert.Empty(Done(bob.GetConversationListAsync()));
    }

    [Fact]
    public void History_is_cleared_after_it_was_read()
    {
        var bob = LogIn("bob");
        Gateway.Speak("alice", GroupId, "1");

        Done(bob.ClearHistoryMessageAsync(ConversationId));

        Assert.Single(Bodies(Report));
        Assert.Equal("""{"From_Account":"bob","Type":2,"ToGroupid":"@TGS#1"}""".Length, Assert.Single(Bodies("recentcontact.clear_msg")).Length);
        Assert.Null(Conversation(bob).LastMessage);
        Assert.Empty(Done(bob.GetMessageListAsync(ConversationId)).Messages);
    }

    [Fact]
    public void Profile_of_a_group_is_asked_for_as_the_sdk_does()
    {
        var bob = LogIn("bob");
        AdvanceSeconds(3);
        Gateway.Requests.Clear();

        var conversation = Done(bob.GetConversationProfileAsync(ConversationId));

        Assert.Equal("name of @TGS#1", conversation.GroupProfile!.Name);
        Assert.Equal(
            ["group_open_http_svc.get_group_self_member_info", "group_open_http_svc.get_group_self_member_info", "recentcontact.search_contact_group"], Gateway.CommandsOf("bob"));
    }

    [Fact]
    public void Profile_of_a_group_that_is_not_ours_is_empty()
    {
        var bob = LogIn("bob");
        AdvanceSeconds(3);
        Gateway.Requests.Clear();

        Assert.Equal("", Done(bob.GetConversationProfileAsync("GROUP@TGS#none")).GroupProfile!.Name);
        Assert.Empty(Gateway.CommandsOf("bob"));
    }

    [Fact]
    public void Group_that_was_left_stays_in_the_list_and_is_read()
    {
        var bob = LogIn("bob");
        Gateway.Speak("alice", GroupId, "1");

        Done(bob.QuitGroupAsync(GroupId));

        Assert.Equal(0, Conversation(bob).UnreadCount);
    }

    [Fact]
    public void Who_comes_back_into_a_group_has_missed_nothing()
    {
        var bob = LogIn("bob");
        Gateway.Speak("alice", GroupId, "1");
        Done(bob.QuitGroupAsync(GroupId));
        Gateway.Speak("alice", GroupId, "2");
        Done(bob.JoinGroupAsync(GroupId));

        Gateway.Speak("alice", GroupId, "3");

        Assert.Equal(["1", "3"], TextsOf("bob"));
        Assert.Empty(Bodies("group_open_http_svc.group_msg_get"));
    }

    [Fact]
    public void Topic_is_counted_and_read_without_being_in_the_list()
    {
        var bob = LogIn("bob");
        Gateway.Speak("alice", Community, "1", TopicId, sequence: 1);

        var before = Done(bob.GetConversationProfileAsync("GROUP" + TopicId));
        Done(bob.SetMessageReadAsync("GROUP" + TopicId));

        Assert.Equal((ConversationType.Topic, 1L), (before.Type, before.UnreadCount));
        Assert.Contains($"\"TopicId\":\"{TopicId}\"", Assert.Single(Bodies("million_group_open_http_svc.msg_read_report")), StringComparison.Ordinal);
        Assert.Empty(Done(bob.GetConversationListAsync()));
        Assert.Equal(0, bob.GetTotalUnreadMessageCount());
    }

    [Fact]
    public void Topic_that_was_fetched_knows_what_is_unread()
    {
        var topic = Gateway.AddTopic(Community, "news", lastSequence: 9, readSequence: 4, excluded: [6]);
        var bob = LogIn("bob");
        Done(bob.GetTopicListAsync(Community));

        var before = Done(bob.GetConversationProfileAsync("GROUP" + topic));
        Done(bob.SetMessageReadAsync("GROUP" + topic));

        Assert.Equal(4, before.UnreadCount);
        Assert.Contains("\"MsgReadedSeq\":9", Assert.Single(Bodies("million_group_open_http_svc.msg_read_report")), StringComparison.Ordinal);
        Assert.Equal(0, EventsOf<TopicUpdated>("bob")[^1].Topic.UnreadCount);
    }

    [Fact]
    public void System_conversation_takes_no_message()
    {
        var bob = LogIn("bob");
        Gateway.Notice("bob", GroupId, new GroupNoticeBody { ReportType = GroupNoticeTypes.Applied });
        var notice = Received("bob")[0];

        Assert.Equal(ErrorCodes.NoticeNotDeletable, CodeOf(() => bob.DeleteMessagesAsync([notice])));
        Assert.Equal(ErrorCodes.InvalidOperation, CodeOf(() => bob.RevokeMessageAsync(notice)));
    }
}
