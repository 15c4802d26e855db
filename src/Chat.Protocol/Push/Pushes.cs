using Chat.Protocol.Messages;

namespace Chat.Protocol.Push;

/// <summary>All pushes of the contract.</summary>
public static class Pushes
{
    public static readonly Push<WireMessage[]> C2CMessages = new(9, "C2cMsgArray", MessagesJson.Default.WireMessageArray);

    public static readonly Push<C2CNotification[]> C2CNotifications = new(10, "C2cNotifyMsgArray", MessagesJson.Default.C2CNotificationArray);
}
