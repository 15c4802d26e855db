using System.Text.Json;
using Chat.Server.Messages;

namespace Chat.Server.Groups.Messages;

/// <summary>The fields of <c>send_group_msg</c>, read in one forward pass. Body, custom data and mentions are slices of the frame.</summary>
internal ref struct GroupSendBody
{
    public string? GroupId { get; private set; }

    public string? TopicId { get; private set; }

    public long? Random { get; private set; }

    public long? ClientSeq { get; private set; }

    public long? ClientTime { get; private set; }

    public int Priority { get; private set; }

    public GroupMessageFlags Flags { get; private set; }

    /// <summary>The raw array; empty when the field is missing or not an array.</summary>
    public ReadOnlySpan<byte> Body { get; private set; }

    /// <summary>True when each element of the body has a type and a content object, and there is at least one.</summary>
    public bool BodyIsWellFormed { get; private set; }

    /// <summary>The raw JSON string; empty when missing or "".</summary>
    public ReadOnlySpan<byte> CloudCustomData { get; private set; }

    /// <summary>The raw array; empty when missing or empty.</summary>
    public ReadOnlySpan<byte> Mentions { get; private set; }

    /// <summary>The raw array of receivers; empty for all members.</summary>
    public ReadOnlySpan<byte> Receivers { get; private set; }

    /// <summary>The raw <c>OfflinePushInfo</c>; empty when missing, or when it is what the SDK sends for an app that says nothing.</summary>
    public ReadOnlySpan<byte> PushInfo { get; private set; }

    /// <summary>True if <c>OfflinePushInfo</c> is there and no object.</summary>
    public bool PushInfoIsMalformed { get; private set; }

    /// <exception cref="JsonException">Not an object, or a field has the wrong type.</exception>
    public static GroupSendBody Parse(ReadOnlySpan<byte> json)
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

    private static GroupSendBody Read(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        var result = new GroupSendBody { Priority = GroupPriorities.Normal };
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("the body is not an object");
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            result.ReadField(ref reader, json);
        }

        while (reader.Read())
        {
            // Anything after the object is an error that the reader reports.
        }

        return result;
    }

    private void ReadField(scoped ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        if (reader.ValueTextEquals("GroupId"u8))
        {
            GroupId = SendBody.ReadText(ref reader);
        }
        else if (reader.ValueTextEquals("TopicId"u8))
        {
            TopicId = SendBody.ReadText(ref reader);
        }
        else if (reader.ValueTextEquals("Random"u8))
        {
            Random = SendBody.ReadNumber(ref reader);
        }
        else if (reader.ValueTextEquals("ClientSeq"u8))
        {
            ClientSeq = SendBody.ReadNumber(ref reader);
        }
        else if (reader.ValueTextEquals("MsgClientTime"u8))
        {
            ClientTime = SendBody.ReadNumber(ref reader);
        }
        else if (reader.ValueTextEquals("MsgPriority"u8))
        {
            Priority = GroupPriorities.Parse(SendBody.ReadText(ref reader));
        }
        else if (reader.ValueTextEquals("MsgBody"u8))
        {
            BodyIsWellFormed = SendBody.ReadElements(ref reader, out var start);
            Body = reader.TokenType == JsonTokenType.EndArray ? json[start..(int)reader.BytesConsumed] : default;
        }
        else if (reader.ValueTextEquals("CloudCustomData"u8))
        {
            CloudCustomData = SendBody.ReadRawText(ref reader, json);
        }
        else if (reader.ValueTextEquals("GroupAtInfo"u8))
        {
            Mentions = ReadArray(ref reader, json);
        }
        else if (reader.ValueTextEquals("To_Account"u8))
        {
            Receivers = ReadArray(ref reader, json);
        }
        else if (reader.ValueTextEquals("OfflinePushInfo"u8))
        {
            PushInfo = SendBody.ReadPushInfo(ref reader, json, out var isMalformed);
            PushInfoIsMalformed = isMalformed;
        }
        else if (reader.ValueTextEquals("OnlineOnlyFlag"u8))
        {
            Flags |= SendBody.ReadNumber(ref reader) == 1 ? GroupMessageFlags.OnlineOnly : 0;
        }
        else if (reader.ValueTextEquals("NeedReadReceipt"u8))
        {
            Flags |= SendBody.ReadNumber(ref reader) == 1 ? GroupMessageFlags.NeedsReadReceipt : 0;
        }
        else if (reader.ValueTextEquals("SupportMessageExtension"u8))
        {
            Flags |= SendBody.ReadNumber(ref reader) == 1 ? GroupMessageFlags.SupportsExtension : 0;
        }
        else if (reader.ValueTextEquals("SendMsgControl"u8))
        {
            Flags |= (GroupMessageFlags)SendBody.ReadControl(ref reader);
        }
        else
        {
            reader.Read();
            reader.Skip();
        }
    }

    private static ReadOnlySpan<byte> ReadArray(scoped ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null)
        {
            return default;
        }

        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw new JsonException("not an array");
        }

        var start = (int)reader.TokenStartIndex;
        var elements = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            elements++;
            reader.Skip();
        }

        return elements == 0 ? default : json[start..(int)reader.BytesConsumed];
    }
}
