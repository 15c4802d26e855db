using System.Text.Json;
using Chat.Protocol.Errors;
using Chat.Protocol.Friends;
using Chat.Protocol.Messages;
using Chat.Server.Tests.Friends;
using Chat.Server.Tests.Testing;

namespace Chat.Server.Tests.Messages;

/// <summary>Who sends to somebody that has blocked it sees success everywhere; the receiver never learns of the message, whatever becomes of it.</summary>
public sealed class BlockedSendSpecs : IDisposable
{
    private readonly TestServer _server = new(static settings => settings.MaxInstancesPerUser = 3);
    private readonly TestClient _alice;
    private readonly TestClient _bob;

    public BlockedSendSpecs()
    {
        _alice = _server.Login("alice");
        _bob = _server.Login("bob");
    }

    public void Dispose() => _server.Dispose();

    [Fact]
    public void Sender_has_the_message_on_all_devices_and_in_the_history()
    {
        var phone = _server.Login("alice");
        _bob.Block("alice").ShouldBeOk();

        _alice.SendKey("bob", "hello");

        Assert.Equal("hello", phone.Socket.WaitMessages(1)[0].Json.TextOf());
        Assert.Equal(["hello"], _alice.HistoryTexts("bob"));
        var entry = _alice.Conversation("bob");
        Assert.Equal("hello", entry.GetProperty("LastMsg").TextOf());
        Assert.Equal(0, entry.Long("UnreadMsgCount"));
        _server.Restart();
        Assert.Equal(["hello"], _server.Login("alice").HistoryTexts("bob"));
    }

    [Fact]
    public void Receiver_has_no_trace_of_a_first_message()
    {
        _bob.Block("alice").ShouldBeOk();
        var before = _bob.Socket.All.Count;
        var key = _alice.SendKey("bob", "hello");
        ChangeEverything(key);
        _server.Settle();

        Assert.Equal(before, _bob.Socket.All.Count);
        Assert.Equal(JsonValueKind.Undefined, _bob.Conversation("alice").ValueKind);
        Assert.Empty(_bob.HistoryTexts("alice"));
        Assert.Empty(_bob.Unread());
        _server.Restart();
        var again = _server.Login("bob");
        Assert.Empty(again.GetMissed().Items("C2CPairUnreadCount"));
        Assert.Equal(JsonValueKind.Undefined, again.Conversation("alice").ValueKind);
    }

    [Fact]
    public void Receiver_sees_what_was_there_before_and_what_comes_after()
    {
        _alice.SendKey("bob", "one");
        _bob.Block("alice").ShouldBeOk();
        for (var i = 0; i < 40; i++)
        {
            _alice.SendKey("bob", $"hidden {i}");
        }

        var entry = _bob.Conversation("alice");
        Assert.Equal(("one", 1), (entry.GetProperty("LastMsg").TextOf(), entry.Long("UnreadMsgCount")));
        _bob.SendKey("alice", "two");
        _alice.SendKey("bob", "hidden at last");
        Assert.Equal("two", _bob.Conversation("alice").GetProperty("LastMsg").TextOf());
        Assert.Equal("hidden at last", _alice.Conversation("bob").GetProperty("LastMsg").TextOf());
        _bob.Unblock("alice").ShouldBeOk();
        _alice.SendKey("bob", "three");

        Assert.Equal(["one", "two", "three"], _bob.HistoryTexts("alice"));
        Assert.Equal(["one", "two", "three"], AllPages(_bob, "alice", direction: 0, count: 2));
        Assert.Equal(["one", "two", "three"], AllPages(_bob, "alice", direction: 1, count: 2));
        Assert.Equal(44, _alice.HistoryTexts("bob").Length);
        Assert.Equal(44, AllPages(_alice, "bob", direction: 1, count: 7).Length);
        Assert.Equal(2, _bob.UnreadOf("alice"));
        Assert.Equal("three", _bob.Conversation("alice").GetProperty("LastMsg").TextOf());
    }

