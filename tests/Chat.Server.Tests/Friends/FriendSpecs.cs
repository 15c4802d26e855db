using System.Text.Json;
using Chat.Protocol.Errors;
using Chat.Protocol.Friends;
using Chat.Protocol.Messages;
using Chat.Server.Tests.Testing;

namespace Chat.Server.Tests.Friends;

public sealed class FriendSpecs : IDisposable
{
    private readonly TestServer _server = new(static settings => settings.MaxInstancesPerUser = 2);
    private readonly TestClient _alice;

    public FriendSpecs()
    {
        _server.Import("bob", "carol", "dave");
        _alice = _server.Login("alice");
    }

    public void Dispose() => _server.Dispose();

    [Fact]
    public void Imported_friends_are_on_the_list_with_what_is_laid_down_also_after_a_restart()
    {
        Import("alice", """{"To_Account":"bob","AddSource":"AddSource_Type_Web","Remark":"Bobby","AddWording":"hey","AddTime":1700000000,"GroupName":[]}""", Item("carol")).ShouldBeOk();
        _server.Restart();
        var alice = _server.Login("alice");

        var page = alice.Friends();
        Assert.Equal((1, 0, 2), (page.Long("CompleteFlag"), page.Long("NextStartIndex"), page.Long("FriendNum")));
        var bob = page.Items("UserDataItem")[0];
        Assert.Equal("bob", bob.Str("To_Account"));
        Assert.Equal(
            ["Tag_SNS_IM_Remark=Bobby", "Tag_SNS_IM_AddSource=AddSource_Type_Web", "Tag_SNS_IM_AddWording=hey", "Tag_SNS_IM_AddTime=1700000000"],
            bob.Items("ValueItem").Select(static field => $"{field.Str("Tag")}={field.GetProperty("Value")}"));
        var specified = alice.Call(FriendCommands.GetSpecified, RelationCalls.Targets("x", "bob", "dave"));
        Assert.Equal([("bob", 0), ("dave", ErrorCodes.FriendParameter)], specified.Items("InfoItem").Select(static one => (one.Str("To_Account"), (int)one.Long("ResultCode"))));
        Assert.Equal("Bobby", specified.Items("InfoItem")[0].Items("SnsProfileItem")[0].Str("Value"));
        Assert.Empty(_server.Login("bob").Friends().Items("UserDataItem"));
    }

    [Fact]
    public void Long_lists_come_in_pages()
    {
        var users = Enumerable.Range(0, 230).Select(static number => $"u{number}").ToArray();
        _server.Import(users);
        Import("alice", [.. users.Select(Item)]).ShouldBeOk();

        var found = new List<string>();
        for (var (start, complete) = (0L, 0L); complete == 0;)
        {
            var page = _alice.Friends(start);
            found.AddRange(page.Items("UserDataItem").Select(static one => one.Str("To_Account")));
            Assert.Equal(users.Length, page.Long("FriendNum"));
            (start, complete) = (page.Long("NextStartIndex"), page.Long("CompleteFlag"));
        }

        Assert.Equal(users.Order(), found.Order());
    }

    [Fact]
    public void Whose_list_changes_is_told_before_the_caller_is_answered()
    {
        var other = _server.Login("alice");
        var bob = _server.Login("bob");
        Befriend("alice", "bob");
        Befriend("bob", "alice");

        Assert.Equal([("bob", 0), ("carol", ErrorCodes.NotAFriend), ("nobody", ErrorCodes.FriendUserUnknown)], Unfriend(_alice, "Delete_Type_Single", "bob", "carol", "nobody").Results());
        Assert.Equal(["alice"], FriendsOf(bob));
        Assert.Equal([("bob", 0)], Unfriend(_alice, "Delete_Type_Both", "bob").Results());
        Assert.Equal([("bob", ErrorCodes.NotAFriend)], Unfriend(_alice, "Delete_Type_Both", "bob").Results());
        _server.Settle();

        foreach (var device in new[] { _alice, other })
        {
            Assert.Equal([(1L, "bob"), (2L, "bob")], News(device));
        }

        Assert.Equal([(1L, "alice"), (2L, "alice")], News(bob));
        Assert.Empty(FriendsOf(bob));
    }

    [Fact]
    public void Blocking_ends_a_friendship_on_both_sides()
    {
        var bob = _server.Login("bob");
        Befriend("alice", "bob");
        Befriend("bob", "alice");

        _alice.Block("bob").ShouldBeOk();

        Assert.Empty(FriendsOf(_alice));
        Assert.Empty(FriendsOf(bob));
        Assert.Equal([(1L, "bob"), (5L, "bob"), (2L, "bob")], News(_alice));
        Assert.Equal([(1L, "alice"), (2L, "alice")], News(bob));
        Assert.Equal([("bob", ErrorCodes.FriendIsBlocked)], Import("alice", Item("bob")).Results());
        Assert.Equal([("alice", ErrorCodes.BlockedByFriend)], Import("bob", Item("alice")).Results());
    }

