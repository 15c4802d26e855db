using System.Reflection;
using Chat.Protocol.Groups;
using Chat.Server.Storage;
using Chat.Server.Tests.Groups;
using Chat.Server.Tests.Testing;

namespace Chat.Server.Tests.Topics;

/// <summary>A community has a hundred thousand members: nothing that one of them does may go over all.</summary>
public sealed class LargeCommunitySpecs : IDisposable
{
    private static readonly string[] LargeTables = ["group_member", "group_reader", "group_message", "group_mute", "group_deletion", "conversation"];

    private readonly TestServer _server = new();

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

    /// <summary>All statements of this process so far that read or write tables with a row per member or message.</summary>
    private List<string> Statements()
    {
        var readers = (IEnumerable<StoreConnection>)Private(_server.Store, "_readers");
        var writer = (StoreConnection)Private(_server.Store.Writer, "_connection");
        return [.. readers.Append(writer).SelectMany(static connection => ((Dictionary<string, SqlStatement>)Private(connection, "_statements")).Keys).Distinct()
            .Where(static text => LargeTables.Any(table => text.Contains(table, StringComparison.Ordinal)) && !text.StartsWith("EXPLAIN", StringComparison.Ordinal))];
    }

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
