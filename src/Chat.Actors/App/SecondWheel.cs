using Akka.Actor;

namespace Chat.Actors.App;

/// <summary>Wakes an actor that asked to be woken.</summary>
internal sealed record Tick : INotInfluenceReceiveTimeout, INoSerializationVerificationNeeded
{
    public static Tick Instance { get; } = new();
}

/// <summary>
/// The one clock of all accounts of an app: actors are woken in the second they asked for, so an idle account costs a message every few seconds
/// and no timer of its own. Turned by the app's supervisor.
/// </summary>
internal sealed class SecondWheel
{
    /// <summary>Who wants to sleep longer is woken early and asks again.</summary>
    public const int MaxSeconds = Slots - 2;

    /// <summary>One per second.</summary>
    private const int Slots = 64;

    private readonly Lock _gate = new();
    private readonly List<IActorRef>?[] _slots = new List<IActorRef>?[Slots];
    private long _second;

    /// <summary>Wakes an actor once, after at least the given number of seconds (at most <see cref="MaxSeconds"/>), at most a second later.</summary>
    public void WakeAfter(int seconds, IActorRef actor)
    {
        lock (_gate)
        {
            var slot = (_second + Math.Clamp(seconds, 0, MaxSeconds) + 1) % Slots;
            (_slots[slot] ??= []).Add(actor);
        }
    }

    public void Turn()
    {
        List<IActorRef>? due;
        lock (_gate)
        {
            _second++;
            due = _slots[_second % Slots];
            _slots[_second % Slots] = null;
        }

        due?.ForEach(actor => actor.Tell(Tick.Instance, ActorRefs.NoSender));
    }
}