    [Fact]
    public void Reading_tells_the_sender_only_of_what_the_receiver_has_seen()
    {
        _alice.SendKey("bob", "one");
        var first = _server.Now;
        _bob.Block("alice").ShouldBeOk();
        _server.Advance(TimeSpan.FromSeconds(10));
        _alice.SendKey("bob", "hidden");

        _bob.Call(MessageCommands.ReadAll, """{"C2CReadAllMsg":1,"GroupReadInfo":[]}""").ShouldBeOk();

        var receipt = _alice.WaitPush("C2cNotifyMsgArray")[0].GetProperty("C2cReadedReceipt").Items("UinPairReadArray")[0];
        Assert.Equal(first, receipt.Long("LastReadTime"));
        Assert.Equal(0, _bob.UnreadOf("alice"));

        _bob.SendKey("alice", "answer");
        _alice.SendKey("bob", "hidden too");
        var answered = _server.Now;
        _server.Advance(TimeSpan.FromSeconds(10));
        _alice.SendKey("bob", "hidden even later");
        _alice.Read("bob").ShouldBeOk();
        _server.Settle();
        var told = _bob.Socket.Pushes.Select(static push => push.Notification("C2cReadedReceipt")).OfType<JsonElement>().Last().Items("UinPairReadArray")[0];
        Assert.Equal(answered, told.Long("LastReadTime"));
    }

    [Fact]
    public void Nothing_that_becomes_of_a_hidden_message_reaches_the_receiver()
    {
        var open = _alice.SendKey("bob", "open", extra: ""","SupportMessageExtension":1""");
        _bob.Socket.WaitMessages(1);
        _bob.Block("alice").ShouldBeOk();
        var key = _alice.SendKey("bob", "hidden", extra: ""","SupportMessageExtension":1,"IsNeedReadReceipt":1""");
        var phone = _server.Login("alice");
        _server.Settle();
        var before = _bob.Socket.All.Count;

        ChangeEverything(key);
        _server.Settle();

        Assert.Equal(before, _bob.Socket.All.Count);
        Assert.NotEqual(JsonValueKind.Undefined, phone.WaitPush("C2cMsgModNotifys").ValueKind);
        _bob.Receipt("alice", key).ShouldFail(ErrorCodes.MessageUnknown);
        _bob.Call(MessageReactionCommands.Add, Reaction("bob", key)).ShouldFail(ErrorCodes.ExtensionUnknown);
        _bob.Call(MessageExtensionCommands.Get, $$"""{"From_Account":"alice","To_Account":"bob","MsgKey":"{{key}}","StartSeq":0}""").ShouldFail(ErrorCodes.ExtensionUnknown);
        _bob.Call(MessageExtensionCommands.Get, $$"""{"From_Account":"alice","To_Account":"bob","MsgKey":"{{open}}","StartSeq":0}""").ShouldBeOk();
        _bob.Call(MessageReactionCommands.GetUsers, $$"""{"From_Account":"alice","To_Account":"bob","MsgKey":"{{key}}","Reaction":"smile","Count":10}""").ShouldFail(ErrorCodes.ExtensionUnknown);
        Assert.Equal([key], _bob.Delete("alice", key).Items("InvalidMsgKeyList").Select(static one => one.GetString()));
    }

