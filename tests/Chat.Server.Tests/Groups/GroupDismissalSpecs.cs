using Chat.Protocol.Errors;
using Chat.Protocol.Groups;
using Chat.Server.Storage;
using Chat.Server.Tests.Testing;
using Chat.Server.Tests.Topics;

namespace Chat.Server.Tests.Groups;

/// <summary>Large groups end in small changes: gone for everybody at once, each membership with its notice.</summary>
public sealed class GroupDismissalSpecs : IDisposable
{
    private const int Crowd = 1_700;
    private const int MembersPerChange = 500;

    private readonly TestServer _server = new();

    [Fact]
    public void Memberships_end_in_small_changes_each_with_its_notice()
    {
        var (alice, bob) = (_server.Login("alice"), _server.Login("bob"));
        var group = Community(alice, "bob");

        alice.Dismiss(group).ShouldBeOk();

        bob.Members(group).ShouldFail(ErrorCodes.GroupUnknown);
        bob.Socket.Wait(push => push.Text.Contains("\"ReportType\":5"), "the notice");
        WaitUntilRemoved();
        const string notices = "(SELECT position, count(*) AS members FROM group_notice WHERE CAST(item AS TEXT) LIKE '%ReportType%:5,%' GROUP BY position)";
        Assert.Equal(Crowd + 2, _server.Count($"SELECT sum(members) FROM {notices}"));
        Assert.Equal((Crowd + 2 + MembersPerChange - 1) / MembersPerChange, _server.Count($"SELECT count(*) FROM {notices}"));
        Assert.Equal(MembersPerChange, _server.Count($"SELECT max(members) FROM {notices}"));
    }

    [Fact]
    public void Half_dismissed_group_is_seen_by_nobody_and_goes_on_after_a_restart()
    {
        var (alice, bob) = (_server.Login("alice"), _server.Login("bob"));
        var group = Community(alice, "bob");
        var other = alice.CreateCommunity("bob");

        // As a crash behind the change that dismisses leaves it.
        _server.RunPragma(
            $$"""
            INSERT INTO group_dismissal (group_key, item) SELECT group_key,
                '{"Event":5,"From_Account":"@TIM#SYSTEM","MsgSeq":1,"MsgRandom":77,"MsgTimeStamp":1,"MsgBody":{"ReportType":5},"GroupInfo":{"GroupId":"{{group}}"} }'
            FROM chat_group WHERE group_id = '{{group}}'
            """);
        _server.RunPragma($"UPDATE chat_group SET dismissed_at = 1, member_count = 0 WHERE group_id = '{group}'");
        var late = _server.Login("bob");
        Assert.Equal([other], late.Call(GroupCommands.GetJoined.Community, """{"Member_Account":"bob","Limit":50,"Offset":0,"SupportTopic":1,"ResponseFilter":{}}""")
            .Items("GroupIdList").Select(static one => one.Str("GroupId")));
        late.GetTopics(group).ShouldFail(ErrorCodes.GroupUnknown);
        late.Members(group).ShouldFail(ErrorCodes.GroupUnknown);
        Assert.Equal(Crowd + 4, _server.Count("SELECT count(*) FROM group_member"));

        _server.Restart();
        WaitUntilRemoved();

        Assert.Equal(2, _server.Count("SELECT count(*) FROM group_member"));
        Assert.Equal(Crowd + 2, _server.Count("SELECT count(*) FROM group_notice WHERE random = 77"));
    }

    public void Dispose() => _server.Dispose();

    /// <summary>A community with topics and a crowd; the server is started again, because accounts were written behind its back.</summary>
    private string Community(TestClient owner, string member)
    {
        var group = owner.CreateCommunity(member);
        _server.Store.Writer.RunAsync(transaction =>
        {
            transaction.Prepare(
                    """
                    WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < ?2)
                    INSERT INTO account (app_id, user_id, created_at) SELECT app_id, group_id || '-' || n, 1 FROM number JOIN chat_group ON group_id = ?1
                    """)
                .Bind(1, group).Bind(2, Crowd).Execute();
            transaction.Prepare(
                    """
                    INSERT INTO group_member (group_key, account_id, role, joined_at, joined_seq, joined_position)
                    SELECT group_key, account_id, 200, 1, 0, ?2 FROM chat_group JOIN account ON user_id > group_id || '-' AND user_id < group_id || '.' WHERE group_id = ?1
                    """)
                .Bind(1, group).Bind(2, transaction.NextPosition()).Execute();
            return transaction.Prepare("UPDATE chat_group SET member_count = member_count + ? WHERE group_id = ?").Bind(1, Crowd).Bind(2, group).Execute().Changes;
        }).Wait();
        return group;
    }

    private void WaitUntilRemoved()
    {
        for (var i = 0; i < 100 && _server.Count("SELECT count(*) FROM group_dismissal") > 0; i++)
        {
            _server.Settle();
        }

        Assert.Equal(0, _server.Count("SELECT count(*) FROM group_dismissal"));
        Assert.Equal(0, _server.Count("SELECT count(*) FROM group_member m JOIN chat_group g ON g.group_key = m.group_key WHERE g.dismissed_at <> 0"));
    }
}
