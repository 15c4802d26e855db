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
using Chat.Protocol.Frames;
using Chat.Protocol.Messages;
using Chat.Protocol.Push;

namespace Chat.Actors.Conversations;

/// <summary>
/// The conversation list of one account: order, gaps and unread of each conversation, last messages, read state. A message is raised once and in the order
/// of its conversation whatever way it comes: push, sync after a reconnect, history that fills a hole. Messages themselves live in a child per
/// open conversation. Parent: the account.
/// </summary>
internal sealed class ConversationsActor : UntypedActor
{
    private const int MaxBehindHole = 1000;
    private const int MaxWaiting = 10_000;
    private const int MaxOwnKeys = 256;
    private const int FillPage = 15;

    /// <summary>Seconds.</summary>
    private const int EventInterval = 1;

    /// <summary>Seconds until the list is asked for again that a login could not get.</summary>
    private const int ListRetryInterval = 5;

    private readonly ClientContext _client;
    private readonly IActorRef _connection;
    private readonly IActorRef _profiles;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Dictionary<string, ConversationEntry> _entries = new(StringComparer.Ordinal);
    private readonly HashSet<(string From, long Sequence, long Random)> _ownKeys = [];
    private readonly Queue<(string From, long Sequence, long Random)> _ownKeyOrder = new();
    private readonly List<WireMessage> _waiting = [];
    private string _me = "";
    private string _cookie = "";
    private GetConversationPage _position = new();
    private int _session;
    private bool _listed;
    private bool _listFailed;
    private bool _listChanged;
    private bool _throttled;
    private long _publishedUnread;

    public ConversationsActor(ClientContext client, IActorRef connection, IActorRef profiles)
    {
        _client = client;
        _connection = connection;
        _profiles = profiles;
    }

    private uint SdkAppId => _client.Options.SdkAppId;

