using Chat.Actors.Conversations;
using Chat.Actors.Events;
using Chat.Actors.Messages;
using Chat.Protocol.Errors;
using Chat.Protocol.Groups;
using Chat.Protocol.Messages;
using Chat.Protocol.Push;

namespace Chat.Actors.Tests.Messages;

public sealed class GroupChangeSpecs : GroupSpec
{
    [Fact]
    public void History_comes_in_pages_of_the_sdk()
    {
        for (var i = 1; i <= 40; i++)
        {
            Gateway.Speak("alice", GroupId, $"{i}");
        }

        var bob = LogIn("bob");
        var newest = Done(bob.GetMessageListAsync(ConversationId));
        var older = Done(bob.GetMessageListAsync(ConversationId, newest.NextRequestMessageId));

        Assert.Equal((21, "19", false), (newest.Messages.Count, newest.NextRequestMessageId, newest.IsCompleted));
        Assert.Equal((19, "", true), (older.Messages.Count, older.NextRequestMessageId, older.IsCompleted));
        Assert.Equal(Enumerable.Range(1, 40).Select(static i => (long)i), older.Messages.Concat(newest.Messages).Select(static one => one.Sequence));
        Assert.Equal("""{"WithRecalledMsg":1,"GroupId":"@TGS#1","ReqMsgNumber":21,"ReqMsgSeq":40}""", Bodies("group_open_http_svc.group_msg_get")[0]);
        Assert.Empty(Received("bob"));
    }

    [Fact]
    public void Group_without_a_conversation_is_asked_where_its_newest_message_is()
    {
        var bob = LogIn("bob");
        AdvanceSeconds(3);
        Gateway.Requests.Clear();

        Assert.Empty(Done(bob.GetMessageListAsync(ConversationId)).Messages);

        Assert.Equal("""{"GroupIdList":["@TGS#1"],"ResponseFilter":{"GroupBaseInfoFilter":["NextMsgSeq"]}}""", Assert.Single(Bodies("group_open_http_svc.get_group_self_member_info")));
    }

    [Fact]
    public void Topic_is_asked_for_its_newest_messages_with_zero()
    {
        Gateway.Speak("alice", Community, "1", TopicId, sequence: 1);
        var bob = LogIn("bob");

        var page = Done(bob.GetMessageListAsync("GROUP" + TopicId));

        Assert.Equal("GROUP" + TopicId, Assert.Single(page.Messages).ConversationId);
        Assert.Contains("\"ReqMsgSeq\":0", Assert.Single(Bodies("million_group_open_http_svc.group_msg_get")), StringComparison.Ordinal);
    }

    [Fact]
    public void Hopping_goes_on_by_sequence_in_both_directions()
    {
        for (var i = 1; i <= 20; i++)
        {
            Gateway.Speak("alice", GroupId, $"{i}");
        }

        var bob = LogIn("bob");
        var older = Done(bob.GetMessageListHoppingAsync(ConversationId, new HoppingRequest { Sequence = 12, Count = 5 }));
        var newer = Done(bob.GetMessageListHoppingAsync(ConversationId, new HoppingRequest { Sequence = 12, Count = 5, Newer = true }));
        var end = Done(bob.GetMessageListHoppingAsync(ConversationId, new HoppingRequest { Sequence = 21, Count = 5, Newer = true }));

        Assert.Equal([8L, 9, 10, 11, 12], older.Messages.Select(static one => one.Sequence));
        Assert.Equal((7L, false), (older.NextMessageSequence, older.IsCompleted));
        Assert.Equal([12L, 13, 14, 15, 16], newer.Messages.Select(static one => one.Sequence));
        Assert.Equal((17L, false), (newer.NextMessageSequence, newer.IsCompleted));
        Assert.True(end is { Messages.Count: 0, IsCompleted: true });
    }

    [Fact]
    public void Recalled_message_is_marked_everywhere()
    {
        var alice = LogIn();
        var bob = LogIn("bob");
        var sent = Sent(alice, "oops");

        var recalled = Done(alice.RevokeMessageAsync(sent));

        Assert.True(recalled.IsRevoked);
        Assert.Equal("""{"GroupId":"@TGS#1","MsgSeqList":[{"MsgSeq":1}],"TopicId":""}""", Assert.Single(Bodies("group_open_http_svc.group_msg_recall")));
        var item = Assert.Single(Assert.Single(EventsOf<MessageRevoked>("bob")).Messages);
        Assert.Equal((sent.Id, "alice", "nick of alice"), (item.MessageId, item.Revocation!.UserId, item.Revocation.Nick));
        Assert.True(Conversation(bob).LastMessage!.IsRevoked);
        Assert.Equal(0, bob.GetTotalUnreadMessageCount());
        Assert.Empty(EventsOf<MessageRevoked>("alice"));
    }

