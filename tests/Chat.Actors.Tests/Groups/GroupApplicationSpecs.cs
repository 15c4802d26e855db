using Chat.Actors.Events;
using Chat.Actors.Groups;
using Chat.Protocol.Errors;
using Chat.Protocol.Groups;
using Chat.Testing;

namespace Chat.Actors.Tests.Groups;

public sealed class GroupApplicationSpecs : ChatSpec
{
    private const string Ordinary = "group_open_http_svc.get_pendency";
    private const string Community = "million_group_open_http_svc.get_pendency";

    [Fact]
    public void Open_applications_of_both_services_are_listed()
    {
        var client = LogIn();
        Gateway.OverrideReply = request => (request.Command, request.Body.ToString().Contains("\"StartTime\":0", StringComparison.Ordinal)) switch
        {
            (Ordinary, true) => """{"NextStartTime":9,"PendencyList":[{"GroupId":"@TGS#1","From_Account":"bob","To_Account":"alice","AddTime":123,"Authentication":"key","ApplyInviteMsg":"please","Handled":0},{"GroupId":"@TGS#1","Handled":1}]}""",
            (Ordinary, false) => """{"NextStartTime":0,"PendencyList":[null,{"GroupId":"@TGS#2","From_Account":"bob","To_Account":"carol","PendencyType":2}]}""",
            (Community, _) => """{"PendencyList":[{"GroupId":"@TGS#_3","From_Account":"dave"}]}""",
            _ => null,
        };

        var list = Done(client.GetGroupApplicationListAsync());

        Assert.Equal(["@TGS#1", "@TGS#2", "@TGS#_3"], list.Select(static one => one.GroupId));
        Assert.Equal(
            new GroupApplication { GroupId = "@TGS#1", Applicant = "bob", UserId = "alice", MessageKey = 123, Authentication = "key", Note = "please" }, list[0]);
        Assert.True(list[1].IsInvitation);
        Assert.Equal("""{"StartTime":0,"Limit":20,"Handle_Account":"alice"}""", Gateway.RequestsFor(Ordinary)[0].Body.ToString());
    }

    [Fact]
    public void App_without_communities_has_applications_all_the_same()
    {
        var client = LogIn();
        Gateway.Fail(GroupApplicationCommands.GetPage.Community, ErrorCodes.CommunitiesDisabled);
        Gateway.OverrideReply = static request => request.Command == Ordinary ? """{"PendencyList":[{"GroupId":"@TGS#1"}]}""" : null;

        Assert.Single(Done(client.GetGroupApplicationListAsync()));
    }

    [Fact]
    public void Pages_that_never_end_are_not_asked_for_for_ever()
    {
        var client = LogIn();
        Gateway.OverrideReply = static request => request.Command == Ordinary ? """{"NextStartTime":9,"PendencyList":[]}""" : null;

        Assert.Empty(Done(client.GetGroupApplicationListAsync()));
        Assert.Equal(2, Gateway.RequestsFor(Ordinary).Count);
    }

    [Fact]
    public void Application_and_invitation_are_handled_by_their_own_commands()
    {
        var client = LogIn();

        Done(client.HandleGroupApplicationAsync(new GroupApplication { GroupId = "@TGS#1", Applicant = "bob", Authentication = "key", MessageKey = 5 }, agree: true));
        Done(client.HandleGroupApplicationAsync(
            new GroupApplication { GroupId = "@TGS#_1", Applicant = "bob", UserId = "carol", Authentication = "key", IsInvitation = true }, agree: false, "no"));

        Assert.Equal(
            """{"GroupId":"@TGS#1","Applicant_Account":"bob","HandleMsg":"Agree","Authentication":"key","MsgKey":5}""",
            Gateway.RequestsFor("group_open_http_svc.handle_apply_join_group").Single().Body.ToString());
        Assert.Equal(
            """{"GroupId":"@TGS#_1","Applicant_Account":"bob","Invited_Account":"carol","HandleMsg":"Reject","ApprovalMsg":"no","Authentication":"key"}""",
            Gateway.RequestsFor("million_group_open_http_svc.handle_invite_join_permission_group").Single().Body.ToString());
        Assert.Empty(Gateway.RequestsFor("openim.deletemsg"));
    }

    [Fact]
    public void Notice_that_was_answered_is_deleted()
    {
        var client = LogIn();
        Gateway.Notice("alice", "@TGS#1", new GroupNoticeBody { ReportType = GroupNoticeTypes.Applied, Operator = "bob", Authentication = "key", MsgKey = 5 });
        var notice = Assert.Single(EventsOf<MessageReceived>("alice")[^1].Messages);

        Done(client.HandleGroupInvitationAsync(notice, agree: true));
        Gateway.Fail(GroupApplicationCommands.HandleJoin.Ordinary, ErrorCodes.GroupApplicationHandled);
        Assert.Equal(ErrorCodes.GroupApplicationHandled, CodeOf(client.HandleGroupApplicationAsync(notice, agree: true)));

        Assert.Equal(
            """{"GroupId":"@TGS#1","Inviter_Account":"bob","HandleMsg":"Agree","Authentication":"key","MsgKey":5}""",
            Gateway.RequestsFor("group_open_http_svc.handle_invite_join_group").Single().Body.ToString());
        Assert.Equal(
            $$"""{"DelMsgList":[{"From_Account":"@TIM#SYSTEM","MsgSeq":{{notice.ClientSequence}},"MsgRandom":{{notice.Random}}}]}""", Assert.Single(Gateway.RequestsFor("openim.deletemsg")).Body.ToString());
    }
}
