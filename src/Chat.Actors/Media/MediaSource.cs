using System.Collections.Frozen;
using Chat.Protocol.Errors;

namespace Chat.Actors.Media;

/// <summary>
/// A file to send. It is read when its message is sent, once per attempt and once more for the size of a picture, and never held in memory as a whole.
/// </summary>
/// <param name="Name">The file's name with its ending; of a path the last part.</param>
/// <param name="Size">Bytes. A stream that is shorter fails the upload, of a longer one the first <paramref name="Size"/> bytes are sent.</param>
/// <param name="OpenAsync">Opens a stream from the file's beginning; the engine disposes of it.</param>
public sealed record MediaSource(string Name, long Size, Func<CancellationToken, ValueTask<Stream>> OpenAsync)
{
    private const int BufferSize = 64 * 1024;

    /// <summary>What browsers call the kinds of files that pictures and videos may be.</summary>
    private static readonly FrozenDictionary<string, string> KnownTypes = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        [".jpg"] = "image/jpeg",
        [".jpeg"] = "image/jpeg",
        [".png"] = "image/png",
        [".gif"] = "image/gif",
        [".bmp"] = "image/bmp",
        [".webp"] = "image/webp",
        [".mp4"] = "video/mp4",
        [".mov"] = "video/quicktime",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>MIME type; "" for unknown. As long as it is not set it follows from the ending of the name.</summary>
    public string ContentType { get; init; } = KnownTypes.GetValueOrDefault(Path.GetExtension(Name ?? ""), "");

    /// <summary>How long a recording or video plays; sent in whole seconds.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>The name that the server is told, in place of a random one; "" for the random one.</summary>
    public string CustomFileName { get; init; } = "";

    /// <exception cref="ChatException">2401: there is no such file.</exception>
    public static MediaSource FromFile(string path)
    {
        var file = new FileInfo(path);
        return file.Exists
            ? new MediaSource(file.Name, file.Length, _ => ValueTask.FromResult<Stream>(new FileStream(
                file.FullName, FileMode.Open, FileAccess.Read, FileShare.Read, BufferSize, FileOptions.Asynchronous | FileOptions.SequentialScan)))
            : throw new ChatException(ErrorCodes.NoFileSelected, "there is no such file");
    }

    public static MediaSource FromBytes(string name, ReadOnlyMemory<byte> bytes) =>
        new(name, bytes.Length, _ => ValueTask.FromResult<Stream>(new MemoryStream(bytes.ToArray(), writable: false)));

    /// <summary>What follows the last dot of the name, "" without one.</summary>
    internal string Ending => Path.GetExtension(Name) is { Length: > 1 } ending ? ending[1..] : "";

    /// <summary>The part of the MIME type behind the slash, in small letters.</summary>
    internal string Subtype => ContentType[(ContentType.IndexOf('/', StringComparison.Ordinal) + 1)..].ToLowerInvariant();
}
