using System.Text;
using System.Text.Json;
using Chat.Protocol.Commands;
using Chat.Protocol.Rooms;

namespace Chat.Protocol.Tests.Rooms;

public sealed class ShortRoomItemSpecs
{
    private const string Long =
        """
        {"Event":3,"From_Account":"alice","ToGroupId":"live","TinyId":"5","MsgSeq":12,"MsgRandom":34,"MsgTimeStamp":17,"MsgClientTime":16,"MsgPriority":2,
         "MsgBody":[{"MsgType":"TIMCustomElem","MsgContent":{"Data":"d","MsgSeq":1}}],"CloudCustomData":"c",
         "GroupInfo":{"GroupId":"live","GroupName":"a room","GroupType":"AVChatRoom","From_AccountNick":"Alice","From_AccountHeadurl":"u"}}
        """;

    private const string Short =
        """
        {"E":3,"F_Account":"alice","ToGroupId":"live","TinyId":"5","MS":12,"MR":34,"MTS":17,"MCT":16,"MP":2,
         "MsgBody":[{"MsgType":"TIMCustomElem","MsgContent":{"Data":"d","MsgSeq":1}}],"CCD":"c",
         "GInf":{"GId":"live","GN":"a room","GT":"AVChatRoom","F_NN":"Alice","F_Hd":"u"}}
        """;

    private const string LongTip =
        """
        {"Event":4,"MsgSeq":3,"MsgBody":{"OpType":1,"Operator_Account":"bob","List_Account":["bob"],"MsgOperatorMemberExtraInfo":{"UserId":"bob","NickName":"Bob","ImageUrl":"u"},
         "MsgMemberExtraInfo":[{"UserId":"bob","NickName":"Bob"}],"OnlineMemberInfo":{"OnlineMemberNum":2,"ExpireTime":10}}}
        """;

    private const string ShortTip =
        """
        {"E":4,"MS":3,"MsgBody":{"Opt":1,"O_Account":"bob","L_Account":["bob"],"OpInf":{"UserId":"bob","NN":"Bob","Img":"u"},
         "MsgMemberExtraInfo":[{"UserId":"bob","NN":"Bob"}],"OnlineInf":{"Num":2,"ET":10}}}
        """;

    [Theory]
    [InlineData(Long, Short)]
    [InlineData(LongTip, ShortTip)]
    public void Names_become_short_and_long_again_but_not_those_of_elements(string full, string brief)
    {
        Assert.Equal(Compact(brief), Encoding.UTF8.GetString(ShortRoomItem.Shorten(Encoding.UTF8.GetBytes(full))));
        Assert.Equal(Compact(full), Encoding.UTF8.GetString(ShortRoomItem.Expand(Encoding.UTF8.GetBytes(brief))));
        Assert.Equal(Compact(full), Encoding.UTF8.GetString(ShortRoomItem.Expand(Encoding.UTF8.GetBytes(full))));
    }

    [Fact]
    public void Empty_custom_data_is_left_out() =>
        Assert.Equal("""{"E":3}""", Encoding.UTF8.GetString(ShortRoomItem.Shorten("""{"Event":3,"CloudCustomData":""}"""u8)));

    [Theory]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData("")]
    [InlineData("{")]
    public void What_is_no_object_is_refused(string text) => Assert.ThrowsAny<JsonException>(() => ShortRoomItem.Shorten(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Reply_may_have_both_forms()
    {
        var reply = Wire.Read(
            Encoding.UTF8.GetBytes($$$"""{"ErrorCode":0,"Key":"k","NextSeq":2,"RspMsgList":[{{{Short}}},{{{Long}}},null],"RspBroadcastMsgList":[{"E":17,"F_Account":"bob","GInf":{"GN":"a room"}}]}"""),
            RoomsJson.Default.PollRoomReply);

        Assert.Equal(reply.RspMsgList[1], reply.RspMsgList[0]);
        Assert.Equal((12, "Alice", "live"), (reply.RspMsgList[0].MsgSeq, reply.RspMsgList[0].GroupInfo!.FromNick, reply.RspMsgList[0].GroupInfo!.GroupId));
        Assert.Null(reply.RspMsgList[2]);
        Assert.Equal((17, "bob", "a room"), (reply.RspBroadcastMsgList![0].Event, reply.RspBroadcastMsgList[0].From, reply.RspBroadcastMsgList[0].GroupInfo!.GroupName));
    }

    private static string Compact(string json) => JsonSerializer.Serialize(JsonDocument.Parse(json).RootElement);
}
