using Chat.Protocol.Commands;
using Chat.Protocol.Frames;
using Chat.Protocol.Push;

namespace Chat.Protocol.Tests.Push;

public sealed class PushEventSpecs
{
    [Fact]
    public void Reads_messages()
    {
        var one = new PushEvent(9, "C2cMsgArray", RawJson.Parse(
            """[{"From_Account":"bob","To_Account":"alice","MsgSeq":1,"MsgRandom":2,"MsgTimeStamp":3,"MsgClientTime":4,"TinyId":"5","MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"hi"}}],"MsgOrder":6}]"""), default);

        Assert.True(one.Is(Pushes.C2CMessages, out var messages));
        var message = Assert.Single(messages);
        Assert.Equal(("bob", "alice", 1, 2, 3, 4, "5", 6), (message.From, message.To, message.MsgSeq, message.MsgRandom, message.MsgTimeStamp, message.MsgClientTime, message.TinyId, message.MsgOrder));
        Assert.Equal("""{"Text":"hi"}""", Assert.Single(message.MsgBody).MsgContent.ToString());
    }

    [Fact]
    public void Reads_kicks()
    {
        var one = new PushEvent(10, "C2cNotifyMsgArray", RawJson.Parse("""[{"KickoutMsgNotify":{"KickType":2,"NewInstInfo":{"x":1}}}]"""), default);

        Assert.True(one.Is(Pushes.C2CNotifications, out var notifications));
        Assert.Equal(2, Assert.Single(notifications).KickoutMsgNotify!.KickType);
    }

    [Fact]
    public void Reads_read_receipts()
    {
        var one = new PushEvent(10, "C2cNotifyMsgArray", RawJson.Parse(
            """[{"C2cReadedReceipt":{"To_Account":"bob","UinPairReadArray":[{"LastReadTime":17}]}},{"ReadC2cMsgNotify":{"UinPairReadArray":[{"From_Account":"bob","LastReadTime":18,"MsgOrder":3}]}}]"""), default);

        Assert.True(one.Is(Pushes.C2CNotifications, out var notifications));
        Assert.Equal("bob", notifications[0].C2cReadedReceipt!.Reader);
        Assert.Equal(new ReadTime { LastReadTime = 17 }, Assert.Single(notifications[0].C2cReadedReceipt!.UinPairReadArray));
        Assert.Equal(new ReadTime { Peer = "bob", LastReadTime = 18, MsgOrder = 3 }, Assert.Single(notifications[1].ReadC2cMsgNotify!.UinPairReadArray));
    }

    [Fact]
    public void The_key_decides_and_not_the_code()
    {
        var one = new PushEvent(77, "C2cMsgArray", RawJson.Parse("[]"), default);

        Assert.True(one.Is(Pushes.C2CMessages, out var messages));
        Assert.Empty(messages);
    }

    [Theory]
    [InlineData("C2cNotifyMsgArray")]
    [InlineData("c2cMsgArray")]
    [InlineData("")]
    public void An_event_of_another_kind_is_not_read(string key)
    {
        Assert.False(new PushEvent(9, key, RawJson.Parse("not even JSON"), default).Is(Pushes.C2CMessages, out var messages));
        Assert.Null(messages);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("5")]
    [InlineData("[{]")]
    public void Refuses_messages_of_the_wrong_shape(string payload)
    {
        Assert.Throws<FrameException>(() => new PushEvent(9, "C2cMsgArray", RawJson.Parse(payload), default).Is(Pushes.C2CMessages, out _));
    }

    [Theory]
    [InlineData("[5]")]
    [InlineData("""[{"From_Account":5}]""")]
    [InlineData("""[{"From_Account":"\ud800"}]""")]
    [InlineData("""[{"MsgSeq":"x"}]""")]
    [InlineData("""[{"MsgSeq":1.5}]""")]
    [InlineData("""[{"MsgBody":{}}]""")]
    [InlineData("""[{"MsgBody":[[]]}]""")]
    public void Passes_over_a_message_of_the_wrong_shape(string payload)
    {
        Assert.True(new PushEvent(9, "C2cMsgArray", RawJson.Parse(payload), default).Is(Pushes.C2CMessages, out var messages));
        Assert.Null(Assert.Single(messages));
    }

    [Theory]
    [InlineData("""[{"C2cReadedReceipt":{"UinPairReadArray":[]}}]""")]
    [InlineData("""[{"C2cReadedReceipt":{"To_Account":"bob"}}]""")]
    [InlineData("""[{"ReadC2cMsgNotify":{}}]""")]
    public void Passes_over_read_receipts_that_lack_a_field(string payload)
    {
        Assert.True(new PushEvent(10, "C2cNotifyMsgArray", RawJson.Parse(payload), default).Is(Pushes.C2CNotifications, out var notifications));
        Assert.Null(Assert.Single(notifications));
    }

    [Fact]
    public void An_event_that_is_its_own_payload_is_known_by_its_code()
    {
        var body = PushBody.Parse("""{"EventArray":[{"Event":16,"Peer_Account":"bob","PeerReadTime":17,"C2cMsgInfo":[{"TinyId":"5","MsgClientTime":4,"MsgRandom":2}]},{"Event":24,"Level":2,"StartTime":1,"EndTime":2,"IsRepeated":1}]}"""u8);

        Assert.True(body.Events[0].Is(Pushes.ReadReceipts, out var receipts));
        Assert.Equal(("bob", 17), (receipts.Reader, receipts.PeerReadTime));
        Assert.Equal(new MessageIdentity { TinyId = "5", MsgClientTime = 4, MsgRandom = 2 }, Assert.Single(receipts.C2cMsgInfo));
        Assert.True(body.Events[1].Is(Pushes.DoNotDisturb, out var setting));
        Assert.Equal((2, 1L, 2L, 1), (setting.Level, setting.StartTime, setting.EndTime, setting.IsRepeated));
        Assert.False(body.Events[1].Is(Pushes.ReadReceipts, out _));
    }

    [Fact]
    public void An_event_that_is_its_own_payload_is_written_as_it_is_read()
    {
        var frame = Protocol.Frames.ServerFrame.Parse(PushFrame.Build(Pushes.ReadReceipts, new ReadReceiptsEvent { Reader = "bob", PeerReadTime = 17 }));

        Assert.Equal(
            """{"EventArray":[{"Event":16,"Peer_Account":"bob","PeerReadTime":17,"C2cMsgInfo":[]}],"NeedAck":0}""",
            System.Text.Encoding.UTF8.GetString(frame.Body));
    }
}
