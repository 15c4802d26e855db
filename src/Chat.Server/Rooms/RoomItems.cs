using System.Security.Cryptography;
using Chat.Protocol.Commands;
using Chat.Protocol.Groups;
using Chat.Protocol.Messages;
using Chat.Protocol.Push;
using Chat.Protocol.Rooms;
using Chat.Server.Accounts;
using Chat.Server.Groups;
using Chat.Server.Groups.Messages;

namespace Chat.Server.Rooms;

/// <summary>Writes what viewers of a room are told, and the replies around it (wire reference, AVChatRoom §A3).</summary>
internal static class RoomItems
{
    public const int RecallEvent = 20;
    public const int DataEvent = 100;

    /// <summary>Seconds for which clients believe a number of viewers (rules reference, limits §5).</summary>
    public const int CountExpires = 10;

    /// <summary>What a message may ask for elsewhere and never in a room (wire reference, group messages §1).</summary>
    private const GroupMessageFlags NotInRooms = GroupMessageFlags.NeedsReadReceipt | GroupMessageFlags.OnlineOnly;

    public static byte[] Message(GroupRow row, AccountInfo from, in NewGroupMessage message, long number, long now) => GroupMessageJson.Build(
        new GroupMessageHeader(row, null, from, null, message, Place(message, number, now)) { IsHistory = true });

    /// <summary>A message to all live rooms as those in one of them get it.</summary>
    public static byte[] Broadcast(GroupRow row, AccountInfo from, in NewGroupMessage message, long number, long now) => GroupMessageJson.Build(
        new GroupMessageHeader(row, null, from, null, message, Place(message, number, now)) { IsHistory = true, IsBroadcast = true });

    public static byte[] Tip(GroupRow row, GroupTipBody body, int viewers, long number, long now)
    {
        var message = new NewGroupMessage
        {
            Random = RandomNumberGenerator.GetInt32(int.MaxValue),
            ClientTime = now,
            Flags = GroupMessageFlags.Tip,
            Priority = GroupPriorities.Normal,
            Body = Wire.ToBytes(
                body with { MemberNum = viewers, OnlineMemberInfo = new OnlineMembers { OnlineMemberNum = viewers, ExpireTime = CountExpires } },
                GroupsJson.Default.GroupTipBody),
        };
        return GroupMessageJson.Build(new GroupMessageHeader(row, null, null, null, message, new AppendedGroupMessage(number, now, 0, message.Flags)));
    }

    /// <summary>The end of the room.</summary>
    public static byte[] Dismissal(GroupRow row, AccountInfo by, long number, long now)
    {
        var body = new GroupNoticeBody
        {
            ReportType = GroupNoticeTypes.Dismissed,
            Operator = by.UserId,
            MsgOperatorMemberExtraInfo = Person(row, by),
        };
        return Wire.ToBytes(GroupNotices.Build(row, null, by, null, body, now) with { ClientSeq = number, MsgSeq = number }, GroupsJson.Default.WireGroupMessage);
    }

    /// <summary>A recall for those who poll.</summary>
    public static byte[] RecallForPolls(GroupRow row, RoomMessage[] messages, RevokerInfo revoker, long now)
    {
        var body = new RoomRecallBody
        {
            RevokeMsgList = Array.ConvertAll(messages, static message => new RecalledRoomMessage
            {
                TinyId = message.SenderTinyId, MsgClientTime = message.ClientTime, MsgRandom = message.Random, MsgSeq = message.Number,
            }),
        };
        return Wire.ToBytes(
            new WireGroupMessage
            {
                Event = RecallEvent,
                ToGroupId = row.GroupId,
                MsgTimeStamp = now,
                RevokerInfo = revoker,
                MsgBody = new RawJson(Wire.ToBytes(body, RoomsJson.Default.RoomRecallBody)),
            },
            GroupsJson.Default.WireGroupMessage);
    }

    /// <summary>A recall for those who are pushed to.</summary>
    public static byte[] RecallForPushes(GroupRow row, AccountInfo by, RoomMessage[] messages, RevokerInfo revoker, long now)
    {
        var body = new GroupNoticeBody
        {
            GroupWithdrawInfoArray = Array.ConvertAll(messages, message => new GroupWithdrawal
            {
                GroupId = row.GroupId, MsgSeq = message.Number, MsgRandom = message.Random, TinyId = message.SenderTinyId, MsgClientTime = message.ClientTime,
                MsgTimeStamp = message.Time, RevokerInfo = revoker,
            }),
        };
        return Wire.ToBytes(GroupNotices.Build(row, null, by, null, body, now) with { RevokerInfo = revoker }, GroupsJson.Default.WireGroupMessage);
    }

    public static byte[] DataForPolls(GroupRow row, string text, long number, long now) => Wire.ToBytes(
        new WireGroupMessage
        {
            Event = DataEvent,
            ToGroupId = row.GroupId,
            MsgSeq = number,
            MsgTimeStamp = now,
            MsgBody = new RawJson(Wire.ToBytes(new RoomDataBody { MsgContent = text }, RoomsJson.Default.RoomDataBody)),
        },
        GroupsJson.Default.WireGroupMessage);

    public static byte[] DataForPushes(string text) => PushFrame.Build(Pushes.RoomData, new RoomDataEvent { Content = text });

    /// <summary>The notice that an account is in a room no longer, because it has come into another.</summary>
    public static byte[] Departure(GroupRow row, AccountInfo account, long now) => PushFrame.Build(
        Pushes.GroupNotices,
        [
            GroupNotices.Build(
                row, account, account, null,
                new GroupNoticeBody { ReportType = GroupNoticeTypes.Quit, Operator = account.UserId, MsgOperatorMemberExtraInfo = Person(row, account) }, now),
        ]);

    /// <summary>Somebody as tips and notices describe them.</summary>
    public static GroupPerson Person(GroupRow row, AccountInfo account) => new()
    {
        UserId = account.UserId,
        NickName = account.Nick,
        ImageUrl = account.Avatar,
        Role = account.AccountId == row.OwnerId ? Roles.Owner : Roles.Member,
    };

    private static AppendedGroupMessage Place(in NewGroupMessage message, long number, long now) => new(number, now, 0, message.Flags & ~NotInRooms);
}
