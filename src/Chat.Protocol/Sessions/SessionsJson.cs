using System.Text.Json.Serialization;

namespace Chat.Protocol.Sessions;

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, NumberHandling = JsonNumberHandling.AllowReadingFromString)]
[JsonSerializable(typeof(LoginRequest))]
[JsonSerializable(typeof(LoginReply))]
[JsonSerializable(typeof(LogoutRequest))]
[JsonSerializable(typeof(HelloRequest))]
[JsonSerializable(typeof(PushAckRequest))]
public sealed partial class SessionsJson : JsonSerializerContext;
