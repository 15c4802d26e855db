using Chat.Protocol.Push;

namespace Chat.Server.Messages;

/// <summary>What a read report looks like to the others, live or in a sync.</summary>
internal static class ReadNotifications
{
    public static C2CNotification ToPeer(string reader, long time, long sequence) => new()
    {
        C2cReadedReceipt = new PeerReadNotification
        {
            Reader = reader,
            UinPairReadArray = [new ReadTime { LastReadTime = time, MsgOrder = sequence }],
        },
    };

    public static C2CNotification ToOwnDevices(string peer, long time, long sequence) => new()
    {
        ReadC2cMsgNotify = new OwnReadNotification
        {
            UinPairReadArray = [new ReadTime { Peer = peer, LastReadTime = time, MsgOrder = sequence }],
        },
    };
}
