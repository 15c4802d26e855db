using System.Buffers;
using System.Text.Json;
using Chat.Protocol.Commands;
using Chat.Protocol.Messages;
using Chat.Protocol.Push;

namespace Chat.Server.Messages;

/// <summary>What changes of messages look like to the others, live or in a sync.</summary>
internal static class MessageNotifications
{
    /// <param name="revoker">JSON text of a <see cref="RevokerInfo"/>.</param>
    public static C2CNotification Recalled(in DialogView view, in StoredMessage message, ReadOnlySpan<byte> revoker) => new()
    {
        WithdrawC2cMsgNotify = new RecallNotification
        {
            C2cWithdrawInfoArray =
            [
                new RecalledMessage
                {
                    From = view.SenderOf(message).UserId,
                    To = view.ReceiverOf(message).UserId,
                    MsgSeq = message.Key.MsgSeq,
                    MsgRandom = message.Key.Random,
                    MsgTimeStamp = message.Key.Time,
                    MsgClientTime = message.ClientTime,
                    TinyId = view.SenderOf(message).TinyId,
                    MsgOrder = message.Sequence,
                    RevokerInfo = Wire.Read(revoker, MessagesJson.Default.RevokerInfo),
                },
            ],
        },
    };

    /// <summary>The notification as an element of <c>getmsg</c>'s <c>MsgList</c>.</summary>
    public static byte[] AsNotice(C2CNotification notification)
    {
        var output = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(output, Wire.WriterOptions))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("EventArray"u8);
            writer.WriteStartObject();
            writer.WriteNumber("Event"u8, Pushes.C2CNotifications.EventCode);
            writer.WritePropertyName(Pushes.C2CNotifications.Utf8PayloadKey);
            JsonSerializer.Serialize(writer, [notification], MessagesJson.Default.C2CNotificationArray);
            writer.WriteEndObject();
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return output.WrittenSpan.ToArray();
    }

    /// <param name="body"><c>MsgBody</c> as JSON text.</param>
    /// <param name="cloudCustomData"><c>CloudCustomData</c> as a JSON string; empty for none.</param>
    public static ModifiedMessage Modified(in DialogView view, in StoredMessage message, byte[] body, byte[] cloudCustomData) => new()
    {
        From = view.SenderOf(message).UserId,
        To = view.ReceiverOf(message).UserId,
        MsgSeq = message.Key.MsgSeq,
        MsgRandom = message.Key.Random,
        MsgTime = message.Key.Time,
        MsgVersion = message.Version,
        MsgBody = new RawJson(body),
        CloudCustomData = TextOf(cloudCustomData),
    };

    public static ReadReceiptsEvent Receipts(in DialogView view, string reader, long time, IEnumerable<StoredMessage> messages)
    {
        var sides = view;
        return new ReadReceiptsEvent
        {
            Reader = reader,
            PeerReadTime = time,
            C2cMsgInfo = [.. messages.Select(message => Identity(sides, message))],
        };
    }

    /// <summary>A message as receipts, extensions and reactions name it.</summary>
    public static MessageIdentity Identity(in DialogView view, in StoredMessage message) => new()
    {
        TinyId = view.SenderOf(message).TinyId,
        MsgClientTime = message.ClientTime,
        MsgRandom = message.Key.Random,
    };

    /// <summary>The text of a JSON string; "" for none.</summary>
    public static string TextOf(ReadOnlySpan<byte> json) => json.IsEmpty ? "" : Wire.ReadKept(json, MessagesJson.Default.String);
}
