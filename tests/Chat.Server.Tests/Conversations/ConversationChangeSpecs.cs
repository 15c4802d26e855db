using System.Text.Json;
using Chat.Protocol.Commands;
using Chat.Protocol.Conversations;
using Chat.Protocol.Errors;
using Chat.Protocol.Messages;
using Chat.Server.Tests.Testing;

namespace Chat.Server.Tests.Conversations;

/// <summary>Pins, marks, deletions, receive options and groups: kept, told to the other devices, limited.</summary>
public sealed class ConversationChangeSpecs : IDisposable
{
    private const int Android = 2;

    private readonly TestServer _server = new(settings => settings.MultiTerminal = Apps.MultiTerminalPolicy.MultiPlatform);
    private readonly TestClient _alice;
    private readonly TestClient _phone;
    private readonly TestClient _bob;

    public ConversationChangeSpecs()
    {
        _alice = _server.Login("alice");
        _phone = _server.Login("alice", Android);
        _bob = _server.Login("bob");
    }

    public void Dispose() => _server.Dispose();

    [Fact]
    public void Pin_is_kept_and_told()
    {
        _bob.Send("alice");

        _alice.Pin("bob").ShouldBeOk();

        var push = _phone.WaitPush("RecentContactMod")[0];
        Assert.Equal(2, push.Long("PushType"));
        Assert.Equal("bob", push.GetProperty("RecentContactTopItem").Items("RecentContactList")[0].Str("UserId"));
        Assert.Equal(1, _phone.Conversation("bob").Long("TopFlags"));
        _alice.Pin("bob", isPinned: false).ShouldBeOk();
        Assert.Equal(0, _phone.Conversation("bob").Long("TopFlags"));
        Assert.Equal(0, _bob.Conversation("alice").Long("TopFlags"));
    }

    [Fact]
    public void Pinning_somebody_without_messages_lists_the_conversation_for_the_caller_only()
    {
        _alice.Pin("bob").ShouldBeOk();

        var listed = _alice.Conversation("bob");
        Assert.Equal((0, 1), (listed.Long("MsgTime"), listed.Long("TopFlags")));
        Assert.False(listed.TryGetProperty("LastMsg", out _));
        Assert.Empty(_bob.Page().Items("SessionItem"));
        _alice.Pin("nobody").ShouldFail(ErrorCodes.ConversationUserUnknown);
        _alice.Call(ConversationCommands.Pin, """{"OperationType":1,"RecentContactItem":[{"Type":2,"GroupId":"@TGS#1"}]}""").ShouldFail(ErrorCodes.ConversationOfGroup);
        _alice.Call(ConversationCommands.Pin, """{"OperationType":3,"RecentContactItem":[{"Type":1,"To_Account":"bob"}]}""").ShouldFail(ErrorCodes.ConversationParameter);
    }

    [Fact]
    public void Fifty_conversations_can_be_pinned()
    {
        var peers = Enumerable.Range(0, 51).Select(i => $"p{i}").ToArray();
        _server.Import(peers);
        foreach (var peer in peers[..50])
        {
            _alice.Pin(peer).ShouldBeOk();
        }

        _alice.Pin(peers[50]).ShouldFail(ErrorCodes.TooManyPinned);
        _alice.Pin(peers[0]).ShouldBeOk();
    }

    [Fact]
    public void Marks_and_custom_data_are_kept_and_told()
    {
        _bob.Send("alice");

        Result(_alice.Mark("bob", """ "OptType":1,"SetMark":[0,62,63] """), 0);
        Result(_alice.Mark("bob", """ "OptType":1,"SetMark":[2],"ClearMark":[0] """), 0);
        Result(_alice.Mark("bob", """ "OptType":2,"CustomMark":"mine" """), 0);

        var expected = "11" + new string('0', 59) + "100";
        var listed = _phone.Conversation("bob");
        Assert.Equal((expected, "mine"), (listed.Str("StandardMark"), listed.Str("CustomMark")));
        var push = _phone.WaitPush("RecentContactMod")[0];
        Assert.Equal(4, push.Long("PushType"));
        Assert.Equal("bob", push.GetProperty("RecentContactMarkContact").Items("RecentContactMarkContactItem")[0].GetProperty("RecentContactItem").Str("UserId"));
        var marks = _phone.Call(ConversationCommands.GetGroups, """{"StartIndex":0}""").Items("ContactItem")[0];
        Assert.Equal(("bob", expected, "mine"), (marks.Str("To_Account"), marks.Str("StandardMark"), marks.Str("CustomMark")));
    }

