using Chat.Actors.Conversations;
using Chat.Actors.Groups;
using Chat.Protocol.Errors;
using Chat.Protocol.Groups;
using Chat.Testing;

namespace Chat.Actors.Tests.Groups;

public sealed class GroupMemberSpecs : ChatSpec
{
    private const string Modify = "group_open_http_svc.modify_group_member_info";
    private const string Specified = "group_open_http_svc.get_specified_group_member_info";

    [Fact]
    public void Members_come_page_by_page_with_their_nicknames()
    {
        Gateway.AddGroup("@TGS#1", GroupTypes.Public, "alice", "bob", "carol", "dave");
        var client = LogIn();

        var first = Done(client.GetGroupMemberListAsync(new GroupMemberQuery { GroupId = "@TGS#1", Count = 3 }));
        var second = Done(client.GetGroupMemberListAsync(new GroupMemberQuery { GroupId = "@TGS#1", Count = 3, Offset = first.Offset }));

        Assert.Equal(["alice", "bob", "carol"], first.Members.Select(static member => member.UserId));
        Assert.Equal(("nick of bob", GroupRoles.Member, true), (first.Members[1].Nick, first.Members[1].Role, first.Members[1].IsOnline));
        Assert.Equal(("3", "0"), (first.Offset, second.Offset));
        Assert.Equal(["dave"], second.Members.Select(static member => member.UserId));
        Assert.Equal(
            """{"GroupId":"@TGS#1","Limit":3,"Offset":0,"MemberInfoFilter":["Role","JoinTime","NameCard","ShutUpUntil","OnlineStatus"]}""",
            Gateway.RequestsFor("group_open_http_svc.get_group_member_info")[0].Body.ToString());
    }

    [Fact]
    public void Members_of_a_community_come_with_a_next_page()
    {
        Gateway.AddGroup("@TGS#_1", GroupTypes.Community, "alice", "bob", "carol");
        var client = LogIn();

        var first = Done(client.GetGroupMemberListAsync(new GroupMemberQuery { GroupId = "@TGS#_1", Count = 2, Role = GroupRoles.Member }));

        Assert.Equal(("0", 2), (first.Offset, first.Members.Count));
        Assert.Equal(
            """{"GroupId":"@TGS#_1","Limit":2,"Next":"0","MemberRoleFilter":["Member"],"MemberInfoFilter":["Role","JoinTime","NameCard","ShutUpUntil","OnlineStatus"]}""",
            Gateway.RequestsFor("million_group_open_http_svc.get_group_member_info").Single().Body.ToString());
    }

    [Fact]
    public void Group_that_is_not_in_the_list_has_no_members()
    {
        Gateway.AddGroup("@TGS#1", GroupTypes.Public, "bob");

        Assert.Empty(Done(LogIn().GetGroupMemberListAsync(new GroupMemberQuery { GroupId = "@TGS#1" })).Members);
        Assert.Empty(Gateway.RequestsFor("group_open_http_svc.get_group_member_info"));
    }

    [Fact]
    public void Members_can_be_asked_for_by_name()
    {
        Gateway.AddGroup("@TGS#1", GroupTypes.Public, "alice", "bob");
        var client = LogIn();

        var members = Done(client.GetGroupMemberProfileAsync("@TGS#1", ["bob", "nobody"], ["color"]));

        Assert.Equal(["bob"], members.Select(static member => member.UserId));
        Assert.Equal(
            """{"GroupId":"@TGS#1","Member_List_Account":["bob","nobody"],"MemberInfoFilter":["Role","JoinTime","NameCard","ShutUpUntil","OnlineStatus"],"AppDefinedDataFilter_GroupMember":["color"]}""",
            Gateway.RequestsFor(Specified).Single().Body.ToString());
    }

    [Fact]
    public void Adding_tells_what_became_of_each()
    {
        Gateway.AddGroup("@TGS#1", GroupTypes.Work, "alice", "bob");
        Gateway.RemoveUser("nobody");
        var client = LogIn();
        var carol = LogIn("carol");

        var result = Done(client.AddGroupMemberAsync("@TGS#1", ["bob", "carol", "nobody"]));

        Assert.Equal(["carol", "nobody", "bob"], [.. result.SuccessUserIds, .. result.FailureUserIds, .. result.ExistedUserIds]);
        Assert.Equal("@TGS#1", Assert.Single(Done(carol.GetGroupListAsync())).GroupId);
    }

    [Fact]
    public void Removed_member_loses_the_group()
    {
        Gateway.AddGroup("@TGS#1", GroupTypes.Work, "alice", "bob");
        var client = LogIn();
        var bob = LogIn("bob");

        Done(client.DeleteGroupMemberAsync("@TGS#1", ["bob"], "enough"));

        Assert.Empty(Done(bob.GetGroupListAsync()));
        Assert.Equal("""{"GroupId":"@TGS#1","MemberToDel_Account":["bob"],"Reason":"enough"}""", Gateway.RequestsFor("group_open_http_svc.delete_group_member").Single().Body.ToString());
        Assert.Equal(ErrorCodes.GroupNotFound, CodeOf(client.DeleteGroupMemberAsync("@TGS#2", ["bob"])));
    }

