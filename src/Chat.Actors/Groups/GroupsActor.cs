using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;
using Chat.Actors.App;
using Chat.Actors.Connection;
using Chat.Actors.Conversations;
using Chat.Actors.Events;
using Chat.Actors.Rooms;
using Chat.Protocol.Errors;
using Chat.Protocol.Groups;

namespace Chat.Actors.Groups;

/// <summary>
/// The groups one account is in: their list and profiles, joining and leaving, applications. What is cached of a single group (members, attributes, counters,
/// topics) lives in a child per group, polling in a child per live room. Parent: the account.
/// <code>
/// Stopped ─Start→ Started ─Forget→ Stopped        live rooms can be joined in both
/// </code>
/// </summary>
internal sealed partial class GroupsActor : SessionActor
{
    private static readonly TimeSpan EventInterval = TimeSpan.FromSeconds(1);

    private readonly ClientContext _client;
    private readonly IActorRef _connection;
    private readonly IActorRef _profiles;
    private readonly IActorRef _conversations;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Dictionary<string, IActorRef> _open = new(0, StringComparer.Ordinal);
    private string _me = "";
    private int _reopened;
    private bool _listChanged;

    /// <summary>A tick that will tell the list is on its way.</summary>
    private bool _isWakeAsked;

    private long _publishedAt;

    public GroupsActor(ClientContext client, IActorRef connection, IActorRef profiles, IActorRef conversations)
        : base(client, connection)
    {
        _client = client;
        _connection = connection;
        _profiles = profiles;
        _conversations = conversations;
    }

    private uint SdkAppId => _client.Options.SdkAppId;

    public static Props Props(ClientContext client, IActorRef connection, IActorRef profiles, IActorRef conversations) =>
        Akka.Actor.Props.Create(() => new GroupsActor(client, connection, profiles, conversations));

    /// <summary>A defect in a group is one of the account's: its calls fail and it starts anew.</summary>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Escalate);

    protected override void PreStart()
    {
        // After a restart what the former incarnation knew is gone.
        _client.Groups = ImmutableDictionary<string, Group>.Empty;
        Become(Stopped);
    }

    protected override void OnReceive(object message) => Unhandled(message);

