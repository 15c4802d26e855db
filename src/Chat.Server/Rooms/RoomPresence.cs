using Chat.Protocol.Groups;
using Chat.Server.Accounts;
using Chat.Server.Groups;
using Chat.Server.Sessions;

namespace Chat.Server.Rooms;

/// <summary>Who comes into a room and leaves it, and who has only lost the connection.</summary>
internal sealed class RoomPresence(
    GroupKey key, GroupDirectory groups, RoomAudience audience, RoomBroadcast broadcast, RoomDevices devices, RoomBans bans, TimeProvider time)
{
    /// <summary>Who has not polled for so long is away.</summary>
    private static readonly TimeSpan MaxPollPause = TimeSpan.FromSeconds(20);

    /// <summary>A device that is back so soon was never gone.</summary>
    private static readonly TimeSpan MaxAbsence = TimeSpan.FromSeconds(10);

    /// <summary>A device that is back so soon finds itself in the room again: the SDK does not join a second time after an outage.</summary>
    private static readonly TimeSpan MaxOutage = TimeSpan.FromMinutes(10);

    /// <summary>Binds a visitor to its socket and counts it in. Where an account may be in one room only, it leaves the others.</summary>
    public RoomViewer Enter(in RoomVisitor visitor, bool polls, bool hasOneRoom)
    {
        var known = audience.Find(visitor);
        var viewer = known ?? audience.Add(visitor);
        viewer.HasOneRoom = hasOneRoom;
        Attach(viewer, visitor.Session, polls);
        viewer.Since = time.GetUtcNow();
        if (known is null)
        {
            viewer.CameAt = broadcast.Feed.Next;
        }

        return viewer;
    }

    /// <summary>A device that was away says something: it is back, and is told what it has missed.</summary>
    public void Welcome(in RoomVisitor visitor)
    {
        if (audience.Find(visitor) is { Session: null, Polls: false, Account: not null } device)
        {
            Return(device, visitor.Session);
        }
    }

    /// <summary>Counts those in who were here when an earlier process ended.</summary>
    public void Expect(RoomProtocol.Expect expected)
    {
        foreach (var (account, instanceId) in expected.Devices)
        {
            if (audience.Find(account, instanceId) is null)
            {
                var device = audience.Add(account, instanceId);
                device.Since = time.GetUtcNow();
                device.MissedFrom = device.CameAt = broadcast.Feed.Next;
                device.HasOneRoom = expected.HasOneRoom;
                device.IsKept = true;
                audience.Enter(device, account, broadcast.Now);
                Claim(device);
            }
        }
    }

    /// <summary>True for an account that may be in one room only and is in another.</summary>
    public bool IsElsewhere(AccountInfo account) => groups.Rooms.IsElsewhere(account.AccountId, key);

    /// <summary>An account that has come into another room leaves this one with all its devices; those that are away learn of it when they are back.</summary>
    public void Depart(AccountInfo account)
    {
        foreach (var device in audience.Devices.Where(device => device.Account!.AccountId == account.AccountId).ToList())
        {
            if (device is { HasLostSession: false, Session: { } session })
            {
                session.Notify(RoomItems.Departure(broadcast.Row, account, broadcast.Now));
                Remove(device);
            }
            else
            {
                broadcast.GoAway(device, broadcast.Feed.Next);
                CountOut(device);
            }
        }
    }

    /// <summary>Takes a viewer out.</summary>
    public void Remove(RoomViewer viewer, bool isTold = true)
    {
        broadcast.Release(viewer);
        var isMember = viewer.Member is not null;
        devices.Forget(viewer);
        audience.Remove(viewer);
        if (isMember)
        {
            CountOut(viewer, isTold);
        }
    }

    /// <summary>Looks after everybody: who stopped polling, who went away, who is back.</summary>
    public void Watch(DateTimeOffset now)
    {
        foreach (var guest in audience.Guests)
        {
            if (guest.HasLostSession || HasStoppedPolling(guest, now))
            {
                audience.Remove(guest);
            }
        }

        foreach (var device in audience.Devices)
        {
            Watch(device, now);
        }
    }

    private static bool HasStoppedPolling(RoomViewer viewer, DateTimeOffset now) => viewer.Polls && viewer.Held is null && now - viewer.Since > MaxPollPause;

    private void Attach(RoomViewer viewer, Session session, bool polls)
    {
        audience.Attach(viewer, session, polls);
        if (!polls)
        {
            devices.Keep(viewer);
        }

        CountIn(viewer);
        Claim(viewer);
    }

    private void Return(RoomViewer device, Session session)
    {
        if (bans.Refuses(broadcast.Row, device.Account!, broadcast.Now))
        {
            Remove(device, isTold: false);
            return;
        }

        if (device.HasOneRoom && IsElsewhere(device.Account!))
        {
            session.Notify(RoomItems.Departure(broadcast.Row, device.Account!, broadcast.Now));
            Remove(device);
            return;
        }

        Attach(device, session, polls: false);
        groups.Audiences.Add(broadcast.Row.Key, device.Account!.AccountId);
        broadcast.Repeat(device);
    }

    private void Claim(RoomViewer device)
    {
        if (device is { HasOneRoom: true, Account: { } account })
        {
            groups.Rooms.Claim(account, key);
        }
    }

    private void CountIn(RoomViewer viewer)
    {
        if (viewer.Account is not { } account || viewer.Member is not null)
        {
            return;
        }

        var isNew = audience.Enter(viewer, account, broadcast.Now);
        groups.Audiences.Add(broadcast.Row.Key, account.AccountId);
        if (isNew)
        {
            broadcast.PresenceTip(viewer.Member!, GroupTipTypes.Joined, viewer.Session);
        }
    }

    private void CountOut(RoomViewer viewer, bool isTold = true)
    {
        var member = viewer.Member;
        if (audience.Leave(viewer))
        {
            groups.Rooms.Unclaim(member!.Account, key);
            groups.Audiences.Remove(broadcast.Row.Key, viewer.Account!.AccountId);
            if (isTold)
            {
                broadcast.PresenceTip(member, GroupTipTypes.Quit);
            }
        }
    }

    /// <summary>Notices that a device has gone or is back.</summary>
    private void Watch(RoomViewer device, DateTimeOffset now)
    {
        if (device.HasLostSession || (device.Session is not null && HasStoppedPolling(device, now)))
        {
            broadcast.Release(device);
            broadcast.GoAway(device, broadcast.Feed.Next);
        }

        if (device.Session is not null)
        {
            // An account that was offline for a moment was taken off the list of those who are online in the group.
            groups.Audiences.Add(broadcast.Row.Key, device.Account!.AccountId);
            return;
        }

        var account = device.Account!.AccountId;
        if (!device.Polls && Array.Find(groups.Sessions.Of(account), session => !session.IsClosed && session.Identity?.InstanceId == device.InstanceId) is { } back)
        {
            Return(device, back);
        }
        else if (now - device.Since >= MaxOutage)
        {
            Remove(device);
        }
        else if (now - device.Since >= MaxAbsence)
        {
            CountOut(device);
        }
    }
}
