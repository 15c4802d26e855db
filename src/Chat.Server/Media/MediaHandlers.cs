using Chat.Protocol.Commands;
using Chat.Protocol.Errors;
using Chat.Protocol.Media;
using Chat.Server.Commands;
using Chat.Server.Sessions;

namespace Chat.Server.Media;

/// <summary>Refusals of the file commands.</summary>
internal static class MediaErrors
{
    public static readonly ChatError Parameter = new(ErrorCodes.MediaParameter, "file type must be 1, 2, 3 or 255; the file name 1 to 255 bytes without control characters");

    public static readonly ChatError NoCos =
        new(ErrorCodes.MediaAccessDenied, "this server has no COS buckets; register tim-upload-plugin, which uploads to the server itself, instead of a COS SDK");

    public static readonly ChatError NoSnapshot = new(ErrorCodes.MediaMissing, "this server makes no snapshots of videos");
}

/// <summary><c>im_cos_msg.pre_sig</c>. Addresses of smaller sizes are known before the upload and served after it.</summary>
internal sealed class SignUploadHandler(MediaLibrary media) : ICommandHandler<SignUpload>
{
    public void Handle(CommandContext context, SignUpload request)
    {
        var caller = (SocketCommandContext)context;
        if (media.Sign(caller.App, caller.Identity.Account.AccountId, (MediaKind)request.FileType, request.FileName) is not { } file)
        {
            context.Fail(MediaErrors.Parameter);
            return;
        }

        var address = caller.Socket.HttpAddress;
        context.Reply(
            new SignUploadReply
            {
                UploadUrl = address + file.Upload,
                DownloadUrl = address + file.Download,
                ThumbUrl = file.Thumb is null ? null : address + file.Thumb,
                LargeUrl = file.Large is null ? null : address + file.Large,
                ExpiresAt = file.UploadUntil,
                RequestId = file.ObjectId,
            },
            MediaJson.Default.SignUploadReply);
    }
}

/// <summary><c>im_cos_msg.simple_sig</c>: clients with a file proxy. Smaller sizes are asked for after the upload, by <c>get_imageinfo</c>.</summary>
internal sealed class SignSimpleUploadHandler(MediaLibrary media) : ICommandHandler<SignSimpleUpload>
{
    /// <summary>The SDK asks for one at a time.</summary>
    private const int MaxObjects = 20;

    public void Handle(CommandContext context, SignSimpleUpload request)
    {
        if (request.Objects.Length is 0 or > MaxObjects)
        {
            context.Fail(ErrorCodes.MediaParameter, $"rpt_upload_object must name 1 to {MaxObjects} files");
            return;
        }

        var caller = (SocketCommandContext)context;
        var address = caller.Socket.HttpAddress;
        var uploads = new SimpleUpload[request.Objects.Length];
        for (var i = 0; i < uploads.Length; i++)
        {
            if (request.Objects[i] is not { FileName: not null } wanted
                || media.Sign(caller.App, caller.Identity.Account.AccountId, (MediaKind)wanted.FileType, wanted.FileName) is not { } file)
            {
                context.Fail(MediaErrors.Parameter);
                return;
            }

            uploads[i] = new SimpleUpload
            {
                FileId = wanted.FileId,
                UploadUrl = address + file.Upload,
                DownloadUrl = address + file.Download,
                FileKey = file.ObjectId,
            };
        }

        context.Reply(new SignSimpleUploadReply { Uploads = uploads }, MediaJson.Default.SignSimpleUploadReply);
    }
}

/// <summary><c>im_cos_msg.get_imageinfo</c>: the sizes of an uploaded picture, to whoever holds its address.</summary>
internal sealed class GetImageInfoHandler(MediaLibrary media) : ICommandHandler<GetImageInfo>
{
    public void Handle(CommandContext context, GetImageInfo request)
    {
        if (MediaLibrary.TokenOf(request.ImageUrl) is not { } token || media.ReadDownloadToken(token) is not { } objectId)
        {
            context.Fail(ErrorCodes.MediaAccessDenied, "the address is not of this server, forged or expired");
            return;
        }

        if (media.Find(objectId) is not { } original
            || media.Find(MediaObject.ThumbOf(objectId)) is not { } thumb || media.Find(MediaObject.LargeOf(objectId)) is not { } large)
        {
            context.Fail(ErrorCodes.MediaMissing, "no picture was uploaded there");
            return;
        }

        ImageInfo Describe(int size, MediaObject file) => new()
        {
            Size = size,
            Url = context.Session!.HttpAddress + media.DownloadAddress(file),
            Width = file.Width,
            Height = file.Height,
        };

        context.Reply(
            new ImageInfoReply { Images = [Describe(ImageSize.Thumb, thumb), Describe(ImageSize.Large, large), Describe(ImageSize.Original, original)] },
            MediaJson.Default.ImageInfoReply);
    }
}

/// <summary><c>im_cos_msg.get_final_ip</c>: addresses are reached by their host, so the client keeps it.</summary>
internal sealed class GetFinalIpHandler : ICommandHandler<GetFinalIp>
{
    public void Handle(CommandContext context, GetFinalIp request) => context.Reply(new FinalIpReply(), MediaJson.Default.FinalIpReply);
}

/// <summary><c>im_cos_msg.video_cover</c>: no sign reply offers a snapshot, so nobody asks; whoever does is told so under both names of the code.</summary>
internal sealed class GetVideoCoverHandler : ICommandHandler<GetVideoCover>
{
    public void Handle(CommandContext context, GetVideoCover request) => context.Reply(
        new VideoCoverReply
        {
            ActionStatus = Reply.Fail,
            ErrorCode = MediaErrors.NoSnapshot.Code,
            ErrorInfo = MediaErrors.NoSnapshot.Info,
            CoverErrorCode = MediaErrors.NoSnapshot.Code,
            CoverErrorInfo = MediaErrors.NoSnapshot.Info,
        },
        MediaJson.Default.VideoCoverReply);
}

/// <summary>
/// <c>im_cos_sign_svr.cos</c>: keys with which the COS SDKs write to a bucket of Tencent's object store, whose host they make from its name. There is none
/// behind this server, and nothing that a client could be given instead.
/// </summary>
internal sealed class GetCosTokenHandler : ICommandHandler<GetCosToken>
{
    public void Handle(CommandContext context, GetCosToken request) => context.Fail(MediaErrors.NoCos);
}
