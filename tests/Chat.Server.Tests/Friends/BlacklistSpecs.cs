using Chat.Protocol.Errors;
using Chat.Protocol.Friends;
using Chat.Server.Tests.Testing;

namespace Chat.Server.Tests.Friends;

public sealed class BlacklistSpecs : IDisposable
{
    private readonly TestServer _server = new(static settings => settings.MaxInstancesPerUser = 2);
    private readonly TestClient _alice;

    public BlacklistSpecs()
    {
        _server.Import("bob", "carol", "dave");
        _alice = _server.Login("alice");
    }

    public void Dispose() => _server.Dispose();

    [Fact]
    public void Who_is_blocked_is_on_the_list_also_after_a_restart()
    {
        Assert.Equal([("bob", 0), ("dave", 0)], _alice.Block("bob", "dave").Results());

        var reply = _alice.Blacklist();
        reply.ShouldBeOk();
        Assert.Equal(["bob", "dave"], reply.BlockedUsers());
        Assert.Equal(_server.Now, reply.Items("BlackListItem")[0].Long("AddBlackTimeStamp"));
        Assert.Equal((0, ""), (reply.Long("StartIndex"), reply.Str("ErrorDisplay")));

        _server.Restart();
        var again = _server.Login("alice");
        Assert.Equal(["bob", "dave"], again.Blacklist().BlockedUsers());
        Assert.Equal([("dave", 0), ("carol", 0)], again.Unblock("dave", "carol").Results());
        Assert.Equal(["bob"], again.Blacklist().BlockedUsers());
    }

    [Fact]
    public void All_devices_are_told_before_the_caller_is_answered_and_nobody_else()
    {
        var other = _server.Login("alice");
        var bob = _server.Login("bob");

        _alice.Block("bob", "carol").ShouldBeOk();
        var items = _alice.Socket.All;
        var (push, reply) = (Index(items, static one => !one.IsReply && one.Text.Contains("BlackListAdd_Account", StringComparison.Ordinal)), Index(items, static one => one.Command == "sns.black_list_add"));
        Assert.True(push >= 0 && push < reply, $"{push} {reply}");

        _alice.Block("bob").ShouldBeOk();
        _alice.Unblock("carol", "dave").ShouldBeOk();
        _server.Settle();
        foreach (var device in new[] { _alice, other })
        {
            var news = device.RelationNews();
            Assert.Equal([5L, 6L], news.Select(static one => one.Type));
            Assert.Equal([["bob", "carol"], ["carol"]], news.Select(static one => one.Users));
        }

        Assert.Empty(bob.RelationNews());

        static int Index(IReadOnlyList<Received> items, Func<Received, bool> fits) => items.ToList().FindIndex(one => fits(one));
    }

    [Fact]
    public void Long_lists_come_in_pages()
    {
        _server.Import([.. Enumerable.Range(0, 7).Select(static number => $"u{number}")]);
        _alice.Block([.. Enumerable.Range(0, 7).Select(static number => $"u{number}")]).ShouldBeOk();

        var users = new List<string>();
        var start = 0L;
        do
        {
            var page = _alice.Blacklist(start, limit: 3);
            Assert.InRange(page.BlockedUsers().Length, 1, 3);
            users.AddRange(page.BlockedUsers());
            start = page.Long("StartIndex");
        }
        while (start != 0);

        Assert.Equal(7, users.Distinct().Count());
        Assert.Equal(7, users.Count);
        Assert.Empty(_alice.Blacklist(long.MaxValue).BlockedUsers());
    }

    [Fact]
    public void Unknown_users_oneself_and_more_than_a_thousand_are_refused_one_by_one()
    {
        var reply = _alice.Block("bob", "nobody", "alice");

        reply.ShouldBeOk();
        Assert.Equal([("bob", 0), ("nobody", ErrorCodes.FriendUserUnknown), ("alice", ErrorCodes.FriendParameter)], reply.Results());
        Assert.Equal(["nobody", "alice"], reply.Items("Fail_Account").Select(static one => one.GetString()!));

        var many = Enumerable.Range(0, RelationLimits.MaxBlocked).Select(static number => $"m{number}").ToArray();
        _server.Import(many);
        var last = _alice.Block(many).Results()[^1];
        Assert.Equal((many[^1], ErrorCodes.BlacklistFull), last);
        Assert.Equal(RelationLimits.MaxBlocked, _alice.Blacklist().BlockedUsers().Length);
        Assert.Equal([("bob", 0)], _alice.Unblock("bob").Results());
        Assert.Equal([(many[^1], 0)], _alice.Block(many[^1]).Results());
    }

    [Theory]
    [InlineData("""{"From_Account":"alice"}""")]
    [InlineData("""{"From_Account":"alice","To_Account":[]}""")]
    [InlineData("""{"From_Account":"alice","To_Account":["bob",null]}""")]
    public void Calls_without_users_are_refused(string body)
    {
        _alice.Call(BlacklistCommands.Add, body).ShouldFail(ErrorCodes.FriendParameter);
        _server.Rest(BlacklistCommands.Delete, body).ShouldFail(ErrorCodes.FriendParameter);
    }

