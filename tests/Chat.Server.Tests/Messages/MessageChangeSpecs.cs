using System.Globalization;
using System.Text.Json;
using Chat.Protocol.Commands;
using Chat.Protocol.Errors;
using Chat.Protocol.Messages;
using Chat.Server.Tests.Testing;

namespace Chat.Server.Tests.Messages;

/// <summary>Recalls, edits, deletions and receipts: who may, what everybody is told, what is there afterwards.</summary>
public sealed class MessageChangeSpecs : IDisposable
{
    private const int Android = 2;

    private readonly TestServer _server = new(settings => settings.MultiTerminal = Apps.MultiTerminalPolicy.MultiPlatform);
    private readonly TestClient _alice;
    private readonly TestClient _phone;
    private readonly TestClient _bob;

    public MessageChangeSpecs()
    {
        _alice = _server.Login("alice");
        _phone = _server.Login("alice", Android);
        _bob = _server.Login("bob");
    }

    public void Dispose() => _server.Dispose();

    [Fact]
    public void Recall_is_told_to_the_peer_and_the_own_devices_and_stays()
    {
        var key = _alice.SendKey("bob", "secret");

        _alice.Recall("bob", key).ShouldBeOk();

        foreach (var client in new[] { _bob, _phone })
        {
            var info = client.WaitPush("C2cNotifyMsgArray")[0].GetProperty("WithdrawC2cMsgNotify").GetProperty("C2cWithdrawInfoArray")[0];
            Assert.Equal(("alice", "bob", key), (info.Str("From_Account"), info.Str("To_Account"), $"{info.Long("MsgSeq")}_{info.Long("MsgRandom")}_{info.Long("MsgTimeStamp")}"));
            Assert.Equal("alice", info.GetProperty("RevokerInfo").Str("Revoker_Account"));
            Assert.Equal(_alice.TinyId, info.Str("TinyId"));
        }

        Assert.Empty(_alice.Socket.Pushes);
        var stored = Assert.Single(_bob.History("alice").Items("MsgList"));
        Assert.Equal(8, stored.Long("MsgFlagBits"));
        Assert.Equal("alice", stored.GetProperty("RevokerInfo").Str("Revoker_Account"));
        Assert.Equal(8, _bob.Conversation("alice").Long("LastMsgFlags"));
        Assert.Equal(0, _bob.UnreadOf("alice"));
    }

    [Fact]
    public void Recall_of_one_of_several_unread_takes_one()
    {
        _alice.SendKey("bob", "1");
        var key = _alice.SendKey("bob", "2");
        _alice.SendKey("bob", "3");

        _alice.Recall("bob", key).ShouldBeOk();

        Assert.Equal(2, _bob.UnreadOf("alice"));
        Assert.Equal(2, _bob.Conversation("alice").Long("UnreadMsgCount"));
    }

    [Fact]
    public void Recall_of_a_read_message_takes_none()
    {
        var key = _alice.SendKey("bob", "1");
        _bob.Read("alice").ShouldBeOk();
        _server.Advance(TimeSpan.FromSeconds(1));
        _alice.SendKey("bob", "2");

        _alice.Recall("bob", key).ShouldBeOk();

        Assert.Equal(1, _bob.UnreadOf("alice"));
    }

    [Fact]
    public void Recall_of_a_read_message_is_fetched_where_others_are_unread()
    {
        var key = _alice.SendKey("bob", "1");
        _bob.Read("alice").ShouldBeOk();
        _server.Advance(TimeSpan.FromSeconds(1));
        _alice.SendKey("bob", "2");

        _alice.Recall("bob", key).ShouldBeOk();

        _bob.Socket.Wait(push => push.Text.Contains("\"Flag\":1", StringComparison.Ordinal), "a call to fetch");
        Assert.DoesNotContain(_bob.Socket.Pushes, push => push.Notification("WithdrawC2cMsgNotify") is not null);
        var fetched = _bob.GetMissed("1", online: 1);
        Assert.True(Assert.Single(fetched.Items("MsgList")).GetProperty("EventArray")[0].GetProperty("C2cNotifyMsgArray")[0].TryGetProperty("WithdrawC2cMsgNotify", out _));
        Assert.Empty(fetched.Items("C2CPairUnreadCount"));
    }

    [Fact]
    public void Own_recall_does_not_touch_what_the_other_device_has_unread()
    {
        _bob.SendKey("alice", "unread");
        var key = _alice.SendKey("bob", "1");

        _alice.Recall("bob", key).ShouldBeOk();

        _phone.Socket.Wait(push => push.Text.Contains("\"Flag\":1", StringComparison.Ordinal), "a call to fetch");
        _bob.WaitPush("C2cNotifyMsgArray");
    }

