using System.Globalization;
using Chat.Actors.App;
using Chat.Actors.Conversations;
using Chat.Actors.Messages;
using Chat.Protocol.Errors;
using Chat.Protocol.Media;
using ImageSize = Chat.Protocol.Messages.ImageSize;
using Sizes = Chat.Protocol.Media.ImageSize;

namespace Chat.Actors.Media;

/// <summary>
/// Uploads the file of one message as the SDK with its upload plug-in does (wire reference, messages §12.1): asks for addresses, puts the bytes, asks for
/// what belongs to a picture or video, and fills in the payload. Runs on tasks; the account's actors only pass its commands on.
/// </summary>
internal sealed class MediaUpload(ChatClient client, ClientContext context, ChatMessage message, Func<int, string> randomName)
{
    /// <summary>An image that is neither jpg, gif, png nor bmp.</summary>
    public const int UnknownImageFormat = 255;

    /// <summary>Seconds for which the SDK wants an upload address.</summary>
    private const int AddressDuration = 900;

    private const int OneToOne = 1;
    private const int Group = 2;
    private const int MaxFileNumber = 1_000_000;
    private const int MaxCoverNumber = 100_000;
    private const int CoverVersion = 1;

    private readonly FileTransfer _transfer = new(context.Options);

    private ChatOptions Options => context.Options;

    /// <summary>One's own server and no file proxy: addresses are taken as they are.</summary>
    private bool IsPrivate => Options is { ProxyServer: not null, FileDownloadProxy: null };

    private bool IsSimple => context.MediaConfig.IsSimple ?? !IsPrivate;

    /// <returns>The message with the addresses of what was uploaded.</returns>
    /// <exception cref="ChatException">As documented at <see cref="ChatClient.SendMessageAsync"/>.</exception>
    public async Task<ChatMessage> RunAsync(Attachment attachment, CancellationToken cancellationToken)
    {
        if (attachment.Check(context.MediaConfig.Limits) is { } refusal)
        {
            throw new ChatException(refusal);
        }

        MessagePayload payload = message.Payload switch
        {
            ImagePayload image => await UploadImageAsync(image, attachment, cancellationToken),
            VideoPayload video => await UploadVideoAsync(video, attachment, cancellationToken),
            AudioPayload audio => audio with { Url = await UploadAsync(attachment, cancellationToken) },
            FilePayload file => file with { FileUrl = await UploadAsync(attachment, cancellationToken) },
            var other => throw new NotSupportedException(other.GetType().Name),
        };
        return message with { Payload = payload, Attachment = null };
    }

    private async Task<string> UploadAsync(Attachment attachment, CancellationToken cancellationToken) =>
        (await UploadAsync(attachment.Kind, attachment.Source, attachment.Progress, cancellationToken)).Address;

    private async Task<ImagePayload> UploadImageAsync(ImagePayload image, Attachment attachment, CancellationToken cancellationToken)
    {
        var source = attachment.Source;
        var file = await UploadAsync(MediaKind.Image, source, attachment.Progress, cancellationToken);
        var sizes = file.Sizes ?? await AskSizesAsync(file, cancellationToken);
        var original = sizes?.FirstOrDefault(static one => one.Size == Sizes.Original);
        var (width, height) = original is null ? await MeasureAsync(source, cancellationToken) : (original.Width, original.Height);
        var whole = new Messages.ImageInfo(ImageSize.Original, source.Size, width, height, original?.Url ?? file.Address);
        var (thumb, large) = sizes is { Length: > 0 }
            ? (Find(sizes, Sizes.Thumb, ImageSize.Thumb), Find(sizes, Sizes.Large, ImageSize.Large))
            : await MakeSizesAsync(whole, file.Grant, cancellationToken);
        return image with { ImageFormat = FormatOf(source), Images = [whole, thumb, large] };
    }

