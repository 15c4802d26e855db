using System.Text.Json;
using Chat.Protocol.Commands;
using Chat.Protocol.Errors;
using Chat.Protocol.Messages;
using Chat.Server.Tests.Testing;

namespace Chat.Server.Tests.Messages;

public sealed class ReactionSpecs : IDisposable
{
    private readonly TestServer _server = new();
    private readonly TestClient _alice;
    private readonly TestClient _bob;

    public ReactionSpecs()
    {
        _alice = _server.Login("alice");
        _bob = _server.Login("bob");
    }

    public void Dispose() => _server.Dispose();

    [Fact]
    public void Reactions_are_kept_and_told_to_each_from_its_own_view()
    {
        var key = _alice.SendKey("bob");

        Change(_bob, MessageReactionCommands.Add, key, "smile").ShouldBeOk();

        foreach (var (client, mine) in new[] { (_alice, 0), (_bob, 1) })
        {
            var summary = client.WaitPush("MsgReactionNotifyList")[0];
            Assert.Equal(_alice.TinyId, summary.GetProperty("C2CMsgInfo").Str("TinyId"));
            var reaction = summary.GetProperty("MsgReactionSummary")[0];
            Assert.Equal(("smile", 1, mine), (reaction.Str("Reaction"), reaction.Long("Count"), reaction.Long("ReactedByMe")));
            Assert.Equal(["bob"], reaction.Items("Reaction_Account").Select(user => user.GetString()));
        }

        Change(_alice, MessageReactionCommands.Add, key, "smile").ShouldBeOk();
        var stored = Summary(_alice, key).Items("ReactionList")[0];
        Assert.Equal((2, 1), (stored.Long("Count"), stored.Long("ReactedByMe")));
        Assert.Equal(["bob", "alice"], Users(_alice, key, "smile"));
    }

    [Fact]
    public void Last_one_taken_back_is_told_as_nobody()
    {
        var key = _alice.SendKey("bob");
        Change(_bob, MessageReactionCommands.Add, key, "smile").ShouldBeOk();
        _alice.WaitPush("MsgReactionNotifyList");

        Change(_bob, MessageReactionCommands.Remove, key, "smile").ShouldBeOk();

        _server.Settle();
        var reaction = _alice.Socket.Pushes[^1].Json.GetProperty("EventArray")[0].GetProperty("MsgReactionNotifyList")[0].GetProperty("MsgReactionSummary")[0];
        Assert.Equal(("smile", 0), (reaction.Str("Reaction"), reaction.Long("Count")));
        Assert.False(reaction.TryGetProperty("Reaction_Account", out _));
        Assert.Empty(Summary(_alice, key).Items("ReactionList"));
        Assert.Empty(Users(_alice, key, "smile"));
    }

    [Fact]
    public void Changes_are_checked()
    {
        var key = _alice.SendKey("bob");
        var carol = _server.Login("carol");

        Change(_alice, MessageReactionCommands.Remove, key, "smile").ShouldFail(ErrorCodes.ReactionUnknown);
        Change(_bob, MessageReactionCommands.Add, key, "smile").ShouldBeOk();
        Change(_bob, MessageReactionCommands.Add, key, "smile").ShouldFail(ErrorCodes.ReactionExists);
        Change(_alice, MessageReactionCommands.Remove, key, "smile").ShouldFail(ErrorCodes.ReactionNotMine);
        Change(_alice, MessageReactionCommands.Add, "1_2_3", "smile").ShouldFail(ErrorCodes.ExtensionUnknown);
        Change(_alice, MessageReactionCommands.Add, key, "").ShouldFail(ErrorCodes.RequestMalformed);
        Change(_alice, MessageReactionCommands.Add, key, new string('x', 33)).ShouldFail(ErrorCodes.RequestMalformed);
        Change(carol, MessageReactionCommands.Add, key, "smile").ShouldFail(ErrorCodes.ExtensionUnknown);
        for (var i = 1; i < ChangeReaction.MaxPerMessage; i++)
        {
            Change(_alice, MessageReactionCommands.Add, key, $"r{i}").ShouldBeOk();
        }

        Change(_alice, MessageReactionCommands.Add, key, "one more").ShouldFail(ErrorCodes.TooManyReactions);
        Change(_alice, MessageReactionCommands.Add, key, "smile").ShouldBeOk();
    }

    [Fact]
    public void Peer_reacts_to_what_the_sender_has_deleted_for_itself()
    {
        var key = _alice.SendKey("bob");
        _alice.Delete("bob", key).ShouldBeOk();

        Change(_bob, MessageReactionCommands.Add, key, "smile").ShouldBeOk();

        Change(_alice, MessageReactionCommands.Add, key, "smile").ShouldFail(ErrorCodes.ExtensionUnknown);
        Assert.Equal(["bob"], Users(_bob, key, "smile"));
    }

    [Fact]
    public void Nobody_reacts_to_what_it_has_cleared()
    {
        var key = _alice.SendKey("bob");
        _bob.Clear("alice").ShouldBeOk();

        Change(_bob, MessageReactionCommands.Add, key, "smile").ShouldFail(ErrorCodes.ExtensionUnknown);
        Change(_alice, MessageReactionCommands.Add, key, "smile").ShouldBeOk();
    }

    private static JsonElement Change(TestClient client, Command command, string key, string reaction) => client.Call(
        command,
        $$"""{"From_Account":"alice","To_Account":"bob","Reaction":"{{reaction}}","MsgKey":"{{key}}","Add_Account":["{{client.User}}"]}""");

    private static JsonElement Summary(TestClient client, string key) => client.Call(
        MessageReactionCommands.GetSummaries, $$"""{"From_Account":"alice","To_Account":"bob","MsgKeyList":["{{key}}"],"Count":10}""").Items("ResultList")[0];

    private static IEnumerable<string?> Users(TestClient client, string key, string reaction) => client.Call(
        MessageReactionCommands.GetUsers, $$"""{"From_Account":"alice","To_Account":"bob","Reaction":"{{reaction}}","MsgKey":"{{key}}","Count":100}""")
        .Items("Reaction_Account").Select(user => user.GetString());
}
