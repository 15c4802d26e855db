using System.Buffers;
using System.Buffers.Binary;
using Chat.Host.Gateway;
using CsCheck;

namespace Chat.Host.Tests.Gateway;

public sealed class WebSocketFramesSpecs
{
    private const int MaxPayload = 70_000;

    /// <summary>Whatever the length, the mask and the way the bytes are split over segments, the payload comes out as it went in.</summary>
    [Fact]
    public void Frames_survive_any_split() => Gen.Select(
        Gen.Byte.Array[0, 300].Array[1, 5], Gen.UInt, Gen.Int[1, 40]).Sample((payloads, mask, piece) =>
    {
        var wire = payloads.SelectMany(payload => Encode(WebSocketOpcode.Binary, payload, mask)).ToArray();
        var buffer = Split(wire, piece);
        foreach (var payload in payloads)
        {
            Assert.True(WebSocketFrames.TryRead(ref buffer, MaxPayload, out var frame));
            var target = new byte[frame.Payload.Length];
            WebSocketFrames.Unmask(frame, target);
            Assert.Equal(payload, target);
        }

        Assert.True(buffer.IsEmpty);
    });

    [Theory]
    [InlineData(0)]
    [InlineData(125)]
    [InlineData(126)]
    [InlineData(65535)]
    [InlineData(65536)]
    public void Every_kind_of_length_is_read(int length)
    {
        var payload = Enumerable.Range(0, length).Select(i => (byte)i).ToArray();
        var buffer = Split(Encode(WebSocketOpcode.Text, payload, 0xA1B2C3D4), 1000);

        Assert.True(WebSocketFrames.TryRead(ref buffer, MaxPayload, out var frame));

        var target = new byte[length];
        WebSocketFrames.Unmask(frame, target);
        Assert.Equal(payload, target);
        Assert.Equal(WebSocketOpcode.Text, frame.Opcode);
    }

    [Fact]
    public void Half_a_frame_waits_for_the_rest()
    {
        var wire = Encode(WebSocketOpcode.Binary, new byte[300], 7);
        for (var length = 0; length < wire.Length; length++)
        {
            var part = new ReadOnlySequence<byte>(wire, 0, length);
            Assert.False(WebSocketFrames.TryRead(ref part, MaxPayload, out _));
            Assert.Equal(length, part.Length);
        }
    }

    [Theory]
    [InlineData(new byte[] { 0x82, 0x05, 1, 2, 3, 4, 5 }, WebSocketFrames.ProtocolError)] // not masked
    [InlineData(new byte[] { 0xC2, 0x80, 0, 0, 0, 0 }, WebSocketFrames.ProtocolError)] // reserved bit
    [InlineData(new byte[] { 0x83, 0x80, 0, 0, 0, 0 }, WebSocketFrames.ProtocolError)] // unknown type
    [InlineData(new byte[] { 0x09, 0x80, 0, 0, 0, 0 }, WebSocketFrames.ProtocolError)] // control frame in pieces
    [InlineData(new byte[] { 0x89, 0xFE, 0, 126, 0, 0, 0, 0 }, WebSocketFrames.ProtocolError)] // control frame too long
    [InlineData(new byte[] { 0x82, 0xFF, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 }, WebSocketFrames.MessageTooBig)] // negative length
    [InlineData(new byte[] { 0x82, 0xFF, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0 }, WebSocketFrames.MessageTooBig)]
    public void Broken_frames_are_refused_before_their_payload(byte[] wire, int code)
    {
        var buffer = new ReadOnlySequence<byte>(wire);

        Assert.Equal(code, Assert.Throws<WebSocketProtocolException>(() => WebSocketFrames.TryRead(ref buffer, MaxPayload, out _)).CloseCode);
    }

    [Fact]
    public void Random_bytes_never_do_worse_than_a_protocol_error() => Gen.Byte.Array[0, 64].Sample(bytes =>
    {
        var buffer = new ReadOnlySequence<byte>(bytes);
        try
        {
            while (WebSocketFrames.TryRead(ref buffer, MaxPayload, out _))
            {
                Assert.True(buffer.Length < bytes.Length);
            }
        }
        catch (WebSocketProtocolException)
        {
            // What a broken client deserves.
        }
    });

    private static byte[] Encode(WebSocketOpcode opcode, byte[] payload, uint mask)
    {
        var header = payload.Length <= 125 ? 2 : payload.Length <= ushort.MaxValue ? 4 : 10;
        var wire = new byte[header + 4 + payload.Length];
        wire[0] = (byte)(0x80 | (int)opcode);
        wire[1] = (byte)(0x80 | (header == 2 ? payload.Length : header == 4 ? 126 : 127));
        if (header == 4)
        {
            BinaryPrimitives.WriteUInt16BigEndian(wire.AsSpan(2), (ushort)payload.Length);
        }
        else if (header == 10)
        {
            BinaryPrimitives.WriteInt64BigEndian(wire.AsSpan(2), payload.Length);
        }

        BinaryPrimitives.WriteUInt32BigEndian(wire.AsSpan(header), mask);
        for (var i = 0; i < payload.Length; i++)
        {
            wire[header + 4 + i] = (byte)(payload[i] ^ wire[header + (i % 4)]);
        }

        return wire;
    }

    private static ReadOnlySequence<byte> Split(byte[] bytes, int piece)
    {
        var first = new Segment(bytes.AsMemory(0, Math.Min(piece, bytes.Length)));
        var last = first;
        for (var at = piece; at < bytes.Length; at += piece)
        {
            last = last.Append(bytes.AsMemory(at, Math.Min(piece, bytes.Length - at)));
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory) => Memory = memory;

        public Segment Append(ReadOnlyMemory<byte> memory)
        {
            var next = new Segment(memory) { RunningIndex = RunningIndex + Memory.Length };
            Next = next;
            return next;
        }
    }
}
