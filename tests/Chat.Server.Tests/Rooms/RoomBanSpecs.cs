using Chat.Protocol.Groups;
using Chat.Server.Tests.Testing;

namespace Chat.Server.Tests.Rooms;

/// <summary>What a ban holds against, and when it ends.</summary>
public sealed class RoomBanSpecs : RoomSpec
{
    private const string Other = "other";

    public RoomBanSpecs()
        : base(static settings =>
        {
            settings.GroupMessagesPerSecond = 5;
            settings.MaxInstancesPerUser = 3;
        })
    {
    }

    [Fact]
    public void Ban_and_the_devices_that_a_new_start_expects_are_one_change()
    {
        Enter("bob");
        Pass(1);
        Server.Settle();
        Assert.Equal(2, Server.Count("SELECT count(*) FROM room_device"));

        Ban(Alice, """["bob"]""").ShouldBeOk();

        Assert.Equal(0, Server.Count($"SELECT count(*) FROM room_device WHERE account_id = {Server.AccountId("bob")}"));
    }

    [Fact]
    public void Device_that_was_kept_although_its_account_is_banned_is_not_expected()
    {
        var bob = Enter("bob");
        Pass(1);
        WriteBan("bob");
        Server.Restart();
        Alice.Return();
        bob.Return();
        Join(Alice).ShouldBeOk();
        Pass(1);

        Assert.Equal(1, Count(Alice));
        Send(Alice, "without bob").ShouldBeOk();
        Settle();
        Assert.Empty(Pushed(bob));
    }

    [Fact]
    public void Banned_device_that_was_away_does_not_find_itself_in_the_room_again()
    {
        var bob = Enter("bob");
        bob.Disconnect();
        Pass(1);
        WriteBan("bob");
        Send(Alice, "without bob").ShouldBeOk();

        bob.Return();
        Pass(1);

        Assert.Empty(Pushed(bob));
        Assert.Equal(1, Count(Alice));
    }

    [Fact]
    public void Ban_holds_against_guests_on_a_socket_that_is_logged_in()
    {
        var (bob, carol) = (Server.Login("bob"), Server.Login("carol"));
        var key = JoinAnonymously(carol).Str("LongPollingKey");
        var poll = StartPollAnonymously(carol, 0, key);
        Settle();

        Ban(Alice, """["bob","carol"]""").ShouldBeOk();

        Assert.Empty(carol.Wait(poll).Items("RspMsgList"));
        foreach (var client in new[] { bob, carol })
        {
            JoinAnonymously(client).ShouldFail(10007);
            client.Wait(StartPollAnonymously(client, 0, key)).ShouldFail(10007);
        }

        JoinAnonymously(Server.Connect("")).ShouldBeOk();
    }

    [Theory]
    [InlineData("ban", 10007)]
    [InlineData("quit", 10007)]
    [InlineData("mute", 10017)]
    [InlineData("mute all", 10017)]
    [InlineData("dismiss", 10010)]
    public void Message_that_waited_is_checked_again_when_its_turn_comes(string change, int code)
    {
        var (bob, carol) = (Enter("bob"), Enter("carol"));
        for (var i = 0; i < 5; i++)
        {
            Send(Alice).ShouldBeOk();
        }

        var waiting = StartSend(bob, "too late");
        Settle();
        switch (change)
        {
            case "ban":
                Ban(Alice, """["bob"]""").ShouldBeOk();
                break;
            case "quit":
                bob.Call(GroupCommands.Quit.Ordinary, $$"""{"GroupId":"{{Id}}"}""").ShouldBeOk();
                break;
            case "mute":
                Write($"INSERT INTO group_mute (log_id, account_id, until) SELECT group_key, {Server.AccountId("bob")}, {Server.Now + 60} FROM chat_group");
                break;
            case "mute all":
                Write("UPDATE chat_group SET mute_all = 1");
                break;
            default:
                Alice.Call(GroupCommands.Destroy.Ordinary, $$"""{"GroupId":"{{Id}}"}""").ShouldBeOk();
                break;
        }

        Server.Advance(TimeSpan.FromSeconds(1));

        bob.Wait(waiting).ShouldFail(code);
        Assert.DoesNotContain("too late", Pushed(carol));
    }

