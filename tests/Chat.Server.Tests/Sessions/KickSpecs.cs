using Chat.Protocol.Errors;
using Chat.Protocol.Sessions;
using Chat.Server.Tests.Testing;

namespace Chat.Server.Tests.Sessions;

public sealed class KickSpecs : IDisposable
{
    private readonly TestServer _server = new();

    public void Dispose() => _server.Dispose();

    [Fact]
    public void Kick_by_an_administrator_pushes_type_3_and_ends_the_session()
    {
        var alice = _server.Login("alice");

        _server.Kick("alice").ShouldBeOk();

        Assert.Equal(KickType.RestApi, KickOf(alice));
        Assert.Equal("Offline", _server.StatusOf("alice"));
        alice.Call(SessionCommands.Hello, "{}").ShouldFail(ErrorCodes.SigRevoked);
        Assert.Single(alice.Socket.Pushes);
    }

    [Fact]
    public void Signature_from_before_a_kick_is_revoked_and_a_later_one_lets_in()
    {
        var alice = _server.Login("alice");
        var old = alice.UserSig;
        _server.Advance(TimeSpan.FromSeconds(5));
        _server.Kick("alice").ShouldBeOk();

        alice.Login().ShouldFail(ErrorCodes.SigRevoked);
        _server.Advance(TimeSpan.FromSeconds(1));
        alice.UserSig = alice.Sign();
        alice.Login().ShouldBeOk();
        alice.UserSig = old;
        _server.Connect("alice").Login().ShouldBeOk();
        alice.Login().ShouldFail(ErrorCodes.SigRevoked);
    }

    [Fact]
    public void Kick_outlives_a_restart()
    {
        var alice = _server.Login("alice");
        _server.Kick("alice").ShouldBeOk();
        _server.Restart();
        alice.NewSocket();

        var reply = alice.LoginAgain();
        Assert.Equal(KickType.RestApi, KickOf(alice));
        Assert.False(reply.TryGetProperty("A2Key", out _));
        alice.Call(SessionCommands.Hello, "{}").ShouldFail(ErrorCodes.SigRevoked);
        alice.Login().ShouldFail(ErrorCodes.SigRevoked);
    }

    [Fact]
    public void Kick_of_an_unknown_user_is_refused() => _server.Kick("nobody").ShouldFail(ErrorCodes.AccountUnknown);

    [Fact]
    public void Kick_of_somebody_who_is_away_is_ok()
    {
        _server.Import("alice");

        _server.Kick("alice").ShouldBeOk();
    }

    [Fact]
    public void Login_that_races_with_a_kick_leaves_no_valid_token()
    {
        var alice = _server.Login("alice");
        _server.Advance(TimeSpan.FromSeconds(5));
        var other = _server.Connect("alice");
        other.UserSig = alice.UserSig;
        var hold = _server.HoldWriter();
        var kick = _server.RestStart(Protocol.Accounts.AccountCommands.Kick, """{"UserID":"alice"}""");
        var login = other.StartLogin();
        _server.WaitForAccounts();

        hold.Dispose();
        kick.Wait().ShouldBeOk();
        var reply = other.Wait(login);

        if (reply.Code() == 0)
        {
            other.Socket.Wait(item => item.Command == "im_open_status.stat_forceoffline", "a kick");
            other.Call(SessionCommands.Hello, "{}").ShouldFail(ErrorCodes.SigRevoked);
        }

        Assert.Equal(0, _server.Count("SELECT count(*) FROM session WHERE kick_type = 0"));
    }

    [Fact]
    public void Second_login_displaces_the_first_with_type_1()
    {
        var first = _server.Login("alice");

        var second = _server.Login("alice");

        Assert.Equal(KickType.MultipleAccount, KickOf(first));
        Assert.False(first.Socket.IsLoggedIn);
        Assert.Null(first.Socket.AbortReason);
        var carol = _server.Login("carol");
        carol.Send("alice").ShouldBeOk();
        second.Socket.WaitMessages(1);
        Assert.Empty(first.Socket.Messages);
    }

    [Fact]
    public void Displaced_client_can_log_in_again_on_the_same_socket_and_displaces_the_other()
    {
        var first = _server.Login("alice");
        var second = _server.Login("alice");
        KickOf(first);

        first.Login().ShouldBeOk();

        Assert.Equal(KickType.MultipleAccount, KickOf(second));
        Assert.True(first.Socket.IsLoggedIn);
        first.Send("alice").ShouldBeOk();
    }

    [Fact]
    public void Displaced_client_logs_out_with_ok()
    {
        var first = _server.Login("alice");
        var second = _server.Login("alice");

        first.Call(SessionCommands.Logout, """{"wslogout_type":1}""").ShouldBeOk();

        second.Call(SessionCommands.Hello, "{}").ShouldBeOk();
    }

    [Fact]
    public void Instance_displaced_while_away_learns_why_when_it_comes_back()
    {
        var first = _server.Login("alice");
        first.Reconnect();
        _server.Login("alice");

        var reply = first.LoginAgain();

        Assert.Equal(KickType.MultipleAccount, KickOf(first));
        Assert.Equal("im_open_status.stat_forceoffline", first.Socket.All[0].Command);
        Assert.False(reply.TryGetProperty("A2Key", out _));
        Assert.False(first.Socket.IsLoggedIn);
    }

