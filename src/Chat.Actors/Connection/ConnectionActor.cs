using System.Buffers;
using Akka.Actor;
using Akka.Event;
using Chat.Actors.App;
using Chat.Actors.Events;
using Chat.Protocol.Commands;
using Chat.Protocol.Errors;
using Chat.Protocol.Frames;
using Chat.Protocol.Push;
using Chat.Protocol.Sessions;

namespace Chat.Actors.Connection;

/// <summary>
/// The socket of one account: opens it, logs in and in again, keeps it alive, matches replies to requests, reconnects without end. Pending requests
/// outlive a socket: they are sent again on the next one, or fail with a code at their deadline. Parent: the account.
/// <code>
/// Idle ─LogIn→ Connecting ─open→ Connected ─closed→ Waiting ─delay→ Connecting …     any ─Disconnect→ Idle
/// </code>
/// </summary>
internal sealed class ConnectionActor : UntypedActor
{
    private const long MaxSequence = 2415919103;
    private const int MaxFirstSequence = 99_999_999;
    private const int MaxFrameBytes = 64 * 1024 * 1024;
    private const int CloseForReconnect = 4001;
    private const int CloseForEnd = 4000;
    private static readonly TimeSpan HeartbeatInterval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(15);

    private readonly ClientContext _client;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Dictionary<(string Command, long Sequence), Pending> _pending = [];
    private ClientHead _head;
    private IChatConnection? _socket;
    private ICancelable? _retry;
    private ConnectionProtocol.LogIn? _login;
    private NetState _netState = NetState.Connected;
    private long _sequence;
    private int _generation;
    private int _attempt;
    private long _lastReceived;
    private long _loginDeadline;
    private long _nextHello;
    private int _helloInterval;
    private bool _connecting;
    private bool _loggedIn;
    private long _wakeAt = long.MaxValue;
    private int _ticks;

    public ConnectionActor(ClientContext client)
    {
        _client = client;
        _sequence = client.Random.Next(1, MaxFirstSequence);
        _head = new ClientHead { SdkAppId = client.Options.SdkAppId, Platform = client.Options.Platform };
    }

    private long Now => _client.Options.Time.GetTimestamp();

    private bool HasSession => _head.A2 is not null;

    public static Props Props(ClientContext client) => Akka.Actor.Props.Create(() => new ConnectionActor(client));

    protected override void PostStop() => DropSocket(CloseForEnd);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Received received when received.Generation == _generation:
                OnFrame(received.Message);
                break;
            case Closed closed when closed.Generation == _generation:
                OnLost();
                break;
            case Opened opened when opened.Generation == _generation:
                OnOpened(opened.Socket);
                break;
            case Opened opened:
                opened.Socket.Close(CloseForEnd);
                break;
            case OpenFailed failed when failed.Generation == _generation:
                _log.Debug("Cannot connect: {0}", failed.Reason);
                OnLost();
                break;
            case Received or Closed or OpenFailed:
                break;
            case Tick:
                OnTick();
                break;
            case Retry retry when retry.Generation == _generation:
                Open();
                break;
            case Retry:
                break;
            case ConnectionProtocol.LogIn login:
                OnLogIn(login);
                break;
            case ConnectionProtocol.Request request:
                OnRequest(request);
                break;
            case ConnectionProtocol.Disconnect:
                OnDisconnect();
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void OnLogIn(ConnectionProtocol.LogIn login)
    {
        _login = login;
        _loggedIn = false;
        _loginDeadline = Deadline(SessionCommands.Login);
        _head = _head with { Identifier = login.UserId, UserSig = login.UserSig, A2 = null, TinyId = null, InstanceId = 0 };
        if (_socket is null)
        {
            if (!_connecting)
            {
                _attempt = 1;
                Open();
            }
        }
        else
        {
            SendLogin();
        }
    }

    private void OnDisconnect()
    {
        _login = null;
        _loggedIn = false;
        _head = _head with { Identifier = "", UserSig = "", A2 = null, TinyId = null, InstanceId = 0 };
        FailAll(new ChatError(ErrorCodes.LoggedOut, "logged out"));
        DropSocket(CloseForEnd);
        _netState = NetState.Connected;
    }

    private void OnRequest(ConnectionProtocol.Request request)
    {
        if (_pending.Count >= _client.Options.MaxPendingRequests)
        {
            request.ReplyTo.Tell(request.Answer(new ChatError(ErrorCodes.NetworkError, "too many requests are waiting"), default));
            return;
        }

        var pending = new Pending(request, NextSequence(), Deadline(request.Command));
        _pending.Add((request.Command.Name, pending.Sequence), pending);
        WakeUp();
        if (_loggedIn && _socket is not null)
        {
            Transmit(pending);
        }
    }

