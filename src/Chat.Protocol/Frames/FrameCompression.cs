using System.Buffers;
using System.IO.Compression;

namespace Chat.Protocol.Frames;

/// <summary>
/// Compressed frames: the four ASCII bytes <c>COMP</c> followed by a zlib or gzip stream of the JSON text. Only on binary sockets whose client
/// announced <c>compress=gzip</c> in the address.
/// </summary>
public static class FrameCompression
{
    private const int GzipMagic = 0x1F;

    public static ReadOnlySpan<byte> Marker => "COMP"u8;

    public static bool IsCompressed(ReadOnlySpan<byte> message) => message.StartsWith(Marker);

    /// <summary>Returns the JSON text of a compressed message.</summary>
    /// <exception cref="FrameException">The stream is damaged or inflates to more than <paramref name="maxBytes"/>.</exception>
    public static byte[] Decompress(ReadOnlyMemory<byte> message, int maxBytes)
    {
        if (!IsCompressed(message.Span) || message.Length < Marker.Length + 2)
        {
            throw new FrameException("The message is not a compressed frame.");
        }

        var packed = message[Marker.Length..];
        var source = new MemoryStream(packed.ToArray(), writable: false);
        try
        {
            using Stream inflater = packed.Span[0] == GzipMagic
                ? new GZipStream(source, CompressionMode.Decompress)
                : new ZLibStream(source, CompressionMode.Decompress);
            return ReadAll(inflater, maxBytes);
        }
        // Most damage is an InvalidDataException; a stream that asks for a dictionary is a ZLibException, which is an IOException.
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            throw new FrameException("The compressed frame is damaged.", e);
        }
    }

    /// <summary>Writes the marker and a zlib stream of <paramref name="json"/>.</summary>
    public static void Compress(ReadOnlySpan<byte> json, IBufferWriter<byte> output)
    {
        output.Write(Marker);
        using var target = new MemoryStream(json.Length / 2);
        using (var deflater = new ZLibStream(target, CompressionLevel.Fastest, leaveOpen: true))
        {
            deflater.Write(json);
        }

        output.Write(target.GetBuffer().AsSpan(0, (int)target.Length));
    }

    /// <summary>Reads a stream to its end, at most <paramref name="maxBytes"/>: the guard against streams that inflate without bound.</summary>
    internal static byte[] ReadAll(Stream stream, int maxBytes)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Math.Min(maxBytes, 16 * 1024) + 1);
        try
        {
            var length = 0;
            while (true)
            {
                var read = stream.Read(buffer, length, buffer.Length - length);
                if (read == 0)
                {
                    return buffer.AsSpan(0, length).ToArray();
                }

                length += read;
                if (length > maxBytes)
                {
                    throw new FrameException($"The compressed data exceeds {maxBytes} bytes.");
                }

                if (length == buffer.Length)
                {
                    var larger = ArrayPool<byte>.Shared.Rent(Math.Min(buffer.Length * 2, maxBytes + 1));
                    buffer.AsSpan(0, length).CopyTo(larger);
                    ArrayPool<byte>.Shared.Return(buffer);
                    buffer = larger;
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
