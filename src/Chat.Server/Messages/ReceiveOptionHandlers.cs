using Chat.Protocol.Errors;
using Chat.Protocol.Messages;
using Chat.Protocol.Push;
using Chat.Server.Accounts;
using Chat.Server.Commands;
using Chat.Server.Conversations;
using Chat.Server.Sessions;
using Chat.Server.Storage;

namespace Chat.Server.Messages;

/// <summary><c>openim.get_c2c_peer_mute_notifications</c>: the SDK's total unread count stays 0 unless every peer is answered.</summary>
internal sealed class GetPeerMuteHandler(ChatStore store, AccountDirectory accounts) : ICommandHandler<GetPeerMute>
{
    private const int MaxPeers = 500;

    public void Handle(CommandContext context, GetPeerMute request)
    {
        if (request.Peers.Length > MaxPeers)
        {
            context.Fail(ErrorCodes.RequestMalformed, $"Peer_Account must have at most {MaxPeers} entries");
            return;
        }

        var me = ((SocketCommandContext)context).Identity.Account;
        var options = store.Read(connection => Array.ConvertAll(
            request.Peers,
            peer => accounts.Find(me.SdkAppId, peer ?? "") is { } account && MessageQueries.DialogId(connection.Prepare, DialogKey.Of(me, account)) is { } dialogId
                ? ConversationEntries.ReceiveOption(connection, me.AccountId, dialogId)
                : ReceiveOptions.Notify));
        context.Reply(
            new PeerMuteReply { MuteNotificationsList = [.. request.Peers.Zip(options, (peer, option) => new PeerMute { Peer = peer ?? "", MuteNotifications = option })] },
            MessagesJson.Default.PeerMuteReply);
    }
}

/// <summary><c>openim.set_c2c_peer_mute_notifications</c>.</summary>
internal sealed class SetPeerMuteHandler(AccountDirectory accounts, Dialogs dialogs) : ICommandHandler<SetPeerMute>
{
    public void Handle(CommandContext context, SetPeerMute request)
    {
        if (request.Peers.Length is 0 or > SetPeerMute.MaxPeers || request.MuteNotifications is < ReceiveOptions.Notify or > ReceiveOptions.DoNotNotify)
        {
            context.Fail(ErrorCodes.RequestMalformed, $"Peer_Account must have 1 to {SetPeerMute.MaxPeers} entries, Mute_Notifications be 0, 1 or 2");
            return;
        }

        var me = ((SocketCommandContext)context).Identity.Account;
        var failures = new List<PeerMuteFailure>();
        var peers = new List<AccountInfo>();
        foreach (var name in request.Peers.Distinct())
        {
            if (accounts.Find(me.SdkAppId, name ?? "") is { } peer)
            {
                peers.Add(peer);
            }
            else
            {
                failures.Add(new PeerMuteFailure { Peer = name ?? "", Code = ErrorCodes.UserNotFound });
            }
        }

        if (peers.Count == 0)
        {
            context.Fail(ErrorCodes.UserNotFound, "none of the users exists");
            return;
        }

        var left = peers.Count;
        foreach (var peer in peers)
        {
            var key = DialogKey.Of(me, peer);
            dialogs.Run(
                context,
                me,
                peer,
                (transaction, log) =>
                {
                    log.SetReceiveOption(transaction, key.SideOf(me), request.MuteNotifications);
                    return null;
                },
                () =>
                {
                    dialogs.Notify(me, context.Session, Pushes.C2CNotifications, [new C2CNotification
                    {
                        MuteNotificationsSync = new MuteNotification { Peer = peer.UserId, MuteNotifications = request.MuteNotifications },
                    }]);
                    if (Interlocked.Decrement(ref left) == 0)
                    {
                        context.Reply(new SetPeerMuteReply { ErrorList = failures.Count > 0 ? [.. failures] : null }, MessagesJson.Default.SetPeerMuteReply);
                    }
                });
        }
    }
}

/// <summary><c>im_msg_db_logic.ws_set_do_not_disturb</c>: how all messages of the account notify, and when.</summary>
internal sealed class SetDoNotDisturbHandler(ChatStore store, Dialogs dialogs) : ICommandHandler<SetDoNotDisturb>
{
    public void Handle(CommandContext context, SetDoNotDisturb request)
    {
        if (request.Level is < ReceiveOptions.Notify or > ReceiveOptions.DoNotNotify || request.IsRepeated is < 0 or > 1
            || request.StartTime < 0 || request.EndTime < request.StartTime)
        {
            context.Fail(ErrorCodes.RequestMalformed, "Level must be 0, 1 or 2, IsRepeated 0 or 1, EndTime not before StartTime");
            return;
        }

        var me = ((SocketCommandContext)context).Identity.Account;
        store.Writer.Enqueue(
            transaction =>
            {
                transaction.Prepare("UPDATE account SET disturb_level = ?, disturb_start = ?, disturb_end = ?, disturb_repeated = ? WHERE account_id = ?")
                    .Bind(1, request.Level).Bind(2, request.StartTime).Bind(3, request.EndTime).Bind(4, request.IsRepeated).Bind(5, me.AccountId).Execute();
                return true;
            },
            _ =>
            {
                context.Ok();
                dialogs.Notify(me, null, Pushes.DoNotDisturb, request);
            },
            context.Fail);
    }
}

/// <summary><c>im_msg_db_logic.ws_get_do_not_disturb</c>.</summary>
internal sealed class GetDoNotDisturbHandler(ChatStore store) : ICommandHandler<GetDoNotDisturb>
{
    public void Handle(CommandContext context, GetDoNotDisturb request)
    {
        var me = ((SocketCommandContext)context).Identity.Account;
        var reply = store.Read(connection =>
        {
            var select = connection.Prepare("SELECT disturb_level, disturb_start, disturb_end, disturb_repeated FROM account WHERE account_id = ?").Bind(1, me.AccountId);
            select.Step();
            var setting = new DoNotDisturbReply
            {
                Level = (int)select.Long(0), StartTime = select.Long(1), EndTime = select.Long(2), IsRepeated = (int)select.Long(3),
            };
            select.Reset();
            return setting;
        });
        context.Reply(reply, MessagesJson.Default.DoNotDisturbReply);
    }
}
