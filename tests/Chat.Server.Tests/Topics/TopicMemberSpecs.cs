using Chat.Protocol.Errors;
using Chat.Protocol.Groups;
using Chat.Protocol.Sessions;
using Chat.Server.Tests.Groups;
using Chat.Server.Tests.Testing;

namespace Chat.Server.Tests.Topics;

/// <summary>Who may not speak in a topic, and how a member receives it (wire reference, communities and topics §B5).</summary>
public sealed class TopicMemberSpecs : IDisposable
{
    private readonly TestServer _server = new(static settings => settings.MaxInstancesPerUser = 3);
    private readonly TestClient _alice;
    private readonly TestClient _bob;
    private readonly string _group;
    private readonly string _news;
    private readonly string _sport;

    public TopicMemberSpecs()
    {
        (_alice, _bob) = (_server.Login("alice"), _server.Login("bob"));
        _group = _alice.CreateCommunity("bob");
        (_news, _sport) = (_alice.NewTopic(_group), _alice.NewTopic(_group, "sport"));
    }

    public void Dispose() => _server.Dispose();

    [Fact]
    public void A_mute_holds_in_its_topic_until_it_ends()
    {
        _alice.ChangeMember(_group, "bob", $"\"TopicId\":\"{_news}\",\"ShutUpTime\":60").ShouldBeOk();

        _bob.SendToTopic(_group, _news).ShouldFail(ErrorCodes.GroupMuted);
        _bob.SendToTopic(_group, _sport).ShouldBeOk();
        _alice.SendToTopic(_group, _news).ShouldBeOk();
        Assert.Equal((60, 0, 0), (MutedFor(_bob, _news), MutedFor(_bob, _sport), MutedFor(_alice, _news)));
        Assert.Equal(0, _alice.Member(_group, "bob").Long("ShutUpUntil"));
        _server.Advance(TimeSpan.FromSeconds(59));
        _bob.SendToTopic(_group, _news).ShouldFail(ErrorCodes.GroupMuted);
        Assert.Equal(1, MutedFor(_bob, _news));
        _server.Advance(TimeSpan.FromSeconds(1));
        _bob.SendToTopic(_group, _news).ShouldBeOk();
        Assert.Equal(0, MutedFor(_bob, _news));
    }

    [Fact]
    public void A_mute_of_no_time_ends_the_one_before_and_both_outlive_a_restart()
    {
        _alice.ChangeMember(_group, "bob", $"\"TopicId\":\"{_news}\",\"ShutUpTime\":{uint.MaxValue}").ShouldBeOk();
        _server.Restart();
        _alice.Return();
        _bob.Return();
        _bob.SendToTopic(_group, _news).ShouldFail(ErrorCodes.GroupMuted);

        _alice.ChangeMember(_group, "bob", $"\"TopicId\":\"{_news}\",\"ShutUpTime\":0").ShouldBeOk();

        _bob.SendToTopic(_group, _news).ShouldBeOk();
    }

    [Fact]
    public void All_who_are_online_are_told_of_a_mute_in_the_topic()
    {
        var eve = _server.Login("eve");

        _alice.ChangeMember(_group, "bob", $"\"TopicId\":\"{_news}\",\"ShutUpTime\":60").ShouldBeOk();

        foreach (var client in new[] { _alice, _bob })
        {
            var tip = Assert.Single(client.Tips(_server, 4));
            var (header, body) = (tip.GetProperty("GroupInfo"), tip.GetProperty("MsgBody"));
            Assert.Equal((_group, _news, 2), (header.Str("GroupId"), header.Str("TopicId"), header.Long("MillionGroupFlag")));
            Assert.Equal((GroupTipTypes.MemberChanged, "alice"), (body.Long("OpType"), body.Str("Operator_Account")));
            Assert.Equal("""[{"UserId":"bob","ShutupTime":60}]""", body.GetProperty("MsgMemberInfo").ToString());
        }

        Assert.Equal(1, _bob.SendToTopic(_group, _sport).Long("MsgSeq"));
        Assert.Equal(2, _alice.SendToTopic(_group, _news).Long("MsgSeq"));
        Assert.Empty(eve.Tips(_server, 4));
    }

    [Fact]
    public void Nobody_mutes_an_equal_or_in_a_topic_that_is_not_there()
    {
        var (carol, dave, eve) = (_server.Login("carol"), _server.Login("dave"), _server.Login("eve"));
        _alice.Add(_group, "carol", "dave").ShouldBeOk();
        _alice.ChangeMember(_group, "carol", "\"Role\":\"Admin\"").ShouldBeOk();

        Assert.Equal(ErrorCodes.GroupDenied, Mute(_bob, "dave"));
        Assert.Equal(ErrorCodes.GroupDenied, Mute(_bob, "bob"));
        Assert.Equal(ErrorCodes.GroupDenied, Mute(carol, "alice"));
        Assert.Equal(ErrorCodes.GroupDenied, Mute(carol, "carol"));
        Assert.Equal(ErrorCodes.GroupDenied, Mute(eve, "bob"));
        Assert.Equal(ErrorCodes.GroupUserUnknown, Mute(_alice, "eve"));
        Assert.Equal(ErrorCodes.GroupUserUnknown, Mute(_alice, "nobody"));
        Assert.Equal(ErrorCodes.TopicDeleted, Mute(_alice, "bob", _news + "x"));
        Assert.Equal(ErrorCodes.GroupParameter, Mute(_alice, "bob", seconds: -1));
        Assert.Equal(ErrorCodes.GroupParameter, Mute(_alice, "bob", seconds: 1L + uint.MaxValue));
        dave.SendToTopic(_group, _news).ShouldBeOk();
        _bob.SendToTopic(_group, _news).ShouldBeOk();
        Assert.Equal(0, Mute(carol, "bob"));
        Assert.Equal(0, Mute(_alice, "carol"));
    }

