using Akka.Actor;

namespace Chat.Actors.Connection;

/// <summary>
/// Tells the connection's actor what a socket brings, at most so much at a time: a server that sends faster than the account can follow is not read
/// meanwhile. News of a former socket carry a former number.
/// </summary>
internal sealed class SocketReceiver(IActorRef actor, int generation) : IChatReceiver
{
    private const int MaxUnderWay = 256;

    private readonly Lock _gate = new();
    private TaskCompletionSource? _room;
    private int _underWay;
    private bool _isLeft;

    public void OnMessage(byte[] message)
    {
        lock (_gate)
        {
            _underWay++;
        }

        actor.Tell(new Received(generation, this, message), ActorRefs.NoSender);
    }

    public ValueTask WaitForRoomAsync()
    {
        lock (_gate)
        {
            if (_isLeft || _underWay < MaxUnderWay)
            {
                return ValueTask.CompletedTask;
            }

            _room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return new ValueTask(_room.Task);
        }
    }

    public void OnClosed() => actor.Tell(new Closed(generation), ActorRefs.NoSender);

    /// <summary>One message has been handled.</summary>
    public void Handled()
    {
        TaskCompletionSource? room = null;
        lock (_gate)
        {
            if (--_underWay < MaxUnderWay / 2)
            {
                (room, _room) = (_room, null);
            }
        }

        room?.TrySetResult();
    }

    /// <summary>Nobody handles messages any more; whoever waits for room may go on to its end.</summary>
    public void Leave()
    {
        TaskCompletionSource? room;
        lock (_gate)
        {
            _isLeft = true;
            (room, _room) = (_room, null);
        }

        room?.TrySetResult();
    }

    internal sealed record Received(int Generation, SocketReceiver Source, byte[] Message) : INoSerializationVerificationNeeded;

    internal sealed record Closed(int Generation) : INoSerializationVerificationNeeded;
}
