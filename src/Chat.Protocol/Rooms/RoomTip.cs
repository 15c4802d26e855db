using Chat.Protocol.Commands;
using Chat.Protocol.Groups;

namespace Chat.Protocol.Rooms;

/// <summary>Tips that viewers of a live room poll leave out what follows from the rest (wire reference, AVChatRoom §A3).</summary>
public static class RoomTip
{
    private const int Left = 0;
    private const int Applied = 1;

    /// <summary>The tip with its members, and how they came or went, as tips of other groups have them; anything else as it is.</summary>
    /// <exception cref="System.Text.Json.JsonException">The body is not one of a tip.</exception>
    public static WireGroupMessage Complete(WireGroupMessage item)
    {
        ArgumentNullException.ThrowIfNull(item);
        if (item.MsgBody is not { IsEmpty: false } body || body.Utf8.Span[0] != '{')
        {
            return item;
        }

        var tip = Wire.Read(body.Utf8.Span, GroupsJson.Default.GroupTipBody);
        int? joinType = tip.OpType switch
        {
            GroupTipTypes.Joined => Applied,
            GroupTipTypes.Quit => Left,
            _ => null,
        };
        var complete = tip with
        {
            MsgMemberExtraInfo = tip.MsgMemberExtraInfo ?? tip.Members?.Where(static userId => !string.IsNullOrEmpty(userId)).Select(static userId => new GroupPerson { UserId = userId }).ToArray(),
            GroupJoinType = tip.GroupJoinType ?? joinType,
        };
        return complete == tip ? item : item with { MsgBody = new RawJson(Wire.ToBytes(complete, GroupsJson.Default.GroupTipBody)) };
    }
}
