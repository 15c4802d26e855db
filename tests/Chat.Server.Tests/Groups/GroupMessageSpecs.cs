using Chat.Protocol.Commands;
using Chat.Protocol.Conversations;
using Chat.Protocol.Errors;
using Chat.Protocol.Groups;
using Chat.Protocol.Messages;
using Chat.Server.Tests.Testing;

namespace Chat.Server.Tests.Groups;

public sealed class GroupMessageSpecs : IDisposable
{
    private readonly TestServer _server = new();
    private readonly TestClient _alice;
    private readonly TestClient _bob;
    private readonly TestClient _carol;

    public GroupMessageSpecs() => (_alice, _bob, _carol) = (_server.Login("alice"), _server.Login("bob"), _server.Login("carol"));

    public static TheoryData<Command, string> OfMembers => new()
    {
        { GroupMessageCommands.Send.Ordinary, """ "Random":1,"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"x"}}]""" },
        { GroupMessageCommands.GetHistory.Ordinary, """ "ReqMsgSeq":0,"ReqMsgNumber":5""" },
        { GroupMessageCommands.ReportRead.Ordinary, """ "MsgReadedSeq":1""" },
        { GroupMessageCommands.Recall.Ordinary, """ "MsgSeqList":[{"MsgSeq":1}]""" },
        { GroupMessageCommands.Delete.Ordinary, """ "Seqs":["1"]""" },
        { GroupMessageCommands.Modify, """ "MsgSeq":1,"CloudCustomData":"x" """ },
        { GroupMessageCommands.SendReceipts.Ordinary, """ "MsgSeqList":[{"MsgSeq":1}]""" },
        { GroupMessageCommands.GetReceipts.Ordinary, """ "MsgSeqList":[{"MsgSeq":1}]""" },
        { GroupMessageCommands.GetReceiptMembers.Ordinary, """ "MsgSeq":1""" },
        { GroupMessageCommands.GetReceiptsByUsers.Ordinary, """ "MemberReadMsgList":[{"MsgSeq":1,"MemberList_Account":["bob"]}]""" },
        { GroupMessageCommands.SetExtensions, """ "MsgSeq":1,"OperateType":3""" },
        { GroupMessageCommands.GetExtensions, """ "MsgSeq":1""" },
        { GroupMessageCommands.AddReaction, """ "MsgSeq":1,"Reaction":"r" """ },
        { GroupMessageCommands.RemoveReaction, """ "MsgSeq":1,"Reaction":"r" """ },
        { GroupMessageCommands.GetReactions, """ "MsgSeqList":[1]""" },
        { GroupMessageCommands.GetReactionUsers, """ "MsgSeq":1,"Reaction":"r" """ },
        { GroupMessageCommands.Pin.Ordinary, """ "MsgSeq":1""" },
        { GroupMessageCommands.Unpin.Ordinary, """ "MsgSeq":1""" },
        { GroupMessageCommands.GetPinned.Ordinary, "\"TopicId\":\"\"" },
    };

    public void Dispose() => _server.Dispose();

    [Theory]
    [MemberData(nameof(OfMembers))]
    public void Only_members_have_to_do_with_messages(Command command, string rest)
    {
        var group = _alice.CreateGroup(GroupTypes.Public, "bob");
        _alice.SaySeq(group, "secret");

        _carol.Call(command, $$"""{"GroupId":"{{group}}",{{rest}}}""").ShouldFail(ErrorCodes.GroupDenied);
        _carol.Call(command, $$"""{"GroupId":"no-such-group",{{rest}}}""").ShouldFail(ErrorCodes.GroupUnknown);
        Assert.Equal(["secret"], _bob.GroupHistory(group).Items("RspMsgList").Select(ReplyAssertions.TextOf));
    }

