using Chat.Protocol.Errors;
using Chat.Protocol.Messages;
using Chat.Protocol.Sessions;
using Chat.Server.Tests.Testing;

namespace Chat.Server.Tests.Sessions;

public sealed class LoginSpecs : IDisposable
{
    private readonly TestServer _server = new();

    public void Dispose() => _server.Dispose();

    [Fact]
    public void Login_makes_the_account_and_returns_all_that_the_SDK_needs()
    {
        var alice = _server.Connect("alice");

        var reply = alice.Login();

        reply.ShouldBeOk();
        Assert.NotEqual("", reply.Str("A2Key"));
        Assert.True(ulong.Parse(reply.Str("TinyId"), System.Globalization.CultureInfo.InvariantCulture) > 0);
        Assert.NotEqual(0, reply.Long("InstId"));
        Assert.True(reply.Long("HelloInterval") > 0);
        Assert.Equal(_server.Now, reply.Long("TimeStamp"));
        Assert.Equal(64, reply.Str("PurchaseBits").Length);
        Assert.True(alice.Socket.IsLoggedIn);
        Assert.Equal("Online", _server.StatusOf("alice"));
    }

    [Fact]
    public void TinyId_stays_the_same_and_differs_between_users()
    {
        var alice = _server.Login("alice");
        var bob = _server.Login("bob");
        var first = alice.TinyId;

        alice.Login().ShouldBeOk();

        Assert.Equal(first, alice.TinyId);
        Assert.NotEqual(first, bob.TinyId);
    }

    [Fact]
    public void Empty_signature_is_refused() => Refused(ErrorCodes.SigEmpty, _ => "");

    [Fact]
    public void Malformed_signature_is_refused() => Refused(ErrorCodes.SigMalformed, _ => "eJxnonsense");

    [Fact]
    public void Signature_of_another_key_is_refused() => Refused(ErrorCodes.SigWrongKey, client => client.Sign(key: TestServer.OtherKey));

    [Fact]
    public void Signature_of_another_user_is_refused() => Refused(ErrorCodes.SigWrongUser, client => client.Sign(forUser: "bob"));

    [Fact]
    public void Signature_of_another_app_is_refused() => Refused(ErrorCodes.SigWrongApp, client => client.Sign(forApp: TestServer.OtherApp));

    [Fact]
    public void Expired_signature_is_refused() =>
        Refused(ErrorCodes.SigExpired, client => client.Sign(TimeSpan.FromSeconds(10), age: TimeSpan.FromSeconds(11)));

    [Fact]
    public void Unknown_app_is_refused()
    {
        var client = _server.Connect("alice", app: 1499999999);
        client.UserSig = "x";

        client.Login().ShouldFail(ErrorCodes.SigAppUnknown);
    }

    [Theory]
    [InlineData("")]
    [InlineData("123456789012345678901234567890123")]
    [InlineData("漢漢漢漢漢漢漢漢漢漢漢")]
    public void Invalid_user_id_is_refused(string user) => _server.Connect(user).Login().ShouldFail(ErrorCodes.AccountParameter);

    [Fact]
    public void User_id_with_control_characters_is_refused() => Assert.NotEqual(0, _server.Connect("a\nb").Login().Code());

    [Fact]
    public void Refused_login_makes_no_account()
    {
        Refused(ErrorCodes.SigEmpty, _ => "");

        Assert.Equal(0, _server.Count("SELECT count(*) FROM account"));
    }

    [Fact]
    public void Two_first_logins_at_once_make_one_account()
    {
        var clients = Enumerable.Range(0, 5).Select(_ => _server.Connect("alice")).ToList();
        var hold = _server.HoldWriter();
        var calls = clients.ConvertAll(client => client.StartLogin());
        hold.Dispose();

        for (var i = 0; i < clients.Count; i++)
        {
            clients[i].Wait(calls[i]).ShouldBeOk();
        }

        Assert.Equal(1, _server.Count("SELECT count(*) FROM account"));
        Assert.Equal(1, _server.Count("SELECT count(*) FROM session WHERE kick_type = 0"));
    }

