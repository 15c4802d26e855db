using System.Buffers;
using System.Buffers.Binary;

namespace Chat.Actors.Media;

/// <summary>
/// Width and height of a picture in pixels as shown, read from the beginning of its file (PNG, JPEG, GIF, BMP, WebP); 0 × 0 for anything else, as in a
/// browser that cannot load it.
/// </summary>
internal static class ImageDimensions
{
    /// <summary>Cameras put previews and colour profiles before the size.</summary>
    private const int HeadBytes = 256 * 1024;

    /// <summary>EXIF orientations from here on lie on their side.</summary>
    private const int FirstTurned = 5;
    private const int LastTurned = 8;
    private const int OrientationTag = 0x0112;

    public static async Task<(int Width, int Height)> ReadAsync(Stream picture, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(HeadBytes);
        try
        {
            var length = await picture.ReadAtLeastAsync(buffer.AsMemory(0, HeadBytes), HeadBytes, throwOnEndOfStream: false, cancellationToken);
            return Read(buffer.AsSpan(0, length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public static (int Width, int Height) Read(ReadOnlySpan<byte> head)
    {
        var size = head switch
        {
            [0x89, (byte)'P', (byte)'N', (byte)'G', ..] when head.Length >= 24 => (Big32(head[16..]), Big32(head[20..])),
            [(byte)'G', (byte)'I', (byte)'F', ..] when head.Length >= 10 => (Little16(head[6..]), Little16(head[8..])),
            [(byte)'B', (byte)'M', ..] when head.Length >= 26 => (Little32(head[18..]), Math.Abs((long)Little32(head[22..]))),
            [(byte)'R', (byte)'I', (byte)'F', (byte)'F', ..] when head.Length >= 30 && head[8..].StartsWith("WEBP"u8) => WebP(head),
            [0xFF, 0xD8, ..] => Jpeg(head),
            _ => (0L, 0L),
        };
        return size is ( > 0 and <= int.MaxValue, > 0 and <= int.MaxValue) ? ((int)size.Item1, (int)size.Item2) : (0, 0);
    }

    private static (long Width, long Height) WebP(ReadOnlySpan<byte> head)
    {
        var kind = head[12..16];
        if (kind.SequenceEqual("VP8X"u8))
        {
            return (1 + Little24(head[24..]), 1 + Little24(head[27..]));
        }

        if (kind.SequenceEqual("VP8L"u8))
        {
            var bits = (uint)Little32(head[21..]);
            return (1 + (bits & 0x3FFF), 1 + ((bits >> 14) & 0x3FFF));
        }

        return kind.SequenceEqual("VP8 "u8) ? (Little16(head[26..]) & 0x3FFF, Little16(head[28..]) & 0x3FFF) : (0, 0);
    }

    private static (long Width, long Height) Jpeg(ReadOnlySpan<byte> head)
    {
        var isTurned = false;
        for (var at = 2; at + 9 <= head.Length && head[at] == 0xFF;)
        {
            var marker = head[at + 1];
            if (marker is 0xFF)
            {
                // Filling before a marker.
                at++;
                continue;
            }

            // The frames: all of C0 to CF but the tables C4, C8 and CC.
            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
            {
                var (width, height) = (Big16(head[(at + 7)..]), Big16(head[(at + 5)..]));
                return isTurned ? (height, width) : (width, height);
            }

            var length = Big16(head[(at + 2)..]);
            var next = at + 2 + length;
            if (marker == 0xE1 && next <= head.Length && length > 2)
            {
                isTurned |= IsTurned(head[(at + 4)..next]);
            }

            at = next;
        }

        return (0, 0);
    }

    /// <summary>Looks for the orientation in the first directory of an EXIF block.</summary>
    private static bool IsTurned(ReadOnlySpan<byte> exif)
    {
        if (!exif.StartsWith("Exif\0\0"u8) || exif.Length < 14)
        {
            return false;
        }

        var tiff = exif[6..];
        var isBig = tiff[0] == 'M';
        var directory = isBig ? Big32(tiff[4..]) : Little32(tiff[4..]);
        if (directory < 8 || directory > tiff.Length - 2)
        {
            return false;
        }

        var entries = tiff[(int)directory..];
        var count = Short(entries);
        for (var i = 0; i < count && 2 + ((i + 1) * 12) <= entries.Length; i++)
        {
            var entry = entries.Slice(2 + (i * 12), 12);
            if (Short(entry) == OrientationTag)
            {
                return Short(entry[8..]) is >= FirstTurned and <= LastTurned;
            }
        }

        return false;

        int Short(ReadOnlySpan<byte> bytes) => isBig ? Big16(bytes) : Little16(bytes);
    }

    private static int Big16(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt16BigEndian(bytes);

    private static int Little16(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt16LittleEndian(bytes);

    private static int Little24(ReadOnlySpan<byte> bytes) => Little16(bytes) | (bytes[2] << 16);

    private static long Big32(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt32BigEndian(bytes);

    private static int Little32(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadInt32LittleEndian(bytes);
}
