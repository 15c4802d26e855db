using System.Globalization;
using Chat.Protocol.Errors;
using Chat.Protocol.Messages;
using Chat.Server.Accounts;
using Chat.Server.Commands;
using Chat.Server.Sessions;
using Chat.Server.Storage;

namespace Chat.Server.Messages;

/// <summary>
/// <c>openim.getroammsg</c>: a page of a conversation, older or newer than a position. The cursor (<c>MsgKey</c>) is the owner's sequence at the edge of
/// the page; a position without a cursor is a time and includes its whole second.
/// </summary>
internal sealed class GetHistoryHandler(AccountDirectory accounts, ChatStore store) : ICommandHandler<GetHistory>
{
    private const int MaxPage = 100;

    /// <summary>What the official SDK asks for after a reconnect, and only then.</summary>
    private const int RecoveryCount = 16;
    private const int MaxRecovery = 2000;

    public void Handle(CommandContext context, GetHistory request)
    {
        var me = ((SocketCommandContext)context).Identity.Account;
        if (accounts.Find(context.App.SdkAppId, request.Peer) is not { } peer)
        {
            context.Fail(ErrorCodes.UserNotFound, "the peer does not exist");
            return;
        }

        // Not more than a sequence: the message's key has no room for it, and what lies above belongs to other conversations.
        if (request.MsgKey.Length > 0 && !uint.TryParse(request.MsgKey, NumberStyles.None, CultureInfo.InvariantCulture, out _))
        {
            context.Fail(ErrorCodes.RequestMalformed, "MsgKey is not a cursor of this server");
            return;
        }

        // What the SDK repairs before its sync ends with what its instance had: the sync brings the rest, and the SDK takes the count of unread messages from a sync only
        // with messages that are new to it.
        var socket = ((SocketCommandContext)context).Socket;
        var until = IsRecovery(request) && socket.IsHolding ? Math.Max(socket.FormerDelivery.Attached, socket.FormerDelivery.Acknowledged) : long.MaxValue;
        var page = store.Read((request, me, peer, until), static (connection, call) => ReadPage(connection, call.request, call.me, call.peer, call.until));
        using var reply = new ReplyBuffer();
        var older = request.GetDirection != GetHistory.Newer;
        var edge = page.Items.Count == 0 ? default : older ? page.Items[0] : page.Items[^1];
        reply.Json.WriteNumber("Complete"u8, page.IsComplete ? 1 : 0);
        if (page.Items.Count == 0)
        {
            reply.Json.WriteString("MsgKey"u8, request.MsgKey);
            reply.Json.WriteNumber("LastMsgTime"u8, request.LastMsgTime);
        }
        else
        {
            reply.WriteNumberText("MsgKey"u8, edge.Sequence);
            reply.Json.WriteNumber("LastMsgTime"u8, edge.Time);
        }

        reply.WriteArray("MsgList"u8, page.Items.Select(item => item.Json));
        context.Reply(reply.Finish());
    }

    private static bool IsRecovery(GetHistory request) =>
        request is { GetDirection: GetHistory.Newer, MaxCnt: RecoveryCount, MsgKey.Length: 0 };

    private static (List<StoredMessages.Item> Items, bool IsComplete) ReadPage(
        StoreConnection connection, GetHistory request, AccountInfo me, AccountInfo peer, long until)
    {
        var key = DialogKey.Of(me, peer);
        if (MessageQueries.DialogId(connection.Prepare, key) is not { } dialog || MessageQueries.Tail(connection.Prepare, dialog, until) is not { } tail)
        {
            return ([], true);
        }

        var view = DialogView.Of(dialog, me, peer);
        var oldestVisible = ClearedSequence(connection, view) + 1;

        // What was sent and recalled while the client was away is news to nobody; what it knows of is recalled by the sync.
        var withRecalled = request.WithRecalledMsg == 1 && !IsRecovery(request);
        var count = Math.Clamp(request.MaxCnt, 1, MaxPage);
        long? cursor = request.MsgKey.Length > 0 ? long.Parse(request.MsgKey, CultureInfo.InvariantCulture) : null;
        if (request.GetDirection == GetHistory.Newer)
        {
            var first = cursor is { } newest
                ? Math.Min(newest, tail.Sequence) + 1
                : (MessageQueries.PositionAt(connection.Prepare, dialog, request.LastMsgTime - 1, tail.Sequence)?.Sequence ?? 0) + 1;
            if (IsRecovery(request))
            {
                // The SDK repairs a reconnect by time alone, so a page must reach beyond the second it begins in or the SDK would ask for it for ever.
                var lastOfSecond = MessageQueries.PositionAt(connection.Prepare, dialog, request.LastMsgTime, tail.Sequence)?.Sequence ?? 0;
                count = (int)Math.Clamp(lastOfSecond - first + 1 + count, count, MaxRecovery);
            }

            var newer = StoredMessages.Read(connection, view, Math.Max(first, oldestVisible), tail.Sequence, count, newest: false, withRecalled);
            return (newer, newer.Count < count || newer[^1].Sequence == tail.VisibleTo(view.Side));
        }

        var last = cursor is { } oldest
            ? Math.Min(oldest - 1, tail.Sequence)
            : request.LastMsgTime == 0
                ? tail.Sequence
                : MessageQueries.PositionAt(connection.Prepare, dialog, request.LastMsgTime, tail.Sequence)?.Sequence ?? 0;
        var older = StoredMessages.Read(connection, view, oldestVisible, last, count, newest: true, withRecalled);
        return (older, older.Count < count || older[0].Sequence == oldestVisible);
    }

    private static long ClearedSequence(StoreConnection connection, DialogView view)
    {
        var select = connection.Prepare(view.Side == 0 ? "SELECT clear_seq_0 FROM dialog WHERE dialog_id = ?" : "SELECT clear_seq_1 FROM dialog WHERE dialog_id = ?")
            .Bind(1, view.DialogId);
        var sequence = select.Step() ? select.Long(0) : 0;
        select.Reset();
        return sequence;
    }
}
