using Chat.Actors.Conversations;
using Chat.Actors.Events;
using Chat.Actors.Messages;
using Chat.Protocol.Commands;
using Chat.Protocol.Groups;
using Chat.Protocol.Messages;
using Chat.Protocol.Push;
using Chat.Testing;

namespace Chat.Actors.Tests.Messages;

public sealed class GroupReceiveSpecs : GroupSpec
{
    [Fact]
    public void Messages_of_a_frame_are_told_together_and_in_order()
    {
        LogIn("bob");
        Gateway.Pushes = FakeGateway.PushMode.Swallow;
        var said = Enumerable.Range(1, 3).Select(i => Gateway.Speak("alice", GroupId, $"{i}")).Reverse().ToArray();

        Gateway.Raw("bob", PushFrame.Build(Pushes.GroupMessages, said));

        Assert.Equal(["1", "2", "3"], Assert.Single(EventsOf<MessageReceived>("bob")).Messages.Select(one => ((TextPayload)one.Payload).Text));
    }

    [Fact]
    public void Message_that_comes_twice_is_told_once()
    {
        var bob = LogIn("bob");
        Gateway.Pushes = FakeGateway.PushMode.Twice;

        Gateway.Speak("alice", GroupId, "1");

        Assert.Equal(["1"], TextsOf("bob"));
        Assert.Equal(1, bob.GetTotalUnreadMessageCount());
    }

    [Fact]
    public void Hole_is_filled_from_the_history_before_what_came_behind_it()
    {
        var bob = LogIn("bob");
        Gateway.Speak("alice", GroupId, "1");
        Gateway.Pushes = FakeGateway.PushMode.Swallow;
        Gateway.Speak("alice", GroupId, "2");
        Gateway.Pushes = FakeGateway.PushMode.Deliver;

        Gateway.Speak("alice", GroupId, "3");

        Assert.Equal(["1", "2", "3"], TextsOf("bob"));
        Assert.Equal(3, bob.GetTotalUnreadMessageCount());
        Assert.Equal("""{"WithRecalledMsg":1,"GroupId":"@TGS#1","ReqMsgNumber":15,"ReqMsgSeq":15}""", Assert.Single(Bodies("group_open_http_svc.group_msg_get")));
    }

    [Fact]
    public void What_the_server_does_not_have_in_a_hole_was_for_others()
    {
        LogIn("bob");
        Gateway.Speak("alice", GroupId, "1");
        Gateway.MissingInHistory.Add(2);
        Gateway.Pushes = FakeGateway.PushMode.Swallow;
        Gateway.Speak("alice", GroupId, "2");
        Gateway.Pushes = FakeGateway.PushMode.Deliver;

        Gateway.Speak("alice", GroupId, "3");

        Assert.Equal(["1", "3"], TextsOf("bob"));
        Assert.Empty(EventsOf<ChatErrorRaised>());
    }

    [Fact]
    public void First_message_of_a_group_is_no_hole()
    {
        LogIn("bob");

        Gateway.Speak("alice", GroupId, "57", sequence: 57);

        Assert.Equal(["57"], TextsOf("bob"));
        Assert.Empty(Bodies("group_open_http_svc.group_msg_get"));
    }

    [Fact]
    public void Tip_is_a_message_that_counts_for_everybody()
    {
        var bob = LogIn("bob");

        Gateway.Tip(GroupId, new GroupTipBody
        {
            OpType = GroupTipTypes.Joined,
            Operator = "alice",
            Members = ["dave"],
            MemberNum = 4,
            GroupJoinType = 2,
            MsgOperatorMemberExtraInfo = new GroupPerson { UserId = "alice", NickName = "Alice" },
            MsgMemberExtraInfo = [new GroupPerson { UserId = "dave", NickName = "Dave" }],
        });

        var tip = Assert.Single(Received("bob"));
        var payload = Assert.IsType<GroupTipPayload>(tip.Payload);
        Assert.Equal((MessageTypes.GroupTip, "@TIM#SYSTEM", "Dave"), (tip.Type, tip.From, tip.Nick));
        Assert.StartsWith(GroupIds.SystemTinyId + "-", tip.Id, StringComparison.Ordinal);
        Assert.Equal((GroupTipTypes.Joined, "alice", 4, 2), (payload.OperationType, payload.OperatorId, payload.MemberCount, payload.GroupJoinType));
        Assert.Equal(["dave"], payload.UserIdList);
        Assert.Equal(1, bob.GetTotalUnreadMessageCount());
        Assert.Equal(MessageTypes.GroupTip, Conversation(bob).LastMessage!.Type);
    }

