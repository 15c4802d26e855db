using Chat.Protocol.Errors;
using Chat.Protocol.Messages;
using Chat.Protocol.Push;
using Chat.Server.Accounts;
using Chat.Server.Commands;
using Chat.Server.Conversations;
using Chat.Server.Groups.Messages;
using Chat.Server.Sessions;
using Chat.Server.Storage;

namespace Chat.Server.Messages;

/// <summary>Moves read positions and tells the others: both peers and the reader's other devices.</summary>
internal sealed class ReadReports(Dialogs dialogs)
{
    /// <summary>Runs one report for each conversation and calls back once, when all are durable or one has failed.</summary>
    /// <param name="reader">Who has read.</param>
    /// <param name="items">The peers, with the time (UNIX seconds) up to which everything is read.</param>
    /// <param name="origin">The socket that is not told.</param>
    /// <param name="tellOwnDevices">False if they are told otherwise.</param>
    /// <param name="completed">All are durable.</param>
    /// <param name="failed">One has failed; called once.</param>
    public void Run(
        AccountInfo reader, IReadOnlyList<(AccountInfo Peer, long UntilTime)> items, Session? origin, bool tellOwnDevices, Action completed, Action<ChatError> failed)
    {
        var left = items.Count;
        foreach (var (peer, untilTime) in items)
        {
            var key = DialogKey.Of(reader, peer);
            LogPosition? position = null;
            dialogs.Run(new DialogOperation(
                key,
                (transaction, log) =>
                {
                    position = log.Read(transaction, key.SideOf(reader), untilTime);
                    return null;
                },
                () =>
                {
                    if (position is { } read)
                    {
                        dialogs.Notify(peer, origin, Pushes.C2CNotifications, [ReadNotifications.ToPeer(reader.UserId, read.Time, read.Sequence)]);
                        if (tellOwnDevices)
                        {
                            dialogs.Notify(reader, origin, Pushes.C2CNotifications, [ReadNotifications.ToOwnDevices(peer.UserId, read.Time, read.Sequence)]);
                        }
                    }

                    if (Interlocked.Decrement(ref left) == 0)
                    {
                        completed();
                    }
                },
                failed));
        }
    }
}

/// <summary><c>openim.msgreaded</c>: the caller has read conversations up to a time.</summary>
internal sealed class ReportReadHandler(Dialogs dialogs, ReadReports reports) : ICommandHandler<ReportRead>
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

        var read = new List<(AccountInfo, long)>(items.Length);
        foreach (var item in items)
        {
            if (dialogs.Find(context, item?.Peer) is not { } peer)
            {
                return;
            }

            read.Add((peer, item!.LastedMsgTime));
        }

        reports.Run(((SocketCommandContext)context).Identity.Account, read, context.Session, tellOwnDevices: true, context.Ok, context.Fail);
    }
}

/// <summary><c>openim.read_all_unread_msg</c>: everything in all one-to-one conversations is read, and groups up to the messages that are named.</summary>
internal sealed class ReadAllHandler(AccountDirectory accounts, ChatStore store, Dialogs dialogs, ReadReports reports, GroupReads groups) : ICommandHandler<ReadAll>
{
    private const int MaxGroups = 1000;

    public void Handle(CommandContext context, ReadAll request)
    {
        var named = request.GroupReadInfo;
        if (named.Length > MaxGroups || Array.Exists(named, group => group is not { MsgSeq: >= 0 and <= uint.MaxValue }))
        {
            context.Fail(ErrorCodes.RequestMalformed, $"GroupReadInfo must have at most {MaxGroups} groups with sequences");
            return;
        }

        var reader = ((SocketCommandContext)context).Identity.Account;
        var unread = request.C2CReadAllMsg == 1
            ? store.Read(connection => ConversationQueries.OfAccount(connection, reader.AccountId).Where(state => state.Unread > 0).Select(state => state.PeerId).ToList())
            : [];
        List<(AccountInfo, long)> peers = [.. unread.Select(accounts.Find).OfType<AccountInfo>().Select(peer => (peer, long.MaxValue))];
        var results = new GroupReadPosition[named.Length];
        var isNews = new bool[named.Length];
        var left = named.Length + (peers.Count == 0 ? 0 : 1);
        if (left == 0)
        {
            Complete();
        }

        for (var i = 0; i < named.Length; i++)
        {
            var (index, group) = (i, named[i]);
            groups.Run(reader, group.GroupId, null, group.MsgSeq, (_, read) => Done(index, 0, read), error => Done(index, error.Code, null));
        }

        if (peers.Count > 0)
        {
            reports.Run(reader, peers, context.Session, tellOwnDevices: false, CountDown, context.Fail);
        }

        void Done(int index, int code, long? read)
        {
            // What lies behind the newest message would keep other devices from counting what comes next.
            results[index] = named[index] with { RetCode = code, MsgSeq = read ?? named[index].MsgSeq };
            isNews[index] = read is not null;
            CountDown();
        }

        void CountDown()
        {
            if (Interlocked.Decrement(ref left) == 0)
            {
                Complete();
            }
        }

        void Complete()
        {
            context.Reply(new ReadAllReply { C2CReadAllMsg = request.C2CReadAllMsg, GroupReadInfoArray = results }, MessagesJson.Default.ReadAllReply);
            GroupLastRead[] read = [.. results.Where((_, i) => isNews[i]).Select(static one => new GroupLastRead { GroupId = one.GroupId, LastReadMsgSeq = one.MsgSeq })];
            if (request.C2CReadAllMsg == 1 || read.Length > 0)
            {
                dialogs.Notify(reader, context.Session, Pushes.ReadAll, new ReadAllEvent { C2CReadAllMsg = request.C2CReadAllMsg, GroupReadInfoArray = read });
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
