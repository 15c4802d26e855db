using Chat.Protocol.Commands;

namespace Chat.Protocol.Messages;

/// <summary>One-to-one messages: send, history, missed messages, read state.</summary>
public static class MessageCommands
{
    public static readonly Command<SendC2CMessage, SendC2CMessageReply> Send =
        new("openim.sendmsg", MessagesJson.Default.SendC2CMessage, MessagesJson.Default.SendC2CMessageReply);

    public static readonly Command<GetHistory, HistoryReply> GetHistory =
        new("openim.getroammsg", MessagesJson.Default.GetHistory, MessagesJson.Default.HistoryReply);

    public static readonly Command<GetMissedMessages, MissedMessagesReply> GetMissed =
        new("openim.getmsg", MessagesJson.Default.GetMissedMessages, MessagesJson.Default.MissedMessagesReply);

    public static readonly Command<ReportRead, Reply> ReportRead =
        new("openim.msgreaded", MessagesJson.Default.ReportRead, CommandsJson.Default.Reply);

    public static readonly Command<GetPeerReadTime, PeerReadTimeReply> GetPeerReadTime =
        new("openim.get_peer_read_time", MessagesJson.Default.GetPeerReadTime, MessagesJson.Default.PeerReadTimeReply);

    public static readonly Command<GetPeerMute, PeerMuteReply> GetPeerMute =
        new("openim.get_c2c_peer_mute_notifications", MessagesJson.Default.GetPeerMute, MessagesJson.Default.PeerMuteReply);
}
