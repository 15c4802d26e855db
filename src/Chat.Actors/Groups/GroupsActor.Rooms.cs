using Akka.Actor;
using Chat.Actors.App;
using Chat.Actors.Connection;
using Chat.Actors.Conversations;
using Chat.Actors.Events;
using Chat.Actors.Rooms;
using Chat.Protocol.Errors;
using Chat.Protocol.Groups;
using Chat.Protocol.Rooms;

namespace Chat.Actors.Groups;

/// <summary>Live rooms this account is in: joining with and without a login, what polling brings, leaving (wire reference, AVChatRoom §A).</summary>
internal sealed partial class GroupsActor
{
    private const int RoomDataItem = 100;

    /// <summary>Joined live rooms in the order of joining, each with its poll; nobody where the server pushes.</summary>
    private readonly List<(string GroupId, IActorRef Poll)> _rooms = [];

    /// <summary>Where the broadcasts to all rooms go on; only the first room that is polled asks for them.</summary>
    private long _broadcastStart = 1;

    /// <summary>Joins without a login that have not been answered yet.</summary>
    private int _joinsUnderWay;

    private bool IsJoinedRoom(string groupId) => _rooms.Exists(room => room.GroupId == groupId);

    private void ForgetRooms()
    {
        _rooms.Clear();
        _rooms.TrimExcess();
        _broadcastStart = 1;
    }

    private void RestartPolls()
    {
        foreach (var (_, poll) in _rooms)
        {
            poll.Tell(RoomActor.Restart.Instance, Self);
        }
    }

    /// <returns>True if the room was joined.</returns>
    private bool LeaveRoom(string groupId)
    {
        var at = _rooms.FindIndex(room => room.GroupId == groupId);
        if (at < 0)
        {
            return false;
        }

        var former = FirstPoll;
        Context.Stop(_rooms[at].Poll);
        _rooms.RemoveAt(at);
        if (!FirstPoll.Equals(former))
        {
            FirstPoll.Tell(new RoomActor.First(_broadcastStart), Self);
        }

        return true;
    }

    private IActorRef FirstPoll => _rooms.Find(static room => !room.Poll.IsNobody()).Poll ?? ActorRefs.Nobody;

    /// <summary>Without a login the socket is there for the rooms only.</summary>
    private void CloseIfUnused()
    {
        if (_me.Length == 0 && _rooms.Count == 0 && _joinsUnderWay == 0)
        {
            _connection.Tell(ConnectionProtocol.Disconnect.Instance, Self);
        }
    }

    /// <summary>A live room was joined. Unless the options say otherwise the one before is left first.</summary>
    private void EnterRoom(Group group, JoinGroupReply reply, Promise<JoinGroupResult> promise) => LeaveOtherRoom(group.GroupId, promise, () =>
    {
        if (!group.IsRoom)
        {
            group = group with { Type = GroupTypes.AVChatRoom };
        }

        Tell(Put(group));
        Open(group.GroupId).Tell(new GroupActor.RoomJoined(reply.AVChatRoomKey), Self);
        StartPoll(group.GroupId, reply.LongPollingKey, reply.StartSeq ?? 0);
        ListHasChanged();
        promise.TrySetResult(new JoinGroupResult(JoinStatus.Success, group));
        if (reply.RspMsgList.Present().ToList() is { Count: > 0 } history)
        {
            _conversations.Tell(new ConversationsProtocol.RoomMessages(group.GroupId, history, IsBroadcast: false, IsHistory: true), Self);
        }
    });

    private void LeaveOtherRoom(string joined, Promise<JoinGroupResult> promise, Action then)
    {
        if (_client.Options.UnlimitedAVChatRoom || _rooms.Find(room => !IsLive(room.GroupId)).GroupId is not { } other || other == joined)
        {
            then();
            return;
        }

        if (_me.Length == 0 || Known(other) is not { } group || group.OwnerId == _me || group.SelfInfo.Role == GroupRoles.Owner)
        {
            Leave(other);
            then();
            return;
        }

        var session = Session;
        Call(GroupCommands.Quit.For(other), new QuitGroup { GroupId = other }, (_, error) =>
        {
            if (session.IsOver || (error is not null && IsOver(error)))
            {
                promise.Fail(error ?? new ChatError(ErrorCodes.NotReady, "the session has ended"));
                return;
            }

            Leave(other);
            then();
        });
    }

    /// <summary>After an outage: a server that pushes does not hear from those who were in a room, and may have forgotten them. For one that has not, nothing changes.</summary>
    private void JoinAgain()
    {
        foreach (var (groupId, _) in _rooms.FindAll(static room => room.Poll.IsNobody()))
        {
            Call(GroupCommands.Join.For(groupId), new JoinGroup { GroupId = groupId }, (reply, error) =>
            {
                if (!IsJoinedRoom(groupId))
                {
                    return;
                }

                if (error is { Code: ErrorCodes.GroupDenied or ErrorCodes.GroupUnknown })
                {
                    Leave(groupId);
                }
                else if (error is null && reply!.HugeGroupFlag == 1)
                {
                    Open(groupId).Tell(new GroupActor.RoomJoined(reply.AVChatRoomKey, IsAgain: true), Self);
                    StartPoll(groupId, reply.LongPollingKey, reply.StartSeq ?? 0);
                }
            });
        }
    }

    private bool IsLive(string groupId) => Known(groupId)?.Type == GroupTypes.Live;