    [Fact]
    public void Sends_that_wait_are_answered_when_everybody_has_left()
    {
        var bob = RoomOf(Alice);
        for (var i = 0; i < 5; i++)
        {
            Send(bob, room: Other).ShouldBeOk();
        }

        var waiting = StartSend(bob, room: Other);
        bob.Call(GroupCommands.Quit.Ordinary, $$"""{"GroupId":"{{Other}}"}""").ShouldBeOk();

        for (var i = 0; i < 4; i++)
        {
            Server.Advance(TimeSpan.FromSeconds(1));
            Server.Settle();
        }

        bob.Wait(waiting).ShouldFail(10007);
    }

    [Fact]
    public void End_of_a_ban_is_told_although_nobody_is_in_the_room()
    {
        var bob = RoomOf(Alice);
        BanFromOther("bob");
        Server.Advance(TimeSpan.FromSeconds(26));
        Settle();
        Assert.Equal(1, Server.Count("SELECT count(*) FROM room_ban"));

        Server.Advance(TimeSpan.FromSeconds(1));

        bob.Socket.Wait(push => push.Text.Contains("\"ReportType\":22"), "the end of the ban");
        Assert.Equal(0, Server.Count("SELECT count(*) FROM room_ban"));
    }

    [Fact]
    public void End_of_a_ban_is_told_by_the_process_that_comes_after()
    {
        var bob = RoomOf(Alice);
        BanFromOther("bob");
        Server.Restart();
        bob.Return();
        Server.Settle();

        Server.Advance(TimeSpan.FromSeconds(27));

        bob.Socket.Wait(push => push.Text.Contains("\"ReportType\":22"), "the end of the ban");
    }

    [Fact]
    public void Earlier_end_is_not_kept_waiting_by_a_later_one_and_a_replaced_ban_goes_on()
    {
        var (bob, carol) = (Enter("bob"), Enter("carol"));
        Ban(Alice, """["bob"]""", duration: 100).ShouldBeOk();
        Ban(Alice, """["carol"]""", duration: 10).ShouldBeOk();
        Ban(Alice, """["bob"]""", duration: 200).ShouldBeOk();

        Server.Advance(TimeSpan.FromSeconds(10));
        carol.Socket.Wait(push => push.Text.Contains("\"ReportType\":22"), "the end of the ban");
        Alice.Socket.Wait(push => push.Text.Contains("\"OpType\":11"), "the tip");
        Server.Advance(TimeSpan.FromSeconds(90));
        Settle();

        Join(bob).ShouldFail(10007);
        Assert.DoesNotContain(bob.Socket.Pushes, push => push.Text.Contains("\"ReportType\":22"));
        Server.Advance(TimeSpan.FromSeconds(100));
        bob.Socket.Wait(push => push.Text.Contains("\"ReportType\":22"), "the end of the ban");
    }

    /// <summary>Bob in a room whose owner is not there.</summary>
    private TestClient RoomOf(TestClient owner)
    {
        owner.Call(GroupCommands.Create.Ordinary, $$"""{"Type":"AVChatRoom","Name":"another","GroupId":"{{Other}}"}""").ShouldBeOk();
        var bob = Server.Login("bob");
        Join(bob, room: Other).ShouldBeOk();
        return bob;
    }

    /// <summary>Puts somebody out of that room for 30 seconds. Three of them are over when it has nothing to do any more.</summary>
    private void BanFromOther(string user)
    {
        Alice.Call(GroupMemberCommands.Ban.Ordinary, $$"""{"GroupId":"{{Other}}","Members_Account":["{{user}}"],"Duration":30}""").ShouldBeOk();
        for (var i = 0; i < 3; i++)
        {
            Server.Advance(TimeSpan.FromSeconds(1));
            Alice.Call(GroupCommands.GetOnlineMemberCount.Ordinary, $$"""{"GroupId":"{{Other}}"}""").ShouldBeOk();
            Server.Settle();
        }
    }

    /// <summary>A ban of which the room has not learnt.</summary>
    private void WriteBan(string user) =>
        Write($"INSERT INTO room_ban (group_key, account_id, until, reason) SELECT group_key, {Server.AccountId(user)}, {Server.Now + 60}, '' FROM chat_group");
}