    [Theory]
    [InlineData("\"Role\":\"Admin\"")]
    [InlineData("\"NameCard\":\"x\"")]
    [InlineData("\"AppMemberDefinedData\":[{\"Key\":\"a\",\"Value\":\"b\"}]")]
    [InlineData("\"ShutUpTime\":60,\"NameCard\":\"x\"")]
    [InlineData("\"ShutUpTime\":60,\"MsgFlag\":\"Discard\"")]
    [InlineData("\"MsgFlag\":\"Loudly\"")]
    public void A_topic_has_mutes_and_receive_options_only(string change)
    {
        _alice.ChangeMember(_group, "bob", $"\"TopicId\":\"{_news}\",{change}").ShouldFail(ErrorCodes.GroupParameter);

        _bob.SendToTopic(_group, _news).ShouldBeOk();
        Assert.Equal((GroupRoles.Member, ""), (_alice.Member(_group, "bob").Str("Role"), _alice.Member(_group, "bob").Str("NameCard")));
    }

    [Fact]
    public void A_receive_option_is_told_to_ones_other_devices_only()
    {
        var phone = _server.Login("bob", ClientPlatform.Android);

        _bob.ChangeMember(_group, "bob", $"\"TopicId\":\"{_news}\",\"MsgFlag\":\"AcceptNotNotify\"").ShouldBeOk();

        // What comes right behind a sync waits until the client has taken it in.
        _server.Advance(TimeSpan.FromMilliseconds(200));
        phone.Socket.Wait(static item => item.Text.Contains("AcceptNotNotify", StringComparison.Ordinal), "the notice");
        var notice = Assert.Single(phone.Tips(_server, 5), static item => item.GetProperty("MsgBody").Long("ReportType") == GroupNoticeTypes.ReceiveOptionChanged);
        Assert.Equal((_group, _news, 2), (notice.GetProperty("GroupInfo").Str("GroupId"), notice.GetProperty("GroupInfo").Str("TopicId"), notice.GetProperty("GroupInfo").Long("MillionGroupFlag")));
        Assert.Equal("AcceptNotNotify", notice.GetProperty("MsgBody").Str("Level"));
        Assert.DoesNotContain(GroupNoticeTypes.ReceiveOptionChanged, _bob.NoticeKinds(_server));
        Assert.DoesNotContain(GroupNoticeTypes.ReceiveOptionChanged, _alice.NoticeKinds(_server));
        Assert.Empty(_alice.Tips(_server, 4));
        Assert.Equal("AcceptNotNotify", OptionOf(phone, _news));
        Assert.Equal("AcceptAndNotify", OptionOf(phone, _sport));
        Assert.Equal("AcceptAndNotify", OptionOf(_alice, _news));
    }

    [Fact]
    public void A_receive_option_withholds_one_topic_and_only_from_who_has_chosen_it()
    {
        var carol = _server.Login("carol");
        _alice.Add(_group, "carol").ShouldBeOk();
        _alice.ChangeMember(_group, "bob", $"\"TopicId\":\"{_news}\",\"MsgFlag\":\"Discard\"").ShouldFail(ErrorCodes.GroupDenied);
        _bob.ChangeMember(_group, "bob", $"\"TopicId\":\"{_news}x\",\"MsgFlag\":\"Discard\"").ShouldFail(ErrorCodes.TopicDeleted);
        _bob.ChangeMember(_group, "bob", $"\"TopicId\":\"{_news}\",\"MsgFlag\":\"Discard\"").ShouldBeOk();

        _alice.SendToTopic(_group, _news, "withheld").ShouldBeOk();
        _alice.SendToTopic(_group, _sport, "pushed").ShouldBeOk();
        _bob.ChangeMember(_group, "bob", $"\"TopicId\":\"{_news}\",\"MsgFlag\":\"AcceptAndNotify\"").ShouldBeOk();
        _alice.SendToTopic(_group, _news, "again").ShouldBeOk();

        Assert.Equal(["pushed", "again"], Pushed(_bob));
        Assert.Equal(["withheld", "pushed", "again"], Pushed(carol));
    }

    private string[] Pushed(TestClient client)
    {
        _server.Settle();
        return [.. client.Socket.All.Where(static item => item.IsMessage).Select(static item => item.Json.TextOf())];
    }

    private int Mute(TestClient client, string user, string? topic = null, long seconds = 60) =>
        client.ChangeMember(_group, user, $"\"TopicId\":\"{topic ?? _news}\",\"ShutUpTime\":{seconds}").Code();

    private long MutedFor(TestClient client, string topic) => client.GetTopic(_group, topic).GetProperty("SelfInfo").Long("ShutUpTime");

    private string OptionOf(TestClient client, string topic) => client.GetTopic(_group, topic).GetProperty("SelfInfo").Str("MsgFlag");
}
