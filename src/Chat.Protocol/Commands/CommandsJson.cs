using System.Text.Json.Serialization;

namespace Chat.Protocol.Commands;

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, NumberHandling = JsonNumberHandling.AllowReadingFromString)]
[JsonSerializable(typeof(Reply))]
[JsonSerializable(typeof(Empty))]
public sealed partial class CommandsJson : JsonSerializerContext;
