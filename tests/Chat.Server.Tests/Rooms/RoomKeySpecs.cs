using System.Text.Json;
using Chat.Server.Apps;
using Chat.Server.Tests.Testing;

namespace Chat.Server.Tests.Rooms;

/// <summary>What the keys of polls let their holders see of a live room.</summary>
public sealed class RoomKeySpecs : RoomSpec
{
    public RoomKeySpecs()
        : base(static settings =>
        {
            settings.RoomDelivery = RoomDelivery.Poll;
            settings.GroupMessagesPerSecond = 100_000;
        })
    {
    }

    [Fact]
    public void Who_has_only_the_room_ID_hears_what_is_said_from_now_on()
    {
        Send(Alice, "before").ShouldBeOk();
        var (guest, bob) = (Server.Connect(""), Server.Login("bob"));
        var named = StartPoll(bob, 1);
        Settle();
        var anonymous = StartPollAnonymously(guest, 1);
        Settle();

        Send(Alice, "after").ShouldBeOk();

        Assert.Equal(["after"], Texts(guest.Wait(anonymous)));
        var reply = bob.Wait(named);
        Assert.Equal(["after"], Texts(reply));
        Assert.Equal(Id, reply.Str("Key"));
        Assert.Equal(["after"], Texts(bob.Wait(StartPoll(bob, 1))));
    }

    [Fact]
    public void Key_reaches_back_to_where_its_holder_came_and_no_further()
    {
        Send(Alice, "before").ShouldBeOk();
        var guest = Server.Connect("");
        var key = Key(JoinAnonymously(guest));
        Send(Alice, "since").ShouldBeOk();

        var reply = guest.Wait(StartPollAnonymously(guest, 1, key));

        Assert.Equal(["since"], Texts(reply));
        Assert.Equal(key, reply.Str("Key"));
        var again = Server.Connect("");
        Assert.Equal(["since"], Texts(again.Wait(StartPollAnonymously(again, 1, key))));
    }

    [Fact]
    public void Key_that_the_app_has_not_made_names_the_room_and_nothing_else()
    {
        Alice.Call(Protocol.Groups.GroupCommands.Create.Ordinary, """{"Type":"AVChatRoom","Name":"another","GroupId":"other"}""").ShouldBeOk();
        var key = Key(Join(Server.Login("bob")));
        var ofOther = Key(Join(Server.Login("bob"), room: "other"));
        Send(Alice, "before").ShouldBeOk();
        var forged = new[] { (key[0] == '0' ? '1' : '0') + key[1..], key[..47] + (key[47] == '0' ? '1' : '0') + key[48..], ofOther[..^5] + Id, key[..32] + new string('0', 16) + Id };
        var polls = forged.Select(one => (Guest: Server.Connect(""), Key: one)).Select(one => (one.Guest, Poll: StartPollAnonymously(one.Guest, 1, one.Key))).ToList();
        Settle();

        Send(Alice, "after").ShouldBeOk();

        Assert.All(polls, one => Assert.Equal(["after"], Texts(one.Guest.Wait(one.Poll))));
    }

    [Fact]
    public void Device_that_was_away_gets_what_it_has_missed_with_any_key()
    {
        var bob = Server.Login("bob");
        var joined = Join(bob);
        bob.Disconnect();
        Pass(2);
        Send(Alice, "missed").ShouldBeOk();
        bob.Return();

        Assert.Equal(["missed"], Texts(bob.Wait(StartPoll(bob, joined.Long("StartSeq")))));
    }

    [Fact]
    public void Key_of_an_earlier_process_still_names_the_room()
    {
        Send(Alice, "before").ShouldBeOk();
        var bob = Server.Login("bob");
        var joined = Join(bob);
        Server.Restart();
        bob.Return();
        Alice.Return();
        Join(Alice).ShouldBeOk();
        var poll = StartPoll(bob, joined.Long("StartSeq"), Key(joined));
        Settle();

        Send(Alice, "after").ShouldBeOk();

        Assert.Equal(["after"], Texts(bob.Wait(poll)));
    }

    [Fact]
    public void Long_replies_are_cut_and_go_on_behind_their_last_item()
    {
        var bob = Server.Login("bob");
        var joined = Join(bob);
        var padding = new string('x', 11_000);
        for (var i = 0; i < 120; i++)
        {
            Send(Alice, $"{i}{padding}").ShouldBeOk();
        }

        var (from, texts, replies) = (joined.Long("StartSeq"), new List<string>(), 0);
        for (; texts.Count < 120; replies++)
        {
            var call = StartPoll(bob, from, Key(joined));
            var reply = bob.Wait(call);
            Assert.InRange(bob.Socket.All.First(item => item.Sequence == call.Sequence).Raw.Length, 1, (1024 * 1024) + 1024);
            texts.AddRange(Texts(reply));
            from = reply.Long("NextSeq");
            Assert.Equal(reply.Items("RspMsgList")[^1].Long("MsgSeq") + 1, from);
        }

        Assert.Equal((2, 120), (replies, texts.Count));
        Assert.Equal(Enumerable.Range(0, 120).Select(i => $"{i}{padding}"), texts);
    }

    private static string Key(JsonElement joined) => joined.Str("LongPollingKey");
}
