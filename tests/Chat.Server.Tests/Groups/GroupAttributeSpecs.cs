using System.Text.Json;
using Chat.Protocol.Errors;
using Chat.Protocol.Groups;
using Chat.Server.Tests.Testing;

namespace Chat.Server.Tests.Groups;

public sealed class GroupAttributeSpecs : IDisposable
{
    private readonly TestServer _server = new(settings => settings.GroupAttributeWritesPerSecond = 1000);

    private static string List(int count, Func<int, string> value, int first = 0) =>
        "[" + string.Join(',', Enumerable.Range(first, count).Select(i => $$"""{"key":"k{{i:00}}","value":"{{value(i)}}","seq":0}""")) + "]";

    private static string One(string key, string value) => $$"""[{"key":"{{key}}","value":"{{value}}"}]""";

    private static JsonElement Option(JsonElement tip) => tip.GetProperty("MsgBody").GetProperty("MsgGroupNewInfo").GetProperty("GroupAttrOption");

    [Theory]
    [InlineData(GroupTypes.Work)]
    [InlineData(GroupTypes.Public)]
    [InlineData(GroupTypes.Meeting)]
    [InlineData(GroupTypes.Community)]
    public void Every_member_changes_attributes_and_each_change_raises_the_version_by_one(string type)
    {
        var (alice, bob) = (_server.Login("alice"), _server.Login("bob"));
        var group = alice.CreateGroup(type, "bob");

        Assert.Equal(1, alice.ChangeAttributes(GroupAttributeCommands.Set, group, 0, One("a", "1")).Long("AttrMainSeq"));
        Assert.Equal(2, bob.ChangeAttributes(GroupAttributeCommands.Modify, group, 1, List(2, static i => "v")).Long("AttrMainSeq"));
        Assert.Equal(3, bob.ChangeAttributes(GroupAttributeCommands.Delete, group, 2, """[{"key":"k00","seq":1}]""").Long("AttrMainSeq"));

        Assert.Equal("a=1,k01=v", alice.AttributesOf(group));
        Assert.Equal(4, alice.ChangeAttributes(GroupAttributeCommands.Clear, group, 3, "null").Long("AttrMainSeq"));
        Assert.Equal("", bob.AttributesOf(group));
        Assert.Equal(4, bob.GetAttributes(group).Long("AttrMainSeq"));
    }

    [Fact]
    public void Tells_all_who_are_online_with_the_values_the_caller_included()
    {
        var (alice, bob, laptop) = (_server.Login("alice"), _server.Login("bob"), _server.Login("alice", ClientPlatformOfLaptop));
        var group = alice.CreateGroup(GroupTypes.Public, "bob");

        alice.ChangeAttributes(GroupAttributeCommands.Set, group, 0, One("a", "1")).ShouldBeOk();
        alice.ChangeAttributes(GroupAttributeCommands.Delete, group, 1, """[{"key":"a"}]""").ShouldBeOk();

        foreach (var client in new[] { alice, laptop, bob })
        {
            var tips = client.Tips(_server, 6).Select(Option).ToList();
            Assert.Equal([1, 4], tips.Select(static option => option.Long("OpType")));
            Assert.Equal([1, 2], tips.Select(static option => option.Long("GroupAttrSeq")));
            Assert.Equal("1", tips[0].GetProperty("GroupAttrInfo")[0].Str("Val"));
        }
    }

    [Fact]
    public void Refuses_who_does_not_know_the_newest_version_if_asked_to()
    {
        var alice = _server.Login("alice");
        var group = alice.CreateGroup(GroupTypes.Public);
        alice.ChangeAttributes(GroupAttributeCommands.Set, group, 0, One("a", "1")).ShouldBeOk();

        foreach (var version in new[] { 0, 2 })
        {
            alice.ChangeAttributes(GroupAttributeCommands.Modify, group, version, One("a", "2")).ShouldFail(ErrorCodes.AttributeConflict);
            alice.ChangeAttributes(GroupAttributeCommands.Clear, group, version, "[]").ShouldFail(ErrorCodes.AttributeConflict);
        }

        Assert.Equal("a=1", alice.AttributesOf(group));
        alice.ChangeAttributes(GroupAttributeCommands.Modify, group, null, One("a", "2")).ShouldBeOk();
        Assert.Equal("a=2", alice.AttributesOf(group));
    }

    [Fact]
    public void Of_those_who_change_the_same_version_one_succeeds()
    {
        var clients = Enumerable.Range(0, 5).Select(i => _server.Login($"user{i}")).ToList();
        var group = clients[0].CreateGroup(GroupTypes.Public, [.. clients.Skip(1).Select(static client => client.User)]);

        (Protocol.Commands.Command Command, long Sequence)[] calls;
        using (_server.HoldWriter())
        {
            calls = [.. clients.Select(client => client.Start(
                GroupAttributeCommands.Set.Ordinary,
                $$"""{"GroupId":"{{group}}","GroupAttr":{{One("a", client.User)}},"AttrMainSeq":0,"AttrControl":["RaceConflict"]}"""))];
        }

        var codes = clients.Zip(calls, static (client, call) => client.Wait(call).Code()).Order();
        Assert.Equal([0, .. Enumerable.Repeat(ErrorCodes.AttributeConflict, 4)], codes);
        Assert.Equal(1, clients[0].GetAttributes(group).Long("AttrMainSeq"));
    }