    private void Open()
    {
        DropSocket(CloseForReconnect);
        _connecting = true;
        SetNetState(NetState.Connecting);
        WakeUp();
        var generation = ++_generation;
        var self = Self;
        var receiver = new Receiver(self, generation);
        var cancellation = new CancellationTokenSource(ConnectTimeout, _client.Options.Time);
        _client.Options.Transport.ConnectAsync(_client.NextAddress(_attempt), receiver, cancellation.Token).ContinueWith(
            task =>
            {
                cancellation.Dispose();
                self.Tell(task.IsCompletedSuccessfully
                    ? new Opened(generation, task.Result)
                    : new OpenFailed(generation, task.Exception?.GetBaseException().Message ?? "cancelled"));
            },
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }

    private void OnOpened(IChatConnection socket)
    {
        _connecting = false;
        _socket = socket;
        _lastReceived = Now;
        SendLogin();
        SendHeartbeat();
    }

    /// <summary>The first frame on a socket: with the A2 key if there is a session, else with the signature.</summary>
    private void SendLogin()
    {
        var again = HasSession;
        var generation = _generation;
        var login = _login;
        SendInternal(SessionCommands.Login, new LoginRequest(), (reply, error) =>
        {
            if (generation != _generation || login != _login)
            {
                return;
            }

            if (error is null)
            {
                OnLoggedIn(reply!, again);
            }
            else
            {
                OnLoginRefused(error, reply, again);
            }
        });
    }

    private void OnLoggedIn(LoginReply reply, bool again)
    {
        if (!again && (string.IsNullOrEmpty(reply.TinyId) || string.IsNullOrEmpty(reply.A2Key)))
        {
            var code = string.IsNullOrEmpty(reply.TinyId) ? ErrorCodes.LoginReplyLacksTinyId : ErrorCodes.LoginReplyLacksA2Key;
            Context.Parent.Tell(new ConnectionProtocol.LoginFailed(new ChatError(code, "the login reply is incomplete")));
            return;
        }

        _head = again
            ? _head with { InstanceId = reply.InstId }
            : _head with { A2 = reply.A2Key, TinyId = reply.TinyId, InstanceId = reply.InstId };
        _attempt = 0;
        _loggedIn = true;
        _helloInterval = reply.HelloInterval;
        _nextHello = _helloInterval > 0 ? Now + Ticks(TimeSpan.FromSeconds(_helloInterval)) : 0;
        WakeUp();
        SetNetState(NetState.Connected);
        foreach (var pending in _pending.Values.Where(p => !p.IsInternal).OrderBy(p => p.Sequence))
        {
            Transmit(pending);
        }

        Context.Parent.Tell(new ConnectionProtocol.LoggedIn(reply, Now, again));
    }

    private void OnLoginRefused(ChatError error, LoginReply? reply, bool again)
    {
        if (error.Code is ErrorCodes.RequestTimeout)
        {
            if (again)
            {
                OnLost();
            }
            else
            {
                Context.Parent.Tell(new ConnectionProtocol.LoginFailed(error));
            }
        }
        else if (!again)
        {
            Context.Parent.Tell(new ConnectionProtocol.LoginFailed(error));
        }
        else if (EndReason(error.Code, reply?.KickType ?? 0) is { } reason)
        {
            EndSession(reason);
        }
        else
        {
            // A server that is not well: it is asked again later.
            _log.Warning("Login again was refused with {0}", error.Code);
            OnLost();
        }
    }

    private static SessionEndReason? EndReason(int code, int kickType) => code switch
    {
        ErrorCodes.SigExpired or ErrorCodes.TicketInvalid => SessionEndReason.SignatureExpired,
        ErrorCodes.KickedOut when kickType is KickType.MultipleAccount or KickType.MultipleDevice or KickType.RestApi => (SessionEndReason)kickType,
        _ => null,
    };

    private void EndSession(SessionEndReason reason)
    {
        if (!HasSession)
        {
            return;
        }

        if (reason is SessionEndReason.MultipleAccount or SessionEndReason.MultipleDevice && _socket is not null)
        {
            SendInternal(SessionCommands.Logout, new LogoutRequest { LogoutType = 1 }, static (_, _) => { });
        }

        _login = null;
        _loggedIn = false;
        _head = _head with { A2 = null, TinyId = null, InstanceId = 0 };
        FailAll(new ChatError(ErrorCodes.NotReady, "the session has ended"));
        DropSocket(CloseForEnd);
        Context.Parent.Tell(new ConnectionProtocol.SessionEnded(reason));
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

            var frame = ServerFrame.Parse(message);
            var command = CommandNames.Get(frame.Command);
            if (_pending.Remove((command, frame.Sequence), out var pending))
            {
                OnReply(pending, frame.Body);
            }
            else if (frame.Command.SequenceEqual(PushFrame.Command) || frame.Command.SequenceEqual(PushFrame.ForceOfflineCommand))
            {
                OnPush(PushBody.Parse(frame.Body));
            }
        }
        catch (FrameException e)
        {
            _log.Warning("A frame was dropped: {0}", e.Message);
        }
    }

