using Akka.Actor;
using Chat.Server.Entities;
using Chat.Server.Groups.Messages;
using Chat.Server.Storage;

namespace Chat.Server.Groups;

/// <summary>
/// One group with its topics: decides the order in which its messages and changes go to the store. What is known for certain stands in the store;
/// this actor may stop or crash at any time. Parent: the entity parent of groups.
/// </summary>
internal sealed class GroupActor : UntypedActor
{
    private readonly GroupCommitWriter _writer;
    private readonly GroupState _state;

    public GroupActor(GroupKey key, GroupCommitWriter writer)
    {
        _writer = writer;
        _state = new GroupState(key);
    }

    public static Props Props(GroupKey key, GroupCommitWriter writer) => Akka.Actor.Props.Create(() => new GroupActor(key, writer));

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case SendGroupMessage send:
                send.Accept(_state);
                _writer.Enqueue(send);
                break;
            case GroupOperation operation:
                operation.Accept(_state);
                _writer.Enqueue(operation);
                break;
            case Passivate:
                Context.Stop(Self);
                break;
            default:
                Unhandled(message);
                break;
        }
    }
}
