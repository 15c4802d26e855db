using System.Buffers;
using System.Buffers.Text;

namespace Chat.Server.Sessions;

/// <summary>Puts messages that wait together into one push frame with one acknowledgement (wire reference, core §7.1).</summary>
public static class PushWriter
{
    private static ReadOnlySpan<byte> Start =>
        "{\"head\":{\"servcmd\":\"im_open_push.msg_push\",\"seq\":0},\"body\":{\"EventArray\":[{\"Event\":9,\"C2cMsgArray\":["u8;

    private static ReadOnlySpan<byte> GroupStart =>
        "{\"head\":{\"servcmd\":\"im_open_push.msg_push\",\"seq\":0},\"body\":{\"EventArray\":[{\"Event\":3,\"GroupMsgArray\":["u8;

    private static ReadOnlySpan<byte> NoAck => "]}],\"NeedAck\":0}}"u8;

    private static ReadOnlySpan<byte> AckStart => "]}],\"NeedAck\":1,\"SessionData\":\""u8;

    private static ReadOnlySpan<byte> AckEnd => "\"}}"u8;

    /// <summary>Bytes of the frame around messages, which are all of groups or none of them.</summary>
    public static int Length(ReadOnlySpan<Outgoing> messages)
    {
        var length = StartOf(messages).Length + messages.Length - 1;
        foreach (var message in messages)
        {
            length += message.Data.Length;
        }

        var position = LastPosition(messages);
        return length + (position == 0 ? NoAck.Length : AckStart.Length + Digits(position) + AckEnd.Length);
    }

    /// <summary>Writes exactly <see cref="Length"/> bytes.</summary>
    public static void Write(IBufferWriter<byte> output, ReadOnlySpan<Outgoing> messages)
    {
        output.Write(StartOf(messages));
        for (var i = 0; i < messages.Length; i++)
        {
            if (i > 0)
            {
                output.Write(","u8);
            }

            output.Write(messages[i].Data);
        }

        var position = LastPosition(messages);
        if (position == 0)
        {
            output.Write(NoAck);
            return;
        }

        Span<byte> digits = stackalloc byte[20];
        Utf8Formatter.TryFormat(position, digits, out var count);
        output.Write(AckStart);
        output.Write(digits[..count]);
        output.Write(AckEnd);
    }

    private static ReadOnlySpan<byte> StartOf(ReadOnlySpan<Outgoing> messages) => messages[0].IsGroupMessage ? GroupStart : Start;

    /// <summary>Positions grow along a session's queue; messages that are not stored, and those of groups, have none.</summary>
    private static long LastPosition(ReadOnlySpan<Outgoing> messages)
    {
        for (var i = messages.Length - 1; i >= 0; i--)
        {
            if (messages[i].Position > 0)
            {
                return messages[i].Position;
            }
        }

        return 0;
    }

    private static int Digits(long number)
    {
        var digits = 1;
        for (; number >= 10; number /= 10)
        {
            digits++;
        }

        return digits;
    }
}