    private void OnReply(Pending pending, ReadOnlySpan<byte> body)
    {
        pending.Complete(null, body);
        if (pending.Request.Command != SessionCommands.Login && TryReadEnd(body) is { } reason)
        {
            EndSession(reason);
        }
    }

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

    private void OnPush(PushBody push)
    {
        if (push.NeedsAck && _socket is not null)
        {
            Write(SessionCommands.PushAck, NextSequence(), Wire.ToBytes(new PushAckRequest { SessionData = push.SessionData }, SessionCommands.PushAck.Request));
        }

        foreach (var one in push.Events)
        {
            if (one.Is(Pushes.C2CNotifications, out var notifications) && notifications.FirstOrDefault(n => n?.KickoutMsgNotify is not null) is { } kick)
            {
                if (EndReason(ErrorCodes.KickedOut, kick.KickoutMsgNotify!.KickType) is { } reason)
                {
                    EndSession(reason);
                    return;
                }
            }
            else
            {
                Context.Parent.Tell(new ConnectionProtocol.Pushed(one));
            }
        }

        if (push.AsksForSync)
        {
            Context.Parent.Tell(ConnectionProtocol.SyncAsked.Instance);
        }
    }

    private void OnTick()
    {
        _ticks--;
        if (Now < _wakeAt && _ticks > 0)
        {
            // An earlier tick has been asked for meanwhile; this one is stale. The last one never is: a wheel that catches up turns too fast.
            return;
        }

        _wakeAt = long.MaxValue;
        if (_login is null && _pending.Count == 0)
        {
            return;
        }

        var now = Now;
        foreach (var expired in _pending.Values.Where(p => p.Deadline <= now).ToList())
        {
            if (_pending.Remove((expired.Request.Command.Name, expired.Sequence)))
            {
                expired.Complete(new ChatError(ErrorCodes.RequestTimeout, $"{expired.Request.Command.Name} was not answered in time"), default);
            }
        }

        if (_login is not null && !HasSession && now >= _loginDeadline)
        {
            _login = null;
            DropSocket(CloseForEnd);
            Context.Parent.Tell(new ConnectionProtocol.LoginFailed(new ChatError(ErrorCodes.RequestTimeout, "the server could not be reached in time")));
        }

        if (_socket is not null)
        {
            if (now - _lastReceived >= Ticks(HeartbeatInterval) && !_pending.Values.Any(p => p.Request.Command == SessionCommands.Heartbeat))
            {
                SendHeartbeat();
            }

            if (_loggedIn && _nextHello != 0 && now >= _nextHello)
            {
                _nextHello = now + Ticks(TimeSpan.FromSeconds(_helloInterval));
                SendInternal(SessionCommands.Hello, new HelloRequest(), static (_, _) => { });
            }
        }

        WakeUp();
    }

    private void SendHeartbeat() => SendInternal(SessionCommands.Heartbeat, Empty.Instance, (_, error) =>
    {
        if (error is { Code: ErrorCodes.RequestTimeout } && _socket is not null)
        {
            OnLost();
        }
    });

    private void OnLost()
    {
        DropSocket(CloseForReconnect);
        foreach (var pending in _pending.Values.Where(p => p.IsInternal).ToList())
        {
            // Heartbeats and logins belong to their socket; logins are sent anew.
            _pending.Remove((pending.Request.Command.Name, pending.Sequence));
        }

        if (_login is null)
        {
            return;
        }

        _loggedIn = false;
        _attempt++;
        var delay = _client.Options.Reconnect.DelayBefore(_attempt, _client.Random.NextDouble());
        SetNetState(_attempt <= 1 ? NetState.Connecting : NetState.Disconnected);
        _log.Debug("Attempt {0} to reconnect in {1}", _attempt, delay);
        if (delay == TimeSpan.Zero)
        {
            Open();
        }
        else
        {
            _retry = Context.System.Scheduler.ScheduleTellOnceCancelable(delay, Self, new Retry(_generation), Self);
        }
    }

    private void DropSocket(int closeCode)
    {
        _generation++;
        _connecting = false;
        _retry?.Cancel();
        _retry = null;
        _socket?.Close(closeCode);
        _socket = null;
    }

    private void FailAll(ChatError error)
    {
        var all = _pending.Values.ToList();
        _pending.Clear();
        foreach (var pending in all)
        {
            pending.Complete(error, default);
        }
    }