    [Fact]
    public void Administrator_recalls_and_edits_what_the_sender_has_deleted_for_itself()
    {
        var (first, second) = (_alice.SendKey("bob", "1"), _alice.SendKey("bob", "2"));
        _alice.Delete("bob", first, second).ShouldBeOk();

        ChangeByRest(MessageCommands.Modify, first, ",\"CloudCustomData\":\"by rest\"").ShouldBeOk();
        ChangeByRest(MessageCommands.AdministratorRecall, second).ShouldBeOk();

        Assert.Equal("by rest", _bob.WaitPush("C2cMsgModNotifys")[0].Str("CloudCustomData"));
        Assert.Equal(8, _bob.History("alice").Items("MsgList")[1].Long("MsgFlagBits"));
        Assert.Empty(_alice.HistoryTexts("bob"));
        _server.Settle();
        Assert.Null(Told(_alice));
    }

    [Fact]
    public void Administrator_recalls_what_was_not_synced_to_its_sender_who_hears_of_nothing()
    {
        _bob.SendKey("alice", "known");
        var cookie = _phone.GetMissed().Str("Cookie")!;
        var sent = _server.Rest(
            MessageCommands.Send, $$"""{"From_Account":"alice","To_Account":"bob","SyncOtherMachine":2,"MsgRandom":7,"MsgBody":{{TestClient.Text("hidden")}}}""");

        ChangeByRest(MessageCommands.AdministratorRecall, sent.Str("MsgKey")!).ShouldBeOk();

        Assert.Equal(8, _bob.History("alice").Items("MsgList")[1].Long("MsgFlagBits"));
        _server.Settle();
        Assert.Null(Told(_alice));
        Assert.DoesNotContain("WithdrawC2cMsgNotify", _phone.GetMissed(cookie).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Second_recall_is_refused()
    {
        var key = _alice.SendKey("bob");
        _alice.Recall("bob", key).ShouldBeOk();

        _alice.Recall("bob", key).ShouldFail(ErrorCodes.AlreadyRecalled);
    }

    [Theory]
    [InlineData("bob", "alice")]
    [InlineData("alice", "alice")]
    public void Nobody_recalls_what_another_sent(string from, string to)
    {
        var key = _bob.SendKey("alice");

        _alice.Recall(to, key, from).ShouldFail(ErrorCodes.MessageUnknown);
        _alice.Recall("bob", key).ShouldFail(ErrorCodes.MessageUnknown);
        Assert.Equal(["hi"], _alice.HistoryTexts("bob"));
        Assert.False(_alice.History("bob").Items("MsgList")[0].TryGetProperty("MsgFlagBits", out _));
    }

    [Fact]
    public void Recall_names_the_whole_key()
    {
        var (seq, random, time) = TestClient.Numbers(_alice.SendKey("bob"));

        _alice.Recall("bob", $"{seq}_{random}_{long.Parse(time, System.Globalization.CultureInfo.InvariantCulture) + 1}").ShouldFail(ErrorCodes.MessageUnknown);
        _alice.Recall("carol", $"{seq}_{random}_{time}").ShouldFail(ErrorCodes.UserNotFound);
    }

    [Fact]
    public void Window_for_recalls_ends_for_users_but_not_for_administrators()
    {
        var key = _alice.SendKey("bob");
        _server.Advance(TimeSpan.FromSeconds(121));

        _alice.Recall("bob", key).ShouldFail(ErrorCodes.RecallWindowPassed);
        var command = $$"""{"From_Account":"alice","To_Account":"bob","MsgKey":"{{key}}"}""";
        _server.Rest(MessageCommands.AdministratorRecall, command).ShouldBeOk();
        _server.Rest(MessageCommands.AdministratorRecall, command).ShouldFail(ErrorCodes.AlreadyRecalled);

        var info = _alice.WaitPush("C2cNotifyMsgArray")[0].GetProperty("WithdrawC2cMsgNotify").GetProperty("C2cWithdrawInfoArray")[0];
        Assert.Equal("administrator", info.GetProperty("RevokerInfo").Str("Revoker_Account"));
    }

    [Theory]
    [InlineData("{}", ErrorCodes.RestFromAccount)]
    [InlineData("""{"From_Account":"nobody","To_Account":"bob","MsgKey":"1_2_3"}""", ErrorCodes.RestFromAccount)]
    [InlineData("""{"From_Account":"alice","To_Account":"nobody","MsgKey":"1_2_3"}""", ErrorCodes.RestToAccount)]
    [InlineData("""{"From_Account":"alice","To_Account":"bob","MsgKey":"1_2"}""", ErrorCodes.RestMsgKey)]
    [InlineData("""{"From_Account":"alice","To_Account":"bob","MsgKey":"1_2_3"}""", ErrorCodes.MessageUnknown)]
    [InlineData("""{"From_Account":1,"To_Account":"bob","MsgKey":"1_2_3"}""", ErrorCodes.RestJson)]
    public void Administrators_recalls_are_checked(string body, int code) => _server.Rest(MessageCommands.AdministratorRecall, body).ShouldFail(code);

    [Fact]
    public void Edit_is_told_and_stays()
    {
        var key = _alice.SendKey("bob", "before");

        var reply = _alice.Modify("bob", key, "after", customData: "data");

        reply.ShouldBeOk();
        Assert.Equal((1, "after", "data"), (reply.Long("MsgVersion"), reply.TextOf(), reply.Str("CloudCustomData")));
        foreach (var client in new[] { _bob, _phone })
        {
            var modified = client.WaitPush("C2cMsgModNotifys")[0];
            Assert.Equal((1, "after", "data"), (modified.Long("MsgVersion"), modified.TextOf(), modified.Str("CloudCustomData")));
        }

        var stored = Assert.Single(_bob.History("alice").Items("MsgList"));
        Assert.Equal((1, "after", "data"), (stored.Long("MsgVersion"), stored.TextOf(), stored.Str("CloudCustomData")));
        Assert.Equal("after", _bob.Conversation("alice").GetProperty("LastMsg").TextOf());
        Assert.Equal(1, _bob.UnreadOf("alice"));
    }

    [Fact]
    public void Edit_of_an_older_version_is_a_conflict_and_says_what_is_there()
    {
        var key = _alice.SendKey("bob", "0");
        _alice.Modify("bob", key, "1").ShouldBeOk();

        var reply = _phone.Modify("bob", key, "mine", version: 0);

        reply.ShouldFail(ErrorCodes.ModifyConflict);
        Assert.Equal((1, "1"), (reply.Long("MsgVersion"), reply.TextOf()));
        Assert.Equal(["1"], _bob.HistoryTexts("alice"));
        _phone.Modify("bob", key, "2", version: 1).ShouldBeOk();
        Assert.Equal(["2"], _bob.HistoryTexts("alice"));
    }

    [Fact]
    public void Edits_are_checked()
    {
        var key = _alice.SendKey("bob");

        _bob.Modify("bob", key, "x", from: "alice").ShouldFail(ErrorCodes.MessageUnknown);
        _bob.Modify("alice", key, "x").ShouldFail(ErrorCodes.MessageUnknown);
        _alice.Modify("bob", "1_2_3", "x").ShouldFail(ErrorCodes.MessageUnknown);
        _alice.Modify("bob", key, "x", body: "{}").ShouldFail(ErrorCodes.RequestMalformed);
        _alice.Modify("bob", key, "x", body: "[]").ShouldFail(ErrorCodes.RequestMalformed);
        _alice.Modify("bob", key, new string('x', 13000)).ShouldFail(ErrorCodes.MessageTooLong);
        _alice.Recall("bob", key).ShouldBeOk();
        _alice.Modify("bob", key, "x").ShouldFail(ErrorCodes.AlreadyRecalled);
        Assert.Equal(["hi"], _bob.HistoryTexts("alice"));
    }

    [Fact]
    public void Administrator_overwrites_whatever_is_there()
    {
        var key = _alice.SendKey("bob");
        _alice.Modify("bob", key, "1").ShouldBeOk();

        _server.Rest(MessageCommands.Modify, $$"""{"From_Account":"alice","To_Account":"bob","MsgKey":"{{key}}","CloudCustomData":"by rest"}""").ShouldBeOk();

        var stored = Assert.Single(_bob.History("alice").Items("MsgList"));
        Assert.Equal((2, "1", "by rest"), (stored.Long("MsgVersion"), stored.TextOf(), stored.Str("CloudCustomData")));
    }

    [Fact]
    public void Deletion_is_for_the_caller_only()
    {
        _alice.SendKey("bob", "1");
        var key = _alice.SendKey("bob", "2");

        _bob.Delete("alice", key).ShouldBeOk();

        Assert.Equal(["1"], _bob.HistoryTexts("alice"));
        Assert.Equal(["1", "2"], _alice.HistoryTexts("bob"));
        Assert.Equal(1, _bob.UnreadOf("alice"));
        Assert.Equal("1", _bob.Conversation("alice").GetProperty("LastMsg").TextOf());
        Assert.Equal("2", _alice.Conversation("bob").GetProperty("LastMsg").TextOf());
    }

    [Fact]
    public void Deletion_of_own_messages_is_told_to_the_other_device()
    {
        var key = _alice.SendKey("bob", "1");

        _alice.Delete("bob", key).ShouldBeOk();

        var deleted = _phone.WaitPush("HistoryDeleted")[0];
        Assert.Equal("bob", deleted.Str("Peer_Account"));
        Assert.Equal([1], deleted.Items("MsgOrderList").Select(order => order.GetInt64()));
        Assert.False(_alice.Conversation("bob").TryGetProperty("LastMsg", out _));
    }

    [Fact]
    public void Deletions_of_unknown_messages_change_nothing()
    {
        var key = _alice.SendKey("bob");

        var reply = _bob.Delete("alice", "1_2_3", key);

        reply.ShouldBeOk();
        Assert.Equal(["1_2_3"], reply.Items("InvalidMsgKeyList").Select(item => item.GetString()));
        _bob.Delete("alice", "x").ShouldFail(ErrorCodes.RestMsgKey);
        _bob.Delete("alice").ShouldFail(ErrorCodes.RequestMalformed);
        _bob.Delete("alice", [.. Enumerable.Repeat(key, 31)]).ShouldFail(ErrorCodes.RequestMalformed);
        _bob.Delete("nobody", key).ShouldFail(ErrorCodes.UserNotFound);
    }

    [Fact]
    public void Receipt_is_told_to_the_sender_once_and_stays()
    {
        var key = _alice.SendKey("bob", extra: ""","IsNeedReadReceipt":1""");
        _server.Advance(TimeSpan.FromSeconds(5));

        _bob.Receipt("alice", key).ShouldBeOk();
        _bob.Receipt("alice", key).ShouldBeOk();

        foreach (var client in new[] { _alice, _phone })
        {
            client.WaitPush("C2cMsgInfo");
            _server.Settle();
            var receipt = Assert.Single(client.Socket.Pushes).Json.GetProperty("EventArray")[0];
            Assert.Equal((16, "bob", _server.Now), (receipt.Long("Event"), receipt.Str("Peer_Account"), receipt.Long("PeerReadTime")));
            Assert.Equal(_alice.TinyId, receipt.GetProperty("C2cMsgInfo")[0].Str("TinyId"));
        }

        var stored = Assert.Single(_alice.History("bob").Items("MsgList"));
        Assert.Equal((1, _server.Now), (stored.Long("IsPeerRead"), stored.Long("PeerReadTime")));
        Assert.False(_bob.History("alice").Items("MsgList")[0].TryGetProperty("IsPeerRead", out _));
    }

    [Fact]
    public void Receipts_are_checked()
    {
        var plain = _alice.SendKey("bob");
        var own = _bob.SendKey("alice", extra: ""","IsNeedReadReceipt":1""");

        _bob.Receipt("alice", plain).ShouldFail(ErrorCodes.RequestMalformed);
        _bob.Receipt("alice", "1_2_3").ShouldFail(ErrorCodes.MessageUnknown);
        _bob.Receipt("alice", own).ShouldFail(ErrorCodes.MessageUnknown);
        _bob.Receipt("alice", own, from: "bob").ShouldFail(ErrorCodes.RequestMalformed);
        _bob.Receipt("nobody", own).ShouldFail(ErrorCodes.UserNotFound);
    }

    [Fact]
    public void Message_that_is_gone_does_not_keep_the_others_from_being_receipted()
    {
        var recalled = _alice.SendKey("bob", extra: ""","IsNeedReadReceipt":1""");
        var there = _alice.SendKey("bob", extra: ""","IsNeedReadReceipt":1""");
        _alice.Recall("bob", recalled).ShouldBeOk();

        _bob.Receipts("alice", [recalled, "1_2_3", there]).ShouldBeOk();

        Assert.Equal(TestClient.Numbers(there).Random, Assert.Single(_alice.WaitPush("C2cMsgInfo").EnumerateArray()).Long("MsgRandom").ToString(CultureInfo.InvariantCulture));
        _bob.Receipts("alice", [recalled, "1_2_3"]).ShouldFail(ErrorCodes.MessageUnknown);
    }

    [Fact]
    public void What_happened_while_away_comes_with_the_sync()
    {
        var cookie = _bob.GetMissed().Str("Cookie");
        var recalled = _alice.SendKey("bob", "recalled");
        var edited = _alice.SendKey("bob", "edited");
        var asked = _bob.SendKey("alice", "asked", ""","IsNeedReadReceipt":1""");
        var deleted = _alice.SendKey("bob", "deleted");
        _server.Settle();
        _bob.Acknowledge(_bob.Socket.WaitMessages(3)[^1].Position);
        _bob.Disconnect();
        _alice.Recall("bob", recalled).ShouldBeOk();
        _alice.Modify("bob", edited, "new").ShouldBeOk();
        _alice.Receipt("bob", asked).ShouldBeOk();
        var other = _server.Login("bob", Android);
        other.Delete("alice", deleted).ShouldBeOk();
        _server.Settle();

        _bob.NewSocket();
        _bob.LoginAgain().ShouldBeOk();
        var reply = _bob.GetMissed(cookie);

        Assert.Empty(reply.Items("MsgList"));

        // One more than there are: the push of the recall takes one off.
        Assert.Equal(2, reply.UnreadCounts()["alice"]);
        Assert.Equal("recalled", Recalled(_bob.WaitPush("C2cNotifyMsgArray")));
        Assert.Equal("new", _bob.WaitPush("C2cMsgModNotifys")[0].TextOf());
        Assert.Equal(1, _bob.WaitPush("C2cMsgInfo").GetArrayLength());
        Assert.Equal([4], _bob.WaitPush("HistoryDeleted")[0].Items("MsgOrderList").Select(order => order.GetInt64()));
        Assert.Equal(["recalled", "new", "asked"], _bob.HistoryTexts("alice"));

        string Recalled(JsonElement push)
        {
            var info = push[0].GetProperty("WithdrawC2cMsgNotify").GetProperty("C2cWithdrawInfoArray")[0];
            return $"{info.Long("MsgSeq")}_{info.Long("MsgRandom")}_{info.Long("MsgTimeStamp")}" == recalled ? "recalled" : "another";
        }
    }

    [Fact]
    public void Recall_of_a_message_that_was_missed_too_does_not_lower_unread_twice()
    {
        var cookie = _bob.GetMissed().Str("Cookie");
        _bob.Disconnect();
        var recalled = _alice.SendKey("bob", "recalled");
        _alice.SendKey("bob", "kept");
        _alice.Recall("bob", recalled).ShouldBeOk();
        _server.Settle();

        _bob.NewSocket();
        _bob.LoginAgain().ShouldBeOk();
        var reply = _bob.GetMissed(cookie);

        var entries = reply.Items("MsgList");
        Assert.Equal("kept", entries[0].TextOf());
        Assert.True(entries[1].GetProperty("EventArray")[0].GetProperty("C2cNotifyMsgArray")[0].TryGetProperty("WithdrawC2cMsgNotify", out _));
        Assert.Equal(1, reply.UnreadCounts()["alice"]);
        _server.Advance(TimeSpan.FromSeconds(1));
        Assert.DoesNotContain(_bob.Socket.Pushes, push => push.Notification("WithdrawC2cMsgNotify") is not null);
    }

    [Fact]
    public void Changes_survive_a_restart()
    {
        var recalled = _alice.SendKey("bob", "1");
        var edited = _alice.SendKey("bob", "2");
        _alice.Recall("bob", recalled).ShouldBeOk();
        _alice.Modify("bob", edited, "new").ShouldBeOk();
        _bob.Delete("alice", edited).ShouldBeOk();

        _server.Restart();
        var bob = _server.Login("bob");
        var alice = _server.Login("alice");

        Assert.Equal(["1"], bob.HistoryTexts("alice"));
        Assert.Equal(["1", "new"], alice.HistoryTexts("bob"));
        Assert.Equal(0, bob.UnreadOf("alice"));
        alice.Recall("bob", recalled).ShouldFail(ErrorCodes.AlreadyRecalled);
    }

    private static Received? Told(TestClient client) => client.Socket.Pushes.FirstOrDefault(push =>
        push.Text.Contains("WithdrawC2cMsgNotify", StringComparison.Ordinal) || push.Text.Contains("C2cMsgModNotifys", StringComparison.Ordinal)
        || push.Text.Contains("\"Flag\":1", StringComparison.Ordinal));

    private JsonElement ChangeByRest(Command command, string key, string extra = "") =>
        _server.Rest(command, $$"""{"From_Account":"alice","To_Account":"bob","MsgKey":"{{key}}"{{extra}}}""");
}