    [Theory]
    [InlineData("Delete_Type_Single", "alice,carol")]
    [InlineData("Delete_Type_Both", "carol")]
    public void All_friends_can_be_deleted_at_once(string type, string left)
    {
        var bob = _server.Login("bob");
        Import("alice", Item("bob"), Item("carol")).ShouldBeOk();
        Import("bob", Item("alice"), Item("carol")).ShouldBeOk();

        _server.Rest(FriendCommands.DeleteAll, $$"""{"From_Account":"alice","DeleteType":"{{type}}"}""").ShouldBeOk();

        Assert.Empty(FriendsOf(_alice));
        Assert.Equal(left.Split(','), FriendsOf(bob).Order());
        Assert.Equal((2L, "bob carol"), News(_alice)[^1]);
    }

    [Theory]
    [InlineData("CheckResult_Type_Both", "BothWay,AWithB,BWithA,NoRelation")]
    [InlineData("CheckResult_Type_Single", "AWithB,AWithB,NoRelation,NoRelation")]
    public void Checks_say_who_lists_whom(string type, string relations)
    {
        Import("alice", Item("bob"), Item("carol")).ShouldBeOk();
        Befriend("bob", "alice");
        Befriend("dave", "alice");
        var body = $$"""{"From_Account":"alice","To_Account":["bob","carol","dave","nobody"],"CheckType":"{{type}}"}""";

        foreach (var reply in new[] { _alice.Call(FriendCommands.Check, body), _server.Rest(FriendCommands.Check, body) })
        {
            reply.ShouldBeOk();
            Assert.Equal(relations.Split(',').Select(static one => "CheckResult_Type_" + one), reply.Items("InfoItem").Select(static one => one.Str("Relation")));
            Assert.Equal(["nobody"], reply.Items("Fail_Account").Select(static one => one.GetString()));
        }
    }

    [Fact]
    public void A_device_that_was_away_is_told_of_friends_it_knew_only()
    {
        Import("alice", Item("bob"), Item("carol")).ShouldBeOk();
        var phone = _server.Login("alice");
        var cookie = phone.GetMissed().Str("Cookie");
        phone.Reconnect();
        Unfriend(_alice, "Delete_Type_Single", "bob").ShouldBeOk();
        Befriend("alice", "dave");
        Unfriend(_alice, "Delete_Type_Single", "dave").ShouldBeOk();

        phone.LoginAgain().ShouldBeOk();
        Unfriend(_alice, "Delete_Type_Single", "carol").ShouldBeOk();
        Assert.Equal(["carol"], FriendsOf(phone));
        phone.GetMissed(cookie);
        _server.Settle();

        Assert.Equal([(2L, "bob"), (2L, "carol")], News(phone));
        Assert.Empty(FriendsOf(phone));
    }

    [Fact]
    public void Conversation_list_says_what_the_friend_is_called()
    {
        _alice.SendKey("bob", "hi");
        _alice.SendKey("carol", "hi");
        var sync = _alice.Page().Long("TimeStamp");

        Import("alice", Item("bob", ""","Remark":"Bobby" """)).ShouldBeOk();

        var changed = Assert.Single(_alice.Page(time: sync).Items("SessionItem"));
        Assert.Equal(("bob", "Bobby"), (changed.Str("To_Account"), changed.Str("C2cRemark")));
        Assert.False(_alice.Conversation("carol").TryGetProperty("C2cRemark", out _));
        Unfriend(_alice, "Delete_Type_Single", "bob").ShouldBeOk();
        Assert.False(_alice.Conversation("bob").TryGetProperty("C2cRemark", out _));
    }

    [Fact]
    public void What_cannot_be_imported_is_refused_one_by_one()
    {
        var long97 = new string('r', 97);
        var reply = Import(
            "alice",
            Item("bob"),
            Item("nobody"),
            Item("alice"),
            """{"To_Account":"carol"}""",
            """{"To_Account":"carol","AddSource":"AddSource_Type_"}""",
            """{"To_Account":"carol","AddSource":"AddSource_Type_TooLongOne"}""",
            """{"To_Account":"carol","AddSource":"AddSource_Type_9"}""",
            Item("carol", $$""","Remark":"{{long97}}" """),
            Item("carol", ""","AddTime":0"""),
            Item("carol", ""","GroupName":["walkers"]"""),
            Item("carol", ""","CustomItem":[{"Tag":"Tag_SNS_Custom_A","Value":"x"}]"""));

        Assert.Equal(
            [0, ErrorCodes.FriendUserUnknown, .. Enumerable.Repeat((long)ErrorCodes.FriendParameter, 9)],
            reply.Results().Select(static one => one.Code));
        Assert.Equal(["bob"], FriendsOf(_alice));
    }

