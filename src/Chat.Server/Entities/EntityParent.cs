using Akka.Actor;

namespace Chat.Server.Entities;

/// <summary>A message for one entity.</summary>
internal interface IEntityMessage<out TKey>
{
    TKey EntityKey { get; }
}

/// <summary>Asks an idle entity to stop. It stops itself, or answers <see cref="StillBusy{TKey}"/> and is asked again later.</summary>
internal sealed record Passivate
{
    public static Passivate Instance { get; } = new();
}

/// <summary>The entity at <paramref name="Key"/> has work under way.</summary>
internal sealed record StillBusy<TKey>(TKey Key);

/// <summary>
/// Local parent of one entity type: creates a child per key on its first message and lets idle ones go. While a child stops, its messages
/// wait here, so none is lost between two lives of an entity.
/// </summary>
internal sealed class EntityParent<TKey> : UntypedActor
    where TKey : notnull
{
    private static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(30);

    private readonly Func<TKey, Props> _props;
    private readonly Dictionary<TKey, Child> _children = [];
    private readonly ICancelable _sweeps;
    private long _sweep;

    public EntityParent(Func<TKey, Props> props)
    {
        _props = props;
        _sweeps = Context.System.Scheduler.ScheduleTellRepeatedlyCancelable(SweepInterval, SweepInterval, Self, Sweep.Instance, Self);
    }

    public static Props Props(Func<TKey, Props> props) => Akka.Actor.Props.Create(() => new EntityParent<TKey>(props));

    protected override void PostStop() => _sweeps.Cancel();

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(
        // One that cannot even start would be restarted without end; the next message tries again.
        cause => cause is ActorInitializationException ? Directive.Stop : Directive.Restart);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case IEntityMessage<TKey> forEntity:
                OnEntityMessage(forEntity);
                break;
            case Sweep:
                OnSweep();
                break;
            case StillBusy<TKey> busy:
                OnStillBusy(busy.Key);
                break;
            case ChildStopped stopped:
                OnChildStopped(stopped.Key);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void OnEntityMessage(IEntityMessage<TKey> message)
    {
        var key = message.EntityKey;
        if (!_children.TryGetValue(key, out var child))
        {
            child = new Child(Start(key));
            _children.Add(key, child);
        }

        child.LastSweep = _sweep;
        if (child.Waiting is { } waiting)
        {
            waiting.Add((message, Sender));
        }
        else
        {
            child.Actor.Forward(message);
        }
    }

    private IActorRef Start(TKey key) => Context.WatchWith(Context.ActorOf(_props(key)), new ChildStopped(key));

    private void OnSweep()
    {
        _sweep++;
        foreach (var (_, child) in _children)
        {
            // Untouched for one whole interval at least.
            if (child.Waiting is null && child.LastSweep < _sweep - 1)
            {
                child.LastSweep = _sweep;
                child.Waiting = [];
                child.Actor.Tell(Passivate.Instance);
            }
        }
    }

    private void OnStillBusy(TKey key)
    {
        if (_children.TryGetValue(key, out var child) && child.Waiting is { } waiting)
        {
            child.Waiting = null;
            Deliver(child, waiting);
        }
    }

    private void OnChildStopped(TKey key)
    {
        if (!_children.Remove(key, out var child) || child.Waiting is not { Count: > 0 } waiting)
        {
            return;
        }

        var successor = new Child(Start(key)) { LastSweep = _sweep };
        _children.Add(key, successor);
        Deliver(successor, waiting);
    }

    private static void Deliver(Child child, List<(object Message, IActorRef Sender)> messages)
    {
        foreach (var (message, sender) in messages)
        {
            child.Actor.Tell(message, sender);
        }
    }

    private sealed class Child(IActorRef actor)
    {
        public IActorRef Actor { get; } = actor;

        public long LastSweep { get; set; }

        public List<(object Message, IActorRef Sender)>? Waiting { get; set; }
    }

    private sealed record Sweep
    {
        public static Sweep Instance { get; } = new();
    }

    private sealed record ChildStopped(TKey Key);
}
