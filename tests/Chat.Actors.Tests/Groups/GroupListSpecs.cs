using Chat.Actors.Events;
using Chat.Actors.Groups;
using Chat.Protocol.Errors;
using Chat.Protocol.Groups;
using Chat.Testing;

namespace Chat.Actors.Tests.Groups;

public sealed class GroupListSpecs : ChatSpec
{
    private const string Joined = "group_open_http_svc.get_joined_group_list";
    private const string JoinedCommunities = "million_group_open_http_svc.get_joined_group_list";

    [Fact]
    public void Login_fetches_groups_and_then_communities()
    {
        Gateway.AddGroup("@TGS#1", GroupTypes.Public, "alice", "bob");
        Gateway.AddGroup("@TGS#_2", GroupTypes.Community, "bob", "alice");
        Gateway.AddGroup("@TGS#3", GroupTypes.Public, "bob");

        var client = LogIn();

        var groups = Done(client.GetGroupListAsync());
        Assert.Equal(["@TGS#1", "@TGS#_2"], groups.Select(static group => group.GroupId));
        Assert.Equal((GroupRoles.Owner, "alice", 2), (groups[0].SelfInfo.Role, groups[0].OwnerId, groups[0].MemberCount));
        Assert.Equal([Joined, JoinedCommunities], Gateway.CommandsOf("alice").Where(static command => command.EndsWith("get_joined_group_list", StringComparison.Ordinal)));
        Assert.Equal(2, Assert.Single(EventsOf<GroupListUpdated>("alice")).Groups.Length);
    }

