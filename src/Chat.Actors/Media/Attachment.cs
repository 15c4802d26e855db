using Chat.Protocol.Errors;
using Chat.Protocol.Media;

namespace Chat.Actors.Media;

/// <summary>The file of a message that has not been uploaded yet.</summary>
/// <param name="Snapshot">A picture for a video; uploaded before it.</param>
internal sealed record Attachment(MediaKind Kind, MediaSource Source, MediaSource? Snapshot, IProgress<double>? Progress)
{
    private static readonly string[] ImageEndings = ["jpg", "jpeg", "gif", "png", "bmp", "image", "webp"];
    private static readonly string[] VideoTypes = ["mp4", "quicktime", "mov", "video"];

    /// <summary>What the SDK refuses before it asks anybody; null if it may be sent.</summary>
    public ChatError? Check(MediaLimits limits) => Kind switch
    {
        MediaKind.Image => CheckImage(Source, limits),
        MediaKind.Video when Snapshot is not null && CheckImage(Snapshot, limits) is { } error => error,
        MediaKind.Video => CheckSize(Source, Source.Size > limits.Video, ErrorCodes.VideoTooLarge)
            ?? (VideoTypes.Contains(Source.Subtype) ? null : new ChatError(ErrorCodes.VideoTypeUnsupported, "a video must be mp4 or quicktime")),
        MediaKind.Audio => CheckSize(Source, Source.Size > limits.Audio, ErrorCodes.AudioTooLarge),
        _ => CheckSize(Source, Source.Size > limits.File, ErrorCodes.FileTooLarge),
    };

    private static ChatError? CheckImage(MediaSource image, MediaLimits limits) =>
        ImageEndings.Contains(image.Ending, StringComparer.OrdinalIgnoreCase)
            ? CheckSize(image, image.Size >= limits.Image, ErrorCodes.ImageTooLarge)
            : new ChatError(ErrorCodes.ImageTypeUnsupported, "an image must be jpg, gif, png, bmp or webp");

    private static ChatError? CheckSize(MediaSource file, bool isTooLarge, int code) => (isTooLarge, file.Size) switch
    {
        (true, _) => new ChatError(code, "the file is larger than the app allows"),
        (_, <= 0) => new ChatError(ErrorCodes.FileEmpty, "the file is empty"),
        _ => null,
    };
}