    [Fact]
    public void Tip_names_the_operator_where_the_server_names_nobody()
    {
        LogIn("bob");

        Gateway.Tip(GroupId, new GroupTipBody { OpType = GroupTipTypes.Quit, Operator = "carol" });

        Assert.Equal(["carol"], ((GroupTipPayload)Assert.Single(Received("bob")).Payload).UserIdList);
    }

    [Fact]
    public void Tip_of_an_unknown_kind_is_passed_on()
    {
        LogIn("bob");

        Gateway.Tip(GroupId, new GroupTipBody { OpType = 999, Operator = "alice" });

        Assert.Equal(999, ((GroupTipPayload)Assert.Single(Received("bob")).Payload).OperationType);
    }

    [Fact]
    public void Tip_about_the_name_renames_the_conversation()
    {
        var bob = LogIn("bob");
        Gateway.Speak("alice", GroupId, "1");

        Gateway.Tip(GroupId, new GroupTipBody { OpType = GroupTipTypes.ProfileChanged, MsgGroupNewInfo = new GroupProfileChange { GroupName = "new", ShutupAll = 1 } });

        var profile = ((GroupTipPayload)Received("bob")[^1].Payload).NewGroupProfile!;
        Assert.Equal(("new", true, (string?)null), (profile.GroupName, profile.MuteAllMembers, profile.OwnerId));
        Assert.Equal("new", Conversation(bob).GroupProfile!.Name);
    }

    [Fact]
    public void Mute_tells_for_how_long()
    {
        LogIn("bob");

        Gateway.Tip(GroupId, new GroupTipBody { OpType = GroupTipTypes.MemberChanged, MsgMemberInfo = [new GroupMemberMute { Account = "carol", ShutupTime = 60 }] });

        Assert.Equal(60, Assert.Single(((GroupTipPayload)Assert.Single(Received("bob")).Payload).MemberList).MuteTime);
    }

    [Fact]
    public void Attributes_and_counters_are_no_messages()
    {
        LogIn("bob");

        Gateway.SetAttribute(GroupId, "key", "value");
        Gateway.Tip(GroupId, new GroupTipBody { GroupCounterInfo = [new GroupCounterChange { GroupCounter = [new GroupCounter { Key = "a", Value = 1 }] }] }, code: 6);

        Assert.Empty(Received("bob"));
    }

    [Fact]
    public void Tip_that_is_not_stored_changes_no_conversation()
    {
        var bob = LogIn("bob");

        Gateway.Tip(GroupId, new GroupTipBody { OpType = GroupTipTypes.AdminGranted, Members = ["carol"] }, code: 6);

        Assert.True(Assert.Single(Received("bob")).IsOnlineOnly);
        Assert.Empty(Done(bob.GetConversationListAsync()));
    }

    [Fact]
    public void Notice_stands_in_the_conversation_of_the_system_and_not_in_the_total()
    {
        var bob = LogIn("bob");

        Gateway.Notice("bob", GroupId, new GroupNoticeBody { ReportType = GroupNoticeTypes.Applied, Operator = "dave", RemarkInfo = "let me in", Authentication = "auth", MsgKey = 9 });

        var notice = Assert.Single(Received("bob"));
        var payload = Assert.IsType<GroupSystemNoticePayload>(notice.Payload);
        Assert.Equal(("@TIM#SYSTEM", MessageTypes.GroupSystemNotice, ConversationType.System), (notice.ConversationId, notice.Type, notice.ConversationType));
        Assert.Equal((1, "dave", "let me in", "auth", 9L, GroupId), (payload.OperationType, payload.OperatorId, payload.HandleMessage, payload.Authentication, payload.MessageKey, payload.GroupProfile.GroupId));
        Assert.Equal((1L, 0L), (Conversation(bob, "@TIM#SYSTEM").UnreadCount, bob.GetTotalUnreadMessageCount()));
        Assert.Equal(notice.Id, Assert.Single(Done(bob.GetMessageListAsync("@TIM#SYSTEM")).Messages).Id);
    }

    [Fact]
    public void Notices_are_read_without_asking_anybody()
    {
        var bob = LogIn("bob");
        Gateway.Notice("bob", GroupId, new GroupNoticeBody { ReportType = GroupNoticeTypes.Applied });
        AdvanceSeconds(3);
        Gateway.Requests.Clear();

        Done(bob.SetMessageReadAsync("@TIM#SYSTEM"));

        Assert.Equal(0, Conversation(bob, "@TIM#SYSTEM").UnreadCount);
        Assert.Empty(Gateway.CommandsOf("bob"));
    }