    [Fact]
    public void List_is_full_at_3000()
    {
        var users = Enumerable.Range(0, RelationLimits.MaxFriends + 1).Select(static number => $"f{number}").ToArray();
        _server.Import(users);
        foreach (var chunk in users.Chunk(RelationLimits.MaxTargets))
        {
            Import("alice", [.. chunk.Select(Item)]).ShouldBeOk();
        }

        Assert.Equal(RelationLimits.MaxFriends, _alice.Friends().Long("FriendNum"));
        Assert.Equal([(users[^1], ErrorCodes.FriendListFull)], Import("alice", Item(users[^1])).Results());
        Assert.Equal([(users[0], 0)], Import("alice", Item(users[0], ""","Remark":"again" """)).Results());
    }

    [Fact]
    public void Malformed_calls_are_refused()
    {
        _server.Rest(FriendCommands.Import, """{"From_Account":"alice"}""").ShouldFail(ErrorCodes.FriendParameter);
        _server.Rest(FriendCommands.Import, """{"From_Account":"alice","AddFriendItem":[null]}""").ShouldFail(ErrorCodes.FriendParameter);
        _server.Rest(FriendCommands.Import, """{"From_Account":"nobody","AddFriendItem":[]}""").ShouldFail(ErrorCodes.FriendUserUnknown);
        _server.Rest(FriendCommands.DeleteAll, """{"From_Account":"alice","DeleteType":"x"}""").ShouldFail(ErrorCodes.FriendParameter);
        Unfriend(_alice, "x", "bob").ShouldFail(ErrorCodes.FriendParameter);
        _alice.Friends(start: -1).ShouldFail(ErrorCodes.FriendParameter);
        _alice.Call(FriendCommands.Check, RelationCalls.Targets("alice", "bob")).ShouldFail(ErrorCodes.FriendParameter);
        _alice.Call(FriendCommands.GetSpecified, """{"To_Account":5}""").ShouldFail(ErrorCodes.FriendParameter);
    }

    [Theory]
    [InlineData("", ErrorCodes.NotFriends)]
    [InlineData("alice>bob", ErrorCodes.SenderNotListed)]
    [InlineData("bob>alice", ErrorCodes.ReceiverNotListed)]
    [InlineData("alice>bob,bob>alice", 0)]
    public void Apps_may_let_messages_pass_between_friends_only(string lists, int code)
    {
        using var server = new TestServer(static settings => settings.FriendCheck = true);
        var (alice, bob) = (server.Login("alice"), server.Login("bob"));
        foreach (var pair in lists.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            server.Rest(FriendCommands.Import, Body(pair.Split('>')[0], Item(pair.Split('>')[1]))).ShouldBeOk();
        }

        Assert.Equal(code, alice.Send("bob", "to a friend").Code());
        Assert.Equal(code, alice.Send("bob", extra: ""","MsgLifeTime":0""").Code());
        Assert.Equal(code, server.Rest(MessageCommands.Send, Text("alice")).Code());
        alice.Send("alice", "to myself").ShouldBeOk();
        server.Rest(MessageCommands.Send, Text("administrator")).ShouldBeOk();
        bob.Block("alice").ShouldBeOk();
        alice.Send("bob", "hidden").ShouldBeOk();

        Assert.Equal(code == 0 ? ["to a friend", "from alice"] : [], bob.HistoryTexts("alice"));

        static string Text(string from) =>
            $$$"""{"From_Account":"{{{from}}}","To_Account":"bob","MsgRandom":7,"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"from {{{from}}}"}}]}""";
    }

    private static string Item(string user) => Item(user, "");

    private static string Item(string user, string extra) => $$"""{"To_Account":"{{user}}","AddSource":"AddSource_Type_Test"{{extra}}}""";

    private static string Body(string from, params string[] items) => $$"""{"From_Account":"{{from}}","AddFriendItem":[{{string.Join(',', items)}}]}""";

    private static JsonElement Unfriend(TestClient client, string type, params string[] users) =>
        client.Call(FriendCommands.Delete, $$"""{"From_Account":"x","To_Account":{{JsonSerializer.Serialize(users)}},"DeleteType":"{{type}}"}""");

    private static string[] FriendsOf(TestClient client) => [.. client.Friends().Items("UserDataItem").Select(static one => one.Str("To_Account"))];

    private static (long Type, string Users)[] News(TestClient client) => [.. client.RelationNews().Select(static one => (one.Type, string.Join(' ', one.Users)))];

    private JsonElement Import(string from, params string[] items) => _server.Rest(FriendCommands.Import, Body(from, items));

    private void Befriend(string one, string other) => Assert.Equal([(other, 0)], Import(one, Item(other)).Results());
}