    [Fact]
    public void Pages_go_from_the_newest_to_the_oldest_and_end()
    {
        var group = _alice.CreateGroup(GroupTypes.Public, "bob");
        for (var i = 0; i < 5; i++)
        {
            _alice.SaySeq(group, "m" + i);
        }

        var first = _bob.GroupHistory(group, count: 2);
        Assert.Equal([5, 4], first.Sequences());
        Assert.Equal((0, 3), (first.Long("IsFinished"), first.Long("NextReqMsgSeq")));
        var second = _bob.GroupHistory(group, from: 3, count: 3);
        Assert.Equal([3, 2, 1], second.Sequences());
        Assert.Equal((2, 0), (second.Long("IsFinished"), second.Long("NextReqMsgSeq")));
        var chosen = _bob.Call(
            GroupMessageCommands.GetHistory.Ordinary, $$"""{"GroupId":"{{group}}","ReqMsgNumber":15,"GetType":3,"ReqMsgSeqList":[2,4,77]}""");
        Assert.Equal([4, 2], chosen.Sequences());
    }

    [Theory]
    [InlineData(""" "ReqMsgNumber":0 """)]
    [InlineData(""" "ReqMsgNumber":101 """)]
    [InlineData(""" "ReqMsgSeq":-1,"ReqMsgNumber":1 """)]
    [InlineData(""" "ReqMsgSeq":4294967296,"ReqMsgNumber":1 """)]
    [InlineData(""" "ReqMsgNumber":1,"GetType":3 """)]
    public void Refuses_positions_that_are_none(string rest)
    {
        var group = _alice.CreateGroup(GroupTypes.Public, "bob");

        _alice.Call(GroupMessageCommands.GetHistory.Ordinary, $$"""{"GroupId":"{{group}}",{{rest}}}""").ShouldFail(ErrorCodes.GroupParameter);
    }

    [Theory]
    [InlineData(GroupTypes.Public, false)]
    [InlineData(GroupTypes.Community, true)]
    public void What_was_said_before_somebody_came_is_theirs_where_the_type_allows(string type, bool isVisible)
    {
        var group = _alice.CreateGroup(type, "bob");
        _alice.SaySeq(group, "before");
        _alice.Call(GroupMemberCommands.Add.For(group), $$"""{"GroupId":"{{group}}","MemberList":[{"Member_Account":"carol"}]}""");
        if (type == GroupTypes.Public)
        {
            _alice.Call(GroupCommands.Modify.For(group), $$"""{"GroupId":"{{group}}","InviteJoinOption":"FreeAccess"}""").ShouldBeOk();
            _alice.Call(GroupMemberCommands.Add.For(group), $$"""{"GroupId":"{{group}}","MemberList":[{"Member_Account":"carol"}]}""").ShouldBeOk();
        }

        var history = _carol.GroupHistory(group);
        history.ShouldBeOk();
        Assert.Equal(isVisible, history.Sequences().Contains(1));
    }

    [Fact]
    public void A_message_to_some_members_hides_from_others_and_is_no_gap()
    {
        var group = _alice.CreateGroup(GroupTypes.Public, "bob", "carol");
        _alice.SaySeq(group, "psst", ""","To_Account":["bob"]""");

        Assert.Empty(_carol.GroupHistory(group).Sequences());
        Assert.Equal([1], _carol.GroupHistory(group).Items("InvisibleMsgSeq").Select(static item => item.GetInt64()));
        Assert.Equal([1], _bob.GroupHistory(group).Sequences());
        Assert.Equal(ErrorCodes.GroupMessageUnknown, _carol.RecallCode(group, 1));
        _carol.Call(GroupMessageCommands.GetExtensions, $$"""{"GroupId":"{{group}}","MsgSeq":1}""").ShouldFail(ErrorCodes.ExtensionUnknown);
    }

