using Akka.Actor;
using Akka.Event;
using Chat.Actors.App;
using Chat.Actors.Events;
using Chat.Protocol.Commands;
using Chat.Protocol.Errors;
using Chat.Protocol.Frames;
using Chat.Protocol.Sessions;

namespace Chat.Actors.Connection;

/// <summary>
/// The socket of one account: opens it, logs in and in again, keeps it alive, matches replies to requests, reconnects without end. Pending requests
/// outlive a socket: they are sent again on the next one behind the login, or fail with 2801 at their deadline. Parent: the account.
/// <code>
/// Idle ─LogIn→ Connecting ─open→ LoggingIn ─reply→ Online
///                 ↑    └─failed─┐    │closed         │closed      without an identity: Idle ─OpenAnonymously→ Connecting ─open→ Online
///                 └────delay── BackingOff ←──────────┘          any ─Disconnect, session ended→ Idle
/// </code>
/// </summary>
internal sealed partial class ConnectionActor : UntypedActor
{
    private const int CloseForReconnect = 4001;
    private const int CloseForEnd = 4000;
    private static readonly TimeSpan HeartbeatInterval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(15);

    /// <summary>A connection that ends sooner after its login counts as a failed attempt.</summary>
    private static readonly TimeSpan StableAfter = TimeSpan.FromSeconds(5);

    private readonly ClientContext _client;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly RequestTable _requests = new();
    private readonly CommandLimits _limits;
    private ClientHead _head;
    private IChatConnection? _socket;
    private SocketReceiver? _receiver;
    private CancellationTokenSource? _connecting;
    private ICancelable? _retry;
    private ConnectionProtocol.LogIn? _login;
    private NetState _netState = NetState.Connected;
    private int _generation;
    private int _attempt;
    private long _lastReceived;
    private long _loginDeadline;
    private long _onlineSince;
    private long _nextHello;
    private int _helloInterval;
    private bool _isOnline;
    private bool _isAnonymous;

    public ConnectionActor(ClientContext client)
    {
        _client = client;
        _limits = new CommandLimits(client);
        _sequence = client.Random.Next(1, MaxFirstSequence);
        _head = new ClientHead { SdkAppId = client.Options.SdkAppId, Platform = client.Options.Platform };
    }

    private long Now => _client.Options.Time.GetTimestamp();

    /// <summary>True from the first login on, also while the socket is away.</summary>
    private bool HasSession => _head.A2 is not null;

    public static Props Props(ClientContext client) => Akka.Actor.Props.Create(() => new ConnectionActor(client));

    protected override void PreStart() => BecomeIdle();

    protected override void PostStop() => DropSocket(CloseForEnd);

    protected override void OnReceive(object message) => Unhandled(message);

    private void Idle(object message)
    {
        switch (message)
        {
            case ConnectionProtocol.LogIn login:
                _login = login;
                _head = _head with { Identifier = login.UserId, UserSig = login.UserSig };
                _loginDeadline = Now + Ticks(SessionCommands.Login.Timeout);
                _attempt = 1;
                EnterConnecting();
                break;
            case ConnectionProtocol.OpenAnonymously:
                _isAnonymous = true;
                _attempt = 1;
                EnterConnecting();
                break;
            case ConnectionProtocol.Request request:
                request.ReplyTo.Tell(request.Answer(new ChatError(ErrorCodes.NotLoggedIn, "not logged in"), default));
                break;
            default:
                OnCommon(message);
                break;
        }
    }

    private void Connecting(object message)
    {
        switch (message)
        {
            case Opened opened when opened.Generation == _generation:
                EnterLoggingIn(opened.Socket);
                break;
            case OpenFailed failed when failed.Generation == _generation:
                _log.Debug("Cannot connect: {0}", failed.Reason);
                EnterBackingOff();
                break;
            default:
                OnCommon(message);
                break;
        }
    }

    /// <summary>LoggingIn and Online: there is a socket.</summary>
    private void Connected(object message)
    {
        switch (message)
        {
            case SocketReceiver.Received received when received.Generation == _generation:
                OnFrame(received.Message);
                received.Source.Handled();
                break;
            case SocketReceiver.Closed closed when closed.Generation == _generation:
                EnterBackingOff();
                break;
            default:
                OnCommon(message);
                break;
        }
    }

    private void BackingOff(object message)
    {
        switch (message)
        {
            case Retry retry when retry.Generation == _generation:
                EnterConnecting();
                break;
            default:
                OnCommon(message);
                break;
        }
    }

