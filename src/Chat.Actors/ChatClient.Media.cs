using System.Globalization;
using Chat.Actors.Conversations;
using Chat.Actors.Events;
using Chat.Actors.Media;
using Chat.Actors.Messages;
using Chat.Protocol.Errors;
using Chat.Protocol.Media;
using Chat.Protocol.Messages;
using ImageSize = Chat.Protocol.Messages.ImageSize;

namespace Chat.Actors;

/// <summary>
/// Files: messages that carry one, and downloads. Progress goes from 0 to 1 in steps of a hundredth; an upload that is tried again begins anew. What a
/// progress handler throws is raised as <see cref="ChatErrorRaised"/> with 2109.
/// </summary>
public sealed partial class ChatClient
{
    /// <summary>What the SDK says of a video's picture when it has none.</summary>
    private const int DefaultThumbSide = 200;
    private const string DefaultThumbFormat = "jpg";
    private const int UuidBytes = 16;

    /// <summary>A picture (jpg, gif, png, bmp, webp). It is uploaded when the message is sent; receivers see the original, a large one and a thumb.</summary>
    public ChatMessage CreateImageMessage(MessageTarget to, MediaSource file, MessageContent? content = null, IProgress<double>? onProgress = null)
    {
        ArgumentNullException.ThrowIfNull(file);
        var payload = new ImagePayload
        {
            Uuid = NewUuid(file.Ending),
            ImageFormat = MediaUpload.UnknownImageFormat,
            Images = [Empty(ImageSize.Original) with { Size = file.Size }, Empty(ImageSize.Thumb), Empty(ImageSize.Large)],
        };
        return CreateMediaMessage(to, MessageTypes.Image, payload, new Attachment(MediaKind.Image, file, null, onProgress), content);

        static Messages.ImageInfo Empty(int type) => new(type, 0, 0, 0, "");
    }

    /// <summary>A recording, with its length in <see cref="MediaSource.Duration"/> (rounded down to seconds).</summary>
    /// <inheritdoc cref="CreateImageMessage"/>
    public ChatMessage CreateAudioMessage(MessageTarget to, MediaSource file, MessageContent? content = null, IProgress<double>? onProgress = null)
    {
        ArgumentNullException.ThrowIfNull(file);
        var payload = new AudioPayload { Uuid = NewUuid(file.Ending), Size = file.Size, Second = (int)Math.Floor(file.Duration.TotalSeconds) };
        return CreateMediaMessage(to, MessageTypes.Sound, payload, new Attachment(MediaKind.Audio, file, null, onProgress), content);
    }

    /// <summary>A video (mp4 or quicktime), with its length in <see cref="MediaSource.Duration"/> (rounded to seconds).</summary>
    /// <param name="snapshot">A picture to show before it plays; without one receivers see what the server makes, if it does.</param>
    public ChatMessage CreateVideoMessage(
        MessageTarget to, MediaSource file, MediaSource? snapshot = null, MessageContent? content = null, IProgress<double>? onProgress = null)
    {
        ArgumentNullException.ThrowIfNull(file);
        var payload = new VideoPayload
        {
            VideoUuid = NewUuid(file.Ending),
            VideoSize = file.Size,
            VideoSecond = (int)Math.Round(file.Duration.TotalSeconds, MidpointRounding.AwayFromZero),
            VideoFormat = file.Subtype,
            ThumbUuid = NewUuid(snapshot?.Ending ?? DefaultThumbFormat),
            ThumbFormat = DefaultThumbFormat,
            ThumbWidth = DefaultThumbSide,
            ThumbHeight = DefaultThumbSide,
        };
        return CreateMediaMessage(to, MessageTypes.Video, payload, new Attachment(MediaKind.Video, file, snapshot, onProgress), content);
    }

    /// <summary>A file of any kind.</summary>
    /// <inheritdoc cref="CreateImageMessage"/>
    public ChatMessage CreateFileMessage(MessageTarget to, MediaSource file, MessageContent? content = null, IProgress<double>? onProgress = null)
    {
        ArgumentNullException.ThrowIfNull(file);
        var payload = new FilePayload { Uuid = NewUuid(file.Ending), FileName = file.Name, FileSize = file.Size };
        return CreateMediaMessage(to, MessageTypes.File, payload, new Attachment(MediaKind.File, file, null, onProgress), content);
    }

