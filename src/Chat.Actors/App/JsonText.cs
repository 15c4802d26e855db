using System.Text.Json;

namespace Chat.Actors.App;

internal static class JsonText
{
    /// <summary>The text of a JSON string; null for what is none, and for one that no text can hold: half a character.</summary>
    public static string? Of(JsonElement element)
    {
        try
        {
            return element.ValueKind == JsonValueKind.String ? element.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
