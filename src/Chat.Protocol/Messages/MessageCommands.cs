using Chat.Protocol.Commands;

namespace Chat.Protocol.Messages;

/// <summary>One-to-one messages: send, change, history, missed messages, read state, notifications.</summary>
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

    public static readonly Command<SetPeerMute, SetPeerMuteReply> SetPeerMute =
        new("openim.set_c2c_peer_mute_notifications", MessagesJson.Default.SetPeerMute, MessagesJson.Default.SetPeerMuteReply);

    public static readonly Command<RecallMessage, RecallReply> Recall =
        new("openim.msgwithdraw", MessagesJson.Default.RecallMessage, MessagesJson.Default.RecallReply);

    public static readonly Command<AdministratorRecall, Reply> AdministratorRecall =
        new("openim.admin_msgwithdraw", MessagesJson.Default.AdministratorRecall, CommandsJson.Default.Reply);

    public static readonly Command<ModifyMessage, ModifyMessageReply> Modify =
        new("openim.modify_c2c_msg", MessagesJson.Default.ModifyMessage, MessagesJson.Default.ModifyMessageReply);

    public static readonly Command<DeleteMessages, DeleteMessagesReply> Delete =
        new("openim.delete_c2c_msg_ramble", MessagesJson.Default.DeleteMessages, MessagesJson.Default.DeleteMessagesReply);

    public static readonly Command<SendReadReceipts, Reply> SendReadReceipts =
        new("openim.c2c_msg_read_receipt", MessagesJson.Default.SendReadReceipts, CommandsJson.Default.Reply);

    public static readonly Command<ReadAll, ReadAllReply> ReadAll =
        new("openim.read_all_unread_msg", MessagesJson.Default.ReadAll, MessagesJson.Default.ReadAllReply) { Limit = new CommandLimit(1, 1) };

    public static readonly Command<SetDoNotDisturb, Reply> SetDoNotDisturb =
        new("im_msg_db_logic.ws_set_do_not_disturb", MessagesJson.Default.SetDoNotDisturb, CommandsJson.Default.Reply);

    public static readonly Command<GetDoNotDisturb, DoNotDisturbReply> GetDoNotDisturb =
        new("im_msg_db_logic.ws_get_do_not_disturb", MessagesJson.Default.GetDoNotDisturb, MessagesJson.Default.DoNotDisturbReply);
}
