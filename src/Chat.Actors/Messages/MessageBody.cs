using System.Collections.Immutable;
using System.Text.Json;
using Chat.Protocol.Commands;
using Chat.Protocol.Messages;

namespace Chat.Actors.Messages;

/// <summary>Payloads on the wire and back.</summary>
internal static class MessageBody
{
    /// <summary>Values of <c>IsPlaceMsg</c>.</summary>
    private const int Removed = 1;
    private const int Recalled = 2;

    /// <summary><c>MsgBody</c> of some elements.</summary>
    public static RawJson Write(IReadOnlyList<MessageElement> elements) => new(Wire.ToBytes(WriteAll(elements), MessagesJson.Default.WireElementArray));

    public static WireElement[] WriteAll(IEnumerable<MessageElement> elements) =>
        [.. elements.Select(static one => new WireElement { MsgType = one.Type, MsgContent = new RawJson(Write(one.Payload)) })];

    public static IReadOnlyList<MessageElement> ReadAll(IEnumerable<WireElement?> elements) =>
        [.. elements.OfType<WireElement>().Select(static one => new MessageElement(one.MsgType ?? "", Read(one)))];

    /// <summary>The kind of what an application can put into a message by itself; null for what needs more, such as a file.</summary>
    public static string? TypeOf(MessagePayload? payload) => payload switch
    {
        TextPayload => MessageTypes.Text,
        CustomPayload => MessageTypes.Custom,
        FacePayload => MessageTypes.Face,
        LocationPayload => MessageTypes.Location,
        _ => null,
    };

    /// <summary>A message with other elements, at least one.</summary>
    public static ChatMessage WithElements(ChatMessage message, IReadOnlyList<MessageElement> elements) =>
        message with { Type = elements[0].Type, Payload = elements[0].Payload, FurtherElements = Further(elements) };

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
                case MessageTypes.Image:
                    return MediaBody.Read(Wire.Read(content, MessagesJson.Default.ImageContent));
                case MessageTypes.Sound:
                    return MediaBody.Read(Wire.Read(content, MessagesJson.Default.SoundContent));
                case MessageTypes.Video:
                    return MediaBody.Read(Wire.Read(content, MessagesJson.Default.VideoContent));
                case MessageTypes.File:
                    return MediaBody.Read(Wire.Read(content, MessagesJson.Default.FileContent));
                case MessageTypes.Relay:
                    return MergerBody.Read(Wire.Read(content, MessagesJson.Default.RelayContent));
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
        if (wire.MsgBody is not [{ }, ..] || wire.IsPlaceMsg == Removed || string.IsNullOrEmpty(wire.From) || string.IsNullOrEmpty(wire.To))
        {
            return null;
        }

        var (from, to) = wire.IsSyncMsg == 1 ? (wire.To, wire.From) : (wire.From, wire.To);
        var isOut = from == me;
        var elements = ReadAll(wire.MsgBody);
        var isRevoked = wire.MsgFlagBits == MessageFlagBits.Recalled || wire.IsPlaceMsg == Recalled;
        return new ChatMessage
        {
            ConversationId = Conversations.ConversationIds.OfUser(isOut ? to : from),
            From = from,
            To = to,
            Flow = isOut ? MessageFlow.Out : MessageFlow.In,
            Type = elements[0].Type,
            Payload = elements[0].Payload,
            FurtherElements = Further(elements),
            Time = wire.MsgTime ?? wire.MsgTimeStamp,
            ClientTime = wire.MsgClientTime,
            Sequence = wire.MsgSeq,
            ClientSequence = wire.MsgSeq,
            Random = wire.MsgRand ?? wire.MsgRandom,
            Order = wire.MsgOrder,
            SenderTinyId = wire.TinyId ?? "",
            CloudCustomData = wire.CloudCustomData ?? "",
            IsRead = isOut,
            Nick = wire.FromNick ?? "",
            Avatar = wire.FromAvatar ?? "",
            NeedReadReceipt = wire.IsNeedReadReceipt == 1,
            IsSupportExtension = wire.SupportMessageExtension == 1,
            IsOnlineOnly = wire.MsgLifeTime == 0,
            IsWithheld = wire.IsWithheld == 1,
            IsExcludedFromUnreadCount = wire.SendMsgControl?.NoUnread == 1,
            IsExcludedFromLastMessage = wire.SendMsgControl?.NoLastMsg == 1,
            IsRevoked = isRevoked,
            Revocation = isRevoked ? ToRevocation(wire.RevokerInfo) : null,
            Version = wire.MsgVersion ?? 0,
            HasRiskContent = IsRisk(wire.MsgCheckResult),
            ReadReceiptTime = wire.IsPeerRead == 1 && wire.IsNeedReadReceipt == 1 ? wire.PeerReadTime ?? wire.MsgTime ?? wire.MsgTimeStamp : 0,
        };
    }

    /// <summary>What moderation says of a message, <c>MsgCheckResult</c>.</summary>
    public static bool IsRisk(int? checkResult) => checkResult > 1;

    /// <summary>Who took a message back; the profile is not known yet.</summary>
    public static Revocation? ToRevocation(RevokerInfo? revoker) =>
        string.IsNullOrEmpty(revoker?.Revoker) ? null : new Revocation(revoker.Revoker, "", "", revoker.Reason ?? "");

    private static ImmutableArray<MessageElement> Further(IReadOnlyList<MessageElement> elements) => elements.Count > 1 ? [.. elements.Skip(1)] : default;

    private static byte[] Write(MessagePayload payload) => payload switch
    {
        TextPayload text => Wire.ToBytes(new TextContent { Text = text.Text }, MessagesJson.Default.TextContent),
        CustomPayload custom => Wire.ToBytes(
            new CustomContent { Data = custom.Data, Desc = custom.Description, Ext = custom.Extension }, MessagesJson.Default.CustomContent),
        FacePayload face => Wire.ToBytes(new FaceContent { Index = face.Index, Data = face.Data }, MessagesJson.Default.FaceContent),
        LocationPayload place => Wire.ToBytes(
            new LocationContent { Desc = place.Description, Longitude = place.Longitude, Latitude = place.Latitude }, MessagesJson.Default.LocationContent),
        ImagePayload image => Wire.ToBytes(MediaBody.Write(image), MessagesJson.Default.ImageContent),
        AudioPayload audio => Wire.ToBytes(MediaBody.Write(audio), MessagesJson.Default.SoundContent),
        VideoPayload video => Wire.ToBytes(MediaBody.Write(video), MessagesJson.Default.VideoContent),
        FilePayload file => Wire.ToBytes(MediaBody.Write(file), MessagesJson.Default.FileContent),
        MergerPayload merger => Wire.ToBytes(MergerBody.Write(merger), MessagesJson.Default.RelayContent),
        OpaquePayload opaque => System.Text.Encoding.UTF8.GetBytes(opaque.Json),
        _ => throw new NotSupportedException(payload.GetType().Name),
    };
}