    [Fact]
    public void Recall_that_is_told_twice_counts_once()
    {
        var bob = LogIn("bob");
        var said = Gateway.Speak("alice", GroupId, "1");
        Gateway.Speak("alice", GroupId, "2");

        var notice = Gateway.RecallInGroup(said, "alice");
        Gateway.PushNotice("bob", GroupId, notice);

        Assert.Single(EventsOf<MessageRevoked>("bob"));
        Assert.Equal(1, bob.GetTotalUnreadMessageCount());
    }

    [Fact]
    public void Recall_of_a_message_that_the_list_counted_lowers_the_count()
    {
        var said = Gateway.Speak("alice", GroupId, "1");
        Gateway.Speak("alice", GroupId, "2");
        var bob = LogIn("bob");

        Gateway.RecallInGroup(said, "alice");

        Assert.Equal(1, bob.GetTotalUnreadMessageCount());
    }

    [Fact]
    public void Recall_of_a_message_that_was_read_changes_no_count()
    {
        var bob = LogIn("bob");
        var said = Gateway.Speak("alice", GroupId, "1");
        Done(bob.SetMessageReadAsync(ConversationId));
        Gateway.Speak("alice", GroupId, "2");

        Gateway.RecallInGroup(said, "alice");

        Assert.Equal(1, bob.GetTotalUnreadMessageCount());
    }

    [Fact]
    public void Recall_that_the_server_refuses_is_an_error()
    {
        var alice = LogIn();
        var sent = Sent(alice, "1");
        Gateway.OverrideReply = static request => request.Command.EndsWith("group_msg_recall", StringComparison.Ordinal) ? """{"RecallRetList":[{"MsgSeq":1,"RetCode":10031}]}""" : null;

        Assert.Equal(ErrorCodes.GroupRecallWindowPassed, CodeOf(alice.RevokeMessageAsync(sent)));
        Assert.False(alice.FindMessage(sent.Id)!.IsRevoked);
    }

    [Fact]
    public void History_shows_recalled_messages_with_their_revoker()
    {
        Gateway.RecallInGroup(Gateway.Speak("alice", GroupId, "1"), "bob", "mistake");
        var carol = LogIn("carol");

        var message = Assert.Single(Done(carol.GetMessageListAsync(ConversationId)).Messages);

        Assert.Equal((true, "mistake", "nick of bob"), (message.IsRevoked, message.Revocation!.Reason, message.Revocation.Nick));
    }

    [Fact]
    public void Edited_message_is_the_same_for_all()
    {
        var alice = LogIn();
        LogIn("bob");
        var sent = Sent(alice, "1");

        var edited = Done(alice.ModifyMessageAsync(sent with { Payload = new TextPayload("2") }));

        Assert.Equal((new TextPayload("2"), 1L), (edited.Payload, edited.Version));
        Assert.Equal("""{"GroupId":"@TGS#1","MsgSeq":1,"MsgVersion":0,"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"2"}}],"CloudCustomData":""}""", Assert.Single(Bodies("openim.modify_group_msg")));
        Assert.Equal(new TextPayload("2"), Assert.Single(Assert.Single(EventsOf<MessageModified>("bob")).Messages).Payload);
    }

    [Fact]
    public void Edit_of_an_old_version_says_what_holds()
    {
        var alice = LogIn();
        var sent = Sent(alice, "1");
        Done(alice.ModifyMessageAsync(sent with { Payload = new TextPayload("2") }));

        var failed = Assert.Throws<ChatException>(() => Done(alice.ModifyMessageAsync(sent with { Payload = new TextPayload("3") })));

        Assert.Equal((ErrorCodes.ModifiedByOther, (MessagePayload)new TextPayload("2")), (failed.Code, failed.CurrentMessage!.Payload));
    }

    [Fact]
    public void Messages_are_deleted_by_their_places()
    {
        var bob = LogIn("bob");
        Gateway.Speak("alice", GroupId, "1");
        Gateway.Speak("alice", GroupId, "2");

        Done(bob.DeleteMessagesAsync([Received("bob")[1]]));

        Assert.Equal("""{"GroupId":"@TGS#1","Deleter_Account":"bob","Seqs":["2"]}""", Assert.Single(Bodies("group_open_http_svc.delete_group_ramble_msg_by_seq")));
        Assert.Equal(1, bob.GetTotalUnreadMessageCount());
        Assert.Equal(new TextPayload("1"), Conversation(bob).LastMessage!.Payload);
    }

