using SkiaSharp;

namespace Chat.Server.Media;

/// <summary>A picture in another size, as a file.</summary>
internal sealed record ScaledPicture(byte[] Bytes, string ContentType, int Width, int Height);

/// <summary>What is known of an uploaded picture.</summary>
/// <param name="Width">Pixels as shown, 0 when the file cannot be read.</param>
/// <param name="Height">Pixels as shown, 0 when the file cannot be read.</param>
/// <param name="Thumb">Null where the original serves.</param>
/// <param name="Large">Null where the original serves.</param>
internal sealed record Picture(int Width, int Height, ScaledPicture? Thumb, ScaledPicture? Large);

/// <summary>
/// Measures pictures and makes the sizes that clients show: short side 198 and 720 pixels, as the cloud's <c>imageView2/3</c> makes them. Pictures that
/// are small, animated, broken or too large to decode keep their original.
/// </summary>
internal static class PictureScaler
{
    private const int ThumbSide = 198;
    private const int LargeSide = 720;
    private const int JpegQuality = 85;

    /// <summary>Pictures beyond it are not decoded: four bytes per pixel is what the largest one may cost.</summary>
    private const long MaxPixels = 50_000_000;

    /// <summary>Pictures that are decoded at the same time in this process; the others wait.</summary>
    private const int MaxDecodes = 2;

    private static readonly SemaphoreSlim Decodes = new(MaxDecodes);

    public static async Task<Picture> ReadAsync(Stream file, CancellationToken cancellationToken)
    {
        await Decodes.WaitAsync(cancellationToken);
        try
        {
            return await Task.Run(() => Read(file), cancellationToken);
        }
        finally
        {
            Decodes.Release();
        }
    }

    private static Picture Read(Stream file)
    {
        using var codec = SKCodec.Create(file);
        if (codec is null)
        {
            return new Picture(0, 0, null, null);
        }

        var isTurned = codec.EncodedOrigin >= SKEncodedOrigin.LeftTop;
        var shown = isTurned ? new SKSizeI(codec.Info.Height, codec.Info.Width) : codec.Info.Size;
        var side = Math.Min(shown.Width, shown.Height);
        var original = new Picture(shown.Width, shown.Height, null, null);
        if (side <= ThumbSide || (long)shown.Width * shown.Height > MaxPixels || codec.FrameCount > 1)
        {
            return original;
        }

        using var pixels = Decode(codec, Math.Min(side, LargeSide));
        return pixels is null
            ? original
            : original with
            {
                Thumb = Scale(pixels, codec.EncodedOrigin, shown, ThumbSide),
                Large = side <= LargeSide ? null : Scale(pixels, codec.EncodedOrigin, shown, LargeSide),
            };
    }

    /// <summary>Decodes at the smallest size the format offers whose short side is long enough; null if that fails.</summary>
    private static SKBitmap? Decode(SKCodec codec, int side)
    {
        var size = Enumerable.Range(1, 8)
            .Select(eighths => codec.GetScaledDimensions(eighths / 8f))
            .First(offered => Math.Min(offered.Width, offered.Height) >= side || offered == codec.Info.Size);
        var bitmap = new SKBitmap();
        var info = new SKImageInfo(size.Width, size.Height, SKColorType.Rgba8888, codec.Info.IsOpaque ? SKAlphaType.Opaque : SKAlphaType.Premul);
        if (bitmap.TryAllocPixels(info) && codec.GetPixels(info, bitmap.GetPixels()) == SKCodecResult.Success)
        {
            bitmap.SetImmutable();
            return bitmap;
        }

        bitmap.Dispose();
        return null;
    }

    private static ScaledPicture? Scale(SKBitmap pixels, SKEncodedOrigin origin, SKSizeI shown, int side)
    {
        var factor = (double)side / Math.Min(shown.Width, shown.Height);
        var (width, height) = ((int)Math.Round(shown.Width * factor), (int)Math.Round(shown.Height * factor));
        using var surface = SKSurface.Create(new SKImageInfo(width, height, SKColorType.Rgba8888, pixels.AlphaType));
        using var image = SKImage.FromBitmap(pixels);
        if (surface is null || image is null)
        {
            return null;
        }

        var isTurned = origin >= SKEncodedOrigin.LeftTop;
        surface.Canvas.Clear(SKColors.Transparent);
        surface.Canvas.Scale(
            (float)width / (isTurned ? pixels.Height : pixels.Width), (float)height / (isTurned ? pixels.Width : pixels.Height));
        var turn = Turn(origin, pixels.Width, pixels.Height);
        surface.Canvas.Concat(in turn);
        surface.Canvas.DrawImage(image, 0, 0, new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
        using var result = surface.Snapshot();
        var isOpaque = pixels.AlphaType == SKAlphaType.Opaque;
        using var encoded = result.Encode(isOpaque ? SKEncodedImageFormat.Jpeg : SKEncodedImageFormat.Png, JpegQuality);
        return encoded is null ? null : new ScaledPicture(encoded.ToArray(), isOpaque ? "image/jpeg" : "image/png", width, height);
    }

    /// <summary>Cameras store pictures as the sensor lay; EXIF tells how to turn them (origins 1 to 8).</summary>
    private static SKMatrix Turn(SKEncodedOrigin origin, float width, float height) => origin switch
    {
        SKEncodedOrigin.TopRight => new SKMatrix(-1, 0, width, 0, 1, 0, 0, 0, 1),
        SKEncodedOrigin.BottomRight => new SKMatrix(-1, 0, width, 0, -1, height, 0, 0, 1),
        SKEncodedOrigin.BottomLeft => new SKMatrix(1, 0, 0, 0, -1, height, 0, 0, 1),
        SKEncodedOrigin.LeftTop => new SKMatrix(0, 1, 0, 1, 0, 0, 0, 0, 1),
        SKEncodedOrigin.RightTop => new SKMatrix(0, -1, height, 1, 0, 0, 0, 0, 1),
        SKEncodedOrigin.RightBottom => new SKMatrix(0, -1, height, -1, 0, width, 0, 0, 1),
        SKEncodedOrigin.LeftBottom => new SKMatrix(0, 1, 0, -1, 0, width, 0, 0, 1),
        _ => SKMatrix.Identity,
    };
}