    [Fact]
    public void Keeps_the_documented_sizes()
    {
        var alice = _server.Login("alice");
        var group = alice.CreateGroup(GroupTypes.Public);

        alice.ChangeAttributes(GroupAttributeCommands.Set, group, null, List(17, static _ => "v")).ShouldFail(ErrorCodes.TooManyAttributes);
        alice.ChangeAttributes(GroupAttributeCommands.Set, group, null, List(5, static _ => new string('v', 3201))).ShouldFail(ErrorCodes.AttributesTooLong);
        alice.ChangeAttributes(GroupAttributeCommands.Set, group, null, One(new string('k', 33), "v")).ShouldFail(ErrorCodes.AttributeKeyTooLong);
        alice.ChangeAttributes(GroupAttributeCommands.Set, group, null, One("k", new string('v', 4001))).ShouldFail(ErrorCodes.AttributeValueTooLong);
        alice.ChangeAttributes(GroupAttributeCommands.Delete, group, null, One("nothing", "")).ShouldFail(ErrorCodes.AttributeUnknown);
        Assert.Equal(0, alice.GetAttributes(group).Long("AttrMainSeq"));

        alice.ChangeAttributes(GroupAttributeCommands.Set, group, null, List(16, static _ => new string('v', 1000))).ShouldBeOk();
        alice.ChangeAttributes(GroupAttributeCommands.Modify, group, null, One("one more", "")).ShouldFail(ErrorCodes.TooManyAttributes);
        alice.ChangeAttributes(GroupAttributeCommands.Modify, group, null, One("k00", new string('v', 1001))).ShouldFail(ErrorCodes.AttributesTooLong);
        alice.ChangeAttributes(GroupAttributeCommands.Set, group, null, List(4, static _ => new string('v', 4000))).ShouldBeOk();
        Assert.Equal(2, alice.GetAttributes(group).Long("AttrMainSeq"));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("[null]")]
    [InlineData("""[{"key":"","value":"v"}]""")]
    [InlineData("""[{"value":"v"}]""")]
    [InlineData("""[{"key":"k"}]""")]
    [InlineData("""[{"key":"k","value":"1"},{"key":"k","value":"2"}]""")]
    public void Refuses_what_names_no_attribute(string attributes)
    {
        var alice = _server.Login("alice");
        var group = alice.CreateGroup(GroupTypes.Public);

        alice.ChangeAttributes(GroupAttributeCommands.Modify, group, null, attributes).ShouldFail(ErrorCodes.GroupParameter);
    }

    [Fact]
    public void Strangers_neither_read_nor_write()
    {
        var (alice, eve) = (_server.Login("alice"), _server.Login("eve"));
        var group = alice.CreateGroup(GroupTypes.Public);

        foreach (var command in new[] { GroupAttributeCommands.Set, GroupAttributeCommands.Modify, GroupAttributeCommands.Delete, GroupAttributeCommands.Clear })
        {
            eve.ChangeAttributes(command, group, null, One("a", "1")).ShouldFail(ErrorCodes.GroupDenied);
            alice.ChangeAttributes(command, "nothing", null, One("a", "1")).ShouldFail(ErrorCodes.GroupUnknown);
            alice.ChangeAttributes(command, "", null, One("a", "1")).ShouldFail(ErrorCodes.GroupIdInvalid);
        }

        eve.GetAttributes(group).ShouldFail(ErrorCodes.GroupDenied);
        alice.GetAttributes("nothing").ShouldFail(ErrorCodes.GroupUnknown);
        alice.GetAttributes("").ShouldFail(ErrorCodes.GroupIdInvalid);
    }

    [Fact]
    public void Takes_so_many_changes_in_a_second()
    {
        using var server = new TestServer();
        var alice = server.Login("alice");
        var (group, other) = (alice.CreateGroup(GroupTypes.Public), alice.CreateGroup(GroupTypes.Public));

        var codes = Enumerable.Range(0, 6).Select(i => alice.ChangeAttributes(GroupAttributeCommands.Modify, group, i, One("a", "1")).Code()).ToList();

        Assert.Equal([0, 0, 0, 0, 0, ErrorCodes.AttributeTooFrequent], codes);
        alice.ChangeAttributes(GroupAttributeCommands.Modify, other, 0, One("a", "1")).ShouldBeOk();
        server.Time.Advance(TimeSpan.FromSeconds(1));
        alice.ChangeAttributes(GroupAttributeCommands.Modify, group, 5, One("a", "1")).ShouldBeOk();
    }

    [Fact]
    public void Are_there_after_a_restart()
    {
        var alice = _server.Login("alice");
        var group = alice.CreateGroup(GroupTypes.Public);
        alice.ChangeAttributes(GroupAttributeCommands.Set, group, 0, One("a", "1")).ShouldBeOk();

        _server.Restart();
        alice.Return();

        Assert.Equal("a=1", alice.AttributesOf(group));
        alice.ChangeAttributes(GroupAttributeCommands.Modify, group, 1, One("a", "2")).ShouldBeOk();
    }

    private const int ClientPlatformOfLaptop = Protocol.Sessions.ClientPlatform.Windows;

    public void Dispose() => _server.Dispose();
}