    [Fact]
    public void Receipts_are_sent_for_messages_that_ask_for_them()
    {
        var bob = LogIn("bob");
        Gateway.Speak("alice", GroupId, "1");
        Gateway.Speak("alice", GroupId, "2", change: static one => one with { NeedReadReceipt = 1 });

        Done(bob.SendMessageReadReceiptAsync(Received("bob")));

        Assert.Equal("""{"GroupId":"@TGS#1","MsgSeqList":[{"MsgSeq":2}]}""", Assert.Single(Bodies("group_open_http_svc.group_msg_receipt")));
        Assert.Equal(ErrorCodes.NoReceiptToSend, CodeOf(() => bob.SendMessageReadReceiptAsync([Received("bob")[0]])));
    }

    [Fact]
    public void Receipts_are_counted_and_told_once_they_change()
    {
        var alice = LogIn();
        var sent = Done(alice.SendMessageAsync(alice.CreateTextMessage(Target, "1", new MessageContent { NeedReadReceipt = true })));

        Gateway.PushNotice("alice", GroupId, new GroupNoticeBody { GroupMsgReceiptList = [new GroupReceiptChange { MsgSeq = 1, ReadNum = 1, UnreadNum = 1 }] });
        var asked = Done(alice.GetMessageReadReceiptListAsync([sent]));
        var readers = Done(alice.GetGroupMessageReadMemberListAsync(sent));
        var others = Done(alice.GetGroupMessageReadMemberListAsync(sent, read: false));

        var told = Assert.Single(Assert.Single(EventsOf<MessageReadReceiptReceived>("alice")).Receipts);
        Assert.Equal((GroupId, sent.Id, new ReceiptCounts(1, 1)), (told.GroupId, told.MessageId, told.Counts));
        Assert.Equal(new ReceiptCounts(1, 2), Assert.Single(asked).ReceiptCounts);
        Assert.Equal(new ReceiptCounts(1, 2), alice.FindMessage(sent.Id)!.ReceiptCounts);
        Assert.Equal(("bob", "carol", true), (Assert.Single(readers.UserIds), Assert.Single(others.UserIds), readers.IsCompleted));
        Assert.Equal("""{"GroupId":"@TGS#1","MsgSeq":1,"Flag":0,"Cursor":"","Num":100}""", Bodies("group_open_http_svc.get_group_msg_receipt_detail")[0]);
    }

    [Fact]
    public void Receipts_of_a_topic_name_it_as_a_group()
    {
        var alice = LogIn();
        var sent = Done(alice.SendMessageAsync(alice.CreateTextMessage(MessageTarget.Group(TopicId), "1", new MessageContent { NeedReadReceipt = true })));

        Done(alice.GetMessageReadReceiptListAsync([sent]));

        Assert.Equal($$$"""{"GroupId":"{{{TopicId}}}","MsgSeqList":[{"MsgSeq":1}]}""", Assert.Single(Bodies("group_open_http_svc.get_group_msg_receipt")));
    }

    [Fact]
    public void Extensions_name_the_message_by_its_place()
    {
        var alice = LogIn();
        var sent = Done(alice.SendMessageAsync(alice.CreateTextMessage(Target, "1", new MessageContent { IsSupportExtension = true })));

        Done(alice.SetMessageExtensionsAsync(sent, new Dictionary<string, string> { ["a"] = "b" }));
        Push("alice", $$$"""{"Event":19,"MsgExtensionNotify":{"TinyId":"{{{sent.SenderTinyId}}}","ExtensionGroupMsgInfo":{"GroupId":"@TGS#1","MsgClientTime":{{{sent.ClientTime}}},"MsgRandom":{{{sent.Random}}},"MsgSeq":1},"MsgOptType":1,"MsgLastSeq":1,"SetKVInfo":[{"MsgKeyValue":[{"Key":"a","Value":"b","Seq":1}]}]}}""");

        Assert.Equal(
            """{"GroupId":"@TGS#1","MsgSeq":1,"OperateType":1,"ExtensionList":[{"Key":"a","Value":"b","Seq":0}]}""",
            Assert.Single(Bodies("openim_msg_ext_http_svc.group_set_key_values")));
        Assert.Equal(sent.Id, Assert.Single(EventsOf<MessageExtensionsUpdated>("alice")).MessageId);
    }

