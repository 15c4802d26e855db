using System.Globalization;
using Akka.Actor;
using Chat.Actors.App;
using Chat.Actors.Connection;
using Chat.Actors.Events;
using Chat.Actors.Messages;
using Chat.Protocol.Errors;
using Chat.Protocol.Messages;

namespace Chat.Actors.Conversations;

/// <summary>
/// An open conversation: its newest messages in memory and its history pages. When nobody has used it for a while it asks to leave; what is lost then is
/// asked for again. Parent: the account's conversations.
/// <code>
/// Open ─idle, Leave→ Leaving ─last answer→ stopped
/// </code>
/// </summary>
internal sealed partial class ConversationActor : UntypedActor
{
    private const int PageSize = 15;
    private static readonly TimeSpan IdleTime = TimeSpan.FromMinutes(10);

    private readonly ClientContext _client;
    private readonly IActorRef _connection;
    private readonly IActorRef _profiles;
    private readonly string _me;
    private readonly string _peer;
    private readonly LinkedList<ChatMessage> _messages = new();
    private (bool Newer, long Time, string Key) _hopped = (false, -1, "");
    private List<IPromise>? _open;
    private long _peerReadTime;
    private long _unreadInOlderPages;
    private int _underWay;
    private bool _isLeaving;

    public ConversationActor(ClientContext client, IActorRef connection, IActorRef profiles, string me, string peer)
    {
        _client = client;
        _connection = connection;
        _profiles = profiles;
        _me = me;
        _peer = peer;
        SetReceiveTimeout(IdleTime);
    }

    public static Props Props(ClientContext client, IActorRef connection, IActorRef profiles, string me, string peer) =>
        Akka.Actor.Props.Create(() => new ConversationActor(client, connection, profiles, me, peer));

