using Chat.Actors.Events;
using Chat.Actors.Groups;
using Chat.Protocol.Errors;
using Chat.Protocol.Groups;
using Chat.Testing;

namespace Chat.Actors.Tests.Groups;

public sealed class GroupCallSpecs : ChatSpec
{
    private const string Profile = "group_open_http_svc.get_group_self_member_info";

    [Fact]
    public void New_group_is_fetched_after_it_was_made()
    {
        var client = LogIn();
        AdvanceSeconds(3);
        var before = Gateway.CommandsOf("alice").Count;

        var result = Done(client.CreateGroupAsync(new NewGroup { Type = GroupTypes.Public, Name = "ours", JoinOption = JoinOptions.FreeAccess, Members = [new NewMember("bob")] }));

        Assert.Equal((GroupRoles.Owner, "alice", "ours"), (result.Group.SelfInfo.Role, result.Group.OwnerId, result.Group.Name));
        Assert.Equal(
            ["group_open_http_svc.create_group", Profile],
            Gateway.CommandsOf("alice").Skip(before).Where(static command => !command.EndsWith("send_group_msg", StringComparison.Ordinal)));
        Assert.Equal(
            """{"Type":"Public","Name":"ours","Owner_Account":"alice","ApplyJoinOption":"FreeAccess","MemberList":[{"Member_Account":"bob"}],"WebPushFlag":1,"FaceUrl":""}""",
            Gateway.RequestsFor("group_open_http_svc.create_group").Single().Body.ToString());
        Assert.Equal(result.Group.GroupId, Assert.Single(Done(client.GetGroupListAsync())).GroupId);
    }

    [Theory]
    [InlineData("Chess", null, ErrorCodes.GroupTypeUnknown)]
    [InlineData(GroupTypes.Public, "@TGS#_mine", ErrorCodes.GroupIdDoesNotFit)]
    [InlineData(GroupTypes.Community, "mine", ErrorCodes.GroupIdDoesNotFit)]
    public void Group_that_no_server_would_make_is_not_asked_for(string type, string? groupId, int code)
    {
        var client = LogIn();

        Assert.Equal(code, CodeOf(() => client.CreateGroupAsync(new NewGroup { Type = type, Name = "x", GroupId = groupId })));
        Assert.Empty(Gateway.RequestsFor("group_open_http_svc.create_group"));
    }

    [Fact]
    public void Live_room_drops_members_and_join_option_and_is_not_joined_by_making_it()
    {
        var client = LogIn();

        Done(client.CreateGroupAsync(new NewGroup { Type = GroupTypes.AVChatRoom, Name = "x", JoinOption = JoinOptions.FreeAccess, Members = [new NewMember("bob")] }));

        Assert.Equal(
            """{"Type":"AVChatRoom","Name":"x","Owner_Account":"alice","WebPushFlag":1,"FaceUrl":""}""",
            Gateway.RequestsFor("group_open_http_svc.create_group").Single().Body.ToString());
        Assert.Empty(Done(client.GetGroupListAsync()));
    }

    [Fact]
    public void Community_goes_to_the_other_service_and_says_whether_it_has_topics()
    {
        var client = LogIn();

        var made = Done(client.CreateGroupAsync(new NewGroup { Type = GroupTypes.Community, Name = "x", IsSupportTopic = true })).Group;

        Assert.Contains("\"SupportTopic\":1", Gateway.RequestsFor("million_group_open_http_svc.create_group").Single().Body.ToString(), StringComparison.Ordinal);
        Assert.True(made.IsSupportTopic);
    }

    [Theory]
    [InlineData(ErrorCodes.GroupUnknown)]
    [InlineData(ErrorCodes.GroupDenied)]
    public void New_group_whose_profile_is_not_there_yet_is_a_group_and_is_fetched_later(int code)
    {
        var client = LogIn();
        Gateway.OverrideReply = request => request.Command == Profile && Gateway.RequestsFor(Profile).Count == 1
            ? $$"""{"GroupInfo":[{"GroupId":"@TGS#1","ErrorCode":{{code}}}]}"""
            : null;

        var made = Done(client.CreateGroupAsync(new NewGroup { Type = GroupTypes.Work, Name = "x" })).Group;
        Assert.Equal((GroupRoles.Owner, 0), (made.SelfInfo.Role, made.MaxMemberCount));
        AdvanceSeconds(5);

        Assert.Equal(2, Gateway.RequestsFor(Profile).Count);
        Assert.Equal(6000, Assert.Single(Done(client.GetGroupListAsync())).MaxMemberCount);
    }