    [Fact]
    public void Recalls_follow_the_rules_and_can_be_asked_for_by_time()
    {
        var group = _alice.CreateGroup(GroupTypes.Public, "bob", "carol");
        var (one, two) = (_bob.SaySeq(group, "one"), _bob.SaySeq(group, "two"));

        Assert.Equal(ErrorCodes.GroupDenied, _carol.RecallCode(group, one));
        Assert.Equal(ErrorCodes.GroupMessageUnknown, _bob.RecallCode(group, 77));
        Assert.Equal(0, _bob.RecallCode(group, one));
        Assert.Equal(ErrorCodes.GroupMessageNotRecallable, _bob.RecallCode(group, one));
        _server.Advance(TimeSpan.FromMinutes(3));
        Assert.Equal(ErrorCodes.GroupRecallWindowPassed, _bob.RecallCode(group, two));
        Assert.Equal(0, _alice.RecallCode(group, two));

        var all = Recalls(_carol, group, 0, limit: 1);
        Assert.Equal([one], all.Items("NotifyMsgList").Select(static item => item.Long("MsgSeq")));
        var rest = Recalls(_carol, group, all.Long("NextMsgTime"), limit: 1);
        Assert.Equal([two], rest.Items("NotifyMsgList").Select(static item => item.Long("MsgSeq")));
        Assert.Equal(0, rest.Long("NextMsgTime"));
        Assert.Equal(2, _carol.GroupHistory(group).Items("RspMsgList")[0].Long("IsPlaceMsg"));
    }

    [Fact]
    public void Only_the_sender_and_administrators_edit_and_only_the_newest_version()
    {
        var group = _alice.CreateGroup(GroupTypes.Public, "bob", "carol");
        var sequence = _bob.SaySeq(group, "one");

        Modify(_carol, group, sequence, 0).ShouldFail(ErrorCodes.GroupDenied);
        Assert.Equal(1, Modify(_bob, group, sequence, 0).Long("MsgVersion"));
        var conflict = Modify(_bob, group, sequence, 0);
        conflict.ShouldFail(ErrorCodes.ModifyConflict);
        Assert.Equal("two", conflict.TextOf());
        Assert.Equal(2, Modify(_alice, group, sequence, 1).Long("MsgVersion"));
        Modify(_alice, group, 77, 0).ShouldFail(ErrorCodes.GroupMessageUnknown);
    }

    [Fact]
    public void Receipts_are_for_messages_that_ask_and_told_to_their_sender_only()
    {
        var group = _alice.CreateGroup(GroupTypes.Public, "bob", "carol");
        var (plain, asking) = (_alice.SaySeq(group), _alice.SaySeq(group, extra: ""","NeedReadReceipt":1"""));

        Receipt(_bob, group, plain).ShouldFail(ErrorCodes.ReceiptUnknown);
        Receipt(_alice, group, asking).ShouldFail(ErrorCodes.ReceiptUnknown);
        _bob.Call(
            GroupMessageCommands.SendReceipts.For(group), $$"""{"GroupId":"{{group}}","MsgSeqList":[{"MsgSeq":{{plain}}},{"MsgSeq":77},{"MsgSeq":{{asking}}}]}""").ShouldBeOk();

        var counts = _alice.Call(GroupMessageCommands.GetReceipts.Ordinary, $$"""{"GroupId":"{{group}}","MsgSeqList":[{"MsgSeq":{{asking}}},{"MsgSeq":{{plain}}}]}""").Items("GroupMsgReceiptList");
        Assert.Equal((0, 1, 1), (counts[0].Long("Code"), counts[0].Long("ReadNum"), counts[0].Long("UnreadNum")));
        Assert.Equal(ErrorCodes.ReceiptUnknown, counts[1].Long("Code"));
        _bob.Call(GroupMessageCommands.GetReceiptMembers.Ordinary, $$"""{"GroupId":"{{group}}","MsgSeq":{{asking}},"Num":10}""").ShouldFail(ErrorCodes.ReceiptUnknown);
        var readers = _alice.Call(
            GroupMessageCommands.GetReceiptsByUsers.Ordinary, $$"""{"GroupId":"{{group}}","MemberReadMsgList":[{"MsgSeq":{{asking}},"MemberList_Account":["bob","carol"]}]}""");
        Assert.Equal(["bob"], readers.Items("MsgReadList")[0].Items("ReadList").Select(static one => one.Str("Read_Account")));
    }

