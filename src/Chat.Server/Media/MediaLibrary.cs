using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Chat.Protocol.Media;
using Chat.Server.Apps;
using Chat.Server.Storage;

namespace Chat.Server.Media;

/// <summary>How an upload ended.</summary>
public enum UploadResult
{
    Stored,
    Empty,
    TooLarge,

    /// <summary>The content is not what its kind promises.</summary>
    WrongType,

    /// <summary>Something else was uploaded to this address before.</summary>
    Taken,
}

/// <summary>Addresses of one file, relative to the server's own.</summary>
/// <param name="Thumb">Null for anything but pictures.</param>
/// <param name="Large">Null for anything but pictures.</param>
internal sealed record SignedFile(string ObjectId, string Upload, long UploadUntil, string Download, string? Thumb, string? Large);

/// <summary>All uploaded files: signs their addresses, takes uploads, finds downloads.</summary>
public sealed class MediaLibrary
{
    public const string UploadPath = "/upload/";
    public const string DownloadPath = "/files/";

    private const int MaxNameBytes = 255;
    private const int BufferLength = 64 * 1024;
    private const long Megabyte = 1024 * 1024;
    private static readonly TimeSpan UploadTime = TimeSpan.FromMinutes(15);

    private readonly ChatStore _store;
    private readonly IBlobStore _blobs;
    private readonly BlobLocks _locks;
    private readonly MediaSigner _signer;
    private readonly TimeProvider _time;

    internal MediaLibrary(ChatStore store, IBlobStore blobs, BlobLocks locks, TimeProvider time)
    {
        _store = store;
        _blobs = blobs;
        _locks = locks;
        _signer = new MediaSigner(store.Read(MediaTable.Key), time);
        _time = time;
    }

    /// <summary>Permission of an upload address, or null if it is forged or has ended.</summary>
    public UploadGrant? ReadUploadToken(string token) => _signer.ReadUpload(token);

    /// <summary>ID of the object that a download address is for, or null if it is forged or has ended.</summary>
    public string? ReadDownloadToken(string token) => _signer.ReadDownload(token);

    public MediaObject? Find(string objectId) => _store.Read(objectId, MediaTable.Find);

    /// <summary>The bytes of an object; null if they are gone.</summary>
    public ValueTask<Stream?> OpenReadAsync(MediaObject file, CancellationToken cancellationToken) => _blobs.OpenReadAsync(file.Sha256, cancellationToken);

    /// <summary>
    /// Takes a whole file with constant memory. It counts only once all of it has arrived: whatever goes wrong before, nothing is left.
    /// The same content may come again under the same permission.
    /// </summary>
    /// <exception cref="IOException">The body broke off; reading it may throw exceptions of its own.</exception>
    /// <exception cref="StoreException">The blob cannot be written.</exception>
    /// <exception cref="InvalidOperationException">The database cannot be written.</exception>
    public async Task<UploadResult> ReceiveAsync(UploadGrant grant, Stream body, CancellationToken cancellationToken)
    {
        await using var original = _blobs.Create();
        if (!await CopyAsync(body, original, grant.MaxBytes, cancellationToken))
        {
            return UploadResult.TooLarge;
        }

        if (original.Length == 0)
        {
            return UploadResult.Empty;
        }

        if (MediaFormat.ContentType(grant.Kind, original.Head) is not { } contentType)
        {
            return UploadResult.WrongType;
        }

        await original.SealAsync(cancellationToken);
        var file = new MediaObject(
            grant.ObjectId, grant.AppId, grant.AccountId, grant.Kind, grant.Name, original.Sha256, original.Length, contentType, 0, 0, grant.ExpiresAt);
        if (grant.Kind != MediaKind.Image)
        {
            return await StoreAsync([file], [original], cancellationToken);
        }

        var picture = await ReadPictureAsync(original, cancellationToken);
        file = file with { Width = picture.Width, Height = picture.Height };
        await using var thumb = await WriteAsync(picture.Thumb, cancellationToken);
        await using var large = await WriteAsync(picture.Large, cancellationToken);
        return await StoreAsync(
            [
                file,
                Version(file, MediaObject.ThumbOf(file.ObjectId), picture.Thumb, thumb),
                Version(file, MediaObject.LargeOf(file.ObjectId), picture.Large, large),
            ],
            [original, .. new[] { thumb, large }.OfType<BlobWriter>()],
            cancellationToken);
    }

