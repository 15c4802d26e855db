using System.Buffers.Text;
using Chat.Server.Commands;

namespace Chat.Server.Messages;

/// <summary>Body of the reply to a send, the same over both doors.</summary>
internal static class SendReply
{
    public static void Answer(CommandContext context, SendMessage message, long time, long order)
    {
        Span<byte> body = stackalloc byte[320];
        var at = 0;
        Append(body, ref at, "{\"ActionStatus\":\"OK\",\"ErrorCode\":0,\"ErrorInfo\":\"\",\"MsgTime\":"u8, time);
        Append(body, ref at, ",\"MsgKey\":\""u8, message.MsgSeq);
        Append(body, ref at, "_"u8, message.Random);
        Append(body, ref at, "_"u8, time);
        Append(body, ref at, "\",\"MsgOrder\":"u8, order);
        Append(body, ref at, ",\"MsgId\":\""u8, long.Parse(message.From.TinyId, System.Globalization.CultureInfo.InvariantCulture));
        Append(body, ref at, "-"u8, message.ClientTime);
        Append(body, ref at, "-"u8, message.Random);
        "\"}"u8.CopyTo(body[at..]);
        context.Reply(body[..(at + 2)]);
    }

    private static void Append(Span<byte> target, ref int at, ReadOnlySpan<byte> text, long number)
    {
        text.CopyTo(target[at..]);
        at += text.Length;
        Utf8Formatter.TryFormat(number, target[at..], out var digits);
        at += digits;
    }
}