    private void Stopped(object message)
    {
        switch (message)
        {
            case GroupsProtocol.Start start:
                EnterStarted(start.UserId);
                break;
            case GroupsProtocol.SyncAgain:
                RestartPolls();
                break;
            case GroupsProtocol.Forget:
                EnterStopped();
                break;
            case GroupsProtocol.GetList get:
                get.Promise.Fail(new ChatError(ErrorCodes.NotReady, "the session has ended"));
                break;
            case GroupsProtocol.GetOnlineCount get when !_open.ContainsKey(get.GroupId):
                get.Promise.TrySetResult(0);
                break;
            case Tick or ConnectionProtocol.IEvent or GroupActor.IEvent:
                // Of a session that has ended.
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
            case GroupsProtocol.SyncAgain:
                OnSyncAgain();
                break;
            case GroupsProtocol.Forget:
                EnterStopped();
                break;
            case GroupsProtocol.Start start:
                EnterStarted(start.UserId);
                break;
            case Tick:
                OnTick();
                break;
            case GroupActor.IEvent when IsOfFormerSession():
                break;
            case GroupActor.Changed changed:
                Change(changed.GroupId, changed.Change);
                break;
            case GroupActor.TopicFetched fetched:
                _conversations.Tell(new ConversationsProtocol.TopicFetched(fetched.Topic), Self);
                break;
            case GroupActor.TopicsEnded ended:
                _conversations.Tell(new ConversationsProtocol.TopicsEnded(ended.TopicIds), Self);
                break;
            case GroupActor.Idle idle:
                OnIdle(idle);
                break;
            case GroupActor.Stopped stopped:
                OnStopped(stopped);
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
            case RoomActor.Polled polled:
                OnPolled(polled);
                break;
            case GroupsProtocol.IGroupCall call:
                Open(call.GroupId).Forward(call);
                break;
            case GroupsProtocol.ITopicNews news:
                TellIfOpen(Protocol.Groups.GroupIds.CommunityOf(news.TopicId), news);
                break;
            case GroupsProtocol.Advanced advanced:
                OnAdvanced(advanced.GroupId, advanced.Sequence, advanced.Time);
                break;
            case GroupsProtocol.Outdated outdated:
                FetchAgain(outdated.GroupIds);
                break;
            case GroupsProtocol.ReceiveOptionSet set:
                Open(Protocol.Groups.GroupIds.CommunityOf(set.Target)).Tell(new GroupActor.ReceiveOptionSet(set.Target, set.Option), Self);
                break;
            case GroupsProtocol.ICommand call:
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
            case GroupsProtocol.GetList get:
                OnGetList(get.Promise);
                break;
            case GroupsProtocol.GetCommunities get:
                GetCommunities([], get.Promise, offset: 0);
                break;
            case GroupsProtocol.GetProfile get:
                OnGetProfile(get);
                break;
            case GroupsProtocol.Create create:
                OnCreate(create);
                break;
            case GroupsProtocol.Dismiss dismiss:
                OnDismiss(dismiss);
                break;
            case GroupsProtocol.Update update:
                OnUpdate(update);
                break;
            case GroupsProtocol.Join join:
                OnJoin(join);
                break;
            case GroupsProtocol.JoinAnonymously join:
                OnJoinAnonymously(join);
                break;
            case GroupsProtocol.StartPolling start:
                OnStartPolling(start);
                break;
            case GroupsProtocol.StopPolling stop:
                OnStopPolling(stop);
                break;
            case GroupsProtocol.Quit quit:
                OnQuit(quit.GroupId, quit.Promise);
                break;
            case GroupsProtocol.Search search:
                OnSearch(search);
                break;
            case GroupsProtocol.ChangeOwner change:
                OnChangeOwner(change);
                break;
            case GroupsProtocol.GetApplications get:
                OnGetApplications(get);
                break;
            case GroupsProtocol.HandleApplication handle:
                OnHandleApplication(handle);
                break;
            case GroupsProtocol.HandleNotice handle:
                OnHandleNotice(handle);
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
        _open.Clear();
        _open.TrimExcess();
        _client.Groups = ImmutableDictionary<string, Group>.Empty;
        _listChanged = false;
        _publishedAt = 0;
        _later = null;
        _isWakeAsked = false;
        ForgetSync();
        ForgetOutdated();
        ForgetRooms();
        Become(Stopped);
    }

    private void EnterStarted(string userId)
    {
        EnterStopped();
        _me = userId;
        Become(Started);
        BeginSync();
    }

    private void OnSyncAgain()
    {
        foreach (var child in _open.Values)
        {
            child.Tell(GroupActor.Reconnected.Instance, Self);
        }

        RestartPolls();
        JoinAgain();
        RetrySync();

        // No list of conversations tells whether something was missed of these.
        FetchAgain([.. _client.Groups.Values.Where(static group => group.IsSupportTopic).Select(static group => group.GroupId), .. _outdated ?? []]);
    }

    private void OnTick()
    {
        _isWakeAsked = false;
        if (_listChanged)
        {
            ListHasChanged();
        }

        FetchLater();
        RetrySync();
        RetryOutdated();
    }

    private Group? Known(string groupId) => _client.Groups.GetValueOrDefault(groupId);

    private Group Put(Group group)
    {
        _client.Groups = _client.Groups.SetItem(group.GroupId, group);
        _addedMeanwhile?.Add(group.GroupId);
        _leftMeanwhile?.Remove(group.GroupId);
        return group;
    }

    /// <summary>Changes a group that is known.</summary>
    private void Change(string groupId, Func<Group, Group> change)
    {
        if (Known(groupId) is { } known && change(known) is var changed && changed != known)
        {
            _client.Groups = _client.Groups.SetItem(groupId, changed);
            Tell(changed);
        }
    }

    private void Tell(params Group[] groups) => _conversations.Tell(new ConversationsProtocol.GroupsChanged(groups), Self);

    /// <summary>This account is no longer in a group.</summary>
    private void Leave(string groupId)
    {
        if (Known(groupId) is null && !IsJoinedRoom(groupId))
        {
            // The list that is being fetched may still have it.
            _leftMeanwhile?.Add(groupId);
            return;
        }

        var wasRoom = LeaveRoom(groupId) || Known(groupId)?.IsRoom == true;
        _client.Groups = _client.Groups.Remove(groupId);
        _addedMeanwhile?.Remove(groupId);
        _leftMeanwhile?.Add(groupId);
        if (_open.Remove(groupId, out var child))
        {
            child.Tell(PoisonPill.Instance, Self);
        }

        _conversations.Tell(new ConversationsProtocol.GroupLeft(groupId, wasRoom), Self);
        ListHasChanged();
    }

    private ImmutableArray<Group> List() =>
    [
        .. _client.Groups.Values.Where(static group => group.Type != GroupTypes.Live).OrderByDescending(static group => group.LastMessageTime).ThenBy(static group => group.GroupId, StringComparer.Ordinal),
    ];

    /// <summary>The list is told at once, then at most once a second, with what holds at that moment.</summary>
    private void ListHasChanged()
    {
        _listChanged = true;
        if (_me.Length == 0 || !_isListed)
        {
            return;
        }

        if (_publishedAt == 0 || _client.Options.Time.GetElapsedTime(_publishedAt) >= EventInterval)
        {
            _listChanged = false;
            _publishedAt = _client.Options.Time.GetTimestamp();
            _client.Publish(new GroupListUpdated(SdkAppId, _me, List()));
        }
        else if (!_isWakeAsked)
        {
            _isWakeAsked = true;
            _client.Wheel.WakeAfter((int)EventInterval.TotalSeconds, Self);
        }
    }
}