    private void SendInternal<TRequest, TReply>(Command<TRequest, TReply> command, TRequest request, Action<TReply?, ChatError?> then)
        where TReply : Reply
    {
        var internalRequest = new InternalRequest<TRequest, TReply>(command, Wire.ToBytes(request, command.Request), Self, then);
        var pending = new Pending(internalRequest, NextSequence(), Deadline(command));
        _pending.Add((command.Name, pending.Sequence), pending);
        Transmit(pending);
        WakeUp();
    }

    private void Transmit(Pending pending) => Write(pending.Request.Command, pending.Sequence, pending.Request.Body);

    private void Write(Command command, long sequence, byte[] body)
    {
        var frame = new ArrayBufferWriter<byte>(body.Length + 512);
        _head.WriteFrame(frame, command, sequence, _client.Options.Time.GetUtcNow().ToUnixTimeSeconds(), body);
        _socket!.Send(frame.WrittenMemory);
    }

    private long NextSequence() => _sequence = _sequence >= MaxSequence ? 1 : _sequence + 1;

    private long Deadline(Command command) => Now + Ticks(command.Timeout);

    private long Ticks(TimeSpan span) => (long)(span.TotalSeconds * _client.Options.Time.TimestampFrequency);

    /// <summary>Asks for a tick at the time of the next thing to do, unless one comes by then.</summary>
    private void WakeUp()
    {
        var now = Now;
        var next = long.MaxValue;
        foreach (var pending in _pending.Values)
        {
            next = Math.Min(next, pending.Deadline);
        }

        if (_login is not null && !HasSession)
        {
            next = Math.Min(next, _loginDeadline);
        }

        if (_socket is not null)
        {
            next = Math.Min(next, _lastReceived + Ticks(HeartbeatInterval));
            next = _nextHello != 0 ? Math.Min(next, _nextHello) : next;
        }

        if (next >= _wakeAt)
        {
            return;
        }

        var seconds = (int)Math.Clamp((next - now + _client.Options.Time.TimestampFrequency - 1) / _client.Options.Time.TimestampFrequency, 0, 60);
        _wakeAt = Math.Min(next, now + Ticks(TimeSpan.FromSeconds(60)));
        _ticks++;
        _client.Wheel.WakeAfter(seconds, Self);
    }

    private void SetNetState(NetState state)
    {
        // Before the first login there is no connection that could change.
        if (_netState != state && HasSession)
        {
            _netState = state;
            Context.Parent.Tell(new ConnectionProtocol.NetStateChanged(state));
        }
    }

    private sealed class Pending(ConnectionProtocol.Request request, long sequence, long deadline)
    {
        public ConnectionProtocol.Request Request { get; } = request;

        public long Sequence { get; } = sequence;

        public long Deadline { get; } = deadline;

        /// <summary>Belongs to the socket, not to a caller.</summary>
        public bool IsInternal => Request is IInternal;

        public void Complete(ChatError? error, ReadOnlySpan<byte> body)
        {
            if (Request is IInternal inside)
            {
                inside.Run(error, body);
            }
            else
            {
                Request.ReplyTo.Tell(Request.Answer(error, body), ActorRefs.NoSender);
            }
        }
    }

    /// <summary>A request of this actor's own.</summary>
    private interface IInternal
    {
        void Run(ChatError? error, ReadOnlySpan<byte> body);
    }

    private sealed record InternalRequest<TRequest, TReply>(
        Command<TRequest, TReply> Typed, byte[] Body, IActorRef Self, Action<TReply?, ChatError?> Then)
        : ConnectionProtocol.Request(Typed, Body, Self), IInternal
        where TReply : Reply
    {
        /// <summary>The reply is handed over also when it is an error: it may say more than the code.</summary>
        public void Run(ChatError? error, ReadOnlySpan<byte> body)
        {
            if (error is not null)
            {
                Then(null, error);
                return;
            }

            try
            {
                var reply = Wire.Read(body, Typed.Reply);
                Then(reply, reply.ErrorCode == 0 ? null : new ChatError(reply.ErrorCode, reply.ErrorInfo));
            }
            catch (System.Text.Json.JsonException e)
            {
                Then(null, new ChatError(ErrorCodes.UnexpectedReply, "unexpected reply: " + e.Message));
            }
        }

        public override Continuation Answer(ChatError? error, ReadOnlySpan<byte> body) => throw new NotSupportedException();
    }

    private sealed record Received(int Generation, byte[] Message);

    private sealed record Closed(int Generation);

    private sealed record Opened(int Generation, IChatConnection Socket);

    private sealed record OpenFailed(int Generation, string Reason);

    private sealed record Retry(int Generation);

    /// <summary>Tells the actor what a socket brings; late news of a former socket carry a former number.</summary>
    private sealed class Receiver(IActorRef actor, int generation) : IChatReceiver
    {
        public void OnMessage(byte[] message) => actor.Tell(new Received(generation, message), ActorRefs.NoSender);

        public void OnClosed() => actor.Tell(new Closed(generation), ActorRefs.NoSender);
    }
}
