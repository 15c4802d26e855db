using Chat.Actors.Conversations;
using Chat.Actors.Events;
using Chat.Actors.Groups;
using Chat.Actors.Messages;
using Chat.Actors.Topics;
using Chat.Protocol.Errors;
using Chat.Protocol.Groups;
using Chat.Protocol.Messages;
using Chat.Testing;

namespace Chat.Actors.Tests.Topics;

public sealed class TopicSpecs : ChatSpec
{
    private const string Community = "@TGS#_1";
    private const string GetTopics = "million_group_open_http_svc.get_topic";

    public TopicSpecs() => Gateway.AddGroup(Community, GroupTypes.Community, "alice", "bob").IsSupportTopic = true;

    [Fact]
    public void Communities_with_topics_are_fetched_on_demand()
    {
        var client = LogIn();
        Assert.Empty(Done(client.GetGroupListAsync()));

        Assert.Equal(Community, Assert.Single(Done(client.GetJoinedCommunityListAsync())).GroupId);

        Assert.Equal(Community, Assert.Single(Done(client.GetGroupListAsync())).GroupId);
        Assert.Contains("\"SelfInfoFilter\":[\"Role\",\"JoinTime\",\"MsgSeq\",\"MsgFlag\"]},\"SupportTopic\":1,\"NeedAppDefineData\":1", Gateway.RequestsFor("million_group_open_http_svc.get_joined_group_list")[1].Body.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Topic_is_made_and_told_to_everybody()
    {
        var alice = LogIn();
        LogIn("bob");

        var topicId = Done(alice.CreateTopicInCommunityAsync(new NewTopic { GroupId = Community, TopicName = "news" }));

        Assert.Equal([("alice", topicId), ("bob", topicId)], EventsOf<TopicCreated>().Select(static one => (one.UserId, one.TopicId)).Order());
        Assert.Equal("""{"GroupId":"@TGS#_1","TopicName":"news"}""", Gateway.RequestsFor("million_group_open_http_svc.create_topic").Single().Body.ToString());
        Assert.Equal("news", Assert.Single(Done(alice.GetTopicListAsync(Community)).Topics).TopicName);
    }

    [Theory]
    [InlineData("@TGS#_1")]
    [InlineData("@TGS#1@TOPIC#_2")]
    [InlineData("x")]
    public void Topic_with_another_kind_of_id_is_refused(string topicId) => Assert.Equal(
        ErrorCodes.TopicIdInvalid, CodeOf(() => LogIn().CreateTopicInCommunityAsync(new NewTopic { GroupId = Community, TopicName = "x", TopicId = topicId })));

    [Fact]
    public void Topics_are_believed_for_five_minutes_and_until_a_new_one_is_made()
    {
        Gateway.AddTopic(Community, "one");
        var alice = LogIn();
        Done(alice.GetTopicListAsync(Community));
        Assert.Single(Done(alice.GetTopicListAsync(Community)).Topics);
        Assert.Equal("""{"GroupId":"@TGS#_1","TopicIdList":[],"MemberInfoFilter":["NoUnreadSeqList"]}""", Assert.Single(Gateway.RequestsFor(GetTopics)).Body.ToString());

        var second = Gateway.AddTopic(Community, "two");
        Gateway.Notice("alice", Community, new GroupNoticeBody { ReportType = GroupNoticeTypes.TopicCreated }, second);
        Assert.Equal(2, Done(alice.GetTopicListAsync(Community)).Topics.Count);
        Advance(TimeSpan.FromSeconds(301), TimeSpan.FromSeconds(1));
        Done(alice.GetTopicListAsync(Community, [second]));

        Assert.Equal(3, Gateway.RequestsFor(GetTopics).Count);
    }

    [Fact]
    public void Unread_count_follows_from_the_positions()
    {
        Gateway.AddTopic(Community, "one", lastSequence: 10, readSequence: 4, excluded: [3, 5, 10, 11]);

        Assert.Equal(4, Assert.Single(Done(LogIn().GetTopicListAsync(Community)).Topics).UnreadCount);
    }

    [Fact]
    public void Message_in_a_topic_that_was_asked_for_updates_it()
    {
        var topicId = Gateway.AddTopic(Community, "one", lastSequence: 2, readSequence: 2);
        var alice = LogIn();
        Gateway.Speak("bob", Community, "unheard", topicId, sequence: 3);
        Assert.Empty(EventsOf<TopicUpdated>());
        Done(alice.GetTopicListAsync(Community));

        Gateway.Speak("bob", Community, "hi", topicId, sequence: 3);
        Gateway.Speak("bob", Community, "again", topicId, sequence: 3);
        Gateway.Speak("bob", Community, "quiet", topicId, sequence: 4, static one => one with { SendMsgControl = new SendMsgControl { NoUnread = 1 } });

        var topic = EventsOf<TopicUpdated>("alice")[^1].Topic;
        Assert.Equal((1, 5, "quiet"), (topic.UnreadCount, topic.NextMessageSequence, ((TextPayload)topic.LastMessage!.Payload).Text));
        Assert.Equal(2, EventsOf<TopicUpdated>("alice").Count);
    }

    [Fact]
    public void What_the_conversations_know_first_reaches_the_topic()
    {
        var topicId = Gateway.AddTopic(Community, "one", lastSequence: 5, readSequence: 0);
        var alice = LogIn();
        Done(alice.GetTopicListAsync(Community));
        var account = Sys.ActorSelection("/user/chat/1400000001/alice");

        account.Tell(new GroupsProtocol.TopicRevoked(topicId, 4, "bob"));
        Assert.Equal(4, EventsOf<TopicUpdated>()[^1].Topic.UnreadCount);
        account.Tell(new GroupsProtocol.TopicRead(topicId, 2));
        Assert.Equal(2, EventsOf<TopicUpdated>()[^1].Topic.UnreadCount);
        account.Tell(new GroupsProtocol.TopicSent(topicId, new LastMessage("alice", 1, 6, "TIMTextElem", new TextPayload("me"), "", false), 6));

        Assert.Equal((0, 7), (EventsOf<TopicUpdated>()[^1].Topic.UnreadCount, EventsOf<TopicUpdated>()[^1].Topic.NextMessageSequence));
    }

    [Fact]
    public void Recall_and_reading_elsewhere_reach_the_topic()
    {
        var topicId = Gateway.AddTopic(Community, "one", lastSequence: 5, readSequence: 0);
        var alice = LogIn();
        Done(alice.GetTopicListAsync(Community));

        Gateway.Notice("alice", Community, new GroupNoticeBody { GroupWithdrawInfoArray = [new GroupWithdrawal { GroupId = Community, TopicId = topicId, MsgSeq = 5 }] }, topicId);
        Gateway.Notice("alice", Community, new GroupNoticeBody { GroupReadInfoArray = [new GroupReadMark { GroupId = Community, TopicId = topicId, LastReadMsgSeq = 3 }] }, topicId);

        Assert.Equal([4, 1], EventsOf<TopicUpdated>().Select(static one => one.Topic.UnreadCount));
    }

    [Fact]
    public void Own_message_reads_the_mentions_and_its_edit_reaches_the_topic()
    {
        var topicId = Gateway.AddTopic(Community, "one");
        var alice = LogIn();
        Done(alice.GetTopicListAsync(Community));
        Gateway.Mention("alice", Gateway.Speak("bob", Community, "@alice", topicId: topicId), GroupAtTips.Me);
        Assert.Single(EventsOf<TopicUpdated>("alice")[^1].Topic.GroupAtInfoList);

        var sent = Done(alice.SendMessageAsync(alice.CreateTextMessage(MessageTarget.Group(topicId), "1")));

        Assert.Empty(EventsOf<TopicUpdated>("alice")[^1].Topic.GroupAtInfoList);
        Done(alice.ModifyMessageAsync(sent with { Payload = new TextPayload("2") }));
        Assert.Equal(new TextPayload("2"), EventsOf<TopicUpdated>("alice")[^1].Topic.LastMessage!.Payload);
    }

    [Fact]
    public void Attributes_of_a_community_that_nobody_has_listed_follow_the_pushes()
    {
        var alice = LogIn();
        Done(alice.SetGroupAttributesAsync(Community, new Dictionary<string, string> { ["a"] = "1" }));

        Gateway.SetAttribute(Community, "a", "2");

        Assert.Equal("2", Done(alice.GetGroupAttributesAsync(Community))["a"]);
    }

    [Fact]
    public void Profile_mute_option_and_mentions_of_a_topic_follow_the_pushes()
    {
        var topicId = Gateway.AddTopic(Community, "one");
        var alice = LogIn();
        Done(alice.GetTopicListAsync(Community));

        Gateway.Tip(Community, new GroupTipBody { OpType = GroupTipTypes.TopicChanged, MsgTopicNewInfo = new TopicProfileChange { TopicName = "new", ShutupAll = 1 } }, topicId: topicId);
        Gateway.Tip(Community, new GroupTipBody { OpType = GroupTipTypes.MemberChanged, MsgMemberInfo = [new GroupMemberMute { UserId = "alice", ShutupTime = 60 }] }, topicId: topicId);
        Gateway.Notice("alice", Community, new GroupNoticeBody { ReportType = GroupNoticeTypes.ReceiveOptionChanged, Level = GroupReceiveOptions.Discard }, topicId);
        Gateway.Raw("alice", $$$"""{"head":{"servcmd":"im_open_push.msg_push","seq":0},"body":{"EventArray":[{"Event":12,"GroupTips":[{"GroupAtTips":{"GroupId":"{{{Community}}}","TopicId":"{{{topicId}}}","From_Account":"bob","MsgSeq":7,"AtFlagList":[1]},"MsgRandom":5}]}]}}""");

        var topic = EventsOf<TopicUpdated>("alice")[^1].Topic;
        Assert.Equal(("new", true, 60, GroupReceiveOptions.Discard), (topic.TopicName, topic.MuteAllMembers, topic.SelfInfo.MuteTime, topic.SelfInfo.MessageRemindType));
        Assert.Equal(("bob", 7, 5), (topic.GroupAtInfoList[0].From, topic.GroupAtInfoList[0].Sequence, topic.GroupAtInfoList[0].Random));
    }

    [Fact]
    public void Summary_of_the_newest_message_updates_the_topic_without_delivering()
    {
        var topicId = Gateway.AddTopic(Community, "one", lastSequence: 2, readSequence: 1);
        var alice = LogIn();
        Done(alice.GetTopicListAsync(Community));
        Gateway.Raw("alice", $$$"""{"head":{"servcmd":"im_open_push.msg_push","seq":0},"body":{"EventArray":[{"Event":26,"NewMsg":{"From_Account":"bob","MsgSeq":4,"MsgTimeStamp":5,"GroupInfo":{"GroupId":"{{{Community}}}","TopicId":"{{{topicId}}}","MillionGroupFlag":2},"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"x"}}]},"NoUnreadSeqList":[3]}]}}""");

        Assert.Equal(2, Assert.Single(EventsOf<TopicUpdated>()).Topic.UnreadCount);
    }

    [Fact]
    public void Edit_of_the_last_message_shows()
    {
        var topicId = Gateway.AddTopic(Community, "one");
        var alice = LogIn();
        Done(alice.GetTopicListAsync(Community));
        Gateway.Speak("bob", Community, "hi", topicId, sequence: 1);

        Gateway.Raw("alice", $$$"""{"head":{"servcmd":"im_open_push.msg_push","seq":0},"body":{"EventArray":[{"Event":18,"GroupMsgModNotifys":[{"GroupId":"{{{Community}}}","TopicId":"{{{topicId}}}","MsgSeq":1,"MsgVersion":1,"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"edited"}}],"CloudCustomData":"x"}]}]}}""");

        Assert.Equal("edited", ((TextPayload)EventsOf<TopicUpdated>("alice")[^1].Topic.LastMessage!.Payload).Text);
    }

    [Fact]
    public void Own_change_of_a_topic_is_answered_and_sent_as_the_sdk_sends_it()
    {
        var topicId = Gateway.AddTopic(Community, "one");
        var alice = LogIn();
        Done(alice.GetTopicListAsync(Community));

        var changed = Done(alice.UpdateTopicProfileAsync(new TopicUpdate { GroupId = Community, TopicId = topicId, TopicName = "new", MuteAllMembers = true }));

        Assert.Equal(("new", true), (changed!.TopicName, changed.MuteAllMembers));
        Assert.Equal(
            $$"""{"GroupId":"@TGS#_1","TopicId":"{{topicId}}","TopicName":"new","ShutUpAllMember":"On"}""",
            Gateway.RequestsFor("million_group_open_http_svc.modify_topic").Single().Body.ToString());
    }

    [Fact]
    public void Deletion_tells_what_became_of_each_topic()
    {
        var topicId = Gateway.AddTopic(Community, "one");
        var alice = LogIn();
        Done(alice.GetTopicListAsync(Community));

        var result = Done(alice.DeleteTopicFromCommunityAsync(Community, [topicId, topicId + "0"]));

        Assert.Equal(topicId, Assert.Single(result.SuccessTopicIds));
        Assert.Equal(ErrorCodes.TopicDeleted, Assert.Single(result.Failures).Code);
        Gateway.Speak("bob", Community, "hi", topicId, sequence: 1);
        Assert.Empty(EventsOf<TopicUpdated>());
    }

    [Fact]
    public void Deletion_elsewhere_is_told_and_ends_the_conversation()
    {
        var topicId = Gateway.AddTopic(Community, "one");
        var alice = LogIn();
        Done(alice.GetTopicListAsync(Community));
        Gateway.Speak("bob", Community, "hi", topicId);
        Assert.NotNull(Done(alice.GetConversationProfileAsync("GROUP" + topicId)).LastMessage);

        Gateway.Notice("alice", Community, new GroupNoticeBody { ReportType = GroupNoticeTypes.TopicDeleted, TopicIdArray = [topicId] });

        Assert.Equal([topicId], Assert.Single(EventsOf<TopicDeleted>("alice")).TopicIdList.AsEnumerable());
        Assert.Null(Done(alice.GetConversationProfileAsync("GROUP" + topicId)).LastMessage);
    }

    [Fact]
    public void Mute_and_receive_option_of_a_topic_name_community_and_topic()
    {
        var topicId = Gateway.AddTopic(Community, "one");
        var alice = LogIn();
        Done(alice.GetTopicListAsync(Community));

        Done(alice.SetMessageRemindTypeAsync(topicId, RemindType.AcceptNotNotify));
        Done(alice.SetGroupMemberMuteTimeAsync(topicId, "bob", TimeSpan.FromSeconds(9)));

        Assert.Equal(
            [
                $$"""{"GroupId":"@TGS#_1","TopicId":"{{topicId}}","Member_Account":"alice","MsgFlag":"AcceptNotNotify"}""",
                $$"""{"GroupId":"@TGS#_1","TopicId":"{{topicId}}","Member_Account":"bob","ShutUpTime":9}""",
            ],
            Gateway.RequestsFor("million_group_open_http_svc.modify_group_member_info").Select(static request => request.Body.ToString()));
        Assert.Equal(GroupReceiveOptions.AcceptNotNotify, Assert.Single(Done(alice.GetTopicListAsync(Community)).Topics).SelfInfo.MessageRemindType);
    }

    [Fact]
    public void Reconnect_refreshes_the_topics_in_which_something_was_said_lately()
    {
        var active = Gateway.AddTopic(Community, "active");
        Gateway.AddTopic(Community, "quiet");
        var alice = LogIn();
        Done(alice.GetTopicListAsync(Community));
        Gateway.Speak("bob", Community, "hi", active, sequence: 1);
        var events = EventsOf<TopicUpdated>().Count;

        Gateway.Drop("alice");
        AdvanceSeconds(1);

        Assert.Equal($$"""{"GroupId":"@TGS#_1","TopicIdList":["{{active}}"],"MemberInfoFilter":["NoUnreadSeqList"]}""", Gateway.RequestsFor(GetTopics)[^1].Body.ToString());
        Assert.Equal(events, EventsOf<TopicUpdated>().Count);
    }

    [Fact]
    public void Mentions_that_another_device_has_read_are_gone_when_the_topic_is_fetched_again()
    {
        var topicId = Gateway.AddTopic(Community, "one");
        var alice = LogIn();
        Done(alice.GetTopicListAsync(Community));
        Gateway.Mention("alice", Gateway.Speak("bob", Community, "@alice", topicId, sequence: 1), GroupAtTips.Me);
        Assert.Single(Assert.Single(Done(alice.GetTopicListAsync(Community)).Topics).GroupAtInfoList);
        var topic = Gateway.GroupOf(Community).Topics[topicId];
        Gateway.GroupOf(Community).Topics[topicId] = topic with { SelfInfo = topic.SelfInfo! with { MsgSeq = 1 } };

        Advance(TimeSpan.FromSeconds(301), TimeSpan.FromSeconds(1));

        Assert.Empty(Assert.Single(Done(alice.GetTopicListAsync(Community)).Topics).GroupAtInfoList);
    }

    [Fact]
    public void Topics_of_an_odd_server_do_no_harm()
    {
        var alice = LogIn();
        Gateway.OverrideReply = static request => request.Command == GetTopics
            ? """{"TopicAndSelfInfo":[null,{},{"TopicInfo":{"TopicId":null}},{"TopicInfo":{"TopicId":"a","TopicName":null,"LastMsg":{"MsgBody":[null]},"AtInfoList":[null,{"From_Account":null,"AtFlagList":null}]},"SelfInfo":{"NoUnreadSeqList":null}},{"ErrorCode":10010,"TopicInfo":{"TopicId":"b"}}]}"""
            : null;

        var result = Done(alice.GetTopicListAsync(Community));

        Assert.Equal(("a", "b"), (Assert.Single(result.Topics).TopicId, Assert.Single(result.Failures).TopicId));
    }

    [Fact]
    public void Eleventh_question_for_topics_in_a_second_is_refused()
    {
        var alice = LogIn();
        for (var i = 0; i < 10; i++)
        {
            Done(alice.GetTopicListAsync(Community));
        }

        Assert.Equal(ErrorCodes.ClientRateLimit, CodeOf(alice.GetTopicListAsync(Community)));
    }
}
