using System.Collections.Immutable;
using System.Globalization;
using Akka.Actor;
using Akka.Event;
using Chat.Actors.App;
using Chat.Actors.Connection;
using Chat.Actors.Events;
using Chat.Actors.Messages;
using Chat.Actors.Profiles;
using Chat.Protocol.Conversations;
using Chat.Protocol.Errors;

namespace Chat.Actors.Conversations;

/// <summary>
/// The conversation list of one account: order, gaps and unread of each conversation, last messages, read state. A message is raised once and in the order
/// of its conversation whatever way it comes: push, sync after a reconnect, history that fills a hole. Messages themselves live in a child per
/// open conversation. Parent: the account.
/// <code>
/// Stopped ─Start→ Started (listing ─last page→ listed) ─Forget→ Stopped
/// </code>
/// </summary>
internal sealed partial class ConversationsActor : SessionActor
{
    private static readonly TimeSpan EventInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(5);

    private readonly ClientContext _client;
    private readonly IActorRef _connection;
    private readonly IActorRef _profiles;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Dictionary<string, ConversationEntry> _entries = new(0, StringComparer.Ordinal);
    private readonly Dictionary<string, IActorRef> _open = new(0, StringComparer.Ordinal);
    private string _me = "";
    private int _reopened;
    private bool _listChanged;

    /// <summary>A tick that will tell the list is on its way.</summary>
    private bool _isWakeAsked;

    private long _publishedAt;
    private long _publishedUnread;

    /// <summary>Messages of one frame, which are told together; null outside of a frame.</summary>
    private List<ChatMessage>? _raised;

    public ConversationsActor(ClientContext client, IActorRef connection, IActorRef profiles)
        : base(client, connection)
    {
        _client = client;
        _connection = connection;
        _profiles = profiles;
    }

    private uint SdkAppId => _client.Options.SdkAppId;

    public static Props Props(ClientContext client, IActorRef connection, IActorRef profiles) =>
        Akka.Actor.Props.Create(() => new ConversationsActor(client, connection, profiles));

    /// <summary>A defect in a conversation is one of the account's: its calls fail and it starts anew.</summary>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Escalate);

    protected override void PreStart() => Become(Stopped);

    protected override void OnReceive(object message) => Unhandled(message);

    private void Stopped(object message)
    {
        switch (message)
        {
            case ConversationsProtocol.Start start:
                EnterListing(start.UserId);
                break;
            case ConversationsProtocol.RoomMessages room:
                // Somebody who is not logged in can watch live rooms.
                OnRoomMessages(room);
                break;
            case ConversationsProtocol.SendGroupCreated or ConversationsProtocol.GroupsChanged or ConversationsProtocol.TopicFetched or ConversationsProtocol.TopicsEnded:
                break;
            case ConversationsProtocol.GroupLeft left:
                OnGroupLeft(left.GroupId, left.IsRoom);
                break;
            case ConversationActor.Idle idle:
                OnIdle(idle);
                break;
            case ConversationActor.Stopped stopped:
                OnStopped(stopped);
                break;
            case Continuation or Tick or ConversationsProtocol.Forget or ConversationsProtocol.SyncAgain or ConnectionProtocol.IEvent or ProfilesProtocol.Found or ConversationActor.IEvent:
                // Of a session that has ended.
                (message as Continuation)?.Run();
                break;
            case ConversationsProtocol.GetProfile get:
                get.Promise.Fail(new ChatError(ErrorCodes.NotReady, "the session has ended"));
                break;
            default:
                Guard(message, OnCall);
                break;
        }
    }

