using System.Buffers;
using Akka.Actor;
using Akka.Event;
using Chat.Actors.App;
using Chat.Actors.Friends;
using Chat.Actors.Groups;
using Chat.Protocol.Commands;
using Chat.Protocol.Errors;
using Chat.Protocol.Frames;
using Chat.Protocol.Push;
using Chat.Protocol.Sessions;

namespace Chat.Actors.Connection;

/// <summary>Frames: writing, numbering, deadlines; reading, replies and pushes.</summary>
internal sealed partial class ConnectionActor
{
    private const long MaxSequence = 2415919103;
    private const int MaxFirstSequence = 99_999_999;
    private const int MaxFrameBytes = 64 * 1024 * 1024;

    private long _sequence;
    private long _requestNumber;
    private long _wakeAt;
    private bool _isHeartbeatUnderWay;

    /// <summary>The server has lost the session and wants the login again.</summary>
    private static ReadOnlySpan<byte> KickOtherCommand => "StatSvc.KickOther"u8;

    private static SessionEndReason? EndReason(int code, int kickType) => code switch
    {
        ErrorCodes.SigExpired or ErrorCodes.TicketInvalid => SessionEndReason.SignatureExpired,
        ErrorCodes.KickedOut when kickType is KickType.MultipleAccount or KickType.MultipleDevice or KickType.RestApi => (SessionEndReason)kickType,
        _ => null,
    };

    /// <summary>Any reply may say that the session has ended (wire reference, core §5.3–5.4).</summary>
    private static SessionEndReason? TryReadEnd(ReadOnlySpan<byte> body)
    {
        // All good replies begin alike, so the common case is a comparison.
        if (body.StartsWith("{\"ActionStatus\":\"OK\""u8))
        {
            return null;
        }

        try
        {
            var reply = Wire.Read(body, SessionsJson.Default.LoginReply);
            return EndReason(reply.ErrorCode, reply.KickType);
        }
        catch (System.Text.Json.JsonException)
        {
            return null;
        }
    }

    private void OnFrame(byte[] message)
    {
        _lastReceived = Now;
        try
        {
            if (FrameCompression.IsCompressed(message))
            {
                message = FrameCompression.Decompress(message, MaxFrameBytes);
            }

            LoneSurrogates.Replace(message);
            var frame = ServerFrame.Parse(message);
            if (_requests.Take(frame.Command, frame.Sequence) is { } pending)
            {
                OnReply(pending, frame.Body);
            }
            else if (frame.Command.SequenceEqual(PushFrame.Command) || frame.Command.SequenceEqual(PushFrame.ForceOfflineCommand))
            {
                OnPush(PushBody.Parse(frame.Body, OnDropped));
            }
            else if (frame.Command.SequenceEqual(KickOtherCommand) && _isOnline && !_isAnonymous)
            {
                _isOnline = false;
                SendLogin();
            }
        }
        catch (FrameException e)
        {
            _log.Warning("A frame was dropped: {0}", e.Message);
        }
    }

    /// <summary>Called from any actor that reads a push.</summary>
    private void OnDropped(string what) => _log.Warning("{0}", what);

    private void OnReply(PendingRequest pending, ReadOnlySpan<byte> body)
    {
        pending.Complete(null, body, OnDropped);
        if (pending.Request.Command != SessionCommands.Login && TryReadEnd(body) is { } reason)
        {
            EndSession(reason);
        }
    }

    private void OnPush(PushBody push)
    {
        if (push.NeedsAck && _socket is not null)
        {
            Write(SessionCommands.PushAck, NextSequence(), Wire.ToBytes(new PushAckRequest { SessionData = push.SessionData }, SessionCommands.PushAck.Request));
        }

        foreach (var one in push.Events)
        {
            if (TryReadKick(one) is { } reason)
            {
                EndSession(reason);
                return;
            }

            var pushed = new ConnectionProtocol.Pushed(one);
            if (GroupsProtocol.Concerns(one))
            {
                // Before the messages, so that whoever reads one finds the group as it is by then.
                _login?.Groups.Tell(pushed);
            }
            else if (FriendsProtocol.Concerns(one))
            {
                _login?.Friends.Tell(pushed);
            }

            _login?.Pushes.Tell(pushed);
        }

        if (push.AsksForSync)
        {
            _login?.Pushes.Tell(ConnectionProtocol.SyncAsked.Instance);
        }
    }

