using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Chat.Protocol.Frames;

namespace Chat.Protocol.Commands;

/// <summary>How values of the contract become JSON text and back: like <c>JSON.stringify</c>, which leaves non-ASCII text as it is.</summary>
public static class Wire
{
    /// <summary>Levels of a frame at most: an app's content may be nested itself, and a frame puts its own levels around it.</summary>
    public const int MaxDepth = 256;

    /// <summary>Levels that the serializer reads by itself.</summary>
    private const int SerializerDepth = 64;

    public static JsonReaderOptions ReaderOptions { get; } = new() { MaxDepth = MaxDepth };

    public static JsonWriterOptions WriterOptions { get; } = new()
    {
        Encoder = StringifyEncoder.Instance,
        SkipValidation = true,
    };

    public static void Write<T>(IBufferWriter<byte> output, T value, JsonTypeInfo<T> type)
    {
        using var writer = new Utf8JsonWriter(output, WriterOptions);
        JsonSerializer.Serialize(writer, value, type);
    }

    public static byte[] ToBytes<T>(T value, JsonTypeInfo<T> type)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        Write(buffer, value, type);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Reads a body; an empty one counts as <c>{}</c>.</summary>
    /// <exception cref="JsonException">The text is not JSON or a field has the wrong type.</exception>
    public static T Read<T>(ReadOnlySpan<byte> body, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(body.IsEmpty ? "{}"u8 : body, type) ?? throw new JsonException("The body is null.");
        }
        catch (JsonException) when (IsDeep(body))
        {
            return ReadDeep(body, type);
        }
    }

    /// <summary>With a reader of its own depth the serializer goes over everything twice; a greater depth among its options would cost the fast way of writing.</summary>
    private static T ReadDeep<T>(ReadOnlySpan<byte> body, JsonTypeInfo<T> type)
    {
        var reader = new Utf8JsonReader(body, ReaderOptions);
        var value = JsonSerializer.Deserialize(ref reader, type) ?? throw new JsonException("The body is null.");
        return reader.Read() ? throw new JsonException("Something follows the body.") : value;
    }

    /// <summary>Deeper than the serializer reads, but not too deep.</summary>
    private static bool IsDeep(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, ReaderOptions);
        var isDeep = false;
        try
        {
            while (reader.Read())
            {
                isDeep |= reader.CurrentDepth >= SerializerDepth;
            }
        }
        catch (JsonException)
        {
            return false;
        }

        return isDeep;
    }

    /// <summary>Reads JSON that was kept as a client wrote it: halves of characters, which .NET cannot hold, become U+FFFD.</summary>
    /// <exception cref="JsonException">The text is not JSON or a field has the wrong type.</exception>
    public static T ReadKept<T>(ReadOnlySpan<byte> json, JsonTypeInfo<T> type)
    {
        if (!json.Contains((byte)'\\'))
        {
            return Read(json, type);
        }

        var text = json.ToArray();
        LoneSurrogates.Replace(text);
        return Read<T>(text, type);
    }
}
