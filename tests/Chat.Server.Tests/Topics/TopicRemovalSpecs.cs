using Chat.Protocol.Errors;
using Chat.Protocol.Groups;
using Chat.Server.Tests.Groups;
using Chat.Server.Tests.Testing;

namespace Chat.Server.Tests.Topics;

/// <summary>What is left of topics that have ended.</summary>
public sealed class TopicRemovalSpecs : IDisposable
{
    private readonly TestServer _server = new(static settings => settings.GroupMessagesPerSecond = 10_000);

    [Fact]
    public void Nothing_remains_and_the_id_begins_anew()
    {
        var (alice, bob) = (_server.Login("alice"), _server.Login("bob"));
        var group = alice.CreateCommunity("bob");
        var id = group + "@TOPIC#_one";
        alice.CreateTopic(group, "news", $",\"TopicId\":\"{id}\"").ShouldBeOk();
        var kept = alice.NewTopic(group, "kept");
        alice.SendToTopic(group, kept).ShouldBeOk();
        var sends = Enumerable.Range(0, 1100).Select(_ => alice.StartSendToTopic(group, id)).ToList();
        sends.ForEach(send => alice.Wait(send).ShouldBeOk());
        bob.Call(GroupMessageCommands.ReportRead.Community, $$"""{"GroupId":"{{group}}","TopicId":"{{id}}","MsgReadedSeq":7}""").ShouldBeOk();

        alice.DestroyTopics(group, id).ShouldBeOk();

        bob.SendToTopic(group, id).ShouldFail(ErrorCodes.TopicDeleted);
        WaitUntilRemoved();
        Assert.Equal(1, _server.Count("SELECT count(*) FROM group_message"));
        Assert.Equal(0, _server.Count("SELECT count(*) FROM group_reader WHERE read_seq = 7"));
        alice.CreateTopic(group, "news", $",\"TopicId\":\"{id}\"").ShouldBeOk();
        Assert.Equal(1, alice.SendToTopic(group, id).Long("MsgSeq"));
        Assert.Equal(1, bob.UnreadOfTopic(group, id));
    }

    [Fact]
    public void Topics_of_a_community_that_is_dismissed_go_with_it()
    {
        var (alice, bob) = (_server.Login("alice"), _server.Login("bob"));
        var (group, other) = (alice.CreateCommunity("bob"), alice.CreateCommunity("bob"));
        var (news, sport, kept) = (alice.NewTopic(group), alice.NewTopic(group, "sport"), alice.NewTopic(other));
        foreach (var (community, topic) in new[] { (group, news), (group, sport), (other, kept) })
        {
            alice.SendToTopic(community, topic).ShouldBeOk();
        }

        bob.Call(GroupMessageCommands.Delete.Community, $$"""{"GroupId":"{{group}}","TopicId":"{{news}}","Seqs":["1"]}""").ShouldBeOk();
        Assert.Equal(1, _server.Count("SELECT count(*) FROM group_deletion"));

        alice.Dismiss(group).ShouldBeOk();

        bob.GetTopics(group).ShouldFail(ErrorCodes.GroupUnknown);
        bob.SendToTopic(group, news).ShouldFail(ErrorCodes.GroupUnknown);
        WaitUntilRemoved();
        Assert.Equal(1, _server.Count("SELECT count(*) FROM group_topic"));
        Assert.Equal(1, _server.Count("SELECT count(*) FROM group_message"));
        Assert.Equal(0, _server.Count("SELECT count(*) FROM group_deletion"));
        Assert.Equal(0, _server.Count("SELECT count(*) FROM group_log WHERE log_id NOT IN (SELECT group_key FROM chat_group UNION SELECT log_id FROM group_topic)"));
        Assert.Equal(1, bob.UnreadOfTopic(other, kept));
        _server.Restart();
        Assert.Equal(1, _server.Count("SELECT count(*) FROM group_topic"));
    }

    [Fact]
    public void A_removal_that_was_cut_short_goes_on_after_a_restart()
    {
        var alice = _server.Login("alice");
        var group = alice.CreateCommunity();
        var topic = alice.NewTopic(group);
        alice.SendToTopic(group, topic).ShouldBeOk();
        _server.RunPragma("UPDATE group_log SET removed_from = (SELECT group_key FROM group_topic) WHERE log_id = (SELECT log_id FROM group_topic)");
        _server.RunPragma("DELETE FROM group_topic");

        _server.Restart();

        WaitUntilRemoved();
        Assert.Equal(0, _server.Count("SELECT count(*) FROM group_message"));
    }

    private void WaitUntilRemoved()
    {
        for (var i = 0; i < 100 && _server.Count("SELECT count(*) FROM group_log WHERE removed_from <> 0") > 0; i++)
        {
            _server.Settle();
        }

        Assert.Equal(0, _server.Count("SELECT count(*) FROM group_log WHERE removed_from <> 0"));
    }

    public void Dispose() => _server.Dispose();
}
