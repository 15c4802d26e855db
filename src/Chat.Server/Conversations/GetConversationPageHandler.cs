using System.Buffers;
using Chat.Protocol.Conversations;
using Chat.Protocol.Messages;
using Chat.Server.Accounts;
using Chat.Server.Commands;
using Chat.Server.Messages;
using Chat.Server.Sessions;
using Chat.Server.Storage;

namespace Chat.Server.Conversations;

/// <summary>
/// <c>recentcontact.page_get</c>: the conversation list, newest first. The positions belong to the server: <c>StartIndex</c> 0 with a <c>TimeStamp</c> asks for
/// what has changed behind that commit position; a <c>StartIndex</c> above 0 continues a listing behind the conversation with that key and time, then
/// <c>TopTimeStamp</c> is the commit position at the start of the listing and <c>TopStartIndex</c> the one that it asked for.
/// </summary>
internal sealed class GetConversationPageHandler(AccountDirectory accounts, ChatStore store) : ICommandHandler<GetConversationPage>
{
    private const int PageSize = 500;

    public void Handle(CommandContext context, GetConversationPage request)
    {
        // The view ends where the pushes begin that come behind it: until a client has synchronized these are all of its socket.
        var socket = ((SocketCommandContext)context).Socket;
        var until = socket.IsHolding ? socket.AttachPosition : store.Writer.CommittedPosition;
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
        var isContinued = request.StartIndex > 0;
        var since = isContinued ? request.TopStartIndex : request.TimeStamp;
        var startedAt = isContinued ? request.TopTimeStamp : until;
        var rest = ConversationQueries.OfAccount(connection, me.AccountId)
            .Where(state => state.IsListed && (since == 0 || state.ChangedPosition > since))
            .Select(state => ConversationQueries.At(connection, state, until)).OfType<ConversationState>()
            .Where(state => !isContinued || IsBehind(state, request.TimeStamp, request.StartIndex))
            .OrderByDescending(state => state.ShownTime).ThenByDescending(state => state.DialogId)
            .Take(PageSize + 1)
            .ToList();
        var isLast = rest.Count <= PageSize;
        var page = isLast ? rest : rest[..PageSize];

        reply.Json.WriteNumber("CompleteFlag"u8, isLast ? 1 : 0);
        reply.Json.WriteNumber("TimeStamp"u8, isLast ? startedAt : page[^1].ShownTime);
        reply.Json.WriteNumber("StartIndex"u8, isLast ? 0 : page[^1].DialogId);
        reply.Json.WriteNumber("TopTimeStamp"u8, isLast ? 0 : startedAt);
        reply.Json.WriteNumber("TopStartIndex"u8, isLast ? 0 : since);
        var groups = ConversationGroupQueries.OfAccount(connection, me.AccountId);
        reply.Json.WriteStartArray("SessionItem"u8);
        foreach (var state in page)
        {
            WriteItem(connection, me, state, groups.Of(state.DialogId), reply);
        }

        reply.Json.WriteEndArray();
        reply.Json.WriteStartArray("GroupItem"u8);
        foreach (var group in groups.All)
        {
            reply.Json.WriteStartObject();
            reply.Json.WriteNumber("GroupId"u8, group.GroupId);
            reply.Json.WriteString("GroupName"u8, group.GroupName);
            reply.Json.WriteEndObject();
        }

        reply.Json.WriteEndArray();
    }

    private static bool IsBehind(ConversationState state, long time, long dialogId) =>
        state.ShownTime < time || (state.ShownTime == time && state.DialogId < dialogId);

    private void WriteItem(StoreConnection connection, AccountInfo me, ConversationState state, long[] groups, ReplyBuffer reply)
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
        if (state.HiddenSequence > 0)
        {
            json.WriteNumber("HiddenOrder"u8, state.HiddenSequence);
        }

        if (state.Shown is { } shown)
        {
            json.WriteNumber("MsgSeq"u8, shown.Key.MsgSeq);
            json.WriteString("LastC2CMsgFrom_Account"u8, shown.Side == state.Side ? me.UserId : peer.UserId);
            var content = new ArrayBufferWriter<byte>(512);
            StoredMessages.WriteContent(connection, shown.MessageId, content);
            json.WritePropertyName("LastMsg"u8);
            json.WriteRawValue(content.WrittenSpan, skipInputValidation: true);
            json.WriteNumber("LastMsgFlags"u8, (shown.Flags & MessageFlags.Recalled) != 0 ? MessageFlagBits.Recalled : 0);
        }

        json.WriteNumber("C2cPeerReadTime"u8, state.Peer.Time);
        json.WriteString("C2cNick"u8, peer.Nick);
        json.WriteString("C2cImage"u8, peer.Avatar);
        json.WriteNumber("UnreadMsgCount"u8, state.Unread);
        json.WriteNumber("TopFlags"u8, state.IsPinned ? 1 : 0);
        json.WriteNumber("MsgRecvOption"u8, state.ReceiveOption);
        json.WriteString("StandardMark"u8, ConversationMarks.ToText(state.Marks));
        json.WriteString("CustomMark"u8, state.CustomData);
        json.WriteStartArray("ContactGroupId"u8);
        foreach (var group in groups)
        {
            json.WriteNumberValue(group);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
