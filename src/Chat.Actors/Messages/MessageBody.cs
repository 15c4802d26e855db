using System.Text.Json;
using Chat.Protocol.Commands;
using Chat.Protocol.Messages;

namespace Chat.Actors.Messages;

/// <summary>Payloads on the wire and back.</summary>
internal static class MessageBody
{
    /// <summary><c>MsgBody</c> of one element.</summary>
    public static RawJson Write(string type, MessagePayload payload)
    {
        var content = payload switch
        {
            TextPayload text => Wire.ToBytes(new TextContent { Text = text.Text }, MessagesJson.Default.TextContent),
            CustomPayload custom => Wire.ToBytes(
                new CustomContent { Data = custom.Data, Desc = custom.Description, Ext = custom.Extension }, MessagesJson.Default.CustomContent),
            FacePayload face => Wire.ToBytes(new FaceContent { Index = face.Index, Data = face.Data }, MessagesJson.Default.FaceContent),
            LocationPayload place => Wire.ToBytes(
                new LocationContent { Desc = place.Description, Longitude = place.Longitude, Latitude = place.Latitude }, MessagesJson.Default.LocationContent),
            OpaquePayload opaque => System.Text.Encoding.UTF8.GetBytes(opaque.Json),
            _ => throw new NotSupportedException(payload.GetType().Name),
        };
        return new RawJson(Wire.ToBytes([new WireElement { MsgType = type, MsgContent = new RawJson(content) }], MessagesJson.Default.WireElementArray));
    }

    public static MessagePayload Read(WireElement element)
    {
        var content = element.MsgContent.Utf8.Span;
        try
        {
            switch (element.MsgType)
            {
                case MessageTypes.Text:
                    return new TextPayload(Wire.Read(content, MessagesJson.Default.TextContent).Text ?? "");
                case MessageTypes.Custom:
                    var custom = Wire.Read(content, MessagesJson.Default.CustomContent);
                    return new CustomPayload(custom.Data ?? "", custom.Desc ?? "", custom.Ext ?? "");
                case MessageTypes.Face:
                    var face = Wire.Read(content, MessagesJson.Default.FaceContent);
                    return new FacePayload(face.Index, face.Data ?? "");
                case MessageTypes.Location:
                    var place = Wire.Read(content, MessagesJson.Default.LocationContent);
                    return new LocationPayload(place.Desc ?? "", place.Longitude, place.Latitude);
                default:
                    return new OpaquePayload(element.MsgContent.ToString());
            }
        }
        catch (JsonException)
        {
            // Content of an unexpected shape is still the app's to read.
            return new OpaquePayload(element.MsgContent.ToString());
        }
    }

    /// <summary>A message of the server as this account sees it; null for an entry without a body.</summary>
    public static ChatMessage? ToMessage(WireMessage wire, string me)
    {
        if (wire.MsgBody is not [{ } first, ..] || string.IsNullOrEmpty(wire.From) || string.IsNullOrEmpty(wire.To))
        {
            return null;
        }

        var (from, to) = wire.IsSyncMsg == 1 ? (wire.To, wire.From) : (wire.From, wire.To);
        var isOut = from == me;
        return new ChatMessage
        {
            ConversationId = Conversations.ConversationIds.OfUser(isOut ? to : from),
            From = from,
            To = to,
            Flow = isOut ? MessageFlow.Out : MessageFlow.In,
            Type = first.MsgType ?? "",
            Payload = Read(first),
            Time = wire.MsgTimeStamp,
            ClientTime = wire.MsgClientTime,
            Sequence = wire.MsgSeq,
            Random = wire.MsgRandom,
            Order = wire.MsgOrder,
            SenderTinyId = wire.TinyId ?? "",
            CloudCustomData = wire.CloudCustomData ?? "",
            IsRead = isOut,
            Nick = wire.FromNick ?? "",
            Avatar = wire.FromAvatar ?? "",
            NeedReadReceipt = wire.IsNeedReadReceipt == 1,
            IsSupportExtension = wire.SupportMessageExtension == 1,
            IsOnlineOnly = wire.MsgLifeTime == 0,
            IsExcludedFromUnreadCount = wire.SendMsgControl?.NoUnread == 1,
            IsExcludedFromLastMessage = wire.SendMsgControl?.NoLastMsg == 1,
        };
    }
}
