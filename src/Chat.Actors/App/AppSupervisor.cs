using Akka.Actor;
using Chat.Actors.Sessions;

namespace Chat.Actors.App;

/// <summary>The engine's root: one <see cref="AppSupervisor"/> per SDKAppID.</summary>
internal sealed class EngineActor : UntypedActor
{
    public static Props Props() => Akka.Actor.Props.Create(() => new EngineActor());

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Restart);

    protected override void OnReceive(object message)
    {
        if (message is AppSupervisor.OpenAccount open)
        {
            var name = open.Client.Options.SdkAppId.ToString(System.Globalization.CultureInfo.InvariantCulture);
            var app = Context.Child(name);
            if (app.IsNobody())
            {
                app = Context.ActorOf(AppSupervisor.Props(open.Client.Wheel), name);
            }

            app.Forward(open);
        }
        else
        {
            Unhandled(message);
        }
    }
}

/// <summary>
/// All accounts of one SDKAppID. Turns their clock; an account that fails is restarted, the others never notice. Parent: the engine.
/// </summary>
internal sealed class AppSupervisor : UntypedActor
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly SecondWheel _wheel;
    private readonly ICancelable _turns;

    public AppSupervisor(SecondWheel wheel)
    {
        _wheel = wheel;
        _turns = Context.System.Scheduler.ScheduleTellRepeatedlyCancelable(Second, Second, Self, Tick.Instance, Self);
    }

    public static Props Props(SecondWheel wheel) => Akka.Actor.Props.Create(() => new AppSupervisor(wheel));

    protected override void PostStop() => _turns.Cancel();

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Restart);

    /// <summary>A defect here must not cost the accounts their sessions.</summary>
    protected override void PreRestart(Exception reason, object message) => _turns.Cancel();

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Tick:
                _wheel.Turn();
                break;
            case OpenAccount open:
                Sender.Tell(Context.ActorOf(AccountActor.Props(open.Client), FreeName(open.Name)));
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    /// <summary>The actor of a client that was destroyed a moment ago may still hold its name.</summary>
    private static string FreeName(string name)
    {
        var free = name;
        for (var i = 2; !Context.Child(free).IsNobody(); i++)
        {
            free = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{name};{i}");
        }

        return free;
    }

    /// <summary>Makes an account's actor; answered with its reference.</summary>
    internal sealed record OpenAccount(string Name, ClientContext Client) : INoSerializationVerificationNeeded;
}
