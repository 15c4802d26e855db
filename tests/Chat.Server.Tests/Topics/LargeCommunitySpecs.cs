using System.Reflection;
using System.Text.Json;
using Chat.Protocol.Groups;
using Chat.Server.Storage;
using Chat.Server.Tests.Groups;
using Chat.Server.Tests.Testing;
using SQLitePCL;

namespace Chat.Server.Tests.Topics;

/// <summary>A community has a hundred thousand members: nothing that one of them does may go over all.</summary>
public sealed class LargeCommunitySpecs : IDisposable
{
    private static readonly string[] LargeTables = ["group_member", "group_reader", "group_message", "group_mute", "group_deletion", "conversation"];

    private const int Crowd = 99_998;
    private const int PageSize = 100;

    private readonly TestServer _server = new();

    /// <summary>What SQLite executes is counted in steps of its machine: one row alone takes several, so going over all members would take more than there are.</summary>
    [Fact]
    public void A_hundred_thousand_members_cost_no_more_than_a_few_hundred()
    {
        var (alice, bob) = (_server.Login("alice"), _server.Login("bob"));
        var (small, large) = (alice.CreateCommunity("bob"), alice.CreateCommunity("bob"));
        var topics = new Dictionary<string, string> { [small] = alice.NewTopic(small), [large] = alice.NewTopic(large) };
        InsertMembers(small, 3 * PageSize);
        InsertMembers(large, Crowd);
        _server.Restart();
        alice.Return();
        bob.Return();
        var calls = new (string What, Action<string> Call)[]
        {
            ("open", group => Open(bob, group)),
            ("first page", group => Assert.Equal(PageSize, Page(bob, group, "0").Names().Length)),
            ("page in the middle", group => Assert.Equal(PageSize, Page(bob, group, Page(bob, group, "0").Str("Next")).Names().Length)),
            ("page of administrators", group => Assert.Equal(["alice"], Page(bob, group, "0", ",\"MemberRoleFilter\":[\"Owner\",\"Admin\"]").Names())),
            ("member", group => Assert.Equal("Owner", bob.Member(group, "alice").Str("Role"))),
            ("message", group => alice.SendToTopic(group, topics[group]).ShouldBeOk()),
            ("topics", group => Assert.True(bob.UnreadOfTopic(group, topics[group]) > 0)),
            ("removal and return", group =>
            {
                alice.Kick(group, "bob").ShouldBeOk();
                alice.Add(group, "bob").ShouldBeOk();
            }),
        };

        // The first round loads what is kept in memory and compiles the statements.
        foreach (var (_, call) in calls)
        {
            call(small);
            call(large);
        }

        foreach (var (what, call) in calls)
        {
            var (few, many) = (Steps(() => call(small)), Steps(() => call(large)));
            Assert.True(few > 0 && many <= few + (few / 4), $"{what}: {few} steps with few members, {many} with many");
        }

        Assert.Equal(Crowd + 2, Page(bob, large, "0").Long("MemberNum"));
        Assert.Equal((3L * PageSize) + 2, AllPages(bob, small));
        Assert.InRange(Steps(() => Page(bob, large, "0", limit: PageSize / 10)), 1, Steps(() => Page(bob, large, "0")) / 5);

        // Going over all is what the counter would show.
        Assert.True(Steps(() => _server.Count("SELECT count(*) FROM group_member WHERE +role = 0")) > Crowd);
    }

    [Fact]
    public void Opening_a_community_and_speaking_in_it_reads_only_by_index()
    {
        var (alice, bob) = (_server.Login("alice"), _server.Login("bob"));
        var group = alice.CreateCommunity("bob");
        var topic = alice.NewTopic(group);

        bob.Call(
            GroupCommands.GetJoined.Community,
            $$"""{"Member_Account":"bob","Limit":200,"Offset":0,"ResponseFilter":{"GroupBaseInfoFilter":["Type","NextMsgSeq"],"SelfInfoFilter":["Role","MsgSeq"]},"SupportTopic":1}""")
            .ShouldBeOk();
        alice.SendToTopic(group, topic).ShouldBeOk();
        Assert.Equal(1, bob.UnreadOfTopic(group, topic));
        bob.SendToTopic(group, topic, extra: ",\"SendMsgControl\":[\"NoUnread\"]").ShouldBeOk();
        bob.GetTopics(group).ShouldBeOk();
        bob.GetAttributes(group).ShouldBeOk();
        bob.Count(group, UpdateGroupCounter.Increase, "likes", 1).ShouldBeOk();
        bob.GetCounters(group).ShouldBeOk();
        alice.ModifyTopic(group, topic, "\"TopicName\":\"old\"").ShouldBeOk();
        _server.Settle();

        var statements = Statements();
        Assert.Contains(statements, static text => text.Contains("group_member", StringComparison.Ordinal));
        Assert.Empty(statements.SelectMany(text => Plan(text).Where(IsScan).Select(step => $"{step}: {text}")));
    }

