using Chat.Actors.Events;
using Chat.Protocol.Errors;
using Chat.Protocol.Sessions;
using Chat.Testing;

namespace Chat.Actors.Tests.Sessions;

public sealed class NotReadySpecs : ChatSpec
{
    [Fact]
    public void Refuses_calls_before_a_login() => Refuses(Create(), ErrorCodes.NotLoggedIn);

    [Fact]
    public void Refuses_calls_while_logging_in()
    {
        Gateway.Silence(SessionCommands.Login);
        var client = Create();
        _ = client.LoginAsync("alice", "signature");

        Refuses(client, ErrorCodes.LoggingIn);
    }

    [Fact]
    public void Refuses_calls_after_a_login_that_failed()
    {
        Gateway.FailNext(SessionCommands.Login, ErrorCodes.SigExpired);
        var client = Create();
        CodeOf(client.LoginAsync("alice", "signature"));

        Refuses(client, ErrorCodes.LoginFailed);
    }

    [Fact]
    public void Refuses_calls_after_a_logout()
    {
        var client = LogIn();
        Done(client.LogoutAsync());

        Refuses(client, ErrorCodes.LoggedOut);
    }

    [Fact]
    public void Logging_out_without_a_login_is_an_error() =>
        Assert.Equal(ErrorCodes.NotLoggedIn, CodeOf(Create().LogoutAsync()));

    private void Refuses(ChatClient client, int code)
    {
        Events.Clear();

        Assert.Equal(code, CodeOf(() => client.GetConversationListAsync()));
        Assert.Equal(code, CodeOf(() => client.GetMyProfileAsync()));
        Assert.Equal(code, CodeOf(() => client.SetMessageReadAsync("C2Cbob")));
        Assert.Equal(code, CodeOf(() => client.GetMessageListAsync("C2Cbob")));
        Assert.Equal(code, Assert.Throws<ChatException>(() => client.CreateTextMessage("bob", "hi")).Code);
        Assert.Equal([code, code, code, code, code], EventsOf<ChatErrorRaised>().Select(one => one.Code));
    }
}