    /// <summary>Downloads the file of a message, of an image the original; see <see cref="DownloadFileAsync(string, Stream, IProgress{double}, CancellationToken)"/>.</summary>
    public Task<long> DownloadFileAsync(
        ChatMessage message, Stream destination, IProgress<double>? onProgress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        var address = message.Payload switch
        {
            ImagePayload image => image.Images is [var original, ..] ? original.Url : "",
            AudioPayload audio => audio.Url,
            VideoPayload video => video.VideoUrl,
            FilePayload file => file.FileUrl,
            _ => "",
        };
        return DownloadFileAsync(address, destination, onProgress, cancellationToken);
    }

    /// <summary>
    /// Downloads a file of a payload, piece by piece. A connection that breaks is taken up again where it was, up to four times. On failure the destination
    /// has the beginning of the file; what the destination throws passes through.
    /// </summary>
    /// <param name="url">An address of a payload; see <see cref="GetDownloadAddress"/>.</param>
    /// <returns>Bytes.</returns>
    /// <exception cref="ChatException">
    /// 2403: no http or https address. 2800: the server cannot be reached, refuses, or the connection broke too often. The file server's own code, such as
    /// 114000 (no such file) or 114001 (no access). 3002 to 3006: the session has ended.
    /// </exception>
    public async Task<long> DownloadFileAsync(
        string url, Stream destination, IProgress<double>? onProgress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(destination);
        var session = _context.Session.Token;
        EnsureReady();
        var address = MediaAddress.ToUri(GetDownloadAddress(url)) ?? throw new ChatException(ErrorCodes.FileHasNoAddress, "there is nothing to download");
        var download = new Download(_context.Options, new FileTransfer(_context.Options), address, destination, Follow(onProgress));
        return await DuringAsync(download.RunAsync, session, cancellationToken);
    }

    /// <summary>Where a file of a message is to be had: through <see cref="ChatOptions.FileDownloadProxy"/> if there is one. Payloads have the address as it is stored.</summary>
    public string GetDownloadAddress(string url) =>
        MediaAddress.ForDownload(url ?? "", _context.Options.FileDownloadProxy, _context.Snapshot.FileKey, _context.MediaConfig.Domains);

    internal TransferProgress Follow(IProgress<double>? onProgress) => new(
        onProgress,
        failure => _context.Publish(new ChatErrorRaised(
            SdkAppId, _context.Snapshot.UserId, ErrorCodes.ProgressHandlerFailed, "a progress handler failed: " + failure.Message)));

    /// <summary>Ends a transfer with the session, and says why.</summary>
    private async Task<T> DuringAsync<T>(Func<CancellationToken, Task<T>> transfer, CancellationToken session, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(session, cancellationToken);
        try
        {
            return await transfer(either.Token);
        }
        catch (OperationCanceledException) when (session.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new ChatException(_context.Snapshot.NotReadyCode, "the session has ended");
        }
    }

    private async Task<ChatMessage> UploadAndSendAsync(
        ChatMessage message, Attachment attachment, SendOptions options, CancellationToken cancellationToken)
    {
        var session = _context.Session.Token;
        EnsureReady();
        var upload = new MediaUpload(this, _context, message, NewFileName);
        ChatMessage? uploaded = null;
        ChatError? error = null;
        try
        {
            uploaded = await DuringAsync(token => upload.RunAsync(attachment, token), session, cancellationToken);
        }
        catch (ChatException e)
        {
            error = new ChatError(e.Code, e.Message);
        }

        return await AskAsync<ChatMessage>(
            promise => uploaded is null
                ? new ConversationsProtocol.NotSent(new ConversationsProtocol.Send(message, options, promise), error!)
                : new ConversationsProtocol.Send(uploaded, options, promise),
            cancellationToken);
    }

    private ChatMessage CreateMediaMessage(MessageTarget to, string type, MessagePayload payload, Attachment attachment, MessageContent? content) =>
        CreateMessage(to, type, payload, content) with { Attachment = attachment };

    /// <summary><c>SDKAppID-user-random.ending</c>.</summary>
    private string NewUuid(string ending) =>
        string.Create(CultureInfo.InvariantCulture, $"{SdkAppId}-{_context.Snapshot.UserId}-{NewHex()}{(ending.Length > 0 ? "." : "")}{ending}");

    /// <summary>The name under which the server is asked for an address: 32 hexadecimal digits, a hyphen, a number.</summary>
    private string NewFileName(int maxNumber)
    {
        var digits = NewHex();
        return string.Create(CultureInfo.InvariantCulture, $"{digits}-{_context.Numbers.Next(maxNumber)}");
    }

    private string NewHex() => _context.Numbers.NextHex(UuidBytes);
}
