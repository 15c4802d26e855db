using System.Collections.Concurrent;
using Akka.Actor;
using Chat.Server.Entities;
using Chat.Server.Groups;

namespace Chat.Server.Rooms;

/// <summary>The way to live rooms, and which of them somebody is in; the others have nobody to tell.</summary>
internal sealed class RoomDirectory
{
    private readonly ConcurrentDictionary<GroupKey, long> _open = new();
    private readonly ConcurrentDictionary<long, GroupKey> _keys = new();
    private IActorRef _actors = ActorRefs.Nobody;

    /// <summary>Makes the parent of all rooms.</summary>
    public void Start(ActorSystem system, GroupDirectory groups, TimeProvider time) =>
        _actors = system.ActorOf(EntityParent<GroupKey>.Props(key => RoomActor.Props(new Room(key, groups, time))), "rooms");

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

    /// <summary>Called by the room when the first comes in.</summary>
    public void Opened(GroupKey key, long groupKey)
    {
        _open[key] = groupKey;
        _keys[groupKey] = key;
    }

    /// <summary>Called by the room when nobody is left.</summary>
    public void Closed(GroupKey key, long groupKey)
    {
        _open.TryRemove(key, out _);
        _keys.TryRemove(groupKey, out _);
    }
}