    /// <summary>Until the list is complete messages wait for it. A first sync that never came to an end begins again; what has arrived since still waits for its list.</summary>
    private void Started(object message)
    {
        switch (message)
        {
            case ConnectionProtocol.Pushed pushed:
                OnPush(pushed.Event, isMissed: false);
                break;
            case Continuation continuation:
                continuation.Run();
                break;
            case ConversationsProtocol.SyncAgain again:
                _position = again.FromTheBeginning ? new GetConversationPage() : _position;
                BeginSync();
                break;
            case ConnectionProtocol.SyncAsked:
                GetMissed(online: true);
                break;
            case ConversationsProtocol.RoomMessages room:
                OnRoomMessages(room);
                break;
            case ConversationsProtocol.SendGroupCreated created:
                OnSendGroupCreated(created);
                break;
            case ConversationsProtocol.GroupsChanged changed:
                OnGroupsChanged(changed.Groups);
                break;
            case ConversationsProtocol.TopicFetched fetched:
                OnTopicFetched(fetched.Topic);
                break;
            case ConversationsProtocol.TopicsEnded ended:
                OnTopicsEnded(ended.TopicIds);
                break;
            case ConversationsProtocol.GroupLeft left:
                OnGroupLeft(left.GroupId, left.IsRoom);
                break;
            case ConversationsProtocol.Forget:
                EnterStopped();
                _client.DisablesPullOnInvite = false;
                break;
            case ConversationsProtocol.Start start:
                EnterListing(start.UserId);
                break;
            case Tick:
                OnTick();
                break;
            case ConversationActor.IEvent when IsOfFormerSession():
                break;
            case ProfilesProtocol.Found found:
                OnProfile(found);
                break;
            case ConversationActor.LastFound found:
                OnLastFound(found);
                break;
            case ConversationActor.Idle idle:
                OnIdle(idle);
                break;
            case ConversationActor.Stopped stopped:
                OnStopped(stopped);
                break;
            default:
                Guard(message, OnCall);
                break;
        }
    }

