using Chat.Protocol.Conversations;
using Chat.Protocol.Errors;
using Chat.Protocol.Groups;
using Chat.Server.Tests.Testing;
using Chat.Server.Tests.Topics;

namespace Chat.Server.Tests.Groups;

/// <summary>Who is told what: nobody learns of a message that is not for it, and what one client sends does not stand in the way of others.</summary>
public sealed class GroupPrivacySpecs : IDisposable
{
    private const int Mention = 12;

    private readonly TestServer _server = new();
    private readonly TestClient _alice;
    private readonly TestClient _bob;
    private readonly TestClient _carol;

    public GroupPrivacySpecs() => (_alice, _bob, _carol) = (_server.Login("alice"), _server.Login("bob"), _server.Login("carol"));

    public void Dispose() => _server.Dispose();

    [Fact]
    public void Directed_message_reaches_members_only()
    {
        var group = _alice.CreateGroup(GroupTypes.Public, "bob");

        _alice.Say(group, "secret", ""","To_Account":["carol","bob"],"NeedReadReceipt":1""").ShouldBeOk();
        _server.Settle();

        Assert.Single(_bob.Socket.Messages);
        Assert.Empty(_carol.Socket.Messages);
        var receipts = _alice.Call(GroupMessageCommands.GetReceipts.Ordinary, $$"""{"GroupId":"{{group}}","MsgSeqList":[{"MsgSeq":1}]}""").Items("GroupMsgReceiptList");
        Assert.Equal(1, receipts[0].Long("UnreadNum"));
    }

    [Fact]
    public void Mentions_and_receipt_lists_of_a_directed_message_are_of_its_receivers()
    {
        var group = _alice.CreateGroup(GroupTypes.Public, "bob", "carol");

        _alice.Say(group, "secret", ""","To_Account":["bob"],"NeedReadReceipt":1,"GroupAtInfo":[{"GroupAtAllFlag":1}]""").ShouldBeOk();

        Assert.Single(_bob.Tips(_server, Mention));
        Assert.Empty(_carol.Tips(_server, Mention));
        var unread = _alice.Call(GroupMessageCommands.GetReceiptMembers.Ordinary, $$"""{"GroupId":"{{group}}","MsgSeq":1,"Flag":1,"Cursor":"","Num":100}""");
        Assert.Equal(["bob"], unread.Items("UnreadList").Select(static one => one.Str("Unread_Account")));
    }

    [Fact]
    public void Whoever_discards_a_group_is_not_mentioned_in_it()
    {
        var group = _alice.CreateGroup(GroupTypes.Public, "bob", "carol");
        _bob.ChangeMember(group, "bob", "\"MsgFlag\":\"Discard\"").ShouldBeOk();

        _alice.Say(group, "all", ""","GroupAtInfo":[{"GroupAtAllFlag":1},{"GroupAt_Account":"carol"}]""").ShouldBeOk();

        Assert.Empty(_bob.Tips(_server, Mention));
        Assert.Equal([1, 2], Assert.Single(_carol.Tips(_server, Mention)).GetProperty("GroupAtTips").Items("AtFlagList").Select(static one => one.GetInt32()));
    }

    [Fact]
    public void Newcomers_learn_nothing_of_what_becomes_of_messages_from_before()
    {
        var group = _alice.CreateGroup(GroupTypes.Work);
        _alice.SaySeq(group, "old secret", ""","SupportMessageExtension":1""");
        _alice.Add(group, "bob").ShouldBeOk();
        _server.Settle();
        var before = _bob.Socket.Pushes.Count;

        _alice.Call(GroupMessageCommands.Modify, $$"""{"GroupId":"{{group}}","MsgSeq":1,"MsgVersion":0,"MsgBody":{{TestClient.Text("new secret")}}}""").ShouldBeOk();
        _alice.Call(GroupMessageCommands.Pin.Ordinary, $$"""{"GroupId":"{{group}}","MsgSeq":1}""").ShouldBeOk();
        _alice.Call(GroupMessageCommands.AddReaction, $$"""{"GroupId":"{{group}}","MsgSeq":1,"Reaction":"r"}""").ShouldBeOk();
        _alice.Call(GroupMessageCommands.SetExtensions, $$"""{"GroupId":"{{group}}","MsgSeq":1,"OperateType":1,"ExtensionList":[{"Key":"k","Value":"v","Seq":0}]}""").ShouldBeOk();
        _alice.RecallInGroup(group, 1).ShouldBeOk();
        _server.Settle();

        Assert.Equal(before, _bob.Socket.Pushes.Count);
    }

