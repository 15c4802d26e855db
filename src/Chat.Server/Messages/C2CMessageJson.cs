using System.Buffers;
using System.Buffers.Text;
using Chat.Server.Accounts;

namespace Chat.Server.Messages;

/// <summary>Switches of a stored message, bits of <c>message.flags</c>.</summary>
[Flags]
internal enum MessageFlags
{
    None = 0,
    NoUnread = 1,
    NoLastMessage = 2,
    NeedsReadReceipt = 4,
    SupportsExtension = 8,

    /// <summary>Never stored; only in pushes.</summary>
    OnlineOnly = 16,

    /// <summary>Kept out of the sender's own history and devices (REST, <c>SyncOtherMachine</c> 2).</summary>
    HiddenFromSender = 32,

    Recalled = 64,
    DeletedBySide0 = 128,
    DeletedBySide1 = 256,

    /// <summary>Not delivered, because the receiver discards messages of this conversation; the history has it.</summary>
    Withheld = 512,

    /// <summary>The receiver has blocked the sender: nobody but the sender ever sees it. Always with <see cref="Withheld"/>.</summary>
    Concealed = 1024,
}

/// <summary>The fields of a message beside its body.</summary>
internal readonly record struct MessageHeader(
    AccountInfo From, AccountInfo To, long MsgSeq, long Random, long Time, long ClientTime, long Order, MessageFlags Flags)
{
    /// <summary>Number of edits; 0 also where a message must look new (wire reference, messages §2).</summary>
    public long Version { get; init; }

    /// <summary>When the receiver sent a read receipt, UNIX seconds; 0 for never or for whom it is nothing to know.</summary>
    public long ReceiptTime { get; init; }

    /// <summary><c>OfflinePushInfo</c> as a JSON object; empty for none.</summary>
    public byte[]? PushInfo { get; init; }
}

/// <summary>
/// Writes message objects for clients (wire reference, messages §2). The body and the custom data are copied as they came, the rest is
/// a handful of numbers and prepared strings, so nothing is parsed or escaped again.
/// </summary>
internal static class C2CMessageJson
{
    /// <summary>Bytes of all names and numbers of a message, at most.</summary>
    private const int FixedSize = 768;

    public static byte[] Build(in MessageHeader header, ReadOnlySpan<byte> body, ReadOnlySpan<byte> cloudCustomData, ReadOnlySpan<byte> revoker = default)
    {
        var size = FixedSize + body.Length + cloudCustomData.Length + revoker.Length + (2 * header.From.UserIdJson.Length) + header.To.UserIdJson.Length
            + header.From.NickJson.Length + header.From.AvatarJson.Length + (header.PushInfo?.Length ?? 0);
        var buffer = ArrayPool<byte>.Shared.Rent(size);
        try
        {
            return buffer.AsSpan(0, Write(buffer, header, body, cloudCustomData, revoker)).ToArray();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public static void Write(IBufferWriter<byte> output, in MessageHeader header, ReadOnlySpan<byte> body, ReadOnlySpan<byte> cloudCustomData, ReadOnlySpan<byte> revoker = default)
    {
        var size = FixedSize + body.Length + cloudCustomData.Length + revoker.Length + (2 * header.From.UserIdJson.Length) + header.To.UserIdJson.Length
            + header.From.NickJson.Length + header.From.AvatarJson.Length + (header.PushInfo?.Length ?? 0);
        output.Advance(Write(output.GetSpan(size), header, body, cloudCustomData, revoker));
    }

    private static int Write(Span<byte> target, in MessageHeader header, ReadOnlySpan<byte> body, ReadOnlySpan<byte> cloudCustomData, ReadOnlySpan<byte> revoker = default)
    {
        var at = 0;
        Append(target, ref at, "{\"From_Account\":"u8);
        Append(target, ref at, header.From.UserIdJson);
        Append(target, ref at, ",\"To_Account\":"u8);
        Append(target, ref at, header.To.UserIdJson);
        Append(target, ref at, ",\"MsgSeq\":"u8, header.MsgSeq);
        Append(target, ref at, ",\"MsgRandom\":"u8, header.Random);
        Append(target, ref at, ",\"MsgTimeStamp\":"u8, header.Time);
        Append(target, ref at, ",\"MsgClientTime\":"u8, header.ClientTime);
        Append(target, ref at, ",\"TinyId\":"u8);
        Append(target, ref at, header.From.TinyIdJson);
        if (header.Order != 0)
        {
            Append(target, ref at, ",\"MsgOrder\":"u8, header.Order);
        }

        Append(target, ref at, ",\"MsgBody\":"u8);
        Append(target, ref at, body);
        Append(target, ref at, ",\"CloudCustomData\":"u8);
        Append(target, ref at, cloudCustomData.IsEmpty ? "\"\""u8 : cloudCustomData);
        if (header.From.NickJson.Length > 0)
        {
            Append(target, ref at, ",\"From_AccountNick\":"u8);
            Append(target, ref at, header.From.NickJson);
        }

        if (header.From.AvatarJson.Length > 0)
        {
            Append(target, ref at, ",\"From_AccountHeadurl\":"u8);
            Append(target, ref at, header.From.AvatarJson);
        }

        var flags = header.Flags;
        if ((flags & MessageFlags.OnlineOnly) != 0)
        {
            Append(target, ref at, ",\"MsgLifeTime\":0"u8);
        }

        if ((flags & MessageFlags.NeedsReadReceipt) != 0)
        {
            Append(target, ref at, ",\"IsNeedReadReceipt\":1"u8);
        }

        if ((flags & MessageFlags.SupportsExtension) != 0)
        {
            Append(target, ref at, ",\"SupportMessageExtension\":1"u8);
        }

        if ((flags & (MessageFlags.NoUnread | MessageFlags.NoLastMessage)) != 0)
        {
            Append(target, ref at, ",\"SendMsgControl\":{\"NoUnread\":"u8, (flags & MessageFlags.NoUnread) != 0 ? 1 : 0);
            Append(target, ref at, ",\"NoLastMsg\":"u8, (flags & MessageFlags.NoLastMessage) != 0 ? 1 : 0);
            Append(target, ref at, "}"u8);
        }

        if (header.Version > 0)
        {
            Append(target, ref at, ",\"MsgVersion\":"u8, header.Version);
        }

        if (header.ReceiptTime > 0)
        {
            Append(target, ref at, ",\"IsPeerRead\":1,\"PeerReadTime\":"u8, header.ReceiptTime);
        }

        if (header.PushInfo is { Length: > 0 } pushInfo)
        {
            Append(target, ref at, ",\"OfflinePushInfo\":"u8);
            Append(target, ref at, pushInfo);
        }

        if ((flags & MessageFlags.Withheld) != 0)
        {
            Append(target, ref at, ",\"IsWithheld\":1"u8);
        }

        if ((flags & MessageFlags.Recalled) != 0)
        {
            Append(target, ref at, ",\"MsgFlagBits\":8,\"RevokerInfo\":"u8);
            Append(target, ref at, revoker);
        }

        Append(target, ref at, "}"u8);
        return at;
    }

    private static void Append(Span<byte> target, ref int at, ReadOnlySpan<byte> text)
    {
        text.CopyTo(target[at..]);
        at += text.Length;
    }

    private static void Append(Span<byte> target, ref int at, ReadOnlySpan<byte> text, long number)
    {
        Append(target, ref at, text);
        Utf8Formatter.TryFormat(number, target[at..], out var digits);
        at += digits;
    }
}