    [Fact]
    public void Receipts_are_counted_and_listed_over_those_whom_the_message_reached()
    {
        var group = _alice.CreateGroup(GroupTypes.Work, "bob", "carol");
        const string asks = ""","NeedReadReceipt":1""";
        var (toAll, toSome) = (_alice.SaySeq(group, extra: asks), _alice.SaySeq(group, extra: asks + ""","To_Account":["alice","bob","carol"]"""));
        _server.Login("dave");
        _alice.Add(group, "dave").ShouldBeOk();
        _carol.Quit(group).ShouldBeOk();

        foreach (var (sequence, read) in new[] { (toAll, 0), (toSome, 1) })
        {
            if (read > 0)
            {
                Receipt(_bob, group, sequence).ShouldBeOk();
            }

            var count = _alice.Call(GroupMessageCommands.GetReceipts.Ordinary, $$"""{"GroupId":"{{group}}","MsgSeqList":[{"MsgSeq":{{sequence}}}]}""").Items("GroupMsgReceiptList")[0];
            Assert.Equal((read, 1 - read), (count.Long("ReadNum"), count.Long("UnreadNum")));
            var unread = _alice.Call(GroupMessageCommands.GetReceiptMembers.Ordinary, $$"""{"GroupId":"{{group}}","MsgSeq":{{sequence}},"Flag":1,"Num":10}""");
            Assert.Equal(read > 0 ? [] : ["bob"], unread.Items("UnreadList").Select(static one => one.Str("Unread_Account")));
        }
    }

    [Fact]
    public void A_community_has_no_receipts()
    {
        var group = _alice.CreateGroup(GroupTypes.Community, "bob");
        var reply = _alice.Say(group, extra: ""","NeedReadReceipt":1""");

        Assert.Equal(ErrorCodes.GroupDenied, reply.Long("ReadReceiptCode"));
        _bob.Call(GroupMessageCommands.SendReceipts.For(group), $$"""{"GroupId":"{{group}}","MsgSeqList":[{"MsgSeq":{{reply.Long("MsgSeq")}}}]}""").ShouldFail(ErrorCodes.GroupDenied);
    }

    [Fact]
    public void What_is_sent_twice_is_there_once()
    {
        var group = _alice.CreateGroup(GroupTypes.Public, "bob");
        var first = _alice.Say(group, random: 7);
        var second = _alice.Say(group, random: 7);

        Assert.Equal(first.Long("MsgSeq"), second.Long("MsgSeq"));
        Assert.Equal([1], _bob.GroupHistory(group).Sequences());
    }

    [Fact]
    public void More_messages_than_a_group_takes_in_a_second_are_dropped_without_an_error()
    {
        var group = _alice.CreateGroup(GroupTypes.Public, "bob");
        var other = _alice.CreateGroup(GroupTypes.Public, "bob");
        for (var i = 0; i < 40; i++)
        {
            (i % 2 == 0 ? _alice : _bob).SaySeq(group);
        }

        var dropped = _alice.Say(group, "too much");
        dropped.ShouldBeOk();
        Assert.NotEqual("", dropped.Str("MsgDropReason"));
        Assert.Equal(1, _alice.SaySeq(other));
        Assert.Equal(40, _bob.GroupHistory(group).Sequences()[0]);
        _server.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(41, _alice.SaySeq(group));
    }

    [Fact]
    public void Repetitions_do_not_count_as_messages_of_the_second()
    {
        var group = _alice.CreateGroup(GroupTypes.Public, "bob");
        for (var i = 0; i < 60; i++)
        {
            _alice.Say(group, random: 7).ShouldBeOk();
            _alice.Say(group, random: 8, extra: ""","OnlineOnlyFlag":1""").ShouldBeOk();
        }

        Assert.Equal(2, _alice.SaySeq(group));
    }

    [Fact]
    public void Repetitions_make_no_room_for_more_messages()
    {
        var group = _alice.CreateGroup(GroupTypes.Public, "bob");
        _alice.Say(group, random: 7).ShouldBeOk();
        for (var i = 1; i < 40; i++)
        {
            _alice.SaySeq(group);
        }

        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(1, _alice.Say(group, random: 7).Long("MsgSeq"));
        }

