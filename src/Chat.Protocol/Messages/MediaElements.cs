using System.Text.Json.Serialization;

namespace Chat.Protocol.Messages;

/// <summary>Content of <see cref="MessageTypes.Image"/>.</summary>
public sealed record ImageContent
{
    [JsonPropertyName("UUID")]
    public string Uuid { get; set; } = "";

    /// <summary>1 JPG, 2 GIF, 3 PNG, 4 BMP, 255 other.</summary>
    public int ImageFormat { get; init; }

    /// <summary>In the order of their types.</summary>
    public ImageSize[] ImageInfoArray { get; set; } = [];
}

/// <summary>One size of an image.</summary>
public sealed record ImageSize
{
    public const int Original = 1;
    public const int Large = 2;
    public const int Thumb = 3;

    /// <summary><see cref="Original"/>, <see cref="Large"/> or <see cref="Thumb"/>.</summary>
    public int Type { get; init; }

    /// <summary>Bytes.</summary>
    public long Size { get; init; }

    /// <summary>Pixels.</summary>
    public int Width { get; init; }

    /// <summary>Pixels.</summary>
    public int Height { get; init; }

    [JsonPropertyName("URL")]
    public string Url { get; set; } = "";
}

/// <summary>Content of <see cref="MessageTypes.Sound"/>.</summary>
public sealed record SoundContent
{
    [JsonPropertyName("UUID")]
    public string Uuid { get; set; } = "";

    public string Url { get; set; } = "";

    /// <summary>Bytes.</summary>
    public long Size { get; init; }

    /// <summary>Length in seconds.</summary>
    public int Second { get; init; }

    [JsonPropertyName("Download_Flag")]
    public int DownloadFlag { get; set; } = 2;
}

/// <summary>Content of <see cref="MessageTypes.Video"/>; sizes in bytes and pixels.</summary>
public sealed record VideoContent
{
    public string VideoUrl { get; set; } = "";

    [JsonPropertyName("VideoUUID")]
    public string VideoUuid { get; set; } = "";

    public long VideoSize { get; init; }

    /// <summary>Length in seconds.</summary>
    public int VideoSecond { get; init; }

    public string VideoFormat { get; set; } = "";

    public int VideoDownloadFlag { get; set; } = 2;

    public string ThumbUrl { get; set; } = "";

    [JsonPropertyName("ThumbUUID")]
    public string ThumbUuid { get; set; } = "";

    public long ThumbSize { get; init; }

    public int ThumbWidth { get; init; }

    public int ThumbHeight { get; init; }

    public string ThumbFormat { get; set; } = "";

    public int ThumbDownloadFlag { get; set; } = 2;
}

/// <summary>Content of <see cref="MessageTypes.File"/>.</summary>
public sealed record FileContent
{
    [JsonPropertyName("UUID")]
    public string Uuid { get; set; } = "";

    public string Url { get; set; } = "";

    public string FileName { get; set; } = "";

    /// <summary>Bytes.</summary>
    public long FileSize { get; init; }

    [JsonPropertyName("Download_Flag")]
    public int DownloadFlag { get; set; } = 2;
}
