using Chat.Actors.Events;
using Chat.Protocol.Errors;
using Chat.Protocol.Messages;
using Chat.Protocol.Sessions;
using Chat.Testing;

namespace Chat.Actors.Tests.Sessions;

public sealed class SessionEndSpecs : ChatSpec
{
    [Theory]
    [InlineData(KickType.MultipleAccount, KickedOutType.MultipleAccount, ErrorCodes.KickedByOtherInstance, true)]
    [InlineData(KickType.MultipleDevice, KickedOutType.MultipleDevice, ErrorCodes.KickedByOtherDevice, true)]
    [InlineData(KickType.RestApi, KickedOutType.RestApiKick, ErrorCodes.KickedByRest, true)]
    [InlineData(KickType.RestApi, KickedOutType.RestApiKick, ErrorCodes.KickedByRest, false)]
    public void Push_that_kicks_ends_the_session(int kickType, KickedOutType type, int code, bool forceOffline)
    {
        var client = LogIn();

        Gateway.Kick("alice", kickType, forceOffline);

        EndedWith(client, type, code);
    }

    [Theory]
    [InlineData(ErrorCodes.SigExpired)]
    [InlineData(ErrorCodes.TicketInvalid)]
    public void Reply_that_says_the_signature_is_no_longer_good_ends_the_session(int code)
    {
        var client = LogIn();
        Gateway.FailNext(MessageCommands.Send, code);

        Assert.Equal(code, CodeOf(client.SendMessageAsync(client.CreateTextMessage("bob", "hi"))));
        EndedWith(client, KickedOutType.UserSigExpired, ErrorCodes.SignatureExpired);
    }

    [Fact]
    public void Signature_that_expired_while_away_ends_the_session()
    {
        var client = LogIn();
        Gateway.FailNext(SessionCommands.Login, ErrorCodes.SigExpired);

        Gateway.Drop("alice");

        EndedWith(client, KickedOutType.UserSigExpired, ErrorCodes.SignatureExpired);
    }

    [Fact]
    public void Kick_while_away_is_told_when_the_account_comes_back()
    {
        var client = LogIn();
        Gateway.FailNext(SessionCommands.Login, ErrorCodes.KickedOut);

        Gateway.Drop("alice");

        EndedWith(client, KickedOutType.MultipleAccount, ErrorCodes.KickedByOtherInstance);
    }

    [Fact]
    public void Account_that_was_put_out_does_not_reconnect()
    {
        LogIn();
        Gateway.Kick("alice", KickType.MultipleAccount);
        var connects = Gateway.Connects.Count;

        AdvanceSeconds(120);

        Assert.Equal(connects, Gateway.Connects.Count);
        Assert.Equal(0, Gateway.OpenConnections);
    }

    [Fact]
    public void Account_that_was_put_out_may_log_in_again()
    {
        var client = LogIn();
        Gateway.Kick("alice", KickType.RestApi);

        Assert.False(Done(client.LoginAsync("alice", "signature")).RepeatLogin);
        Assert.True(client.IsReady());
    }

    [Fact]
    public void Account_that_was_kicked_tells_the_server_that_it_heard()
    {
        LogIn();

        Gateway.Kick("alice", KickType.MultipleAccount);

        Assert.Contains("\"wslogout_type\":1", Assert.Single(Gateway.RequestsFor(SessionCommands.Logout.Name)).Body.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Logs_out()
    {
        var client = LogIn();

        Done(client.LogoutAsync());

        Assert.False(client.IsReady());
        Assert.Equal("", client.GetLoginUser());
        Assert.Single(EventsOf<SdkNotReady>("alice"));
        Assert.Empty(EventsOf<KickedOut>());
        Assert.Equal(0, Gateway.OpenConnections);
    }

    [Fact]
    public void Logs_out_even_if_the_server_refuses()
    {
        var client = LogIn();
        Gateway.FailNext(SessionCommands.Logout, ErrorCodes.AccountInternal);

        Done(client.LogoutAsync());

        Assert.False(client.IsReady());
    }

    [Fact]
    public void Nothing_of_a_session_is_left_after_it()
    {
        var client = LogIn();
        Gateway.Say("bob", "alice", "hi");
        var id = Assert.Single(EventsOf<MessageReceived>()).Messages[0].Id;
        Assert.NotNull(client.FindMessage(id));

        Done(client.LogoutAsync());
        Done(client.LoginAsync("carol", "signature"));

        Assert.Null(client.FindMessage(id));
        Assert.Empty(Done(client.GetConversationListAsync()));
        Assert.Equal(0, client.GetTotalUnreadMessageCount());
    }

    private void EndedWith(ChatClient client, KickedOutType type, int code)
    {
        Assert.Equal(type, Assert.Single(EventsOf<KickedOut>("alice")).Type);
        Assert.Single(EventsOf<SdkNotReady>("alice"));
        Assert.False(client.IsReady());
        Assert.Equal(code, CodeOf(() => client.GetConversationListAsync()));
    }
}
