using System.Text;
using System.Text.Json;
using Chat.Protocol.Commands;
using Chat.Protocol.Messages;

namespace Chat.Server.Messages;

/// <summary>
/// The fields of a send (web SDK and REST bodies share their names), read in one forward pass. Body and custom data are slices of the frame.
/// </summary>
internal ref struct SendBody
{
    private static readonly byte[] DefaultPushInfo = Wire.ToBytes(OfflinePushInfo.Default, MessagesJson.Default.OfflinePushInfo);

    public string? From { get; private set; }

    public string? To { get; private set; }

    public long? MsgSeq { get; private set; }

    public long? Random { get; private set; }

    public long? ClientTime { get; private set; }

    /// <summary>0 for online users only.</summary>
    public long? LifeTime { get; private set; }

    /// <summary>REST: 1 online users only.</summary>
    public long OnlineOnlyFlag { get; private set; }

    /// <summary>REST: 1 to the sender's other devices too, 2 not.</summary>
    public long? SyncOtherMachine { get; private set; }

    public MessageFlags Flags { get; private set; }

    /// <summary>The raw array; empty when the field is missing or not an array.</summary>
    public ReadOnlySpan<byte> Body { get; private set; }

    /// <summary>The raw JSON string; empty when missing or "".</summary>
    public ReadOnlySpan<byte> CloudCustomData { get; private set; }

    /// <summary>The raw <c>OfflinePushInfo</c>; empty when missing, or when it is what the SDK sends for an app that says nothing.</summary>
    public ReadOnlySpan<byte> PushInfo { get; private set; }

    /// <summary>True if <c>OfflinePushInfo</c> is there and no object.</summary>
    public bool PushInfoIsMalformed { get; private set; }

    public bool HasBody { get; private set; }

    /// <summary>True when each element of the body has a type and a content object, and there is at least one.</summary>
    public bool BodyIsWellFormed { get; private set; }

    /// <exception cref="JsonException">Not an object, or a field has the wrong type; <see cref="JsonException.Path"/> is the name of that field.</exception>
    public static SendBody Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            return Read(json);
        }
        catch (InvalidOperationException e)
        {
            // An escaped text that is no Unicode, such as half a surrogate pair.
            throw new JsonException(e.Message, e);
        }
    }

    private static SendBody Read(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        var result = default(SendBody);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("the body is not an object");
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.ValueSpan;
            try
            {
                result.ReadField(ref reader, json);
            }
            catch (JsonException e) when (e.GetType() == typeof(JsonException))
            {
                // Not the reader's complaint about the text, which is of a derived type.
                throw new JsonException(e.Message, Encoding.UTF8.GetString(name), null, null, e);
            }
        }

        while (reader.Read())
        {
            // Anything after the object is an error that the reader reports.
        }

        if (result.LifeTime == 0 || result.OnlineOnlyFlag == 1)
        {
            result.Flags |= MessageFlags.OnlineOnly;
        }

        return result;
    }

    private void ReadField(scoped ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        if (reader.ValueTextEquals("To_Account"u8))
        {
            To = ReadText(ref reader);
        }
        else if (reader.ValueTextEquals("From_Account"u8))
        {
            From = ReadText(ref reader);
        }
        else if (reader.ValueTextEquals("MsgSeq"u8))
        {
            MsgSeq = ReadNumber(ref reader);
        }
        else if (reader.ValueTextEquals("MsgRandom"u8))
        {
            Random = ReadNumber(ref reader);
        }
        else if (reader.ValueTextEquals("MsgClientTime"u8))
        {
            ClientTime = ReadNumber(ref reader);
        }
        else if (reader.ValueTextEquals("MsgBody"u8))
        {
            HasBody = true;
            BodyIsWellFormed = ReadElements(ref reader, out var start);
            Body = reader.TokenType == JsonTokenType.EndArray ? json[start..(int)reader.BytesConsumed] : default;
        }
        else if (reader.ValueTextEquals("CloudCustomData"u8))
        {
            CloudCustomData = ReadRawText(ref reader, json);
        }
        else if (reader.ValueTextEquals("OfflinePushInfo"u8))
        {
            PushInfo = ReadPushInfo(ref reader, json, out var isMalformed);
            PushInfoIsMalformed = isMalformed;
        }
        else if (reader.ValueTextEquals("MsgLifeTime"u8))
        {
            LifeTime = ReadNumber(ref reader);
        }
        else if (reader.ValueTextEquals("OnlineOnlyFlag"u8))
        {
            OnlineOnlyFlag = ReadNumber(ref reader) ?? 0;
        }
        else if (reader.ValueTextEquals("SyncOtherMachine"u8))
        {
            SyncOtherMachine = ReadNumber(ref reader);
        }
        else if (reader.ValueTextEquals("IsNeedReadReceipt"u8))
        {
            Flags |= ReadNumber(ref reader) == 1 ? MessageFlags.NeedsReadReceipt : 0;
        }
        else if (reader.ValueTextEquals("SupportMessageExtension"u8))
        {
            Flags |= ReadNumber(ref reader) == 1 ? MessageFlags.SupportsExtension : 0;
        }
        else if (reader.ValueTextEquals("SendMsgControl"u8))
        {
            Flags |= ReadControl(ref reader);
        }
        else
        {
            reader.Read();
            reader.Skip();
        }
    }

    /// <summary>Reads <c>OfflinePushInfo</c>; empty when it is null, no object, or what the SDK sends for an app that says nothing.</summary>
    public static ReadOnlySpan<byte> ReadPushInfo(scoped ref Utf8JsonReader reader, ReadOnlySpan<byte> json, out bool isMalformed)
    {
        reader.Read();
        var start = (int)reader.TokenStartIndex;
        var isObject = reader.TokenType == JsonTokenType.StartObject;
        isMalformed = !isObject && reader.TokenType != JsonTokenType.Null;
        reader.Skip();
        var info = isObject ? json[start..(int)reader.BytesConsumed] : default;
        return info.SequenceEqual(DefaultPushInfo) ? default : info;
    }

    /// <summary>Reads the names of switches.</summary>
    public static MessageFlags ReadControl(scoped ref Utf8JsonReader reader)
    {
        var flags = MessageFlags.None;
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return flags;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.String)
            {
                throw new JsonException("SendMsgControl is not an array of names");
            }

            flags |= reader.ValueTextEquals("NoUnread"u8) ? MessageFlags.NoUnread
                : reader.ValueTextEquals("NoLastMsg"u8) ? MessageFlags.NoLastMessage
                : MessageFlags.None;
        }

        return flags;
    }

    /// <summary>Reads a text as it stands in the JSON, with its quotes; empty when null or "".</summary>
    public static ReadOnlySpan<byte> ReadRawText(scoped ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        reader.Read();
        if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.Null))
        {
            throw new JsonException("the custom data is not a string");
        }

        return reader.TokenType == JsonTokenType.String && !reader.ValueSpan.IsEmpty
            ? json[(int)reader.TokenStartIndex..(int)reader.BytesConsumed]
            : default;
    }

    /// <summary>Reads an array of elements; true if each has a type and a content object, and there is at least one.</summary>
    public static bool ReadElements(scoped ref Utf8JsonReader reader, out int start)
    {
        reader.Read();
        start = (int)reader.TokenStartIndex;
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return false;
        }

        var wellFormed = true;
        var elements = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            elements++;
            wellFormed &= IsElement(ref reader);
        }

        return wellFormed && elements > 0;
    }

    private static bool IsElement(scoped ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return false;
        }

        bool hasType = false, hasContent = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isType = reader.ValueTextEquals("MsgType"u8);
            var isContent = !isType && reader.ValueTextEquals("MsgContent"u8);
            reader.Read();
            if (isType && reader.TokenType == JsonTokenType.String)
            {
                CheckText(reader);
                hasType |= !reader.ValueSpan.IsEmpty;
            }

            hasContent |= isContent && reader.TokenType == JsonTokenType.StartObject;
            reader.Skip();
        }

        return hasType && hasContent;
    }

    /// <summary>The type of an element is kept as it came and read again later: then it must be text.</summary>
    /// <exception cref="JsonException">An escaped text that is no Unicode, such as half a surrogate pair.</exception>
    private static void CheckText(scoped in Utf8JsonReader reader)
    {
        if (reader.ValueIsEscaped)
        {
            try
            {
                reader.GetString();
            }
            catch (InvalidOperationException e)
            {
                throw new JsonException(e.Message, e);
            }
        }
    }

    public static string? ReadText(scoped ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.TokenType switch
        {
            JsonTokenType.Null => null,
            JsonTokenType.String => reader.ValueIsEscaped ? reader.GetString() : Encoding.UTF8.GetString(reader.ValueSpan),
            _ => throw new JsonException("an account is not a string"),
        };
    }

    public static long? ReadNumber(scoped ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        return reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var number)
            ? number
            : throw new JsonException("a number is not an integer");
    }
}
