using Chat.Actors.Events;
using Chat.Protocol.Errors;
using Chat.Protocol.Friends;
using Chat.Testing;

namespace Chat.Actors.Tests.Friends;

public sealed class BlacklistSpecs : ChatSpec
{
    [Fact]
    public void Login_fetches_the_list_page_by_page()
    {
        Gateway.BlacklistPageSize = 2;
        Gateway.BlacklistOf("alice").AddRange(["b", "c", "d", "e", "f"]);

        var client = LogIn();

        Assert.Equal(["b", "c", "d", "e", "f"], Done(client.GetBlacklistAsync()));
        Assert.Equal([2, 4, 5], EventsOf<BlacklistUpdated>("alice").Select(static one => one.UserIds.Length));
        Assert.Equal(
            ["""{"From_Account":"alice","StartIndex":0,"MaxLimited":1000}""", """{"From_Account":"alice","StartIndex":2,"MaxLimited":1000}""", """{"From_Account":"alice","StartIndex":4,"MaxLimited":1000}"""],
            Gateway.RequestsFor("sns.black_list_get").Select(static one => one.Body.ToString()));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Blocking_and_unblocking_is_told_once_with_or_without_a_push(bool withoutPush)
    {
        Gateway.KeepsRelationsToItself = withoutPush;
        Gateway.RemoveUser("nobody");
        var client = LogIn();
        Events.Clear();

        Assert.Equal(["bob"], Done(client.AddToBlacklistAsync(["bob", "alice", "nobody"])));
        Assert.Equal("bob", Assert.Single(Assert.Single(EventsOf<BlacklistUpdated>("alice")).UserIds));
        Assert.Equal("""{"From_Account":"alice","To_Account":["bob","nobody"]}""", Gateway.RequestsFor("sns.black_list_add").Single().Body.ToString());

        Assert.Equal(["bob"], Done(client.AddToBlacklistAsync(["bob"])));
        Assert.Empty(Done(client.RemoveFromBlacklistAsync(["bob"])));
        Assert.Equal([1, 0], EventsOf<BlacklistUpdated>("alice").Select(static one => one.UserIds.Length));
        Assert.Empty(Done(client.RemoveFromBlacklistAsync(["bob"])));
        Assert.Equal(2, EventsOf<BlacklistUpdated>("alice").Count);
    }

    [Fact]
    public void Another_device_s_changes_are_taken_over()
    {
        var client = LogIn();
        Events.Clear();

        Gateway.BlockElsewhere("alice", "bob");
        Gateway.BlockElsewhere("alice", "carol");
        Gateway.BlockElsewhere("alice", "bob", isBlocked: false);

        Assert.Equal(["carol"], Done(client.GetBlacklistAsync()));
        Assert.Equal(3, EventsOf<BlacklistUpdated>("alice").Count);
    }

    [Fact]
    public void What_is_unblocked_while_the_list_is_fetched_does_not_come_back()
    {
        Gateway.BlacklistOf("alice").AddRange(["bob", "carol"]);
        Gateway.OverrideReply = request =>
        {
            if (request.Command == BlacklistCommands.Get.Name)
            {
                Gateway.BlockElsewhere("alice", "bob", isBlocked: false);
                return """{"ErrorCode":0,"BlackListItem":[{"To_Account":"bob"},{"To_Account":"carol"}],"StartIndex":0}""";
            }

            return null;
        };

        Assert.Equal(["carol"], Done(LogIn().GetBlacklistAsync()));
    }

    [Fact]
    public void List_that_failed_is_fetched_for_whoever_asks_next()
    {
        Gateway.BlacklistOf("alice").Add("bob");
        Gateway.FailNext(BlacklistCommands.Get, ErrorCodes.FriendInternal, ErrorCodes.FriendInternal);
        var client = LogIn();

        Assert.Equal(ErrorCodes.FriendInternal, CodeOf(client.GetBlacklistAsync()));
        Assert.Equal(["bob"], Done(client.GetBlacklistAsync()));
    }

    [Fact]
    public void Calls_that_mean_nothing_are_refused()
    {
        var client = LogIn();

        Assert.Equal(ErrorCodes.BlacklistSelf, CodeOf(client.AddToBlacklistAsync(["alice"])));
        Assert.Equal(ErrorCodes.InvalidOperation, CodeOf(() => client.AddToBlacklistAsync([])));
        Assert.Equal(ErrorCodes.InvalidOperation, CodeOf(() => client.AddToBlacklistAsync(["bob", ""])));
        Assert.Equal(ErrorCodes.InvalidOperation, CodeOf(() => client.RemoveFromBlacklistAsync([.. Enumerable.Range(0, 1001).Select(static number => $"u{number}")])));
        Assert.Empty(Gateway.RequestsFor("sns.black_list_add"));

        Gateway.FailNext(BlacklistCommands.Delete, ErrorCodes.FriendParameter);
        Assert.Equal(ErrorCodes.FriendParameter, CodeOf(client.RemoveFromBlacklistAsync(["bob"])));
    }

    [Theory]
    [InlineData("""{"ErrorCode":0}""")]
    [InlineData("""{"ErrorCode":0,"BlackListItem":null,"StartIndex":0}""")]
    [InlineData("""{"ErrorCode":0,"BlackListItem":[null,{"To_Account":null},{}],"StartIndex":0}""")]
    [InlineData("""{"ErrorCode":0,"BlackListItem":7,"StartIndex":0}""")]
    public void Malformed_lists_do_no_harm(string reply)
    {
        Gateway.OverrideReply = request => request.Command == BlacklistCommands.Get.Name ? reply : null;

        var client = LogIn();
        Gateway.PushRelations("alice", new RelationsNotification { PushType = RelationsNotification.BlockedType, Blocked = ["", null!, "bob"] });
        Gateway.OverrideReply = null;

        Assert.Equal(["bob"], Done(client.GetBlacklistAsync()));
    }

    [Fact]
    public void Nothing_is_left_after_a_logout()
    {
        Gateway.BlacklistOf("alice").Add("bob");
        var client = LogIn();
        Done(client.LogoutAsync());
        Gateway.BlacklistOf("alice").Clear();

        Done(client.LoginAsync("alice", "signature"));

        Assert.Empty(Done(client.GetBlacklistAsync()));
    }
}
