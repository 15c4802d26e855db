using Chat.Protocol.Groups;
using Chat.Server.Groups;

namespace Chat.Server.Rooms;

/// <summary>Who comes into a room and leaves it, and who has only lost the connection.</summary>
internal sealed class RoomPresence(GroupKey key, GroupDirectory groups, RoomAudience audience, RoomBroadcast broadcast, TimeProvider time)
{
    /// <summary>Who has not polled for so long is away.</summary>
    private static readonly TimeSpan MaxPollPause = TimeSpan.FromSeconds(20);

    /// <summary>A device that is back so soon was never gone.</summary>
    private static readonly TimeSpan MaxAbsence = TimeSpan.FromSeconds(10);

    /// <summary>A device that is back so soon finds itself in the room again: the SDK does not join a second time after an outage.</summary>
    private static readonly TimeSpan MaxOutage = TimeSpan.FromMinutes(10);

    /// <summary>Binds a visitor to its socket and counts it in.</summary>
    public RoomViewer Enter(in RoomVisitor visitor, bool polls)
    {
        var viewer = audience.Find(visitor) ?? audience.Add(visitor);
        audience.Attach(viewer, visitor.Session, polls);
        viewer.Since = time.GetUtcNow();
        CountIn(viewer);
        return viewer;
    }

    /// <summary>Takes a viewer out.</summary>
    public void Remove(RoomViewer viewer, bool isTold = true)
    {
        audience.TakeHeld(viewer)?.Reply(RoomItems.PollReply(key.GroupId, broadcast.Feed.Next, []));
        var isMember = viewer.Member is not null;
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
            groups.Audiences.Remove(broadcast.Row.Key, viewer.Account!.AccountId);
            if (isTold)
            {
                broadcast.PresenceTip(member!, GroupTipTypes.Quit);
            }
        }
    }

    /// <summary>Notices that a device has gone or is back.</summary>
    private void Watch(RoomViewer device, DateTimeOffset now)
    {
        if (device.HasLostSession || (device.Session is not null && HasStoppedPolling(device, now)))
        {
            audience.TakeHeld(device)?.Reply(RoomItems.PollReply(key.GroupId, broadcast.Feed.Next, []));
            broadcast.GoAway(device, broadcast.Feed.Next);
        }

        if (device.Session is not null)
        {
            // An account that was offline for a moment was taken off the list of those who are online in the group.
            groups.Audiences.Add(broadcast.Row.Key, device.Account!.AccountId);
            return;
        }

        var account = device.Account!.AccountId;
        if (!device.Polls && Array.Find(groups.Sessions.Of(account), session => session.Identity?.InstanceId == device.InstanceId) is { } back)
        {
            audience.Attach(device, back, polls: false);
            CountIn(device);
            broadcast.Repeat(device);
        }
        else if (now - device.Since >= MaxOutage)
        {
            CountOut(device);
            audience.Remove(device);
        }
        else if (now - device.Since >= MaxAbsence)
        {
            CountOut(device);
        }
    }
}
