using Akka.Actor;
using Chat.Protocol.Errors;
using Chat.Protocol.Messages;
using Chat.Server.Accounts;
using Chat.Server.Commands;
using Chat.Server.Conversations;
using Chat.Server.Sessions;
using Chat.Server.Storage;

namespace Chat.Server.Messages;

/// <summary><c>openim.msgreaded</c>: the caller has read conversations up to a time.</summary>
internal sealed class ReportReadHandler(AccountDirectory accounts, SessionDirectory sessions, IActorRef dialogs) : ICommandHandler<ReportRead>
{
    private const int MaxItems = 100;

    public void Handle(CommandContext context, ReportRead request)
    {
        var items = request.C2CMsgReaded.C2CMsgReadedItem;
        if (items.Length is 0 or > MaxItems)
        {
            context.Fail(ErrorCodes.RequestMalformed, $"C2CMsgReadedItem must have 1 to {MaxItems} entries");
            return;
        }

        var reader = ((SocketCommandContext)context).Identity.Account;
        var operations = new List<ReportReadOperation>(items.Length);
        var left = items.Length;
        foreach (var item in items)
        {
            if (item is null || accounts.Find(context.App.SdkAppId, item.Peer) is not { } peer)
            {
                context.Fail(ErrorCodes.UserNotFound, "the peer does not exist");
                return;
            }

            operations.Add(new ReportReadOperation(reader, peer, item.LastedMsgTime, context.Session, sessions, Completed, context.Fail));
        }

        operations.ForEach(operation => dialogs.Tell(operation, ActorRefs.NoSender));

        void Completed()
        {
            if (Interlocked.Decrement(ref left) == 0)
            {
                context.Ok();
            }
        }
    }
}

/// <summary><c>openim.get_peer_read_time</c>.</summary>
internal sealed class GetPeerReadTimeHandler(AccountDirectory accounts, ChatStore store) : ICommandHandler<GetPeerReadTime>
{
    private const int MaxPeers = 500;

    public void Handle(CommandContext context, GetPeerReadTime request)
    {
        if (request.Peers.Length > MaxPeers)
        {
            context.Fail(ErrorCodes.RequestMalformed, $"To_Account must have at most {MaxPeers} entries");
            return;
        }

        var me = ((SocketCommandContext)context).Identity.Account;
        var times = store.Read(connection => Array.ConvertAll(
            request.Peers,
            peer => accounts.Find(me.SdkAppId, peer) is { } account
                ? ConversationQueries.PeerReadTime(connection, me.SdkAppId, me.AccountId, account.AccountId)
                : 0));
        context.Reply(new PeerReadTimeReply { ReadTime = times }, MessagesJson.Default.PeerReadTimeReply);
    }
}

/// <summary><c>openim.get_c2c_peer_mute_notifications</c>: all peers notify, as long as nobody can mute one.</summary>
internal sealed class GetPeerMuteHandler : ICommandHandler<GetPeerMute>
{
    public void Handle(CommandContext context, GetPeerMute request) => context.Reply(
        new PeerMuteReply { MuteNotificationsList = Array.ConvertAll(request.Peers, peer => new PeerMute { Peer = peer }) },
        MessagesJson.Default.PeerMuteReply);
}
