using Chat.Actors.App;
using Chat.Actors.Connection;
using Chat.Actors.Messages;
using Chat.Protocol.Groups;
using Chat.Protocol.Messages;
using Chat.Protocol.Rooms;

namespace Chat.Actors.Conversations;

/// <summary>Live rooms: their messages are polled or pushed, counted nowhere, and have no history (wire reference, live rooms §A3–A4).</summary>
internal sealed partial class ConversationsActor
{
    private const int MessageEvent = 3;
    private const int BroadcastEvent = 17;
    private const int RecallEvent = 20;
    private const int MaxBroadcasts = 200;

    private RecentSet<string>? _broadcasts;

    private void OnRoomMessages(ConversationsProtocol.RoomMessages room) => RaiseTogether(() =>
        Each(room.Items, item => TakeRoomItem(room.GroupId, item, room.IsBroadcast, room.IsHistory)));

    /// <summary>What a push says of all its messages.</summary>
    private static WireGroupMessage[] AsBroadcasts(WireGroupMessage[] messages) =>
        [.. messages.Present().Select(static message => message with { Event = BroadcastEvent })];

    private void TakeRoomItem(string groupId, WireGroupMessage item, bool isBroadcast, bool isHistory)
    {
        switch (item.Event ?? MessageEvent)
        {
            case RecallEvent:
                OnRoomMessagesRecalled(groupId, item);
                break;
            case NoticeEvent:
                OnNotice(item, isMissed: false);
                break;
            case MessageEvent or BroadcastEvent or GroupMessageBody.TipEvent or GroupMessageBody.OnlineTipEvent:
                TakeRoomMessage(groupId, item, isBroadcast || item.Event == BroadcastEvent, isHistory);
                break;
        }
    }

    private void TakeRoomMessage(string groupId, WireGroupMessage item, bool isBroadcast, bool isHistory)
    {
        var message = GroupMessageBody.ToMessage(groupId, item, _me) with { Order = 0, IsBroadcast = isBroadcast, IsRead = true };
        var entry = Known(message.ConversationId);
        if (message.Type == MessageTypes.GroupTip)
        {
            message = OnTip(entry, message, item);
        }

        if (isBroadcast && !(_broadcasts ??= new RecentSet<string>(MaxBroadcasts)).Add(message.Id))
        {
            // It came through another room already.
            return;
        }

        if (message.IsInvisible || !entry.IsNew(message.Key) || _ownIds?.Contains(message.Id) == true || _client.Messages.ContainsKey(message.Id))
        {
            return;
        }

        Announce(message);
        if (!isHistory)
        {
            entry.SetGroup(item.GroupInfo?.GroupName, null, GroupTypes.AVChatRoom);
            AskAgain(entry);
            AppearAsRoom(entry, groupId);
            entry.Show(message);
            Open(entry.ConversationId).Tell(new ConversationActor.Keep(message), Self);
            ListHasChanged();
        }
    }

    /// <summary>A room that is only listened to is on no list.</summary>
    private void AppearAsRoom(ConversationEntry entry, string groupId)
    {
        if (_client.Groups.GetValueOrDefault(groupId)?.Type != GroupTypes.Live)
        {
            Appear(entry);
        }
        else if (!entry.IsIntroduced)
        {
            IntroduceGroup(entry);
        }
    }

    private void OnRoomMessagesRecalled(string groupId, WireGroupMessage item)
    {
        if (GroupMessageBody.Read(item.MsgBody, RoomsJson.Default.RoomRecallBody) is not { } body)
        {
            return;
        }

        var conversationId = ConversationIds.OfGroup(groupId);
        Each(body.RevokeMsgList, one =>
        {
            var id = ChatMessage.IdOf(one.TinyId, one.MsgClientTime, one.MsgRandom);
            Recall(
                conversationId,
                _me,
                0,
                new ConversationActor.Recalled(message => message.Id == id, id, one.MsgSeq, 0, MessageBody.ToRevocation(item.RevokerInfo), IsAnnounced: true));
        });
    }

    private void OnSendGroupCreated(ConversationsProtocol.SendGroupCreated created)
    {
        var (sequence, random) = _client.Numbers.Next();
        var message = new ChatMessage
        {
            ConversationId = ConversationIds.OfGroup(created.GroupId),
            ConversationType = ConversationType.Group,
            From = _me,
            To = created.GroupId,
            Flow = MessageFlow.Out,
            Type = MessageTypes.Custom,
            Payload = new CustomPayload(created.Content),
            Status = MessageStatus.Unsent,
            ClientTime = _client.ServerTime / 1000,
            Sequence = sequence,
            ClientSequence = sequence,
            Random = random,
            SenderTinyId = _client.Snapshot.TinyId,
            Nick = _client.OwnProfile?.Nick ?? "",
            Avatar = _client.OwnProfile?.Avatar ?? "",
        };
        OnSend(new ConversationsProtocol.Send(message, SendOptions.Default, new Promise<ChatMessage>()));
    }
}