    [Fact]
    public void A_receiver_that_was_away_misses_nothing_and_learns_nothing()
    {
        _alice.SendKey("bob", "one");
        _bob.Socket.WaitMessages(1);
        _bob.Block("alice").ShouldBeOk();
        var cookie = _bob.GetMissed().Str("Cookie");
        var page = _bob.Page();
        var sync = page.Long("TimeStamp");
        var phone = _server.Login("alice");
        var phoneCookie = phone.GetMissed().Str("Cookie");
        phone.Reconnect();
        _bob.Reconnect();
        var kept = _alice.SendKey("bob", "hidden");
        ChangeEverything(_alice.SendKey("bob", "hidden and recalled", extra: ""","SupportMessageExtension":1"""));
        _alice.Modify("bob", kept, "hidden and edited").ShouldBeOk();

        _bob.LoginAgain().ShouldBeOk();
        var missed = _bob.GetMissed(cookie);
        Assert.All(missed.Texts(), static text => Assert.Equal("one", text));
        Assert.Equal(1, missed.UnreadCounts()["alice"]);
        Assert.Empty(_bob.Page(time: sync).Items("SessionItem"));

        phone.LoginAgain().ShouldBeOk();
        Assert.Contains("hidden and edited", phone.GetMissed(phoneCookie).Items("MsgList").Where(static one => one.TryGetProperty("MsgBody", out _)).Select(static one => one.TextOf()));
    }

    [Fact]
    public void A_repeated_send_is_answered_like_the_first_whatever_holds_by_then()
    {
        var first = _alice.Send("bob", "open", seq: 5, random: 6);
        _bob.Socket.WaitMessages(1);
        _bob.Block("alice").ShouldBeOk();
        _server.Restart();

        var again = _server.Login("alice").Send("bob", "open", seq: 5, random: 6);

        Assert.Equal(first.Str("MsgKey"), again.Str("MsgKey"));
        var bob = _server.Login("bob");
        Assert.Equal(["open"], bob.HistoryTexts("alice"));
        bob.Unblock("alice").ShouldBeOk();
    }

    [Fact]
    public void Online_messages_do_not_arrive_either()
    {
        var phone = _server.Login("alice");
        _bob.Block("alice").ShouldBeOk();

        _alice.Send("bob", "now or never", extra: ""","MsgLifeTime":0""").ShouldBeOk();

        phone.Socket.WaitMessages(1);
        Assert.Empty(_bob.Socket.Messages);
    }

    [Fact]
    public void Rest_sends_follow_the_same_rules_and_administrators_reach_everybody()
    {
        _bob.Block("alice").ShouldBeOk();
        _server.Import("administrator");
        _server.Rest(BlacklistCommands.Add, RelationCalls.Targets("bob", "administrator")).ShouldBeOk();

        _server.Rest(MessageCommands.Send, Body("alice")).ShouldBeOk();
        Assert.Empty(_bob.HistoryTexts("alice"));
        _server.Rest(MessageCommands.Send, Body("administrator")).ShouldBeOk();
        Assert.Equal(["from administrator"], _bob.HistoryTexts("administrator"));

        var sent = _alice.SendKey("bob", "hidden");
        _server.Rest(MessageCommands.AdministratorRecall, $$"""{"From_Account":"alice","To_Account":"bob","MsgKey":"{{sent}}"}""").ShouldBeOk();
        _server.Settle();
        Assert.DoesNotContain(_bob.Socket.Pushes, static push => push.Notification("WithdrawC2cMsgNotify") is not null);

        static string Body(string from) =>
            $$$"""{"From_Account":"{{{from}}}","To_Account":"bob","MsgRandom":7,"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"from {{{from}}}"}}]}""";
    }

    [Fact]
    public void A_deleted_conversation_comes_back_with_what_is_delivered_only()
    {
        _alice.SendKey("bob", "one");
        _bob.DeleteConversation("alice", withHistory: false).ShouldBeOk();
        _bob.Block("alice").ShouldBeOk();
        _alice.SendKey("bob", "hidden");
        Assert.Equal(JsonValueKind.Undefined, _bob.Conversation("alice").ValueKind);

        _bob.Unblock("alice").ShouldBeOk();
        _bob.Mute("alice", 1).ShouldBeOk();
        _alice.SendKey("bob", "discarded");
        Assert.Equal(JsonValueKind.Undefined, _bob.Conversation("alice").ValueKind);

        _bob.Mute("alice", 0).ShouldBeOk();
        _alice.SendKey("bob", "delivered");
        Assert.Equal("delivered", _bob.Conversation("alice").GetProperty("LastMsg").TextOf());
        Assert.Equal(["one", "discarded", "delivered"], _bob.HistoryTexts("alice"));
    }

