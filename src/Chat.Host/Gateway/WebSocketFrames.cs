using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Chat.Host.Gateway;

internal enum WebSocketOpcode
{
    Continuation = 0,
    Text = 1,
    Binary = 2,
    Close = 8,
    Ping = 9,
    Pong = 10,
}

/// <summary>One frame as it lies in the receive buffer, payload still masked.</summary>
internal readonly record struct WebSocketFrame(WebSocketOpcode Opcode, bool IsFinal, uint Mask, ReadOnlySequence<byte> Payload);

/// <summary>The client broke RFC 6455; <see cref="CloseCode"/> is what to tell it.</summary>
internal sealed class WebSocketProtocolException(int closeCode, string message) : Exception(message)
{
    public int CloseCode { get; } = closeCode;
}

/// <summary>
/// RFC 6455 framing of the server side, on buffers. The gateway does it itself because one read then yields all frames that have arrived and
/// one write carries all that are queued, which is what a message costs.
/// </summary>
internal static class WebSocketFrames
{
    public const int MaxHeaderLength = 10;
    public const int NormalClosure = 1000;
    public const int GoingAway = 1001;
    public const int ProtocolError = 1002;
    public const int MessageTooBig = 1009;

    private const int MaxControlPayload = 125;
    private const byte FinalBit = 0x80;
    private const byte ReservedBits = 0x70;
    private const byte MaskBit = 0x80;

    /// <summary>Takes the next complete frame off the buffer.</summary>
    /// <exception cref="WebSocketProtocolException">The frame is malformed or larger than allowed.</exception>
    public static bool TryRead(ref ReadOnlySequence<byte> buffer, int maxPayload, out WebSocketFrame frame)
    {
        frame = default;
        if (buffer.Length < 6)
        {
            return false;
        }

        Span<byte> header = stackalloc byte[14];
        var available = (int)Math.Min(buffer.Length, header.Length);
        buffer.Slice(0, available).CopyTo(header);
        if ((header[0] & ReservedBits) != 0 || (header[1] & MaskBit) == 0)
        {
            throw new WebSocketProtocolException(ProtocolError, "unmasked frame or reserved bits");
        }

        var opcode = (WebSocketOpcode)(header[0] & 0x0F);
        var isFinal = (header[0] & FinalBit) != 0;
        var isControl = opcode >= WebSocketOpcode.Close;
        long length = header[1] & 0x7F;
        var at = 2;
        if (length == 126)
        {
            length = BinaryPrimitives.ReadUInt16BigEndian(header[2..]);
            at = 4;
        }
        else if (length == 127)
        {
            if (available < 10)
            {
                return false;
            }

            length = BinaryPrimitives.ReadInt64BigEndian(header[2..]);
            at = 10;
        }

        if (!Enum.IsDefined(opcode) || (isControl && (!isFinal || length > MaxControlPayload)))
        {
            throw new WebSocketProtocolException(ProtocolError, "unknown or malformed frame type");
        }

        if (length < 0 || length > maxPayload)
        {
            throw new WebSocketProtocolException(MessageTooBig, $"frame larger than {maxPayload} bytes");
        }

        if (buffer.Length < at + 4 + length)
        {
            return false;
        }

        var mask = MemoryMarshal.Read<uint>(header[at..]);
        frame = new WebSocketFrame(opcode, isFinal, mask, buffer.Slice(at + 4, length));
        buffer = buffer.Slice(at + 4 + length);
        return true;
    }

    /// <summary>Copies a payload out of the receive buffer and removes the mask.</summary>
    public static void Unmask(in WebSocketFrame frame, Span<byte> target)
    {
        frame.Payload.CopyTo(target);
        var wide = new Vector<uint>(frame.Mask);
        var words = MemoryMarshal.Cast<byte, uint>(target);
        var i = 0;
        for (; i <= words.Length - Vector<uint>.Count; i += Vector<uint>.Count)
        {
            (new Vector<uint>(words[i..]) ^ wide).CopyTo(words[i..]);
        }

        for (; i < words.Length; i++)
        {
            words[i] ^= frame.Mask;
        }

        Span<byte> mask = stackalloc byte[4];
        MemoryMarshal.Write(mask, frame.Mask);
        for (var tail = words.Length * 4; tail < target.Length; tail++)
        {
            target[tail] ^= mask[tail & 3];
        }
    }

    /// <summary>Writes the header of an unmasked, final frame; returns its length.</summary>
    public static int WriteHeader(Span<byte> target, WebSocketOpcode opcode, int payloadLength)
    {
        target[0] = (byte)(FinalBit | (int)opcode);
        if (payloadLength <= 125)
        {
            target[1] = (byte)payloadLength;
            return 2;
        }

        if (payloadLength <= ushort.MaxValue)
        {
            target[1] = 126;
            BinaryPrimitives.WriteUInt16BigEndian(target[2..], (ushort)payloadLength);
            return 4;
        }

        target[1] = 127;
        BinaryPrimitives.WriteInt64BigEndian(target[2..], payloadLength);
        return 10;
    }

    /// <summary>A whole control frame.</summary>
    public static byte[] Control(WebSocketOpcode opcode, ReadOnlySpan<byte> payload)
    {
        var frame = new byte[2 + payload.Length];
        WriteHeader(frame, opcode, payload.Length);
        payload.CopyTo(frame.AsSpan(2));
        return frame;
    }

    public static byte[] Close(int code)
    {
        Span<byte> payload = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(payload, (ushort)code);
        return Control(WebSocketOpcode.Close, payload);
    }
}
