using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Chat.Protocol.Commands;
using Chat.Protocol.Groups;
using Chat.Protocol.Rooms;
using Chat.Protocol.Tests.Commands;

namespace Chat.Protocol.Tests.Groups;

/// <summary>What stands in <c>MsgBody</c> of tips, notices and the items of a poll, as the wire reference writes it.</summary>
public sealed class GroupNotificationBodySpecs
{
    private const string Operator =
        """ "Operator_Account":"bob","MsgOperatorMemberExtraInfo":{"UserId":"bob","NickName":"Bob","ImageUrl":"http://x/b.png","NameCard":"B","Role":300} """;

    private const string Members =
        """
        "List_Account":["carol"],"MsgMemberExtraInfo":[{"UserId":"carol","NickName":"Carol","ImageUrl":"http://x/c.png","NameCard":"C","Role":200}]
        """;

    private const string Message =
        """
        {"From_Account":"bob","ToGroupId":"@TGS#1","TinyId":"5","MsgSeq":12,"MsgRandom":34,"MsgTimeStamp":1700000001,"MsgClientTime":1700000000,
         "MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"hi"}}],"GroupInfo":{"GroupId":"@TGS#1"}}
        """;

    public static TheoryData<string> Tips =>
    [
        $$"""{"OpType":1,{{Operator}},{{Members}},"MemberNum":3,"GroupJoinType":2}""",
        $$"""{"OpType":2,{{Operator}},"List_Account":["bob"],"MemberNum":2,"GroupJoinType":0,"OnlineMemberInfo":{"OnlineMemberNum":5,"ExpireTime":60} }""",
        $$"""{"OpType":3,{{Operator}},{{Members}},"MemberNum":2}""",
        $$"""{"OpType":4,{{Operator}},{{Members}}}""",
        $$"""
        {"OpType":6,{{Operator}},"MsgGroupNewInfo":{"GroupName":"n","GroupFaceUrl":"http://x/g.png","GroupIntroduction":"i","GroupNotification":"o",
         "Owner_Account":"carol","GroupApplyJoinOption":"DisableApply","InviteJoinOption":"FreeAccess","ShutupAll":1,
         "MsgAppDefinedData":[{"Key":"k","Value":"v"}]} }
        """,
        $$"""{"OpType":7,{{Operator}},"MsgMemberInfo":[{"UserId":"carol","ShutupTime":60}]}""",
        $$"""
        {"OpType":8,{{Operator}},"MsgTopicNewInfo":{"TopicName":"t","TopicFaceUrl":"http://x/t.png","TopicIntroduction":"i","TopicNotification":"o",
         "CustomString":"c","ShutupAll":1} }
        """,
        $$"""{"OpType":10,{{Operator}},{{Members}},"MsgMemberInfo":[{"UserId":"carol"}],"MemberExtraInfo":{"Reason":"r"} }""",
        $$"""{"OpType":16,{{Operator}},"PinnedMsg":{{Message}}}""",
        $$"""
        {"OpType":17,{{Operator}},
         "SdkGroupMessageId":{"SenderTinyId":"5","ClientTime":1700000000,"Random":34,"ServerTime":1700000001,"MsgSeq":12} }
        """,
        """
        {"MsgGroupNewInfo":{"GroupAttrOption":{"OpType":2,"GroupAttrSeq":6,"PushChangedAttrValFlag":1,
         "GroupAttrInfo":[{"Key":"k","Val":"v","SubKeySeq":3}],"BytesChangedKeys":["l"]}}}
        """,
        """
        {"GroupCounterInfo":[{"Type":2,"GroupCounterSeq":8,"GroupCounter":[{"Key":"k","Value":-2}]},
         {"Type":1,"GroupCounterSeq":9,"GroupCounter":[{"Key":"l","Value":4}]}]}
        """,
    ];

