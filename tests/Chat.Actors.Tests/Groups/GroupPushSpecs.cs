using Akka.Actor;
using Chat.Actors.Events;
using Chat.Actors.Groups;
using Chat.Actors.Messages;
using Chat.Protocol.Groups;
using Chat.Testing;

namespace Chat.Actors.Tests.Groups;

/// <summary>What tips and notices change of groups.</summary>
public sealed class GroupPushSpecs : ChatSpec
{
    private const string Profile = "group_open_http_svc.get_group_self_member_info";

    [Fact]
    public void Tip_about_the_profile_changes_it()
    {
        Gateway.AddGroup("@TGS#1", GroupTypes.Public, "bob", "alice");
        LogIn();
        AdvanceSeconds(2);

        Gateway.Tip("@TGS#1", new GroupTipBody
        {
            OpType = GroupTipTypes.ProfileChanged,
            MsgGroupNewInfo = new GroupProfileChange { GroupName = "new", ShutupAll = 1, Owner = "alice", MsgAppDefinedData = [new GroupField { Key = "a", Value = "b" }] },
        });

        var group = Assert.Single(EventsOf<GroupListUpdated>("alice")[^1].Groups);
        Assert.Equal(("new", true, "alice", GroupRoles.Owner, "b"), (group.Name, group.MuteAllMembers, group.OwnerId, group.SelfInfo.Role, group.CustomFields["a"]));
    }

    [Fact]
    public void Tip_of_the_own_operation_tells_the_own_role_and_name()
    {
        Gateway.AddGroup("@TGS#1", GroupTypes.Public, "bob", "alice");
        var client = LogIn();

        Gateway.Tip("@TGS#1", new GroupTipBody
        {
            OpType = GroupTipTypes.ProfileChanged,
            MsgGroupNewInfo = new GroupProfileChange { GroupName = "new" },
            MsgOperatorMemberExtraInfo = new GroupPerson { UserId = "alice", NameCard = "boss", Role = GroupRoles.AdminNumber },
        });

        var self = Assert.Single(Done(client.GetGroupListAsync())).SelfInfo;
        Assert.Equal((GroupRoles.Admin, "boss"), (self.Role, self.NameCard));
    }

    [Fact]
    public void Message_of_a_group_that_another_device_has_made_brings_its_profile()
    {
        var client = LogIn();
        Gateway.AddGroup("@TGS#1", GroupTypes.Public, "alice", "bob");

        Gateway.Speak("bob", "@TGS#1", "hello");
        AdvanceSeconds(4);

        var group = Assert.Single(Done(client.GetGroupListAsync()));
        Assert.Equal(("alice", 2, GroupRoles.Owner), (group.OwnerId, group.MemberCount, group.SelfInfo.Role));
    }

    [Fact]
    public void Receive_option_set_here_is_the_groups_own()
    {
        Gateway.AddGroup("@TGS#1", GroupTypes.Public, "bob", "alice");
        var client = LogIn();

        Done(client.SetMessageRemindTypeAsync("@TGS#1", Chat.Actors.Conversations.RemindType.Discard));

        Assert.Equal(GroupReceiveOptions.Discard, Assert.Single(Done(client.GetGroupListAsync())).SelfInfo.MessageRemindType);
    }

    [Fact]
    public void Own_message_is_the_newest_one_of_the_group()
    {
        var fake = Gateway.AddGroup("@TGS#1", GroupTypes.Public, "bob", "alice");
        var client = LogIn();

        Done(client.SendMessageAsync(client.CreateTextMessage(MessageTarget.Group("@TGS#1"), "hello")));

        Assert.Equal(fake.NextSequence, Assert.Single(Done(client.GetGroupListAsync())).NextMessageSequence);
    }

