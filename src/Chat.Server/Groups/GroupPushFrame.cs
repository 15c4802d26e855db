using System.Globalization;
using System.Text;

namespace Chat.Server.Groups;

/// <summary>Push frames around items that are JSON text already.</summary>
internal static class GroupPushFrame
{
    /// <summary>A frame with one element of <c>GroupTips</c>.</summary>
    /// <param name="eventCode">4 tip, 5 notice, 6 tip that is not stored, 12 mention.</param>
    /// <param name="item">The element.</param>
    public static byte[] Tips(int eventCode, ReadOnlySpan<byte> item) => Of(eventCode, "GroupTips"u8, item);

    /// <summary>A frame with one element of <c>GroupMsgArray</c>.</summary>
    /// <param name="eventCode">3 message, 17 message to all live rooms.</param>
    /// <param name="item">The element.</param>
    public static byte[] Messages(int eventCode, ReadOnlySpan<byte> item) => Of(eventCode, "GroupMsgArray"u8, item);

    private static byte[] Of(int eventCode, ReadOnlySpan<byte> list, ReadOnlySpan<byte> item)
    {
        var code = Encoding.ASCII.GetBytes(eventCode.ToString(CultureInfo.InvariantCulture));
        return
        [
            .. """{"head":{"servcmd":"im_open_push.msg_push","seq":0},"body":{"EventArray":[{"Event":"""u8, .. code, .. ",\""u8, .. list, .. "\":["u8, .. item,
            .. "]}],\"NeedAck\":0}}"u8,
        ];
    }
}
