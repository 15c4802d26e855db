using Chat.Actors.Events;
using Chat.Testing;

namespace Chat.Actors.Tests.Messages;

/// <summary>Pushes about messages that are not what the contract says cost nobody anything.</summary>
public sealed class HostileChangeSpecs : ChatSpec
{
    [Theory]
    [InlineData("""{"Event":19,"MsgExtensionNotify":{"ExtensionC2cMsgInfo":null,"TinyId":null,"MsgOptType":1,"SetKVInfo":[null,{"MsgKeyValue":null},{"MsgKeyValue":[null,{"Key":null},{"Key":"a"},{"Key":"a"}]}]}}""")]
    [InlineData("""{"Event":19,"MsgExtensionNotify":{"MsgOptType":2,"DeleteKVInfo":null}}""")]
    [InlineData("""{"Event":19,"MsgExtensionNotify":{"MsgOptType":3,"ClearKVInfo":[null,{"ClearMsgSeq":9223372036854775807}]}}""")]
    [InlineData("""{"Event":19,"MsgExtensionNotify":{"MsgOptType":99}}""")]
    [InlineData("""{"Event":27,"MsgReactionNotifyList":[null,{"C2CMsgInfo":null},{"MsgReactionSummary":null},{"MsgReactionSummary":[null,{"Reaction":null},{"Reaction":"x","Count":-1,"Reaction_Account":[null,"","nobody"]}]}]}""")]
    [InlineData("""{"Event":28,"MsgReactionNotify":{"C2CMsgInfo":null,"Reaction":null}}""")]
    [InlineData("""{"Event":16,"Peer_Account":null,"C2cMsgInfo":null}""")]
    [InlineData("""{"Event":16,"Peer_Account":"alice","C2cMsgInfo":[null,{"TinyId":null}]}""")]
    [InlineData("""{"Event":1001,"HistoryDeleted":[null,{"Peer_Account":null},{"Peer_Account":"alice","MsgOrderList":null,"ClearedOrder":-1},{"Peer_Account":"alice","MsgOrderList":[-1,0,9223372036854775807]}]}""")]
    [InlineData("""{"Event":11,"C2cMsgModNotifys":{"From_Account":1}}""")]
    [InlineData("""{"Event":10,"C2cNotifyMsgArray":[{"WithdrawC2cMsgNotify":{"C2cWithdrawInfoArray":[{"From_Account":"alice","To_Account":"bob","MsgOrder":-5},{"From_Account":"bob","To_Account":"alice","MsgOrder":9223372036854775807}]}}]}""")]
    public void Push_that_is_wrong_does_no_harm(string chatEvent)
    {
        var bob = LogIn("bob");
        Gateway.Say("alice", "bob", "one");

        Gateway.Raw("bob", $$$"""{"head":{"servcmd":"im_open_push.msg_push","seq":0},"body":{"EventArray":[{{{chatEvent}}}],"NeedAck":0}}""");
        Gateway.Say("alice", "bob", "two");

        AdvanceSeconds(2);
        Assert.Equal(["one", "two"], TextsOf("bob"));
        Assert.Equal(2, bob.GetTotalUnreadMessageCount());
        Assert.Empty(EventsOf<ChatErrorRaised>());
    }
}
