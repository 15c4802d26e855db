using System.Text.Json;
using System.Text.Unicode;

namespace Chat.Protocol.Frames;

/// <summary>
/// A frame from client to server, <c>{"head":{…},"body":{…}}</c>, read in one forward pass. All spans point into the message
/// that was read, so nothing is copied until a handler wants it.
/// </summary>
public readonly ref struct ClientFrame
{
    private ClientFrame(ReadOnlySpan<byte> command, ReadOnlySpan<byte> body)
    {
        Command = command;
        Body = body;
    }

    /// <summary><c>head.servcmd</c>, "service.command".</summary>
    public ReadOnlySpan<byte> Command { get; }

    /// <summary>The body as JSON text; empty when the frame has none.</summary>
    public ReadOnlySpan<byte> Body { get; }

    /// <summary><c>head.seq</c>: with the command it is the key of the reply.</summary>
    public long Sequence { get; private init; }

    public uint SdkAppId { get; private init; }

    /// <summary><c>head.platform</c>, see <see cref="Sessions.ClientPlatform"/>.</summary>
    public int Platform { get; private init; }

    /// <summary><c>head.status_instid</c>: the instance ID of the last login reply, 0 before.</summary>
    public uint InstanceId { get; private init; }

    /// <summary><c>head.identifier</c>: the user ID, sent until an A2 key is held.</summary>
    public ReadOnlySpan<byte> Identifier { get; private init; }

    public ReadOnlySpan<byte> UserSig { get; private init; }

    /// <summary><c>head.a2</c>: the session token of the login reply.</summary>
    public ReadOnlySpan<byte> A2 { get; private init; }

    /// <exception cref="FrameException">The message is not a frame.</exception>
    public static ClientFrame Parse(ReadOnlySpan<byte> message)
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

    private static ClientFrame Read(ReadOnlySpan<byte> message)
    {
        var reader = new Utf8JsonReader(message);
        ReadOnlySpan<byte> command = default, identifier = default, userSig = default, a2 = default, body = default;
        long sequence = 0;
        uint sdkAppId = 0, instanceId = 0;
        var platform = 0;

        ReadObjectStart(ref reader);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("head"u8))
            {
                ReadObjectStart(ref reader);
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                {
                    if (reader.ValueTextEquals("servcmd"u8))
                    {
                        command = ReadText(ref reader);
                    }
                    else if (reader.ValueTextEquals("seq"u8))
                    {
                        reader.Read();
                        sequence = reader.GetInt64();
                    }
                    else if (reader.ValueTextEquals("sdkappid"u8))
                    {
                        reader.Read();
                        sdkAppId = reader.TokenType == JsonTokenType.Null ? 0 : reader.GetUInt32();
                    }
                    else if (reader.ValueTextEquals("platform"u8))
                    {
                        reader.Read();
                        platform = reader.TokenType == JsonTokenType.Number ? reader.GetInt32() : 0;
                    }
                    else if (reader.ValueTextEquals("status_instid"u8))
                    {
                        reader.Read();
                        instanceId = reader.TokenType == JsonTokenType.Number ? reader.GetUInt32() : 0;
                    }
                    else if (reader.ValueTextEquals("a2"u8))
                    {
                        a2 = ReadText(ref reader);
                    }
                    else if (reader.ValueTextEquals("identifier"u8))
                    {
                        identifier = ReadText(ref reader);
                    }
                    else if (reader.ValueTextEquals("usersig"u8))
                    {
                        userSig = ReadText(ref reader);
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
                body = ReadRaw(ref reader, message);
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }

        ReadEnd(ref reader);
        if (command.IsEmpty)
        {
            throw new FrameException("The frame has no command.");
        }

        return new ClientFrame(command, body)
        {
            Sequence = sequence,
            SdkAppId = sdkAppId,
            Platform = platform,
            InstanceId = instanceId,
            Identifier = identifier,
            UserSig = userSig,
            A2 = a2,
        };
    }

    internal static void ReadObjectStart(scoped ref Utf8JsonReader reader)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new FrameException("The frame is not an object.");
        }
    }

    /// <summary>Nothing but blanks may follow the object.</summary>
    internal static void ReadEnd(scoped ref Utf8JsonReader reader)
    {
        if (reader.Read())
        {
            throw new FrameException("Something follows the frame.");
        }
    }

    /// <summary>The text of a string value; escaped text is unescaped into an array of its own, plain text stays in place.</summary>
    internal static ReadOnlySpan<byte> ReadText(scoped ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null)
        {
            return default;
        }

        if (reader.TokenType != JsonTokenType.String)
        {
            throw new FrameException("A text field of the head is not a string.");
        }

        return reader.ValueIsEscaped ? System.Text.Encoding.UTF8.GetBytes(reader.GetString()!) : reader.ValueSpan;
    }

    internal static ReadOnlySpan<byte> ReadRaw(scoped ref Utf8JsonReader reader, ReadOnlySpan<byte> message)
    {
        reader.Read();
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return message[start..(int)reader.BytesConsumed];
    }
}
