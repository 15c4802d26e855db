using Akka.Actor;
using Akka.Event;
using Chat.Actors.App;
using Chat.Actors.Connection;
using Chat.Protocol.Commands;
using Chat.Protocol.Errors;
using Chat.Protocol.Friends;
using Chat.Protocol.Push;

namespace Chat.Actors.Friends;

/// <summary>
/// The relations of one account: whom it has blocked. Fetched after the login, then kept current by pushes; an account without relations holds nothing.
/// Parent: the account.
/// <code>
/// Stopped ─Start→ Started ─Forget→ Stopped
/// </code>
/// </summary>
internal sealed partial class FriendsActor : SessionActor
{
    private readonly ClientContext _client;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private string _me = "";

    public FriendsActor(ClientContext client, IActorRef connection)
        : base(client, connection) => _client = client;

    private uint SdkAppId => _client.Options.SdkAppId;

    public static Props Props(ClientContext client, IActorRef connection) => Akka.Actor.Props.Create(() => new FriendsActor(client, connection));

    protected override void PreStart() => Become(Stopped);

    protected override void OnReceive(object message) => Unhandled(message);

    private void Stopped(object message)
    {
        switch (message)
        {
            case FriendsProtocol.Start start:
                EnterStarted(start.UserId);
                break;
            case FriendsProtocol.Sync or FriendsProtocol.Forget or ConnectionProtocol.IEvent:
                // Of a session that has ended.
                break;
            case FriendsProtocol.ICommand call:
                _client.Calls.TryFail(call, new ChatError(ErrorCodes.NotReady, "the session has ended"));
                break;
            default:
                OnAny(message);
                break;
        }
    }

    private void Started(object message)
    {
        switch (message)
        {
            case ConnectionProtocol.Pushed pushed:
                OnPush(pushed.Event);
                break;
            case FriendsProtocol.Sync:
                OnSync();
                break;
            case FriendsProtocol.Forget:
                EnterStopped();
                break;
            case FriendsProtocol.Start start:
                EnterStarted(start.UserId);
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
            case FriendsProtocol.ICommand call:
                Guard(call, OnCall);
                break;
            case Continuation continuation:
                continuation.Run();
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void OnCall(object call)
    {
        switch (call)
        {
            case FriendsProtocol.GetBlacklist get:
                OnGetBlacklist(get.Promise);
                break;
            case FriendsProtocol.Block block:
                OnBlock(block);
                break;
            case FriendsProtocol.Unblock unblock:
                OnUnblock(unblock);
                break;
            default:
                Unhandled(call);
                break;
        }
    }

    private void EnterStopped()
    {
        EndSession();
        _me = "";
        ForgetBlacklist();
        Become(Stopped);
    }

    private void EnterStarted(string userId)
    {
        EnterStopped();
        _me = userId;
        Become(Started);
        FetchBlacklist();
    }

    /// <summary>Asks as the SDK does.</summary>
    private void OnSync()
    {
        Call(FriendCommands.GetFriends, new GetFriends { Account = _me }, Ignore);
        Call(FriendCommands.GetGroups, new GetFriendGroups { Account = _me }, Ignore);
        Call(FriendCommands.GetApplications, new GetFriendApplications { Account = _me }, Ignore);
    }

    private void OnPush(PushEvent pushed) => Guard(() =>
    {
        if (pushed.Is(Pushes.Relations, out var news))
        {
            foreach (var item in news.Present())
            {
                Guard(() => OnNews(item));
            }
        }
    });

    private void OnNews(RelationsNotification news)
    {
        if (news.Blocked is { } blocked)
        {
            ChangeBlacklist(blocked.Present(), areBlocked: true);
        }

        if (news.Unblocked is { } unblocked)
        {
            ChangeBlacklist(unblocked.Present(), areBlocked: false);
        }
    }

    /// <summary>Answers of features that this engine does not have yet.</summary>
    private static void Ignore<TReply>(TReply? reply, ChatError? error)
        where TReply : Reply
    {
    }
}
