using Chat.Protocol.Messages;

namespace Chat.Actors.Messages;

/// <summary>Images, recordings, videos and files on the wire and back.</summary>
internal static class MediaBody
{
    /// <summary>Short side of a large image, pixels.</summary>
    public const int LargeSide = 720;

    /// <summary>Short side of a thumb, pixels.</summary>
    public const int ThumbSide = 198;

    public static ImagePayload Read(ImageContent image)
    {
        var sizes = image.ImageInfoArray ?? [];
        var original = Find(sizes, ImageSize.Original);
        var large = Find(sizes, ImageSize.Large);
        if (original is { Width: > 0, Height: > 0 })
        {
            // As the SDK: what the server says of the large one is not believed.
            var (width, height) = Scale(original.Width, original.Height, LargeSide);
            large = large with { Width = width, Height = height };
        }

        return new ImagePayload { Uuid = image.Uuid ?? "", ImageFormat = image.ImageFormat, Images = [original, Find(sizes, ImageSize.Thumb), large] };
    }

    public static ImageContent Write(ImagePayload image) => new()
    {
        Uuid = image.Uuid,
        ImageFormat = image.ImageFormat,
        ImageInfoArray =
        [
            .. image.Images.OrderBy(static one => one.Type).Select(static one => new ImageSize
            {
                Type = one.Type,
                Size = one.Size,
                Width = one.Width,
                Height = one.Height,
                Url = one.Url,
            }),
        ],
    };

    /// <summary>An image made smaller until its short side has a length; the long side is rounded up, as in the SDK.</summary>
    public static (int Width, int Height) Scale(int width, int height, int shortSide)
    {
        var side = Math.Min(width, height);
        return side <= shortSide ? (width, height) : (Scaled(width), Scaled(height));

        int Scaled(int length) => (int)((((long)length * shortSide) + side - 1) / side);
    }

    public static AudioPayload Read(SoundContent sound) =>
        new() { Uuid = sound.Uuid ?? "", Url = sound.Url ?? "", Size = sound.Size, Second = sound.Second };

    public static SoundContent Write(AudioPayload audio) => new() { Uuid = audio.Uuid, Url = audio.Url, Size = audio.Size, Second = audio.Second };

    public static VideoPayload Read(VideoContent video) => new()
    {
        VideoUrl = video.VideoUrl ?? "",
        VideoUuid = video.VideoUuid ?? "",
        VideoSize = video.VideoSize,
        VideoSecond = video.VideoSecond,
        VideoFormat = video.VideoFormat ?? "",
        ThumbUrl = video.ThumbUrl ?? "",
        ThumbUuid = video.ThumbUuid ?? "",
        ThumbSize = video.ThumbSize,
        ThumbWidth = video.ThumbWidth,
        ThumbHeight = video.ThumbHeight,
        ThumbFormat = video.ThumbFormat ?? "",
    };

    public static VideoContent Write(VideoPayload video) => new()
    {
        VideoUrl = video.VideoUrl,
        VideoUuid = video.VideoUuid,
        VideoSize = video.VideoSize,
        VideoSecond = video.VideoSecond,
        VideoFormat = video.VideoFormat,
        ThumbUrl = video.ThumbUrl,
        ThumbUuid = video.ThumbUuid,
        ThumbSize = video.ThumbSize,
        ThumbWidth = video.ThumbWidth,
        ThumbHeight = video.ThumbHeight,
        ThumbFormat = video.ThumbFormat,
    };

    public static FilePayload Read(FileContent file) =>
        new() { Uuid = file.Uuid ?? "", FileUrl = file.Url ?? "", FileName = file.FileName ?? "", FileSize = file.FileSize };

    public static FileContent Write(FilePayload file) =>
        new() { Uuid = file.Uuid, Url = file.FileUrl, FileName = file.FileName, FileSize = file.FileSize };

    private static ImageInfo Find(ImageSize?[] sizes, int type) => sizes.FirstOrDefault(one => one?.Type == type) is { } size
        ? new ImageInfo(type, size.Size, size.Width, size.Height, size.Url ?? "")
        : new ImageInfo(type, 0, 0, 0, "");
}
