using Akka.Actor;
using Akka.Event;
using Chat.Actors.App;
using Chat.Actors.Connection;
using Chat.Protocol.Commands;
using Chat.Protocol.Errors;
using Chat.Protocol.Groups;

namespace Chat.Actors.Groups;

/// <summary>
/// An open group: members that were asked for, attributes, counters, number of members online, topics. When nobody has used it for a while it forgets the
/// members, and asks to leave if that was all. Parent: the account's groups.
/// <code>
/// Open ─idle, LeaveWhenDone→ Leaving ─last answer→ stopped
/// </code>
/// </summary>
internal sealed partial class GroupActor : UntypedActor
{
    private static readonly TimeSpan IdleTime = TimeSpan.FromMinutes(10);

    private readonly ClientContext _client;
    private readonly SessionMark _session;
    private readonly IActorRef _connection;
    private readonly IActorRef _profiles;
    private readonly string _me;
    private readonly string _groupId;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private List<IPromise>? _open;
    private string? _roomKey;
    private bool _isJoinedRoom;
    private int _underWay;
    private bool _isLeaving;

    public GroupActor(ClientContext client, SessionMark session, IActorRef connection, IActorRef profiles, string me, string groupId)
    {
        _client = client;
        _session = session;
        _connection = connection;
        _profiles = profiles;
        _me = me;
        _groupId = groupId;
        SetReceiveTimeout(IdleTime);
    }

    private uint SdkAppId => _client.Options.SdkAppId;

    private Group? Group => _client.Groups.GetValueOrDefault(_groupId);

    private bool IsRoom => _isJoinedRoom || Group?.IsRoom == true;

    public static Props Props(ClientContext client, SessionMark session, IActorRef connection, IActorRef profiles, string me, string groupId) =>
        Akka.Actor.Props.Create(() => new GroupActor(client, session, connection, profiles, me, groupId));

