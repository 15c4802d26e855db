using System.Buffers;
using Chat.Protocol.Conversations;
using Chat.Server.Accounts;
using Chat.Server.Commands;
using Chat.Server.Messages;
using Chat.Server.Sessions;
using Chat.Server.Storage;

namespace Chat.Server.Conversations;

/// <summary>
/// <c>recentcontact.page_get</c>: the conversation list, newest first. The positions belong to the server: <c>StartIndex</c> 0 with a <c>TimeStamp</c> asks for
/// what has changed since then; a <c>StartIndex</c> above 0 continues a listing behind the conversation with that key and time.
/// </summary>
internal sealed class GetConversationPageHandler(AccountDirectory accounts, ChatStore store, TimeProvider time) : ICommandHandler<GetConversationPage>
{
    private const int PageSize = 100;

    /// <summary>A listing that starts within these seconds of a change includes it: the two clocks are compared in whole seconds.</summary>
    private const long Overlap = 5;

    public void Handle(CommandContext context, GetConversationPage request)
    {
        // Until a client has synchronized, its view ends where its pushes begin.
        var socket = ((SocketCommandContext)context).Socket;
        var until = socket.IsHolding ? socket.AttachPosition : long.MaxValue;
        var me = ((SocketCommandContext)context).Identity.Account;
        using var reply = new ReplyBuffer();
        store.Read(connection =>
        {
            Write(connection, me, request, until, reply);
            return true;
        });
        context.Reply(reply.Finish());
    }

    private void Write(StoreConnection connection, AccountInfo me, GetConversationPage request, long until, ReplyBuffer reply)
    {
        // TopTimeStamp carries the start of the whole listing from page to page; after the last page it is the next increment's TimeStamp.
        var startedAt = request.StartIndex > 0 ? request.TopTimeStamp : time.GetUtcNow().ToUnixTimeSeconds();
        var rest = ConversationQueries.OfAccount(connection, me.AccountId)
            .Select(state => ConversationQueries.At(connection, state, until)).OfType<ConversationState>()
            .Where(state => request.StartIndex > 0
                ? IsBehind(state, request.TimeStamp, request.StartIndex)
                : request.TimeStamp == 0 || state.ShownTime >= request.TimeStamp - Overlap)
            .OrderByDescending(state => state.ShownTime).ThenByDescending(state => state.DialogId)
            .Take(PageSize + 1)
            .ToList();
        var isLast = rest.Count <= PageSize;
        var page = isLast ? rest : rest[..PageSize];

        reply.Json.WriteNumber("CompleteFlag"u8, isLast ? 1 : 0);
        reply.Json.WriteNumber("TimeStamp"u8, isLast ? startedAt : page[^1].ShownTime);
        reply.Json.WriteNumber("StartIndex"u8, isLast ? 0 : page[^1].DialogId);
        reply.Json.WriteNumber("TopTimeStamp"u8, isLast ? 0 : startedAt);
        reply.Json.WriteNumber("TopStartIndex"u8, 0);
        reply.Json.WriteStartArray("SessionItem"u8);
        foreach (var state in page)
        {
            WriteItem(connection, me, state, reply);
        }

        reply.Json.WriteEndArray();
    }

    private static bool IsBehind(ConversationState state, long time, long dialogId) =>
        state.ShownTime < time || (state.ShownTime == time && state.DialogId < dialogId);

    private void WriteItem(StoreConnection connection, AccountInfo me, ConversationState state, ReplyBuffer reply)
    {
        if (accounts.Find(state.PeerId) is not { } peer)
        {
            return;
        }

        var json = reply.Json;
        json.WriteStartObject();
        json.WriteNumber("Type"u8, ConversationTypes.C2C);
        json.WriteString("To_Account"u8, peer.UserId);
        json.WriteNumber("MsgTime"u8, state.ShownTime);
        json.WriteNumber("MsgOrder"u8, state.TailSequence);
        var last = new ArrayBufferWriter<byte>(512);
        if (state.ShownSequence > 0 && StoredMessages.TryReadBody(connection, state.DialogId, state.ShownSequence, state.Side, last, out var msgSeq, out var side))
        {
            json.WriteNumber("MsgSeq"u8, msgSeq);
                        json.WriteString("LastC2CMsgFrom_Account"u8, side == state.Side ? me.UserId : peer.UserId);
            json.WritePropertyName("LastMsg"u8);
            json.WriteRawValue(last.WrittenSpan, skipInputValidation: true);
        }

        json.WriteNumber("LastMsgFlags"u8, 0);
        json.WriteNumber("C2cPeerReadTime"u8, state.Peer.Time);
        json.WriteString("C2cNick"u8, peer.Nick);
        json.WriteString("C2cImage"u8, peer.Avatar);
        json.WriteNumber("UnreadMsgCount"u8, state.Unread);
        json.WriteNumber("TopFlags"u8, 0);
        json.WriteNumber("MsgRecvOption"u8, 0);
        json.WriteEndObject();
    }
}
