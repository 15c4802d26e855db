using System.Reflection;
using System.Text;
using System.Text.Json.Nodes;
using Chat.Protocol.Commands;
using Chat.Protocol.Frames;
using Chat.Protocol.Groups;
using Chat.Protocol.Push;

namespace Chat.Protocol.Tests.Push;

/// <summary>The pushes of groups, topics and rooms as the wire reference writes them.</summary>
public sealed class GroupPushSpecs
{
    private const string Message =
        """
        {"From_Account":"bob","ToGroupId":"@TGS#_1","TinyId":"144115198244471703","ClientSeq":7,"MsgSeq":12,"MsgRandom":34,
         "MsgTimeStamp":1700000001,"MsgClientTime":1700000000,"MsgPriority":1,"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"hi"}}],
         "CloudCustomData":"c","NeedReadReceipt":1,"SupportMessageExtension":1,"OnlineOnlyFlag":1,"SendMsgControl":{"NoUnread":1,"NoLastMsg":1},
         "GroupAtInfo":[{"GroupAtAllFlag":0,"GroupAt_Account":"alice"},{"GroupAtAllFlag":1}],"MsgVersion":2,"MsgModifiedFlag":1,"MsgCheckResult":2,
         "IsPlaceMsg":1,"GroupInfo":{"GroupId":"@TGS#_1","GroupName":"n","GroupType":"Community","From_AccountNick":"Bob",
          "From_AccountHeadurl":"http://x/b.png","From_AccountLevel":4,"MsgFrom_AccountExtraInfo":{"NameCard":"B"},
          "TopicId":"@TGS#_1@TOPIC#_2","MillionGroupFlag":2,"NotVisible":1}}
        """;

    private const string TipHead =
        """
        "From_Account":"@TIM#SYSTEM","ToGroupId":"@TGS#_1","MsgSeq":12,"MsgRandom":34,"ClientSeq":7,"MsgTimeStamp":1700000001,
        "MsgClientTime":1700000000,"MsgPriority":2,
        "GroupInfo":{"GroupId":"@TGS#_1","GroupName":"n","GroupType":"Community","From_Account":"bob","From_AccountNick":"Bob",
         "From_AccountHeadurl":"http://x/b.png","TopicId":"@TGS#_1@TOPIC#_2","MillionGroupFlag":2,"NotVisible":1}
        """;

    private const string MessageName = """ "GroupId":"@TGS#1","TinyId":"5","MsgClientTime":1700000000,"MsgRandom":34,"MsgSeq":12 """;

    public static TheoryData<string, string> Documented => new()
    {
        { nameof(Pushes.GroupMessages), $$"""{"Event":3,"GroupMsgArray":[{{Message}}]}""" },
        { nameof(Pushes.GroupTips), $$"""{"Event":4,"GroupTips":[{"Event":4,{{TipHead}},"MsgBody":{"OpType":1} }]}""" },
        {
            nameof(Pushes.GroupNotices),
            """
            {"Event":5,"GroupTips":[{"From_Account":"@TIM#SYSTEM","To_Account":"alice","ToGroupId":"@TGS#_1","ClientSeq":7,"MsgSeq":12,"MsgRandom":34,
             "MsgTimeStamp":1700000001,"MsgClientTime":1700000000,"GroupInfo":{"GroupId":"@TGS#_1","GroupName":"n","GroupType":"Community",
              "From_Account":"bob","From_AccountNick":"Bob","To":"alice","TopicId":"@TGS#_1@TOPIC#_2","MillionGroupFlag":2},
             "RevokerInfo":{"Revoker_Account":"bob","Reason":"r"},"MsgBody":{"ReportType":1}}]}
            """
        },
        { nameof(Pushes.GroupOnlineTips), $$"""{"Event":6,"GroupTips":[{"Event":6,{{TipHead}},"MsgBody":{"OpType":16} }]}""" },
        {
            nameof(Pushes.GroupMentions),
            """
            {"Event":12,"GroupTips":[{"From_Account":"bob","To_Account":"alice","ClientSeq":7,"MsgSeq":13,"MsgRandom":34,"MsgTimeStamp":1700000001,
             "GroupAtTips":{"GroupId":"@TGS#_1","TopicId":"@TGS#_1@TOPIC#_2","From_Account":"bob","MsgSeq":12,"AtFlagList":[1,2]}}]}
            """
        },
        {
            nameof(Pushes.GroupMessagesModified),
            """
            {"Event":18,"GroupMsgModNotifys":[{"GroupId":"@TGS#_1","TopicId":"@TGS#_1@TOPIC#_2","From_Account":"bob","MsgSeq":12,"MsgRandom":34,
             "MsgTimeStamp":1700000001,"MsgVersion":2,"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"hi"}}],"CloudCustomData":"c",
             "MsgCheckResult":2}]}
            """
        },
        { nameof(Pushes.TopicNews), $$"""{"Event":26,"NewMsg":{{Message}},"NoUnreadSeqList":[10,11]}""" },
        { nameof(Pushes.RoomData), """{"Event":100,"Content":"用😀"}""" },
        { nameof(Pushes.ReadAll), """{"Event":14,"C2CReadAllMsg":1,"GroupReadInfoArray":[{"GroupId":"@TGS#1","LastReadMsgSeq":12}]}""" },
        {
            nameof(Pushes.Extensions),
            """
            {"Event":19,"MsgExtensionNotify":{"TinyId":"5",
             "ExtensionGroupMsgInfo":{"GroupId":"@TGS#1","MsgClientTime":1700000000,"MsgRandom":34,"MsgSeq":12},"MsgOptType":1,"MsgLastSeq":4,
             "SetKVInfo":[{"MsgKeyValue":[{"Key":"k","Value":"v","Seq":3}]}],"DeleteKVInfo":[{"MsgKeyValue":[{"Key":"l","Value":"w","Seq":2}]}],
             "ClearKVInfo":[{"ClearMsgSeq":1}]}}
            """
        },
        {
            nameof(Pushes.Reactions),
            $$"""
            {"Event":27,"MsgReactionNotifyList":[{"GroupMsgInfo":{{{MessageName}}},
             "MsgReactionSummary":[{"Reaction":"smile","Count":2,"Reaction_Account":["alice"]},{"Reaction":"sad","Count":0}]}]}
            """
        },
        {
            nameof(Pushes.OwnReaction),
            $$"""{"Event":28,"MsgReactionNotify":{"GroupMsgInfo":{{{MessageName}}},"Reaction":"smile","MsgOptType":2} }"""
        },
    };