    [Fact]
    public void Reply_without_an_id_is_an_error()
    {
        var client = LogIn();
        Gateway.OverrideReply = static request => request.Command.EndsWith("create_group", StringComparison.Ordinal) ? "{\"GroupId\":null}" : null;

        Assert.Equal(ErrorCodes.UnexpectedReply, CodeOf(client.CreateGroupAsync(new NewGroup { Type = GroupTypes.Work, Name = "x" })));
    }

    [Fact]
    public void Joining_fetches_the_profile_and_joining_again_only_that()
    {
        Gateway.AddGroup("@TGS#1", GroupTypes.Public, "bob");
        var client = LogIn();

        var joined = Done(client.JoinGroupAsync("@TGS#1", "please"));
        var again = Done(client.JoinGroupAsync("@TGS#1"));

        Assert.Equal((JoinStatus.Success, JoinStatus.AlreadyInGroup), (joined.Status, again.Status));
        Assert.Equal(GroupRoles.Member, joined.Group!.SelfInfo.Role);
        Assert.Equal(
            """{"GroupId":"@TGS#1","ApplyMsg":"please","WebPushFlag":1,"HugeGroupHistoryMsgFlag":1}""",
            Assert.Single(Gateway.RequestsFor("group_open_http_svc.apply_join_group")).Body.ToString());
        Assert.Equal(2, Gateway.RequestsFor(Profile).Count);
    }

    [Fact]
    public void History_of_live_rooms_is_asked_for_by_apps_that_have_it()
    {
        Gateway.PurchaseBits = "0";
        Gateway.AddGroup("@TGS#1", GroupTypes.Public, "bob");

        Done(LogIn().JoinGroupAsync("@TGS#1"));

        Assert.Equal("""{"GroupId":"@TGS#1","WebPushFlag":1}""", Gateway.RequestsFor("group_open_http_svc.apply_join_group").Single().Body.ToString());
    }

    [Fact]
    public void Group_that_was_left_elsewhere_is_joined_anew()
    {
        var group = Gateway.AddGroup("@TGS#1", GroupTypes.Public, "bob", "alice");
        var client = LogIn();
        group.Members.RemoveAll(static member => member.Member == "alice");

        Assert.Equal(JoinStatus.Success, Done(client.JoinGroupAsync("@TGS#1")).Status);
        Assert.Single(Gateway.RequestsFor("group_open_http_svc.apply_join_group"));
    }

    [Fact]
    public void Application_waits_for_approval()
    {
        Gateway.AddGroup("@TGS#1", GroupTypes.Public, "bob").JoinOption = JoinOptions.NeedPermission;
        var client = LogIn();

        Assert.Equal(new JoinGroupResult(JoinStatus.WaitApproval, null), Done(client.JoinGroupAsync("@TGS#1")));
        Assert.Empty(Done(client.GetGroupListAsync()));
    }

    [Fact]
    public void Unknown_status_of_a_join_is_an_error()
    {
        Gateway.AddGroup("@TGS#1", GroupTypes.Public, "bob");
        Gateway.OverrideReply = static request => request.Command.EndsWith("apply_join_group", StringComparison.Ordinal) ? "{}" : null;

        Assert.Equal(ErrorCodes.JoinFailed, CodeOf(LogIn().JoinGroupAsync("@TGS#1")));
    }

    [Fact]
    public void Group_that_is_left_goes_from_the_list()
    {
        Gateway.AddGroup("@TGS#1", GroupTypes.Public, "bob", "alice");
        var client = LogIn();
        AdvanceSeconds(2);

        Done(client.QuitGroupAsync("@TGS#1"));

        Assert.Empty(EventsOf<GroupListUpdated>()[^1].Groups);
        Assert.Equal(ErrorCodes.NotInGroup, CodeOf(client.QuitGroupAsync("@TGS#1")));
    }

    [Fact]
    public void Group_that_is_dismissed_goes_from_the_list()
    {
        Gateway.AddGroup("@TGS#1", GroupTypes.Public, "alice");
        var client = LogIn();

        Done(client.DismissGroupAsync("@TGS#1"));

        Assert.Empty(Done(client.GetGroupListAsync()));
        Assert.Equal("""{"GroupId":"@TGS#1"}""", Gateway.RequestsFor("group_open_http_svc.destroy_group").Single().Body.ToString());
    }

    [Fact]
    public void Change_of_a_profile_sends_what_changes_and_leaves_out_what_the_type_lacks()
    {
        Gateway.AddGroup("@TGS#1", GroupTypes.Work, "alice");
        var client = LogIn();

        var changed = Done(client.UpdateGroupProfileAsync(new GroupUpdate { GroupId = "@TGS#1", Name = "new", MuteAllMembers = true, JoinOption = JoinOptions.FreeAccess }));

        Assert.Equal(("new", true), (changed!.Name, changed.MuteAllMembers));
        Assert.Equal("""{"GroupId":"@TGS#1","Name":"new","ShutUpAllMember":"On"}""", Gateway.RequestsFor("group_open_http_svc.modify_group_base_info").Single().Body.ToString());
    }