    [Fact]
    public void Missed_notices_are_no_news()
    {
        var bob = LogIn("bob");
        Gateway.OverrideReply = static request => request.Command == MessageCommands.GetMissed.Name
            ? """{"Cookie":"5","SyncFlag":2,"MsgList":[],"C2CPairUnreadCount":[],"EventArray":[{"Event":5,"GroupTips":[{"From_Account":"@TIM#SYSTEM","ToGroupId":"@TGS#1","MsgSeq":3,"MsgRandom":4,"MsgTimeStamp":5,"GroupInfo":{"GroupId":"@TGS#1"},"MsgBody":{"ReportType":1}}]},{"Event":12,"GroupTips":[{"From_Account":"alice","MsgSeq":1,"MsgRandom":2,"GroupAtTips":{"GroupId":"@TGS#1","From_Account":"alice","MsgSeq":1,"AtFlagList":[1]}}]}]}"""
            : null;
        Gateway.Speak("alice", GroupId, "1");

        Gateway.Raw("bob", """{"head":{"servcmd":"im_open_push.msg_push","seq":0},"body":{"EventArray":[],"NeedAck":0,"Flag":1}}""");

        Assert.Equal(["1"], TextsOf("bob"));
        Assert.DoesNotContain(Done(bob.GetConversationListAsync()), one => one.ConversationId == "@TIM#SYSTEM");
        Assert.Equal(GroupAtType.Me, Assert.Single(Conversation(bob).GroupAtInfoList).AtType);
    }

    [Fact]
    public void Message_to_a_community_with_topics_belongs_to_no_conversation()
    {
        var bob = LogIn("bob");

        Gateway.Speak("alice", Community, "to all");

        Assert.Equal(["to all"], TextsOf("bob"));
        Assert.Empty(Done(bob.GetConversationListAsync()));
    }

    [Fact]
    public void Invisible_message_is_swallowed_and_leaves_no_hole()
    {
        LogIn("bob");
        Gateway.Speak("alice", GroupId, "1");

        Gateway.Speak("alice", GroupId, "2", change: one => one with { GroupInfo = one.GroupInfo! with { NotVisible = 1 } });
        Gateway.Speak("alice", GroupId, "3");

        Assert.Equal(["1", "3"], TextsOf("bob"));
        Assert.Empty(Bodies("group_open_http_svc.group_msg_get"));
    }

    [Fact]
    public void Message_for_those_who_are_online_makes_no_conversation()
    {
        var bob = LogIn("bob");

        Gateway.Speak("alice", GroupId, "psst", sequence: 9999, change: static one => one with { OnlineOnlyFlag = 1 });

        Assert.Equal(["psst"], TextsOf("bob"));
        Assert.Empty(Done(bob.GetConversationListAsync()));
        Assert.Equal(0, bob.GetTotalUnreadMessageCount());
    }

    [Fact]
    public void Messages_of_a_live_room_are_told_once_and_counted_nowhere()
    {
        Gateway.AddGroup("@TGS#room", GroupTypes.AVChatRoom, "bob").PollingKey = null;
        var alice = LogIn();
        Done(alice.JoinGroupAsync("@TGS#room"));
        Gateway.Pushes = FakeGateway.PushMode.Twice;

        Gateway.Speak("bob", "@TGS#room", "live");

        Assert.Equal(["live"], TextsOf("alice"));
        Assert.Equal((0L, 0L), (Conversation(alice, "GROUP@TGS#room").UnreadCount, alice.GetTotalUnreadMessageCount()));
        Assert.True(Done(alice.GetMessageListAsync("GROUP@TGS#room")) is { Messages.Count: 0, IsCompleted: true });
    }

    [Fact]
    public void Polled_items_of_a_live_room_are_messages_and_recalls()
    {
        var room = Gateway.AddGroup("@TGS#room", GroupTypes.AVChatRoom, "bob");
        room.PollingKey = "room-poll";
        var alice = LogIn();
        Done(alice.JoinGroupAsync("@TGS#room"));
        var said = new WireGroupMessage
        {
            Event = 3, From = "bob", ToGroupId = "@TGS#room", TinyId = "1", MsgSeq = 5, MsgRandom = 6, MsgTimeStamp = 7, MsgClientTime = 8,
            MsgBody = RawJson.Parse("""[{"MsgType":"TIMTextElem","MsgContent":{"Text":"live"}}]"""), GroupInfo = new WireGroupHeader { GroupId = "@TGS#room" },
        };
        room.Polls.Enqueue([said]);
        room.Polls.Enqueue(
        [
            new WireGroupMessage
            {
                Event = 20, ToGroupId = "@TGS#room", RevokerInfo = new RevokerInfo { Revoker = "bob" },
                MsgBody = RawJson.Parse("""{"RevokeMsgList":[{"TinyId":"1","MsgClientTime":8,"MsgRandom":6,"MsgSeq":5}]}"""),
            },
        ]);

        AdvanceSeconds(5);

        Assert.Equal(["live"], TextsOf("alice"));
        Assert.Equal("1-8-6", Assert.Single(Assert.Single(EventsOf<MessageRevoked>("alice")).Messages).MessageId);
    }

