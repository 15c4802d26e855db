using System.Collections.Concurrent;
using Akka.Actor;
using Chat.Server.Accounts;
using Chat.Server.Apps;
using Chat.Server.Entities;
using Chat.Server.Groups;
using Chat.Server.Groups.Messages;

namespace Chat.Server.Rooms;

/// <summary>The way to live rooms, and which of them somebody is in; the others have nobody to tell.</summary>
internal sealed class RoomDirectory
{
    private readonly ConcurrentDictionary<GroupKey, int> _open = new();
    private readonly ConcurrentDictionary<long, GroupKey> _keys = new();

    /// <summary>By account: the one room that it may be in, where the app allows no more.</summary>
    private readonly ConcurrentDictionary<long, GroupKey> _claims = new();
    private IActorRef _actors = ActorRefs.Nobody;
    private IActorRef _banEnds = ActorRefs.Nobody;
    private TimeProvider _time = TimeProvider.System;

    /// <summary>Makes the parent of all rooms.</summary>
    public void Start(ActorSystem system, GroupDirectory groups, TimeProvider time)
    {
        _actors = system.ActorOf(EntityParent<GroupKey>.Props(key => RoomActor.Props(new Room(key, groups, time))), "rooms");
        _time = time;
        _banEnds = system.ActorOf(RoomBanEnds.Props(groups, time), "room-ban-ends");
    }

    /// <summary>Wakes the rooms that devices were in when an earlier process ended: they are expected back.</summary>
    public void Resume(GroupDirectory groups, AppDirectory apps)
    {
        foreach (var room in groups.Store.Read(_time.GetUtcNow().ToUnixTimeSeconds(), RoomDevices.All).GroupBy(static device => new GroupKey(device.SdkAppId, device.GroupId)))
        {
            var devices = room.Select(device => (Account: groups.Accounts.Find(device.AccountId), device.InstanceId))
                .Where(static device => device.Account is not null).Select(static device => (device.Account!, device.InstanceId)).ToList();
            if (devices.Count > 0)
            {
                // Whoever is back may send at once, and finds the room open.
                _open.TryAdd(room.Key, 0);
            }

            Tell(new RoomProtocol.Expect(room.Key, devices, apps.Find(room.Key.SdkAppId)?.Settings.OneRoomPerUser == true));
        }
    }

    /// <summary>A ban was written down.</summary>
    /// <param name="until">Its end, UNIX seconds.</param>
    public void BannedUntil(long until) => _banEnds.Tell(new RoomBanEnds.Banned(until));

    /// <summary>To everybody in a room of an app.</summary>
    public void Broadcast(uint sdkAppId, AccountInfo from, NewGroupMessage content)
    {
        foreach (var key in _open.Keys.Where(key => key.SdkAppId == sdkAppId))
        {
            Tell(new RoomProtocol.Broadcast(key, from, content));
        }
    }

    /// <summary>An account is in this room and may be in no other.</summary>
    public void Claim(AccountInfo account, GroupKey key)
    {
        GroupKey? former = null;
        _claims.AddOrUpdate(
            account.AccountId,
            key,
            (_, claimed) =>
            {
                former = claimed;
                return key;
            });
        if (former is { } other && other != key)
        {
            Tell(new RoomProtocol.Depart(other, account));
        }
    }

    /// <summary>An account is in this room no longer.</summary>
    public void Unclaim(AccountInfo account, GroupKey key) => _claims.TryRemove(KeyValuePair.Create(account.AccountId, key));

    /// <summary>True for an account that may be in one room only and is in another.</summary>
    public bool IsElsewhere(long accountId, GroupKey key) => _claims.TryGetValue(accountId, out var claimed) && claimed != key;

    public void Tell(RoomProtocol.Message message) => _actors.Tell(message, ActorRefs.NoSender);

    /// <summary>Tells a room that exists; there is no actor for one that does not.</summary>
    public void TellOrFail(GroupDirectory groups, RoomProtocol.Command command)
    {
        if (IsOpen(command.EntityKey)
            || groups.Store.Read(command.EntityKey, static (connection, key) => GroupDirectory.Find(connection, key.SdkAppId, key.GroupId)) is { Rules.IsRoom: true })
        {
            Tell(command);
        }
        else
        {
            command.Context.Fail(GroupDirectory.Unknown);
        }
    }

    /// <summary>True while somebody is in the room.</summary>
    public bool IsOpen(GroupKey key) => _open.ContainsKey(key);

    /// <summary>The room with this key of its row, while somebody is in it.</summary>
    public bool TryFind(long groupKey, out GroupKey key) => _keys.TryGetValue(groupKey, out key);

    /// <summary>How many are in a room.</summary>
    public int CountOf(GroupKey key) => _open.GetValueOrDefault(key);

    /// <summary>Called by the room.</summary>
    /// <param name="key">The room.</param>
    /// <param name="groupKey">Key of its row.</param>
    /// <param name="count">How many are there now; -1 when nobody is expected back either.</param>
    public void Count(GroupKey key, long groupKey, int count)
    {
        if (count >= 0)
        {
            _open[key] = count;
            _keys[groupKey] = key;
        }
        else
        {
            _open.TryRemove(key, out _);
            _keys.TryRemove(groupKey, out _);
        }
    }
}
