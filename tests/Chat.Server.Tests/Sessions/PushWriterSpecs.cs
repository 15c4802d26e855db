using System.Buffers;
using System.Text;
using Chat.Protocol.Frames;
using Chat.Protocol.Push;
using Chat.Server.Sessions;
using CsCheck;

namespace Chat.Server.Tests.Sessions;

public sealed class PushWriterSpecs
{
    [Fact]
    public void Messages_that_wait_together_share_one_frame_and_one_acknowledgement() => Gen.Select(Gen.Int[0, 1], Gen.Long[1, long.MaxValue / 2]).Array[1, 20].Sample(items =>
    {
        var positions = items.Select(item => item.Item1 == 0 ? 0 : item.Item2).ToArray();
        var messages = positions.Select((position, i) => new Outgoing(Encoding.UTF8.GetBytes($$"""{"MsgSeq":{{i}}}"""), position)).ToArray();
        var output = new ArrayBufferWriter<byte>();

        PushWriter.Write(output, messages);

        Assert.Equal(PushWriter.Length(messages), output.WrittenCount);
        var body = PushBody.Parse(ServerFrame.Parse(output.WrittenSpan).Body);
        Assert.True(Assert.Single(body.Events).Is(Pushes.C2CMessages, out var read));
        Assert.Equal(messages.Length, read.Length);
        var last = positions.LastOrDefault(position => position > 0);
        Assert.Equal(last > 0, body.NeedsAck);
        Assert.Equal(last > 0 ? $"{last}" : "", body.SessionData);
    });
}