    [Fact]
    public void Tips_about_members_keep_the_count_and_the_cache()
    {
        var fake = Gateway.AddGroup("@TGS#1", GroupTypes.Public, "bob", "alice", "carol");
        var client = LogIn();
        Done(client.GetGroupMemberListAsync(new GroupMemberQuery { GroupId = "@TGS#1" }));

        Gateway.Tip("@TGS#1", new GroupTipBody { OpType = GroupTipTypes.AdminGranted, Members = ["carol", "alice"] });
        Gateway.Tip("@TGS#1", new GroupTipBody { OpType = GroupTipTypes.MemberChanged, MsgMemberInfo = [new GroupMemberMute { Account = "bob", ShutupTime = 60 }] });
        Gateway.Tip("@TGS#1", new GroupTipBody { OpType = GroupTipTypes.Joined, Members = ["dave"], MemberNum = 4 });

        var group = Assert.Single(Done(client.GetGroupListAsync()));
        Assert.Equal((4, GroupRoles.Admin, fake.NextSequence), (group.MemberCount, group.SelfInfo.Role, group.NextMessageSequence));

        // Known members are answered with what the tips have said.
        Assert.Equal(GroupRoles.Admin, Done(client.SetGroupMemberNameCardAsync("@TGS#1", "x", "carol"))!.Role);
        Assert.Equal(Clock.GetUtcNow().ToUnixTimeSeconds() + 60, Done(client.SetGroupMemberNameCardAsync("@TGS#1", "x", "bob"))!.MuteUntil);
        Assert.Empty(Gateway.RequestsFor("group_open_http_svc.get_specified_group_member_info"));
        Gateway.Tip("@TGS#1", new GroupTipBody { OpType = GroupTipTypes.Kicked, Members = ["carol"], MemberNum = 3 });
        Done(client.SetGroupMemberNameCardAsync("@TGS#1", "x", "carol"));
        Assert.Single(Gateway.RequestsFor("group_open_http_svc.get_specified_group_member_info"));
    }

    [Theory]
    [InlineData(GroupNoticeTypes.Accepted)]
    [InlineData(GroupNoticeTypes.Invited)]
    public void Group_that_the_account_was_put_into_is_fetched(int report)
    {
        var fake = Gateway.AddGroup("@TGS#1", GroupTypes.Public, "bob");
        LogIn();
        AdvanceSeconds(2);
        fake.Members.Add(new WireGroupMember { Member = "alice", Role = GroupRoles.Member });

        Gateway.Notice("alice", "@TGS#1", new GroupNoticeBody { ReportType = report });

        Assert.Equal("name of @TGS#1", Assert.Single(EventsOf<GroupListUpdated>("alice")[^1].Groups).Name);
        Assert.Single(Gateway.RequestsFor(Profile));
    }

    [Fact]
    public void Nine_invitations_at_once_are_nine_groups()
    {
        for (var i = 0; i < 9; i++)
        {
            Gateway.AddGroup($"@TGS#{i}", GroupTypes.Public, "bob");
        }

        var client = LogIn();
        for (var i = 0; i < 9; i++)
        {
            Gateway.GroupOf($"@TGS#{i}").Members.Add(new WireGroupMember { Member = "alice", Role = GroupRoles.Member });
            Gateway.Notice("alice", $"@TGS#{i}", new GroupNoticeBody { ReportType = GroupNoticeTypes.Invited });
        }

        Assert.Equal(9, Done(client.GetGroupListAsync()).Count);
        AdvanceSeconds(6);
        Assert.All(Done(client.GetGroupListAsync()), static group => Assert.Equal(GroupRoles.Member, group.SelfInfo.Role));
    }

    [Theory]
    [InlineData(GroupNoticeTypes.Kicked)]
    [InlineData(GroupNoticeTypes.Dismissed)]
    [InlineData(GroupNoticeTypes.Quit)]
    public void Group_that_the_account_is_no_longer_in_goes(int report)
    {
        Gateway.AddGroup("@TGS#1", GroupTypes.Public, "bob", "alice");
        LogIn();
        AdvanceSeconds(2);

        Gateway.Notice("alice", "@TGS#1", new GroupNoticeBody { ReportType = report });

        Assert.Empty(EventsOf<GroupListUpdated>("alice")[^1].Groups);
    }