    /// <summary>Answers that are under way reach nobody; those who wait for them are told.</summary>
    protected override void PostStop()
    {
        foreach (var promise in _open ?? [])
        {
            promise.Fail(new ChatError(ErrorCodes.NotReady, "the session has ended"));
        }

        Forget();
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Keep keep:
                OnKeep(keep.Message);
                keep.Kept?.Invoke();
                break;
            case PeerRead read:
                OnPeerRead(read.Time);
                break;
            case OwnRead read:
                Change(one => one.Flow == MessageFlow.In && !one.IsRead && (one.Order > 0 ? one.Order <= read.Order : one.Time <= read.Time),
                    static one => one with { IsRead = true });
                break;
            case Fetch { Call: ConversationsProtocol.GetPage get } fetch:
                OnGetPage(get, fetch.Unread);
                break;
            case Fetch { Call: ConversationsProtocol.GetHoppingPage get }:
                OnGetHoppingPage(get);
                break;
            case IChange change:
                OnChange(change);
                break;
            case Clear:
                OnClear();
                break;
            case Continuation continuation:
                continuation.Run();
                break;
            case ReceiveTimeout:
                Context.Parent.Tell(new Idle(_peer), Self);
                break;
            case Leave:
                _isLeaving = true;
                StopIfDone();
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void OnKeep(ChatMessage message)
    {
        if (_client.Messages.ContainsKey(message.Id))
        {
            Change(one => one.Id == message.Id, one => message.Status == MessageStatus.Success ? Newest(message, one) : message);
            return;
        }

        _messages.AddLast(message);
        _client.Messages[message.Id] = message;
        while (_messages.Count > _client.Options.MaxMessagesInMemory)
        {
            _client.Messages.TryRemove(_messages.First!.Value.Id, out _);
            _messages.RemoveFirst();
        }
    }

    private void OnPeerRead(long time)
    {
        _peerReadTime = Math.Max(_peerReadTime, time);
        var read = Change(IsReadByPeer, static own => own with { IsPeerRead = true });
        if (read.Count > 0)
        {
            _client.Publish(new MessageReadByPeer(_client.Options.SdkAppId, _me, ConversationIds.OfUser(_peer), [.. read]));
        }
    }

    private bool IsReadByPeer(ChatMessage message) =>
        message is { Flow: MessageFlow.Out, IsPeerRead: false, Status: MessageStatus.Success, IsOnlineOnly: false } && message.Time <= _peerReadTime;

    private List<ChatMessage> Change(Predicate<ChatMessage> condition, Func<ChatMessage, ChatMessage> change)
    {
        var changed = new List<ChatMessage>(0);
        for (var node = _messages.First; node is not null; node = node.Next)
        {
            if (condition(node.Value))
            {
                node.Value = change(node.Value);
                _client.Messages[node.Value.Id] = node.Value;
                changed.Add(node.Value);
            }
        }

        return changed;
    }

    private void OnGetPage(ConversationsProtocol.GetPage get, long unread)
    {
        var request = new GetHistory { Peer = _peer, MaxCnt = PageSize };
        if (get.NextRequestMessageId.Length > 0)
        {
            if (ParseCursor(get.NextRequestMessageId) is not { } cursor)
            {
                get.Promise.Fail(new ChatError(ErrorCodes.NotAMessage, "unknown message ID"));
                return;
            }

            request = request with { LastMsgTime = cursor.Time, MsgKey = cursor.Key };
        }
        else
        {
            _unreadInOlderPages = unread;
        }

        Call(request, get.Promise, (messages, reply) =>
        {
            var isCompleted = reply.Complete == 1 || messages.Count == 0;
            MarkUnread(messages);
            return new MessagePage(Adopt(messages), isCompleted ? "" : WriteCursor(reply.LastMsgTime, reply.MsgKey), isCompleted);
        });
    }

    /// <summary>The newest received messages are the unread ones, as many as are unread.</summary>
    private void MarkUnread(List<ChatMessage> messages)
    {
        for (var i = messages.Count - 1; i >= 0; i--)
        {
            if (messages[i].Flow == MessageFlow.In)
            {
                messages[i] = messages[i] with { IsRead = _unreadInOlderPages <= 0 || !messages[i].CountsAsUnread };
                _unreadInOlderPages -= messages[i].CountsAsUnread ? 1 : 0;
            }
        }
    }

    private void OnGetHoppingPage(ConversationsProtocol.GetHoppingPage get)
    {
        var hop = get.Request;
        var goesOn = _hopped.Newer == hop.Newer && _hopped.Time == hop.Time;
        var request = new GetHistory
        {
            Peer = _peer,
            MaxCnt = Math.Clamp(hop.Count, 1, HoppingRequest.MaxCount),
            LastMsgTime = hop.Time,
            MsgKey = goesOn ? _hopped.Key : "",
            GetDirection = hop.Newer ? GetHistory.Newer : GetHistory.Older,
        };
        Call(request, get.Promise, (messages, reply) =>
        {
            _hopped = (hop.Newer, reply.LastMsgTime, reply.MsgKey ?? "");
            return new HoppingPage(Adopt([.. messages.Select(static message => message with { IsRead = true })]), reply.Complete == 1, reply.LastMsgTime);
        });
    }

    private void Call<T>(GetHistory request, Promise<T> promise, Func<List<ChatMessage>, HistoryReply, T> toPage)
    {
        (_open ??= []).Add(promise);
        _underWay++;
        _connection.Call(Self, MessageCommands.GetHistory, request, (reply, error) =>
        {
            if (error is not null)
            {
                _open.Remove(promise);
                promise.Fail(error);
                OnAnswered();
                return;
            }

            var messages = reply!.MsgList.Present().Select(wire => MessageBody.ToMessage(wire, _me)).OfType<ChatMessage>().ToList();
            NameRevokers(messages, () =>
            {
                _open.Remove(promise);
                promise.TrySetResult(toPage(messages, reply));
                OnAnswered();
            });
        });
    }

    /// <summary>One question less is under way.</summary>
    private void OnAnswered()
    {
        _underWay--;
        StopIfDone();
    }

    private void StopIfDone()
    {
        if (_isLeaving && _underWay == 0)
        {
            Context.Stop(Self);
        }
    }

    /// <summary>Messages of a page: those in memory as they are there, the others before them as far as there is room.</summary>
    private List<ChatMessage> Adopt(List<ChatMessage> messages)
    {
        for (var i = messages.Count - 1; i >= 0; i--)
        {
            var message = IsReadByPeer(messages[i]) ? messages[i] with { IsPeerRead = true } : messages[i];
            if (_client.Messages.TryGetValue(message.Id, out var known) && known.Status == MessageStatus.Success)
            {
                message = Newest(known, message);
                if (!ReferenceEquals(message, known))
                {
                    OnKeep(message);
                }
            }
            else if (known is not null)
            {
                // It was thought to have failed.
                OnKeep(message);
            }
            else if (_messages.Count < _client.Options.MaxMessagesInMemory)
            {
                _messages.AddFirst(message);
                _client.Messages[message.Id] = message;
            }

            messages[i] = message;
        }

        return messages;
    }

    /// <summary>A place in the history as text: the server's cursor with its time.</summary>
    private static string WriteCursor(long time, string? key) => string.Create(CultureInfo.InvariantCulture, $"{time}:{key}");

    /// <summary>What <see cref="WriteCursor"/> wrote, or the ID of a message in memory.</summary>
    private (long Time, string Key)? ParseCursor(string text)
    {
        if (text.IndexOf(':', StringComparison.Ordinal) is var at and > 0
            && long.TryParse(text.AsSpan(0, at), NumberStyles.None, CultureInfo.InvariantCulture, out var time))
        {
            return (time, text[(at + 1)..]);
        }

        return _client.Messages.TryGetValue(text, out var message)
            ? (message.Time, message.Order > 0 ? message.Order.ToString(CultureInfo.InvariantCulture) : "")
            : null;
    }

    /// <summary>Told to the parent.</summary>
    internal interface IEvent : INoSerializationVerificationNeeded;

    /// <summary>Nobody has used it for a while. What the parent has told it by then it still does, up to <see cref="Leave"/>.</summary>
    internal sealed record Idle(string Peer) : IEvent;

    internal sealed record Stopped(string Peer, IActorRef Child) : IEvent;

    /// <summary>Nothing more comes from the parent.</summary>
    internal sealed record Leave : INoSerializationVerificationNeeded
    {
        public static Leave Instance { get; } = new();
    }

    /// <summary>A message was sent or has arrived.</summary>
    /// <param name="Kept">Called when the message can be found.</param>
    internal sealed record Keep(ChatMessage Message, Action? Kept = null) : INoSerializationVerificationNeeded;

    /// <summary>The peer has read up to a time, UNIX seconds.</summary>
    internal sealed record PeerRead(long Time) : INoSerializationVerificationNeeded;

    /// <summary>This account has read up to an order, or up to a time where there are no orders.</summary>
    internal sealed record OwnRead(long Order, long Time) : INoSerializationVerificationNeeded;

    /// <param name="Call">What the application asked.</param>
    /// <param name="Unread">Unread messages of the conversation.</param>
    internal sealed record Fetch(ConversationsProtocol.IHistoryCall Call, long Unread) : INoSerializationVerificationNeeded;
}
