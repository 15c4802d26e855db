using System.Globalization;
using Chat.Protocol.Errors;
using Chat.Protocol.Groups;
using Chat.Server.Groups;
using Chat.Server.Tests.Groups;
using Chat.Server.Tests.Testing;

namespace Chat.Server.Tests.Topics;

public sealed class TopicSpecs : IDisposable
{
    private readonly TestServer _server = new();

    [Fact]
    public void Members_and_strangers_change_no_topics()
    {
        var (alice, bob, eve) = (_server.Login("alice"), _server.Login("bob"), _server.Login("eve"));
        var group = alice.CreateCommunity("bob");
        var topic = alice.NewTopic(group);

        foreach (var client in new[] { bob, eve })
        {
            client.CreateTopic(group, "mine").ShouldFail(ErrorCodes.GroupDenied);
            client.ModifyTopic(group, topic, "\"TopicName\":\"mine\"").ShouldFail(ErrorCodes.GroupDenied);
            client.ModifyTopic(group, topic, "\"ShutUpAllMember\":\"On\"").ShouldFail(ErrorCodes.GroupDenied);
            client.DestroyTopics(group, topic).ShouldFail(ErrorCodes.GroupDenied);
        }

        eve.GetTopics(group).ShouldFail(ErrorCodes.GroupDenied);
        eve.SendToTopic(group, topic).ShouldFail(ErrorCodes.GroupDenied);
        Assert.Equal("news", bob.GetTopic(group, topic).GetProperty("TopicInfo").Str("TopicName"));
        alice.CreateTopic("@TGS#_nothing", "news").ShouldFail(ErrorCodes.GroupUnknown);
        alice.GetTopics("@TGS#_nothing").ShouldFail(ErrorCodes.GroupUnknown);
        alice.CreateTopic(topic, "news").ShouldFail(ErrorCodes.GroupIdInvalid);
    }

    [Fact]
    public void Administrators_change_topics()
    {
        var (alice, bob) = (_server.Login("alice"), _server.Login("bob"));
        var group = alice.CreateGroup(GroupTypes.Community, ",\"SupportTopic\":1,\"MemberList\":[{\"Member_Account\":\"bob\",\"Role\":\"Admin\"}]", []);

        var topic = bob.NewTopic(group);
        bob.ModifyTopic(group, topic, "\"TopicName\":\"old\",\"ShutUpAllMember\":\"On\"").ShouldBeOk();
        Assert.Equal(0, bob.DestroyTopics(group, topic).Items("DestroyResultItem")[0].Long("ErrorCode"));
    }

    [Theory]
    [InlineData(GroupTypes.Work)]
    [InlineData(GroupTypes.Public)]
    [InlineData(GroupTypes.Meeting)]
    [InlineData(GroupTypes.Community)]
    public void Groups_without_topics_get_none(string type)
    {
        var alice = _server.Login("alice");
        var group = alice.CreateGroup(type);

        var code = type == GroupTypes.Community ? ErrorCodes.CommunitiesDisabled : ErrorCodes.GroupDenied;
        alice.CreateTopic(group, "news").ShouldFail(code);
        alice.DestroyTopics(group, group + "@TOPIC#_x").ShouldFail(code);
        Assert.Empty(alice.GetTopics(group).Items("TopicAndSelfInfo"));
    }

