using Akka.Actor;
using Chat.Actors.Events;
using Chat.Protocol.Conversations;
using Chat.Protocol.Errors;
using Chat.Protocol.Messages;
using Chat.Protocol.Sessions;
using Chat.Testing;

namespace Chat.Actors.Tests.Sessions;

public sealed class RecoverySpecs : ChatSpec
{
    [Theory]
    [InlineData("connection")]
    [InlineData("conversations")]
    [InlineData("profiles")]
    [InlineData("groups")]
    public void Account_that_crashes_fails_its_open_calls_and_logs_in_again_alone(string child)
    {
        var client = LogIn();
        LogIn("bob");
        Gateway.Silence(MessageCommands.Send);
        var send = client.SendMessageAsync(client.CreateTextMessage("bob", "hello"));
        Gateway.Silence(MessageCommands.Send, silent: false);
        var bobs = Gateway.CommandsOf("bob").Count;

        EventFilter.Exception<ActorKilledException>().Expect(1, () => Sys.ActorSelection($"/user/chat/1400000001/alice/{child}").Tell(Kill.Instance));
        AdvanceSeconds(1);

        Assert.Equal(ErrorCodes.NotReady, CodeOf(send));
        Assert.True(client.IsReady());
        Assert.Single(EventsOf<SdkNotReady>("alice"));
        Assert.Equal(2, EventsOf<SdkReady>("alice").Count);
        Assert.Contains(EventsOf<ChatErrorRaised>("alice"), error => error.Code == ErrorCodes.NotReady);
        Assert.Equal(bobs, Gateway.CommandsOf("bob").Count);
        Assert.Equal(1, Done(client.SendMessageAsync(client.CreateTextMessage("carol", "again"))).Order);
    }

    [Fact]
    public void Crash_that_cannot_be_mended_is_told()
    {
        var client = LogIn();
        Gateway.Fail(SessionCommands.Login, ErrorCodes.SigWrongKey);

        EventFilter.Exception<ActorKilledException>().Expect(1, () => Sys.ActorSelection("/user/chat/1400000001/alice/connection").Tell(Kill.Instance));

        Assert.False(client.IsReady());
        Assert.Equal(ErrorCodes.LoginFailed, CodeOf(() => client.GetConversationListAsync()));
        SpinWait.SpinUntil(() => EventsOf<ChatErrorRaised>("alice").Any(error => error.Code == ErrorCodes.SigWrongKey), Patience);
        Assert.Contains(EventsOf<ChatErrorRaised>("alice"), error => error.Code == ErrorCodes.SigWrongKey);
    }

    [Fact]
    public void Login_during_a_logout_begins_when_it_has_ended()
    {
        var client = LogIn();
        Gateway.Silence(SessionCommands.Logout);
        var logout = client.LogoutAsync();
        var login = client.LoginAsync("carol", "signature");
        Assert.Equal(ErrorCodes.LoginRunning, CodeOf(client.LoginAsync("carol", "signature")));

        AdvanceSeconds(17);

        Done(logout);
        Assert.Equal("carol", Done(login).UserId);
        Assert.Equal("carol", client.GetLoginUser());
    }

    [Fact]
    public void Logout_ends_the_account_whatever_the_server_says()
    {
        var client = LogIn();
        Gateway.Fail(SessionCommands.Logout, 20005);

        Done(client.LogoutAsync());

        Assert.False(client.IsReady());
        Assert.Equal("", client.GetLoginUser());
        Assert.Equal(ErrorCodes.LoggedOut, CodeOf(() => client.GetConversationListAsync()));
        Assert.Equal(ErrorCodes.NotLoggedIn, CodeOf(client.LogoutAsync()));
        Assert.Equal(0, Gateway.OpenConnections);
    }

    [Fact]
    public async Task Calls_end_with_the_actor_system()
    {
        var client = LogIn();
        Gateway.Silence(MessageCommands.Send);
        var send = client.SendMessageAsync(client.CreateTextMessage("bob", "hello"));

        await Sys.Terminate();

        Assert.Equal(ErrorCodes.LoggedOut, CodeOf(send));
        Assert.Equal(ErrorCodes.LoggedOut, CodeOf(() => client.LoginAsync("alice", "signature")));
    }

    [Fact]
    public void Call_before_the_login_fails_and_is_told()
    {
        var client = Create();

        Assert.Equal(ErrorCodes.NotLoggedIn, CodeOf(() => client.GetConversationListAsync()));

        Assert.Equal(ErrorCodes.NotLoggedIn, Assert.Single(EventsOf<ChatErrorRaised>()).Code);
    }

    [Fact]
    public void Half_a_sync_is_tried_again()
    {
        Gateway.Say("bob", "alice", "before");
        Gateway.FailNext(ConversationCommands.GetPage, 20005, 20005);
        Gateway.FailNext(MessageCommands.GetMissed, 20005);
        var client = LogIn();
        Gateway.Say("bob", "alice", "meanwhile");
        Assert.Empty(TextsOf("alice"));

        AdvanceSeconds(15);

        Assert.Equal(["meanwhile"], TextsOf("alice"));
        Assert.Equal(2, client.GetTotalUnreadMessageCount());
    }

    [Fact]
    public void Login_that_comes_back_after_an_outage_asks_as_the_sdk_does()
    {
        LogIn();
        AdvanceSeconds(3);
        var before = Gateway.Requests.Count;

        Gateway.Drop("alice");

        string[] expected =
        [
            "im_open_status.wslogin", "heartbeat.alive", "recentcontact.page_get", "openim.getmsg", "sns.friend_get", "sns.group_get", "sns.pendency_get",
            "recentcontact.get_contact_group",
        ];
        Assert.Equal(expected.Order(), Gateway.Requests.Skip(before).Select(request => request.Command).Order());
    }
}