    [Fact]
    public void Invitation_into_a_community_with_topics_makes_no_conversation_of_it()
    {
        var bob = LogIn("bob");
        Gateway.Speak("alice", Community, "1", sequence: 1);
        Gateway.GroupOf(Community).NextSequence = 2;

        Gateway.Notice("bob", Community, new GroupNoticeBody { ReportType = GroupNoticeTypes.Invited, Operator = "alice" });

        Assert.Empty(Bodies("million_group_open_http_svc.group_msg_get"));
        Assert.DoesNotContain(Done(bob.GetConversationListAsync()), static one => one.ConversationId == "GROUP" + Community);
    }

    [Fact]
    public void Somebody_who_was_invited_sees_what_was_said_before()
    {
        var fake = Gateway.AddGroup("@TGS#2", GroupTypes.Public, "alice");
        var bob = LogIn("bob");
        Gateway.Speak("alice", "@TGS#2", "1");
        Gateway.Speak("alice", "@TGS#2", "2");
        fake.Members.Add(new WireGroupMember { Member = "bob", Role = GroupRoles.Member });

        Gateway.Notice("bob", "@TGS#2", new GroupNoticeBody { ReportType = GroupNoticeTypes.Invited, Operator = "alice" });

        Assert.Equal(["1", "2"], EventsOf<MessageReceived>("bob")[^1].Messages.Select(static one => ((TextPayload)one.Payload).Text));
        Assert.Equal(0, bob.GetTotalUnreadMessageCount());
    }

    [Theory]
    [InlineData("""{"Event":3,"GroupMsgArray":null}""")]
    [InlineData("""{"Event":3,"GroupMsgArray":[null,{},{"ToGroupId":"@TGS#1"},{"GroupInfo":{"GroupId":null}},{"ToGroupId":"@TGS#1","MsgSeq":1,"MsgBody":null}]}""")]
    [InlineData("""{"Event":3,"GroupMsgArray":[{"ToGroupId":"@TGS#1","MsgBody":[null]},{"ToGroupId":"@TGS#1","MsgBody":7},{"ToGroupId":"@TGS#1","MsgBody":{"a":1},"GroupAtInfo":[null,{}],"MsgPriority":"Highest"}]}""")]
    [InlineData("""{"Event":4,"GroupTips":[null,{},{"ToGroupId":"@TGS#1","MsgBody":[]},{"ToGroupId":"@TGS#1","MsgBody":{"OpType":1,"List_Account":[null],"MsgMemberExtraInfo":[null,{}],"MsgMemberInfo":[null,{}]}}]}""")]
    [InlineData("""{"Event":4,"GroupTips":[{"ToGroupId":"@TGS#1","MsgBody":{"OpType":16}},{"ToGroupId":"@TGS#1","MsgBody":{"OpType":17}},{"ToGroupId":"@TGS#1","MsgBody":{"OpType":16,"PinnedMsg":{}}}]}""")]
    [InlineData("""{"Event":5,"GroupTips":[null,{},{"MsgBody":7},{"MsgBody":{"ReportType":null}},{"MsgBody":{"GroupWithdrawInfoArray":[null,{}]}},{"MsgBody":{"GroupReadInfoArray":[null,{}]}},{"MsgBody":{"GroupMsgReceiptList":[null]}}]}""")]
    [InlineData("""{"Event":5,"GroupTips":[{"ToGroupId":"@TGS#1","MsgBody":{"GroupMsgReceiptList":[null,{}]}}]}""")]
    [InlineData("""{"Event":12,"GroupTips":[null,{},{"GroupAtTips":null},{"GroupAtTips":{"AtFlagList":null}},{"GroupAtTips":{"GroupId":"@TGS#1","AtFlagList":[]}}]}""")]
    [InlineData("""{"Event":18,"GroupMsgModNotifys":[null,{},{"GroupId":"@TGS#1"}]}""")]
    [InlineData("""{"Event":14,"C2CReadAllMsg":0,"GroupReadInfoArray":[null,{}]}""")]
    public void Push_that_is_wrong_does_no_harm(string chatEvent)
    {
        LogIn("bob");

        Push("bob", chatEvent);
        Gateway.Speak("alice", GroupId, "still here");

        Assert.Contains("still here", Received("bob").Select(static one => one.Payload).OfType<TextPayload>().Select(static one => one.Text));
        Assert.Empty(EventsOf<ChatErrorRaised>());
    }
}
