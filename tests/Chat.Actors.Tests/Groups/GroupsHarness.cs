using System.Text;
using Akka.Actor;
using Akka.Event;
using Chat.Actors.App;
using Chat.Actors.Connection;
using Chat.Actors.Events;
using Chat.Actors.Groups;
using Chat.Testing;

namespace Chat.Actors.Tests.Groups;

/// <summary>The groups' actor alone, for what it tells the conversations: the connection answers by a script, the conversations only listen.</summary>
public abstract class GroupsHarness : ChatSpec
{
    private readonly List<object> _told = [];

    internal IActorRef Groups { get; private set; } = ActorRefs.Nobody;

    /// <summary>What the conversations were told.</summary>
    internal IReadOnlyList<T> Told<T>() => [.. _told.OfType<T>()];

    /// <param name="answer">The body of the reply to a command; null for none.</param>
    internal void Start(Func<string, string?> answer)
    {
        var events = new EventHub(Sys.EventStream, new HandlerThreads(), 16, Logging.GetLogger(Sys, "harness"));
        var context = new ClientContext(Options, new SecondWheel(), new SeededRandom(1), events);
        var connection = Sys.ActorOf(Props.Create(() => new ScriptedConnection(answer)));
        var conversations = Sys.ActorOf(Props.Create(() => new Listener(_told)));
        Groups = Sys.ActorOf(GroupsActor.Props(context, connection, ActorRefs.Nobody, conversations));
        Groups.Tell(new GroupsProtocol.Start("alice"));
    }

    internal T Ask<T>(Func<Promise<T>, GroupsProtocol.ICommand> call)
    {
        var promise = new Promise<T>();
        Groups.Tell(call(promise));
        return Done(promise.Task);
    }

    private sealed class ScriptedConnection(Func<string, string?> answer) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            if (message is ConnectionProtocol.Request request && answer(request.Command.Name) is { } body)
            {
                request.ReplyTo.Tell(request.Answer(null, Encoding.UTF8.GetBytes(body)));
            }
        }
    }

    private sealed class Listener(List<object> told) : UntypedActor
    {
        protected override void OnReceive(object message) => told.Add(message);
    }
}
