using System.Buffers;
using System.Collections.Frozen;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using Chat.Protocol.Commands;
using Chat.Protocol.Groups;

namespace Chat.Protocol.Rooms;

/// <summary>
/// The short form of what viewers of a live room poll, which servers may use when a poll says <c>DownsizeFlag</c> 1: other names, the same values; an empty
/// <c>CloudCustomData</c> is left out (wire reference, AVChatRoom §A3). Elements of messages stay as they are.
/// </summary>
public static class ShortRoomItem
{
    private const string Body = "MsgBody";
    private const string CustomData = "CloudCustomData";

    private static readonly FrozenDictionary<string, string> ShortNames = new Dictionary<string, string>
    {
        ["Event"] = "E",
        ["GroupId"] = "GId",
        ["GroupInfo"] = "GInf",
        ["GroupName"] = "GN",
        ["GroupType"] = "GT",
        ["MsgSeq"] = "MS",
        ["MsgRandom"] = "MR",
        ["MsgTimeStamp"] = "MTS",
        ["MsgClientTime"] = "MCT",
        ["MsgPriority"] = "MP",
        [CustomData] = "CCD",
        ["IsSystemMsg"] = "IsSys",
        ["From_Account"] = "F_Account",
        ["From_AccountNick"] = "F_NN",
        ["From_AccountHeadurl"] = "F_Hd",
        ["From_AccountLevel"] = "F_Ll",
        ["OnlineMemberInfo"] = "OnlineInf",
        ["OnlineMemberNum"] = "Num",
        ["ExpireTime"] = "ET",
        ["Operator_Account"] = "O_Account",
        ["List_Account"] = "L_Account",
        ["MsgOperatorMemberExtraInfo"] = "OpInf",
        ["NickName"] = "NN",
        ["ImageUrl"] = "Img",
        ["OpType"] = "Opt",
        ["ReportType"] = "RT",
        ["UserDefinedField"] = "UDF",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, string> LongNames = ShortNames.ToFrozenDictionary(static pair => pair.Value, static pair => pair.Key, StringComparer.Ordinal);

    /// <summary>The short form of an item.</summary>
    /// <exception cref="JsonException">Not an object.</exception>
    public static byte[] Shorten(ReadOnlySpan<byte> item) => Rename(item, ShortNames);

    /// <summary>The long form of an item in either form.</summary>
    /// <exception cref="JsonException">Not an object.</exception>
    public static byte[] Expand(ReadOnlySpan<byte> item) => Rename(item, LongNames);

    private static byte[] Rename(ReadOnlySpan<byte> item, FrozenDictionary<string, string> names)
    {
        var reader = new Utf8JsonReader(item);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("the item is not an object");
        }

        var output = new ArrayBufferWriter<byte>(item.Length + 256);
        using (var writer = new Utf8JsonWriter(output, Wire.WriterOptions))
        {
            CopyObject(ref reader, item, writer, names);
        }

        return output.WrittenSpan.ToArray();
    }

    private static void CopyObject(ref Utf8JsonReader reader, ReadOnlySpan<byte> item, Utf8JsonWriter writer, FrozenDictionary<string, string> names)
    {
        writer.WriteStartObject();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            if (name == CustomData && reader.TokenType == JsonTokenType.String && reader.ValueSpan.IsEmpty)
            {
                continue;
            }

            writer.WritePropertyName(names.GetValueOrDefault(name, name));
            CopyValue(ref reader, item, writer, names, isRaw: name == Body && reader.TokenType == JsonTokenType.StartArray);
        }

        writer.WriteEndObject();
    }

    private static void CopyValue(ref Utf8JsonReader reader, ReadOnlySpan<byte> item, Utf8JsonWriter writer, FrozenDictionary<string, string> names, bool isRaw)
    {
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            CopyObject(ref reader, item, writer, names);
        }
        else if (reader.TokenType == JsonTokenType.StartArray && !isRaw)
        {
            writer.WriteStartArray();
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                CopyValue(ref reader, item, writer, names, isRaw: false);
            }

            writer.WriteEndArray();
        }
        else
        {
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            writer.WriteRawValue(item[start..(int)reader.BytesConsumed], skipInputValidation: true);
        }
    }
}

/// <summary>Items of a poll, which may come in the short form; they are written in the long one.</summary>
internal sealed class RoomItemsConverter : JsonConverter<WireGroupMessage[]>
{
    public override WireGroupMessage[] Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var list = JsonDocument.ParseValue(ref reader);
        if (list.RootElement.ValueKind != JsonValueKind.Array)
        {
            throw new JsonException("the items are not an array");
        }

        return [.. list.RootElement.EnumerateArray().Select(static item => Read(item)!)];
    }

    public override void Write(Utf8JsonWriter writer, WireGroupMessage[] value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, value, GroupsJson.Default.WireGroupMessageArray);

    private static WireGroupMessage? Read(JsonElement item)
    {
        var json = JsonMarshal.GetRawUtf8Value(item);
        return JsonSerializer.Deserialize(item.ValueKind == JsonValueKind.Object && item.TryGetProperty("E"u8, out _) ? ShortRoomItem.Expand(json) : json, GroupsJson.Default.WireGroupMessage);
    }
}
