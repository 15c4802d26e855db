using System.Globalization;
using Akka.Actor;

namespace Chat.Actors.Groups;

/// <summary>The actors of single groups: made when first needed, gone when idle.</summary>
internal sealed partial class GroupsActor
{
    private IActorRef Open(string groupId)
    {
        if (!_open.TryGetValue(groupId, out var child))
        {
            child = Context.ActorOf(GroupActor.Props(_client, Session, _connection, _profiles, _me, groupId), ChildName(groupId));
            _open.Add(groupId, child);
            Context.WatchWith(child, new GroupActor.Stopped(groupId, child));
        }

        return child;
    }

    private void TellIfOpen(string groupId, object message)
    {
        if (_open.TryGetValue(groupId, out var child))
        {
            child.Tell(message, Self);
        }
    }

    /// <summary>An idle group leaves once it has done what it was told; whoever needs it from now on gets a new one.</summary>
    private void OnIdle(GroupActor.Idle idle)
    {
        if (_open.TryGetValue(idle.GroupId, out var child) && child.Equals(Sender))
        {
            _open.Remove(idle.GroupId);
            child.Tell(GroupActor.LeaveWhenDone.Instance, Self);
        }
    }

    private void OnStopped(GroupActor.Stopped stopped)
    {
        if (_open.TryGetValue(stopped.GroupId, out var child) && child.Equals(stopped.Child))
        {
            _open.Remove(stopped.GroupId);
        }
    }

    /// <summary>A former child may still be leaving: then the name carries a number.</summary>
    private string ChildName(string groupId)
    {
        var name = Uri.EscapeDataString(groupId);
        return Context.Child(name).IsNobody() ? name : string.Create(CultureInfo.InvariantCulture, $"{name};{++_reopened}");
    }
}