    [Fact]
    public void Malformed_calls_are_refused()
    {
        _alice.Call(BlacklistCommands.Add, """{"To_Account":[1]}""").ShouldFail(ErrorCodes.FriendParameter);
        _alice.Block([.. Enumerable.Range(0, RelationLimits.MaxTargets + 1).Select(static number => $"u{number}")]).ShouldFail(ErrorCodes.FriendParameter);
        _alice.Blacklist(start: -1).ShouldFail(ErrorCodes.FriendParameter);
        _alice.Blacklist(limit: 0).ShouldFail(ErrorCodes.FriendParameter);
        _server.Rest(BlacklistCommands.Add, """{"To_Account":["bob"]}""").ShouldFail(ErrorCodes.FriendParameter);
        _server.Rest(BlacklistCommands.Add, RelationCalls.Targets("nobody", "bob")).ShouldFail(ErrorCodes.FriendUserUnknown);
        _server.Rest(BlacklistCommands.Check, RelationCalls.Targets("alice", "bob")).ShouldFail(ErrorCodes.FriendParameter);
    }

    [Fact]
    public void Administrators_change_and_read_the_lists_of_others()
    {
        _server.Rest(BlacklistCommands.Add, RelationCalls.Targets("alice", "bob", "nobody")).ShouldBeOk();
        var page = _server.Rest(BlacklistCommands.Get, """{"From_Account":"alice","StartIndex":0,"MaxLimited":100,"LastSequence":0}""");

        Assert.Equal(["bob"], page.BlockedUsers());
        Assert.True(page.Long("CurruentSequence") > 0);
        Assert.Equal("bob", _alice.WaitPush("FriendListMod")[0].Items("BlackListAdd_Account")[0].GetString());

        _server.Rest(BlacklistCommands.Delete, RelationCalls.Targets("alice", "bob")).ShouldBeOk();
        Assert.Empty(_alice.Blacklist().BlockedUsers());
    }

    [Theory]
    [InlineData(CheckBlacklist.Both, "BothWay,AWithB,BWithA,NO,NO")]
    [InlineData(CheckBlacklist.Single, "AWithB,AWithB,NO,NO,NO")]
    public void Checks_say_who_blocks_whom(string type, string relations)
    {
        _server.Import("eve");
        _alice.Block("bob", "carol").ShouldBeOk();
        _server.Rest(BlacklistCommands.Add, RelationCalls.Targets("bob", "alice")).ShouldBeOk();
        _server.Rest(BlacklistCommands.Add, RelationCalls.Targets("dave", "alice")).ShouldBeOk();

        var reply = _server.Rest(BlacklistCommands.Check, $$"""{"From_Account":"alice","To_Account":["bob","carol","dave","eve","nobody"],"CheckType":"{{type}}"}""");

        reply.ShouldBeOk();
        var items = reply.Items("BlackListCheckItem");
        Assert.Equal(relations.Split(',').Select(static one => "BlackCheckResult_Type_" + one), items.Select(static one => one.Str("Relation")));
        Assert.Equal([0, 0, 0, 0, ErrorCodes.FriendUserUnknown], items.Select(static one => one.Long("ResultCode")));
        Assert.Equal(["nobody"], reply.Items("Fail_Account").Select(static one => one.GetString()));
    }

    [Fact]
    public void Apps_know_nothing_of_each_other()
    {
        var other = _server.Login("alice", app: TestServer.OtherApp);

        Assert.Equal([("bob", ErrorCodes.FriendUserUnknown)], other.Block("bob").Results());
        _alice.Block("bob").ShouldBeOk();

        Assert.Empty(other.Blacklist().BlockedUsers());
    }

    [Fact]
    public void A_device_that_was_away_is_told_what_holds_now()
    {
        var phone = _server.Login("alice");
        _alice.Block("carol").ShouldBeOk();
        var cookie = phone.GetMissed().Str("Cookie");
        phone.Reconnect();
        _alice.Block("bob", "dave").ShouldBeOk();
        _alice.Unblock("dave", "carol").ShouldBeOk();

        phone.LoginAgain().ShouldBeOk();
        phone.GetMissed(cookie);
        phone.WaitPush("FriendListMod");

        Assert.Equal([(5L, "bob"), (6L, "carol dave")], phone.RelationNews().Select(static one => (one.Type, string.Join(' ', one.Users.Order()))));
    }

    [Fact]
    public void What_nobody_can_have_missed_any_more_is_forgotten()
    {
        _alice.Block("bob", "carol").ShouldBeOk();
        _alice.Unblock("bob").ShouldBeOk();
        Assert.Equal(2, Rows());

        _server.Advance(TimeSpan.FromDays(8));
        _server.Rest(BlacklistCommands.Add, RelationCalls.Targets("alice", "dave")).ShouldBeOk();

        Assert.Equal(2, Rows());
        Assert.Equal(["carol", "dave"], _server.Rest(BlacklistCommands.Get, """{"From_Account":"alice","StartIndex":0,"MaxLimited":9}""").BlockedUsers());
    }

    private long Rows() => _server.Store.Read(static connection =>
    {
        var select = connection.Prepare("SELECT count(*) FROM relation");
        select.Step();
        var rows = select.Long(0);
        select.Reset();
        return rows;
    });
}
