using Chat.Protocol.Messages;
using Chat.Protocol.Push;
using Chat.Server.Accounts;
using Chat.Server.Commands;
using Chat.Server.Conversations;
using Chat.Server.Friends;
using Chat.Server.Groups.Messages;
using Chat.Server.Sessions;
using Chat.Server.Storage;

namespace Chat.Server.Messages;

/// <summary>
/// <c>openim.getmsg</c>: unread counts, and for an instance that was away what happened behind its cookie: messages in the reply, changes of messages and
/// conversations as pushes behind it, the last of which is acknowledged. The cookie is a <see cref="SyncCookie"/>. What the instance acknowledged on its former
/// socket is not sent again. Recalls that the socket was told to fetch (<see cref="RecallPushes"/>) come alone.
/// </summary>
internal sealed class GetMissedHandler(AccountDirectory accounts, ChatStore store, GroupSync groups, TimeProvider time) : ICommandHandler<GetMissedMessages>
{
    /// <summary>
    /// Messages of one reply. The official SDK raises only those of the last page of a sync, so one page carries all that anybody is likely to have
    /// missed; behind it come the pages of its history.
    /// </summary>
    private const int MaxMessages = 2000;

    private static readonly TimeSpan ReleaseDelay = TimeSpan.FromMilliseconds(100);

    public void Handle(CommandContext context, GetMissedMessages request)
    {
        var call = (SocketCommandContext)context;

        // The first sync on a socket ends exactly where its pushes begin. Later ones bring messages that the client may have dropped, no changes, and promise
        // nothing new: pushes may still be on their way.
        var isFirst = call.Socket.IsAttached && !call.Socket.HasSynced;
        var attached = SyncCookie.At(Math.Max(call.Socket.AttachPosition, 1));
        var known = SyncCookie.TryParse(request.Cookie, out var cookie) ? cookie : attached;
        if (request.IsOnlineSync == 1 && call.Socket.TakeNotices(out var receipt) is { Count: > 0 } notices)
        {
            Reply(context, known, new Missed(notices));
            call.Socket.Send(PushFrame.Build(Pushes.C2CMessages, [], receipt));
            return;
        }

        var since = request.Cookie.Length == 0 ? SyncCookie.At(long.MaxValue)
            : isFirst ? call.Socket.FormerDelivery.SyncFrom(known)
            : new SyncCookie(known.Messages, long.MaxValue);
        var until = isFirst ? attached.Messages : long.MaxValue;
        var missed = store.Read(connection => Read(connection, call.Identity.Account, since, until, isFirst ? call.Socket.ListedSince ?? since.Messages : null));
        if (isFirst)
        {
            missed.Push(call.Socket.Promised);
            call.Socket.Promised = [];
        }

        var pushes = missed.Pushes(until);
        Reply(context, !isFirst ? known : pushes.Count > 0 ? new SyncCookie(until, since.Changes) : attached, missed);
        call.Socket.HasSynced = true;
        if (missed.Entries.Count + missed.Events.Count == 0)
        {
            call.Socket.Release(pushes);
        }
        else
        {
            _ = ReleaseLaterAsync(call.Socket, pushes);
        }
    }

    private static void Reply(CommandContext context, SyncCookie cookie, Missed missed)
    {
        using var reply = new ReplyBuffer();
        reply.Json.WriteString("Cookie"u8, cookie.ToString());
        reply.Json.WriteNumber("SyncFlag"u8, MissedMessagesReply.End);
        reply.WriteArray("MsgList"u8, missed.Entries);
        reply.Json.WriteStartArray("C2CPairUnreadCount"u8);
        foreach (var (peer, count, recalled, order) in missed.Unread)
        {
            reply.Json.WriteStartObject();
            reply.Json.WriteString("From_Account"u8, peer.UserId);
            reply.Json.WriteNumber("UnreadCount"u8, count + recalled);
            if (recalled > 0)
            {
                reply.Json.WriteNumber("Recalled"u8, recalled);
            }

            reply.Json.WriteNumber("MsgOrder"u8, order);
            reply.Json.WriteEndObject();
        }

        reply.Json.WriteEndArray();
        if (missed.Events.Count > 0)
        {
            reply.WriteArray("EventArray"u8, missed.Events);
        }

        context.Reply(reply.Finish());
    }