        Assert.NotEqual("", _alice.Say(group, "too much").Str("MsgDropReason"));
    }

    [Fact]
    public void Who_may_not_send_is_told_so_before_what_is_wrong_with_the_message()
    {
        var group = _alice.CreateGroup(GroupTypes.Public, "bob");
        var mentions = string.Join(',', Enumerable.Repeat("""{"GroupAtAllFlag":1}""", 31));
        (string Extra, int Code)[] wrong =
        [
            ($$""","CloudCustomData":"{{new string('x', 13_000)}}" """, ErrorCodes.MessageTooLong),
            ($$""","GroupAtInfo":[{{mentions}}]""", ErrorCodes.TooManyMentions),
            ($$""","To_Account":{{System.Text.Json.JsonSerializer.Serialize(Enumerable.Range(0, 51).Select(static i => $"u{i}"))}}""", ErrorCodes.GroupTooManyAccounts),
        ];
        _alice.ChangeMember(group, "bob", "\"ShutUpTime\":60").ShouldBeOk();
        foreach (var (extra, code) in wrong)
        {
            _carol.Say("nowhere", extra: extra).ShouldFail(ErrorCodes.GroupUnknown);
            _carol.Say(group, extra: extra).ShouldFail(ErrorCodes.GroupDenied);
            _bob.Say(group, extra: extra).ShouldFail(ErrorCodes.GroupMuted);
            _alice.Say(group, extra: extra).ShouldFail(code);
        }
    }

    [Fact]
    public void Reactions_behind_the_last_have_no_next_page()
    {
        var group = _alice.CreateGroup(GroupTypes.Public, "bob");
        var sequence = _alice.SaySeq(group);

        var page = _alice.Call(
            GroupMessageCommands.GetReactionUsers, $$"""{"GroupId":"{{group}}","MsgSeq":{{sequence}},"Reaction":"r","NextSeq":2147483647,"Count":100}""");

        Assert.Equal((0, 0), (page.Long("NextSeq"), page.Items("Reaction_Account").Length));
    }

    [Fact]
    public void Conversations_of_strange_groups_are_not_changed()
    {
        var group = _alice.CreateGroup(GroupTypes.Public, "bob");

        _carol.ClearGroup(group).ShouldFail(ErrorCodes.ConversationOfGroup);
        _carol.Call(ConversationCommands.Pin, $$"""{"OperationType":1,"RecentContactItem":[{"Type":2,"GroupId":"{{group}}"}]}""").ShouldFail(ErrorCodes.ConversationOfGroup);
        var deleted = _carol.Call(ConversationCommands.Delete, $$"""{"ContactItem":[{"ToGroupid":"{{group}}","Type":2}],"ClearRamble":1}""");
        Assert.Equal(ErrorCodes.ConversationOfGroup, deleted.Items("ResultItem")[0].Long("ResultCode"));
        var read = _carol.Call(MessageCommands.ReadAll, $$"""{"C2CReadAllMsg":0,"GroupReadInfo":[{"GroupId":"{{group}}","MsgSeq":1}]}""");
        Assert.Equal(ErrorCodes.GroupDenied, read.Items("GroupReadInfoArray")[0].Long("RetCode"));
    }

    private static System.Text.Json.JsonElement Recalls(TestClient client, string group, long since, int limit) => client.Call(
            GroupMessageCommands.GetRecalls, $$"""{"NotifyReqList":[{"NotifyType":1,"Limit":{{limit}},"GroupId":"{{group}}","BeginTime":{{since}},"EndTime":0}]}""")
        .Items("NotifyRspList")[0];

    private static System.Text.Json.JsonElement Modify(TestClient client, string group, long sequence, long version) => client.Call(
        GroupMessageCommands.Modify, $$"""{"GroupId":"{{group}}","MsgSeq":{{sequence}},"MsgVersion":{{version}},"MsgBody":{{TestClient.Text("two")}}}""");

    private static System.Text.Json.JsonElement Receipt(TestClient client, string group, long sequence) => client.Call(
        GroupMessageCommands.SendReceipts.Ordinary, $$"""{"GroupId":"{{group}}","MsgSeqList":[{"MsgSeq":{{sequence}}}]}""");
}
