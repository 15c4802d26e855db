using System.Text.Json;

namespace Chat.Actors.App;

/// <summary>The server's configuration: a JSON object of texts, some of which are JSON again.</summary>
internal static class CloudConfig
{
    /// <summary>Null for what is no JSON.</summary>
    public static JsonElement? Parse(string? json)
    {
        try
        {
            using var document = JsonDocument.Parse(json ?? "");
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Null for what is missing or no text.</summary>
    public static string? Text(JsonElement config, string name) =>
        config.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