    [Theory]
    [InlineData("sport", ErrorCodes.GroupIdInvalid)]
    [InlineData("@TGS#_other@TOPIC#_sport", ErrorCodes.GroupIdInvalid)]
    [InlineData("{0}@TOPIC#_", ErrorCodes.GroupIdInvalid)]
    [InlineData("{0}@TOPIC#_@TOPIC#c1", ErrorCodes.GroupIdInvalid)]
    [InlineData("{0}@TOPIC#_@TGS#_1", ErrorCodes.GroupIdInvalid)]
    [InlineData("{0}@TOPIC#_sportä", ErrorCodes.GroupIdInvalid)]
    [InlineData("{0}@TOPIC#_0123456789012345678901234567890123456789012345678901234567890123456789", ErrorCodes.GroupIdInvalid)]
    [InlineData("{0}@TOPIC#_sport", 0)]
    public void A_chosen_id_names_the_community(string id, int code)
    {
        var alice = _server.Login("alice");
        var group = alice.CreateCommunity();

        var chosen = string.Format(CultureInfo.InvariantCulture, id, group);
        Assert.Equal(code, alice.CreateTopic(group, "sport", $",\"TopicId\":\"{chosen}\"").Code());
        if (code == 0)
        {
            alice.CreateTopic(group, "sport", $",\"TopicId\":\"{chosen}\"").ShouldFail(ErrorCodes.GroupIdTaken);
        }
    }

    [Theory]
    [InlineData("TopicName", 30)]
    [InlineData("Introduction", 240)]
    [InlineData("Notification", 300)]
    [InlineData("FaceUrl", 100)]
    [InlineData("CustomString", 3000)]
    public void Texts_have_the_documented_sizes(string field, int most)
    {
        var alice = _server.Login("alice");
        var group = alice.CreateCommunity();
        var topic = alice.NewTopic(group);

        alice.ModifyTopic(group, topic, $"\"{field}\":\"{new string('x', most + 1)}\"").ShouldFail(ErrorCodes.GroupParameter);
        alice.ModifyTopic(group, topic, $"\"{field}\":\"{new string('x', most)}\"").ShouldBeOk();
        alice.CreateTopic(group, "").ShouldFail(ErrorCodes.GroupParameter);
        alice.ModifyTopic(group, topic, "\"ShutUpAllMember\":\"Maybe\"").ShouldFail(ErrorCodes.GroupParameter);
        alice.ModifyTopic(group, topic + "x", "\"TopicName\":\"x\"").ShouldFail(ErrorCodes.TopicDeleted);
    }

    [Fact]
    public void A_community_has_two_hundred_topics_at_most()
    {
        var alice = _server.Login("alice");
        var group = alice.CreateCommunity();
        for (var i = 0; i < GroupLimits.MaxTopics; i++)
        {
            alice.NewTopic(group);
        }

        alice.CreateTopic(group, "one more").ShouldFail(ErrorCodes.TooManyGroups);
        Assert.Equal(GroupLimits.MaxTopics, alice.GetTopics(group).Items("TopicAndSelfInfo").Length);
        alice.GetTopics(group, [.. Enumerable.Repeat("x", GroupLimits.MaxTopics + 1)]).ShouldFail(ErrorCodes.GroupParameter);
        alice.GetTopics(group, [null]).ShouldFail(ErrorCodes.GroupParameter);
        alice.DestroyTopics(group, [null]).ShouldFail(ErrorCodes.GroupParameter);
        alice.DestroyTopics(group).ShouldFail(ErrorCodes.GroupParameter);
    }

    [Fact]
    public void All_who_are_online_learn_of_new_changed_and_ended_topics_the_caller_included()
    {
        var (alice, bob, eve) = (_server.Login("alice"), _server.Login("bob"), _server.Login("eve"));
        var group = alice.CreateCommunity("bob");

        var topic = alice.NewTopic(group);
        alice.ModifyTopic(group, topic, "\"TopicName\":\"old\",\"Introduction\":\"\",\"ShutUpAllMember\":\"On\"").ShouldBeOk();
        alice.ModifyTopic(group, topic, "\"TopicName\":\"old\"").ShouldBeOk();
        alice.DestroyTopics(group, topic, topic + "x").ShouldBeOk();

        foreach (var client in new[] { alice, bob })
        {
            var notices = client.Tips(_server, 5).Where(static item => item.GetProperty("MsgBody").TryGetProperty("ReportType", out var type) && type.GetInt32() is 17 or 18).ToList();
            Assert.Equal([17, 18], notices.Select(static item => item.GetProperty("MsgBody").Long("ReportType")));
            Assert.Equal((group, topic, 2), (notices[0].GetProperty("GroupInfo").Str("GroupId"), notices[0].GetProperty("GroupInfo").Str("TopicId"), notices[0].GetProperty("GroupInfo").Long("MillionGroupFlag")));
            Assert.Equal(topic, Assert.Single(notices[1].GetProperty("MsgBody").Items("TopicIdArray")).GetString());
            Assert.Equal(2, notices[1].GetProperty("GroupInfo").Long("MillionGroupFlag"));

            var tip = Assert.Single(client.Tips(_server, 4));
            Assert.Equal((8, "alice"), (tip.GetProperty("MsgBody").Long("OpType"), tip.GetProperty("MsgBody").Str("Operator_Account")));
            Assert.Equal((group, topic), (tip.GetProperty("GroupInfo").Str("GroupId"), tip.GetProperty("GroupInfo").Str("TopicId")));
            Assert.Equal("""{"TopicName":"old","ShutupAll":1}""", tip.GetProperty("MsgBody").GetProperty("MsgTopicNewInfo").ToString());
        }

        Assert.Empty(eve.Tips(_server, 4));
    }

