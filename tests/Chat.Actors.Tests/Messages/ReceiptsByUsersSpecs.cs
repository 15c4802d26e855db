using Chat.Actors.Messages;
using Chat.Protocol.Errors;

namespace Chat.Actors.Tests.Messages;

public sealed class ReceiptsByUsersSpecs : GroupSpec
{
    private const string Command = "group_open_http_svc.get_group_msg_receipts_by_users";

    [Fact]
    public void Server_is_asked_about_the_members_named()
    {
        Gateway.OverrideReply = static request => request.Command == Command
            ? """{"ErrorCode":0,"MsgReadList":[{"MsgSeq":3,"ReadList":[{"Read_Account":"bob","Read_Time":7}]},{"MsgSeq":4,"ReadList":[]}]}"""
            : null;
        var alice = LogIn();

        var readers = Done(alice.GetGroupReceiptsByUsersAsync(GroupId, new Dictionary<long, IReadOnlyList<string>> { [3] = ["bob", "carol"], [4] = ["bob"] }));

        Assert.Equal(
            """{"GroupId":"@TGS#1","MemberReadMsgList":[{"MsgSeq":3,"MemberList_Account":["bob","carol"]},{"MsgSeq":4,"MemberList_Account":["bob"]}]}""",
            Assert.Single(Bodies(Command)));
        Assert.Equal([new GroupReader("bob", 7)], readers[3]);
        Assert.Empty(readers[4]);
    }

    [Fact]
    public void Nothing_is_asked_without_a_message()
    {
        var alice = LogIn();

        Assert.Equal(ErrorCodes.InvalidOperation, CodeOf(() => alice.GetGroupReceiptsByUsersAsync(GroupId, new Dictionary<long, IReadOnlyList<string>>())));
        Assert.Empty(Bodies(Command));
    }
}
