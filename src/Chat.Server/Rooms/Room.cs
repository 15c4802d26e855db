using Chat.Protocol.Errors;
using Chat.Protocol.Groups;
using Chat.Protocol.Push;
using Chat.Server.Apps;
using Chat.Server.Groups;
using Chat.Server.Messages;

namespace Chat.Server.Rooms;

/// <summary>A live room: who is there, what they are told. Used by its actor only.</summary>
internal sealed class Room
{
    /// <summary>The SDK gives a poll up after 15 s.</summary>
    private static readonly TimeSpan MaxHold = TimeSpan.FromSeconds(10);

    /// <summary>Who has not polled for so long is away.</summary>
    private static readonly TimeSpan MaxPollPause = TimeSpan.FromSeconds(20);

    /// <summary>A device that is back so soon was never gone.</summary>
    private static readonly TimeSpan MaxAbsence = TimeSpan.FromSeconds(10);

    /// <summary>A device that is back so soon finds itself in the room again: the SDK does not join a second time after an outage.</summary>
    private static readonly TimeSpan MaxOutage = TimeSpan.FromMinutes(10);

    private readonly GroupDirectory _groups;
    private readonly TimeProvider _time;
    private readonly RoomAudience _audience = new();
    private readonly RoomBroadcast _broadcast;
    private readonly RoomMessages _messages;
    private readonly RoomMemberList _list;
    private readonly RoomBans _bans;

    public Room(GroupKey key, GroupDirectory groups, TimeProvider time)
    {
        Key = key;
        _groups = groups;
        _time = time;
        _broadcast = new RoomBroadcast(key, _audience, time);
        _messages = new RoomMessages(groups, _audience, _broadcast, time);
        _list = new RoomMemberList(groups, _audience, _broadcast);
        _bans = new RoomBans(groups, key);
    }

    public GroupKey Key { get; }

    /// <summary>Somebody is here or expected back.</summary>
    public bool IsBusy => !_audience.IsEmpty;

    /// <summary>Messages wait for their turn.</summary>
    public bool HasWaiting => _messages.HasWaiting;

    public void Handle(RoomProtocol.Message message)
    {
        if (Read() is not { } row)
        {
            (message as RoomProtocol.Command)?.Context.Fail(GroupDirectory.Unknown);
            return;
        }

        _broadcast.Row = row;
        switch (message)
        {
            case RoomProtocol.Send send:
                _messages.Send(send);
                break;
            case RoomProtocol.Poll poll:
                OnPoll(poll);
                break;
            case RoomProtocol.Join join:
                OnJoin(join);
                break;
            case RoomProtocol.Quit quit:
                OnQuit(quit);
                break;
            case RoomProtocol.Recall recall:
                _messages.Recall(recall);
                break;
            case RoomProtocol.CountViewers count:
                count.Context.Reply(
                    new OnlineMemberCountReply { OnlineMemberNum = _audience.Count, ExpireTime = RoomItems.CountExpires }, GroupsJson.Default.OnlineMemberCountReply);
                break;
            case RoomProtocol.GetMembers members:
                _list.Answer(members);
                break;
            case RoomProtocol.MarkMembers marks:
                _list.Mark(marks);
                break;
            case RoomProtocol.GetHistory history:
                Answer(history);
                break;
            case RoomProtocol.Banned banned:
                OnBanned(banned);
                break;
            case RoomProtocol.Unbanned unbanned:
                _broadcast.Tip(RoomBans.Tip(row, _groups.Accounts.Find(row.OwnerId) ?? unbanned.Account, [unbanned.Account], GroupTipTypes.Unbanned, null));
                break;
            case RoomProtocol.Dismissed dismissed:
                OnDismissed(dismissed);
                break;
            case RoomProtocol.Tip tip:
                _broadcast.Tip(tip.Body);
                break;
            case RoomProtocol.Publish publish:
                _broadcast.Publish(publish.EventCode, publish.Item, GroupPushFrame.Tips(publish.EventCode, publish.Item), publish.Except);
                break;
            case RoomProtocol.Notify notify:
                OnNotify(notify);
                break;
            case RoomProtocol.Data data:
                var item = RoomItems.DataForPolls(row, data.Text, _broadcast.Feed.Next, _broadcast.Now);
                _broadcast.Publish(RoomItems.DataEvent, item, RoomItems.DataForPushes(data.Text), null);
                break;
        }
    }

