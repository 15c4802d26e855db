using System.Runtime.InteropServices;
using Chat.Server.Accounts;
using Chat.Server.Sessions;

namespace Chat.Server.Rooms;

/// <summary>Who is in a room: accounts with their devices, and guests. Devices that went away are remembered for a while, so that they find themselves in the room again.</summary>
internal sealed class RoomAudience
{
    private readonly Dictionary<long, RoomMember> _members = [];
    private readonly Dictionary<(long AccountId, uint InstanceId), RoomViewer> _devices = [];
    private readonly Dictionary<Session, RoomViewer> _guests = [];
    private readonly List<RoomViewer> _pushed = [];
    private readonly List<RoomViewer> _held = [];
    private long _lastNumber;

    /// <summary>Accounts and guests who are here.</summary>
    public int Count => _members.Count + _guests.Count;

    /// <summary>Nobody is here or expected back.</summary>
    public bool IsEmpty => _devices.Count == 0 && _guests.Count == 0;

    public IEnumerable<RoomViewer> Devices => _devices.Values;

    public IEnumerable<RoomViewer> Guests => _guests.Values;

    /// <summary>Those who poll for what is new, the longest waiting first.</summary>
    public IReadOnlyList<RoomViewer> Held => _held;

    public ReadOnlySpan<RoomViewer> Pushed => CollectionsMarshal.AsSpan(_pushed);

    /// <summary>The newest members first.</summary>
    public IEnumerable<RoomMember> NewestMembers => _members.Values.OrderByDescending(static member => member.Number);

    public RoomMember? Member(long accountId) => _members.GetValueOrDefault(accountId);

    public RoomViewer? Find(in RoomVisitor visitor) => visitor.Account is { } account
        ? Find(account, visitor.InstanceId)
        : _guests.GetValueOrDefault(visitor.Session);

    public RoomViewer? Find(AccountInfo account, uint instanceId) => _devices.GetValueOrDefault((account.AccountId, instanceId));

    public RoomViewer Add(in RoomVisitor visitor)
    {
        if (visitor.Account is { } account)
        {
            return Add(account, visitor.InstanceId);
        }

        var guest = new RoomViewer(null, visitor.InstanceId);
        _guests.Add(visitor.Session, guest);
        return guest;
    }

    /// <summary>A device that has no socket yet.</summary>
    public RoomViewer Add(AccountInfo account, uint instanceId)
    {
        var device = new RoomViewer(account, instanceId);
        _devices.Add((account.AccountId, instanceId), device);
        return device;
    }

    /// <summary>Binds a viewer to its socket.</summary>
    public void Attach(RoomViewer viewer, Session session, bool polls)
    {
        viewer.Session = session;
        viewer.Polls = polls;
        if (!polls && viewer.PushIndex < 0)
        {
            viewer.PushIndex = _pushed.Count;
            _pushed.Add(viewer);
        }
        else if (polls)
        {
            StopPushing(viewer);
        }
    }

    /// <summary>The device has no socket any more.</summary>
    public void Detach(RoomViewer viewer)
    {
        StopPushing(viewer);
        _held.Remove(viewer);
        viewer.Held = null;
        viewer.Session = null;
    }

    /// <summary>Counts a device in.</summary>
    /// <returns>True if its account was not here.</returns>
    public bool Enter(RoomViewer viewer, AccountInfo account, long now)
    {
        var isNew = !_members.TryGetValue(account.AccountId, out var member);
        if (isNew)
        {
            _members.Add(account.AccountId, member = new RoomMember(++_lastNumber, account, now));
        }

        member!.Devices++;
        viewer.Member = member;
        return isNew;
    }

    /// <summary>Counts a device out.</summary>
    /// <returns>True if its account is not here any more.</returns>
    public bool Leave(RoomViewer viewer)
    {
        if (viewer.Member is not { } member)
        {
            return false;
        }

        viewer.Member = null;
        return --member.Devices == 0 && _members.Remove(member.Account.AccountId);
    }

    /// <summary>Forgets a device, or a guest. It is counted out before.</summary>
    public void Remove(RoomViewer viewer)
    {
        if (viewer.Account is { } account)
        {
            _devices.Remove((account.AccountId, viewer.InstanceId));
        }
        else if (viewer.Session is { } session)
        {
            _guests.Remove(session);
        }

        Detach(viewer);
    }

    /// <summary>Lets a poll wait.</summary>
    public void Hold(RoomViewer viewer, RoomProtocol.Poll poll)
    {
        viewer.Held = poll;
        _held.Add(viewer);
    }

    /// <summary>Takes the polls that wait.</summary>
    /// <param name="count">How many, the longest waiting first.</param>
    public List<RoomProtocol.Poll> TakeHeld(int count)
    {
        var polls = new List<RoomProtocol.Poll>(count);
        foreach (var viewer in _held.Take(count))
        {
            polls.Add(viewer.Held!);
            viewer.Held = null;
        }

        _held.RemoveRange(0, count);
        return polls;
    }

    /// <summary>Takes the poll of one viewer.</summary>
    public RoomProtocol.Poll? TakeHeld(RoomViewer viewer)
    {
        var poll = viewer.Held;
        viewer.Held = null;
        if (poll is not null)
        {
            _held.Remove(viewer);
        }

        return poll;
    }

    /// <summary>The last of the list takes its place.</summary>
    private void StopPushing(RoomViewer viewer)
    {
        if (viewer.PushIndex < 0)
        {
            return;
        }

        var last = _pushed[^1];
        _pushed[viewer.PushIndex] = last;
        last.PushIndex = viewer.PushIndex;
        viewer.PushIndex = -1;
        _pushed.RemoveAt(_pushed.Count - 1);
    }
}