    /// <summary>As the SDK: a video is tried twice, from the address on, and whatever goes wrong is 2350.</summary>
    private async Task<VideoPayload> UploadVideoAsync(VideoPayload video, Attachment attachment, CancellationToken cancellationToken)
    {
        try
        {
            return await TryUploadVideoAsync(video, attachment, cancellationToken);
        }
        catch (ChatException)
        {
            cancellationToken.ThrowIfCancellationRequested();
        }

        try
        {
            return await TryUploadVideoAsync(video, attachment, cancellationToken);
        }
        catch (ChatException e)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new ChatException(ErrorCodes.VideoUploadFailed, e.Message);
        }
    }

    private async Task<VideoPayload> TryUploadVideoAsync(VideoPayload video, Attachment attachment, CancellationToken cancellationToken)
    {
        if (attachment.Snapshot is { } snapshot)
        {
            var picture = await UploadAsync(MediaKind.Image, snapshot, null, cancellationToken);
            var (width, height) = await MeasureAsync(snapshot, cancellationToken);
            video = video with { ThumbUrl = picture.Address, ThumbSize = snapshot.Size, ThumbFormat = snapshot.Subtype, ThumbWidth = width, ThumbHeight = height };
        }

        var file = await UploadAsync(MediaKind.Video, attachment.Source, attachment.Progress, cancellationToken);
        if (attachment.Snapshot is null && file.Grant.SnapshotKey is { Length: > 0 } key && await AskCoverAsync(key, cancellationToken) is { } cover)
        {
            // As the SDK: a picture that cannot be measured keeps the size that a video has without one.
            var (width, height) = await _transfer.MeasureAsync(client.GetDownloadAddress(cover), cancellationToken);
            video = video with
            {
                ThumbUrl = cover,
                ThumbWidth = width > 0 ? width : video.ThumbWidth,
                ThumbHeight = height > 0 ? height : video.ThumbHeight,
            };
        }

        return video with { VideoUrl = file.Address };
    }

    /// <summary>Asks for an address and puts the bytes there.</summary>
    private async Task<Uploaded> UploadAsync(MediaKind kind, MediaSource source, IProgress<double>? onProgress, CancellationToken cancellationToken)
    {
        var grant = await SignAsync(kind, source, cancellationToken);
        if (grant is { Exists: true, Sizes.Length: > 0 })
        {
            return new Uploaded(Stored(grant.DownloadUrl), grant, grant.Sizes);
        }

        var location = grant.DownloadUrl;
        if (!grant.Exists && await PutAsync(grant, source, onProgress, cancellationToken) && kind == MediaKind.Image)
        {
            location = await WithFinalHostAsync(location, cancellationToken);
        }

        return string.IsNullOrEmpty(location)
            ? throw new ChatException(ErrorCodes.FileHasNoAddress, "the server gave no download address")
            : new Uploaded(Stored(location), grant, null);
    }

    private string Stored(string address) => IsPrivate ? address : MediaAddress.ForceSecure(address);

    /// <summary>As the SDK: a failed request is repeated once, then it is 2041.</summary>
    private async Task<Grant> SignAsync(MediaKind kind, MediaSource source, CancellationToken cancellationToken)
    {
        var name = source.CustomFileName is { Length: > 0 } custom ? custom : randomName(MaxFileNumber) + Path.GetExtension(source.Name);
        for (var isLast = false; ; isLast = true)
        {
            try
            {
                return IsSimple ? await SignSimpleAsync(kind, name, cancellationToken) : await SignPrivateAsync(kind, name, cancellationToken);
            }
            catch (ChatException e)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (isLast)
                {
                    throw new ChatException(ErrorCodes.UploadAddressMissing, string.Create(CultureInfo.InvariantCulture, $"{e.Code}: {e.Message}"));
                }
            }
        }
    }

    private async Task<Grant> SignPrivateAsync(MediaKind kind, string name, CancellationToken cancellationToken)
    {
        var request = new SignUpload { FileType = (int)kind, FileName = name, Duration = AddressDuration };
        var reply = await client.CallAsync(MediaCommands.SignUpload, request, cancellationToken);
        return new Grant(reply.UploadUrl, reply.DownloadUrl)
        {
            ThumbUrl = reply.ThumbUrl,
            LargeUrl = reply.LargeUrl,
            SnapshotKey = reply.SnapshotKey,
        };
    }

    private async Task<Grant> SignSimpleAsync(MediaKind kind, string name, CancellationToken cancellationToken)
    {
        var request = new SignSimpleUpload
        {
            Platform = Options.Platform,
            SdkAppId = Options.SdkAppId,
            UserId = message.From,
            Scene = message.ConversationType == ConversationType.C2C ? OneToOne : Group,
            Objects = [new SimpleUploadObject { FileId = 1, FileType = (int)kind, FileName = name }],
        };
        var reply = await client.CallAsync(MediaCommands.SignSimpleUpload, request, cancellationToken);
        return reply.Uploads is [{ } first, ..]
            ? new Grant(first.UploadUrl, first.DownloadUrl)
            {
                UploadIp = IsPrivate ? "" : reply.UploadIp,
                SnapshotKey = first.SnapshotKey,
                Exists = first.Exists == 1,
                Sizes = first.Images,
            }
            : throw new ChatException(ErrorCodes.UnexpectedReply, "the server signed nothing");
    }

    /// <returns>True if the other host of the sign reply was used, because the first one refused.</returns>
    private async Task<bool> PutAsync(Grant grant, MediaSource source, IProgress<double>? onProgress, CancellationToken cancellationToken)
    {
        var address = MediaAddress.ForUpload(grant.UploadUrl ?? "", Options.FileUploadProxy);
        var result = await PutAsync(address, source, onProgress, cancellationToken);
        var isRefused = result is { IsOk: false, Status: not 0 } && !string.IsNullOrEmpty(grant.UploadIp);
        if (isRefused)
        {
            result = await PutAsync(MediaAddress.WithHost(address, grant.UploadIp), source, onProgress, cancellationToken);
        }

        return result.IsOk ? isRefused : throw new ChatException(ErrorCodes.UploadFailed, string.Create(CultureInfo.InvariantCulture, $"{result.Status}: {result.Info}"));
    }

    private async Task<PutResult> PutAsync(string address, MediaSource source, IProgress<double>? onProgress, CancellationToken cancellationToken) =>
        MediaAddress.ToUri(address) is { } uri
            ? await _transfer.PutAsync(uri, source, client.Follow(onProgress), cancellationToken)
            : new PutResult(0, "the upload address is none");

    private async Task<string> WithFinalHostAsync(string address, CancellationToken cancellationToken)
    {
        try
        {
            var domain = MediaAddress.ToUri(address)?.Authority ?? "";
            var reply = await client.CallAsync(MediaCommands.GetFinalIp, new GetFinalIp { Domain = domain }, cancellationToken);
            return string.IsNullOrEmpty(reply.Ip) ? address : MediaAddress.WithHost(address, reply.Ip);
        }
        catch (ChatException)
        {
            return address;
        }
    }

    /// <summary>Outside private networks the server knows the sizes of a picture; null if it does not say.</summary>
    private async Task<Protocol.Media.ImageInfo[]?> AskSizesAsync(Uploaded file, CancellationToken cancellationToken)
    {
        if (IsPrivate || !IsSimple)
        {
            return null;
        }

        try
        {
            return (await client.CallAsync(MediaCommands.GetImageInfo, new GetImageInfo { ImageUrl = file.Grant.DownloadUrl }, cancellationToken)).Images;
        }
        catch (ChatException)
        {
            return null;
        }
    }

    private async Task<string?> AskCoverAsync(string key, CancellationToken cancellationToken)
    {
        var request = new GetVideoCover { Version = CoverVersion, Platform = Options.Platform, CoverName = randomName(MaxCoverNumber), SnapshotKey = key };
        try
        {
            return (await client.CallAsync(MediaCommands.GetVideoCover, request, cancellationToken)) is { CoverErrorCode: 0, DownloadUrl: { Length: > 0 } address }
                ? address
                : null;
        }
        catch (ChatException)
        {
            // A video without a picture is still a video.
            return null;
        }
    }

    /// <summary>Smaller sizes that the server has promised, or that it makes on request.</summary>
    private async Task<(Messages.ImageInfo Thumb, Messages.ImageInfo Large)> MakeSizesAsync(Messages.ImageInfo whole, Grant grant, CancellationToken cancellationToken)
    {
        if (grant is { ThumbUrl: { Length: > 0 } thumb, LargeUrl: { Length: > 0 } large })
        {
            return (await LoadAsync(ImageSize.Thumb, thumb, cancellationToken), await LoadAsync(ImageSize.Large, large, cancellationToken));
        }

        return (Derive(whole, ImageSize.Thumb, MediaBody.ThumbSide), Derive(whole, ImageSize.Large, MediaBody.LargeSide));
    }

    private async Task<Messages.ImageInfo> LoadAsync(int type, string address, CancellationToken cancellationToken)
    {
        var (width, height) = await _transfer.MeasureAsync(client.GetDownloadAddress(address), cancellationToken);
        return new Messages.ImageInfo(type, 0, width, height, address);
    }

    private static Messages.ImageInfo Derive(Messages.ImageInfo whole, int type, int side)
    {
        var (width, height) = MediaBody.Scale(whole.Width, whole.Height, side);
        if (Math.Min(whole.Width, whole.Height) <= side)
        {
            return new Messages.ImageInfo(type, 0, width, height, whole.Url);
        }

        var separator = whole.Url.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        return new Messages.ImageInfo(type, 0, width, height, string.Create(CultureInfo.InvariantCulture, $"{whole.Url}{separator}imageView2/3/w/{side}/h/{side}"));
    }

    private static Messages.ImageInfo Find(Protocol.Media.ImageInfo[] sizes, int size, int type) =>
        sizes.FirstOrDefault(one => one.Size == size) is { } found
            ? new Messages.ImageInfo(type, 0, found.Width, found.Height, found.Url ?? "")
            : new Messages.ImageInfo(type, 0, 0, 0, "");

    private static int FormatOf(MediaSource source) => source.Subtype switch
    {
        "jpg" or "jpeg" => 1,
        "gif" => 2,
        "png" => 3,
        "bmp" => 4,
        _ => UnknownImageFormat,
    };

    /// <summary>What a browser would learn by loading the uploaded picture is in the file already.</summary>
    private static async Task<(int Width, int Height)> MeasureAsync(MediaSource source, CancellationToken cancellationToken)
    {
        try
        {
            await using var file = await source.OpenAsync(cancellationToken);
            return await ImageDimensions.ReadAsync(file, cancellationToken);
        }
        catch (Exception)
        {
            // It was readable a moment ago, when it was sent; receivers do without the size.
            cancellationToken.ThrowIfCancellationRequested();
            return (0, 0);
        }
    }

    /// <summary>A sign reply of either kind.</summary>
    private sealed record Grant(string UploadUrl, string DownloadUrl)
    {
        /// <summary>Host for a second attempt; "" for none.</summary>
        public string UploadIp { get; init; } = "";

        public string? ThumbUrl { get; init; }

        public string? LargeUrl { get; init; }

        public string? SnapshotKey { get; init; }

        /// <summary>The server has the file already.</summary>
        public bool Exists { get; init; }

        public Protocol.Media.ImageInfo[]? Sizes { get; init; }
    }

    /// <param name="Address">As it is stored in the message.</param>
    /// <param name="Sizes">Known without asking.</param>
    private sealed record Uploaded(string Address, Grant Grant, Protocol.Media.ImageInfo[]? Sizes);
}
