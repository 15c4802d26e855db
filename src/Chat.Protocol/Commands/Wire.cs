using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Chat.Protocol.Frames;

namespace Chat.Protocol.Commands;

/// <summary>How values of the contract become JSON text and back: like <c>JSON.stringify</c>, which leaves non-ASCII text as it is.</summary>
public static class Wire
{
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
    public static T Read<T>(ReadOnlySpan<byte> body, JsonTypeInfo<T> type) =>
        JsonSerializer.Deserialize(body.IsEmpty ? "{}"u8 : body, type) ?? throw new JsonException("The body is null.");

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
