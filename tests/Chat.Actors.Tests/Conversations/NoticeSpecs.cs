using Chat.Actors.Events;
using Chat.Actors.Messages;
using Chat.Actors.Tests.Messages;
using Chat.Protocol.Errors;
using Chat.Protocol.Groups;

namespace Chat.Actors.Tests.Conversations;

public sealed class NoticeSpecs : GroupSpec
{
    private const string Pendency = "group_open_http_svc.get_pendency";
    private const string Delete = "openim.deletemsg";

    [Fact]
    public void Deletion_of_topics_is_no_message()
    {
        var bob = LogIn("bob");

        Gateway.Notice("bob", Community, new GroupNoticeBody { ReportType = GroupNoticeTypes.TopicDeleted, TopicIdArray = [TopicId] });

        Assert.Single(EventsOf<TopicDeleted>("bob"));
        Assert.Empty(EventsOf<MessageReceived>());
        Assert.DoesNotContain(Done(bob.GetConversationListAsync()), static one => one.ConversationId == "@TIM#SYSTEM");
    }

    [Fact]
    public void Notices_of_applications_that_were_handled_are_deleted_after_the_login()
    {
        Miss(handled: 1);

        var bob = LogIn("bob");

        Assert.Equal("""{"StartTime":0,"Limit":20,"Handle_Account":"bob"}""", Assert.Single(Bodies(Pendency)));
        Assert.Equal("""{"DelMsgList":[{"From_Account":"@TIM#SYSTEM","MsgSeq":9,"MsgRandom":4}]}""", Assert.Single(Bodies(Delete)));
        Assert.Null(bob.FindMessage(NoticeId));
    }

    [Fact]
    public void Notice_stays_where_the_server_does_not_delete_it()
    {
        Miss(handled: 1);
        Gateway.Fail(GroupApplicationCommands.DeleteNotices, ErrorCodes.GroupInternal);

        Assert.NotNull(LogIn("bob").FindMessage(NoticeId));
    }

    [Theory]
    [InlineData("bob", true)]
    [InlineData("carol", false)]
    public void Notice_and_application_name_the_same_receiver(string receiver, bool isDeleted)
    {
        Miss(handled: 1, $$""","To":"{{receiver}}" """, "\"To\":\"bob\",");

        LogIn("bob");

        Assert.Equal(isDeleted, Bodies(Delete).Any());
    }

    [Theory]
    [InlineData(0, "")]
    [InlineData(2, """},{"From_Account":"carol","GroupId":"@TGS#1","Handled":0""")]
    [InlineData(1, "", "\"To\":\"bob\",")]
    [InlineData(1, "", "", 2)]
    public void Other_notices_stay(int handled, string more, string receiver = "", int type = 1)
    {
        Miss(handled, more, receiver, type);

        var bob = LogIn("bob");

        Assert.Single(Bodies(Pendency));
        Assert.Empty(Bodies(Delete));
        Assert.NotNull(bob.FindMessage(NoticeId));
    }

    [Fact]
    public void Sync_without_notices_asks_for_no_applications()
    {
        LogIn("bob");
        Gateway.Drop("bob");
        AdvanceSeconds(5);

        Assert.Empty(Bodies(Pendency));
    }

    private static string NoticeId => ChatMessage.IdOf(GroupIds.SystemTinyId, 5, 4);

    private void Miss(int handled, string more = "", string receiver = "", int type = 1) => Gateway.OverrideReply = request => request.Command switch
    {
        "openim.getmsg" => $$$"""
            {"Cookie":"5","SyncFlag":2,"MsgList":[],"C2CPairUnreadCount":[],"EventArray":[{"Event":5,"GroupTips":[{"From_Account":"@TIM#SYSTEM","ToGroupId":"@TGS#1",
            "ClientSeq":9,"MsgSeq":3,"MsgRandom":4,"MsgTimeStamp":5,"GroupInfo":{{{{receiver}}}"GroupId":"@TGS#1"},"MsgBody":{"ReportType":{{{type}}},"Operator_Account":"carol"}}]}]}
            """,
        Pendency => $$$"""
            {"NextStartTime":0,"PendencyList":[{"From_Account":"carol","To_Account":"bob","GroupId":"@TGS#1","Handled":{{{handled}}}{{{more}}}}]}
            """,
        _ => null,
    };
}