    [Fact]
    public void Owner_that_gives_the_group_away_becomes_a_member()
    {
        Gateway.AddGroup("@TGS#1", GroupTypes.Public, "alice", "bob");
        Gateway.AddGroup("@TGS#2", GroupTypes.AVChatRoom, "alice");
        var client = LogIn();
        Done(client.JoinGroupAsync("@TGS#2"));

        Assert.Equal(ErrorCodes.OwnerChangeToSelf, CodeOf(() => client.ChangeGroupOwnerAsync("@TGS#1", "alice")));
        Assert.Equal(ErrorCodes.RoomOwnerCannotChange, CodeOf(client.ChangeGroupOwnerAsync("@TGS#2", "bob")));
        var group = Done(client.ChangeGroupOwnerAsync("@TGS#1", "bob"));

        Assert.Equal(("bob", GroupRoles.Member), (group!.OwnerId, group.SelfInfo.Role));
        Assert.Equal("""{"GroupId":"@TGS#1","NewOwner_Account":"bob"}""", Assert.Single(Gateway.RequestsFor("group_open_http_svc.change_group_owner")).Body.ToString());
    }

    [Fact]
    public void Anybody_can_look_a_group_up()
    {
        Gateway.AddGroup("@TGS#1", GroupTypes.Public, "bob");
        var client = LogIn();

        Assert.Equal("name of @TGS#1", Done(client.SearchGroupByIdAsync("@TGS#1")).Name);
        Assert.Equal(ErrorCodes.GroupUnknown, CodeOf(client.SearchGroupByIdAsync("@TGS#2")));
        Assert.Empty(Done(client.GetGroupListAsync()));
    }

    [Fact]
    public void Profile_of_a_group_tells_the_code_of_the_server()
    {
        Gateway.AddGroup("@TGS#1", GroupTypes.Public, "bob");
        var client = LogIn();

        Assert.Equal(ErrorCodes.GroupDenied, CodeOf(client.GetGroupProfileAsync("@TGS#1")));
        Gateway.OverrideReply = static request => request.Command == Profile ? """{"GroupInfo":[null,{"GroupId":null}]}""" : null;
        Assert.Equal(ErrorCodes.UnexpectedReply, CodeOf(client.GetGroupProfileAsync("@TGS#1")));
    }

    [Fact]
    public void Ninth_profile_in_a_second_is_refused_without_asking()
    {
        Gateway.AddGroup("@TGS#1", GroupTypes.Public, "alice");
        var client = LogIn();
        for (var i = 0; i < 8; i++)
        {
            Done(client.GetGroupProfileAsync("@TGS#1"));
        }

        Assert.Equal(ErrorCodes.ClientRateLimit, CodeOf(client.GetGroupProfileAsync("@TGS#1")));
        Assert.Equal(8, Gateway.RequestsFor(Profile).Count);
        AdvanceSeconds(1.1);
        Done(client.GetGroupProfileAsync("@TGS#1"));
    }

    [Fact]
    public void Online_members_are_counted_once_a_minute()
    {
        Gateway.AddGroup("@TGS#1", GroupTypes.Public, "alice");
        var client = LogIn();

        Assert.Equal(3, Done(client.GetGroupOnlineMemberCountAsync("@TGS#1")));
        AdvanceSeconds(59);
        Done(client.GetGroupOnlineMemberCountAsync("@TGS#1"));
        Assert.Single(Gateway.RequestsFor("group_open_http_svc.get_online_member_num"));
        AdvanceSeconds(2);
        Done(client.GetGroupOnlineMemberCountAsync("@TGS#1"));

        Assert.Equal(2, Gateway.RequestsFor("group_open_http_svc.get_online_member_num").Count);
        Assert.Equal(0, Done(client.GetGroupOnlineMemberCountAsync("@TGS#none")));
    }

    [Fact]
    public void Calls_end_with_the_session()
    {
        Gateway.AddGroup("@TGS#1", GroupTypes.Public, "alice");
        var client = LogIn();
        Gateway.Silence(GroupCommands.GetOnlineMemberCount.Ordinary);
        Gateway.Silence(GroupCommands.GetProfiles.Ordinary);
        var count = client.GetGroupOnlineMemberCountAsync("@TGS#1");
        var profile = client.GetGroupProfileAsync("@TGS#1");

        Done(client.LogoutAsync());

        Assert.NotEqual(0, CodeOf(count));
        Assert.NotEqual(0, CodeOf(profile));
    }
}
