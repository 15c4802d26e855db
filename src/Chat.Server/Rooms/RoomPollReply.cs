using System.Buffers;
using System.Text.Json;
using Chat.Server.Messages;

namespace Chat.Server.Rooms;

/// <summary>The reply to many polls: one text for all of them, only the key is each one's own.</summary>
/// <param name="text">JSON text of the reply without the key.</param>
internal sealed class RoomPollReply(byte[] text)
{
    /// <summary>
    /// Writes a reply; <c>ErrorCode</c> is always there, because the SDK discards replies without it. Broadcasts have a list of their own, but the room's
    /// numbers, so there is only one position.
    /// </summary>
    /// <param name="next">Position of the next poll.</param>
    /// <param name="items">What is new.</param>
    /// <param name="isShort">In the short form.</param>
    public static RoomPollReply Of(long next, IReadOnlyCollection<RoomItem> items, bool isShort)
    {
        using var reply = new ReplyBuffer();
        reply.Json.WriteNumber("NextSeq"u8, next);
        reply.WriteArray("RspMsgList"u8, Texts(isBroadcast: false));
        if (items.Any(static item => item.EventCode == RoomFeed.BroadcastEvent))
        {
            reply.WriteArray("RspBroadcastMsgList"u8, Texts(isBroadcast: true));
        }

        return new RoomPollReply(reply.Finish().ToArray());

        IEnumerable<byte[]> Texts(bool isBroadcast) =>
            items.Where(item => item.EventCode == RoomFeed.BroadcastEvent == isBroadcast).Select(item => isShort ? item.ShortJson : item.Json);
    }

    public void Answer(RoomProtocol.Poll poll)
    {
        var key = JsonEncodedText.Encode(poll.Key).EncodedUtf8Bytes;
        var before = "{\"Key\":\""u8;
        var behind = "\","u8;
        var rest = text.AsSpan(1);
        var length = before.Length + key.Length + behind.Length + rest.Length;
        var buffer = ArrayPool<byte>.Shared.Rent(length);
        before.CopyTo(buffer);
        key.CopyTo(buffer.AsSpan(before.Length));
        behind.CopyTo(buffer.AsSpan(before.Length + key.Length));
        rest.CopyTo(buffer.AsSpan(length - rest.Length));
        poll.Context.Reply(buffer.AsSpan(0, length));
        ArrayPool<byte>.Shared.Return(buffer);
    }
}