    [Fact]
    public void Both_lists_are_asked_for_as_the_sdk_asks()
    {
        LogIn();

        const string fields = """["Type","Name","Introduction","Notification","FaceUrl","Owner_Account","CreateTime","InfoSeq","LastInfoTime","LastMsgTime","MemberNum","MaxMemberNum","ApplyJoinOption","NextMsgSeq","ShutUpAllMember","InviteJoinOption"]""";
        Assert.Equal(
            $$$"""{"Member_Account":"alice","Limit":200,"Offset":0,"ResponseFilter":{"GroupBaseInfoFilter":{{{fields}}},"SelfInfoFilter":["Role","JoinTime","MsgFlag","MsgSeq"]},"SupportTopic":0,"NeedAppDefineData":1}""",
            Gateway.RequestsFor(Joined).Single().Body.ToString());
        Assert.Contains("\"InviteJoinOption\",\"AtInfoList\"]", Gateway.RequestsFor(JoinedCommunities).Single().Body.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void List_is_fetched_page_by_page_in_smaller_pages_if_need_be()
    {
        Gateway.MaxGroupsInReply = 50;
        for (var i = 0; i < 120; i++)
        {
            Gateway.AddGroup($"@TGS#{i}", GroupTypes.Work, "bob", "alice");
        }

        var client = LogIn();

        Assert.Equal(120, Done(client.GetGroupListAsync()).Count);
        Assert.Equal([(200, 0), (50, 0), (50, 50), (50, 100)], Gateway.RequestsFor(Joined).Select(Page));
        Assert.Equal([(50, 0)], Gateway.RequestsFor(JoinedCommunities).Select(Page));
    }

    [Fact]
    public void Server_says_how_many_groups_are_in_a_page()
    {
        Gateway.OverrideReply = static request => request.Command == "im_sdk_config_mgr.fetch_config" ? """{"str_json_config":"{\"paging_grp_count\":\"20\"}"}""" : null;
        var client = LogIn();

        Done(client.GetJoinedCommunityListAsync());

        Assert.Equal((20, 0), Page(Gateway.RequestsFor(JoinedCommunities)[^1]));
    }

    [Fact]
    public void What_happens_while_the_list_is_fetched_holds()
    {
        Gateway.AddGroup("@TGS#1", GroupTypes.Public, "bob", "alice");
        Gateway.AddGroup("@TGS#2", GroupTypes.Public, "bob");
        Gateway.OverrideReply = request =>
        {
            if (request.Command != Joined)
            {
                return null;
            }

            Gateway.GroupOf("@TGS#2").Members.Add(new WireGroupMember { Member = "alice" });
            Gateway.Notice("alice", "@TGS#2", new GroupNoticeBody { ReportType = GroupNoticeTypes.Invited });
            Gateway.Notice("alice", "@TGS#1", new GroupNoticeBody { ReportType = GroupNoticeTypes.Kicked });
            return """{"TotalCount":1,"GroupIdList":[{"GroupId":"@TGS#1","Type":"Public"}]}""";
        };

        var list = LogIn().GetGroupListAsync();

        Assert.Equal("@TGS#2", Assert.Single(Done(list)).GroupId);
    }

    [Fact]
    public void App_without_communities_has_groups_all_the_same()
    {
        Gateway.AddGroup("@TGS#1", GroupTypes.Public, "alice");
        Gateway.Fail(GroupCommands.GetJoined.Community, ErrorCodes.CommunitiesDisabled);

        Assert.Single(Done(LogIn().GetGroupListAsync()));
    }

    [Fact]
    public void List_that_failed_is_tried_again()
    {
        Gateway.AddGroup("@TGS#1", GroupTypes.Public, "alice");
        Gateway.FailNext(GroupCommands.GetJoined.Ordinary, ErrorCodes.GroupInternal);
        LogIn();
        Assert.Empty(EventsOf<GroupListUpdated>());

        AdvanceSeconds(7);

        Assert.Single(Assert.Single(EventsOf<GroupListUpdated>()).Groups);
    }

    [Fact]
    public void List_events_come_once_a_second_with_what_holds_then()
    {
        var client = LogIn();

        // The limit of the client for questions about groups allows for no more at once.
        for (var i = 0; i < 2; i++)
        {
            Done(client.CreateGroupAsync(new NewGroup { Type = GroupTypes.Work, Name = $"group {i}" }));
        }

        AdvanceSeconds(3);

        var events = EventsOf<GroupListUpdated>();
        Assert.InRange(events.Count, 2, 3);
        Assert.Equal(2, events[^1].Groups.Length);
    }

    [Fact]
    public void Logout_forgets_the_groups()
    {
        Gateway.AddGroup("@TGS#1", GroupTypes.Public, "alice");
        var client = LogIn();
        Done(client.LogoutAsync());
        Done(client.LoginAsync("bob", "signature"));

        Assert.Empty(Done(client.GetGroupListAsync()));
    }

    [Fact]
    public void Reconnect_does_not_fetch_the_list_again()
    {
        LogIn();
        Gateway.Drop("alice");
        AdvanceSeconds(2);

        Assert.Single(Gateway.RequestsFor(Joined));
    }

    [Theory]
    [InlineData("""{"TotalCount":3,"GroupIdList":[null,{"GroupId":null},{"GroupId":"@TGS#1","SelfInfo":null,"AppDefinedData":[null,{"Key":null}],"Type":null}]}""")]
    [InlineData("""{"TotalCount":2147483647,"GroupIdList":null}""")]
    [InlineData("""{"GroupIdList":[{"GroupId":"@TGS#1","NextMsgSeq":-9,"MemberNum":-1}]}""")]
    public void List_of_an_odd_server_does_no_harm(string reply)
    {
        Gateway.OverrideReply = request => request.Command == Joined ? reply : null;

        Assert.InRange(Done(LogIn().GetGroupListAsync()).Count, 0, 1);
        Assert.Empty(EventsOf<ChatErrorRaised>());
    }

    private static (int Limit, int Offset) Page(FakeRequest request)
    {
        var body = Chat.Protocol.Commands.Wire.Read(request.Body.Utf8.Span, GroupsJson.Default.GetJoinedGroups);
        return (body.Limit, body.Offset);
    }
}
