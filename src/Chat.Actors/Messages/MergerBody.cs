using Chat.Protocol.Commands;
using Chat.Protocol.Messages;

namespace Chat.Actors.Messages;

/// <summary>Merged messages on the wire and back.</summary>
internal static class MergerBody
{
    /// <summary>Bytes of a whole message beyond which the server keeps the list.</summary>
    private const int MaxInlineBytes = 11_264;

    /// <summary>What the SDK's message object has beside its content; measured, names vary a little with the users.</summary>
    private const int EnvelopeBytes = 1_050;

    private static readonly RawJson False = RawJson.Parse("false");

    /// <summary>The SDK measures its own object, which has the content twice: as element and as payload.</summary>
    public static bool IsTooLong(MergerPayload merger) =>
        (2 * Wire.ToBytes(Write(merger), MessagesJson.Default.RelayContent).Length) + EnvelopeBytes > MaxInlineBytes;

    public static MergerPayload Read(RelayContent relay) => string.IsNullOrEmpty(relay.JsonMsgKey)
        ? new MergerPayload
        {
            Title = relay.Title ?? "",
            AbstractList = relay.AbstractList ?? [],
            CompatibleText = relay.CompatibleText ?? "",
            Version = relay.Version ?? 0,
            MessageList = ReadList(relay.MsgList),
            LayersOverLimit = relay.LayersOverLimit?.ToString() == "1",
        }
        : new MergerPayload
        {
            Title = relay.Title ?? "",
            AbstractList = relay.AbstractList ?? [],
            CompatibleText = relay.CompatibleText ?? "",
            Version = relay.Version ?? 0,
            DownloadKey = relay.JsonMsgKey,
            PbDownloadKey = relay.PbMsgKey ?? "",
        };

    public static RelayContent Write(MergerPayload merger) => new()
    {
        Title = merger.Title,
        AbstractList = [.. merger.AbstractList],
        CompatibleText = merger.CompatibleText,
        Version = merger.Version,
        LayersOverLimit = False,
        JsonMsgKey = merger.DownloadKey,
        PbMsgKey = merger.PbDownloadKey,
        MsgList = [.. merger.MessageList.Select(Write)],
    };

    /// <summary>The content when the server keeps the list.</summary>
    public static RelayContent WriteKept(MergerPayload merger, RelayedMessagesSaved saved) => new()
    {
        Title = merger.Title,
        AbstractList = [.. merger.AbstractList],
        CompatibleText = merger.CompatibleText,
        JsonMsgKey = saved.JsonMsgKey,
        PbMsgKey = saved.PbMsgKey,
        MsgNum = merger.MessageList.Count,
    };

    /// <summary><c>MsgBody</c> of a message with this content.</summary>
    public static RawJson ToBody(RelayContent content) => new(Wire.ToBytes(
        [new WireElement { MsgType = MessageTypes.Relay, MsgContent = new RawJson(Wire.ToBytes(content, MessagesJson.Default.RelayContent)) }],
        MessagesJson.Default.WireElementArray));

    public static SaveRelayedMessages WriteList(MergerPayload merger) => new()
    {
        MsgList = [.. merger.MessageList.Select(static one => new RawJson(Wire.ToBytes(Write(one), MessagesJson.Default.RelayedMessage)))],
    };

    public static IReadOnlyList<MergedMessage> ReadList(RawJson[]? list) =>
        ReadList(list?.Select(static one => Wire.Read(one.Utf8.Span, MessagesJson.Default.RelayedMessage)));

    private static IReadOnlyList<MergedMessage> ReadList(IEnumerable<RelayedMessage?>? list) =>
        [.. (list ?? []).OfType<RelayedMessage>().Where(static one => one.MsgBody is [{ }, ..]).Select(Read)];

    private static MergedMessage Read(RelayedMessage wire) => new()
    {
        Id = string.IsNullOrEmpty(wire.TinyId) ? wire.Id ?? "" : ChatMessage.IdOf(wire.TinyId, wire.MsgClientTime, wire.MsgRandom),
        From = wire.From ?? "",
        Receiver = wire.To ?? wire.GroupId ?? wire.ReceiverId ?? "",
        IsOfGroup = wire.GroupId is not null,
        Nick = wire.FromNick ?? "",
        Avatar = wire.FromAvatar ?? "",
        Time = wire.MsgTimeStamp,
        ClientTime = wire.MsgClientTime,
        Sequence = wire.MsgSeq,
        ClientSequence = wire.ClientSeq,
        Random = wire.MsgRandom,
        CloudCustomData = wire.CloudCustomData ?? "",
        Elements = MessageBody.ReadAll(wire.MsgBody!),
    };

    private static RelayedMessage Write(MergedMessage message) => new()
    {
        From = message.From,
        SenderId = message.From,
        To = message.IsOfGroup ? null : message.Receiver,
        GroupId = message.IsOfGroup ? message.Receiver : null,
        ReceiverId = message.Receiver,
        MsgTimeStamp = message.Time,
        MsgSeq = message.Sequence,
        ClientSeq = message.ClientSequence,
        MsgRandom = message.Random,
        MsgClientTime = message.ClientTime,
        CloudCustomData = message.CloudCustomData,
        Id = message.Id,
        FromNick = message.Nick,
        FromAvatar = message.Avatar,
        MsgBody = MessageBody.WriteAll(message.Elements),
    };
}
