using Chat.Protocol.Commands;
using Chat.Protocol.Media;

namespace Chat.Testing;

/// <summary>Addresses of files; the bytes are <see cref="FakeFileServer"/>'s.</summary>
public sealed partial class FakeGateway
{
    /// <summary>Where files are put and got.</summary>
    public string FileHost { get; set; } = "http://files";

    /// <summary>Pictures are promised in smaller sizes, at <c>/thumb/…</c> and <c>/large/…</c>.</summary>
    public bool PromisesSizes { get; set; }

    /// <summary>The second host of simple uploads.</summary>
    public string UploadIp { get; set; } = "";

    /// <summary>Files are there already.</summary>
    public bool HasFiles { get; set; }

    private byte[]? AnswerMedia(FakeRequest request) => request.Command switch
    {
        "im_cos_msg.pre_sig" => OnSign(Wire.Read(request.Body.Utf8.Span, MediaJson.Default.SignUpload)),
        "im_cos_msg.simple_sig" => OnSign(Wire.Read(request.Body.Utf8.Span, MediaJson.Default.SignSimpleUpload)),
        "im_cos_msg.get_imageinfo" => Bytes(
            new ImageInfoReply { Images = Sizes(Wire.Read(request.Body.Utf8.Span, MediaJson.Default.GetImageInfo).ImageUrl) }, MediaJson.Default.ImageInfoReply),
        _ => null,
    };

    private byte[] OnSign(SignUpload sign) => Bytes(
        new SignUploadReply
        {
            UploadUrl = FileHost + "/" + sign.FileName,
            DownloadUrl = FileHost + "/" + sign.FileName,
            ThumbUrl = PromisesSizes ? FileHost + "/thumb/" + sign.FileName : null,
            LargeUrl = PromisesSizes ? FileHost + "/large/" + sign.FileName : null,
        },
        MediaJson.Default.SignUploadReply);

    private byte[] OnSign(SignSimpleUpload sign)
    {
        var address = FileHost + "/" + sign.Objects[0].FileName;
        return Bytes(
            new SignSimpleUploadReply
            {
                UploadIp = UploadIp,
                Uploads = [new SimpleUpload { FileId = 1, UploadUrl = address, DownloadUrl = address, Exists = HasFiles ? 1 : 0, Images = HasFiles ? Sizes(address) : null }],
            },
            MediaJson.Default.SignSimpleUploadReply);
    }

    private static ImageInfo[] Sizes(string address) =>
    [
        new ImageInfo { Size = ImageSize.Thumb, Url = address + "?thumb", Width = 264, Height = 198 },
        new ImageInfo { Size = ImageSize.Large, Url = address + "?large", Width = 960, Height = 720 },
        new ImageInfo { Size = ImageSize.Original, Url = address, Width = 1600, Height = 1200 },
    ];
}