    [Theory]
    [MemberData(nameof(Documented))]
    public void Documented_events_are_read_and_written_with_the_documented_names(string name, string documented)
    {
        Assert.Equal([name], Declared.Where(push => Rewrite(push.Value, documented) is not null).Select(push => push.Key));

        var written = Rewrite(Declared[name], documented);

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(documented), JsonNode.Parse(written!)), $"documented: {documented}\nwritten: {written}");
    }

    [Theory]
    [InlineData(4, nameof(Pushes.GroupTips))]
    [InlineData(5, nameof(Pushes.GroupNotices))]
    [InlineData(6, nameof(Pushes.GroupOnlineTips))]
    [InlineData(12, nameof(Pushes.GroupMentions))]
    [InlineData(7, null)]
    public void The_code_tells_what_group_tips_are(int code, string? name)
    {
        var one = $$"""{"Event":{{code}},"GroupTips":[{}]}""";

        Assert.Equal(name is null ? [] : [name], Declared.Where(push => Rewrite(push.Value, one) is not null).Select(push => push.Key));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[{]")]
    public void Refuses_tips_of_the_wrong_shape(string payload)
    {
        Assert.Throws<FrameException>(() => new PushEvent(4, "GroupTips", RawJson.Parse(payload), default).Is(Pushes.GroupTips, out _));
    }

    [Theory]
    [InlineData("[5]")]
    [InlineData("""[{"MsgSeq":"x"}]""")]
    [InlineData("""[{"GroupInfo":[]}]""")]
    [InlineData("""[{"GroupAtTips":{"AtFlagList":1}}]""")]
    public void Passes_over_a_tip_of_the_wrong_shape(string payload)
    {
        Assert.True(new PushEvent(4, "GroupTips", RawJson.Parse(payload), default).Is(Pushes.GroupTips, out var tips));
        Assert.Null(Assert.Single(tips));
    }

    [Theory]
    [InlineData("""{"Event":26,"NewMsg":[]}""")]
    [InlineData("""{"Event":26,"NoUnreadSeqList":{}}""")]
    public void Refuses_news_of_topics_of_the_wrong_shape(string text)
    {
        var one = Parse(text);

        Assert.Throws<FrameException>(() => one.Is(Pushes.TopicNews, out _));
    }

    [Fact]
    public void Message_contents_travel_byte_for_byte_in_news_of_topics()
    {
        const string body = """[ { "MsgType" : "TIMTextElem", "MsgContent" : { "Text" : "\u0041 用😀\/" , "n":1.0 } } ]""";

        var frame = PushFrame.Build(Pushes.TopicNews, new TopicNewsEvent { NewMsg = new WireGroupMessage { MsgBody = RawJson.Parse(body) } });

        Assert.Contains(body, Encoding.UTF8.GetString(frame), StringComparison.Ordinal);
        Assert.True(Assert.Single(PushBody.Parse(ServerFrame.Parse(frame).Body).Events).Is(Pushes.TopicNews, out var news));
        Assert.Equal(body, news.NewMsg!.MsgBody.ToString());
    }

    [Fact]
    public void The_minimal_message_of_a_group_is_read()
    {
        var one = Parse(
            """
            {"Event":3,"GroupMsgArray":[{"From_Account":"bob","ToGroupId":"@TGS#1","MsgSeq":12,"MsgRandom":34,"MsgTimeStamp":1700000001,
             "MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"hi"}}],"GroupInfo":{"GroupId":"@TGS#1"}}]}
            """);

        Assert.True(one.Is(Pushes.GroupMessages, out var messages));
        var message = Assert.Single(messages);
        Assert.Equal(("bob", "@TGS#1", 12, 34, 1700000001), (message.From, message.ToGroupId, message.MsgSeq, message.MsgRandom, message.MsgTimeStamp));
        Assert.Null(message.MsgVersion);
        Assert.Null(message.GroupInfo!.MillionGroupFlag);
    }

    private static Dictionary<string, Chat.Protocol.Push.Push> Declared { get; } = typeof(Pushes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .ToDictionary(field => field.Name, field => (Chat.Protocol.Push.Push)field.GetValue(null)!);

    private static PushEvent Parse(string one) =>
        Assert.Single(PushBody.Parse(Encoding.UTF8.GetBytes($$"""{"EventArray":[{{one}}]}""")).Events);

    /// <summary>Reads the event as one of a push and writes it again; null if it is of another.</summary>
    private static string? Rewrite(Chat.Protocol.Push.Push push, string one) =>
        (string?)typeof(GroupPushSpecs).GetMethod(nameof(RewriteAs), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(push.GetType().GetGenericArguments()).Invoke(null, [push, Parse(one)]);

    private static string? RewriteAs<T>(Push<T> push, PushEvent one) => one.Is(push, out var payload)
        ? Assert.Single(PushBody.Parse(ServerFrame.Parse(PushFrame.Build(push, payload)).Body).Events).Event.ToString()
        : null;
}
