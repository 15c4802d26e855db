using System.Globalization;
using System.Text.Json;

namespace Chat.Actors.Media;

/// <summary>What the server's configuration says about files.</summary>
/// <param name="IsSimple">How upload addresses are asked for; null leaves it to the options (wire reference, messages §12.1).</param>
internal sealed record MediaConfig(MediaLimits Limits, bool? IsSimple)
{
    public static MediaConfig Default { get; } = new(new MediaLimits(), null);

    /// <summary>Reads <c>upload_size_limit</c> and <c>simple_cos</c>; what is missing or odd keeps its default, as in the SDK.</summary>
    public static MediaConfig Read(string? json)
    {
        if (Parse(json) is not { } config)
        {
            return Default;
        }

        return new MediaConfig(
            Parse(Text(config, "upload_size_limit")) is { } limits ? MediaLimits.Read(limits) : Default.Limits,
            Text(config, "simple_cos") is { } simple ? simple == "1" : null);
    }

    private static string? Text(JsonElement config, string name) =>
        config.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static JsonElement? Parse(string? json)
    {
        try
        {
            using var document = JsonDocument.Parse(json ?? "");
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
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
            && int.TryParse(value.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0
                ? count * Megabyte
                : otherwise;
    }
}
