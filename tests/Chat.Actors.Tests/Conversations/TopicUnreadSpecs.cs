using Chat.Actors.Events;
using Chat.Actors.Messages;
using Chat.Actors.Tests.Messages;
using Chat.Protocol.Messages;

namespace Chat.Actors.Tests.Conversations;

/// <summary>What is unread in the conversation of a topic, which no list brings: it is what its community counts.</summary>
public sealed class TopicUnreadSpecs : GroupSpec
{
    private const string GetTopics = "million_group_open_http_svc.get_topic";

    [Fact]
    public void Message_that_the_server_only_tells_of_counts_and_can_be_read()
    {
        var topic = Gateway.AddTopic(Community, "news", lastSequence: 2, readSequence: 1);
        var bob = LogIn("bob");
        Done(bob.GetTopicListAsync(Community));

        Tell("bob", topic, 4, ""","NoUnreadSeqList":[3]""");

        var conversation = Done(bob.GetConversationProfileAsync("GROUP" + topic));
        Assert.Equal((2L, new TextPayload("4")), (conversation.UnreadCount, conversation.LastMessage!.Payload));
        Assert.Equal(2, EventsOf<TopicUpdated>("bob")[^1].Topic.UnreadCount);
        Assert.Empty(EventsOf<MessageReceived>());
        Done(bob.SetMessageReadAsync("GROUP" + topic));
        Assert.Contains("\"MsgReadedSeq\":4", Assert.Single(Bodies("million_group_open_http_svc.msg_read_report")), StringComparison.Ordinal);
        Assert.Equal(0, Unread(bob, topic));
    }

    [Fact]
    public void Message_that_the_server_tells_of_and_delivers_is_told_and_counted_once()
    {
        var topic = Gateway.AddTopic(Community, "news", lastSequence: 2, readSequence: 2);
        var bob = LogIn("bob");
        Done(bob.GetTopicListAsync(Community));

        Tell("bob", topic, 3);
        Gateway.Speak("alice", Community, "3", topic, sequence: 3);
        Gateway.Speak("alice", Community, "4", topic, sequence: 4);
        Tell("bob", topic, 4);

        Assert.Equal(["3", "4"], TextsOf("bob"));
        Assert.Equal(2, Unread(bob, topic));
    }

    [Fact]
    public void What_was_delivered_and_does_not_count_still_does_not_when_the_server_tells_of_more()
    {
        var topic = Gateway.AddTopic(Community, "news", lastSequence: 2, readSequence: 2);
        var bob = LogIn("bob");
        Done(bob.GetTopicListAsync(Community));
        Gateway.Speak("alice", Community, "3", topic, sequence: 3);
        Gateway.Speak("alice", Community, "4", topic, sequence: 4, static one => one with { SendMsgControl = new SendMsgControl { NoUnread = 1 } });

        Tell("bob", topic, 6);

        Assert.Equal((3L, 3L), (Unread(bob, topic), EventsOf<TopicUpdated>("bob")[^1].Topic.UnreadCount));
    }

    [Fact]
    public void Own_message_that_the_server_tells_of_is_read()
    {
        var topic = Gateway.AddTopic(Community, "news", lastSequence: 2, readSequence: 1);
        var bob = LogIn("bob");
        Done(bob.GetTopicListAsync(Community));

        Tell("bob", topic, 3, from: "bob");

        Assert.Equal(0, Unread(bob, topic));
    }

    [Fact]
    public void Who_speaks_has_read_what_was_said_before()
    {
        var bob = LogIn("bob");
        Done(bob.GetTopicListAsync(Community));
        Gateway.Speak("alice", Community, "1", TopicId, sequence: 1);
        Assert.Equal(1, Unread(bob, TopicId));

        Done(bob.SendMessageAsync(bob.CreateTextMessage(MessageTarget.Group(TopicId), "2")));

        Assert.Equal((0L, 0L), (Unread(bob, TopicId), EventsOf<TopicUpdated>("bob")[^1].Topic.UnreadCount));
    }

    [Fact]
    public void What_was_deleted_still_counts_as_it_does_on_the_server()
    {
        var bob = LogIn("bob");
        Done(bob.GetTopicListAsync(Community));
        Gateway.Speak("alice", Community, "1", TopicId, sequence: 1);

        Done(bob.DeleteMessagesAsync(Received("bob")));

        Assert.Equal((1L, 1L), (Unread(bob, TopicId), EventsOf<TopicUpdated>("bob")[^1].Topic.UnreadCount));
    }

    [Fact]
    public void Recall_and_partial_read_among_messages_that_do_not_count_leave_what_the_topic_counts()
    {
        var topic = Gateway.AddTopic(Community, "news", lastSequence: 6, readSequence: 0, excluded: [2, 5]);
        var bob = LogIn("bob");
        Done(bob.GetTopicListAsync(Community));
        var said = Gateway.Speak("alice", Community, "7", topic, sequence: 7);
        Assert.Equal(5, Unread(bob, topic));

        Gateway.RecallInGroup(said with { MsgSeq = 7 }, "alice", topicId: topic);
        Assert.Equal((4L, 4L), (Unread(bob, topic), EventsOf<TopicUpdated>("bob")[^1].Topic.UnreadCount));
        Gateway.ReadGroupElsewhere("bob", topic, 3);
        Assert.Equal((2L, 2L), (Unread(bob, topic), EventsOf<TopicUpdated>("bob")[^1].Topic.UnreadCount));

        Assert.Single(Gateway.RequestsFor(GetTopics));
    }

    [Fact]
    public void Community_is_asked_where_too_many_messages_do_not_count()
    {
        var topic = Gateway.AddTopic(Community, "news", lastSequence: 400, readSequence: 0, excluded: [.. Enumerable.Range(1, 300).Select(static one => (long)one)]);
        var bob = LogIn("bob");
        Done(bob.GetTopicListAsync(Community));
        Assert.Equal(100, Unread(bob, topic));

        Gateway.ReadGroupElsewhere("bob", topic, 20);

        Assert.Equal(100, Unread(bob, topic));
        Assert.Equal($$"""{"GroupId":"@TGS#_1","TopicIdList":["{{topic}}"],"MemberInfoFilter":["NoUnreadSeqList"]}""", Bodies(GetTopics)[^1]);
        Assert.Equal(2, Bodies(GetTopics).Count);
        Assert.Single(Bodies("recentcontact.page_get"));
    }

    private static long Unread(ChatClient client, string topic) => Done(client.GetConversationProfileAsync("GROUP" + topic)).UnreadCount;

    private void Tell(string user, string topic, long sequence, string more = "", string from = "alice") => Push(
        user,
        $$$"""{"Event":26,"NewMsg":{"From_Account":"{{{from}}}","MsgSeq":{{{sequence}}},"MsgTimeStamp":1800000000,"GroupInfo":{"GroupId":"{{{Community}}}","TopicId":"{{{topic}}}","MillionGroupFlag":2},"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"{{{sequence}}}"}}]}{{{more}}}}""");
}