    [Fact]
    public void Extensions_and_reactions_go_with_the_message()
    {
        var group = _alice.CreateGroup(GroupTypes.Public, "bob");
        _alice.SaySeq(group, extra: ""","SupportMessageExtension":1""");
        _alice.Call(GroupMessageCommands.SetExtensions, $$"""{"GroupId":"{{group}}","MsgSeq":1,"OperateType":1,"ExtensionList":[{"Key":"k","Value":"v","Seq":0}]}""").ShouldBeOk();
        _alice.Call(GroupMessageCommands.AddReaction, $$"""{"GroupId":"{{group}}","MsgSeq":1,"Reaction":"r"}""").ShouldBeOk();

        _alice.RecallInGroup(group, 1).ShouldBeOk();

        _bob.Call(GroupMessageCommands.GetExtensions, $$"""{"GroupId":"{{group}}","MsgSeq":1}""").ShouldFail(ErrorCodes.ExtensionUnknown);
        Assert.Empty(_bob.Call(GroupMessageCommands.GetReactions, $$"""{"GroupId":"{{group}}","MsgSeqList":[1],"Count":1}""").Items("Results")[0].Items("MsgReactionSummary"));
    }

    [Fact]
    public void Muted_administrator_is_muted()
    {
        var group = _alice.CreateGroup(GroupTypes.Public, "bob");
        _alice.ChangeMember(group, "bob", "\"Role\":\"Admin\"").ShouldBeOk();
        _alice.Change(group, "\"ShutUpAllMember\":\"On\"").ShouldBeOk();
        _bob.Say(group).ShouldBeOk();

        _alice.ChangeMember(group, "bob", "\"ShutUpTime\":600").ShouldBeOk();

        _bob.Say(group).ShouldFail(ErrorCodes.GroupMuted);
    }

    [Fact]
    public void Repeated_online_message_is_pushed_once_and_mentions_nobody()
    {
        var group = _alice.CreateGroup(GroupTypes.Public, "bob");
        const string extra = ""","OnlineOnlyFlag":1,"NeedReadReceipt":1,"GroupAtInfo":[{"GroupAt_Account":"bob"}]""";

        Assert.Equal(ErrorCodes.OnlineMessageHasNoReceipts, _alice.Say(group, extra: extra, random: 7).Long("ReadReceiptCode"));
        _alice.Say(group, extra: extra, random: 7).ShouldBeOk();
        _server.Settle();

        Assert.Single(_bob.Socket.Messages);
        Assert.Empty(_bob.Tips(_server, Mention));
    }

    [Fact]
    public void Half_a_character_is_kept_and_stands_in_nobodys_way()
    {
        const string half = ""","CloudCustomData":"\ud800" """;
        var group = _alice.CreateGroup(GroupTypes.Public, "bob");
        _alice.SaySeq(group, "x", half);
        _alice.Call(GroupMessageCommands.Pin.Ordinary, $$"""{"GroupId":"{{group}}","MsgSeq":1}""").ShouldBeOk();
        Assert.Equal(
            "\ufffd",
            _alice.Call(GroupMessageCommands.Modify, $$"""{"GroupId":"{{group}}","MsgSeq":1,"MsgVersion":0,"MsgBody":{{TestClient.Text("n")}}}""").Str("CloudCustomData"));

        var community = _alice.CreateCommunity("bob");
        var topic = _alice.NewTopic(community);
        _bob.SendToTopic(community, topic, "y", half).ShouldBeOk();
        _alice.GetTopics(community).ShouldBeOk();
        _bob.Call(
            GroupMessageCommands.Send.Community, $$$"""{"GroupId":"{{{community}}}","TopicId":"{{{topic}}}","Random":77,"MsgBody":[{"MsgType":"\ud800","MsgContent":{}}]}""")
            .ShouldFail(ErrorCodes.GroupJson);
    }