    [Theory]
    [InlineData(""" "OptType":1,"SetMark":[64] """, ErrorCodes.ConversationParameter)]
    [InlineData(""" "OptType":1,"SetMark":[-1] """, ErrorCodes.ConversationParameter)]
    [InlineData(""" "OptType":1 """, ErrorCodes.ConversationParameter)]
    [InlineData(""" "OptType":2 """, ErrorCodes.ConversationParameter)]
    [InlineData(""" "OptType":3,"CustomMark":"x" """, ErrorCodes.ConversationParameter)]
    public void Marks_are_checked(string change, int code)
    {
        Result(_alice.Mark("bob", change), code);
        Assert.Empty(_alice.Page().Items("SessionItem"));
    }

    [Fact]
    public void Marks_of_strangers_and_too_much_custom_data_fail_alone()
    {
        Result(_alice.Mark("nobody", """ "OptType":1,"SetMark":[0] """), ErrorCodes.ConversationUserUnknown);
        Result(_alice.Mark("bob", $$""" "OptType":2,"CustomMark":"{{new string('x', 257)}}" """), ErrorCodes.ConversationParameter);
        _alice.Call(ConversationCommands.Mark, """{"MarkItem":[]}""").ShouldFail(ErrorCodes.TooManyMarkItems);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Deleted_conversation_is_off_the_list_until_its_next_message(bool withHistory)
    {
        _bob.Send("alice", "before");
        _alice.Pin("bob").ShouldBeOk();

        var reply = _alice.DeleteConversation("bob", withHistory);

        Assert.Equal(0, reply.Items("ResultItem")[0].Long("ResultCode"));
        _phone.Socket.Wait(push => push.Text.Contains("\"PushType\":1", StringComparison.Ordinal), "the deletion");
        Assert.Empty(_alice.Page().Items("SessionItem"));
        Assert.Equal(0, _alice.UnreadOf("bob"));
        Assert.Single(_bob.Page().Items("SessionItem"));
        Assert.Equal(withHistory ? [] : ["before"], _alice.HistoryTexts("bob"));
        Assert.Equal(["before"], _bob.HistoryTexts("alice"));
        _bob.Send("alice", "after");
        var listed = _alice.Conversation("bob");
        Assert.Equal((1, 0), (listed.Long("UnreadMsgCount"), listed.Long("TopFlags")));
        Assert.Equal(0, _bob.Call(MessageCommands.GetPeerReadTime, """{"To_Account":["alice"]}""").Items("ReadTime")[0].GetInt64());
    }

    [Fact]
    public void Deletions_say_what_became_of_each()
    {
        var reply = _alice.Call(
            ConversationCommands.Delete,
            """{"ContactItem":[{"To_Account":"bob","Type":1},{"To_Account":"nobody","Type":1},{"ToGroupid":"@TGS#1","Type":2}],"ClearRamble":1}""");

        Assert.Equal(
            [0, ErrorCodes.ConversationUserUnknown, ErrorCodes.ConversationOfGroup], reply.Items("ResultItem").Select(item => (int)item.Long("ResultCode")));
        _alice.Call(ConversationCommands.Delete, """{"ContactItem":[]}""").ShouldFail(ErrorCodes.ConversationParameter);
        _alice.Call(ConversationCommands.Delete, """{"ContactItem":[null]}""").ShouldFail(ErrorCodes.ConversationParameter);
    }

    [Fact]
    public void Cleared_history_is_gone_for_the_caller_and_the_conversation_stays()
    {
        _bob.Send("alice", "1");
        _bob.Send("alice", "2");

        _alice.Clear("bob").ShouldBeOk();

        Assert.Equal(2, _phone.WaitPush("HistoryDeleted")[0].Long("ClearedOrder"));
        Assert.Empty(_alice.HistoryTexts("bob"));
        Assert.Equal(1, _alice.History("bob").Long("Complete"));
        var listed = _alice.Conversation("bob");
        Assert.Equal((0, 0), (listed.Long("MsgTime"), listed.Long("UnreadMsgCount")));
        Assert.False(listed.TryGetProperty("LastMsg", out _));
        _bob.Send("alice", "3");
        Assert.Equal(["3"], _alice.HistoryTexts("bob"));
        Assert.Equal(["1", "2", "3"], _bob.HistoryTexts("alice"));
        _alice.Clear("nobody").ShouldFail(ErrorCodes.ConversationUserUnknown);
    }

    [Fact]
    public void Discarded_messages_are_neither_delivered_nor_counted_nor_shown_but_in_the_history()
    {
        _alice.Mute("bob", ReceiveOptions.Discard).ShouldBeOk();

        _bob.Send("alice", "discarded").ShouldBeOk();
        _server.Settle();

        Assert.Equal(1, _phone.WaitPush("C2cNotifyMsgArray")[0].GetProperty("MuteNotificationsSync").Long("MuteNotifications"));
        Assert.Empty(_alice.Socket.Messages);
        Assert.Equal(0, _alice.UnreadOf("bob"));
        Assert.Equal(["discarded"], _alice.HistoryTexts("bob"));
        Assert.Empty(_alice.Page().Items("SessionItem"));
        Assert.Equal([1, 0], _alice.Call(MessageCommands.GetPeerMute, """{"Peer_Account":["bob","carol"]}""").Items("MuteNotificationsList").Select(item => item.Long("MuteNotifications")));
        _alice.Mute("bob", ReceiveOptions.DoNotNotify).ShouldBeOk();
        _bob.Send("alice", "quiet").ShouldBeOk();
        Assert.Equal("quiet", _alice.Socket.WaitMessages(1)[0].Json.TextOf());
        Assert.Equal(ReceiveOptions.DoNotNotify, _alice.Conversation("bob").Long("MsgRecvOption"));
        Assert.Equal(1, _alice.UnreadOf("bob"));
    }

    [Fact]
    public void Discarded_messages_are_not_missed_either()
    {
        var cookie = _alice.GetMissed().Str("Cookie");
        _alice.Mute("bob", ReceiveOptions.Discard).ShouldBeOk();
        _alice.Disconnect();
        _bob.Send("alice", "discarded").ShouldBeOk();

        _alice.NewSocket();
        _alice.LoginAgain().ShouldBeOk();

        Assert.Empty(_alice.GetMissed(cookie).Items("MsgList"));
    }

    [Fact]
    public void Receive_options_are_checked()
    {
        _alice.Mute("nobody", ReceiveOptions.Discard).ShouldFail(ErrorCodes.UserNotFound);
        _alice.Mute("bob", 3).ShouldFail(ErrorCodes.RequestMalformed);
        _alice.Call(MessageCommands.SetPeerMute, """{"Peer_Account":[],"Mute_Notifications":1}""").ShouldFail(ErrorCodes.RequestMalformed);
        var mixed = _alice.Call(MessageCommands.SetPeerMute, """{"Peer_Account":["bob","nobody"],"Mute_Notifications":2}""");
        mixed.ShouldBeOk();
        Assert.Equal(("nobody", ErrorCodes.UserNotFound), (mixed.Items("ErrorList")[0].Str("Peer_Account"), mixed.Items("ErrorList")[0].Code()));
    }

    [Fact]
    public void Do_not_disturb_is_kept_and_told_to_all_devices()
    {
        _alice.Call(MessageCommands.SetDoNotDisturb, """{"StartTime":10,"EndTime":20,"IsRepeated":1,"Level":2}""").ShouldBeOk();

        foreach (var client in new[] { _alice, _phone })
        {
            client.Socket.Wait(push => push.Text.Contains("\"Event\":24,\"StartTime\":10,\"EndTime\":20,\"IsRepeated\":1,\"Level\":2", StringComparison.Ordinal), "the setting");
        }

        var kept = _phone.Call(MessageCommands.GetDoNotDisturb, """{"To_Account":"alice"}""");
        Assert.Equal((2, 10, 20, 1), (kept.Long("Level"), kept.Long("StartTime"), kept.Long("EndTime"), kept.Long("IsRepeated")));
        _alice.Call(MessageCommands.SetDoNotDisturb, """{"StartTime":20,"EndTime":10,"IsRepeated":1,"Level":2}""").ShouldFail(ErrorCodes.RequestMalformed);
        _alice.Call(MessageCommands.SetDoNotDisturb, """{"Level":3}""").ShouldFail(ErrorCodes.RequestMalformed);
    }

    [Fact]
    public void Reading_all_reads_every_conversation_and_tells_the_peers()
    {
        var carol = _server.Login("carol");
        _bob.Send("alice");
        carol.Send("alice");

        var reply = _alice.Call(MessageCommands.ReadAll, """{"C2CReadAllMsg":1,"GroupReadInfo":[]}""");

        Assert.Equal(1, reply.Long("C2CReadAllMsg"));
        Assert.Equal((0, 0), (_alice.UnreadOf("bob"), _alice.UnreadOf("carol")));
        Assert.True(_bob.WaitPush("C2cNotifyMsgArray")[0].TryGetProperty("C2cReadedReceipt", out _));
        Assert.True(carol.WaitPush("C2cNotifyMsgArray")[0].TryGetProperty("C2cReadedReceipt", out _));
        _phone.Socket.Wait(push => push.Text.Contains("\"Event\":14,\"C2CReadAllMsg\":1", StringComparison.Ordinal), "the read report");
        Assert.Equal(1, _alice.Call(MessageCommands.ReadAll, """{"C2CReadAllMsg":1}""").Long("C2CReadAllMsg"));
    }

    [Fact]
    public void Groups_are_kept_and_told()
    {
        _bob.Send("alice");
        var created = Groups(ConversationCommands.CreateGroups, """{"GroupContactItem":[{"GroupName":"work","ContactItem":[{"Type":1,"To_Account":"bob"},{"Type":1,"To_Account":"nobody"}]}]}""")
            .Items("GroupResultItem")[0];
        var id = created.GetProperty("GroupItem").Long("GroupId");

        Assert.Equal([0, ErrorCodes.ConversationUserUnknown], created.Items("ResultItem").Select(item => (int)item.Long("ResultCode")));
        var push = _phone.WaitPush("RecentContactMod")[0];
        Assert.Equal(5, push.Long("PushType"));
        Assert.Equal([id], _phone.Conversation("bob").Items("ContactGroupId").Select(group => group.GetInt64()));
        Assert.Equal("work", _phone.Page().Items("GroupItem")[0].Str("GroupName"));

        Groups(ConversationCommands.UpdateGroup, """{"UpdateType":1,"UpdateGroup":{"UpdateGroupType":1,"OldGroupName":"work","NewGroupName":"job"}}""").ShouldBeOk();
        Groups(
            ConversationCommands.UpdateGroup,
            """{"UpdateType":1,"UpdateGroup":{"UpdateGroupType":2,"OldGroupName":"job","ContactUpdateItem":[{"ContactOptType":2,"ContactItem":{"Type":1,"To_Account":"bob"}}]}}""").ShouldBeOk();
        _phone.Socket.Wait(item => item.Text.Contains("\"UpdateGroupType\":1,\"GroupId\":" + id + ",\"OldGroupName\":\"work\",\"GroupName\":\"job\"", StringComparison.Ordinal), "the name");
        _phone.Socket.Wait(item => item.Text.Contains("\"ContactOptType\":2", StringComparison.Ordinal), "the removal");
        Assert.Empty(_phone.Conversation("bob").Items("ContactGroupId"));

        Groups(ConversationCommands.DeleteGroups, """{"GroupName":["job"]}""").ShouldBeOk();
        _phone.Socket.Wait(item => item.Text.Contains("\"PushType\":6", StringComparison.Ordinal), "the end of the group");
        Assert.Empty(_phone.Page().Items("GroupItem"));
    }

    [Fact]
    public void Groups_are_checked()
    {
        for (var i = 0; i < 20; i++)
        {
            Groups(ConversationCommands.CreateGroups, $$"""{"GroupContactItem":[{"GroupName":"g{{i}}","ContactItem":[]}]}""").ShouldBeOk();
        }

        Groups(ConversationCommands.CreateGroups, """{"GroupContactItem":[{"GroupName":"more","ContactItem":[]}]}""").ShouldFail(ErrorCodes.TooManyConversationGroups);
        Groups(ConversationCommands.DeleteGroups, """{"GroupName":["unknown"]}""").ShouldFail(ErrorCodes.ConversationGroupUnknown);
        Groups(ConversationCommands.DeleteGroups, """{"GroupName":["g19"]}""").ShouldBeOk();
        Groups(ConversationCommands.CreateGroups, """{"GroupContactItem":[{"GroupName":"g0","ContactItem":[]}]}""").ShouldFail(ErrorCodes.ConversationParameter);
        Groups(ConversationCommands.CreateGroups, """{"GroupContactItem":[{"GroupName":"","ContactItem":[]}]}""").ShouldFail(ErrorCodes.ConversationParameter);
        Groups(ConversationCommands.CreateGroups, $$"""{"GroupContactItem":[{"GroupName":"{{new string('x', 33)}}","ContactItem":[]}]}""").ShouldFail(ErrorCodes.ConversationGroupNameTooLong);
        Groups(ConversationCommands.UpdateGroup, """{"UpdateType":1,"UpdateGroup":{"UpdateGroupType":1,"OldGroupName":"no","NewGroupName":"x"}}""").ShouldFail(ErrorCodes.ConversationGroupUnknown);
        Groups(ConversationCommands.UpdateGroup, """{"UpdateType":2,"UpdateGroup":{}}""").ShouldFail(ErrorCodes.ConversationParameter);
        Groups(ConversationCommands.UpdateGroup, """{"UpdateType":1,"UpdateGroup":{"UpdateGroupType":2,"OldGroupName":"g0"}}""").ShouldFail(ErrorCodes.ConversationParameter);
    }

    [Fact]
    public void Changes_are_in_the_next_pull_of_a_device_that_was_away()
    {
        _bob.Send("alice");
        _server.Settle();
        var position = _phone.Page().Long("TimeStamp");
        Assert.Empty(_phone.Page(position).Items("SessionItem"));

        _alice.Pin("bob").ShouldBeOk();
        _server.Settle();

        var pulled = _phone.Page(position);
        Assert.Equal(1, Assert.Single(pulled.Items("SessionItem")).Long("TopFlags"));
        Groups(ConversationCommands.CreateGroups, """{"GroupContactItem":[{"GroupName":"work","ContactItem":[{"Type":1,"To_Account":"bob"}]}]}""").ShouldBeOk();
        Assert.Single(_phone.Page(pulled.Long("TimeStamp")).Items("SessionItem"));
    }

    [Fact]
    public void Deletion_while_away_comes_with_the_sync()
    {
        _bob.Send("alice");
        _server.Settle();
        var cookie = _phone.GetMissed().Str("Cookie");
        _phone.Disconnect();
        _alice.DeleteConversation("bob", withHistory: true);
        _server.Settle();

        _phone.NewSocket();
        _phone.LoginAgain().ShouldBeOk();
        var reply = _phone.GetMissed(cookie);

        Assert.Equal(0, reply.UnreadCounts()["bob"]);
        Assert.Equal(1, _phone.WaitPush("RecentContactMod")[0].Long("PushType"));
        Assert.Equal(1, _phone.WaitPush("HistoryDeleted")[0].Long("ClearedOrder"));
    }

    private static void Result(JsonElement reply, int code)
    {
        reply.ShouldBeOk();
        Assert.Equal(code, reply.Items("ResultItem")[0].Long("ResultCode"));
    }

    private JsonElement Groups(Command command, string body) => _alice.Call(command, body);
}
