using Chat.Actors.Events;
using Chat.Protocol.Groups;
using Chat.Testing;

namespace Chat.Actors.Tests.Topics;

/// <summary>Mentions in topics, and how long topics are believed.</summary>
public sealed class TopicMentionSpecs : ChatSpec
{
    private const string Community = "@TGS#_1";
    private const string GetTopics = "million_group_open_http_svc.get_topic";

    private readonly string _topicId;

    public TopicMentionSpecs()
    {
        Gateway.AddGroup(Community, GroupTypes.Community, "alice", "bob").IsSupportTopic = true;
        _topicId = Gateway.AddTopic(Community, "one");
    }

    [Fact]
    public void Second_notice_of_a_message_adds_to_the_first()
    {
        var alice = LogIn();
        Done(alice.GetTopicListAsync(Community));

        Tell("GroupAtTips", 1, "bob", 7);
        Tell("GroupAtTips", 2, "bob", 7);
        Tell("GroupAtTips", 2, "bob", 7);

        Assert.Equal([3], Assert.Single(EventsOf<TopicUpdated>("alice")[^1].Topic.GroupAtInfoList).AtTypes);
        Assert.Equal(2, EventsOf<TopicUpdated>("alice").Count);
    }

    [Fact]
    public void Own_mention_of_everybody_is_none()
    {
        var alice = LogIn();
        Done(alice.GetTopicListAsync(Community));

        Tell("GroupAtTips", 2, "alice", 7);

        Assert.Empty(EventsOf<TopicUpdated>("alice"));
    }

    [Fact]
    public void Mention_may_come_in_the_body()
    {
        var alice = LogIn();
        Done(alice.GetTopicListAsync(Community));

        Tell("MsgBody", 1, "bob", 7);
        Tell("GroupAtTips", 1, "bob", 6);

        Assert.Equal([6, 7], EventsOf<TopicUpdated>("alice")[^1].Topic.GroupAtInfoList.Select(static one => one.Sequence));
    }

    [Fact]
    public void Server_says_how_long_topics_are_believed_and_which_are_asked_for_after_an_outage()
    {
        Gateway.OverrideReply = static request => request.Command == "im_sdk_config_mgr.fetch_config"
            ? """{"str_json_config":"{\"topic_cache_time\":\"10\",\"topic_last_active_time\":\"20\"}"}"""
            : null;
        var alice = LogIn();
        Done(alice.GetTopicListAsync(Community));
        Gateway.Speak("bob", Community, "hi", _topicId);

        AdvanceSeconds(11);
        Done(alice.GetTopicListAsync(Community));
        Assert.Equal(2, Gateway.RequestsFor(GetTopics).Count);
        AdvanceSeconds(11);
        Gateway.Drop("alice");
        AdvanceSeconds(1);

        Assert.Equal(2, Gateway.RequestsFor(GetTopics).Count);
    }

    private void Tell(string place, int flag, string from, long sequence) => Gateway.Raw("alice", $$$"""
        {"head":{"servcmd":"im_open_push.msg_push","seq":0},"body":{"EventArray":[{"Event":12,"GroupTips":[{"{{{place}}}":{"GroupId":"{{{Community}}}",
         "TopicId":"{{{_topicId}}}","From_Account":"{{{from}}}","MsgSeq":{{{sequence}}},"AtFlagList":[{{{flag}}}]},"MsgRandom":5}]}]}}
        """);
}
