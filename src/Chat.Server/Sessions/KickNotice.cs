using Chat.Protocol.Push;
using Chat.Server.Telemetry;

namespace Chat.Server.Sessions;

/// <summary>
/// Tells a client why it is out: once for a socket, as a push in front of any answer. That is the one order in which the official SDK raises
/// <c>KICKED_OUT</c> exactly once and rejects nothing that nobody awaits.
/// </summary>
internal static class KickNotice
{
    public static void Send(Session socket, int kickType)
    {
        if (socket.WasToldOfKick)
        {
            return;
        }

        socket.WasToldOfKick = true;
        ServerTelemetry.Kicks.Add(1, new KeyValuePair<string, object?>("type", kickType));
        socket.Send(PushFrame.Build(
            PushFrame.ForceOfflineCommand,
            Pushes.C2CNotifications,
            [new C2CNotification { KickoutMsgNotify = new KickNotification { KickType = kickType } }]));
    }
}
