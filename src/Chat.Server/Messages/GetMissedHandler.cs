using System.Globalization;
using Chat.Protocol.Messages;
using Chat.Protocol.Push;
using Chat.Server.Accounts;
using Chat.Server.Commands;
using Chat.Server.Conversations;
using Chat.Server.Sessions;
using Chat.Server.Storage;

namespace Chat.Server.Messages;

/// <summary>
/// <c>openim.getmsg</c>: unread counts, and for an instance that was away the messages and read reports behind its cookie. The cookie is a position in the store's order
/// of commits. What the instance acknowledged on its former socket is not sent again.
/// </summary>
internal sealed class GetMissedHandler(AccountDirectory accounts, ChatStore store, TimeProvider time) : ICommandHandler<GetMissedMessages>
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

        // The first sync on a socket ends exactly where its pushes begin. Later ones go up to what is committed, and the client drops what it has.
        var isFirst = call.Socket.IsHolding;
        var until = isFirst ? call.Socket.AttachPosition : store.Writer.CommittedPosition;
        var isSync = request.Cookie.Length > 0;
        var cookie = long.TryParse(request.Cookie, NumberStyles.None, CultureInfo.InvariantCulture, out var known) ? known : until;
        var since = isSync ? call.Socket.FormerDelivery.SyncFrom(cookie) : long.MaxValue;
        var missed = store.Read(connection => Read(connection, call.Identity.Account, since, isFirst ? until : long.MaxValue));

        using var reply = new ReplyBuffer();
        reply.WriteNumberText("Cookie"u8, Math.Max(until, 1));
        reply.Json.WriteNumber("SyncFlag"u8, MissedMessagesReply.End);
        reply.WriteArray("MsgList"u8, missed.Messages.Select(item => item.Json));
        reply.Json.WriteStartArray("C2CPairUnreadCount"u8);
        foreach (var (peer, count, order) in missed.Unread)
        {
            reply.Json.WriteStartObject();
            reply.Json.WriteString("From_Account"u8, peer.UserId);
            reply.Json.WriteNumber("UnreadCount"u8, count);
            reply.Json.WriteNumber("MsgOrder"u8, order);
            reply.Json.WriteEndObject();
        }

        reply.Json.WriteEndArray();
        context.Reply(reply.Finish());
        if (missed.Messages.Count == 0)
        {
            call.Socket.Release();
        }
        else if (isFirst)
        {
            _ = ReleaseLaterAsync(call.Socket);
        }

        // Behind the reply and as pushes: the official SDK passes over read reports inside it.
        foreach (var report in missed.ReadReports)
        {
            call.Socket.Send(PushFrame.Build(Pushes.C2CNotifications, [report]));
        }
    }

    /// <summary>The official SDK raises what a sync brings only after it has handled all frames of the same read: pushes must not come in the same breath.</summary>
    private async Task ReleaseLaterAsync(Session socket)
    {
        await Task.Delay(ReleaseDelay, time).ConfigureAwait(false);
        socket.Release();
    }

    private Missed Read(StoreConnection connection, AccountInfo me, long since, long until)
    {
        var messages = new List<StoredMessages.Item>();
        var reads = new List<C2CNotification>();
        var unread = new List<(AccountInfo, long, long)>();
        foreach (var state in ConversationQueries.OfAccount(connection, me.AccountId))
        {
            var isUnchanged = Math.Max(state.TailPosition, Math.Max(state.Own.Position, state.Peer.Position)) <= since;
            if ((state.Unread == 0 && isUnchanged) || accounts.Find(state.PeerId) is not { } peer)
            {
                continue;
            }

            // Also 0 where something has changed: what another device has read meanwhile must not count here.
            if (state.Unread > 0 || !isUnchanged)
            {
                // What is about to be pushed will be counted by the client.
                var (waiting, order) = StoredMessages.CountUnread(connection, state.DialogId, state.Own.Sequence, state.TailSequence, until, sender: 1 - state.Side);
                unread.Add((peer, state.Unread - waiting, order));
            }

            if (state.TailPosition > since)
            {
                var (low, high) = state.Side == 0 ? (me, peer) : (peer, me);
                messages.AddRange(StoredMessages.ReadSince(connection, state.DialogId, state.TailSequence, since, until, MaxMessages, state.Side, low, high));
            }

            if (state.Own.Position > since)
            {
                reads.Add(ReadNotifications.ToOwnDevices(peer.UserId, state.Own.Time, state.Own.Sequence));
            }

            if (state.Peer.Position > since)
            {
                reads.Add(ReadNotifications.ToPeer(peer.UserId, state.Peer.Time, state.Peer.Sequence));
            }
        }

        messages.Sort((one, other) => one.Position.CompareTo(other.Position));
        if (messages.Count > MaxMessages)
        {
            messages.RemoveRange(0, messages.Count - MaxMessages);
        }

        return new Missed(messages, reads, unread);
    }

    private sealed record Missed(List<StoredMessages.Item> Messages, List<C2CNotification> ReadReports, List<(AccountInfo Peer, long Count, long Order)> Unread);
}
