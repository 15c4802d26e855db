using System.Reflection;
using System.Text;
using Chat.Protocol.Commands;
using Chat.Protocol.Frames;
using Chat.Protocol.Messages;
using Chat.Protocol.Push;
using Chat.Protocol.Sessions;
using Chat.Protocol.Tests.Commands;

namespace Chat.Protocol.Tests.Push;

public sealed class PushFrameSpecs
{
    public static TheoryData<string> PushNames => [.. Declared.Select(one => one.Name)];

    private static IEnumerable<FieldInfo> Declared =>
        typeof(Pushes).GetFields(BindingFlags.Public | BindingFlags.Static).Where(one => one.FieldType.IsAssignableTo(typeof(Chat.Protocol.Push.Push)));

    [Fact]
    public void Builds_the_kick_that_the_sdk_understands()
    {
        var frame = PushFrame.Build(
            PushFrame.ForceOfflineCommand,
            Pushes.C2CNotifications,
            [new C2CNotification { KickoutMsgNotify = new KickNotification { KickType = KickType.MultipleAccount } }]);

        Assert.Equal(
            """{"head":{"servcmd":"im_open_status.stat_forceoffline","seq":0},"body":{"EventArray":[{"Event":10,"C2cNotifyMsgArray":[{"KickoutMsgNotify":{"KickType":1}}]}],"NeedAck":0}}""",
            Encoding.UTF8.GetString(frame));
    }

    [Fact]
    public void Builds_the_read_receipt_that_the_sdk_understands()
    {
        var frame = PushFrame.Build(
            Pushes.C2CNotifications,
            [new C2CNotification { C2cReadedReceipt = new PeerReadNotification { Reader = "bob", UinPairReadArray = [new ReadTime { LastReadTime = 17 }] } }]);

        Assert.Equal(
            """{"head":{"servcmd":"im_open_push.msg_push","seq":0},"body":{"EventArray":[{"Event":10,"C2cNotifyMsgArray":[{"C2cReadedReceipt":{"To_Account":"bob","UinPairReadArray":[{"LastReadTime":17}]}}]}],"NeedAck":0}}""",
            Encoding.UTF8.GetString(frame));
    }

    [Fact]
    public void Message_contents_travel_byte_for_byte()
    {
        const string content = """{ "Text" : "\u0041 用😀\/" , "n":1.0 }""";
        var frame = PushFrame.Build(
            Pushes.C2CMessages, [new WireMessage { MsgBody = [new WireElement { MsgType = MessageTypes.Text, MsgContent = RawJson.Parse(content) }] }]);

        Assert.Contains(content, Encoding.UTF8.GetString(frame), StringComparison.Ordinal);
        var one = Assert.Single(PushBody.Parse(ServerFrame.Parse(frame).Body).Events);
        Assert.True(one.Is(Pushes.C2CMessages, out var messages));
        Assert.Equal(content, messages[0].MsgBody[0].MsgContent.ToString());
    }

    [Theory]
    [MemberData(nameof(PushNames))]
    public void Every_declared_push_is_read_back(string name)
    {
        var push = Declared.Single(field => field.Name == name).GetValue(null)!;

        typeof(PushFrameSpecs).GetMethod(nameof(RoundTrip), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(push.GetType().GetGenericArguments()).Invoke(null, [push]);
    }

    [Fact]
    public void Every_event_is_of_one_declared_push()
    {
        var pushes = Declared.Select(field => (Chat.Protocol.Push.Push)field.GetValue(null)!).ToList();
        var codes = pushes.Select(push => push.EventCode).ToList();
        var keys = pushes.Where(push => !push.NeedsCode).Select(push => push.PayloadKey).ToList();

        Assert.Equal(codes.Distinct(), codes);
        Assert.NotEmpty(keys);
        Assert.Equal(keys.Distinct(StringComparer.Ordinal), keys);
        Assert.Empty(pushes.Where(push => push.NeedsCode).Select(push => push.PayloadKey).Intersect(keys));
    }

    private static void RoundTrip<T>(Push<T> push)
    {
        var payload = (T)SampleValues.Of(typeof(T));

        var frame = ServerFrame.Parse(PushFrame.Build(push, payload));

        Assert.Equal("im_open_push.msg_push", Encoding.UTF8.GetString(frame.Command));
        var body = PushBody.Parse(frame.Body);
        Assert.False(body.NeedsAck);
        var one = Assert.Single(body.Events);
        Assert.Equal(push.EventCode, one.Code);
        Assert.True(one.Is(push, out var read));
        Assert.Equal(Encoding.UTF8.GetString(Wire.ToBytes(payload, push.Payload)), Encoding.UTF8.GetString(Wire.ToBytes(read, push.Payload)));
    }
}