    [Fact]
    public void Changed_member_is_fetched_if_it_is_not_known()
    {
        Gateway.AddGroup("@TGS#1", GroupTypes.Public, "alice", "bob");
        var client = LogIn();

        var admin = Done(client.SetGroupMemberRoleAsync("@TGS#1", "bob", GroupRoles.Admin));
        var muted = Done(client.SetGroupMemberMuteTimeAsync("@TGS#1", "bob", TimeSpan.FromMinutes(1)));

        Assert.Equal(GroupRoles.Admin, admin!.Role);
        Assert.Equal(Clock.GetUtcNow().ToUnixTimeSeconds() + 60, muted!.MuteUntil);
        Assert.Single(Gateway.RequestsFor(Specified));
        Assert.Equal(
            ["""{"GroupId":"@TGS#1","Member_Account":"bob","Role":"Admin"}""", """{"GroupId":"@TGS#1","Member_Account":"bob","ShutUpTime":60}"""],
            Gateway.RequestsFor(Modify).Select(static request => request.Body.ToString()));
    }

    [Fact]
    public void Own_name_in_a_group_is_known_at_once()
    {
        Gateway.AddGroup("@TGS#1", GroupTypes.Public, "alice");
        var client = LogIn();

        Done(client.SetGroupMemberNameCardAsync("@TGS#1", "boss"));
        Done(client.SetGroupMemberCustomFieldAsync("@TGS#1", new Dictionary<string, string> { ["color"] = "red" }));

        Assert.Equal("boss", Assert.Single(Done(client.GetGroupListAsync())).SelfInfo.NameCard);
        Assert.Equal("""{"GroupId":"@TGS#1","Member_Account":"alice","AppMemberDefinedData":[{"Key":"color","Value":"red"}]}""", Gateway.RequestsFor(Modify)[1].Body.ToString());
    }

    [Fact]
    public void Receive_option_of_a_group_is_known_at_once()
    {
        Gateway.AddGroup("@TGS#1", GroupTypes.Public, "alice");
        var client = LogIn();

        Done(client.SetMessageRemindTypeAsync("@TGS#1", RemindType.AcceptNotNotify));

        Assert.Equal(GroupReceiveOptions.AcceptNotNotify, Assert.Single(Done(client.GetGroupListAsync())).SelfInfo.MessageRemindType);
        Assert.Equal("""{"GroupId":"@TGS#1","Member_Account":"alice","MsgFlag":"AcceptNotNotify"}""", Assert.Single(Gateway.RequestsFor(Modify)).Body.ToString());
        Assert.Single(Gateway.RequestsFor(Specified));
    }

    [Fact]
    public void What_the_sdk_refuses_is_not_asked_for()
    {
        Gateway.AddGroup("@TGS#1", GroupTypes.Public, "alice", "bob");
        Gateway.AddGroup("@TGS#2", GroupTypes.Public, "bob", "alice");
        var client = LogIn();

        Assert.Equal(ErrorCodes.NotGroupOwner, CodeOf(() => client.SetGroupMemberRoleAsync("@TGS#2", "bob", GroupRoles.Member)));
        Assert.Equal(ErrorCodes.RoleNotAllowed, CodeOf(() => client.SetGroupMemberRoleAsync("@TGS#1", "bob", GroupRoles.Owner)));
        Assert.Equal(ErrorCodes.RoleNotAllowed, CodeOf(() => client.SetGroupMemberRoleAsync("@TGS#1", "bob", GroupRoles.Custom)));
        Assert.Equal(ErrorCodes.OwnRole, CodeOf(() => client.SetGroupMemberRoleAsync("@TGS#1", "alice", GroupRoles.Member)));
        Assert.Equal(ErrorCodes.MuteSelf, CodeOf(() => client.SetGroupMemberMuteTimeAsync("@TGS#1", "alice", TimeSpan.FromSeconds(1))));
        Assert.Empty(Gateway.RequestsFor(Modify));
    }

