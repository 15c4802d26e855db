using System.Globalization;
using System.Text;
using Chat.Protocol.Push;

namespace Chat.Server.Groups;

/// <summary>Push frames around items that are JSON text already.</summary>
internal static class GroupPushFrame
{
    /// <summary>A frame with one element of <c>GroupTips</c>.</summary>
    /// <param name="eventCode">4 tip, 5 notice, 6 tip that is not stored, 12 mention.</param>
    /// <param name="item">The element.</param>
    public static byte[] Tips(int eventCode, ReadOnlySpan<byte> item) => Of(eventCode, Pushes.GroupTips.PayloadKey, item);

    /// <summary>A frame with one message that is no news for whom it is for.</summary>
    /// <param name="item">The message.</param>
    public static byte[] Quiet(ReadOnlySpan<byte> item) => Of(Pushes.QuietGroupMessages.EventCode, Pushes.QuietGroupMessages.PayloadKey, item);

    /// <summary>A frame with one element of <c>GroupMsgArray</c>.</summary>
    /// <param name="eventCode">3 message, 17 message to all live rooms.</param>
    /// <param name="item">The element.</param>
    public static byte[] Messages(int eventCode, ReadOnlySpan<byte> item) => Of(eventCode, Pushes.GroupMessages.PayloadKey, item);

    private static byte[] Of(int eventCode, string key, ReadOnlySpan<byte> item) =>
    [
        .. """{"head":{"servcmd":"im_open_push.msg_push","seq":0},"body":{"EventArray":[{"Event":"""u8,
        .. Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{eventCode},\"{key}\":[")), .. item, .. "]}],\"NeedAck\":0}}"u8,
    ];
}
