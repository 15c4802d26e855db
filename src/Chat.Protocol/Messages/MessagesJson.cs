using System.Text.Json.Serialization;
using Chat.Protocol.Push;

namespace Chat.Protocol.Messages;

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, NumberHandling = JsonNumberHandling.AllowReadingFromString)]
[JsonSerializable(typeof(SendC2CMessage))]
[JsonSerializable(typeof(SendC2CMessageReply))]
[JsonSerializable(typeof(GetHistory))]
[JsonSerializable(typeof(HistoryReply))]
[JsonSerializable(typeof(GetMissedMessages))]
[JsonSerializable(typeof(MissedMessagesReply))]
[JsonSerializable(typeof(ReportRead))]
[JsonSerializable(typeof(GetPeerReadTime))]
[JsonSerializable(typeof(PeerReadTimeReply))]
[JsonSerializable(typeof(GetPeerMute))]
[JsonSerializable(typeof(PeerMuteReply))]
[JsonSerializable(typeof(WireMessage))]
[JsonSerializable(typeof(WireMessage[]))]
[JsonSerializable(typeof(WireElement[]))]
[JsonSerializable(typeof(C2CNotification[]))]
[JsonSerializable(typeof(TextContent))]
[JsonSerializable(typeof(CustomContent))]
[JsonSerializable(typeof(FaceContent))]
[JsonSerializable(typeof(LocationContent))]
public sealed partial class MessagesJson : JsonSerializerContext;