    /// <summary>Every second: polls that waited long enough, devices that came and went, bans that ended.</summary>
    public void Tick()
    {
        var now = _time.GetUtcNow();
        var ripe = 0;
        while (ripe < _audience.Held.Count && now - _audience.Held[ripe].Since >= MaxHold)
        {
            _audience.Held[ripe++].Since = now;
        }

        if (ripe > 0)
        {
            var nothing = RoomItems.PollReply(Key.GroupId, _broadcast.Feed.Next, []);
            _audience.TakeHeld(ripe).ForEach(poll => poll.Reply(nothing));
        }

        foreach (var guest in _audience.Guests)
        {
            if (guest.HasLostSession || HasStoppedPolling(guest, now))
            {
                _audience.Remove(guest);
            }
        }

        foreach (var device in _audience.Devices)
        {
            Watch(device, now);
        }

        _bans.Tick(_broadcast.Now);
        _messages.Drain();
        Leave();
    }

    /// <summary>Lets messages through that waited for their turn.</summary>
    public void Drain() => _messages.Drain();

    private static bool HasStoppedPolling(RoomViewer viewer, DateTimeOffset now) => viewer.Polls && viewer.Held is null && now - viewer.Since > MaxPollPause;

    private GroupRow? Read()
    {
        var row = _groups.Store.Read(Key, static (connection, key) => GroupRow.Find(connection.Prepare, key));

        // Those who are here learn of the end by a message that is still on its way.
        return row is { Rules.IsRoom: true } && (row.DismissedAt == 0 || IsBusy) ? row : null;
    }

    private void OnJoin(RoomProtocol.Join join)
    {
        if (_broadcast.Row.DismissedAt != 0)
        {
            join.Context.Fail(GroupDirectory.Unknown);
            return;
        }

        if (join.Visitor.Account is { } account && _bans.Refuses(_broadcast.Row, account, _broadcast.Now))
        {
            join.Context.Fail(RoomBans.Error);
            return;
        }

        var polls = join.Visitor.Account is null || join.Settings.RoomDelivery == RoomDelivery.Poll;
        var history = join.WantsHistory ? _broadcast.Feed.History(join.Settings.RoomHistoryMessages).ToList() : null;
        Enter(join.Visitor, polls);
        using var reply = new ReplyBuffer();
        reply.Json.WriteString("JoinedStatus"u8, JoinStatuses.Joined);
        reply.Json.WriteNumber("HugeGroupFlag"u8, 1);
        reply.Json.WriteString("AVChatRoomKey"u8, Key.GroupId);
        if (polls)
        {
            reply.Json.WriteString("LongPollingKey"u8, Key.GroupId);
            reply.Json.WriteNumber("StartSeq"u8, _broadcast.Feed.Next);
        }

        if (history is not null)
        {
            reply.WriteArray("RspMsgList"u8, history);
        }

        join.Context.Reply(reply.Finish());
    }

    /// <summary>A poll says where its client stands; one that nobody knows any more is that of a client that was away.</summary>
    private void OnPoll(RoomProtocol.Poll poll)
    {
        if (_broadcast.Row.DismissedAt != 0)
        {
            poll.Context.Fail(GroupDirectory.Unknown);
            return;
        }

        if (_audience.Find(poll.Visitor) is not { } known || (known.Member is null && known.Account is not null))
        {
            if (poll.Visitor.Account is { } account && _bans.Refuses(_broadcast.Row, account, _broadcast.Now))
            {
                poll.Context.Fail(RoomBans.Error);
                return;
            }
        }

        var viewer = Enter(poll.Visitor, polls: true);
        _audience.TakeHeld(viewer)?.Reply(RoomItems.PollReply(Key.GroupId, _broadcast.Feed.Start(poll.StartSeq), []));
        viewer.Since = _time.GetUtcNow();
        var from = _broadcast.Feed.Start(poll.StartSeq);
        if (from < _broadcast.Feed.Next)
        {
            poll.Context.Reply(RoomItems.PollReply(Key.GroupId, _broadcast.Feed.Next, _broadcast.Feed.From(from).Select(static item => item.Json)));
        }
        else
        {
            _audience.Hold(viewer, poll.Context);
        }
    }

    private void OnQuit(RoomProtocol.Quit quit)
    {
        if (_broadcast.Row.OwnerId == quit.Visitor.Account!.AccountId)
        {
            quit.Context.Fail(ErrorCodes.GroupOwnerCannotQuit, "the owner of a live room dismisses it");
        }
        else if (_audience.Find(quit.Visitor) is { Member: not null } viewer)
        {
            quit.Context.Ok();
            Remove(viewer);
            Leave();
        }
        else
        {
            quit.Context.Fail(GroupDirectory.NotMember);
        }
    }

