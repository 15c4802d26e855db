using System.Text;
using System.Text.Json;
using Chat.Protocol.Frames;
using Chat.Protocol.Push;
using CsCheck;

namespace Chat.Protocol.Tests.Frames;

/// <summary>Messages that were frames once: whatever was done to them, a reader either reads a frame or says that it is none.</summary>
public sealed class FrameMutationSpecs
{
    private static readonly string[] Originals =
    [
        """{"head":{"ver":"v4","platform":7,"sdkappid":1400000001,"identifier":"ali\u0063e","usersig":"eJyr","status_instid":12,"servcmd":"openim.sendmsg","seq":12},"body":{"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"\ud83d\ude00 \"é用😀"}}],"MsgSeq":1.0e3}}""",
        """{"body":{"a":[[],{},null,true,-0.5e-7]},"head":{"seq":-1,"servcmd":"a\/b.c","a2":"\\\t"},"x":{"y":[{"z":1}]}}""",
        """{"EventArray":[{"Event":9,"C2cMsgArray":[{"From_Account":"a","MsgBody":[{"MsgType":"t","MsgContent":{"k":[1, 2]}}]}]},{"Event":10,"C2cNotifyMsgArray":[{"C2cReadedReceipt":{"To_Account":"b","UinPairReadArray":[{"LastReadTime":1}]}}]}],"NeedAck":1,"SessionData":"s\u0041","Flag":1}""",
    ];

    private static readonly byte[] Interesting = "{}[]\",:\\u0-1e.nt \0\u00ff"u8.ToArray();

    private static readonly Gen<(int Kind, double Place, byte Value, int Count)> OneEdit =
        Gen.Select(Gen.Int[0, 5], Gen.Double[0, 1], Gen.Frequency((3, Gen.OneOf(Interesting)), (1, Gen.Byte)), Gen.Int[1, 40]);

    private static readonly Gen<byte[]> Mutated =
        Gen.Select(
            Gen.OneOf(Originals),
            Gen.Frequency((4, OneEdit.Array[1]), (1, OneEdit.Array[2, 4])),
            (original, edits) => edits.Aggregate(Encoding.UTF8.GetBytes(original), Edit));

    [Fact]
    public void Client_frames_are_read_or_refused()
    {
        Mutated.Sample(message =>
        {
            try
            {
                var frame = ClientFrame.Parse(message);
                Assert.False(frame.Command.IsEmpty);
                AssertJson(frame.Body);
            }
            catch (FrameException)
            {
                // Refused, which is fine; any other exception is not.
            }
        }, iter: 20_000);
    }

    [Fact]
    public void Server_frames_are_read_or_refused()
    {
        Mutated.Sample(message =>
        {
            try
            {
                var frame = ServerFrame.Parse(message);
                Assert.False(frame.Command.IsEmpty);
                AssertJson(frame.Body);
            }
            catch (FrameException)
            {
                // Refused.
            }
        }, iter: 20_000);
    }

    [Fact]
    public void Pushes_are_read_or_refused()
    {
        Mutated.Sample(message =>
        {
            try
            {
                foreach (var one in PushBody.Parse(message).Events)
                {
                    AssertJson(one.Payload.Utf8.Span);
                    one.Is(Pushes.C2CMessages, out _);
                    one.Is(Pushes.C2CNotifications, out _);
                }
            }
            catch (FrameException)
            {
                // Refused.
            }
        }, iter: 20_000);
    }

    private static void AssertJson(ReadOnlySpan<byte> body)
    {
        if (!body.IsEmpty)
        {
            JsonDocument.Parse(body.ToArray()).Dispose();
        }
    }

    private static byte[] Edit(byte[] message, (int Kind, double Place, byte Value, int Count) edit)
    {
        var at = (int)(edit.Place * (message.Length - 1));
        if (message.Length == 0)
        {
            return [edit.Value];
        }

        var end = Math.Min(message.Length, at + edit.Count);
        return edit.Kind switch
        {
            0 => [.. message[..at], edit.Value, .. message[(at + 1)..]],
            1 => [.. message[..at], edit.Value, .. message[at..]],
            2 => [.. message[..at], .. message[end..]],
            3 => [.. message[..end], .. message[at..]],
            4 => message[..at],
            _ => [.. message[..at], .. Enumerable.Repeat(edit.Value, edit.Count * 4), .. message[at..]],
        };
    }
}