    /// <summary>The official SDK raises what a sync brings only after it has handled all frames of the same read: pushes must not come in the same breath.</summary>
    private async Task ReleaseLaterAsync(Session socket, IReadOnlyList<byte[]> pushes)
    {
        await Task.Delay(ReleaseDelay, time).ConfigureAwait(false);
        socket.Release(pushes);
    }

    /// <param name="connection">Of a read.</param>
    /// <param name="me">The account.</param>
    /// <param name="since">What the instance has.</param>
    /// <param name="until">The commit position behind which pushes tell everything.</param>
    /// <param name="listed">The commit position from which the list was told; null to leave out groups.</param>
    private Missed Read(StoreConnection connection, AccountInfo me, SyncCookie since, long until, long? listed)
    {
        var missed = new Missed();
        if (RelationSync.Read(connection, accounts, me.AccountId, since.Changes, until) is { News.Length: > 0 } relations)
        {
            missed.Push(relations.Position, Pushes.Relations, relations.News);
        }

        if (listed is { } position)
        {
            missed.Add(groups.Read(connection, me, since, position, until));
        }

        foreach (var state in ConversationQueries.OfAccount(connection, me.AccountId))
        {
            var isUnchanged = state.ChangedPosition <= Math.Min(since.Messages, since.Changes);
            if ((state.Unread == 0 && isUnchanged) || accounts.Find(state.PeerId) is not { } peer)
            {
                continue;
            }

            // What is about to be pushed will be counted by the client, and what is recalled by a push will be taken off.
            var recalled = isUnchanged ? 0 : ReadConversation(connection, me, peer, state, since, until, missed);
            var (difference, order) = StoredMessages.CountUnreadSince(connection, state.DialogId, state.Side, state.SeenSequence, state.TailSequence, until);
            missed.Unread.Add((peer, Math.Max(state.Unread - difference, 0), recalled, order));
        }

        missed.Sort(MaxMessages);
        return missed;
    }

    /// <returns>How many messages the client will take off its unread count because of the pushes.</returns>
    private static int ReadConversation(
        StoreConnection connection, AccountInfo me, AccountInfo peer, ConversationState state, SyncCookie since, long until, Missed missed)
    {
        var view = DialogView.Of(state.DialogId, me, peer);
        var recalled = 0;
        if (state.TailPosition > since.Messages)
        {
            missed.Messages.AddRange(StoredMessages.ReadSince(connection, view, state.ClearedSequence, state.TailSequence, since.Messages, until, MaxMessages));
        }

        if (state.MessagesChangedPosition > since.Changes)
        {
            foreach (var changed in StoredMessages.ReadChanged(connection, state.DialogId, state.Side, since.Changes, until, MaxMessages))
            {
                recalled += missed.Add(view, changed, peer, state, since) ? 1 : 0;
            }
        }

        if (state.ClearPosition > since.Changes)
        {
            missed.Push(state.ClearPosition, Pushes.HistoryDeleted, [new DeletedMessages { Peer = peer.UserId, ClearedOrder = state.ClearedSequence }]);
        }

        if (state.HiddenPosition > since.Changes && !state.IsListed)
        {
            missed.Push(state.HiddenPosition, Pushes.Conversations, [ConversationNotifications.Deleted(new ConversationItem { UserId = peer.UserId })]);
        }

        if (state.Own.Position > since.Changes)
        {
            missed.Push(state.Own.Position, Pushes.C2CNotifications, [ReadNotifications.ToOwnDevices(peer.UserId, state.Own.Time, state.Own.Sequence)]);
        }

        if (state.Peer.Position > since.Changes)
        {
            missed.Push(state.Peer.Position, Pushes.C2CNotifications, [ReadNotifications.ToPeer(peer.UserId, state.Peer.Time, state.Peer.Sequence)]);
        }

        return recalled;
    }