    [Fact]
    public void Instance_displaced_while_away_learns_why_also_after_a_restart()
    {
        var first = _server.Login("alice");
        first.Disconnect();
        _server.Login("alice");
        _server.Restart();
        first.NewSocket();

        first.LoginAgain();
        Assert.Equal(KickType.MultipleAccount, KickOf(first));
    }

    [Fact]
    public void Commands_of_a_displaced_instance_are_refused()
    {
        var first = _server.Login("alice");
        first.Reconnect();
        _server.Login("alice");

        Assert.NotEqual(0, first.Send("alice").Code());
        Assert.Equal(KickType.MultipleAccount, KickOf(first));
        first.LoginAgain();
        Assert.Single(first.Socket.Pushes);
    }

    [Fact]
    public void Same_client_object_that_logs_in_again_is_not_another_device()
    {
        var first = _server.Login("alice", clientKey: "tab");
        var instance = first.InstanceId;

        first.Login().ShouldBeOk();

        Assert.Empty(first.Socket.Pushes);
        Assert.Equal(instance, first.InstanceId);
        Assert.Equal(1, _server.Count("SELECT count(*) FROM session"));
        first.Call(SessionCommands.Hello, "{}").ShouldBeOk();
    }

    [Fact]
    public void Same_client_object_on_a_new_socket_replaces_its_old_socket()
    {
        var first = _server.Login("alice", clientKey: "tab");
        var old = first.Socket;
        first.NewSocket();

        first.Login().ShouldBeOk();

        old.WaitAborted();
        Assert.Empty(old.Pushes);
        Assert.True(first.Socket.IsLoggedIn);
    }

    [Fact]
    public void Client_without_a_key_that_logs_in_twice_on_a_socket_does_not_kick_itself()
    {
        var client = _server.Login("alice", clientKey: "");

        client.Login().ShouldBeOk();
        _server.Settle();

        Assert.Empty(client.Socket.Pushes);
        Assert.True(client.Socket.IsLoggedIn);
        client.Call(SessionCommands.Hello, "{}").ShouldBeOk();
    }

    [Fact]
    public void With_three_instances_allowed_the_fourth_displaces_the_oldest()
    {
        using var server = new TestServer(settings => settings.MaxInstancesPerUser = 3);
        var clients = new List<TestClient>();
        for (var i = 0; i < 4; i++)
        {
            server.Advance(TimeSpan.FromSeconds(1));
            clients.Add(server.Login("alice"));
        }

        Assert.Equal(KickType.MultipleAccount, KickOf(clients[0]));
        Assert.All(clients.Skip(1), client => client.Call(SessionCommands.Hello, "{}").ShouldBeOk());
        Assert.All(clients.Skip(1), client => Assert.Empty(client.Socket.Pushes));
    }

    [Fact]
    public void Instance_that_is_away_goes_before_one_that_is_there()
    {
        using var server = new TestServer(settings => settings.MaxInstancesPerUser = 2);
        var older = server.Login("alice");
        server.Advance(TimeSpan.FromSeconds(1));
        var younger = server.Login("alice");
        younger.Reconnect();
        server.SettleAccount("alice");

        server.Login("alice");

        older.Call(SessionCommands.Hello, "{}").ShouldBeOk();
        younger.LoginAgain();
        Assert.Equal(KickType.MultipleAccount, KickOf(younger));
    }

    [Fact]
    public void Device_of_another_kind_is_displaced_with_type_2()
    {
        var phone = _server.Login("alice", ClientPlatform.Android);

        _server.Login("alice", ClientPlatform.Windows);

        Assert.Equal(KickType.MultipleDevice, KickOf(phone));
    }

    [Fact]
    public void Web_and_mobile_stay_side_by_side_by_default()
    {
        var phone = _server.Login("alice", ClientPlatform.Android);
        var web = _server.Login("alice");

        phone.Call(SessionCommands.Hello, "{}").ShouldBeOk();
        web.Call(SessionCommands.Hello, "{}").ShouldBeOk();
    }

    [Fact]
    public void Displaced_and_expired_rows_do_not_pile_up()
    {
        var alice = _server.Connect("alice");
        for (var day = 0; day < 40; day++)
        {
            _server.Advance(TimeSpan.FromDays(1));
            var client = _server.Connect("alice");
            client.UserSig = alice.Sign(TimeSpan.FromDays(180));
            client.Login().ShouldBeOk();
        }

        Assert.True(_server.Count("SELECT count(*) FROM session") < 12);
    }

    [Fact]
    public void Account_that_was_put_to_sleep_still_knows_its_sockets()
    {
        var alice = _server.Login("alice");
        for (var i = 0; i < 4; i++)
        {
            _server.Advance(TimeSpan.FromSeconds(30));
        }

        _server.Login("alice");

        Assert.Equal(KickType.MultipleAccount, KickOf(alice));
        alice.Disconnect();
        _server.SettleAccount("alice");
        Assert.Equal("Online", _server.StatusOf("alice"));
    }

    private static int KickOf(TestClient client) =>
        client.Socket.Wait(item => item.Command == "im_open_status.stat_forceoffline", "a kick").KickType();
}