    private void OnCommon(object message)
    {
        switch (message)
        {
            case Tick:
                OnTick();
                break;
            case ConnectionProtocol.Request request:
                OnRequest(request);
                break;
            case ConnectionProtocol.Disconnect:
                FailAll(new ChatError(ErrorCodes.LoggedOut, "logged out"));
                BecomeIdle();
                break;
            case ConnectionProtocol.LogIn login:
                FailAll(new ChatError(ErrorCodes.LoggedOut, "another login has begun"));
                BecomeIdle();
                Idle(login);
                break;
            case SocketReceiver.Received stale:
                stale.Source.Handled();
                break;
            case Opened stale:
                stale.Socket.Close(CloseForEnd);
                break;
            case ConnectionProtocol.OpenAnonymously:
                // There is a socket already, or will be.
                break;
            case SocketReceiver.Closed or OpenFailed or Retry:
                // News of a former socket.
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void BecomeIdle()
    {
        DropSocket(CloseForEnd);
        _login = null;
        _isAnonymous = false;
        _head = _head with { Identifier = "", UserSig = "", A2 = null, TinyId = null, InstanceId = 0 };
        _netState = NetState.Connected;
        _onlineSince = 0;
        _nextHello = 0;
        _helloInterval = 0;
        _limits.Forget();
        Become(Idle);
    }

    private void EnterConnecting()
    {
        DropSocket(CloseForReconnect);
        Become(Connecting);
        SetNetState(NetState.Connecting);
        WakeUp();
        var generation = _generation;
        var self = Self;
        _receiver = new SocketReceiver(self, generation);
        var cancellation = new CancellationTokenSource(ConnectTimeout, _client.Options.Time);
        var cancelled = cancellation.Token;
        _connecting = cancellation;
        ConnectAsync(_client.Options.Transport, _client.NextAddress(_attempt), _receiver, cancelled).ContinueWith(
            task =>
            {
                self.Tell(task.IsCompletedSuccessfully
                    ? new Opened(generation, task.Result)
                    : new OpenFailed(generation, task.Exception?.GetBaseException().Message ?? "cancelled"));
                if (task.IsCompletedSuccessfully && cancelled.IsCancellationRequested)
                {
                    // Too late, and perhaps nobody is there to be told.
                    task.Result.Close(CloseForEnd);
                }
            },
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }

    /// <summary>A transport that throws at once fails like one that throws later.</summary>
    private static async Task<IChatConnection> ConnectAsync(
        IChatTransport transport, Uri address, SocketReceiver receiver, CancellationToken cancellationToken) =>
        await transport.ConnectAsync(address, receiver, cancellationToken).ConfigureAwait(false);

    /// <summary>The first frame on a socket is the login: with the A2 key if there is a session, else with the signature.</summary>
    private void EnterLoggingIn(IChatConnection socket)
    {
        _connecting?.Dispose();
        _connecting = null;
        _socket = socket;
        _lastReceived = Now;
        Become(Connected);
        if (_isAnonymous)
        {
            EnterAnonymous();
        }
        else
        {
            SendLogin();
        }

        SendHeartbeat();
    }

    /// <summary>Without an identity there is nothing to wait for.</summary>
    private void EnterAnonymous()
    {
        _isOnline = true;
        _onlineSince = Now;
        TransmitAll();
        Context.Parent.Tell(ConnectionProtocol.OnlineAnonymously.Instance);
    }

    private void TransmitAll()
    {
        foreach (var pending in _requests.InOrder())
        {
            Transmit(pending);
        }
    }

    private void EnterOnline(LoginReply reply, bool again)
    {
        _head = again
            ? _head with { InstanceId = reply.InstId }
            : _head with { A2 = reply.A2Key, TinyId = reply.TinyId, InstanceId = reply.InstId };
        _isOnline = true;
        _onlineSince = Now;
        if (!again)
        {
            _attempt = 0;
        }

        _helloInterval = reply.HelloInterval > 0 ? reply.HelloInterval : _helloInterval;
        _nextHello = _helloInterval > 0 ? Now + Ticks(TimeSpan.FromSeconds(_helloInterval)) : 0;
        SetNetState(NetState.Connected);
        TransmitAll();
        WakeUp();
        Context.Parent.Tell(new ConnectionProtocol.LoggedIn(reply, again));
    }

    /// <summary>The socket is gone or of no use. The first attempt follows at once, the next ones by the policy.</summary>
    private void EnterBackingOff()
    {
        if (_onlineSince != 0 && Now - _onlineSince >= Ticks(StableAfter))
        {
            _attempt = 0;
        }

        _onlineSince = 0;
        DropSocket(CloseForReconnect);
        _requests.DropOfSocket();
        _attempt++;
        var delay = _client.Options.Reconnect.DelayBefore(_attempt, _client.Random.NextDouble());
        _log.Debug("Attempt {0} to connect in {1}", _attempt, delay);
        if (delay == TimeSpan.Zero)
        {
            EnterConnecting();
            return;
        }

        Become(BackingOff);
        SetNetState(NetState.Disconnected);
        WakeUp();
        _retry = Context.System.Scheduler.ScheduleTellOnceCancelable(delay, Self, new Retry(_generation), Self);
    }

    private void EndSession(SessionEndReason reason)
    {
        if (!HasSession)
        {
            return;
        }

        if (reason is SessionEndReason.MultipleAccount or SessionEndReason.MultipleDevice && _socket is not null)
        {
            Write(SessionCommands.Logout, NextSequence(), Wire.ToBytes(new LogoutRequest { LogoutType = 1 }, SessionCommands.Logout.Request));
        }

        FailAll(new ChatError(ErrorCodes.NotReady, "the session has ended"));
        BecomeIdle();
        Context.Parent.Tell(new ConnectionProtocol.SessionEnded(reason));
    }

    private void OnRequest(ConnectionProtocol.Request request)
    {
        if (_requests.Count >= _client.Options.MaxPendingRequests)
        {
            request.ReplyTo.Tell(request.Answer(new ChatError(ErrorCodes.NetworkError, "too many requests are waiting"), default));
            return;
        }

        if (!_limits.TryPass(request.Command))
        {
            request.ReplyTo.Tell(request.Answer(new ChatError(ErrorCodes.ClientRateLimit, $"{request.Command.Name} was called too often"), default));
            return;
        }

        var pending = Add(request);
        if (_isOnline)
        {
            Transmit(pending);
        }
    }

    private void SendLogin()
    {
        var again = HasSession;
        SendOwn(SessionCommands.Login, new LoginRequest(), (reply, error) =>
        {
            if (error is not null)
            {
                OnLoginRefused(error, reply?.KickType ?? 0, again);
            }
            else if (again || (!string.IsNullOrEmpty(reply!.TinyId) && !string.IsNullOrEmpty(reply.A2Key)))
            {
                EnterOnline(reply!, again);
            }
            else
            {
                var code = string.IsNullOrEmpty(reply.TinyId) ? ErrorCodes.LoginReplyLacksTinyId : ErrorCodes.LoginReplyLacksA2Key;
                FailLogin(new ChatError(code, "the login reply is incomplete"));
            }
        });
    }

    private void OnLoginRefused(ChatError error, int kickType, bool again)
    {
        if (!again)
        {
            FailLogin(error);
        }
        else if (EndReason(error.Code, kickType) is { } reason)
        {
            EndSession(reason);
        }
        else
        {
            // A server that is not well: it is asked again later.
            _log.Warning("Login again was refused with {0}", error.Code);
            EnterBackingOff();
        }
    }

    private void FailLogin(ChatError error)
    {
        FailAll(error);
        BecomeIdle();
        Context.Parent.Tell(new ConnectionProtocol.LoginFailed(error));
    }

    private void SendHeartbeat() => SendOwn(SessionCommands.Heartbeat, Empty.Instance, (_, error) =>
    {
        if (error is { Code: ErrorCodes.RequestTimeout })
        {
            EnterBackingOff();
        }
    });

    private void OnTick()
    {
        _wakeAt = 0;
        var now = Now;
        foreach (var expired in _requests.TakeExpired(now))
        {
            expired.Complete(new ChatError(ErrorCodes.RequestTimeout, $"{expired.Request.Command.Name} was not answered in time"), default);
        }

        if (_login is not null && !HasSession && now >= _loginDeadline)
        {
            FailLogin(new ChatError(ErrorCodes.RequestTimeout, "the server could not be reached in time"));
        }

        if (_socket is not null && now - _lastReceived >= Ticks(HeartbeatInterval) && !_isHeartbeatUnderWay)
        {
            SendHeartbeat();
        }

        if (_isOnline && _nextHello != 0 && now >= _nextHello)
        {
            _nextHello = now + Ticks(TimeSpan.FromSeconds(_helloInterval));
            SendOwn(SessionCommands.Hello, new HelloRequest(), static (_, _) => { });
        }

        WakeUp();
    }

    private void DropSocket(int closeCode)
    {
        _generation++;
        _isOnline = false;
        _isHeartbeatUnderWay = false;
        _retry?.Cancel();
        _retry = null;
        _connecting?.Cancel();
        _connecting?.Dispose();
        _connecting = null;
        _socket?.Close(closeCode);
        _socket = null;
        _receiver?.Leave();
        _receiver = null;
    }

    private void FailAll(ChatError error)
    {
        _requests.DropOfSocket();
        foreach (var pending in _requests.TakeAll())
        {
            pending.Complete(error, default);
        }
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

    private sealed record Opened(int Generation, IChatConnection Socket) : INoSerializationVerificationNeeded;

    private sealed record OpenFailed(int Generation, string Reason) : INoSerializationVerificationNeeded;

    private sealed record Retry(int Generation) : INoSerializationVerificationNeeded;
}