    private static void Open(TestClient client, string group)
    {
        client.Call(
            GroupCommands.GetProfiles.Community,
            $$$"""{"GroupIdList":["{{{group}}}"],"ResponseFilter":{"GroupBaseInfoFilter":["Type","Name","Introduction","MemberNum","NextMsgSeq"],"MemberInfoFilter":["Role","MsgSeq"]}}""").ShouldBeOk();
        client.GetTopics(group).ShouldBeOk();
        client.Call(GroupCommands.GetOnlineMemberCount.Community, $$"""{"GroupId":"{{group}}"}""").ShouldBeOk();
    }

    private static JsonElement Page(TestClient client, string group, string next, string extra = "", int limit = PageSize)
    {
        var page = client.Members(group, $",\"Limit\":{limit},\"Next\":\"{next}\"{extra}");
        page.ShouldBeOk();
        return page;
    }

    /// <summary>How many different members the pages have.</summary>
    private static long AllPages(TestClient client, string group)
    {
        var names = new HashSet<string>();
        for (var next = "0"; next.Length > 0;)
        {
            var page = Page(client, group, next);
            Assert.InRange(page.Names().Length, 1, PageSize);
            Assert.All(page.Names(), name => Assert.True(names.Add(name)));
            next = page.Str("Next");
        }

        return names.Count;
    }

    /// <summary>Makes accounts that are members; the server must be started again to see them.</summary>
    private void InsertMembers(string group, int count)
    {
        using var done = new ManualResetEventSlim();
        _server.Store.Writer.Enqueue(
            transaction =>
            {
                transaction.Prepare(
                        """
                        WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < ?2)
                        INSERT INTO account (app_id, user_id, created_at) SELECT app_id, group_id || '-' || n, ?3 FROM number JOIN chat_group ON group_id = ?1
                        """)
                    .Bind(1, group).Bind(2, count).Bind(3, transaction.UnixSeconds).Execute();
                transaction.Prepare(
                        """
                        INSERT INTO group_member (group_key, account_id, role, joined_at, joined_seq, joined_position)
                        SELECT group_key, account_id, 200, ?2, 0, ?3 FROM chat_group JOIN account ON user_id > group_id || '-' AND user_id < group_id || '.' WHERE group_id = ?1
                        """)
                    .Bind(1, group).Bind(2, transaction.UnixSeconds).Bind(3, transaction.NextPosition()).Execute();
                return transaction.Prepare("UPDATE chat_group SET member_count = member_count + ? WHERE group_id = ?").Bind(1, count).Bind(2, group).Execute().Changes;
            },
            _ => done.Set(),
            error => Assert.Fail(error.Info));
        Assert.True(done.Wait(TimeSpan.FromMinutes(1)));
    }

    /// <summary>Steps of SQLite's machine for something that ends with a reply.</summary>
    private long Steps(Action call)
    {
        _server.Settle();
        var before = Count();
        call();
        _server.Settle();
        return Count() - before;

        long Count() => Connections().SelectMany(static connection => Prepared(connection).Values)
            .Sum(static statement => (long)raw.sqlite3_stmt_status((sqlite3_stmt)Private(statement, "_statement"), raw.SQLITE_STMTSTATUS_VM_STEP, 0));
    }

    private IEnumerable<StoreConnection> Connections() =>
        ((IEnumerable<StoreConnection>)Private(_server.Store, "_readers")).Append((StoreConnection)Private(_server.Store.Writer, "_connection"));

    private static Dictionary<string, SqlStatement> Prepared(StoreConnection connection) => (Dictionary<string, SqlStatement>)Private(connection, "_statements");

    /// <summary>All statements of this process so far that read or write tables with a row per member or message.</summary>
    private List<string> Statements() =>
        [.. Connections().SelectMany(static connection => Prepared(connection).Keys).Distinct()
            .Where(static text => LargeTables.Any(table => text.Contains(table, StringComparison.Ordinal)) && !text.StartsWith("EXPLAIN", StringComparison.Ordinal))];

    private List<string> Plan(string text) => _server.Store.Read(connection =>
    {
        var steps = new List<string>();
        var explain = connection.Prepare("EXPLAIN QUERY PLAN " + text);
        while (explain.Step())
        {
            steps.Add(explain.Text(3));
        }

        explain.Reset();
        return steps;
    });

    private static bool IsScan(string step) => step.StartsWith("SCAN", StringComparison.Ordinal) && LargeTables.Any(table => step.Contains(table, StringComparison.Ordinal));

    private static object Private(object owner, string field) => owner.GetType().GetField(field, BindingFlags.NonPublic | BindingFlags.Instance)!.GetValue(owner)!;

    public void Dispose() => _server.Dispose();
}
