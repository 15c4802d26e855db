using System.Buffers.Binary;
using SkiaSharp;

namespace Chat.Server.Tests.Media;

/// <summary>Pictures as files.</summary>
internal static class Pictures
{
    /// <summary>Left half red, right half blue, so that a turned picture shows.</summary>
    public static byte[] Make(int width, int height, SKEncodedImageFormat format = SKEncodedImageFormat.Jpeg, bool isOpaque = true)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, isOpaque ? SKAlphaType.Opaque : SKAlphaType.Premul));
        bitmap.Erase(isOpaque ? SKColors.Red : SKColors.Red.WithAlpha(100));
        using (var canvas = new SKCanvas(bitmap))
        using (var blue = new SKPaint())
        {
            blue.Color = SKColors.Blue;
            canvas.DrawRect(width / 2f, 0, width / 2f, height, blue);
        }

        using var data = bitmap.Encode(format, 90);
        return data.ToArray();
    }

    /// <summary>The same JPEG with an EXIF block that says how to turn it (1 to 8).</summary>
    public static byte[] Turn(byte[] jpeg, byte orientation) =>
    [
        .. jpeg[..2], 0xFF, 0xE1, 0, 34, .. "Exif\0\0MM\0*"u8, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0, .. jpeg[2..],
    ];

    /// <summary>A GIF of 300 × 300 pixels with two frames.</summary>
    public static byte[] Animation()
    {
        byte[] frame = [0x21, 0xF9, 4, 0, 10, 0, 0, 0, 0x2C, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0];
        return [.. "GIF89a"u8, 0x2C, 1, 0x2C, 1, 0x80, 0, 0, 0, 0, 0, 255, 255, 255, .. frame, .. frame, 0x3B];
    }

    /// <summary>A PNG of a few hundred bytes that claims to be of this size.</summary>
    public static byte[] Bomb(int width, int height)
    {
        var png = Make(8, 8, SKEncodedImageFormat.Png);
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(16), width);
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(20), height);
        BinaryPrimitives.WriteUInt32BigEndian(png.AsSpan(29), Protocol.Frames.Crc32.Compute(png.AsSpan(12, 17)));
        return png;
    }

    public static (int Width, int Height, SKColor Left, SKColor Right, SKEncodedImageFormat Format) Read(byte[] file)
    {
        using var codec = SKCodec.Create(new MemoryStream(file));
        using var bitmap = SKBitmap.Decode(codec);
        return (bitmap.Width, bitmap.Height, At(1), At(7), codec.EncodedFormat);

        SKColor At(int eighths) => bitmap.GetPixel(bitmap.Width * eighths / 8, bitmap.Height / 8);
    }
}
