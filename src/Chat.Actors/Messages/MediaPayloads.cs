using Chat.Protocol.Messages;

namespace Chat.Actors.Messages;

/// <summary>An image in up to three sizes.</summary>
public sealed record ImagePayload : MessagePayload
{
    public string Uuid { get; init; } = "";

    /// <summary>1 JPG, 2 GIF, 3 PNG, 4 BMP, 255 other.</summary>
    public int ImageFormat { get; init; }

    /// <summary>The original, the thumb, the large one; what the message does not have is empty.</summary>
    public IReadOnlyList<ImageInfo> Images { get; init; } = [];
}

/// <param name="Type">One of the types of <see cref="ImageSize"/>.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
/// <param name="Url">Where it is.</param>
public sealed record ImageInfo(int Type, long Size, int Width, int Height, string Url);

/// <summary>A recording.</summary>
public sealed record AudioPayload : MessagePayload
{
    public string Uuid { get; init; } = "";

    public string Url { get; init; } = "";

    /// <summary>Bytes.</summary>
    public long Size { get; init; }

    /// <summary>Length in seconds.</summary>
    public int Second { get; init; }
}

/// <summary>A video with a picture to show before it plays.</summary>
public sealed record VideoPayload : MessagePayload
{
    public string VideoUrl { get; init; } = "";

    public string VideoUuid { get; init; } = "";

    /// <summary>Bytes.</summary>
    public long VideoSize { get; init; }

    /// <summary>Length in seconds.</summary>
    public int VideoSecond { get; init; }

    /// <summary>Ending of the file's name, such as mp4.</summary>
    public string VideoFormat { get; init; } = "";

    public string ThumbUrl { get; init; } = "";

    public string ThumbUuid { get; init; } = "";

    /// <summary>Bytes.</summary>
    public long ThumbSize { get; init; }

    /// <summary>Pixels.</summary>
    public int ThumbWidth { get; init; }

    /// <summary>Pixels.</summary>
    public int ThumbHeight { get; init; }

    public string ThumbFormat { get; init; } = "";
}

/// <summary>A file.</summary>
public sealed record FilePayload : MessagePayload
{
    public string Uuid { get; init; } = "";

    public string FileUrl { get; init; } = "";

    public string FileName { get; init; } = "";

    /// <summary>Bytes.</summary>
    public long FileSize { get; init; }
}