    private void OnBanned(RoomProtocol.Banned banned)
    {
        _bans.Add(banned);
        foreach (var viewer in _audience.Devices.Where(viewer => banned.Accounts.Any(account => account.AccountId == viewer.Account!.AccountId)).ToList())
        {
            Remove(viewer, isTold: false);
        }

        _broadcast.Tip(RoomBans.Tip(_broadcast.Row, banned.By, banned.Accounts, GroupTipTypes.Banned, banned.Reason));
        Leave();
    }

    private void OnDismissed(RoomProtocol.Dismissed dismissed)
    {
        var item = RoomItems.Dismissal(_broadcast.Row, dismissed.By, _broadcast.Feed.Next, _broadcast.Now);
        _broadcast.Publish(Pushes.GroupNotices.EventCode, item, GroupPushFrame.Tips(Pushes.GroupNotices.EventCode, item), dismissed.Context.Session);
        foreach (var viewer in _audience.Devices.Concat(_audience.Guests).ToList())
        {
            Remove(viewer, isTold: false);
        }

        Leave();
    }

    private void OnNotify(RoomProtocol.Notify notify)
    {
        foreach (var device in _audience.Devices)
        {
            if (device is { Member: not null, Session: { } session } && session != notify.Except)
            {
                session.Notify(notify.Frame);
            }
        }
    }

    private void Answer(RoomProtocol.GetHistory history)
    {
        using var reply = new ReplyBuffer();
        reply.WriteArray("RspMsgList"u8, _broadcast.Feed.History(history.Most));
        history.Context.Reply(reply.Finish());
    }

    /// <summary>Binds a visitor to its socket and counts it in.</summary>
    private RoomViewer Enter(in RoomVisitor visitor, bool polls)
    {
        if (_audience.IsEmpty)
        {
            _groups.Rooms.Opened(Key, _broadcast.Row.Key);
        }

        var viewer = _audience.Find(visitor) ?? _audience.Add(visitor);
        _audience.Attach(viewer, visitor.Session, polls);
        viewer.Since = _time.GetUtcNow();
        CountIn(viewer);
        return viewer;
    }

    private void CountIn(RoomViewer viewer)
    {
        if (viewer.Account is not { } account || viewer.Member is not null)
        {
            return;
        }

        var isNew = _audience.Enter(viewer, account, _broadcast.Now);
        _groups.Audiences.Add(_broadcast.Row.Key, account.AccountId);
        if (isNew)
        {
            _broadcast.PresenceTip(viewer.Member!, GroupTipTypes.Joined, viewer.Session);
        }
    }

    private void CountOut(RoomViewer viewer, bool isTold = true)
    {
        var member = viewer.Member;
        if (_audience.Leave(viewer))
        {
            _groups.Audiences.Remove(_broadcast.Row.Key, viewer.Account!.AccountId);
            if (isTold)
            {
                _broadcast.PresenceTip(member!, GroupTipTypes.Quit);
            }
        }
    }

    private void Remove(RoomViewer viewer, bool isTold = true)
    {
        _audience.TakeHeld(viewer)?.Reply(RoomItems.PollReply(Key.GroupId, _broadcast.Feed.Next, []));
        var isMember = viewer.Member is not null;
        _audience.Remove(viewer);
        if (isMember)
        {
            CountOut(viewer, isTold);
        }
    }

    /// <summary>Nobody is here any more.</summary>
    private void Leave()
    {
        if (_audience.IsEmpty)
        {
            _groups.Rooms.Closed(Key, _broadcast.Row.Key);
        }
    }

    /// <summary>Notices that a device has gone or is back.</summary>
    private void Watch(RoomViewer device, DateTimeOffset now)
    {
        if (device.HasLostSession || (device.Session is not null && HasStoppedPolling(device, now)))
        {
            _audience.TakeHeld(device)?.Reply(RoomItems.PollReply(Key.GroupId, _broadcast.Feed.Next, []));
            _broadcast.GoAway(device, _broadcast.Feed.Next);
        }

        if (device.Session is not null)
        {
            return;
        }

        var account = device.Account!.AccountId;
        if (!device.Polls && Array.Find(_groups.Sessions.Of(account), session => session.Identity?.InstanceId == device.InstanceId) is { } back)
        {
            _audience.Attach(device, back, polls: false);
            CountIn(device);
            _groups.Audiences.Add(_broadcast.Row.Key, account);
            _broadcast.Repeat(device);
        }
        else if (now - device.Since >= MaxOutage)
        {
            CountOut(device);
            _audience.Remove(device);
        }
        else if (now - device.Since >= MaxAbsence)
        {
            CountOut(device);
        }
    }
}
