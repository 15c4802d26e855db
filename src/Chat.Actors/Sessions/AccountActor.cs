using Akka.Actor;
using Akka.Event;
using Chat.Actors.App;
using Chat.Actors.Connection;
using Chat.Actors.Conversations;
using Chat.Actors.Events;
using Chat.Actors.Profiles;
using Chat.Protocol.Apps;
using Chat.Protocol.Commands;
using Chat.Protocol.Conversations;
using Chat.Protocol.Errors;
using Chat.Protocol.Friends;
using Chat.Protocol.Groups;
using Chat.Protocol.Sessions;

namespace Chat.Actors.Sessions;

/// <summary>
/// One account: its login state, the sync after a login, the way of pushes to its children. Parent: the app's supervisor.
/// <code>
/// LoggedOut ─LogIn→ LoggingIn ─LoggedIn→ Online ─LogOut or session ended→ LoggedOut
/// </code>
/// </summary>
internal sealed class AccountActor : UntypedActor
{
    /// <summary>Seconds after which the SDK asks for the feature bits.</summary>
    private const int PurchaseBitsDelay = 1;

    /// <summary>The end of the calendar; a server that sends more has no clock to follow.</summary>
    private const long MaxUnixSeconds = 253_402_300_799;

    private readonly ClientContext _client;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private IActorRef _connection = ActorRefs.Nobody;
    private IActorRef _conversations = ActorRefs.Nobody;
    private IActorRef _profiles = ActorRefs.Nobody;
    private AccountProtocol.LogIn? _running;
    private LoginReply? _login;
    private string _userId = "";

    public AccountActor(ClientContext client) => _client = client;

    public static Props Props(ClientContext client) => Akka.Actor.Props.Create(() => new AccountActor(client));

    protected override SupervisorStrategy SupervisorStrategy() =>
        new OneForOneStrategy(_ => Directive.Escalate);

    protected override void PreStart()
    {
        _connection = Context.ActorOf(ConnectionActor.Props(_client), "connection");
        _profiles = Context.ActorOf(ProfilesActor.Props(_client, _connection), "profiles");
        _conversations = Context.ActorOf(ConversationsActor.Props(_client, _connection, _profiles), "conversations");
    }

    /// <summary>Whatever ends this actor, nobody waits for its answers any longer.</summary>
    protected override void PostStop() => _client.Calls.FailAll(new ChatException(ErrorCodes.NotReady, "the account has ended"));

