using System.Buffers;
using System.IO.Compression;
using System.Text;
using Chat.Protocol.Frames;
using CsCheck;

namespace Chat.Protocol.Tests.Frames;

public sealed class FrameCompressionSpecs
{
    private const int Limit = 1024 * 1024;

    private static readonly byte[] Json = Encoding.UTF8.GetBytes(
        "{\"head\":{\"servcmd\":\"openim.getroammsg\",\"seq\":5},\"body\":{\"Text\":\"" + string.Concat(Enumerable.Range(0, 60).Select(i => $"{i * 7919} 用户😀 ")) + "\"}}");

    public static TheoryData<bool, CompressionLevel> Streams
    {
        get
        {
            var streams = new TheoryData<bool, CompressionLevel>();
            foreach (var level in Enum.GetValues<CompressionLevel>())
            {
                streams.Add(false, level);
                streams.Add(true, level);
            }

            return streams;
        }
    }

    [Theory]
    [MemberData(nameof(Streams))]
    public void Reads_zlib_and_gzip_streams(bool gzip, CompressionLevel level)
    {
        var message = Pack(Json, gzip, level);

        Assert.True(FrameCompression.IsCompressed(message));
        Assert.Equal(Json, FrameCompression.Decompress(message, Limit));
    }

    [Fact]
    public void Writes_the_marker_and_a_zlib_stream()
    {
        var message = Compress(Json);

        Assert.Equal("COMP"u8.ToArray(), message[..4]);
        using var zlib = new ZLibStream(new MemoryStream(message, 4, message.Length - 4), CompressionMode.Decompress);
        using var text = new MemoryStream();
        zlib.CopyTo(text);
        Assert.Equal(Json, text.ToArray());
    }

    [Fact]
    public void What_is_written_is_read_back()
    {
        Gen.Byte.Array[0, 40_000].Sample(data => Assert.Equal(data, FrameCompression.Decompress(Compress(data), 40_000)), iter: 100);
    }

    [Fact]
    public void Plain_frames_are_not_compressed()
    {
        Assert.False(FrameCompression.IsCompressed(Json));
        Assert.False(FrameCompression.IsCompressed("COM"u8));
        Assert.False(FrameCompression.IsCompressed("comp1234"u8));
        Assert.False(FrameCompression.IsCompressed(default));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    [InlineData(4096)]
    [InlineData(16 * 1024)]
    [InlineData((16 * 1024) + 1)]
    [InlineData(32 * 1024)]
    [InlineData(100_000)]
    public void The_limit_is_exact(int size)
    {
        var data = Enumerable.Range(0, size).Select(i => (byte)(i * 31 % 251)).ToArray();
        foreach (var gzip in new[] { false, true })
        {
            var message = Pack(data, gzip);

            Assert.Equal(data, FrameCompression.Decompress(message, size));
            Assert.Throws<FrameException>(() => FrameCompression.Decompress(message, size - 1));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Refuses_streams_that_inflate_without_bound_before_they_fill_the_memory(bool gzip)
    {
        var bomb = Pack(new byte[100 * 1024 * 1024], gzip);
        Assert.Throws<FrameException>(() => FrameCompression.Decompress(bomb, Limit));

        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<FrameException>(() => FrameCompression.Decompress(bomb, Limit));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 5 * Limit);
    }

    [Theory]
    [InlineData("")]
    [InlineData("CO")]
    [InlineData("COMP")]
    [InlineData("COMPx")]
    [InlineData("COMPxx")]
    [InlineData("COMP{\"head\":{\"servcmd\":\"a.b\"}}")]
    [InlineData("{\"head\":{\"servcmd\":\"a.b\"}}")]
    public void Refuses_what_is_no_stream(string message)
    {
        Assert.Throws<FrameException>(() => FrameCompression.Decompress(Encoding.ASCII.GetBytes(message), Limit));
    }

    [Fact]
    public void Refuses_a_stream_that_asks_for_a_dictionary()
    {
        byte[] message = [.. "COMP"u8, 0x78, 0xBB, 1, 2, 3, 4, .. Compress(Json)[6..]];

        Assert.Throws<FrameException>(() => FrameCompression.Decompress(message, Limit));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Refuses_a_wrong_checksum(bool gzip)
    {
        var message = Pack(Json, gzip);
        message[gzip ? ^5 : ^1] ^= 1;

        Assert.Throws<FrameException>(() => FrameCompression.Decompress(message, Limit));
    }

    /// <summary>A stream without its end is not refused by itself (the class library reads on to the end of the data), but never gives a frame.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_truncated_stream_gives_no_frame_unless_only_its_checksum_is_missing(bool gzip)
    {
        var message = Pack(Json, gzip);
        for (var length = 0; length < message.Length; length++)
        {
            if (Read(message[..length]) is { } text)
            {
                Assert.Equal(Json, text);
                Assert.InRange(message.Length - length, 1, 9);
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_stream_with_one_wrong_bit_gives_the_same_frame_or_none(bool gzip)
    {
        var message = Pack(Json, gzip);
        for (var bit = 0; bit < message.Length * 8; bit++)
        {
            var damaged = message.ToArray();
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            if (FrameCompression.IsCompressed(damaged) && Read(damaged) is { } text)
            {
                Assert.Equal(Json, text);
            }
        }
    }

    [Fact]
    public void Random_streams_are_read_or_refused()
    {
        var headers = Gen.OneOf<byte[]>([], [0x78, 0x9C], [0x78, 0x01], [0x78, 0xBB], [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0], [0x1F, 0x8B, 8, 0x1F], [0x1F]);
        Gen.Select(headers, Gen.Byte.Array[0, 200]).Sample((header, rest) =>
        {
            Read([.. "COMP"u8, .. header, .. rest]);
        }, iter: 5000);
    }

    /// <summary>The JSON text if the message can be read as a frame; null if it is refused. Any other exception fails the spec.</summary>
    private static byte[]? Read(byte[] message)
    {
        try
        {
            var text = FrameCompression.Decompress(message, Limit);
            ServerFrame.Parse(text);
            return text;
        }
        catch (FrameException)
        {
            return null;
        }
    }

    private static byte[] Compress(byte[] data)
    {
        var output = new ArrayBufferWriter<byte>();
        FrameCompression.Compress(data, output);
        return output.WrittenSpan.ToArray();
    }

    private static byte[] Pack(byte[] data, bool gzip, CompressionLevel level = CompressionLevel.Optimal)
    {
        using var output = new MemoryStream();
        output.Write("COMP"u8);
        using (Stream packer = gzip ? new GZipStream(output, level, leaveOpen: true) : new ZLibStream(output, level, leaveOpen: true))
        {
            packer.Write(data);
        }

        return output.ToArray();
    }
}
