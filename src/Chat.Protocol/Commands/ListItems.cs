using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Chat.Protocol.Commands;

/// <summary>
/// Reads what a server has sent so that an item of a list costs only itself if it does not have the declared shape: in its place stands a null, which readers of
/// lists pass over anyway. Costs nothing as long as everything is well.
/// </summary>
public static class ListItems
{
    /// <summary>With more bad items than this the whole is bad.</summary>
    public const int MaxDropped = 100;

    /// <summary>Reads a body; an empty one counts as <c>{}</c>.</summary>
    /// <param name="body">JSON text.</param>
    /// <param name="type">Its shape.</param>
    /// <param name="dropped">Told of each item that was dropped; null for nobody.</param>
    /// <exception cref="JsonException">The text is not JSON, or something outside of its lists has the wrong type.</exception>
    public static T Read<T>(ReadOnlySpan<byte> body, JsonTypeInfo<T> type, Action<string>? dropped)
    {
        for (var left = MaxDropped; ; left--)
        {
            try
            {
                return Wire.Read(body, type);
            }
            catch (JsonException e)
            {
                if (left == 0 || Without(body, e.Path) is not { } rest)
                {
                    throw;
                }

                dropped?.Invoke("An item of a list was dropped: " + e.Message);
                body = rest;
            }
        }
    }

    /// <param name="body">JSON text.</param>
    /// <param name="path">Where reading has failed: <c>$.MsgList[3].MsgSeq</c>.</param>
    /// <returns>The text with a null for the outermost item on the path; null if there is none.</returns>
    private static byte[]? Without(ReadOnlySpan<byte> body, string? path)
    {
        var open = path?.IndexOf('[', StringComparison.Ordinal) ?? -1;
        var close = path?.IndexOf(']', StringComparison.Ordinal) ?? -1;
        if (open < 0 || close < open || !int.TryParse(path.AsSpan(open + 1, close - open - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var index))
        {
            return null;
        }

        var reader = new Utf8JsonReader(body, Wire.ReaderOptions);
        reader.Read();
        foreach (var name in path![..open].Split('.').Skip(1))
        {
            if (!GoTo(ref reader, name))
            {
                return null;
            }
        }

        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return null;
        }

        for (var i = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; i++)
        {
            var start = (int)reader.TokenStartIndex;
            var isNull = reader.TokenType == JsonTokenType.Null;
            reader.Skip();
            if (i == index)
            {
                return isNull ? null : [.. body[..start], .. "null"u8, .. body[(int)reader.BytesConsumed..]];
            }
        }

        return null;
    }

    private static bool GoTo(ref Utf8JsonReader reader, string name)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return false;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isIt = reader.ValueTextEquals(name);
            reader.Read();
            if (isIt)
            {
                return true;
            }

            reader.Skip();
        }

        return false;
    }
}