    /// <summary>Answers that are under way reach nobody; those who wait for them are told.</summary>
    protected override void PostStop()
    {
        foreach (var promise in _open ?? [])
        {
            promise.Fail(new ChatError(ErrorCodes.NotReady, "the session has ended, or the group was left"));
        }
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case GroupsProtocol.IGroupCall call when _session.IsOver:
                _client.Calls.TryFail(call, new ChatError(ErrorCodes.NotReady, "the session has ended"));
                break;
            case GroupsProtocol.IGroupCall call:
                Guard(call);
                break;
            case GroupsProtocol.ITopicNews or INews when _session.IsOver:
                break;
            case GroupsProtocol.ITopicNews news:
                OnTopicNews(news);
                break;
            case INews news:
                Guard(news);
                break;
            case Continuation continuation:
                continuation.Run();
                break;
            case ReceiveTimeout:
                OnIdle();
                break;
            case LeaveWhenDone:
                _isLeaving = true;
                StopIfDone();
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void OnCall(GroupsProtocol.IGroupCall call)
    {
        switch (call)
        {
            case GroupsProtocol.GetMembers get:
                OnGetMembers(get);
                break;
            case GroupsProtocol.GetMemberProfiles get:
                OnGetMemberProfiles(get);
                break;
            case GroupsProtocol.AddMembers add:
                OnAddMembers(add);
                break;
            case GroupsProtocol.DeleteMembers delete:
                OnDeleteMembers(delete);
                break;
            case GroupsProtocol.ModifyMember modify:
                OnModifyMember(modify);
                break;
            case GroupsProtocol.MarkMembers mark:
                OnMarkMembers(mark);
                break;
            case GroupsProtocol.GetOnlineCount get:
                OnGetOnlineCount(get);
                break;
            case GroupsProtocol.SetAttributes set:
                OnSetAttributes(set);
                break;
            case GroupsProtocol.DeleteAttributes delete:
                OnDeleteAttributes(delete);
                break;
            case GroupsProtocol.GetAttributes get:
                OnGetAttributes(get);
                break;
            case GroupsProtocol.ChangeCounters change:
                OnChangeCounters(change);
                break;
            case GroupsProtocol.GetCounters get:
                OnGetCounters(get);
                break;
            default:
                OnTopicCall(call);
                break;
        }
    }

    /// <summary>A defect, or an argument that nobody has thought of, fails that call only.</summary>
    private void Guard(GroupsProtocol.IGroupCall call)
    {
        try
        {
            OnCall(call);
        }
        catch (Exception e) when (Faults.IsOfItsWork(e) && _client.Calls.TryFail(call, new ChatError(ErrorCodes.InvalidOperation, "the call could not be made: " + e.Message)))
        {
            // Who called has been told.
        }
    }

    /// <summary>News that are not what the contract says cost nobody anything.</summary>
    private void Guard(INews news)
    {
        try
        {
            OnNews(news);
        }
        catch (Exception e) when (Faults.IsOfItsWork(e))
        {
            _log.Warning("A push was dropped: {0}", e.Message);
        }
    }

    private void OnNews(INews news)
    {
        switch (news)
        {
            case RoomJoined joined:
                _isJoinedRoom = true;
                _roomKey = joined.Key;
                ForgetCounters();
                if (joined.IsAgain)
                {
                    // What is known tells what was deleted meanwhile.
                    DistrustAttributes();
                }
                else
                {
                    ForgetAttributes();
                }

                break;
            case ReceiveOptionSet set:
                OnReceiveOptionSet(set);
                break;
            case Reconnected:
                _members = null;
                DistrustAttributes();
                RefreshTopics();
                break;
            case MembersGone gone:
                ForgetMembers(gone.UserIds);
                break;
            case RoleChanged changed:
                ChangeMembers(changed.UserIds, member => member with { Role = changed.Role });
                break;
            case Muted muted:
                OnMuted(muted.Members);
                break;
            case OnlineCount count:
                OnOnlineCount(count);
                break;
            case AttributesPushed pushed:
                OnAttributesPushed(pushed.Change);
                break;
            case CountersPushed pushed:
                OnCountersPushed(pushed.Change);
                break;
            default:
                OnTopicPush(news);
                break;
        }
    }

    /// <summary>What tells changes from what was known must stay; what is only asked for again may go.</summary>
    private void OnIdle()
    {
        _members = null;
        if (!_isJoinedRoom && !HoldsAttributes && !HoldsTopics)
        {
            Context.Parent.Tell(new Idle(_groupId), Self);
        }
    }

    private void StopIfDone()
    {
        if (_isLeaving && _underWay == 0)
        {
            Context.Stop(Self);
        }
    }

    /// <summary>Something about the group itself has changed.</summary>
    private void ChangeGroup(Func<Group, Group> change) => Context.Parent.Tell(new Changed(_groupId, change), Self);

    /// <summary>Calls the server for a promise, which fails with an error and also if the group ends before the answer.</summary>
    private void Call<TRequest, TReply>(Command<TRequest, TReply> command, TRequest request, IPromise promise, Action<TReply> then)
        where TReply : Reply
    {
        (_open ??= []).Add(promise);
        Call(command, request, (reply, error) =>
        {
            _open.Remove(promise);
            if (error is not null)
            {
                promise.Fail(error);
            }
            else
            {
                then(reply!);
            }
        });
    }

    private void Call<TRequest, TReply>(Command<TRequest, TReply> command, TRequest request, Action<TReply?, ChatError?> then)
        where TReply : Reply
    {
        _underWay++;
        var isAnswered = false;
        _connection.Call(Self, command, request, (reply, error) =>
        {
            // A reply that is found to be wrong while it is read is answered once more, as an error.
            if (!isAnswered)
            {
                isAnswered = true;
                _underWay--;
            }

            then(reply, error);
            StopIfDone();
        });
    }

    /// <summary>Told to the parent.</summary>
    internal interface IEvent : INoSerializationVerificationNeeded;

    /// <summary>Told by the parent: what pushes say. It is nobody's use of the group.</summary>
    internal interface INews : INoSerializationVerificationNeeded, INotInfluenceReceiveTimeout;

    internal sealed record Changed(string GroupId, Func<Group, Group> Change) : IEvent;

    /// <summary>Nobody has used it for a while. What the parent has told it by then it still does, up to <see cref="LeaveWhenDone"/>.</summary>
    internal sealed record Idle(string GroupId) : IEvent;

    internal sealed record Stopped(string GroupId, IActorRef Child) : IEvent;

    /// <summary>Nothing more comes from the parent.</summary>
    internal sealed record LeaveWhenDone : INoSerializationVerificationNeeded
    {
        public static LeaveWhenDone Instance { get; } = new();
    }

    /// <param name="Key">Echoed with attributes and counters; null for none.</param>
    /// <param name="IsAgain">The room was not left in between.</param>
    internal sealed record RoomJoined(string? Key, bool IsAgain = false) : INews;

    internal sealed record Reconnected : INews
    {
        public static Reconnected Instance { get; } = new();
    }

    internal sealed record MembersGone(IReadOnlyList<string> UserIds) : INews;

    internal sealed record RoleChanged(IReadOnlyList<string> UserIds, string Role) : INews;

    internal sealed record Muted(IReadOnlyList<GroupMemberMute> Members) : INews;

    internal sealed record OnlineCount(int Count, int ExpireTime) : INews;

    internal sealed record AttributesPushed(GroupAttributeChange Change) : INews;

    internal sealed record CountersPushed(GroupCounterChange Change) : INews;
}