    [Fact]
    public void Long_mentions_and_reasons_are_refused()
    {
        var group = _alice.CreateGroup(GroupTypes.Public, "bob");
        var pad = new string('p', 20_000);

        _alice.Say(group, "x", $$""","GroupAtInfo":[{"GroupAt_Account":"bob","x":"{{pad}}"}]""").ShouldFail(ErrorCodes.MessageTooLong);
        var sequence = _alice.SaySeq(group);
        _alice.Call(GroupMessageCommands.Recall.Ordinary, $$"""{"GroupId":"{{group}}","TopicId":"","MsgSeqList":[{"MsgSeq":{{sequence}}}],"Reason":"{{pad}}"}""")
            .ShouldFail(ErrorCodes.GroupParameter);
    }

    [Fact]
    public void Topics_are_on_no_list()
    {
        var topic = _alice.NewTopic(_alice.CreateCommunity());

        Pin(_alice, topic).ShouldFail(ErrorCodes.ConversationOfGroup);
        var mark = _alice.Call(
            ConversationCommands.Mark,
            $$$"""{"From_Account":"alice","MarkItem":[{"OptType":1,"SetMark":[0],"ContactItem":{"Type":2,"ToGroupId":"{{{topic}}}"}}]}""");
        Assert.Equal(ErrorCodes.ConversationOfGroup, mark.Items("ResultItem")[0].Long("ResultCode"));
    }

    [Fact]
    public void Groups_that_one_has_left_do_not_count_as_pinned()
    {
        for (var i = 0; i < 50; i++)
        {
            var left = _alice.CreateGroup(GroupTypes.Work, "bob");
            Pin(_bob, left).ShouldBeOk();
            (i == 0 ? _alice.Kick(left, "bob") : _bob.Quit(left)).ShouldBeOk();
        }

        Pin(_bob, _alice.CreateGroup(GroupTypes.Work, "bob")).ShouldBeOk();
    }

    [Fact]
    public void Made_up_groups_get_no_actors()
    {
        for (var i = 0; i < 50; i++)
        {
            _alice.ReadGroup("none" + i, 1).ShouldFail(ErrorCodes.GroupUnknown);
            _alice.Say("none" + i).ShouldFail(ErrorCodes.GroupUnknown);
        }

        using var inbox = Akka.Actor.Inbox.Create(_server.System);
        _server.System.ActorSelection("/user/groups/*").Tell(new Akka.Actor.Identify(1), inbox.Receiver);
        Assert.Null(Assert.IsType<Akka.Actor.ActorIdentity>(inbox.Receive(FakeSession.Deadline)).Subject);
    }

    [Fact]
    public void Creation_keeps_the_limit_of_administrators()
    {
        string[] users = [.. Enumerable.Range(0, 11).Select(static i => "u" + i)];
        _server.Import(users);
        var list = string.Join(',', users.Select(static user => $$"""{"Member_Account":"{{user}}","Role":"Admin"}"""));

        _alice.Call(GroupCommands.Create.Ordinary, $$"""{"Type":"Public","Name":"g","MemberList":[{{list}}]}""").ShouldFail(ErrorCodes.GroupParameter);
    }

    private static System.Text.Json.JsonElement Pin(TestClient client, string group) => client.Call(
        ConversationCommands.Pin, $$"""{"From_Account":"{{client.User}}","OperationType":1,"RecentContactItem":[{"Type":2,"GroupId":"{{group}}"}]}""");
}