    private static SessionEndReason? TryReadKick(PushEvent one) =>
        one.Is(Pushes.C2CNotifications, out var notifications)
        && notifications.Present().FirstOrDefault(notification => notification.KickoutMsgNotify is not null) is { KickoutMsgNotify.KickType: var type }
            ? EndReason(ErrorCodes.KickedOut, type)
            : null;

    private void SendOwn<TRequest, TReply>(Command<TRequest, TReply> command, TRequest request, Action<TReply?, ChatError?> then)
        where TReply : Reply
    {
        var generation = _generation;
        var isHeartbeat = command == (Command)SessionCommands.Heartbeat;
        _isHeartbeatUnderWay |= isHeartbeat;
        Transmit(Add(new OwnRequest<TRequest, TReply>(command, Wire.ToBytes(request, command.Request), Self, (reply, error) =>
        {
            _isHeartbeatUnderWay &= !isHeartbeat;
            if (generation == _generation)
            {
                then(reply, error);
            }
        })));
    }

    private PendingRequest Add(ConnectionProtocol.Request request)
    {
        var pending = new PendingRequest(request, NextSequence(), ++_requestNumber, Now + Ticks(request.Command.Timeout));
        _requests.Add(pending);
        WakeUp();
        return pending;
    }

    private void Transmit(PendingRequest pending) => Write(pending.Request.Command, pending.Sequence, pending.Request.Body);

    private void Write(Command command, long sequence, byte[] body)
    {
        var frame = new ArrayBufferWriter<byte>(body.Length + 512);
        _head.WriteFrame(frame, command, sequence, _client.Options.Time.GetUtcNow().ToUnixTimeSeconds(), body);
        _socket!.Send(frame.WrittenMemory);
    }

    private long NextSequence() => _sequence = _sequence >= MaxSequence ? 1 : _sequence + 1;

    private long Ticks(TimeSpan span) => (long)(span.TotalSeconds * _client.Options.Time.TimestampFrequency);

    /// <summary>Asks the wheel for a tick at the time of the next thing to do, unless one comes sooner anyway.</summary>
    private void WakeUp()
    {
        var next = _requests.NextDeadline;
        if (_login is not null && !HasSession)
        {
            next = Math.Min(next, _loginDeadline);
        }

        if (_socket is not null)
        {
            next = Math.Min(next, _lastReceived + Ticks(HeartbeatInterval));
            next = _nextHello != 0 ? Math.Min(next, _nextHello) : next;
        }

        if (next == long.MaxValue || (_wakeAt != 0 && _wakeAt <= next))
        {
            return;
        }

        _wakeAt = next;
        var frequency = _client.Options.Time.TimestampFrequency;
        _client.Wheel.WakeAfter((int)Math.Clamp((next - Now + frequency - 1) / frequency, 1, SecondWheel.MaxSeconds), Self);
    }

    private sealed record OwnRequest<TRequest, TReply>(
        Command<TRequest, TReply> Typed, byte[] Body, IActorRef Self, Action<TReply?, ChatError?> Then)
        : ConnectionProtocol.Request(Typed, Body, Self), ConnectionProtocol.IOwnRequest
        where TReply : Reply
    {
        /// <summary>The reply is handed over also when it is an error: it may say more than the code.</summary>
        public void Run(ChatError? error, ReadOnlySpan<byte> body, Action<string>? dropped)
        {
            var (reply, failure) = Requests.Read(Typed, error, body, dropped);
            Then(reply, failure);
        }

        public override Continuation Answer(ChatError? error, ReadOnlySpan<byte> body, Action<string>? dropped = null) => throw new NotSupportedException();
    }
}
