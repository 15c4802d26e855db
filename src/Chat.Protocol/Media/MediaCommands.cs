using System.Text.Json.Serialization;
using Chat.Protocol.Commands;

namespace Chat.Protocol.Media;

/// <summary>What a file is, as messages and sign requests number it (<c>file_type</c>, <c>uint32_file_type</c>).</summary>
public enum MediaKind
{
    Image = 1,
    Video = 2,
    Audio = 3,
    File = 255,
}

/// <summary>Sizes of one picture in <c>get_imageinfo</c>; in messages (<c>ImageInfoArray</c>) 1 and 3 change places.</summary>
public static class ImageSize
{
    public const int Thumb = 1;
    public const int Large = 2;
    public const int Original = 3;
}

/// <summary>Body of <c>im_cos_msg.pre_sig</c>: asks where one file is to be put and where it can be read afterwards.</summary>
public sealed record SignUpload
{
    /// <summary>See <see cref="MediaKind"/>.</summary>
    [JsonPropertyName("file_type")]
    public int FileType { get; init; }

    [JsonPropertyName("file_name")]
    public string FileName { get; set; } = "";

    /// <summary>0 raw <c>PUT</c> (web), 1 multipart <c>POST</c> (mini programs, React Native).</summary>
    [JsonPropertyName("upload_method")]
    public int UploadMethod { get; init; }

    /// <summary>Seconds for which the upload address is wanted; the SDK asks for 900.</summary>
    public int Duration { get; init; }
}

public sealed record SignUploadReply : Reply
{
    [JsonPropertyName("upload_url")]
    public string UploadUrl { get; set; } = "";

    /// <summary>The address that goes into the message, as it is.</summary>
    [JsonPropertyName("download_url")]
    public string DownloadUrl { get; set; } = "";

    /// <summary>Small version of a picture; the SDK uses it only together with <see cref="LargeUrl"/>.</summary>
    [JsonPropertyName("thumb_url")]
    public string? ThumbUrl { get; init; }

    [JsonPropertyName("large_url")]
    public string? LargeUrl { get; init; }

    /// <summary>Opaque key of a video's snapshot: with it clients ask <see cref="MediaCommands.GetVideoCover"/>.</summary>
    [JsonPropertyName("snapshot_url")]
    public string? SnapshotKey { get; init; }

    /// <summary>UNIX second at which <see cref="UploadUrl"/> ends.</summary>
    [JsonPropertyName("expired_time")]
    public long ExpiresAt { get; init; }

    [JsonPropertyName("request_id")]
    public string RequestId { get; set; } = "";
}

/// <summary>Body of <c>im_cos_msg.simple_sig</c>: the same question as the SDK asks it when a file proxy is set.</summary>
public sealed record SignSimpleUpload
{
    /// <inheritdoc cref="SignUpload.UploadMethod"/>
    [JsonPropertyName("uint32_upload_method")]
    public int UploadMethod { get; init; }

    [JsonPropertyName("uint32_platform")]
    public int Platform { get; init; }

    [JsonPropertyName("uint32_sdkappid")]
    public uint SdkAppId { get; init; }

    [JsonPropertyName("str_user_id")]
    public string UserId { get; set; } = "";

    /// <summary>1 one-to-one, 2 group.</summary>
    [JsonPropertyName("uint32_scene")]
    public int Scene { get; init; }

    [JsonPropertyName("rpt_upload_object")]
    public SimpleUploadObject[] Objects { get; set; } = [];
}

public sealed record SimpleUploadObject
{
    /// <summary>The client's number of the file, repeated in the reply.</summary>
    [JsonPropertyName("uint32_file_id")]
    public int FileId { get; init; }

    /// <summary>See <see cref="MediaKind"/>.</summary>
    [JsonPropertyName("uint32_file_type")]
    public int FileType { get; init; }

    [JsonPropertyName("str_file_name")]
    public string FileName { get; set; } = "";
}

public sealed record SignSimpleUploadReply : Reply
{
    /// <summary>Address of a host to which a failed upload is repeated over https; empty for none.</summary>
    [JsonPropertyName("str_final_ip")]
    public string UploadIp { get; set; } = "";

    [JsonPropertyName("rpt_pre_sig")]
    public SimpleUpload[] Uploads { get; set; } = [];
}

public sealed record SimpleUpload
{
    [JsonPropertyName("uint32_file_id")]
    public int FileId { get; init; }

    [JsonPropertyName("str_upload_url")]
    public string UploadUrl { get; set; } = "";

    [JsonPropertyName("str_download_url")]
    public string DownloadUrl { get; set; } = "";

    [JsonPropertyName("str_file_key")]
    public string FileKey { get; set; } = "";

    /// <inheritdoc cref="SignUploadReply.SnapshotKey"/>
    [JsonPropertyName("str_snapshot_url")]
    public string? SnapshotKey { get; init; }

    /// <summary>1: the file is there already, nothing is uploaded.</summary>
    [JsonPropertyName("uint32_exist_flag")]
    public int Exists { get; init; }

    [JsonPropertyName("rpt_msg_image_info")]
    public ImageInfo[]? Images { get; init; }
}

/// <summary>One size of a picture.</summary>
public sealed record ImageInfo
{
    /// <summary>See <see cref="ImageSize"/>.</summary>
    [JsonPropertyName("uint32_image_type")]
    public int Size { get; init; }

