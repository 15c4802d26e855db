using System.Text.Json.Serialization;
using Chat.Protocol.Commands;

namespace Chat.Protocol.Apps;

/// <summary>Body of <c>im_sdk_config_mgr.fetch_config</c>.</summary>
public sealed record FetchConfig
{
    [JsonPropertyName("uint32_sdkappid")]
    public uint SdkAppId { get; init; }

    /// <summary>Version known to the client, 0 first.</summary>
    [JsonPropertyName("uint64_version")]
    public long Version { get; init; }
}

public sealed record ConfigReply : Reply
{
    [JsonPropertyName("int32_error_code")]
    public int ConfigErrorCode { get; init; }

    [JsonPropertyName("str_error_message")]
    public string ConfigErrorMessage { get; set; } = "";

    /// <summary>JSON text of an object whose values are strings.</summary>
    [JsonPropertyName("str_json_config")]
    public string Config { get; set; } = "{}";

    /// <summary>Seconds; 0 makes the SDK ask each second.</summary>
    [JsonPropertyName("uint32_expired_time")]
    public int ExpiresIn { get; init; }

    [JsonPropertyName("uint64_version")]
    public long Version { get; init; }
}

/// <summary>Body of <c>im_sdk_config_mgr.fetch_imsdk_purchase_bitsv2</c>.</summary>
public sealed record FetchPurchaseBits
{
    [JsonPropertyName("uint32_sdkappid")]
    public uint SdkAppId { get; init; }
}

public sealed record PurchaseBitsReply : Reply
{
    [JsonPropertyName("int32_error_code")]
    public int BitsErrorCode { get; init; }

    /// <summary>Up to 64 characters 0 or 1, most significant first.</summary>
    [JsonPropertyName("str_purchase_bits")]
    public string Bits { get; set; } = "";

    [JsonPropertyName("uint32_expired_time")]
    public int ExpiresIn { get; init; }
}

public static class AppCommands
{
    public static readonly Command<FetchConfig, ConfigReply> FetchConfig =
        new("im_sdk_config_mgr.fetch_config", AppsJson.Default.FetchConfig, AppsJson.Default.ConfigReply);

    public static readonly Command<FetchPurchaseBits, PurchaseBitsReply> FetchPurchaseBits =
        new("im_sdk_config_mgr.fetch_imsdk_purchase_bitsv2", AppsJson.Default.FetchPurchaseBits, AppsJson.Default.PurchaseBitsReply);
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, NumberHandling = JsonNumberHandling.AllowReadingFromString)]
[JsonSerializable(typeof(FetchConfig))]
[JsonSerializable(typeof(ConfigReply))]
[JsonSerializable(typeof(FetchPurchaseBits))]
[JsonSerializable(typeof(PurchaseBitsReply))]
public sealed partial class AppsJson : JsonSerializerContext;