    [Fact]
    public void Live_room_has_its_own_rules_for_members()
    {
        Gateway.AddGroup("@TGS#1", GroupTypes.AVChatRoom, "bob");
        var client = LogIn();
        Done(client.JoinGroupAsync("@TGS#1"));

        Assert.Equal(ErrorCodes.RoomTakesNoMembers, CodeOf(client.AddGroupMemberAsync("@TGS#1", ["carol"])));
        Assert.Equal(ErrorCodes.NotInRooms, CodeOf(client.GetGroupMemberProfileAsync("@TGS#1", ["carol"])));
        Assert.Equal(ErrorCodes.NotInRooms, CodeOf(client.SetGroupMemberNameCardAsync("@TGS#1", "x")));
        Assert.Equal(ErrorCodes.NotInRooms, CodeOf(client.SetGroupMemberCustomFieldAsync("@TGS#1", new Dictionary<string, string> { ["a"] = "b" })));
        Assert.Equal(ErrorCodes.BanDurationInvalid, CodeOf(client.DeleteGroupMemberAsync("@TGS#1", ["carol"])));
        Done(client.DeleteGroupMemberAsync("@TGS#1", ["carol"], "noise", TimeSpan.FromMinutes(1)));

        Assert.Equal(
            """{"GroupId":"@TGS#1","Members_Account":["carol"],"Duration":60,"Description":"noise"}""",
            Gateway.RequestsFor("group_open_http_svc.ban_group_member").Single().Body.ToString());
    }

    [Fact]
    public void Members_of_a_live_room_can_be_asked_for_four_times_in_thirty_seconds()
    {
        Gateway.AddGroup("@TGS#1", GroupTypes.AVChatRoom, "bob");
        var client = LogIn();
        Done(client.JoinGroupAsync("@TGS#1"));
        var query = new GroupMemberQuery { GroupId = "@TGS#1" };

        var page = Done(client.GetGroupMemberListAsync(query));
        Assert.Equal(("alice", "nick of alice", true, "0"), (page.Members[0].UserId, page.Members[0].Nick, page.Members[0].IsOnline, page.Offset));
        for (var i = 0; i < 3; i++)
        {
            Done(client.GetGroupMemberListAsync(query));
        }

        Assert.Equal(ErrorCodes.ClientRateLimit, CodeOf(client.GetGroupMemberListAsync(query)));
        AdvanceSeconds(31);
        Done(client.GetGroupMemberListAsync(query));
        Assert.Equal("""{"GroupId":"@TGS#1","Timestamp":0}""", Gateway.RequestsFor("group_open_avchatroom_http_svc.get_members")[0].Body.ToString());
    }

    [Fact]
    public void App_without_the_list_of_a_live_rooms_members_falls_back()
    {
        Gateway.PurchaseBits = "0";
        Gateway.AddGroup("@TGS#1", GroupTypes.AVChatRoom, "bob");
        var client = LogIn();
        Done(client.JoinGroupAsync("@TGS#1"));

        Assert.Single(Done(client.GetGroupMemberListAsync(new GroupMemberQuery { GroupId = "@TGS#1" })).Members);
        Assert.Single(Gateway.RequestsFor("group_open_http_svc.get_group_member_info"));
        Assert.Equal(ErrorCodes.FeatureNotPurchased, CodeOf(client.DeleteGroupMemberAsync("@TGS#1", ["carol"], duration: TimeSpan.FromMinutes(1))));
    }

    [Fact]
    public void Marks_tell_for_whom_they_worked()
    {
        Gateway.AddGroup("@TGS#1", GroupTypes.AVChatRoom, "bob");
        Gateway.RemoveUser("nobody");
        var client = LogIn();
        Done(client.JoinGroupAsync("@TGS#1"));

        var result = Done(client.MarkGroupMemberListAsync("@TGS#1", ["carol", "nobody"], 1000, enableMark: true));

        Assert.Equal(["carol", "nobody"], [Assert.Single(result.SuccessUserIds), Assert.Single(result.FailureUserIds)]);
        Assert.Equal(
            """{"GroupId":"@TGS#1","CommandType":1,"MemberList":[{"Member_Account":"carol","Marks":[1000]},{"Member_Account":"nobody","Marks":[1000]}]}""",
            Gateway.RequestsFor("group_open_avchatroom_http_svc.modify_user_info").Single().Body.ToString());
    }

    [Theory]
    [InlineData("""{"MemberList":null}""")]
    [InlineData("""{"MemberList":[null,{"Member_Account":null},{"Member_Account":""}],"MemberNum":-5}""")]
    [InlineData("""{"MemberList":[{"Member_Account":"bob","AppMemberDefinedData":[null,{"Key":null,"Value":null}]},{"Member_Account":"bob"}],"Next":null}""")]
    public void Reply_of_an_odd_server_does_no_harm(string reply)
    {
        Gateway.AddGroup("@TGS#1", GroupTypes.Public, "alice", "bob");
        var client = LogIn();
        Gateway.OverrideReply = request => request.Command.EndsWith("get_group_member_info", StringComparison.Ordinal) ? reply : null;

        CodeOf(client.GetGroupMemberListAsync(new GroupMemberQuery { GroupId = "@TGS#1" }));

        Assert.True(client.IsReady());
        Assert.Equal(3, Done(client.GetGroupOnlineMemberCountAsync("@TGS#1")));
    }
}