    [Fact]
    public void Role_and_receive_option_follow_the_notices()
    {
        Gateway.AddGroup("@TGS#1", GroupTypes.Public, "bob", "alice");
        var client = LogIn();

        Gateway.Notice("alice", "@TGS#1", new GroupNoticeBody { ReportType = GroupNoticeTypes.BecameAdmin });
        Gateway.Notice("alice", "@TGS#1", new GroupNoticeBody { ReportType = GroupNoticeTypes.ReceiveOptionChanged, Level = GroupReceiveOptions.Discard });
        var self = Assert.Single(Done(client.GetGroupListAsync())).SelfInfo;
        Gateway.Notice("alice", "@TGS#1", new GroupNoticeBody { ReportType = GroupNoticeTypes.NoLongerAdmin });

        Assert.Equal((GroupRoles.Admin, GroupReceiveOptions.Discard), (self.Role, self.MessageRemindType));
        Assert.Equal(GroupRoles.Member, Assert.Single(Done(client.GetGroupListAsync())).SelfInfo.Role);
    }

    [Fact]
    public void Message_of_a_group_that_nobody_has_told_of_makes_it_known()
    {
        var fake = Gateway.AddGroup("@TGS#1", GroupTypes.Public, "bob");
        var client = LogIn();
        fake.Members.Add(new WireGroupMember { Member = "alice", Role = GroupRoles.Member });

        Gateway.Speak("bob", "@TGS#1", "hi");

        var group = Assert.Single(Done(client.GetGroupListAsync()));
        Assert.Equal((GroupTypes.Public, "name of @TGS#1"), (group.Type, group.Name));
        Assert.DoesNotContain(Gateway.RequestsFor(Profile), one => one.Body.ToString().Contains("\"Introduction\"", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"Event":4,"GroupTips":[null,{},{"GroupInfo":null},{"GroupInfo":{"GroupId":null}},{"GroupInfo":{"GroupId":"@TGS#1"},"MsgBody":null},{"GroupInfo":{"GroupId":"@TGS#1"},"MsgBody":7}]}""")]
    [InlineData("""{"Event":4,"GroupTips":[{"GroupInfo":{"GroupId":"@TGS#1"},"MsgSeq":9223372036854775807,"MsgBody":{"OpType":6,"MsgGroupNewInfo":{"MsgAppDefinedData":[null]}}}]}""")]
    [InlineData("""{"Event":4,"GroupTips":[{"GroupInfo":{"GroupId":"@TGS#1"},"MsgBody":{"OpType":7,"MsgMemberInfo":[null,{}]}},{"GroupInfo":{"GroupId":"@TGS#1"},"MsgBody":{"OpType":4,"List_Account":[null]}}]}""")]
    [InlineData("""{"Event":4,"GroupTips":[{"GroupInfo":{"GroupId":"@TGS#_9","TopicId":"@TGS#_9@TOPIC#_1","MillionGroupFlag":2},"MsgBody":{"OpType":8}}]}""")]
    [InlineData("""{"Event":6,"GroupTips":[{"GroupInfo":{"GroupId":"@TGS#1"},"MsgBody":{"MsgGroupNewInfo":{"GroupAttrOption":{"OpType":2,"GroupAttrSeq":1,"PushChangedAttrValFlag":1,"GroupAttrInfo":[null,{"Key":null}],"BytesChangedKeys":[null]}}}}]}""")]
    [InlineData("""{"Event":6,"GroupTips":[{"GroupInfo":{"GroupId":"@TGS#1"},"MsgBody":{"GroupCounterInfo":[null,{"Type":1,"GroupCounter":[null]},{"GroupCounter":null}]}}]}""")]
    [InlineData("""{"Event":5,"GroupTips":[{"GroupInfo":{"GroupId":"@TGS#9"},"MsgBody":{"ReportType":4}},{"GroupInfo":{"GroupId":"@TGS#9"},"MsgBody":{"ReportType":21}},{"GroupInfo":{"GroupId":"@TGS#9"},"MsgBody":{"ReportType":"x"}}]}""")]
    [InlineData("""{"Event":5,"GroupTips":[{"GroupInfo":{"GroupId":"@TGS#_9","MillionGroupFlag":2},"MsgBody":{"ReportType":18,"TopicIdArray":[null],"GroupWithdrawInfoArray":[null,{"GroupId":null,"TopicId":"x"}],"GroupReadInfoArray":[null,{}]}}]}""")]
    [InlineData("""{"Event":12,"GroupTips":[{"GroupAtTips":null},{"GroupAtTips":{"GroupId":null,"TopicId":"x","AtFlagList":null}}]}""")]
    [InlineData("""{"Event":18,"GroupMsgModNotifys":[null,{"TopicId":"x","GroupId":null}]}""")]
    [InlineData("""{"Event":26,"NewMsg":{"GroupInfo":{"GroupId":"@TGS#_9","TopicId":"x"},"MsgBody":7}}""")]
    [InlineData("""{"Event":100,"Content":7}""")]
    [InlineData("""{"Event":3,"GroupMsgArray":{"GroupInfo":1}}""")]
    public void Push_that_is_wrong_does_no_harm(string chatEvent)
    {
        Gateway.AddGroup("@TGS#1", GroupTypes.Public, "bob", "alice");
        var client = LogIn();

        Gateway.Raw("alice", $$$"""{"head":{"servcmd":"im_open_push.msg_push","seq":0},"body":{"EventArray":[{{{chatEvent}}}],"NeedAck":0}}""");
        Gateway.Tip("@TGS#1", new GroupTipBody { OpType = GroupTipTypes.ProfileChanged, MsgGroupNewInfo = new GroupProfileChange { GroupName = "new" } });

        Assert.Equal("new", Assert.Single(Done(client.GetGroupListAsync())).Name);
        Assert.Empty(EventsOf<ChatErrorRaised>());
    }

    [Fact]
    public void Idle_account_has_no_actor_for_its_groups_and_an_idle_group_leaves()
    {
        for (var i = 0; i < 20; i++)
        {
            Gateway.AddGroup($"@TGS#{i}", GroupTypes.Public, "bob", "alice");
        }

        var client = LogIn();
        Assert.False(IsOpen("@TGS#1"));
        Done(client.GetGroupMemberListAsync(new GroupMemberQuery { GroupId = "@TGS#1" }));
        Assert.True(IsOpen("@TGS#1"));

        Advance(TimeSpan.FromMinutes(11), TimeSpan.FromSeconds(1));

        Assert.False(IsOpen("@TGS#1"));
        Assert.Equal(2, Done(client.GetGroupMemberListAsync(new GroupMemberQuery { GroupId = "@TGS#1" })).Members.Count);
    }

    [Fact]
    public void Defect_in_a_group_is_one_of_the_account()
    {
        Gateway.AddGroup("@TGS#1", GroupTypes.Public, "bob", "alice");
        var client = LogIn();
        Gateway.Silence(GroupCommands.GetOnlineMemberCount.Ordinary);
        var call = client.GetGroupOnlineMemberCountAsync("@TGS#1");

        EventFilter.Exception<ActorKilledException>().Expect(1, () => Sys.ActorSelection($"/user/chat/1400000001/alice/groups/{Uri.EscapeDataString("@TGS#1")}").Tell(Kill.Instance));
        AdvanceSeconds(1);

        Assert.NotEqual(0, CodeOf(call));
        Assert.True(client.IsReady());
        Assert.Single(Done(client.GetGroupListAsync()));
    }

    private bool IsOpen(string groupId)
    {
        var probe = CreateTestProbe();
        Sys.ActorSelection($"/user/chat/1400000001/alice/groups/{Uri.EscapeDataString(groupId)}").Tell(new Identify(1), probe);
        return probe.ExpectMsg<ActorIdentity>().Subject is not null;
    }
}
