using System.Text.Json;
using System.Text.Unicode;

namespace Chat.Protocol.Frames;

/// <summary>A frame from server to client: a reply (same command and sequence as the request) or a push.</summary>
public readonly ref struct ServerFrame
{
    private ServerFrame(ReadOnlySpan<byte> command, long sequence, ReadOnlySpan<byte> body)
    {
        Command = command;
        Sequence = sequence;
        Body = body;
    }

    public ReadOnlySpan<byte> Command { get; }

    public long Sequence { get; }

    /// <summary>The body as JSON text, a slice of the message that was read.</summary>
    public ReadOnlySpan<byte> Body { get; }

    /// <exception cref="FrameException">The message is not a frame.</exception>
    public static ServerFrame Parse(ReadOnlySpan<byte> message)
    {
        // The JSON reader takes the bytes of texts as they are, and bodies travel on as they came.
        if (!Utf8.IsValid(message))
        {
            throw new FrameException("The message is not UTF-8.");
        }

        try
        {
            return Read(message);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw new FrameException("The message is not a frame: " + e.Message, e);
        }
    }

    private static ServerFrame Read(ReadOnlySpan<byte> message)
    {
        var reader = new Utf8JsonReader(message, Commands.Wire.ReaderOptions);
        ReadOnlySpan<byte> command = default, body = default;
        long sequence = 0;

        ClientFrame.ReadObjectStart(ref reader);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("head"u8))
            {
                ClientFrame.ReadObjectStart(ref reader);
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                {
                    if (reader.ValueTextEquals("servcmd"u8))
                    {
                        command = ClientFrame.ReadText(ref reader);
                    }
                    else if (reader.ValueTextEquals("seq"u8))
                    {
                        reader.Read();
                        sequence = reader.GetInt64();
                    }
                    else
                    {
                        reader.Read();
                        reader.Skip();
                    }
                }
            }
            else if (reader.ValueTextEquals("body"u8))
            {
                body = ClientFrame.ReadRaw(ref reader, message);
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }

        ClientFrame.ReadEnd(ref reader);
        if (command.IsEmpty)
        {
            throw new FrameException("The frame has no command.");
        }

        return new ServerFrame(command, sequence, body);
    }

    /// <summary>Writes a reply or push whose body is JSON text already.</summary>
    /// <param name="output">Receives the whole frame.</param>
    /// <param name="command">"service.command", ASCII without characters that JSON escapes.</param>
    /// <param name="sequence">The sequence of the request; any number for a push.</param>
    /// <param name="body">A JSON object.</param>
    public static void Write(System.Buffers.IBufferWriter<byte> output, ReadOnlySpan<byte> command, long sequence, ReadOnlySpan<byte> body)
    {
        WriteStart(output, command, sequence);
        var span = output.GetSpan(body.Length + 1);
        body.CopyTo(span);
        span[body.Length] = (byte)'}';
        output.Advance(body.Length + 1);
    }

    /// <summary>Writes everything before the body; the caller appends the body and a closing brace.</summary>
    public static void WriteStart(System.Buffers.IBufferWriter<byte> output, ReadOnlySpan<byte> command, long sequence)
    {
        var head = "{\"head\":{\"servcmd\":\""u8;
        var middle = "\",\"seq\":"u8;
        var tail = "},\"body\":"u8;
        var span = output.GetSpan(head.Length + command.Length + middle.Length + 20 + tail.Length);
        head.CopyTo(span);
        var at = head.Length;
        command.CopyTo(span[at..]);
        at += command.Length;
        middle.CopyTo(span[at..]);
        at += middle.Length;
        System.Buffers.Text.Utf8Formatter.TryFormat(sequence, span[at..], out var digits);
        at += digits;
        tail.CopyTo(span[at..]);
        output.Advance(at + tail.Length);
    }
}
