using Chat.Actors.Conversations;
using Chat.Actors.Events;
using Chat.Actors.Messages;
using Chat.Protocol.Errors;
using Chat.Protocol.Groups;

namespace Chat.Actors.Tests.Messages;

public sealed class GroupSendSpecs : GroupSpec
{
    private const string Send = "group_open_http_svc.send_group_msg";

    [Fact]
    public void Message_has_the_fields_of_the_sdk_in_its_order()
    {
        var alice = LogIn();
        var message = alice.CreateTextMessage(Target, "hi");

        var sent = Done(alice.SendMessageAsync(message));

        Assert.Equal(
            $$$"""{"From_Account":"alice","GroupId":"@TGS#1","Random":{{{message.Random}}},"ClientSeq":{{{message.ClientSequence}}},"MsgPriority":"Normal","MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"hi"}}],"CloudCustomData":"","OnlineOnlyFlag":0,"OfflinePushInfo":{"PushFlag":0,"Title":"","Desc":"","Ext":"","ApnsInfo":{"Sound":"","BadgeMode":0,"Image":"","InterruptionLevel":"active","ContentAvailable":0},"AndroidInfo":{"Sound":"","XiaoMiChannelID":"","OPPOChannelID":"","GoogleChannelID":"","VIVOClassification":1,"VIVOCategory":"","HuaWeiCategory":"","OPPOCategory":"","HuaWeiImage":"","HonorImage":"","GoogleImage":"","HonorImportance":""}},"GroupAtInfo":[],"SendMsgControl":[],"MsgClientTime":{{{message.ClientTime}}},"NeedReadReceipt":0,"SupportMessageExtension":0,"IsRelayMsg":0}""",
            Assert.Single(Bodies(Send)));
        Assert.Equal((1L, 1L, MessageStatus.Success, ConversationId), (sent.Sequence, sent.Order, sent.Status, sent.ConversationId));
        Assert.Equal(sent, alice.FindMessage(sent.Id));
    }