    private void OnCall(object message)
    {
        switch (message)
        {
            case ConversationsProtocol.Send send:
                OnSend(send);
                break;
            case ConversationsProtocol.NotSent failed:
                OnNotSent(failed.Send, failed.Error);
                break;
            case ConversationsProtocol.GetList get:
                get.Promise.TrySetResult([.. List().Where(get.Accepts)]);
                break;
            case ConversationsProtocol.MarkRead mark:
                OnMarkRead(mark);
                break;
            case ConversationsProtocol.GetProfile get:
                OnGetProfile(get);
                break;
            case ConversationsProtocol.IHistoryCall call:
                OnGetHistory(call);
                break;
            case ConversationsProtocol.IMessageCall call:
                OnMessageCall(call);
                break;
            case ConversationsProtocol.IListCall call:
                OnListCall(call);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void EnterStopped()
    {
        EndSession();
        _me = "";
        _open.Clear();
        _open.TrimExcess();
        _entries.Clear();
        _entries.TrimExcess();
        _raised = null;
        ForgetSync();
        ForgetGroupSync();
        ForgetGroups();
        ForgetProfileCalls();
        _ownIds = null;
        _changedUnderWay = null;
        _client.Messages.Clear();
        _client.TotalUnread = 0;
        _publishedUnread = 0;
        _publishedAt = 0;
        _isWakeAsked = false;
        _listChanged = false;
        Become(Stopped);
    }

    private void EnterListing(string userId)
    {
        EnterStopped();
        _me = userId;
        _loginTime = _client.ServerTime / 1000;
        Become(Started);
        BeginSync();
    }

    private void EnterListed()
    {
        _isListed = true;
        PublishList();
        TakeWaiting();
    }

    private void OnTick()
    {
        _isWakeAsked = false;
        if (_listChanged)
        {
            ListHasChanged();
        }

        FillAgain(static entry => entry.WaitsForLimit);
        RetrySync();
    }

    /// <summary>What is known of a conversation, in the list or not.</summary>
    private ConversationEntry Known(string conversationId)
    {
        if (!_entries.TryGetValue(conversationId, out var entry))
        {
            entry = new ConversationEntry(ChannelOf(conversationId));
            Seed(entry);
            _entries.Add(conversationId, entry);
        }

        return entry;
    }

    private ConversationEntry KnownUser(string userId) => Known(ConversationIds.OfUser(userId));

    /// <summary>A conversation of the list, or of a topic.</summary>
    private ConversationEntry? Reachable(string conversationId) =>
        Listed(conversationId) ?? (_entries.TryGetValue(conversationId, out var entry) && entry.Channel.Type == ConversationType.Topic ? entry : null);

    private ConversationEntry? Listed(string? conversationId) =>
        conversationId is not null && _entries.TryGetValue(conversationId, out var entry) && entry.IsListed ? entry : null;

    private Channel ChannelOf(string conversationId) => _entries.TryGetValue(conversationId, out var entry)
        ? entry.Channel
        : conversationId == ConversationIds.System ? new SystemChannel(_me)
        : ConversationIds.GroupIn(conversationId) is { } target ? new GroupChannel(_me, target)
        : new C2CChannel(_me, ConversationIds.UserOf(conversationId));

    /// <summary>A conversation of the list, new if need be.</summary>
    private ConversationEntry Entry(string conversationId)
    {
        var entry = Known(conversationId);
        Appear(entry);
        return entry;
    }

    /// <summary>Topics are conversations, but not in the list.</summary>
    private void Appear(ConversationEntry entry)
    {
        if (!entry.IsListed && entry.Channel.Type != ConversationType.Topic)
        {
            entry.IsListed = true;
            if (_isListed)
            {
                Introduce(entry);
            }
        }
    }

    /// <summary>It is no longer in the list. A message that comes later brings it back, and is not taken for a hole.</summary>
    private void Disappear(ConversationEntry entry)
    {
        entry.Delete();
        OpenChild(entry.ConversationId)?.Tell(ConversationActor.Clear.Instance, Self);
        ListHasChanged();
    }

    private IActorRef? OpenChild(string conversationId) => _open.GetValueOrDefault(conversationId);

    private IActorRef Open(string conversationId) => OpenChild(conversationId) ?? MakeChild(conversationId);

    private IActorRef MakeChild(string conversationId)
    {
        var child = Context.ActorOf(ConversationActor.Props(_client, Session, _connection, _profiles, _me, ChannelOf(conversationId)), ChildName(conversationId));
        _open.Add(conversationId, child);
        Context.WatchWith(child, new ConversationActor.Stopped(conversationId, child));
        if (_entries.TryGetValue(conversationId, out var entry) && entry.PeerReadTime > 0)
        {
            child.Tell(new ConversationActor.PeerRead(entry.PeerReadTime));
        }

        return child;
    }

    /// <summary>An idle conversation leaves once it has done what it was told; whoever needs it from now on gets a new one.</summary>
    private void OnIdle(ConversationActor.Idle idle)
    {
        if (OpenChild(idle.ConversationId) is { } child && child.Equals(Sender))
        {
            _open.Remove(idle.ConversationId);
            child.Tell(ConversationActor.Leave.Instance, Self);
        }
    }

    private void OnStopped(ConversationActor.Stopped stopped)
    {
        if (stopped.Child.Equals(OpenChild(stopped.ConversationId)))
        {
            _open.Remove(stopped.ConversationId);
        }
    }

    /// <summary>A former child may still be leaving: then the name carries a number.</summary>
    private string ChildName(string conversationId)
    {
        var name = Uri.EscapeDataString(conversationId);
        return Context.Child(name).IsNobody() ? name : string.Create(CultureInfo.InvariantCulture, $"{name};{++_reopened}");
    }

    private ImmutableArray<Conversation> List() =>
    [
        .. _entries.Values.Where(static entry => entry.IsListed)
            .OrderByDescending(entry => entry.IsPinned).ThenByDescending(entry => entry.Last?.Time ?? 0).ThenBy(entry => entry.ConversationId, StringComparer.Ordinal)
            .Select(entry => entry.ToConversation()),
    ];

    /// <summary>Events of the list leave at once, then at most once a second, with what holds at that moment.</summary>
    private void ListHasChanged()
    {
        _listChanged = true;
        _client.TotalUnread = _entries.Values.Sum(static entry => entry is { IsListed: true, RemindType: RemindType.AcceptAndNotify, Channel: not SystemChannel } ? entry.Unread.Value : 0);
        if (!_isListed)
        {
            return;
        }

        if (_publishedAt == 0 || _client.Options.Time.GetElapsedTime(_publishedAt) >= EventInterval)
        {
            PublishList();
        }
        else if (!_isWakeAsked)
        {
            _isWakeAsked = true;
            _client.Wheel.WakeAfter((int)EventInterval.TotalSeconds, Self);
        }
    }

    private void PublishList()
    {
        _listChanged = false;
        _publishedAt = _client.Options.Time.GetTimestamp();
        _client.Publish(new ConversationListUpdated(SdkAppId, _me, List(), _isListed));
        var total = _client.TotalUnread;
        if (total != _publishedUnread)
        {
            _publishedUnread = total;
            _client.Publish(new TotalUnreadMessageCountUpdated(SdkAppId, _me, total));
        }
    }
}
