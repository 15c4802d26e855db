using Chat.Protocol.Groups;
using Chat.Server.Tests.Groups;
using Chat.Server.Tests.Testing;

namespace Chat.Server.Tests.Topics;

/// <summary>What a member has read of a topic is a function of what is stored.</summary>
public sealed class TopicReadSpecs : IDisposable
{
    private readonly TestServer _server = new();

    [Fact]
    public void What_was_there_before_a_member_came_is_no_news()
    {
        var (alice, bob, carol) = (_server.Login("alice"), _server.Login("bob"), _server.Login("carol"));
        var group = alice.CreateCommunity("bob");
        var (news, sport, later) = (alice.NewTopic(group), alice.NewTopic(group, "sport"), "");
        for (var i = 0; i < 9; i++)
        {
            alice.SendToTopic(group, news).ShouldBeOk();
        }

        _server.Join(group, "carol");
        later = alice.NewTopic(group, "later");
        for (var i = 0; i < 5; i++)
        {
            alice.SendToTopic(group, news).ShouldBeOk();
            alice.SendToTopic(group, later).ShouldBeOk();
        }

        Assert.Equal((14, 0, 5), (bob.UnreadOfTopic(group, news), bob.UnreadOfTopic(group, sport), bob.UnreadOfTopic(group, later)));
        Assert.Equal((5, 0, 5), (carol.UnreadOfTopic(group, news), carol.UnreadOfTopic(group, sport), carol.UnreadOfTopic(group, later)));
        Assert.Equal(9, carol.GetTopic(group, news).GetProperty("SelfInfo").Long("MsgSeq"));
    }

    [Fact]
    public void Who_sends_has_read_and_its_other_devices_are_told()
    {
        var (alice, bob) = (_server.Login("alice"), _server.Login("bob"));
        var phone = _server.Login("bob", Protocol.Sessions.ClientPlatform.Android);
        var group = alice.CreateCommunity("bob");
        var topic = alice.NewTopic(group);
        alice.SendToTopic(group, topic).ShouldBeOk();
        Assert.Equal(1, bob.UnreadOfTopic(group, topic));

        bob.SendToTopic(group, topic).ShouldBeOk();

        Assert.Equal(0, phone.UnreadOfTopic(group, topic));
        var mark = Assert.Single(phone.Tips(_server, 5), static item => item.GetProperty("MsgBody").TryGetProperty("GroupReadInfoArray", out _)).GetProperty("MsgBody").GetProperty("GroupReadInfoArray")[0];
        Assert.Equal((group, topic, 2), (mark.Str("GroupId"), mark.Str("TopicId"), mark.Long("LastReadMsgSeq")));
        Assert.DoesNotContain(bob.Tips(_server, 5), static item => item.GetProperty("MsgBody").TryGetProperty("GroupReadInfoArray", out _));
    }

    [Fact]
    public void Silent_messages_are_named_and_a_read_report_moves_the_position()
    {
        var (alice, bob) = (_server.Login("alice"), _server.Login("bob"));
        var group = alice.CreateCommunity("bob");
        var topic = alice.NewTopic(group);
        alice.SendToTopic(group, topic).ShouldBeOk();
        alice.SendToTopic(group, topic, extra: ",\"SendMsgControl\":[\"NoUnread\"]").ShouldBeOk();
        alice.SendToTopic(group, topic).ShouldBeOk();

        Assert.Equal(2, bob.UnreadOfTopic(group, topic));
        Assert.Equal([2], bob.GetTopic(group, topic).GetProperty("SelfInfo").Items("NoUnreadSeqList").Select(static one => one.GetInt32()));
        bob.Call(GroupMessageCommands.ReportRead.Community, $$"""{"GroupId":"{{group}}","TopicId":"{{topic}}","MsgReadedSeq":1}""").ShouldBeOk();
        Assert.Equal(1, bob.UnreadOfTopic(group, topic));
        Assert.Equal(1, bob.GetTopic(group, topic).GetProperty("SelfInfo").Long("MsgSeq"));
    }

    [Fact]
    public void The_last_message_is_neither_a_tip_nor_one_that_is_not_to_be_shown()
    {
        var alice = _server.Login("alice");
        var group = alice.CreateCommunity();
        var topic = alice.NewTopic(group);
        Assert.False(alice.GetTopic(group, topic).GetProperty("TopicInfo").TryGetProperty("LastMsg", out _));

        alice.SendToTopic(group, topic, "shown", ",\"CloudCustomData\":\"data\"").ShouldBeOk();
        alice.SendToTopic(group, topic, "hidden", ",\"SendMsgControl\":[\"NoLastMsg\"]").ShouldBeOk();
        alice.ModifyTopic(group, topic, "\"TopicName\":\"old\"").ShouldBeOk();

        var info = alice.GetTopic(group, topic).GetProperty("TopicInfo");
        var last = info.GetProperty("LastMsg");
        Assert.Equal((4, _server.Now), (info.Long("NextMsgSeq"), info.Long("LastMsgTime")));
        Assert.Equal(("shown", 1, "alice", "data"), (last.TextOf(), last.Long("LastMsgSeq"), last.Str("From_Account"), last.Str("CloudCustomData")));
        Assert.False(last.TryGetProperty("MsgSeq", out _));
    }

    public void Dispose() => _server.Dispose();
}