    [Fact]
    public void Messages_are_numbered_per_topic_and_name_both()
    {
        var (alice, bob) = (_server.Login("alice"), _server.Login("bob"));
        var group = alice.CreateCommunity("bob");
        var (news, sport) = (alice.NewTopic(group), alice.NewTopic(group, "sport"));

        Assert.Equal(1, alice.SendToTopic(group, news).Long("MsgSeq"));
        Assert.Equal(1, alice.SendToTopic(group, sport).Long("MsgSeq"));
        Assert.Equal(2, bob.SendToTopic(group, news).Long("MsgSeq"));

        _server.Settle();
        var pushed = bob.Socket.All.Where(static item => item.Text.Contains("TIMTextElem", StringComparison.Ordinal)).Select(static item => item.Json).ToList();
        Assert.Equal(2, pushed.Count);
        Assert.Equal(
            (news, group, news, 2),
            (pushed[0].Str("ToGroupId"), pushed[0].GetProperty("GroupInfo").Str("GroupId"), pushed[0].GetProperty("GroupInfo").Str("TopicId"), pushed[0].GetProperty("GroupInfo").Long("MillionGroupFlag")));
        alice.SendToTopic(group, "").ShouldFail(ErrorCodes.GroupDenied);
        alice.SendToTopic(group, news + "x").ShouldFail(ErrorCodes.TopicDeleted);
    }

    [Fact]
    public void Mute_of_all_leaves_owner_and_other_topics_free()
    {
        var (alice, bob) = (_server.Login("alice"), _server.Login("bob"));
        var group = alice.CreateCommunity("bob");
        var (news, sport) = (alice.NewTopic(group), alice.NewTopic(group, "sport"));
        alice.ModifyTopic(group, news, "\"ShutUpAllMember\":\"On\"").ShouldBeOk();

        bob.SendToTopic(group, news).ShouldFail(ErrorCodes.GroupMuted);
        bob.SendToTopic(group, sport).ShouldBeOk();
        alice.SendToTopic(group, news).ShouldBeOk();
        Assert.Equal(1, bob.GetTopic(group, news).GetProperty("TopicInfo").Long("ShutUpAllFlag"));
        alice.ModifyTopic(group, news, "\"ShutUpAllMember\":\"Off\"").ShouldBeOk();
        bob.SendToTopic(group, news).ShouldBeOk();
    }

    [Fact]
    public void A_topic_that_is_not_there_is_told_in_its_item()
    {
        var alice = _server.Login("alice");
        var group = alice.CreateCommunity();
        var topic = alice.NewTopic(group);

        var items = alice.GetTopics(group, topic + "x", topic).Items("TopicAndSelfInfo");

        Assert.Equal([ErrorCodes.TopicDeleted, 0], items.Select(static item => (int)item.Long("ErrorCode")));
        Assert.Equal(topic + "x", items[0].GetProperty("TopicInfo").Str("TopicId"));
    }

    public void Dispose() => _server.Dispose();
}
