using Akka.Actor;
using Akka.Event;
using Chat.Actors.App;
using Chat.Actors.Connection;
using Chat.Actors.Conversations;
using Chat.Actors.Events;
using Chat.Actors.Friends;
using Chat.Actors.Groups;
using Chat.Actors.Profiles;
using Chat.Protocol.Errors;
using Chat.Protocol.Sessions;

namespace Chat.Actors.Sessions;

/// <summary>
/// One account: its login state, the sync after a login, its children. Parent: the app's supervisor. Its children are made for the first login;
/// if one of them fails, this actor starts anew with all of them and logs in again by itself.
/// <code>
/// LoggedOut ─LogIn→ LoggingIn ─reply→ Online ─LogOut→ LoggingOut ─reply→ LoggedOut
///     ↑                └─refused─┐       └─session ended─┐
///     └──────────────────────────┴───────────────────────┘
/// </code>
/// </summary>
internal sealed partial class AccountActor : UntypedActor
{
    private readonly ClientContext _client;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private IActorRef _connection = ActorRefs.Nobody;
    private IActorRef _conversations = ActorRefs.Nobody;
    private IActorRef _groups = ActorRefs.Nobody;
    private IActorRef _friends = ActorRefs.Nobody;
    private IActorRef _profiles = ActorRefs.Nobody;
    private AccountProtocol.LogIn? _loginCall;
    private AccountProtocol.LogIn? _nextLogin;
    private LoginReply? _login;
    private ICancelable? _loginLater;
    private string _userId = "";

    public AccountActor(ClientContext client) => _client = client;

    private uint SdkAppId => _client.Options.SdkAppId;

