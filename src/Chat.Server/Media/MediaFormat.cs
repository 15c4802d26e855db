using Chat.Protocol.Media;

namespace Chat.Server.Media;

/// <summary>Tells what a file is by its first bytes; names and declared types are the sender's word only.</summary>
internal static class MediaFormat
{
    /// <summary>What is served for everything that is no known picture, sound or film.</summary>
    public const string Unknown = "application/octet-stream";

    private const int Image = 1;
    private const int Audio = 2;
    private const int Video = 4;

    private static readonly (int Offset, byte[] Bytes, int Is, string ContentType)[] Signatures =
    [
        (0, [0xFF, 0xD8, 0xFF], Image, "image/jpeg"),
        (0, [0x89, .. "PNG\r\n\u001a\n"u8], Image, "image/png"),
        (0, [.. "GIF87a"u8], Image, "image/gif"),
        (0, [.. "GIF89a"u8], Image, "image/gif"),
        (0, [.. "BM"u8], Image, "image/bmp"),
        (8, [.. "WEBP"u8], Image, "image/webp"),
        (8, [.. "WAVE"u8], Audio, "audio/wav"),
        (8, [.. "AVI "u8], Video, "video/x-msvideo"),
        (4, [.. "ftypM4A"u8], Audio, "audio/mp4"),
        (4, [.. "ftyp"u8], Audio | Video, "video/mp4"),
        (4, [.. "moov"u8], Video, "video/quicktime"),
        (4, [.. "mdat"u8], Video, "video/quicktime"),
        (0, [0x1A, 0x45, 0xDF, 0xA3], Audio | Video, "video/webm"),
        (0, [.. "OggS"u8], Audio | Video, "application/ogg"),
        (0, [.. "FLV"u8], Video, "video/x-flv"),
        (0, [0x00, 0x00, 0x01, 0xBA], Video, "video/mpeg"),
        (0, [0x00, 0x00, 0x01, 0xB3], Video, "video/mpeg"),
        (0, [0x30, 0x26, 0xB2, 0x75, 0x8E, 0x66, 0xCF, 0x11], Audio | Video, "video/x-ms-asf"),
        (0, [.. "ID3"u8], Audio, "audio/mpeg"),
        (0, [.. "fLaC"u8], Audio, "audio/flac"),
        (0, [.. "#!AMR"u8], Audio, "audio/amr"),
        (0, [.. "#!SILK"u8], Audio, Unknown),
        (1, [.. "#!SILK"u8], Audio, Unknown),
        (0, [.. "caff"u8], Audio, "audio/x-caf"),
    ];

    /// <summary>The content type to serve a file with, or null if it is not what its kind promises.</summary>
    public static string? ContentType(MediaKind kind, ReadOnlySpan<byte> head)
    {
        var (known, contentType) = Recognize(head);
        var wanted = kind switch { MediaKind.Image => Image, MediaKind.Audio => Audio, MediaKind.Video => Video, _ => 0 };
        return wanted == 0 || (known & wanted) != 0 ? contentType : null;
    }

    private static (int Is, string ContentType) Recognize(ReadOnlySpan<byte> head)
    {
        foreach (var (offset, bytes, known, contentType) in Signatures)
        {
            if (head.Length >= offset + bytes.Length && head.Slice(offset, bytes.Length).SequenceEqual(bytes)
                && (offset != 8 || head.StartsWith("RIFF"u8)))
            {
                return (known, contentType);
            }
        }

        // Frames of MPEG audio begin with eleven bits set; AAC (ADTS) is the one whose layer bits are zero.
        return head is [0xFF, >= 0xE0 and var second, ..]
            ? (Audio, (second & 0x06) == 0 ? "audio/aac" : "audio/mpeg")
            : (0, Unknown);
    }
}
