using System.Buffers;
using System.Text.Json;
using Chat.Protocol.Conversations;
using Chat.Protocol.Messages;
using Chat.Server.Accounts;
using Chat.Server.Commands;
using Chat.Server.Friends;
using Chat.Server.Groups;
using Chat.Server.Groups.Messages;
using Chat.Server.Messages;
using Chat.Server.Sessions;
using Chat.Server.Storage;

namespace Chat.Server.Conversations;

/// <summary>
/// <c>recentcontact.page_get</c>: the conversation list, newest first. The positions belong to the server: <c>StartIndex</c> 0 with a <c>TimeStamp</c> asks for
/// what has changed behind that commit position; another <c>StartIndex</c> continues a listing behind the conversation with that key and time, then
/// <c>TopTimeStamp</c> is the commit position at the start of the listing and <c>TopStartIndex</c> the one that it asked for.
/// </summary>
internal sealed class GetConversationPageHandler(AccountDirectory accounts, ChatStore store, GroupMessages groupMessages, GroupSync groupSync) : ICommandHandler<GetConversationPage>
{
    private const int PageSize = 500;

    public void Handle(CommandContext context, GetConversationPage request)
    {
        // The view ends where the pushes begin that come behind it: until a client has synchronized these are all of its socket.
        var socket = ((SocketCommandContext)context).Socket;
        var until = socket.IsHolding ? socket.AttachPosition : store.Writer.CommittedPosition;
        var me = ((SocketCommandContext)context).Identity.Account;
        using var reply = new ReplyBuffer();
        var promised = store.Read(connection => Write(connection, me, request, until, new ListReply(reply, socket)));
        if (socket.IsHolding)
        {
            socket.ListedSince ??= request.StartIndex != 0 ? request.TopStartIndex : request.TimeStamp;
            socket.Promised = request.StartIndex != 0 ? [.. socket.Promised, .. promised] : promised;
        }

        context.Reply(reply.Finish());
    }

    /// <returns>Pushes that must come behind the list, because it counts on them.</returns>
    private List<(long Position, Func<long, byte[]> Frame)> Write(StoreConnection connection, AccountInfo me, GetConversationPage request, long until, ListReply list)
    {
        var (reply, promised) = (list.Buffer, new List<(long, Func<long, byte[]>)>());
        var isContinued = request.StartIndex != 0;
        var since = isContinued ? request.TopStartIndex : request.TimeStamp;
        var startedAt = isContinued ? request.TopTimeStamp : until;
        var rest = ConversationList.Of(connection, me.AccountId, since, until)
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
        var remarks = FriendRows.Remarks(connection, me.AccountId);
        reply.Json.WriteStartArray("SessionItem"u8);
        foreach (var state in page)
        {
            switch (state)
            {
                case ConversationState dialog when accounts.Find(dialog.PeerId) is { } peer:
                    WriteDialog(connection, me, peer, remarks.GetValueOrDefault(dialog.PeerId, ""), dialog, groups.Of(dialog.DialogId), reply);
                    break;
                case GroupConversation group:
                    var recalls = list.Socket.IsHolding && since > 0
                        ? GroupSync.PromisedRecalls(connection, group, since, list.Socket.FormerDelivery, until)
                        : [];
                    promised.AddRange(recalls.Select(groupSync.RecallPush(group)));
                    WriteGroup(connection, group, recalls.Count, groups.Of(group.DialogId), reply);
                    break;
            }
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
        return promised;
    }

    private static bool IsBehind(IConversation state, long time, long dialogId) =>
        state.ShownTime < time || (state.ShownTime == time && state.DialogId < dialogId);

    private static void WriteDialog(StoreConnection connection, AccountInfo me, AccountInfo peer, string remark, ConversationState state, long[] groups, ReplyBuffer reply)
    {
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
        if (remark.Length > 0)
        {
            json.WriteString("C2cRemark"u8, remark);
        }

        json.WriteNumber("UnreadMsgCount"u8, state.Unread);
        WriteEntry(json, state, groups);
    }

    private void WriteGroup(StoreConnection connection, GroupConversation state, int promised, long[] groups, ReplyBuffer reply)
    {
        var json = reply.Json;
        json.WriteStartObject();
        json.WriteNumber("Type"u8, ConversationTypes.Group);
        json.WriteString("ToAccount"u8, state.Group.GroupId);
        json.WriteNumber("MsgTime"u8, state.ShownTime);

        // Not that of the message shown: clients find gaps and report reads by it.
        json.WriteNumber("MsgSeq"u8, state.Tail.Sequence);
        json.WriteNumber("GroupNextMsgSeq"u8, state.Tail.Sequence + 1);
        json.WriteNumber("MsgGroupReadedSeq"u8, Math.Max(state.Reader.ReadSequence, state.Reader.MentionSequence));
        if (state.Shown is { } shown)
        {
            var sender = shown.IsTip ? null : groupMessages.Sender(shown);
            json.WriteString("MsgGroupFrom_Account"u8, shown.IsTip ? Protocol.Groups.GroupIds.System : sender?.UserId ?? "");
            json.WriteString("MsgGroupFromNickName"u8, sender?.Nick ?? "");
            json.WriteString("MsgGroupFromCardName"u8, GroupMessages.NameCard(connection.Prepare, state.Group, shown) ?? "");
            json.WritePropertyName("LastMsg"u8);
            GroupMessages.WriteLast(json, state.Group, shown);
            if (shown.Sequence != state.Tail.Sequence)
            {
                json.WriteNumber("LastMsgSeq"u8, shown.Sequence);
            }

            json.WriteNumber("LastMsgFlags"u8, shown.IsRecalled ? WireConversation.GroupLastRecalled : 0);
        }

        json.WriteString("GroupNick"u8, state.Group.Name);
        json.WriteString("GroupImage"u8, state.Group.FaceUrl);
        json.WriteString("GroupType"u8, state.Group.Type);

        // Each recall that is pushed takes one off.
        json.WriteNumber("UnreadMsgCount"u8, state.Unread + promised);
        json.WriteNumber("UnreadSinceSeq"u8, state.Reader.SeenSequence);
        json.WriteNumber("GroupIgnoredUnreadSeqCount"u8, 0);
        if (promised > 0)
        {
            json.WriteNumber("PromisedRecallCount"u8, promised);
        }

        WriteEntry(json, state, groups);
    }

    private static void WriteEntry(Utf8JsonWriter json, IConversation state, long[] groups)
    {
        json.WriteNumber("TopFlags"u8, state.Entry.IsPinned ? 1 : 0);
        json.WriteNumber("MsgRecvOption"u8, state.Entry.ReceiveOption);
        json.WriteString("StandardMark"u8, ConversationMarks.ToText(state.Entry.Marks));
        json.WriteString("CustomMark"u8, state.Entry.CustomData);
        json.WriteStartArray("ContactGroupId"u8);
        foreach (var group in groups)
        {
            json.WriteNumberValue(group);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private readonly record struct ListReply(ReplyBuffer Buffer, Session Socket);
}
