using Akka.Actor;
using Chat.Protocol.Errors;
using Chat.Server.Entities;
using Chat.Server.Groups;

namespace Chat.Server.Rooms;

/// <summary>
/// One live room. Everything about it but its profile, mutes and bans lives in memory; the state outlives a failure of this actor. Parent: the entity parent of
/// rooms.
/// </summary>
internal sealed class RoomActor(Room room) : UntypedActor, IWithTimers
{
    private static readonly TimeSpan TickInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan DrainInterval = TimeSpan.FromMilliseconds(50);

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(Room room) => Akka.Actor.Props.Create(() => new RoomActor(room));

    protected override void PreStart() => SetTimers();

    protected override void PostStop() => room.WriteDevices();

    protected override void PreRestart(Exception reason, object message)
    {
        (message as RoomProtocol.Command)?.Context.Fail(ErrorCodes.GroupInternal, "internal error");
        base.PreRestart(reason, message);
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case RoomProtocol.Message forRoom:
                room.Handle(forRoom);
                SetTimers();
                break;
            case Tick:
                room.Tick();
                SetTimers();
                break;
            case Drain:
                room.Drain();
                SetTimers();
                break;
            case Passivate when room.IsBusy:
                Sender.Tell(new StillBusy<GroupKey>(room.Key));
                break;
            case Passivate:
                Context.Stop(Self);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    /// <summary>One timer for all polls, devices and bans of a room, while there are any.</summary>
    private void SetTimers()
    {
        if (!room.IsBusy)
        {
            Timers.CancelAll();
            return;
        }

        if (!Timers.IsTimerActive(nameof(Tick)))
        {
            Timers.StartPeriodicTimer(nameof(Tick), Tick.Instance, TickInterval);
        }

        if (room.HasWaiting && !Timers.IsTimerActive(nameof(Drain)))
        {
            Timers.StartSingleTimer(nameof(Drain), Drain.Instance, DrainInterval);
        }
    }

    private sealed record Tick
    {
        public static Tick Instance { get; } = new();
    }

    private sealed record Drain
    {
        public static Drain Instance { get; } = new();
    }
}
