using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;

namespace Chat.Server.Messages;

/// <summary>Builds a reply around stored JSON text.</summary>
internal sealed class ReplyBuffer : IDisposable
{
    private readonly ArrayBufferWriter<byte> _buffer = new(1024);
    private readonly Utf8JsonWriter _writer;

    public ReplyBuffer()
    {
        _writer = new Utf8JsonWriter(_buffer, Protocol.Commands.Wire.WriterOptions);
        _writer.WriteStartObject();
        _writer.WriteString("ActionStatus"u8, "OK"u8);
        _writer.WriteNumber("ErrorCode"u8, 0);
        _writer.WriteString("ErrorInfo"u8, ""u8);
    }

    public Utf8JsonWriter Json => _writer;

    /// <summary>A field whose value is an array of JSON texts.</summary>
    public void WriteArray(ReadOnlySpan<byte> name, IEnumerable<byte[]> items)
    {
        _writer.WriteStartArray(name);
        foreach (var item in items)
        {
            _writer.WriteRawValue(item, skipInputValidation: true);
        }

        _writer.WriteEndArray();
    }

    /// <summary>A text field that holds a number.</summary>
    public void WriteNumberText(ReadOnlySpan<byte> name, long value)
    {
        Span<byte> digits = stackalloc byte[20];
        Utf8Formatter.TryFormat(value, digits, out var length);
        _writer.WriteString(name, digits[..length]);
    }

    public ReadOnlySpan<byte> Finish()
    {
        _writer.WriteEndObject();
        _writer.Flush();
        return _buffer.WrittenSpan;
    }

    public void Dispose() => _writer.Dispose();
}