    /// <summary>Makes the addresses of a file that is going to be uploaded; null if its kind or name will not do.</summary>
    internal SignedFile? Sign(ChatApp app, long accountId, MediaKind kind, string name)
    {
        // Names may come as paths, which mean nothing here.
        name = name[(name.LastIndexOfAny(['/', '\\']) + 1)..];
        if (!Enum.IsDefined(kind) || name.Length == 0 || Encoding.UTF8.GetByteCount(name) > MaxNameBytes || name.Any(char.IsControl))
        {
            return null;
        }

        var now = _time.GetUtcNow();
        var grant = new UploadGrant(
            RandomNumberGenerator.GetHexString(32, lowercase: true),
            app.SdkAppId,
            accountId,
            kind,
            name,
            MaxMegabytes(app.Settings, kind) * Megabyte,
            (now + UploadTime).ToUnixTimeSeconds(),
            app.Settings.HistoryDays == 0 ? 0 : now.AddDays(app.Settings.HistoryDays + 1).ToUnixTimeSeconds());
        var isImage = kind == MediaKind.Image;
        return new SignedFile(
            grant.ObjectId,
            UploadPath + _signer.SignUpload(grant),
            grant.UploadUntil,
            DownloadAddress(grant.ObjectId, name, grant.ExpiresAt),
            isImage ? DownloadAddress(MediaObject.ThumbOf(grant.ObjectId), name, grant.ExpiresAt) : null,
            isImage ? DownloadAddress(MediaObject.LargeOf(grant.ObjectId), name, grant.ExpiresAt) : null);
    }

    internal string DownloadAddress(MediaObject file) => DownloadAddress(file.ObjectId, file.Name, file.ExpiresAt);

    /// <summary>The token in a download address, whatever host and query it has; null if it is no such address.</summary>
    internal static string? TokenOf(string address)
    {
        var start = address.IndexOf(DownloadPath, StringComparison.Ordinal);
        if (start < 0)
        {
            return null;
        }

        var token = address[(start + DownloadPath.Length)..];
        var end = token.AsSpan().IndexOfAny('/', '?');
        return end < 0 ? token : token[..end];
    }

    private static int MaxMegabytes(AppSettings settings, MediaKind kind) => kind switch
    {
        MediaKind.Image => settings.MaxImageMegabytes,
        MediaKind.Audio => settings.MaxAudioMegabytes,
        MediaKind.Video => settings.MaxVideoMegabytes,
        _ => settings.MaxFileMegabytes,
    };

    private static MediaObject Version(MediaObject original, string objectId, ScaledPicture? picture, BlobWriter? blob) =>
        picture is null || blob is null
            ? original with { ObjectId = objectId }
            : original with
            {
                ObjectId = objectId,
                Sha256 = blob.Sha256,
                Size = blob.Length,
                ContentType = picture.ContentType,
                Width = picture.Width,
                Height = picture.Height,
            };

    private static async Task<Picture> ReadPictureAsync(BlobWriter original, CancellationToken cancellationToken)
    {
        await using var file = original.OpenRead();
        return await PictureScaler.ReadAsync(file, cancellationToken);
    }

    /// <summary>False if there is more than <paramref name="limit"/> bytes.</summary>
    private static async Task<bool> CopyAsync(Stream body, BlobWriter blob, long limit, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferLength);
        try
        {
            while (await body.ReadAsync(buffer, cancellationToken) is > 0 and var count)
            {
                if (blob.Length + count > limit)
                {
                    return false;
                }

                await blob.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
            }

            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async Task<BlobWriter?> WriteAsync(ScaledPicture? picture, CancellationToken cancellationToken)
    {
        if (picture is null)
        {
            return null;
        }

        var blob = _blobs.Create();
        try
        {
            await blob.WriteAsync(picture.Bytes, cancellationToken);
            await blob.SealAsync(cancellationToken);
            return blob;
        }
        catch
        {
            await blob.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// The rows become durable before the blobs become visible: an interruption leaves rows that end in time, never a blob that nobody knows.
    /// From here on the caller's wish to stop no longer counts.
    /// </summary>
    private async Task<UploadResult> StoreAsync(MediaObject[] files, BlobWriter[] blobs, CancellationToken cancellationToken)
    {
        using (await _locks.AcquireAsync(blobs.Select(blob => blob.Sha256), cancellationToken))
        {
            if (!await _store.Writer.RunAsync(transaction => files.All(file => MediaTable.Insert(transaction, file))))
            {
                return UploadResult.Taken;
            }

            foreach (var blob in blobs)
            {
                await blob.PublishAsync();
            }

            return UploadResult.Stored;
        }
    }

    private string DownloadAddress(string objectId, string name, long expiresAt) =>
        DownloadPath + _signer.SignDownload(objectId, expiresAt) + "/" + Uri.EscapeDataString(name);
}