    private void OnStartPolling(GroupsProtocol.StartPolling start)
    {
        if (!_client.Options.UnlimitedAVChatRoom && _rooms.Find(room => IsLive(room.GroupId)).GroupId is { } former)
        {
            StopPolling(former);
        }

        StopPolling(start.GroupId);
        Put(new Group { GroupId = start.GroupId, Type = GroupTypes.Live });
        Call(
            RoomCommands.GetHistory,
            new GetRoomHistory { GroupId = start.GroupId, LongPollingKey = start.Key, PullPreSeq = start.Sequence },
            (reply, error) =>
            {
                if (error is null && IsLive(start.GroupId) && reply!.RspMsgList.Present().ToList() is { Count: > 0 } history)
                {
                    _conversations.Tell(new ConversationsProtocol.RoomMessages(start.GroupId, history, IsBroadcast: false, IsHistory: true), Self);
                }
            });
        StartPoll(start.GroupId, start.Key, start.Sequence);
        start.Promise.TrySetResult(default);
    }

    private void OnStopPolling(GroupsProtocol.StopPolling stop)
    {
        StopPolling(stop.GroupId);
        stop.Promise.TrySetResult(default);
    }

    private void StopPolling(string groupId)
    {
        if (LeaveRoom(groupId))
        {
            _client.Groups = _client.Groups.Remove(groupId);
            _conversations.Tell(new ConversationsProtocol.GroupLeft(groupId, IsRoom: true), Self);
        }
    }

    private void StartPoll(string groupId, string? key, long start)
    {
        LeaveRoom(groupId);
        var poll = string.IsNullOrEmpty(key)
            ? ActorRefs.Nobody
            : Context.ActorOf(
                RoomActor.Props(_client, _connection, new RoomActor.Settings(groupId, key, start, IsAnonymous: _me.Length == 0, IsFirst: FirstPoll.IsNobody(), _broadcastStart)),
                ChildName("poll:" + groupId));
        _rooms.Add((groupId, poll));
    }

    private void OnJoinAnonymously(GroupsProtocol.JoinAnonymously join)
    {
        if (IsJoinedRoom(join.GroupId))
        {
            join.Promise.TrySetResult(new JoinGroupResult(JoinStatus.AlreadyInGroup, null));
            return;
        }

        _joinsUnderWay++;
        Call(RoomCommands.JoinAnonymously, new JoinGroup { GroupId = join.GroupId }, (reply, error) =>
        {
            _joinsUnderWay--;
            if (error is not null || string.IsNullOrEmpty(reply!.LongPollingKey))
            {
                join.Promise.Fail(error ?? new ChatError(ErrorCodes.OnlyRoomsWithoutLogin, "only live rooms can be joined without a login"));
                CloseIfUnused();
                return;
            }

            LeaveOtherRoom(join.GroupId, join.Promise, () =>
            {
                _client.Groups = _client.Groups.SetItem(join.GroupId, new Group { GroupId = join.GroupId, Type = GroupTypes.AVChatRoom });
                Open(join.GroupId).Tell(new GroupActor.RoomJoined(null), Self);

                // The position in this reply is not used: the first poll says "from now".
                StartPoll(join.GroupId, reply.LongPollingKey, start: 0);
                join.Promise.TrySetResult(new JoinGroupResult(JoinStatus.Success, null));
            });
        });
    }

    private void OnPolled(RoomActor.Polled polled)
    {
        if (!_rooms.Exists(room => room.Poll.Equals(Sender)))
        {
            return;
        }

        _broadcastStart = Math.Max(_broadcastStart, polled.BroadcastStart);
        var messages = new List<WireGroupMessage>(polled.Items.Count);
        foreach (var item in polled.Items)
        {
            if (item.Event == RoomDataItem)
            {
                Guard(() => OnRoomData(item));
                continue;
            }

            // Polls name the group beside the item, or in its header, or not at all.
            var named = item with { GroupInfo = item.GroupInfo is { GroupId.Length: > 0 } header ? header : (item.GroupInfo ?? new WireGroupHeader()) with { GroupId = polled.GroupId } };
            if (item.Event is TipEvent or OnlineTipEvent)
            {
                Guard(() => named = RoomTip.Complete(named));
            }

            var isState = false;
            Guard(() =>
            {
                isState = item.Event == OnlineTipEvent && IsState(named);
                if (item.Event is TipEvent or OnlineTipEvent)
                {
                    OnTip(polled.GroupId, item.Event.Value, named);
                }
            });
            if (!isState)
            {
                messages.Add(named);
            }
        }

        if (messages.Count > 0)
        {
            _conversations.Tell(new ConversationsProtocol.RoomMessages(polled.GroupId, messages, polled.IsBroadcast), Self);
        }

        // Last: a room that was dismissed still tells what came with the news.
        foreach (var notice in messages.Where(static item => item.Event == NoticeEvent))
        {
            Guard(() => OnNotice(polled.GroupId, notice));
        }
    }

    private static bool IsState(WireGroupMessage item) =>
        Read(item, GroupsJson.Default.GroupTipBody) is { } tip && (tip.MsgGroupNewInfo?.GroupAttrOption is not null || tip.GroupCounterInfo is { Length: > 0 });

    private void OnRoomData(WireGroupMessage item)
    {
        if (item.MsgBody is { IsEmpty: false } body)
        {
            using var json = System.Text.Json.JsonDocument.Parse(body.Utf8);
            if (json.RootElement.ValueKind == System.Text.Json.JsonValueKind.Object
                && json.RootElement.TryGetProperty("MsgContent", out var content) && JsonText.Of(content) is { } data)
            {
                _client.Publish(new RoomCustomDataReceived(SdkAppId, _me, data));
            }
        }
    }
}
