using System.Globalization;
using System.Text.Json;
using Chat.Actors.App;

namespace Chat.Actors.Media;

/// <summary>What the server's configuration says about files.</summary>
/// <param name="Domains">Further domains of file servers that want to see the key of the login reply.</param>
/// <param name="IsSimple">How upload addresses are asked for; null leaves it to the options (wire reference, messages §12.1).</param>
internal sealed record MediaConfig(MediaLimits Limits, string[] Domains, bool? IsSimple)
{
    public static MediaConfig Default { get; } = new(new MediaLimits(), [], null);

    /// <summary>Reads <c>upload_size_limit</c>, <c>file_dn_list</c> and <c>simple_cos</c>; what is missing or odd keeps its default, as in the SDK.</summary>
    public static MediaConfig Read(string? json)
    {
        if (CloudConfig.Parse(json) is not { ValueKind: JsonValueKind.Object } config)
        {
            return Default;
        }

        return new MediaConfig(
            CloudConfig.Parse(CloudConfig.Text(config, "upload_size_limit")) is { ValueKind: JsonValueKind.Object } limits ? MediaLimits.Read(limits) : Default.Limits,
            CloudConfig.Parse(CloudConfig.Text(config, "file_dn_list")) is { ValueKind: JsonValueKind.Array } domains
                ? ReadDomains(domains)
                : [],
            CloudConfig.Text(config, "simple_cos") is { } simple ? simple == "1" : null);
    }

    private static string[] ReadDomains(JsonElement list) =>
    [
        .. list.EnumerateArray().Select(static one => JsonText.Of(one)?.TrimStart('.') ?? "").Where(static one => one.Length > 0),
    ];
}

/// <summary>Largest files, bytes; the SDK's defaults.</summary>
internal sealed record MediaLimits
{
    private const long Megabyte = 1024 * 1024;

    public long Image { get; init; } = 20 * Megabyte;

    public long Audio { get; init; } = 20 * Megabyte;

    public long Video { get; init; } = 100 * Megabyte;

    public long File { get; init; } = 100 * Megabyte;

    /// <param name="megabytes">Whole megabytes as text or number: <c>i</c>, <c>a</c>, <c>v</c>, <c>f</c>.</param>
    public static MediaLimits Read(JsonElement megabytes)
    {
        var standard = new MediaLimits();
        return new MediaLimits
        {
            Image = Bytes("i", standard.Image),
            Audio = Bytes("a", standard.Audio),
            Video = Bytes("v", standard.Video),
            File = Bytes("f", standard.File),
        };

        long Bytes(string name, long otherwise) =>
            megabytes.TryGetProperty(name, out var value)
            && int.TryParse(JsonText.Of(value) ?? value.GetRawText(), NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0
                ? count * Megabyte
                : otherwise;
    }
}