    [Fact]
    public void Token_is_not_stored_in_the_clear()
    {
        var alice = _server.Login("alice");
        _server.Settle();

        var files = Directory.GetFiles(_server.Directory, "chat.db*").Select(ReadShared).ToList();

        Assert.All(files, bytes => Assert.Equal(-1, bytes.AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(alice.A2!))));
    }

    [Fact]
    public void Token_survives_a_restart()
    {
        var alice = _server.Login("alice");
        var instance = alice.InstanceId;
        _server.Restart();
        alice.NewSocket();

        var reply = alice.LoginAgain();

        reply.ShouldBeOk();
        Assert.Equal(instance, reply.Long("InstId"));
        Assert.Equal("Online", _server.StatusOf("alice"));
    }

    [Fact]
    public void Login_again_with_an_unknown_token_is_70001()
    {
        var alice = _server.Connect("alice");
        alice.A2 = "unknown";

        alice.LoginAgain().ShouldFail(ErrorCodes.SigExpired);
    }

    [Fact]
    public void Login_again_after_the_signature_expired_is_70001()
    {
        var alice = _server.Connect("alice");
        alice.UserSig = alice.Sign(TimeSpan.FromSeconds(60));
        alice.Login().ShouldBeOk();
        alice.Reconnect();
        _server.Advance(TimeSpan.FromSeconds(61));

        alice.LoginAgain().ShouldFail(ErrorCodes.SigExpired);
    }

    [Fact]
    public void Signature_that_expires_ends_the_session_at_the_next_command()
    {
        var alice = _server.Connect("alice");
        alice.UserSig = alice.Sign(TimeSpan.FromSeconds(60));
        alice.Login().ShouldBeOk();
        _server.Import("bob");
        _server.Advance(TimeSpan.FromSeconds(60));
        alice.Send("bob").ShouldBeOk();
        _server.Advance(TimeSpan.FromSeconds(1));

        alice.Send("bob").ShouldFail(ErrorCodes.SigExpired);
        alice.Call(SessionCommands.Hello, "{}").ShouldFail(ErrorCodes.SigExpired);
        alice.Call(SessionCommands.Heartbeat, "{}").ShouldBeOk();
        alice.UserSig = alice.Sign();
        alice.Login().ShouldBeOk();
        alice.Send("bob").ShouldBeOk();
    }

    [Fact]
    public void Frames_with_a_good_token_are_answered_on_a_new_socket_before_the_login_there()
    {
        _server.Import("bob");
        var alice = _server.Login("alice");
        alice.Reconnect();

        alice.Send("bob", "early").ShouldBeOk();
        alice.LoginAgain().ShouldBeOk();

        Assert.Equal(["early"], alice.HistoryTexts("bob"));
    }

    [Fact]
    public void Commands_before_any_login_are_refused_with_20002()
    {
        var alice = _server.Connect("alice");

        alice.Call(MessageCommands.GetMissed, "{}").ShouldFail(ErrorCodes.TicketInvalid);
        alice.Call(SessionCommands.Hello, "{}").ShouldFail(ErrorCodes.TicketInvalid);
    }

    [Fact]
    public void Heartbeat_is_always_ok()
    {
        var client = _server.Connect("alice");
        client.Call(SessionCommands.Heartbeat, "{}").ShouldBeOk();
        client.A2 = "rubbish";
        client.Call(SessionCommands.Heartbeat, "{}").ShouldBeOk();
        client.Login().ShouldBeOk();
        _server.Kick("alice").ShouldBeOk();
        client.Call(SessionCommands.Heartbeat, "{}").ShouldBeOk();
        client.Call(SessionCommands.Heartbeat, "null").ShouldBeOk();
    }

    [Fact]
    public void Token_is_useless_after_logout()
    {
        var alice = _server.Login("alice");

        alice.Call(SessionCommands.Logout, """{"wslogout_type":0}""").ShouldBeOk();

        Assert.Equal("Offline", _server.StatusOf("alice"));
        Assert.False(alice.Socket.IsLoggedIn);
        alice.Call(SessionCommands.Hello, "{}").ShouldFail(ErrorCodes.SigExpired);
        alice.LoginAgain().ShouldFail(ErrorCodes.SigExpired);
        Assert.Equal(0, _server.Count("SELECT count(*) FROM session"));
    }

    [Fact]
    public void Logout_is_ok_whatever_the_token()
    {
        var alice = _server.Connect("alice");
        alice.Call(SessionCommands.Logout, "{}").ShouldBeOk();
        alice.A2 = "rubbish";
        alice.Call(SessionCommands.Logout, "{}").ShouldBeOk();
        alice.Login().ShouldBeOk();
        alice.Call(SessionCommands.Logout, "{}").ShouldBeOk();
        alice.Call(SessionCommands.Logout, "{}").ShouldBeOk();
    }

    [Fact]
    public void Nothing_is_pushed_after_logout()
    {
        var alice = _server.Login("alice");
        var bob = _server.Login("bob");
        bob.Call(SessionCommands.Logout, "{}").ShouldBeOk();

        alice.Send("bob").ShouldBeOk();
        _server.Settle();

        Assert.Empty(bob.Socket.Messages);
    }

    [Fact]
    public void Logout_from_a_new_socket_also_ends_the_old_one()
    {
        var alice = _server.Login("alice");
        var bob = _server.Login("bob");
        var old = bob.Socket;
        bob.NewSocket();
        bob.Call(SessionCommands.Logout, "{}").ShouldBeOk();

        alice.Send("bob").ShouldBeOk();
        _server.Settle();

        Assert.Empty(old.Messages);
        Assert.Equal("Offline", _server.StatusOf("bob"));
    }

    [Fact]
    public void Another_user_can_log_in_on_the_same_socket_after_logout()
    {
        var alice = _server.Login("alice");
        alice.Call(SessionCommands.Logout, "{}").ShouldBeOk();
        var bob = _server.Connect("bob");
        bob.Use(alice.Socket);

        bob.Login().ShouldBeOk();

        Assert.Equal("Offline", _server.StatusOf("alice"));
        Assert.Equal("Online", _server.StatusOf("bob"));
    }

    [Fact]
    public void Socket_that_changes_its_user_gets_nothing_of_the_former_one()
    {
        var carol = _server.Login("carol");
        var alice = _server.Login("alice");
        var bob = _server.Connect("bob");
        bob.Use(alice.Socket);
        bob.Login().ShouldBeOk();
        bob.GetMissed();

        carol.Send("alice", "for alice").ShouldBeOk();
        carol.Send("bob", "for bob").ShouldBeOk();
        _server.Settle();

        Assert.Equal(["for bob"], bob.Socket.Messages.Select(item => item.Json.TextOf()));
        Assert.Equal("Offline", _server.StatusOf("alice"));
    }

    [Fact]
    public void Kick_of_the_former_user_of_a_socket_does_not_touch_the_present_one()
    {
        var carol = _server.Login("carol");
        var alice = _server.Login("alice");
        var bob = _server.Connect("bob");
        bob.Use(alice.Socket);
        bob.Login().ShouldBeOk();
        bob.GetMissed();

        _server.Kick("alice").ShouldBeOk();
        carol.Send("bob", "for bob").ShouldBeOk();
        _server.Settle();

        Assert.Empty(bob.Socket.Pushes);
        Assert.Single(bob.Socket.Messages);
        Assert.True(bob.Socket.IsLoggedIn);
        _server.Closed(bob.Socket);
        _server.SettleAccount("bob");
        Assert.Equal("Offline", _server.StatusOf("bob"));
    }

    [Fact]
    public void Logout_with_the_token_of_another_account_does_not_touch_the_socket()
    {
        var carol = _server.Login("carol");
        var alice = _server.Login("alice");
        var bob = _server.Login("bob");
        var token = bob.A2;
        bob.A2 = alice.A2;
        bob.Call(SessionCommands.Logout, "{}").ShouldBeOk();
        bob.A2 = token;

        carol.Send("bob").ShouldBeOk();
        _server.Settle();

        Assert.Single(bob.Socket.Messages);
        _server.Closed(bob.Socket);
        _server.SettleAccount("bob");
        Assert.Equal("Offline", _server.StatusOf("bob"));
    }

    [Fact]
    public void Socket_that_closes_during_the_login_commit_does_not_stay_in_the_directory()
    {
        _server.Login("bob");
        var alice = _server.Login("alice");
        alice.Call(SessionCommands.Logout, "{}").ShouldBeOk();
        alice.NewSocket();
        var hold = _server.HoldWriter();
        alice.StartLogin();
        _server.Closed(alice.Socket);
        hold.Dispose();
        _server.Settle();
        _server.SettleAccount("alice");

        Assert.Equal("Offline", _server.StatusOf("alice"));
    }

    [Fact]
    public void Closed_socket_leaves_the_directory()
    {
        var alice = _server.Login("alice");

        alice.Disconnect();
        _server.SettleAccount("alice");

        Assert.Equal("Offline", _server.StatusOf("alice"));
    }

    [Fact]
    public void Closed_socket_leaves_the_directory_even_when_the_account_is_flooded_with_logins()
    {
        var alice = _server.Login("alice");
        var hold = _server.HoldWriter();
        var flood = Enumerable.Range(0, 300).Select(_ => _server.Connect("alice")).ToList();
        flood.ForEach(client => client.StartLogin());
        alice.Disconnect();
        flood.ForEach(client => client.Disconnect());
        hold.Dispose();
        _server.SettleAccount("alice");

        Assert.Equal("Offline", _server.StatusOf("alice"));
    }

    [Fact]
    public void Kick_is_not_lost_when_the_account_is_flooded_with_logins()
    {
        var alice = _server.Login("alice");
        var hold = _server.HoldWriter();
        var flood = Enumerable.Range(0, 300).Select(_ => _server.Connect("alice")).ToList();
        flood.ForEach(client => client.StartLogin());
        var kick = _server.RestStart(Protocol.Accounts.AccountCommands.Kick, """{"UserID":"alice"}""");
        hold.Dispose();

        kick.Wait().ShouldBeOk();
        Assert.Equal(0, _server.Count("SELECT count(*) FROM session WHERE kick_type = 0"));
        Assert.False(alice.Socket.IsLoggedIn);
    }

    [Fact]
    public void Each_login_of_a_flood_is_answered()
    {
        _server.Login("alice");
        var hold = _server.HoldWriter();
        var flood = Enumerable.Range(0, 300).Select(_ => _server.Connect("alice")).ToList();
        var calls = flood.ConvertAll(client => client.StartLogin());
        hold.Dispose();

        var codes = flood.Select((client, i) => client.Wait(calls[i]).Code()).ToList();

        Assert.All(codes, code => Assert.Contains(code, new[] { 0, ErrorCodes.RateLimited }));
        Assert.Contains(0, codes);
        Assert.Contains(ErrorCodes.RateLimited, codes);
    }

    [Fact]
    public void Login_again_moves_the_instance_to_the_new_socket()
    {
        var carol = _server.Login("carol");
        var alice = _server.Login("alice");
        var old = alice.Socket;
        alice.NewSocket();

        alice.LoginAgain().ShouldBeOk();
        alice.GetMissed();

        old.WaitAborted();
        carol.Send("alice").ShouldBeOk();
        Assert.Single(alice.Socket.WaitMessages(1));
        Assert.Empty(old.Messages);
        _server.Closed(old);
        _server.SettleAccount("alice");
        Assert.Equal("Online", _server.StatusOf("alice"));
    }

    [Fact]
    public void Login_again_on_the_same_socket_is_fine()
    {
        var carol = _server.Login("carol");
        var alice = _server.Login("alice");

        alice.LoginAgain().ShouldBeOk();
        alice.GetMissed();
        carol.Send("alice").ShouldBeOk();
        _server.Settle();

        Assert.Null(alice.Socket.AbortReason);
        Assert.Single(alice.Socket.Messages);
    }

    [Fact]
    public void Login_reply_comes_before_the_first_push()
    {
        var alice = _server.Login("alice");
        var bob = _server.Login("bob");
        bob.Reconnect();
        var hold = _server.HoldWriter();
        var sends = Enumerable.Range(0, 20).Select(_ => alice.StartSend("bob")).ToList();
        bob.Start(SessionCommands.Login, "{}");
        hold.Dispose();
        sends.ForEach(call => alice.Wait(call).ShouldBeOk());
        _server.Settle();

        Assert.Equal(SessionCommands.Login.Name, bob.Socket.All[0].Command);
    }

    [Fact]
    public void Messages_wait_for_the_sync_that_follows_a_login()
    {
        var alice = _server.Login("alice");
        var bob = _server.Connect("bob");
        bob.Login().ShouldBeOk();
        alice.Send("bob", "1").ShouldBeOk();
        _server.Settle();
        Assert.Empty(bob.Socket.Messages);

        bob.GetMissed();

        Assert.Equal("1", bob.Socket.WaitMessages(1)[0].Json.TextOf());
        alice.Send("bob", "2").ShouldBeOk();
        Assert.Equal("2", bob.Socket.WaitMessages(2)[1].Json.TextOf());
    }

    [Fact]
    public void Too_much_waiting_for_the_sync_is_sent_without_it()
    {
        var alice = _server.Login("alice");
        var bob = _server.Connect("bob");
        var small = new FakeSession("small", maxQueuedBytes: 4096);
        bob.Use(small);
        bob.Login().ShouldBeOk();

        for (var i = 0; i < 40 && small.AbortReason is null && small.Messages.Count == 0; i++)
        {
            alice.Send("bob", $"{i}").ShouldBeOk();
            _server.Settle();
        }

        Assert.True(small.AbortReason is not null || small.Messages.Count > 0);
    }

    [Fact]
    public void Tokens_and_messages_of_two_apps_with_the_same_users_never_meet()
    {
        var here = (Alice: _server.Login("alice"), Bob: _server.Login("bob"));
        var there = (Alice: _server.Login("alice", app: TestServer.OtherApp), Bob: _server.Login("bob", app: TestServer.OtherApp));

        here.Alice.Send("bob", "here", 1, 1).ShouldBeOk();
        there.Alice.Send("bob", "there", 1, 1).ShouldBeOk();
        here.Bob.Read("alice").ShouldBeOk();
        _server.Settle();

        Assert.NotEqual(here.Alice.TinyId, there.Alice.TinyId);
        Assert.Equal(["here"], here.Bob.Socket.Messages.Select(item => item.Json.TextOf()));
        Assert.Equal(["there"], there.Bob.Socket.Messages.Select(item => item.Json.TextOf()));
        Assert.Equal(["there"], there.Bob.HistoryTexts("alice"));
        Assert.Equal(1, there.Bob.UnreadOf("alice"));
        Assert.Empty(there.Alice.Socket.Pushes);
        Assert.Single(there.Alice.Page().Items("SessionItem"));
        _server.Kick("alice").ShouldBeOk();
        Assert.Empty(there.Alice.Socket.Pushes);
        there.Alice.Send("bob").ShouldBeOk();
    }

    [Fact]
    public void Logins_above_the_limit_of_a_second_are_refused_with_60019()
    {
        using var server = new TestServer(settings => settings.LoginsPerSecond = 3);
        var codes = Enumerable.Range(0, 5).Select(i => server.Connect($"user{i}").Login().Code()).ToList();

        Assert.Equal([0, 0, 0, ErrorCodes.TooFrequent, ErrorCodes.TooFrequent], codes);
        server.Advance(TimeSpan.FromSeconds(1));
        server.Login("user3");
    }

    [Fact]
    public void Login_limit_spares_other_apps_and_logins_with_a_token()
    {
        using var server = new TestServer(settings => settings.LoginsPerSecond = 1);
        var alice = server.Login("alice");
        server.Connect("bob").Login().ShouldFail(ErrorCodes.TooFrequent);

        server.Login("alice", app: TestServer.OtherApp);
        alice.Reconnect();
        alice.LoginAgain().ShouldBeOk();
    }

    private static byte[] ReadShared(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private void Refused(int code, Func<TestClient, string> signature)
    {
        var client = _server.Connect("alice");
        client.UserSig = signature(client);

        client.Login().ShouldFail(code);
        Assert.False(client.Socket.IsLoggedIn);
    }
}