    [Fact]
    public void Options_and_content_stand_in_the_request()
    {
        var alice = LogIn();
        var content = new MessageContent { NeedReadReceipt = true, IsSupportExtension = true, Priority = MessagePriority.High, ReceiverList = ["bob"], CloudCustomData = "data" };
        var message = alice.CreateTextAtMessage(Target, "hi", ["bob", GroupIds.AtAll], content);

        Done(alice.SendMessageAsync(message, new SendOptions { ExcludedFromUnreadCount = true, ExcludedFromLastMessage = true }));

        var body = Assert.Single(Bodies(Send));
        Assert.Contains("\"MsgPriority\":\"High\"", body, StringComparison.Ordinal);
        Assert.Contains("\"CloudCustomData\":\"data\"", body, StringComparison.Ordinal);
        Assert.Contains("""GroupAtInfo":[{"GroupAtAllFlag":0,"GroupAt_Account":"bob"},{"GroupAtAllFlag":1}],"SendMsgControl":["NoUnread","NoLastMsg"]""", body, StringComparison.Ordinal);
        Assert.Contains(""""NeedReadReceipt":1,"To_Account":["bob"],"SupportMessageExtension":1"""", body, StringComparison.Ordinal);
    }

    [Fact]
    public void Message_for_those_who_are_online_has_no_place()
    {
        var alice = LogIn();

        var sent = Done(alice.SendMessageAsync(alice.CreateTextMessage(Target, "psst"), new SendOptions { OnlineUserOnly = true }));

        Assert.Equal(0, sent.Order);
        Assert.DoesNotContain("SendMsgControl", Assert.Single(Bodies(Send)), StringComparison.Ordinal);
        Assert.Empty(Done(alice.GetConversationListAsync()));
    }

    [Fact]
    public void Members_get_the_message_and_the_sender_only_its_result()
    {
        var alice = LogIn();
        LogIn("bob");

        var sent = Sent(alice, "hi");

        Assert.Empty(Received("alice"));
        var received = Assert.Single(Received("bob"));
        Assert.Equal((sent.Id, 1L, MessageFlow.In, GroupId), (received.Id, received.Sequence, received.Flow, received.To));
    }

    [Fact]
    public void Other_device_of_the_sender_is_told_and_counts_nothing()
    {
        var alice = LogIn();
        var second = LogIn("alice", "alice-2");

        Sent(alice, "hi");

        Assert.Equal(MessageFlow.Out, Assert.Single(Received("alice")).Flow);
        Assert.Equal(0, second.GetTotalUnreadMessageCount());
    }

    [Fact]
    public void Message_to_a_topic_names_community_and_topic()
    {
        var alice = LogIn();
        LogIn("bob");

        var sent = Done(alice.SendMessageAsync(alice.CreateTextMessage(MessageTarget.Group(TopicId), "hi")));

        var body = Assert.Single(Bodies("million_group_open_http_svc.send_group_msg"));
        Assert.Contains("\"GroupId\":\"@TGS#_1\"", body, StringComparison.Ordinal);
        Assert.Contains($"\"TopicId\":\"{TopicId}\"", body, StringComparison.Ordinal);
        Assert.Equal((ConversationType.Topic, "GROUP" + TopicId, TopicId), (sent.ConversationType, sent.ConversationId, sent.To));
        Assert.Equal("GROUP" + TopicId, Assert.Single(Received("bob")).ConversationId);
        Assert.DoesNotContain(Done(alice.GetConversationListAsync()), one => one.ConversationId == "GROUP" + TopicId);
    }

    [Fact]
    public void Community_with_topics_takes_no_message()
    {
        var alice = LogIn();
        Done(alice.GetJoinedCommunityListAsync());

        Assert.Equal(ErrorCodes.CommunityTakesNoMessages, CodeOf(alice.SendMessageAsync(alice.CreateTextMessage(MessageTarget.Group(Community), "hi"))));
        Assert.Empty(Bodies("million_group_open_http_svc.send_group_msg"));
    }

    [Fact]
    public void Community_with_topics_that_nobody_has_listed_takes_none_either_time_but_its_topics_do()
    {
        var alice = LogIn();

        int[] codes = [.. Enumerable.Range(1, 2).Select(_ => CodeOf(alice.SendMessageAsync(alice.CreateTextMessage(MessageTarget.Group(Community), "hi"))))];
        Done(alice.SendMessageAsync(alice.CreateTextMessage(MessageTarget.Group(TopicId), "hi")));
        var after = CodeOf(alice.SendMessageAsync(alice.CreateTextMessage(MessageTarget.Group(Community), "hi")));

        Assert.Equal([ErrorCodes.CommunityTakesNoMessages, ErrorCodes.CommunityTakesNoMessages, ErrorCodes.CommunityTakesNoMessages], codes.Append(after));
        Assert.Single(Bodies("million_group_open_http_svc.send_group_msg"));
    }

    [Fact]
    public void Live_room_that_was_not_joined_takes_no_message()
    {
        Gateway.AddGroup("@TGS#room", GroupTypes.AVChatRoom, "bob");
        var alice = LogIn();

        Assert.Equal(ErrorCodes.RoomNotJoined, CodeOf(alice.SendMessageAsync(alice.CreateTextMessage(MessageTarget.Group("@TGS#room"), "hi"))));
        Assert.Empty(Bodies(Send));
    }

    [Fact]
    public void Group_that_does_not_exist_is_asked_for_first_and_the_message_has_failed()
    {
        var alice = LogIn();
        var message = alice.CreateTextMessage(MessageTarget.Group("@TGS#none"), "hi");

        Assert.Equal(ErrorCodes.GroupUnknown, CodeOf(alice.SendMessageAsync(message)));
        Assert.Equal(MessageStatus.Fail, alice.FindMessage(message.Id)!.Status);
        Assert.Empty(Bodies(Send));
    }

    [Fact]
    public void Message_that_is_sent_again_arrives_once()
    {
        var alice = LogIn();
        LogIn("bob");
        Gateway.Silence(GroupMessageCommands.Send.Ordinary);
        var message = alice.CreateTextMessage(Target, "hi");
        var lost = alice.SendMessageAsync(message);
        AdvanceSeconds(20);
        Assert.Equal(ErrorCodes.RequestTimeout, CodeOf(lost));
        Gateway.Silence(GroupMessageCommands.Send.Ordinary, silent: false);

        var sent = Done(alice.ResendMessageAsync(alice.FindMessage(message.Id)!));
        Done(alice.ResendMessageAsync(sent));

        Assert.Equal(sent.Id, Assert.Single(Received("bob")).Id);
    }

    [Fact]
    public void Refused_message_is_kept_as_failed()
    {
        var alice = LogIn();
        Gateway.FailNext(GroupMessageCommands.Send.Ordinary, ErrorCodes.GroupMuted);
        var message = alice.CreateTextMessage(Target, "hi");

        Assert.Equal(ErrorCodes.GroupMuted, CodeOf(alice.SendMessageAsync(message)));
        Assert.Equal(MessageStatus.Fail, alice.FindMessage(message.Id)!.Status);
        Assert.Equal(0, alice.GetTotalUnreadMessageCount());
    }

    [Fact]
    public void First_message_asks_what_the_sdk_asks()
    {
        var alice = LogIn();
        AdvanceSeconds(3);
        Gateway.Requests.Clear();

        Sent(alice, "hi");

        Assert.Equal(
            [
                Send, "group_open_http_svc.get_group_self_member_info", "recentcontact.search_contact_group", "group_open_http_svc.get_group_self_member_info",
            ],
            Gateway.CommandsOf("alice"));
        Assert.Equal("""{"From_Account":"alice","ContactItem":[{"Type":2,"ToGroupId":"@TGS#1"}]}""", Assert.Single(Bodies("recentcontact.search_contact_group")));
        Assert.Equal("""{"GroupIdList":["@TGS#1"],"ResponseFilter":{"MemberInfoFilter":["MsgFlag"]}}""", Bodies("group_open_http_svc.get_group_self_member_info")[0]);
        Assert.Equal(
            """{"GroupIdList":["@TGS#1"],"ResponseFilter":{"GroupBaseInfoFilter":["Type","Name","FaceUrl"]}}""", Bodies("group_open_http_svc.get_group_self_member_info")[1]);
    }

    [Fact]
    public void Merged_messages_of_a_group_say_so()
    {
        var alice = LogIn();
        var first = Sent(alice, "1");

        Done(alice.SendMessageAsync(alice.CreateMergerMessage(Target, [first], "title", ["1"], "old")));

        Assert.Contains("\"GroupId\":\"@TGS#1\",\"ReceiverId\":\"@TGS#1\"", Bodies(Send)[1], StringComparison.Ordinal);
        Assert.Contains("\"IsRelayMsg\":1", Bodies(Send)[1], StringComparison.Ordinal);
    }

    [Fact]
    public void New_group_is_announced_by_a_message()
    {
        var alice = LogIn();

        var made = Done(alice.CreateGroupAsync(new Chat.Actors.Groups.NewGroup { Type = GroupTypes.Work, Name = "ours", GroupId = "ours" })).Group;

        Assert.Contains("group_create", Assert.Single(Bodies(Send)), StringComparison.Ordinal);
        Assert.IsType<CustomPayload>(Conversation(alice, "GROUP" + made.GroupId).LastMessage!.Payload);
        Assert.Empty(EventsOf<ChatErrorRaised>());
    }
}