    /// <summary>A defect in one account costs that account its connection, no more: it comes back with what it was logged in with.</summary>
    protected override void PostRestart(Exception reason)
    {
        base.PostRestart(reason);
        if (_client.Credentials is { } credentials)
        {
            var sdkAppId = _client.Options.SdkAppId;
            _client.Publish(new ChatErrorRaised(sdkAppId, credentials.UserId, ErrorCodes.NotReady, "the account was restarted after an internal error"));
            SetNotReady(credentials.UserId, ErrorCodes.LoggingIn);
            Self.Tell(new AccountProtocol.LogIn(
                credentials.UserId, credentials.UserSig, new TaskCompletionSource<LoginResult>(TaskCreationOptions.RunContinuationsAsynchronously)));
        }
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case AccountProtocol.LogIn login:
                OnLogIn(login);
                break;
            case AccountProtocol.LogOut logout:
                OnLogOut(logout);
                break;
            case ConnectionProtocol.LoggedIn loggedIn:
                OnLoggedIn(loggedIn);
                break;
            case ConnectionProtocol.LoginFailed failed:
                OnLoginFailed(failed.Error);
                break;
            case ConnectionProtocol.SessionEnded ended:
                OnSessionEnded(ended.Reason);
                break;
            case ConnectionProtocol.NetStateChanged changed:
                _client.Publish(new NetStateChanged(_client.Options.SdkAppId, _userId, changed.State));
                break;
            case ConnectionProtocol.Pushed or ConnectionProtocol.SyncAsked:
                _conversations.Forward(message);
                break;
            case ConversationsProtocol.ICommand:
                _conversations.Forward(message);
                break;
            case ProfilesProtocol.ICommand:
                _profiles.Forward(message);
                break;
            case ConversationsProtocol.ListSynced:
                OnListSynced();
                break;
            case Tick when _login is not null:
                _connection.Call(Self, AppCommands.FetchPurchaseBits, new FetchPurchaseBits { SdkAppId = _client.Options.SdkAppId }, Ignore);
                break;
            case Tick:
                break;
            case Continuation continuation:
                continuation.Run();
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private static void Ignore<TReply>(TReply? reply, ChatError? error)
        where TReply : Reply
    {
        // The feature behind it comes later; the server is asked as the SDK asks it.
    }

    private void OnLogIn(AccountProtocol.LogIn login)
    {
        if (_running is not null)
        {
            login.Promise.TrySetException(new ChatException(ErrorCodes.LoginRunning, "a login is running"));
        }
        else if (_login is { } current)
        {
            login.Promise.TrySetResult(new LoginResult(_userId, current.TinyId!, current.InstId, RepeatLogin: true));
        }
        else
        {
            _running = login;
            _userId = login.UserId;
            _client.Snapshot = new AccountSnapshot { UserId = login.UserId, NotReadyCode = ErrorCodes.LoggingIn };
            _connection.Tell(new ConnectionProtocol.LogIn(login.UserId, login.UserSig));
        }
    }

    private void OnLoggedIn(ConnectionProtocol.LoggedIn loggedIn)
    {
        if (loggedIn.IsAgain)
        {
            _conversations.Tell(ConversationsProtocol.SyncAgain.Instance);
            return;
        }

        if (_running is not { } login)
        {
            return;
        }

        _running = null;
        _login = loggedIn.Reply;
        _client.Credentials = new Credentials(login.UserId, login.UserSig);
        _client.Snapshot = new AccountSnapshot
        {
            UserId = _userId,
            TinyId = _login.TinyId!,
            IsReady = true,
            ClockOffset = _login.TimeStamp is > 0 and < MaxUnixSeconds
                ? DateTimeOffset.FromUnixTimeSeconds(_login.TimeStamp) - _client.Options.Time.GetUtcNow()
                : TimeSpan.Zero,
        };
        login.Promise.TrySetResult(new LoginResult(_userId, _login.TinyId!, _login.InstId, RepeatLogin: false));
        _client.Publish(new SdkReady(_client.Options.SdkAppId, _userId));
        Synchronize();
    }

    /// <summary>The frames of the SDK after a login, in its order (wire reference, core §4.2).</summary>
    private void Synchronize()
    {
        _profiles.Tell(ProfilesProtocol.FetchOwn.Instance);
        _connection.Call(Self, FriendCommands.GetBlacklist, new GetBlacklist { Account = _userId }, Ignore);
        _conversations.Tell(new ConversationsProtocol.Start(_userId));
        _connection.Call(Self, GroupCommands.GetJoined, JoinedGroups(withAtInfo: false), Ignore);
        _connection.Call(Self, FriendCommands.GetFriends, new GetFriends { Account = _userId }, Ignore);
        _connection.Call(Self, FriendCommands.GetGroups, new GetFriendGroups { Account = _userId }, Ignore);
        _connection.Call(Self, FriendCommands.GetApplications, new GetFriendApplications { Account = _userId }, Ignore);
        _connection.Call(Self, AppCommands.FetchConfig, new FetchConfig { SdkAppId = _client.Options.SdkAppId }, Ignore);
        _client.Wheel.WakeAfter(PurchaseBitsDelay, Self);
    }

    private void OnListSynced()
    {
        _connection.Call(Self, ConversationCommands.GetGroups, new GetConversationGroups { Account = _userId }, Ignore);
        _connection.Call(Self, GroupCommands.GetJoinedCommunities, JoinedGroups(withAtInfo: true), Ignore);
    }

    private GetJoinedGroups JoinedGroups(bool withAtInfo)
    {
        string[] fields =
        [
            "Type", "Name", "Introduction", "Notification", "FaceUrl", "Owner_Account", "CreateTime", "InfoSeq", "LastInfoTime", "LastMsgTime",
            "MemberNum", "MaxMemberNum", "ApplyJoinOption", "NextMsgSeq", "ShutUpAllMember", "InviteJoinOption",
        ];
        return new GetJoinedGroups
        {
            Account = _userId,
            ResponseFilter = new JoinedGroupsFilter
            {
                GroupBaseInfoFilter = withAtInfo ? [.. fields, "AtInfoList"] : fields,
                SelfInfoFilter = ["Role", "JoinTime", "MsgFlag", "MsgSeq"],
            },
        };
    }

    private void OnLoginFailed(ChatError error)
    {
        var login = _running;
        _running = null;
        _client.Snapshot = new AccountSnapshot { NotReadyCode = ErrorCodes.LoginFailed };
        _connection.Tell(ConnectionProtocol.Disconnect.Instance);
        login?.Promise.TrySetException(new ChatException(error));
    }

    private void OnLogOut(AccountProtocol.LogOut logout)
    {
        if (_login is null)
        {
            logout.Promise.TrySetException(new ChatException(ErrorCodes.NotLoggedIn, "not logged in"));
            return;
        }

        _login = null;
        _client.Credentials = null;
        _connection.Call(Self, SessionCommands.Logout, new LogoutRequest(), (_, _) =>
        {
            // Whatever the server says, the account is out.
            _connection.Tell(ConnectionProtocol.Disconnect.Instance);
            Reset(ErrorCodes.LoggedOut);
            logout.Promise.TrySetResult(true);
        });
    }

    private void OnSessionEnded(SessionEndReason reason)
    {
        _login = null;
        _client.Credentials = null;
        var (type, code) = reason switch
        {
            SessionEndReason.MultipleAccount => (KickedOutType.MultipleAccount, ErrorCodes.KickedByOtherInstance),
            SessionEndReason.MultipleDevice => (KickedOutType.MultipleDevice, ErrorCodes.KickedByOtherDevice),
            SessionEndReason.RestApi => (KickedOutType.RestApiKick, ErrorCodes.KickedByRest),
            _ => (KickedOutType.UserSigExpired, ErrorCodes.SignatureExpired),
        };
        _log.Info("{0} was put out: {1}", _userId, type);
        _client.Publish(new KickedOut(_client.Options.SdkAppId, _userId, type));
        Reset(code);
    }

    private void Reset(int code)
    {
        _conversations.Tell(ConversationsProtocol.Forget.Instance);
        _profiles.Tell(ProfilesProtocol.Forget.Instance);
        SetNotReady(_userId, code);
    }

    private void SetNotReady(string userId, int code)
    {
        _client.Snapshot = new AccountSnapshot { NotReadyCode = code };
        _client.Publish(new SdkNotReady(_client.Options.SdkAppId, userId));
    }
}
