using System.Text.Json;
using Chat.Protocol.Groups;
using Chat.Server.Tests.Testing;

namespace Chat.Server.Tests.Groups;

public sealed class GroupSyncSpecs : IDisposable
{
    /// <summary>Pushes keep that distance behind the reply of a sync.</summary>
    private static readonly TimeSpan ReleaseDelay = TimeSpan.FromMilliseconds(100);

    private readonly TestServer _server = new(settings => settings.MaxInstancesPerUser = 3);
    private readonly TestClient _alice;
    private readonly TestClient _laptop;
    private readonly TestClient _bob;
    private readonly string _group;

    public GroupSyncSpecs()
    {
        (_alice, _laptop, _bob) = (_server.Login("alice"), _server.Login("alice"), _server.Login("bob"));
        _group = _bob.CreateGroup(GroupTypes.Public, "alice");
    }

    public void Dispose() => _server.Dispose();

    [Fact]
    public void Edits_deletions_and_reads_made_while_a_device_was_away_come_behind_its_sync()
    {
        var (edited, deleted) = (_bob.SaySeq(_group, "one"), _bob.SaySeq(_group, "two"));
        var cookie = _laptop.GetMissed().Str("Cookie");
        _laptop.Disconnect();
        _bob.Call(GroupMessageCommands.Modify, $$"""{"GroupId":"{{_group}}","MsgSeq":{{edited}},"MsgVersion":0,"MsgBody":{{TestClient.Text("1")}}}""").ShouldBeOk();
        _alice.DeleteInGroup(_group, deleted).ShouldBeOk();
        _alice.ReadGroup(_group, deleted).ShouldBeOk();

        Return(cookie, 0);

        Assert.Equal("1", _laptop.WaitPush("GroupMsgModNotifys")[0].TextOf());
        Assert.Equal(deleted, _laptop.WaitPush("HistoryDeleted")[0].Items("MsgOrderList")[0].GetInt64());
        Assert.Equal(deleted, _laptop.WaitPush("GroupTips")[0].GetProperty("MsgBody").Items("GroupReadInfoArray")[0].Long("LastReadMsgSeq"));
    }

    [Fact]
    public void Recalls_in_a_group_with_a_gap_come_as_pushes_that_the_list_has_counted_on()
    {
        var recalled = _bob.SaySeq(_group, "one");
        var listed = _laptop.Page().Long("TimeStamp");
        var cookie = _laptop.GetMissed().Str("Cookie");
        _laptop.Disconnect();
        Assert.Equal(0, _bob.RecallCode(_group, recalled));
        _bob.SaySeq(_group, "two");

        var (page, _) = Return(cookie, listed);

        var item = page.Items("SessionItem")[0];
        Assert.Equal((2, 1), (item.Long("UnreadMsgCount"), item.Long("PromisedRecallCount")));
        Assert.Equal(recalled, _laptop.WaitPush("GroupTips")[0].GetProperty("MsgBody").Items("GroupWithdrawInfoArray")[0].Long("MsgSeq"));
        Assert.True(SpinWait.SpinUntil(() => _laptop.UnreadIn(_group) == 1, FakeSession.Deadline));
    }

    [Fact]
    public void Mentions_that_are_not_read_are_in_the_sync_also_those_of_everybody()
    {
        _bob.SaySeq(_group, "you", ""","GroupAtInfo":[{"GroupAtAllFlag":0,"GroupAt_Account":"alice"}]""");
        var last = _bob.SaySeq(_group, "all", ""","GroupAtInfo":[{"GroupAtAllFlag":1}]""");

        Assert.Equal([1, 2], Kinds(_server.Connect("alice")));
        _alice.ReadGroup(_group, last).ShouldBeOk();
        Assert.Empty(Kinds(_server.Connect("alice")));
    }

    [Fact]
    public void A_list_that_is_asked_for_before_the_sync_ends_where_the_pushes_begin()
    {
        var client = _server.Connect("alice");
        client.Login().ShouldBeOk();
        _bob.SaySeq(_group, "later");

        Assert.DoesNotContain(client.Page().Items("SessionItem"), item => item.TryGetProperty("ToAccount", out var id) && id.GetString() == _group && item.Long("UnreadMsgCount") > 0);
        client.GetMissed();
        _server.Advance(ReleaseDelay);
        Assert.True(SpinWait.SpinUntil(() => client.UnreadIn(_group) == 1, FakeSession.Deadline));
    }

    private (JsonElement Page, JsonElement Missed) Return(string cookie, long listed)
    {
        _laptop.NewSocket();
        _laptop.LoginAgain().ShouldBeOk();
        var page = _laptop.Page(time: listed);
        var missed = _laptop.GetMissed(cookie);
        _server.Advance(ReleaseDelay);
        return (page, missed);
    }

    /// <summary>Kinds of the mentions that a new device is told.</summary>
    private static int[] Kinds(TestClient client)
    {
        client.Login().ShouldBeOk();
        return client.GetMissed().TryGetProperty("EventArray", out var events)
            ? [.. events.EnumerateArray().Where(static item => item.Long("Event") == 12).SelectMany(static item => item.Items("GroupTips"))
                .SelectMany(static item => item.GetProperty("GroupAtTips").Items("AtFlagList")).Select(static kind => kind.GetInt32()).Order()]
            : [];
    }
}