    public static TheoryData<string> Notices =>
    [
        $$"""{"ReportType":1,{{Operator}},"RemarkInfo":"please","Authentication":"a","MsgKey":1700000000000001,"UserDefinedField":"u"}""",
        $$"""
        {"ReportType":12,{{Operator}},"Authentication":"a","MsgKey":1700000000000001,"MemberList_Account":["alice"],
         "MsgMemberExtraInfoList":[{"UserId":"alice","NickName":"Ally","ImageUrl":"http://x/a.png","NameCard":"A","Role":400}]}
        """,
        """{"ReportType":18,"TopicIdArray":["@TGS#_1@TOPIC#_2"]}""",
        """{"ReportType":20,"Level":"AcceptNotNotify"}""",
        """{"ReportType":21,"BanDuration":60,"BanDescription":"d"}""",
        """
        {"GroupWithdrawInfoArray":[{"GroupId":"@TGS#_1","TopicId":"@TGS#_1@TOPIC#_2","MsgSeq":12,"MsgRandom":34,"TinyId":"5",
         "MsgClientTime":1700000000,"MsgTimeStamp":1700000001,"RevokerInfo":{"Revoker_Account":"bob","Reason":"r"}}]}
        """,
        """{"GroupReadInfoArray":[{"GroupId":"@TGS#_1","TopicId":"@TGS#_1@TOPIC#_2","LastReadMsgSeq":12}]}""",
        """
        {"GroupMsgReceiptList":[{"TinyId":"5","MsgClientTime":1700000000,"MsgRandom":34,"MsgSeq":12,"ReadNum":2,"UnreadNum":3}]}
        """,
    ];

    public static TheoryData<string> Names => [.. Types.Keys];

    private static Dictionary<string, JsonTypeInfo> Types { get; } = new()
    {
        [nameof(GroupTipBody)] = GroupsJson.Default.GroupTipBody,
        [nameof(GroupNoticeBody)] = GroupsJson.Default.GroupNoticeBody,
        [nameof(RoomRecallBody)] = RoomsJson.Default.RoomRecallBody,
        [nameof(RoomDataBody)] = RoomsJson.Default.RoomDataBody,
    };

    [Theory]
    [MemberData(nameof(Tips))]
    public void Documented_tips_are_read_and_written_with_the_documented_names(string documented)
    {
        AssertUnchanged(documented, GroupsJson.Default.GroupTipBody);
    }

    [Theory]
    [MemberData(nameof(Notices))]
    public void Documented_notices_are_read_and_written_with_the_documented_names(string documented)
    {
        AssertUnchanged(documented, GroupsJson.Default.GroupNoticeBody);
    }

    [Fact]
    public void Documented_items_of_polls_are_read_and_written_with_the_documented_names()
    {
        AssertUnchanged("""{"RevokeMsgList":[{"TinyId":"5","MsgClientTime":1700000000,"MsgRandom":34,"MsgSeq":12}]}""", RoomsJson.Default.RoomRecallBody);
        AssertUnchanged("""{"MsgContent":"text"}""", RoomsJson.Default.RoomDataBody);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_member_survives_a_round_trip(string name)
    {
        var written = Write(SampleValues.Of(Types[name].Type), Types[name]);

        Assert.Equal(written, Write(JsonSerializer.Deserialize(written, Types[name])!, Types[name]));
        Assert.Equal(
            Types[name].Properties.Select(property => property.Name).Order(),
            JsonNode.Parse(written)!.AsObject().Select(property => property.Key).Order());
    }

    /// <summary>A key that is there says that it has changed.</summary>
    [Fact]
    public void What_a_tip_or_notice_does_not_tell_is_not_written()
    {
        Assert.Equal("""{"OpType":6,"MsgGroupNewInfo":{"GroupName":"n"}}""", Write(
            new GroupTipBody { OpType = GroupTipTypes.ProfileChanged, MsgGroupNewInfo = new GroupProfileChange { GroupName = "n" } }, GroupsJson.Default.GroupTipBody));
        Assert.Equal("""{"OpType":8,"MsgTopicNewInfo":{"CustomString":"c"}}""", Write(
            new GroupTipBody { OpType = GroupTipTypes.TopicChanged, MsgTopicNewInfo = new TopicProfileChange { CustomString = "c" } }, GroupsJson.Default.GroupTipBody));
        Assert.Equal("""{"ReportType":5}""", Write(new GroupNoticeBody { ReportType = GroupNoticeTypes.Dismissed }, GroupsJson.Default.GroupNoticeBody));
    }

    private static void AssertUnchanged<T>(string documented, JsonTypeInfo<T> type)
    {
        var written = Write(Wire.Read(Encoding.UTF8.GetBytes(documented), type)!, type);

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(documented), JsonNode.Parse(written)), $"documented: {documented}\nwritten: {written}");
    }

    private static string Write(object value, JsonTypeInfo type)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(output, Wire.WriterOptions))
        {
            JsonSerializer.Serialize(writer, value, type);
        }

        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
