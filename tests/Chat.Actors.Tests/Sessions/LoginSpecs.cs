using Chat.Actors.Events;
using Chat.Protocol.Errors;
using Chat.Protocol.Sessions;
using Chat.Testing;

namespace Chat.Actors.Tests.Sessions;

public sealed class LoginSpecs : ChatSpec
{
    [Fact]
    public void Logs_in_and_is_ready()
    {
        var client = Create();

        var result = Done(client.LoginAsync("alice", "signature"));

        Assert.Equal(("alice", Gateway.TinyIdOf("alice"), false), (result.UserId, result.TinyId, result.RepeatLogin));
        Assert.True(client.IsReady());
        Assert.Equal("alice", client.GetLoginUser());
        Assert.Single(EventsOf<SdkReady>("alice"));
    }

    [Fact]
    public void Syncs_with_the_frames_of_the_sdk_in_its_order()
    {
        LogIn();
        AdvanceSeconds(3);

        string[] expected =
        [
            "im_open_status.wslogin", "heartbeat.alive", "profile.portrait_get_all", "sns.black_list_get",
            "recentcontact.page_get", "openim.getmsg",
        ];
        Assert.Equal(expected, Gateway.CommandsOf("alice").Take(expected.Length));
    }

    [Theory]
    [InlineData(ErrorCodes.SigExpired)]
    [InlineData(ErrorCodes.SigWrongUser)]
    [InlineData(ErrorCodes.SdkAppIdUnknown)]
    public void Fails_with_the_code_of_the_server(int code)
    {
        Gateway.FailNext(SessionCommands.Login, code);
        var client = Create();

        Assert.Equal(code, CodeOf(client.LoginAsync("alice", "signature")));
        Assert.False(client.IsReady());
        Assert.Empty(EventsOf<SdkReady>());
    }

    [Fact]
    public void May_try_again_after_a_failure()
    {
        Gateway.FailNext(SessionCommands.Login, ErrorCodes.SigExpired);
        var client = Create();
        CodeOf(client.LoginAsync("alice", "signature"));

        Assert.Equal(0, CodeOf(client.LoginAsync("alice", "signature")));
        Assert.True(client.IsReady());
    }

    [Fact]
    public void Refuses_a_second_login_while_one_is_running()
    {
        Gateway.Silence(SessionCommands.Login);
        var client = Create();
        _ = client.LoginAsync("alice", "signature");

        Assert.Equal(ErrorCodes.LoginRunning, CodeOf(client.LoginAsync("alice", "signature")));
    }

    [Fact]
    public void Tells_who_is_logged_in_already_without_asking_the_server()
    {
        var client = LogIn();
        var frames = Gateway.Requests.Count;

        Assert.True(Done(client.LoginAsync("alice", "signature")).RepeatLogin);
        Assert.Equal(frames, Gateway.Requests.Count);
    }

    [Fact]
    public void Times_out_after_90_seconds_when_the_server_cannot_be_reached()
    {
        Gateway.RefusesConnects = true;
        var login = Create().LoginAsync("alice", "signature");

        AdvanceSeconds(89.5);
        Assert.False(login.IsCompleted);
        AdvanceSeconds(2.5);
        Assert.Equal(ErrorCodes.RequestTimeout, CodeOf(login));
    }

    [Fact]
    public void Stops_trying_once_the_login_has_timed_out()
    {
        Gateway.RefusesConnects = true;
        _ = Create().LoginAsync("alice", "signature");
        AdvanceSeconds(92);
        var tries = Gateway.Connects.Count;

        AdvanceSeconds(120);
        Assert.Equal(tries, Gateway.Connects.Count);
    }

    [Fact]
    public void Times_out_when_the_login_is_not_answered()
    {
        Gateway.Silence(SessionCommands.Login);
        var login = Create().LoginAsync("alice", "signature");

        AdvanceSeconds(92);
        Assert.Equal(ErrorCodes.RequestTimeout, CodeOf(login));
    }

    [Fact]
    public void Logs_in_as_soon_as_the_server_can_be_reached()
    {
        Gateway.RefusesConnects = true;
        var login = Create().LoginAsync("alice", "signature");
        AdvanceSeconds(20);

        Gateway.RefusesConnects = false;
        AdvanceSeconds(31);
        Assert.False(Done(login).RepeatLogin);
    }

    [Theory]
    [InlineData("", "signature", ErrorCodes.NoUserId)]
    [InlineData("alice", "", ErrorCodes.NoUserSig)]
    public void Needs_a_user_and_a_signature(string user, string signature, int code) =>
        Assert.Equal(code, CodeOf(() => Create().LoginAsync(user, signature)));

    [Theory]
    [InlineData("""{"ActionStatus":"OK","ErrorCode":0,"A2Key":"x","InstId":1}""", ErrorCodes.LoginReplyLacksTinyId)]
    [InlineData("""{"ActionStatus":"OK","ErrorCode":0,"TinyId":"1","InstId":1}""", ErrorCodes.LoginReplyLacksA2Key)]
    public void Refuses_an_incomplete_login_reply(string reply, int code)
    {
        Gateway.OverrideReply = request => request.Command == SessionCommands.Login.Name ? reply : null;

        Assert.Equal(code, CodeOf(Create().LoginAsync("alice", "signature")));
    }
}
