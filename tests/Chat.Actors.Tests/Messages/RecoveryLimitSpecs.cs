using Chat.Actors.Events;
using Chat.Protocol.Groups;
using Chat.Testing;

namespace Chat.Actors.Tests.Messages;

public sealed class RecoveryLimitSpecs : ChatSpec
{
    private const int Groups = 25;

    [Fact]
    public void Holes_of_many_groups_are_filled_though_only_so_many_questions_are_allowed()
    {
        for (var i = 0; i < Groups; i++)
        {
            Gateway.AddGroup(Id(i), GroupTypes.Public, "alice", "bob");
        }

        LogIn("bob");
        for (var i = 0; i < Groups; i++)
        {
            Gateway.Speak("alice", Id(i), "first");
            AdvanceSeconds(1);
        }

        Gateway.RefusesConnects = true;
        Gateway.Drop("bob");
        for (var i = 0; i < Groups; i++)
        {
            Gateway.Speak("alice", Id(i), "missed 1");
            Gateway.Speak("alice", Id(i), "missed 2");
        }

        Gateway.RefusesConnects = false;
        AdvanceSeconds(60);

        Assert.Equal(3 * Groups, TextsOf("bob").Count);
        Assert.DoesNotContain(EventsOf<ChatErrorRaised>("bob"), static one => one.Message.Contains("gap", StringComparison.Ordinal));
    }

    [Fact]
    public void Messages_of_a_live_room_that_was_not_joined_concern_nobody()
    {
        var client = LogIn();

        Gateway.Raw("alice", """{"head":{"servcmd":"im_open_push.msg_push","seq":0},"body":{"EventArray":[{"Event":3,"GroupMsgArray":[{"From_Account":"bob","ToGroupId":"@TGS#room","TinyId":"5","MsgSeq":4,"MsgRandom":3,"MsgTimeStamp":1700000000,"MsgClientTime":1700000000,"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"x"}}],"GroupInfo":{"GroupId":"@TGS#room","GroupType":"AVChatRoom"}}]}],"NeedAck":0}}""");
        AdvanceSeconds(2);

        Assert.Empty(EventsOf<MessageReceived>("alice"));
        Assert.Empty(Done(client.GetConversationListAsync()));
    }

    [Fact]
    public void Missed_messages_of_a_login_are_no_news_on_any_page()
    {
        var pages = 0;
        Gateway.OverrideReply = request => request.Command != "openim.getmsg" ? null : ++pages == 1
            ? """{"ActionStatus":"OK","ErrorCode":0,"Cookie":"c1","SyncFlag":1,"MsgList":[]}"""
            : """{"ActionStatus":"OK","ErrorCode":0,"Cookie":"c2","SyncFlag":2,"MsgList":[{"From_Account":"bob","To_Account":"alice","MsgSeq":1,"MsgRandom":2,"MsgTimeStamp":1700000000,"MsgClientTime":1700000000,"TinyId":"5","MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"old"}}]}]}""";

        LogIn();
        AdvanceSeconds(3);

        Assert.Equal(2, pages);
        Assert.Empty(TextsOf("alice"));
    }

    private static string Id(int number) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"@TGS#g{number}");
}