    [Fact]
    public void Reactions_name_the_message_by_its_place()
    {
        var alice = LogIn();
        var sent = Sent(alice, "1");

        Done(alice.AddMessageReactionAsync(sent, "smile"));
        Push("alice", $$$"""{"Event":21,"MsgReactionNotifyList":[{"GroupMsgInfo":{"GroupId":"@TGS#1","TinyId":"{{{sent.SenderTinyId}}}","MsgClientTime":{{{sent.ClientTime}}},"MsgRandom":{{{sent.Random}}},"MsgSeq":1},"MsgReactionSummary":[{"Reaction":"smile","Count":1,"Reaction_Account":["alice"]}]}]}""");

        Assert.Equal("""{"GroupId":"@TGS#1","Reaction":"smile","MsgSeq":1,"Add_Account":["alice"]}""", Assert.Single(Bodies("openim_msg_ext_http_svc.group_reaction_add")));
        var updated = Assert.Single(EventsOf<MessageReactionsUpdated>("alice"));
        Assert.Equal((sent.Id, true), (updated.MessageId, Assert.Single(updated.Reactions).ReactedByMyself));
    }

    [Fact]
    public void Pin_is_told_with_the_message_and_is_none_itself()
    {
        var alice = LogIn();
        LogIn("bob");
        var sent = Sent(alice, "1");

        Done(alice.PinGroupMessageAsync(sent, isPinned: true));
        var wire = new WireGroupMessage
        {
            From = "alice", ToGroupId = GroupId, TinyId = sent.SenderTinyId, MsgSeq = 1, MsgRandom = sent.Random, MsgTimeStamp = sent.Time, MsgClientTime = sent.ClientTime,
            MsgBody = Chat.Protocol.Commands.RawJson.Parse("""[{"MsgType":"TIMTextElem","MsgContent":{"Text":"1"}}]"""),
        };
        Gateway.Tip(GroupId, new GroupTipBody { OpType = GroupTipTypes.Pinned, MsgOperatorMemberExtraInfo = new GroupPerson { UserId = "alice" }, PinnedMsg = wire }, code: 6);
        Gateway.Tip(
            GroupId,
            new GroupTipBody
            {
                OpType = GroupTipTypes.Unpinned,
                MsgOperatorMemberExtraInfo = new GroupPerson { UserId = "alice" },
                SdkGroupMessageId = new UnpinnedMessage { SenderTinyId = sent.SenderTinyId, ClientTime = sent.ClientTime, Random = sent.Random, MsgSeq = 1 },
            },
            code: 6);

        Assert.Equal("""{"GroupId":"@TGS#1","MsgSeq":1,"Pinner_Account":"alice"}""", Assert.Single(Bodies("group_open_http_svc.pin_message")));
        var told = EventsOf<PinnedGroupMessageUpdated>("bob");
        Assert.Equal([(GroupId, sent.Id, true), (GroupId, sent.Id, false)], told.Select(static one => (one.GroupId, one.MessageId, one.IsPinned)));
        Assert.Single(Received("bob"));
    }

    [Fact]
    public void Pinned_messages_that_are_not_in_memory_are_fetched()
    {
        Gateway.Speak("alice", GroupId, "1");
        Gateway.PinnedMessages.Add(new PinnedGroupMessage { MsgSeq = 1, Pinner = "carol" });
        var bob = LogIn("bob");

        var pinned = Assert.Single(Done(bob.GetPinnedGroupMessageListAsync(GroupId)));

        Assert.Equal((new TextPayload("1"), "nick of carol"), (pinned.Message.Payload, pinned.PinnedBy.Nick));
        Assert.Equal("""{"WithRecalledMsg":1,"GroupId":"@TGS#1","ReqMsgNumber":15,"GetType":3,"ReqMsgSeqList":[1]}""", Assert.Single(Bodies("group_open_http_svc.group_msg_get")));
    }

    [Fact]
    public void Edit_of_somebody_else_is_told_once()
    {
        var bob = LogIn("bob");
        var said = Gateway.Speak("alice", GroupId, "1");

        var edit = Gateway.EditInGroup(said, "2");
        Gateway.Raw("bob", PushFrame.Build(Pushes.GroupMessagesModified, [edit]));

        Assert.Equal(new TextPayload("2"), Assert.Single(Assert.Single(EventsOf<MessageModified>("bob")).Messages).Payload);
        Assert.Equal(new TextPayload("2"), Conversation(bob).LastMessage!.Payload);
    }

    [Fact]
    public void Forwarded_message_keeps_its_content()
    {
        var alice = LogIn();
        LogIn("bob");
        var sent = Sent(alice, "1");

        Done(alice.SendMessageAsync(alice.CreateForwardMessage("bob", sent)));

        Assert.Equal(MessageTypes.Text, Received("bob")[^1].Type);
    }
}
