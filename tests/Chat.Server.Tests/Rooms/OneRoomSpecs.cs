using System.Text.Json;
using Chat.Protocol.Groups;
using Chat.Server.Tests.Testing;

namespace Chat.Server.Tests.Rooms;

/// <summary>Where an account may be in one live room only.</summary>
public sealed class OneRoomSpecs : RoomSpec
{
    private const string Other = "other";

    public OneRoomSpecs()
        : base(static settings =>
        {
            settings.MaxInstancesPerUser = 3;
            settings.OneRoomPerUser = true;
        }) => Alice.Call(GroupCommands.Create.Ordinary, $$"""{"Type":"AVChatRoom","Name":"another","GroupId":"{{Other}}"}""").ShouldBeOk();

    [Fact]
    public void Who_comes_into_another_room_leaves_the_first_on_all_devices()
    {
        var (bob, tablet) = (Enter("bob"), Server.Login("bob"));

        Join(tablet, room: Other).ShouldBeOk();

        Assert.Equal(Id, Departure(bob).GetProperty("GroupInfo").Str("GroupId"));
        Settle();
        Assert.Empty(TipsOf(tablet, "ReportType", GroupNoticeTypes.Quit));
        Assert.Single(TipsOf(Alice, "OpType", GroupTipTypes.Quit));
        Assert.Equal(1, Count(Alice));
        Send(bob).ShouldFail(10007);
        Send(tablet, room: Other).ShouldBeOk();
    }

    [Fact]
    public void Device_that_is_away_meanwhile_learns_of_it_when_it_is_back()
    {
        var (bob, tablet) = (Enter("bob"), Server.Login("bob"));
        bob.Disconnect();
        Pass(1);
        Join(tablet, room: Other).ShouldBeOk();
        Settle();
        Assert.Equal(1, Count(Alice));

        bob.Return();
        Pass(1);

        Assert.Equal(Id, Departure(bob).GetProperty("GroupInfo").Str("GroupId"));
        Assert.Equal(1, Count(Alice));
        Send(tablet, room: Other).ShouldBeOk();
    }

    [Fact]
    public void Polls_of_a_room_that_was_left_end()
    {
        var bob = Server.Login("bob");
        StartPoll(bob, 0);
        Settle();
        var tablet = Server.Login("bob");
        Join(tablet, room: Other).ShouldBeOk();
        Departure(bob);

        bob.Wait(StartPoll(bob, 0)).ShouldFail(10007);

        Assert.Equal(1, Count(Alice));
        Send(tablet, room: Other).ShouldBeOk();
    }

    [Fact]
    public void Who_was_in_a_room_before_a_restart_still_is_in_that_one_only()
    {
        var bob = Enter("bob");
        Pass(1);
        Server.Restart();
        Alice.Return();
        bob.Return();
        Join(Alice).ShouldBeOk();
        var tablet = Server.Login("bob");

        Join(tablet, room: Other).ShouldBeOk();
        Pass(1);

        Departure(bob);
        Assert.Equal(1, Count(Alice));
    }

    private static JsonElement Departure(TestClient client)
    {
        client.Socket.Wait(push => push.Text.Contains("\"ReportType\":8"), "the notice");
        return TipsOf(client, "ReportType", GroupNoticeTypes.Quit)[0];
    }
}