    [Fact]
    public void Both_can_block_each_other()
    {
        _alice.SendKey("bob", "one");
        _bob.Block("alice").ShouldBeOk();
        _alice.Block("bob").ShouldBeOk();
        _alice.SendKey("bob", "alice's");
        _bob.SendKey("alice", "bob's");
        _alice.SendKey("bob", "alice's again");

        Assert.Equal(["one", "alice's", "alice's again"], _alice.HistoryTexts("bob"));
        Assert.Equal(["one", "bob's"], _bob.HistoryTexts("alice"));
        Assert.Equal("bob's", _bob.Conversation("alice").GetProperty("LastMsg").TextOf());
        Assert.Equal("alice's again", _alice.Conversation("bob").GetProperty("LastMsg").TextOf());
        Assert.Equal((0, 1), (_alice.UnreadOf("bob"), _bob.UnreadOf("alice")));
        _server.Restart();
        _server.Login("bob").Read("alice").ShouldBeOk();
        Assert.Equal(0, _server.Login("bob").UnreadOf("alice"));
    }

    [Fact]
    public void Apps_may_tell_the_sender()
    {
        using var server = new TestServer(static settings => settings.BlacklistedSenderSeesSuccess = false);
        var (alice, bob) = (server.Login("alice"), server.Login("bob"));
        bob.Block("alice").ShouldBeOk();

        alice.Send("bob").ShouldFail(ErrorCodes.BlockedByReceiver);
        alice.Send("bob", extra: ""","MsgLifeTime":0""").ShouldFail(ErrorCodes.BlockedByReceiver);
        server.Rest(MessageCommands.Send, """{"From_Account":"alice","To_Account":"bob","MsgRandom":7,"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"x"}}]}""")
            .ShouldFail(ErrorCodes.BlockedByReceiver);
        bob.SendKey("alice", "the other way");
        bob.Unblock("alice").ShouldBeOk();
        alice.Send("bob", "now", seq: 1, random: 2).ShouldBeOk();
        bob.Block("alice").ShouldBeOk();
        alice.Send("bob", "now", seq: 1, random: 2).ShouldBeOk();

        Assert.Equal(["the other way", "now"], alice.HistoryTexts("bob"));
    }

    private static string Reaction(string user, string key) => $$"""{"From_Account":"alice","To_Account":"bob","Reaction":"smile","MsgKey":"{{key}}","Add_Account":["{{user}}"]}""";

    private static string[] AllPages(TestClient client, string peer, int direction, int count)
    {
        var texts = new List<string>();
        var (key, time) = ("", direction == 0 ? 0L : 1L);
        while (true)
        {
            var page = client.History(peer, count, key, time, direction);
            page.ShouldBeOk();
            texts.InsertRange(direction == 0 ? 0 : texts.Count, page.Texts());
            if (page.Long("Complete") == 1)
            {
                return [.. texts];
            }

            Assert.NotEmpty(page.Texts());
            (key, time) = (page.Str("MsgKey"), page.Long("LastMsgTime"));
        }
    }

    /// <summary>Alice edits, extends, reacts to and takes back her message.</summary>
    private void ChangeEverything(string key)
    {
        _alice.Modify("bob", key, "edited").ShouldBeOk();
        _alice.Call(MessageReactionCommands.Add, Reaction("alice", key)).ShouldBeOk();
        _alice.Call(MessageExtensionCommands.Set, $$"""{"From_Account":"alice","To_Account":"bob","MsgKey":"{{key}}","OperateType":1,"ExtensionList":[{"Key":"k","Value":"v","Seq":0}]}""");
        _alice.Recall("bob", key).ShouldBeOk();
    }
}