    public static Props Props(ClientContext client, IActorRef connection, IActorRef profiles) =>
        Akka.Actor.Props.Create(() => new ConversationsActor(client, connection, profiles));

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Restart);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case ConnectionProtocol.Pushed pushed:
                OnPush(pushed.Event);
                break;
            case Continuation continuation:
                continuation.Run();
                break;
            case ConversationsProtocol.Send send:
                OnSend(send);
                break;
            case ConversationsProtocol.GetList get:
                get.Promise.TrySetResult(List());
                break;
            case ConversationsProtocol.MarkRead mark:
                OnMarkRead(mark);
                break;
            case ConversationsProtocol.GetProfile get:
                OnGetProfile(get);
                break;
            case ConversationsProtocol.GetPage { Peer: var peer }:
                OnGetHistory(peer, message);
                break;
            case ConversationsProtocol.GetHoppingPage { Peer: var peer }:
                OnGetHistory(peer, message);
                break;
            case ConversationsProtocol.Start start:
                OnStart(start.UserId);
                break;
            case ConversationsProtocol.SyncAgain:
                OnSyncAgain();
                break;
            case ConnectionProtocol.SyncAsked:
                GetMissed(online: true);
                break;
            case ConversationsProtocol.Forget:
                OnForget();
                break;
            case Tick:
                OnTick();
                break;
            case ProfilesProtocol.Found found:
                OnProfile(found);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void OnTick()
    {
        _throttled = false;
        PublishList();
        if (_listFailed && _client.Snapshot.IsReady)
        {
            _listFailed = false;
            GetList();
        }
    }

    private void OnStart(string userId)
    {
        OnForget();
        _me = userId;
        GetList();
        GetMissed(online: false);
    }

    private void OnForget()
    {
        _session++;
        foreach (var child in Context.GetChildren())
        {
            Context.Stop(child);
        }

        _entries.Clear();
        _ownKeys.Clear();
        _ownKeyOrder.Clear();
        _waiting.Clear();
        _client.Messages.Clear();
        _cookie = "";
        _position = new GetConversationPage();
        _listed = false;
        _listFailed = false;
        _publishedUnread = 0;
    }

    private void OnSyncAgain()
    {
        // If the first sync never came to an end, what has arrived since still waits for its list.
        GetList();
        GetMissed(online: false);
    }

    /// <summary>The list, page by page; after the first time only what has changed since.</summary>
    private void GetList() => Call(ConversationCommands.GetPage, _position with { Account = _me }, (reply, error) =>
    {
        if (error is not null)
        {
            _log.Warning("The conversation list could not be fetched: {0}", error.Code);
            if (!_listed && _client.Snapshot.IsReady)
            {
                // Messages wait for the list, so it has to come.
                _listFailed = true;
                _client.Wheel.WakeAfter(ListRetryInterval, Self);
            }

            return;
        }

        foreach (var item in reply!.SessionItem)
        {
            OnListed(item);
        }

        _position = new GetConversationPage
        {
            TimeStamp = reply.TimeStamp,
            StartIndex = reply.StartIndex,
            TopTimeStamp = reply.TopTimeStamp,
            TopStartIndex = reply.TopStartIndex,
        };
        ListHasChanged();
        if (reply.CompleteFlag != 1)
        {
            GetList();
            return;
        }

        if (!_listed)
        {
            _listed = true;
            Context.Parent.Tell(ConversationsProtocol.ListSynced.Instance);
            PublishList();
            foreach (var waiting in _waiting)
            {
                Take(waiting);
            }

            _waiting.Clear();
        }
    });

    private void OnListed(WireConversation item)
    {
        if (item.Type != ConversationTypes.C2C || item.Peer.Length == 0)
        {
            return;
        }

        var isKnown = _entries.TryGetValue(item.Peer, out var entry);
        entry ??= Add(item.Peer);
        if (!isKnown && !_listed)
        {
            entry.Baseline = item.MsgOrder;
        }

        entry.Nick = item.C2cNick ?? entry.Nick;
        entry.Avatar = item.C2cImage ?? entry.Avatar;
        if (item.LastMsg is { MsgBody: [var first, ..] } last && item.MsgTime >= entry.LastTime)
        {
            entry.LastTime = item.MsgTime;
            entry.Last = new LastMessage(
                item.LastFrom ?? "", item.MsgTime, item.MsgSeq, first.MsgType, MessageBody.Read(first), last.CloudCustomData, IsPeerRead: false);
        }

        entry.PeerHasRead(item.C2cPeerReadTime);
    }

    private void GetMissed(bool online) => Call(
        MessageCommands.GetMissed,
        new GetMissedMessages { Cookie = _cookie, IsOnlineSync = online ? 1 : 0 },
        (reply, error) =>
        {
            if (error is not null || reply!.Cookie.Length == 0)
            {
                _log.Warning("Missed messages could not be fetched: {0}", error?.Code ?? 0);
                return;
            }

            var isFirst = _cookie.Length == 0;
            _cookie = reply.Cookie;
            if (!isFirst)
            {
                // At login the list is new anyway; what is in it was not missed by anybody.
                foreach (var message in reply.MsgList)
                {
                    TakeOrWait(message);
                }
            }

            foreach (var count in reply.C2CPairUnreadCount)
            {
                Entry(count.Peer).Unread.Set(count.Count, count.MsgOrder);
            }

            ListHasChanged();
            if (reply.SyncFlag != MissedMessagesReply.End)
            {
                GetMissed(online);
            }
        });

    private void OnPush(PushEvent pushed)
    {
        try
        {
            if (pushed.Is(Pushes.C2CMessages, out var messages))
            {
                foreach (var message in messages)
                {
                    TakeOrWait(message);
                }
            }
            else if (pushed.Is(Pushes.C2CNotifications, out var notifications))
            {
                foreach (var notification in notifications)
                {
                    OnNotification(notification);
                }
            }
        }
        catch (Exception e) when (e is FrameException or NullReferenceException or ArgumentNullException)
        {
            // Not what the contract says, or nulls where it has values.
            _log.Warning("A push was dropped: {0}", e.Message);
        }
    }

    private void OnNotification(C2CNotification notification)
    {
        foreach (var time in notification.C2cReadedReceipt?.UinPairReadArray ?? [])
        {
            if (_entries.TryGetValue(notification.C2cReadedReceipt!.Reader, out var entry))
            {
                entry.PeerHasRead(time.LastReadTime);
                OpenChild(entry.Peer)?.Tell(new ConversationActor.PeerRead(time.LastReadTime));
                ListHasChanged();
            }
        }

        foreach (var time in notification.ReadC2cMsgNotify?.UinPairReadArray ?? [])
        {
            if (time.Peer is { } peer && _entries.TryGetValue(peer, out var entry))
            {
                OnReadUpTo(entry, time.MsgOrder == 0 ? entry.Newest : time.MsgOrder);
            }
        }
    }

    private void OnReadUpTo(ConversationEntry entry, long order)
    {
        if (!entry.Unread.ReadUpTo(order))
        {
            GetMissed(online: true);
        }

        ListHasChanged();
    }

    private void TakeOrWait(WireMessage message)
    {
        if (_listed)
        {
            Take(message);
        }
        else if (_waiting.Count < MaxWaiting)
        {
            _waiting.Add(message);
        }
        else
        {
            RaiseGap("messages arrived faster than the conversation list");
        }
    }

    private void Take(WireMessage wire)
    {
        if (MessageBody.ToMessage(wire, _me) is { } message)
        {
            Take(Entry(message.Flow == MessageFlow.In ? message.From : message.To), message, isRepair: false);
        }
    }

    /// <summary>Puts a message into its place: raises it, drops it as known, or keeps it behind a hole that is being filled.</summary>
    private void Take(ConversationEntry entry, ChatMessage message, bool isRepair)
    {
        if (message.Order == 0)
        {
            if (entry.IsNew(message.Key) && !_ownKeys.Contains(message.Key))
            {
                Raise(entry, message);
            }

            return;
        }

        if (message.Order <= entry.Raised)
        {
            return;
        }

        if (isRepair || (entry.BehindHole is null && message.Order <= entry.Newest + 1))
        {
            entry.Raised = message.Order;
            if (!_ownKeys.Contains(message.Key))
            {
                Raise(entry, message);
            }

            return;
        }

        if (entry.BehindHole is not { } behind)
        {
            entry.BehindHole = new SortedDictionary<long, ChatMessage> { [message.Order] = message };
            Fill(entry);
        }
        else if (behind.Count < MaxBehindHole)
        {
            behind[message.Order] = message;
        }
    }

    /// <summary>Fetches what is missing before the messages that wait. What the server does not have there was never for this account.</summary>
    private void Fill(ConversationEntry entry) => Call(
        MessageCommands.GetHistory,
        new GetHistory
        {
            Peer = entry.Peer,
            MaxCnt = FillPage,
            LastMsgTime = entry.LastTime,
            MsgKey = entry.Newest.ToString(CultureInfo.InvariantCulture),
            GetDirection = GetHistory.Newer,
        },
        (reply, error) =>
        {
            if (entry.BehindHole is not { } behind)
            {
                return;
            }

            if (error is not null)
            {
                RaiseGap($"messages of {entry.ConversationId} behind {entry.Newest} could not be fetched: {error.Code}");
            }

            foreach (var wire in reply?.MsgList ?? [])
            {
                if (MessageBody.ToMessage(wire, _me) is { } message)
                {
                    Take(entry, message, isRepair: true);
                }
            }

            while (behind.Count > 0 && behind.First() is var (order, next) && order <= entry.Newest + 1)
            {
                behind.Remove(order);
                Take(entry, next, isRepair: true);
            }

            // Between the messages that wait there may be another hole, or the server had not seen them yet when it answered.
            if (behind.Count > 0 && error is null && reply!.MsgList.Length > 0)
            {
                Fill(entry);
                return;
            }

            entry.BehindHole = null;
            foreach (var (_, message) in behind)
            {
                Take(entry, message, isRepair: true);
            }
        });

    private void Raise(ConversationEntry entry, ChatMessage message)
    {
        if (message.CountsAsUnread)
        {
            entry.Unread.Add(message.Order);
        }

        entry.Show(message);
        Open(entry.Peer).Tell(new ConversationActor.Keep(message));
        _client.Publish(new MessageReceived(SdkAppId, _me, [message]));
        ListHasChanged();
    }

    private void RaiseGap(string what) => _client.Publish(new ChatErrorRaised(SdkAppId, _me, ErrorCodes.UnexpectedReply, "gap: " + what));

    private void OnSend(ConversationsProtocol.Send send)
    {
        var message = send.Message;
        RememberOwn(message.Key);
        var options = send.Options;
        var request = new SendC2CMessage
        {
            From = _me,
            To = message.To,
            FromNick = message.Nick,
            FromAvatar = message.Avatar,
            MsgSeq = message.Sequence,
            MsgRandom = message.Random,
            MsgClientTime = message.ClientTime,
            MsgBody = MessageBody.Write(message.Type, message.Payload),
            CloudCustomData = message.CloudCustomData,
            MsgLifeTime = options.OnlineUserOnly ? 0 : null,
            SendMsgControl = options.OnlineUserOnly ? null : [.. Control(options)],
            IsNeedReadReceipt = message.NeedReadReceipt ? 1 : 0,
            SupportMessageExtension = message.IsSupportExtension ? 1 : 0,
            OfflinePushInfo = options.OnlineUserOnly ? OfflinePushInfo.OnlineOnly : options.OfflinePushInfo,
        };
        Call(MessageCommands.Send, request, (reply, error) =>
        {
            var sent = message with
            {
                Status = error is null ? MessageStatus.Success : MessageStatus.Fail,
                Time = reply?.MsgTime ?? 0,
                Order = reply?.MsgOrder ?? 0,
                IsOnlineOnly = options.OnlineUserOnly,
                IsExcludedFromUnreadCount = options.ExcludedFromUnreadCount,
                IsExcludedFromLastMessage = options.ExcludedFromLastMessage,
            };
            if (error is not null)
            {
                if (!options.OnlineUserOnly)
                {
                    Open(message.To).Tell(new ConversationActor.Keep(sent));
                }

                send.Promise.TrySetException(new ChatException(error));
                return;
            }

            if (!options.OnlineUserOnly)
            {
                var entry = Entry(message.To);
                Take(entry, sent, isRepair: false);
                entry.Show(sent);
                Open(message.To).Tell(new ConversationActor.Keep(sent));
                ListHasChanged();
            }

            send.Promise.TrySetResult(sent);
        });
    }

    private static IEnumerable<string> Control(SendOptions options)
    {
        if (options.ExcludedFromUnreadCount)
        {
            yield return SendMsgControl.NoUnreadName;
        }

        if (options.ExcludedFromLastMessage)
        {
            yield return SendMsgControl.NoLastMsgName;
        }
    }

    private void RememberOwn((string From, long Sequence, long Random) key)
    {
        if (!_ownKeys.Add(key))
        {
            return;
        }

        _ownKeyOrder.Enqueue(key);
        if (_ownKeyOrder.Count > MaxOwnKeys)
        {
            _ownKeys.Remove(_ownKeyOrder.Dequeue());
        }
    }

    private void OnMarkRead(ConversationsProtocol.MarkRead mark)
    {
        if (!_entries.TryGetValue(mark.Peer, out var entry) || entry.Unread.Value == 0)
        {
            mark.Promise.TrySetResult(true);
            return;
        }

        var order = entry.Newest;
        var request = new ReportRead
        {
            C2CMsgReaded = new ReadReport { C2CMsgReadedItem = [new ReadReportItem { Peer = mark.Peer, LastedMsgTime = entry.LastTime }] },
        };
        Call(MessageCommands.ReportRead, request, (_, error) =>
        {
            if (error is not null)
            {
                mark.Promise.TrySetException(new ChatException(error));
                return;
            }

            OnReadUpTo(entry, order);
            mark.Promise.TrySetResult(true);
        });
    }

    private void OnGetProfile(ConversationsProtocol.GetProfile get)
    {
        if (_entries.TryGetValue(get.Peer, out var known))
        {
            get.Promise.TrySetResult(known.ToConversation());
            return;
        }

        Call(
            Protocol.Profiles.ProfileCommands.GetAll,
            new Protocol.Profiles.GetProfiles { Account = _me, UserItem = [new Protocol.Profiles.ProfileQuery { User = get.Peer }] },
            (reply, error) =>
            {
                if (error is not null)
                {
                    get.Promise.TrySetException(new ChatException(error));
                }
                else if (reply!.UserProfileItem.Length == 0)
                {
                    get.Promise.TrySetException(new ChatException(ErrorCodes.UserOrGroupNotFound, "the user does not exist"));
                }
                else
                {
                    get.Promise.TrySetResult(Entry(get.Peer).ToConversation());
                }
            });
    }

    private ConversationEntry Entry(string peer)
    {
        if (_entries.TryGetValue(peer, out var known))
        {
            return known;
        }

        var entry = Add(peer);
        if (_listed)
        {
            Introduce(entry);
        }

        return entry;
    }

    private ConversationEntry Add(string peer)
    {
        var entry = new ConversationEntry(peer);
        _entries.Add(peer, entry);
        return entry;
    }

    /// <summary>The conversation's own actor answers; a read time that is not known yet is asked for first, as the SDK does.</summary>
    private void OnGetHistory(string peer, object call)
    {
        if (!_entries.TryGetValue(peer, out var entry) || entry.PeerReadTime == 0)
        {
            AskPeerReadTime(peer);
        }

        Open(peer).Forward(call);
    }

    private void AskPeerReadTime(string peer) => Call(MessageCommands.GetPeerReadTime, new GetPeerReadTime { Peers = [peer] }, (reply, _) =>
    {
        if (reply?.ReadTime is [var time, ..] && _entries.TryGetValue(peer, out var entry))
        {
            entry.PeerHasRead(time);
        }
    });

    /// <summary>What the SDK asks about a peer it meets for the first time (wire reference, conversations §1.1).</summary>
    private void Introduce(ConversationEntry entry)
    {
        AskPeerReadTime(entry.Peer);
        Call(MessageCommands.GetPeerMute, new GetPeerMute { Account = _me, Peers = [entry.Peer] }, static (_, _) => { });
        Call(
            ConversationCommands.SearchGroups,
            new SearchConversationGroups { Account = _me, ContactItem = [new ContactItem { Peer = entry.Peer }] },
            static (_, _) => { });
        _profiles.Tell(new ProfilesProtocol.Fetch(entry.Peer));
    }

    private void OnProfile(ProfilesProtocol.Found found)
    {
        if (found.Profile is { } profile && _entries.TryGetValue(found.UserId, out var entry))
        {
            entry.Nick = profile.Nick;
            entry.Avatar = profile.Avatar;
            ListHasChanged();
        }
    }

    private static IActorRef? OpenChild(string peer) => Context.Child(ChildName(peer)) is var child && child.IsNobody() ? null : child;

    private IActorRef Open(string peer) =>
        OpenChild(peer) ?? Context.ActorOf(ConversationActor.Props(_client, _connection, _me, peer), ChildName(peer));

    private static string ChildName(string peer) => Uri.EscapeDataString(ConversationIds.OfUser(peer));

    private ImmutableArray<Conversation> List() =>
    [
        .. _entries.Values
            .OrderByDescending(entry => entry.Last?.Time ?? 0).ThenBy(entry => entry.Peer, StringComparer.Ordinal)
            .Select(entry => entry.ToConversation()),
    ];

    /// <summary>Events of the list leave at once, then at most once a second, with what holds at that moment.</summary>
    private void ListHasChanged()
    {
        _listChanged = true;
        var total = _entries.Values.Sum(entry => entry.Unread.Value);
        if (total != _client.Snapshot.TotalUnread && _client.Snapshot.IsReady)
        {
            _client.Snapshot = _client.Snapshot with { TotalUnread = total };
        }

        if (!_throttled && _listed)
        {
            PublishList();
        }
    }

    private void PublishList()
    {
        if (!_listChanged || !_client.Snapshot.IsReady)
        {
            return;
        }

        _listChanged = false;
        _throttled = true;
        _client.Publish(new ConversationListUpdated(SdkAppId, _me, List(), _listed));
        var total = _client.Snapshot.TotalUnread;
        if (total != _publishedUnread)
        {
            _publishedUnread = total;
            _client.Publish(new TotalUnreadMessageCountUpdated(SdkAppId, _me, total));
        }

        _client.Wheel.WakeAfter(EventInterval, Self);
    }

    /// <summary>Calls the server; an answer that arrives after the session has ended belongs to nobody.</summary>
    private void Call<TRequest, TReply>(Protocol.Commands.Command<TRequest, TReply> command, TRequest request, Action<TReply?, ChatError?> then)
        where TReply : Protocol.Commands.Reply
    {
        var session = _session;
        _connection.Call(Self, command, request, (reply, error) =>
        {
            if (session == _session)
            {
                then(reply, error);
            }
            else
            {
                then(null, error ?? new ChatError(ErrorCodes.NotReady, "the session has ended"));
            }
        });
    }
}