    private sealed class Missed(IReadOnlyList<byte[]>? notices = null)
    {
        private readonly List<(long Position, Func<long, byte[]> Frame)> _pushes = [];
        private readonly List<byte[]> _notices = [.. notices ?? []];

        public List<StoredMessages.Item> Messages { get; } = [];

        public List<(AccountInfo Peer, long Count, int Recalled, long Order)> Unread { get; } = [];

        /// <summary>Elements of <c>MsgList</c>: messages in the order of their commits, then notices.</summary>
        public List<byte[]> Entries => [.. Messages.Select(item => item.Json), .. _notices];

        /// <param name="last">What the last of them acknowledges.</param>
        public IReadOnlyList<byte[]> Pushes(long last) => [.. _pushes.Select((push, index) => push.Frame(index == _pushes.Count - 1 ? last : 0))];

        /// <summary>Elements of <c>EventArray</c>.</summary>
        public List<byte[]> Events { get; } = [];

        public void Add(MissedInGroups groups)
        {
            Events.AddRange(groups.Events());
            Push(groups.Pushes);
        }

        public void Push(IEnumerable<(long Position, Func<long, byte[]> Frame)> pushes) => _pushes.AddRange(pushes);

        public void Push<T>(long position, Push<T> push, T payload) => _pushes.Add((position, acknowledged => PushFrame.Build(push, payload, acknowledged)));

        /// <summary>
        /// A recall that the official SDK gets as a push takes one off its unread count, one in the reply does not (wire reference, messages §6). The count of this
        /// reply it believes only where the reply brings it something new. So a push goes where the message counted before, and the count says the same.
        /// </summary>
        /// <returns>True if the client will take the message off its unread count.</returns>
        public bool Add(in DialogView view, StoredMessages.Changed changed, AccountInfo peer, ConversationState state, SyncCookie since)
        {
            var message = changed.Message;
            var isMine = message.Side == view.Side;
            if ((message.Flags & DialogLog.DeletedBy(view.Side)) != 0)
            {
                Push(changed.Position, Protocol.Push.Pushes.HistoryDeleted, [new DeletedMessages { Peer = peer.UserId, MsgOrderList = [message.Sequence] }]);
            }
            else if (isMine && !DialogLog.IsShownToSender(message))
            {
                return false;
            }
            else if ((message.Flags & MessageFlags.Recalled) != 0)
            {
                var notification = MessageNotifications.Recalled(view, message, changed.Revoker);
                if (!isMine && changed.StoredPosition <= since.Messages && message.Sequence > state.SeenSequence
                    && (message.Flags & (MessageFlags.NoUnread | MessageFlags.Withheld)) == 0)
                {
                    Push(changed.Position, Protocol.Push.Pushes.C2CNotifications, [notification]);
                    return true;
                }

                _notices.Add(MessageNotifications.AsNotice(notification));
            }
            else
            {
                if (message.Version > 0)
                {
                    Push(changed.Position, Protocol.Push.Pushes.C2CMessagesModified, [MessageNotifications.Modified(view, message, changed.Body, changed.CloudCustomData)]);
                }

                if (isMine && message.ReceiptTime > 0)
                {
                    Push(changed.Position, Protocol.Push.Pushes.ReadReceipts, MessageNotifications.Receipts(view, peer.UserId, message.ReceiptTime, [message]));
                }
            }

            return false;
        }

        public void Sort(int mostMessages)
        {
            Messages.Sort((one, other) => one.Position.CompareTo(other.Position));
            if (Messages.Count > mostMessages)
            {
                Messages.RemoveRange(0, Messages.Count - mostMessages);
            }

            _pushes.Sort((one, other) => one.Position.CompareTo(other.Position));
        }
    }
}