    public static Props Props(ClientContext client) => Akka.Actor.Props.Create(() => new AccountActor(client));

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Escalate);

    protected override void PreStart() => Become(LoggedOut);

    /// <summary>Not the end, so without <see cref="PostStop"/>: open calls fail, later ones are answered by the next incarnation.</summary>
    protected override void PreRestart(Exception reason, object message)
    {
        foreach (var child in Context.GetChildren())
        {
            Context.Stop(child);
        }

        _loginLater?.Cancel();

        // Before: whoever asks from now on is refused, or is among those who are failed.
        _client.Snapshot = new AccountSnapshot { NotReadyCode = ErrorCodes.NotReady };
        FailCallsOfRestart();
    }

    /// <summary>A defect in one account costs that account its connection, no more: it comes back with what it was logged in with.</summary>
    protected override void PostRestart(Exception reason)
    {
        base.PostRestart(reason);
        FailCallsOfRestart();
        var userId = _client.Credentials?.UserId ?? "";
        _client.Publish(new ChatErrorRaised(SdkAppId, userId, ErrorCodes.NotReady, "the account was restarted after an internal error"));
        EnterLoggedOut(userId, ErrorCodes.LoginFailed, wasOnline: _client.Credentials is not null);
        if (_client.Credentials is not null)
        {
            LogInLater();
        }
    }

    /// <summary>What fails again and again is tried again as a connection is: the first time at once, then ever later.</summary>
    private void LogInLater()
    {
        var delay = _client.Options.Reconnect.DelayBefore(_client.Restarts.Count(), _client.Random.NextDouble());
        if (delay == TimeSpan.Zero)
        {
            LogInAgain();
        }
        else
        {
            _loginLater = Context.System.Scheduler.ScheduleTellOnceCancelable(delay, Self, new AccountProtocol.LogInAgain(_client.Credentials!), Self);
        }
    }

    private void LogInAgain()
    {
        var credentials = _client.Credentials!;
        var promise = new Promise<LoginResult>();
        promise.Task.ContinueWith(
            failed => OnLoginAfterRestartFailed(credentials.UserId, failed.Exception!.GetBaseException()),
            CancellationToken.None,
            TaskContinuationOptions.OnlyOnFaulted,
            TaskScheduler.Default);
        Self.Tell(new AccountProtocol.LogIn(credentials.UserId, credentials.UserSig, promise));
    }

    private void FailCallsOfRestart() => _client.Calls.FailAll(new ChatError(ErrorCodes.NotReady, "the account is restarted after an internal error"));

    /// <summary>Whatever ends this actor, also the end of the whole system: nobody waits for its answers any longer.</summary>
    protected override void PostStop()
    {
        _loginLater?.Cancel();
        _client.Snapshot = new AccountSnapshot { NotReadyCode = ErrorCodes.LoggedOut };
        _client.Session.End();
        _client.Calls.End(new ChatError(ErrorCodes.LoggedOut, "the account has ended"));
    }

    protected override void OnReceive(object message) => Unhandled(message);

    private void LoggedOut(object message)
    {
        switch (message)
        {
            case AccountProtocol.LogIn login:
                EnterLoggingIn(login);
                break;
            case AccountProtocol.LogInAgain again when ReferenceEquals(again.Credentials, _client.Credentials):
                LogInAgain();
                break;
            case GroupsProtocol.JoinAnonymously:
                EnsureChildren();
                _connection.Tell(ConnectionProtocol.OpenAnonymously.Instance);
                _groups.Forward(message);
                break;
            case GroupsProtocol.Quit:
                EnsureChildren();
                _groups.Forward(message);
                break;
            case ConnectionProtocol.OnlineAnonymously:
                _groups.Tell(GroupsProtocol.SyncAgain.Instance);
                break;
            default:
                OnAny(message);
                break;
        }
    }

    private void LoggingIn(object message)
    {
        switch (message)
        {
            case AccountProtocol.LogIn second:
                second.Promise.Fail(new ChatError(ErrorCodes.LoginRunning, "a login is running"));
                break;
            case ConnectionProtocol.LoggedIn { IsAgain: false } loggedIn:
                EnterOnline(loggedIn.Reply);
                break;
            case ConnectionProtocol.LoginFailed failed:
                var call = _loginCall;
                EnterLoggedOut("", ErrorCodes.LoginFailed, wasOnline: false);
                call?.Promise.Fail(failed.Error);
                break;
            default:
                OnAny(message);
                break;
        }
    }

    private void Online(object message)
    {
        switch (message)
        {
            case AccountProtocol.LogIn login:
                login.Promise.TrySetResult(new LoginResult(_userId, _login!.TinyId!, _login.InstId, RepeatLogin: true));
                break;
            case AccountProtocol.LogOut logout:
                EnterLoggingOut(logout);
                break;
            case ConnectionProtocol.LoggedIn { IsAgain: true }:
                SynchronizeAgain();
                break;
            case Tick:
                OnTick();
                break;
            default:
                OnAny(message);
                break;
        }
    }

    private void LoggingOut(object message)
    {
        switch (message)
        {
            case AccountProtocol.LogIn login when _nextLogin is null:
                // Begins when the logout has ended.
                _nextLogin = login;
                break;
            case AccountProtocol.LogIn second:
                second.Promise.Fail(new ChatError(ErrorCodes.LoginRunning, "a login is running"));
                break;
            default:
                OnAny(message);
                break;
        }
    }

    private void OnAny(object message)
    {
        switch (message)
        {
            case AccountProtocol.LogOut logout:
                // A login that was to follow a restart is no longer wanted.
                _client.Credentials = null;
                logout.Promise.Fail(new ChatError(ErrorCodes.NotLoggedIn, "not logged in"));
                break;
            case AccountProtocol.LogInAgain:
                // Somebody has logged in, or out, in the meantime.
                break;
            case ConnectionProtocol.SessionEnded ended:
                OnSessionEnded(ended.Reason);
                break;
            case ConnectionProtocol.NetStateChanged changed:
                _client.IsConnected = changed.State == NetState.Connected;
                _lostAt = changed.State == NetState.Connected ? _lostAt : _lostAt ?? _client.Options.Time.GetTimestamp();
                _client.Publish(new NetStateChanged(SdkAppId, _userId, changed.State));
                break;
            case ConversationsProtocol.ICommand when !_conversations.IsNobody():
                _conversations.Forward(message);
                break;
            case GroupsProtocol.ICommand when !_groups.IsNobody():
                _groups.Forward(message);
                break;
            case FriendsProtocol.ICommand when !_friends.IsNobody():
                _friends.Forward(message);
                break;
            case ProfilesProtocol.ICommand when !_profiles.IsNobody():
                _profiles.Forward(message);
                break;
            case ConversationsProtocol.ICommand or GroupsProtocol.ICommand or ProfilesProtocol.ICommand:
                // Of a client that was logged in before this incarnation.
                _client.Calls.TryFail(message, new ChatError(ErrorCodes.NotReady, "the account is not ready"));
                break;
            case Continuation continuation:
                continuation.Run();
                break;
            case ConnectionProtocol.IEvent or ConversationsProtocol.ListSynced or Tick:
                // Of a session that has ended.
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void EnterLoggingIn(AccountProtocol.LogIn login)
    {
        EnsureChildren();
        _loginCall = login;
        _userId = login.UserId;
        _client.Snapshot = new AccountSnapshot { UserId = login.UserId, NotReadyCode = ErrorCodes.LoggingIn };
        Become(LoggingIn);
        _connection.Tell(new ConnectionProtocol.LogIn(login.UserId, login.UserSig, _conversations, _groups, _friends));
    }

    private void EnsureChildren()
    {
        if (_connection.IsNobody())
        {
            _connection = Context.ActorOf(ConnectionActor.Props(_client), "connection");
            _profiles = Context.ActorOf(ProfilesActor.Props(_client, _connection), "profiles");
            _conversations = Context.ActorOf(ConversationsActor.Props(_client, _connection, _profiles), "conversations");
            _groups = Context.ActorOf(GroupsActor.Props(_client, _connection, _profiles, _conversations), "groups");
            _friends = Context.ActorOf(FriendsActor.Props(_client, _connection), "friends");
        }
    }

    private void EnterOnline(LoginReply reply)
    {
        var call = _loginCall!;
        _loginCall = null;
        _login = reply;
        _client.IsConnected = true;
        _client.Credentials = new Credentials(call.UserId, call.UserSig);
        _client.PurchaseBits = reply.PurchaseBits ?? "";
        _client.Snapshot = new AccountSnapshot
        {
            UserId = _userId,
            TinyId = reply.TinyId!,
            FileKey = reply.RichMsgAuthKey ?? "",
            IsReady = true,
            ClockOffset = reply.TimeStamp is > 0 and < MaxTimeStamp
                ? DateTimeOffset.FromUnixTimeSeconds(reply.TimeStamp) - _client.Options.Time.GetUtcNow()
                : TimeSpan.Zero,
        };
        Become(Online);
        _log.Info("{0} is logged in", _userId);
        call.Promise.TrySetResult(new LoginResult(_userId, reply.TinyId!, reply.InstId, RepeatLogin: false));
        _client.Publish(new SdkReady(SdkAppId, _userId));
        Synchronize();
    }

    private void EnterLoggingOut(AccountProtocol.LogOut logout)
    {
        Become(LoggingOut);
        _client.Credentials = null;
        _connection.Call(Self, SessionCommands.Logout, new LogoutRequest(), (_, _) =>
        {
            // Whatever the server says, the account is out. If the session has ended meanwhile, that has been told.
            if (_login is not null)
            {
                _connection.Tell(ConnectionProtocol.Disconnect.Instance);
                EnterLoggedOut(_userId, ErrorCodes.LoggedOut, wasOnline: true);
            }

            logout.Promise.TrySetResult(default);
            if (_nextLogin is { } next)
            {
                _nextLogin = null;
                Self.Tell(next);
            }
        });
    }

    private void EnterLoggedOut(string userId, int code, bool wasOnline)
    {
        _login = null;
        _loginCall = null;
        _client.Snapshot = new AccountSnapshot { UserId = "", NotReadyCode = code };
        _client.Session.End();
        Become(LoggedOut);
        if (!_conversations.IsNobody())
        {
            _conversations.Tell(ConversationsProtocol.Forget.Instance);
            _groups.Tell(GroupsProtocol.Forget.Instance);
            _friends.Tell(FriendsProtocol.Forget.Instance);
            _profiles.Tell(ProfilesProtocol.Forget.Instance);
        }

        if (wasOnline)
        {
            _log.Info("{0} is logged out", userId);
            _client.Publish(new SdkNotReady(SdkAppId, userId));
        }
    }

    private void OnSessionEnded(SessionEndReason reason)
    {
        if (_login is null)
        {
            return;
        }

        _client.Credentials = null;
        var (type, code) = reason switch
        {
            SessionEndReason.MultipleAccount => (KickedOutType.MultipleAccount, ErrorCodes.KickedByOtherInstance),
            SessionEndReason.MultipleDevice => (KickedOutType.MultipleDevice, ErrorCodes.KickedByOtherDevice),
            SessionEndReason.RestApi => (KickedOutType.RestApiKick, ErrorCodes.KickedByRest),
            _ => (KickedOutType.UserSigExpired, ErrorCodes.SignatureExpired),
        };
        _log.Info("{0} was put out: {1}", _userId, type);
        _client.Publish(new KickedOut(SdkAppId, _userId, type));
        EnterLoggedOut(_userId, code, wasOnline: true);
    }

    private void OnLoginAfterRestartFailed(string userId, Exception reason)
    {
        var code = (reason as ChatException)?.Code ?? ErrorCodes.LoginFailed;
        _client.Publish(new ChatErrorRaised(SdkAppId, userId, code, "the account could not log in again: " + reason.Message));
    }
}
