using System.Text;
using Chat.Protocol.Commands;
using Chat.Protocol.Frames;
using Chat.Protocol.Messages;
using Chat.Protocol.Push;

namespace Chat.Benchmarks.Micro;

/// <summary>Frames of the usual size.</summary>
internal static class SampleFrames
{
    private const string Elements = """[{"MsgType":"TIMTextElem","MsgContent":{"Text":"a text of the usual length, as people write them to each other"}}]""";

    public static byte[] SendBody() => Wire.ToBytes(
        new SendC2CMessage { From = "alice", To = "bob", MsgSeq = 1, MsgRandom = 2, MsgClientTime = 1700000000, MsgBody = RawJson.Parse(Elements), SendMsgControl = [] },
        MessagesJson.Default.SendC2CMessage);

    /// <summary>A push with one message of bob.</summary>
    public static byte[] Push(long order) => PushFrame.Build(
        Pushes.C2CMessages,
        [
            new WireMessage
            {
                From = "bob",
                To = "alice",
                MsgSeq = order,
                MsgRandom = order,
                MsgTimeStamp = 1700000000,
                MsgClientTime = 1700000000,
                TinyId = "144115200000000002",
                MsgOrder = order,
                MsgBody = [new WireElement { MsgType = MessageTypes.Text, MsgContent = new RawJson(Encoding.UTF8.GetBytes("""{"Text":"hello"}""")) }],
            },
        ]);

    /// <summary>A reply to a frame of a client.</summary>
    public static byte[] Reply(ReadOnlySpan<byte> request, string body)
    {
        var frame = ClientFrame.Parse(request);
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        ServerFrame.Write(output, frame.Command, frame.Sequence, Encoding.UTF8.GetBytes(body));
        return output.WrittenSpan.ToArray();
    }
}