    [JsonPropertyName("str_url")]
    public string Url { get; set; } = "";

    /// <summary>Pixels.</summary>
    [JsonPropertyName("uint32_width")]
    public int Width { get; init; }

    /// <summary>Pixels.</summary>
    [JsonPropertyName("uint32_height")]
    public int Height { get; init; }
}

/// <summary>Body of <c>im_cos_msg.get_imageinfo</c>: asks for the sizes of an uploaded picture by its download address.</summary>
public sealed record GetImageInfo
{
    [JsonPropertyName("str_image_url")]
    public string ImageUrl { get; set; } = "";
}

public sealed record ImageInfoReply : Reply
{
    [JsonPropertyName("rpt_msg_image_info")]
    public ImageInfo[] Images { get; set; } = [];
}

/// <summary>Body of <c>im_cos_msg.get_final_ip</c>, asked after an upload to <see cref="SignSimpleUploadReply.UploadIp"/>.</summary>
public sealed record GetFinalIp
{
    [JsonPropertyName("str_domain")]
    public string Domain { get; set; } = "";
}

public sealed record FinalIpReply : Reply
{
    /// <summary>Takes the place of the host in the download address; empty to leave it.</summary>
    [JsonPropertyName("str_final_ip")]
    public string Ip { get; set; } = "";
}

/// <summary>Body of <c>im_cos_msg.video_cover</c>: asks for the address of a video's snapshot.</summary>
public sealed record GetVideoCover
{
    [JsonPropertyName("version")]
    public int Version { get; init; }

    [JsonPropertyName("platform")]
    public int Platform { get; init; }

    [JsonPropertyName("cover_name")]
    public string CoverName { get; set; } = "";

    /// <summary>What the sign reply gave.</summary>
    [JsonPropertyName("snapshot_url")]
    public string SnapshotKey { get; set; } = "";
}

public sealed record VideoCoverReply : Reply
{
    [JsonPropertyName("error_code")]
    public int CoverErrorCode { get; init; }

    [JsonPropertyName("error_msg")]
    public string CoverErrorInfo { get; set; } = "";

    [JsonPropertyName("download_url")]
    public string DownloadUrl { get; set; } = "";
}

/// <summary>Body of <c>im_cos_sign_svr.cos</c>: a client with a COS SDK instead of the upload plug-in asks for keys of Tencent's object store (wire reference, messages §12.3).</summary>
public sealed record GetCosToken
{
    [JsonPropertyName("cmd")]
    public string Service { get; set; } = "";

    [JsonPropertyName("sub_cmd")]
    public string Command { get; set; } = "";

    /// <summary>Seconds.</summary>
    [JsonPropertyName("duration")]
    public int Duration { get; init; }

    [JsonPropertyName("version")]
    public int Version { get; init; }
}

/// <summary>Files of messages. The frames of all these commands carry identifier and signature, never a session token.</summary>
public static class MediaCommands
{
    public static readonly Command<SignUpload, SignUploadReply> SignUpload =
        new("im_cos_msg.pre_sig", MediaJson.Default.SignUpload, MediaJson.Default.SignUploadReply) { AuthenticatesBySignature = true };

    public static readonly Command<SignSimpleUpload, SignSimpleUploadReply> SignSimpleUpload =
        new("im_cos_msg.simple_sig", MediaJson.Default.SignSimpleUpload, MediaJson.Default.SignSimpleUploadReply) { AuthenticatesBySignature = true };

    public static readonly Command<GetImageInfo, ImageInfoReply> GetImageInfo =
        new("im_cos_msg.get_imageinfo", MediaJson.Default.GetImageInfo, MediaJson.Default.ImageInfoReply) { AuthenticatesBySignature = true };

    public static readonly Command<GetFinalIp, FinalIpReply> GetFinalIp =
        new("im_cos_msg.get_final_ip", MediaJson.Default.GetFinalIp, MediaJson.Default.FinalIpReply) { AuthenticatesBySignature = true };

    public static readonly Command<GetVideoCover, VideoCoverReply> GetVideoCover =
        new("im_cos_msg.video_cover", MediaJson.Default.GetVideoCover, MediaJson.Default.VideoCoverReply) { AuthenticatesBySignature = true };

    public static readonly Command<GetCosToken, Reply> GetCosToken =
        new("im_cos_sign_svr.cos", MediaJson.Default.GetCosToken, CommandsJson.Default.Reply) { AuthenticatesBySignature = true };
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, NumberHandling = JsonNumberHandling.AllowReadingFromString)]
[JsonSerializable(typeof(SignUpload))]
[JsonSerializable(typeof(SignUploadReply))]
[JsonSerializable(typeof(SignSimpleUpload))]
[JsonSerializable(typeof(SignSimpleUploadReply))]
[JsonSerializable(typeof(GetImageInfo))]
[JsonSerializable(typeof(ImageInfoReply))]
[JsonSerializable(typeof(GetFinalIp))]
[JsonSerializable(typeof(FinalIpReply))]
[JsonSerializable(typeof(GetVideoCover))]
[JsonSerializable(typeof(VideoCoverReply))]
[JsonSerializable(typeof(GetCosToken))]
public sealed partial class MediaJson : JsonSerializerContext;
