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

    /// <summary>Items of one reply; a session that would have to queue more than it may is ended.</summary>
    private const int MaxPollBytes = 1024 * 1024;

    private readonly GroupDirectory _groups;
    private readonly TimeProvider _time;
    private readonly RoomAudience _audience = new();
    private readonly RoomBroadcast _broadcast;
    private readonly RoomPresence _presence;
    private readonly RoomMessages _messages;
    private readonly RoomMemberList _list;
    private readonly RoomBans _bans;
    private readonly RoomDevices _devices;
    private int _reported = -1;

    public Room(GroupKey key, GroupDirectory groups, TimeProvider time)
    {
        Key = key;
        _groups = groups;
        _time = time;
        _broadcast = new RoomBroadcast(_audience, time);
        _devices = new RoomDevices(groups.Store);
        _bans = new RoomBans(groups.Store);
        _presence = new RoomPresence(key, groups, _audience, _broadcast, _devices, _bans, time);
        _messages = new RoomMessages(groups, _audience, _broadcast, _bans, time);
        _list = new RoomMemberList(groups, _audience, _broadcast);
    }

    public GroupKey Key { get; }

    /// <summary>Somebody is here or expected back, or has just gone, or waits for an answer.</summary>
    public bool IsBusy => !_audience.IsEmpty || _devices.HasChanges || HasWaiting;

    /// <summary>Messages wait for their turn.</summary>
    public bool HasWaiting => _messages.HasWaiting;

    public void Handle(RoomProtocol.Message message)
    {
        if (message is RoomProtocol.Poll { Visitor: var visitor } known && _audience.Find(visitor)?.Session == visitor.Session)
        {
            // The many polls of those who are here cost no read.
            OnPoll(known);
            return;
        }

        Handle(message, Read());
        Report();
    }

    /// <summary>Every second: polls that waited long enough, devices that came and went.</summary>
    public void Tick()
    {
        var now = _time.GetUtcNow();
        var ripe = 0;
        while (ripe < _audience.Held.Count && now - _audience.Held[ripe].Since >= MaxHold)
        {
            _audience.Held[ripe++].Since = now;
        }

        _broadcast.Answer(ripe, []);
        _presence.Watch(now);
        Drain();
        WriteDevices();
        Report();
    }

    /// <summary>Writes down who is here, so that a server that starts again expects them.</summary>
    public void WriteDevices()
    {
        if (_devices.HasChanges)
        {
            _devices.Write(_broadcast.Row.Key);
        }
    }

    /// <summary>Lets messages through that waited for their turn, if they are still allowed.</summary>
    public void Drain()
    {
        if (HasWaiting && Read() is { } row)
        {
            _broadcast.Row = row;
            _messages.Drain();
        }
    }

    private void Handle(RoomProtocol.Message message, GroupRow? found)
    {
        if (found is not { } row)
        {
            (message as RoomProtocol.Command)?.Context.Fail(GroupDirectory.Unknown);
            return;
        }

        _broadcast.Row = row;
        switch (message)
        {
            case RoomProtocol.Send send:
                _presence.Welcome(RoomVisitor.Of(send.Context));
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
            case RoomProtocol.Broadcast toAll:
                var text = RoomItems.Broadcast(row, toAll.From, toAll.Content, _broadcast.Feed.Next, _broadcast.Now);
                _broadcast.Publish(RoomFeed.BroadcastEvent, text, GroupPushFrame.Messages(RoomFeed.BroadcastEvent, text), null);
                break;
            case RoomProtocol.Depart depart:
                _presence.Depart(depart.Account);
                break;
            case RoomProtocol.Expect expected:
                _presence.Expect(expected);
                break;
            case RoomProtocol.Publish publish:
                _broadcast.Publish(publish.EventCode, publish.Item, GroupPushFrame.Tips(publish.EventCode, publish.Item), publish.Except);
                break;
            case RoomProtocol.Data data:
                var item = RoomItems.DataForPolls(row, data.Text, _broadcast.Feed.Next, _broadcast.Now);
                _broadcast.Publish(RoomItems.DataEvent, item, RoomItems.DataForPushes(data.Text), null);
                break;
        }
    }

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

        if (IsBanned(join.Visitor))
        {
            join.Context.Fail(RoomBans.Error);
            return;
        }

        var settings = join.App.Settings;
        var polls = join.Visitor.Account is null || settings.RoomDelivery == RoomDelivery.Poll;
        var history = join.WantsHistory ? _broadcast.Feed.History(settings.RoomHistoryMessages).ToList() : null;
        if (!polls)
        {
            _presence.Welcome(join.Visitor);
        }

        _presence.Enter(join.Visitor, polls, settings.OneRoomPerUser);

        // Whoever is answered may send at once, and finds the room open.
        Report();
        using var reply = new ReplyBuffer();
        reply.Json.WriteString("JoinedStatus"u8, JoinStatuses.Joined);
        reply.Json.WriteNumber("HugeGroupFlag"u8, 1);
        reply.Json.WriteString("AVChatRoomKey"u8, Key.GroupId);
        if (polls)
        {
            reply.Json.WriteString("LongPollingKey"u8, RoomKeys.Make(join.App, Key.GroupId, _broadcast.Feed.Next));
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

        var known = _audience.Find(poll.Visitor);
        if (poll is { HasOneRoom: true, Visitor.Account: { } guest } && _presence.IsElsewhere(guest))
        {
            poll.Visitor.Session.Notify(RoomItems.Departure(_broadcast.Row, guest, _broadcast.Now));
            if (known is not null)
            {
                _presence.Remove(known);
            }

            poll.Context.Fail(GroupDirectory.NotMember);
            return;
        }

        if (known is null or { Member: null } && IsBanned(poll.Visitor))
        {
            poll.Context.Fail(RoomBans.Error);
            return;
        }

        var viewer = _presence.Enter(poll.Visitor, polls: true, poll.HasOneRoom);
        Report();
        var feed = _broadcast.Feed;

        // A key from another life of the feed says nothing about this one.
        var from = feed.Start(poll.StartSeq, poll.CameAt is { } cameAt && cameAt <= feed.Next ? cameAt : viewer.CameAt);
        _broadcast.Release(viewer, from);
        if (from < feed.Next)
        {
            var items = feed.From(from, MaxPollBytes);
            RoomPollReply.Of(items.Count > 0 ? items[^1].Number + 1 : feed.Next, items, poll.IsShort).Answer(poll);
        }
        else
        {
            _audience.Hold(viewer, poll);
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
            _presence.Remove(viewer);
        }
        else
        {
            quit.Context.Fail(GroupDirectory.NotMember);
        }
    }

    private void OnBanned(RoomProtocol.Banned banned)
    {
        foreach (var viewer in _audience.Devices.Concat(_audience.Guests).Where(viewer => banned.Accounts.Any(account => account.AccountId == viewer.Person?.AccountId)).ToList())
        {
            _presence.Remove(viewer, isTold: false);
        }

        _broadcast.Tip(RoomBans.Tip(_broadcast.Row, banned.By, banned.Accounts, GroupTipTypes.Banned, banned.Reason));
    }

    private bool IsBanned(in RoomVisitor visitor) => visitor.Person is { } person && _bans.Refuses(_broadcast.Row, person, _broadcast.Now);

    private void OnDismissed(RoomProtocol.Dismissed dismissed)
    {
        var item = RoomItems.Dismissal(_broadcast.Row, dismissed.By, _broadcast.Feed.Next, _broadcast.Now);
        _broadcast.Publish(Pushes.GroupNotices.EventCode, item, GroupPushFrame.Tips(Pushes.GroupNotices.EventCode, item), dismissed.Context.Session);
        foreach (var viewer in _audience.Devices.Concat(_audience.Guests).ToList())
        {
            _presence.Remove(viewer, isTold: false);
        }
    }

    private void Answer(RoomProtocol.GetHistory history)
    {
        if (_bans.Refuses(_broadcast.Row, history.Caller, _broadcast.Now))
        {
            history.Context.Fail(RoomBans.Error);
            return;
        }

        using var reply = new ReplyBuffer();
        reply.WriteArray("RspMsgList"u8, _broadcast.Feed.History(history.Most));
        history.Context.Reply(reply.Finish());
    }

    /// <summary>Lets others know whether somebody is here, and how many.</summary>
    private void Report()
    {
        var count = _audience.IsEmpty ? -1 : _audience.Count;
        if (count != _reported)
        {
            _reported = count;
            _groups.Rooms.Count(Key, _broadcast.Row.Key, count);
        }
    }
}
