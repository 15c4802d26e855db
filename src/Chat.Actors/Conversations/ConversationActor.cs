using Akka.Actor;
using Chat.Actors.App;
using Chat.Actors.Connection;
using Chat.Actors.Events;
using Chat.Actors.Messages;
using Chat.Protocol.Errors;

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
    /// <summary>Messages in a page from memory.</summary>
    private const int PageSize = 15;

    private static readonly TimeSpan IdleTime = TimeSpan.FromMinutes(10);

    private readonly ClientContext _client;
    private readonly SessionMark _session;
    private readonly IActorRef _connection;
    private readonly IActorRef _profiles;
    private readonly string _me;
    private readonly Channel _channel;
    private readonly LinkedList<ChatMessage> _messages = new();
    private (bool Newer, long Time, string Key) _hopped = (false, -1, "");
    private List<IPromise>? _open;
    private long _peerReadTime;
    private long _unreadInOlderPages;
    private int _underWay;
    private bool _isLeaving;

    public ConversationActor(ClientContext client, SessionMark session, IActorRef connection, IActorRef profiles, string me, Channel channel)
    {
        _client = client;
        _session = session;
        _connection = connection;
        _profiles = profiles;
        _me = me;
        _channel = channel;
        SetReceiveTimeout(IdleTime);
    }

    public static Props Props(ClientContext client, SessionMark session, IActorRef connection, IActorRef profiles, string me, Channel channel) =>
        Akka.Actor.Props.Create(() => new ConversationActor(client, session, connection, profiles, me, channel));

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
        if (_session.IsOver)
        {
            OnLate(message);
            return;
        }

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
            case Fetch fetch:
                OnFetch(fetch);
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
                Context.Parent.Tell(new Idle(_channel.ConversationId), Self);
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

    /// <summary>The session has ended meanwhile: nothing is kept any more, but nobody may be left waiting.</summary>
    private static void OnLate(object message)
    {
        switch (message)
        {
            case Keep keep:
                keep.Kept?.Invoke();
                break;
            case Fetch fetch:
                fetch.Call.Fail(new ChatError(ErrorCodes.NotReady, "the session has ended"));
                break;
        }
    }

    /// <summary>A defect, or an argument that nobody has thought of, fails that call only.</summary>
    private void OnFetch(Fetch fetch)
    {
        try
        {
            if (fetch.Call is ConversationsProtocol.GetPage page)
            {
                OnGetPage(page, fetch);
            }
            else if (fetch.Call is ConversationsProtocol.GetHoppingPage hop)
            {
                OnGetHoppingPage(hop, fetch.Newest);
            }
        }
        catch (Exception e) when (Faults.IsOfItsWork(e))
        {
            fetch.Call.Fail(new ChatError(ErrorCodes.InvalidOperation, "the call could not be made: " + e.Message));
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
            _client.Publish(new MessageReadByPeer(_client.Options.SdkAppId, _me, _channel.ConversationId, [.. read]));
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

    private void OnGetPage(ConversationsProtocol.GetPage get, Fetch fetch)
    {
        if (!_channel.HasHistory)
        {
            get.Promise.TrySetResult(new MessagePage([.. _messages], "", IsCompleted: true));
            return;
        }

        var cursor = get.NextRequestMessageId;
        if (cursor.Length == 0)
        {
            _unreadInOlderPages = fetch.Unread;
        }
        else if (!_channel.IsCursor(cursor))
        {
            if (!_client.Messages.TryGetValue(cursor, out var message))
            {
                get.Promise.Fail(new ChatError(ErrorCodes.NotAMessage, "unknown message ID"));
                return;
            }

            cursor = _channel.CursorBefore(message);
        }

        if (FindPage(cursor, fetch) is { } found)
        {
            _unreadInOlderPages -= found.Messages.Count(static one => !one.IsRead && one.CountsAsUnread);
            get.Promise.TrySetResult(found);
            return;
        }

        Ask(_channel.GetPage(cursor, fetch.Newest), get.Promise, page =>
        {
            MarkUnread(page.Messages);
            return new MessagePage(Adopt(page.Messages), page.Cursor, page.Cursor.Length == 0);
        });
    }

    /// <summary>
    /// A page from memory, where the SDK takes it from there too: if more messages than one page has are known. Here they must follow each other without a
    /// gap up to the newest; in topics, where the server may tell of a message without delivering it, the server is always asked.
    /// </summary>
    private MessagePage? FindPage(string cursor, Fetch fetch)
    {
        if (cursor.Length > 0 || !fetch.IsGapless || fetch.Newest == 0 || _messages.Count <= PageSize || _channel.Type == ConversationType.Topic)
        {
            return null;
        }

        var page = _messages.Where(static one => one is { Order: > 0, Status: MessageStatus.Success, IsOnlineOnly: false })
            .OrderByDescending(static one => one.Order).Take(PageSize + 1).Reverse().ToList();
        if (page.Count <= PageSize || page[^1].Order != fetch.Newest || page[^1].Order - page[0].Order != PageSize)
        {
            return null;
        }

        page.RemoveAt(0);
        return new MessagePage(page, _channel.CursorBefore(page[0]), IsCompleted: false);
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

    private void OnGetHoppingPage(ConversationsProtocol.GetHoppingPage get, long newest)
    {
        var hop = get.Request;
        if (_channel is GroupChannel && hop.Sequence == 0)
        {
            if (hop.Newer)
            {
                // Nothing is newer than the newest.
                get.AnswerEmpty();
                return;
            }

            hop = hop with { Sequence = newest };
        }

        var goesOn = _hopped.Newer == hop.Newer && _hopped.Time == hop.Time;
        Ask(_channel.GetHoppingPage(hop, goesOn ? _hopped.Key : ""), get.Promise, page =>
        {
            _hopped = (hop.Newer, page.NextTime, page.NextKey);
            var messages = Adopt([.. page.Messages.Select(static message => message with { IsRead = true })]);
            return new HoppingPage(messages, page.IsComplete, page.NextTime) { NextMessageSequence = page.NextSequence };
        });
    }

    private void Ask<T>(Question<HistoryPage> question, Promise<T> promise, Func<HistoryPage, T> answer)
    {
        (_open ??= []).Add(promise);
        _underWay++;
        question.Ask(_connection, Self, (page, error) =>
        {
            if (error is not null)
            {
                _open.Remove(promise);
                promise.Fail(error);
                OnAnswered();
                return;
            }

            page!.Messages.RemoveAll(static one => one.IsInvisible);
            NameRevokers(page.Messages, () =>
            {
                _open.Remove(promise);
                promise.TrySetResult(answer(page));
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

    /// <summary>Told to the parent.</summary>
    internal interface IEvent : INoSerializationVerificationNeeded;

    /// <summary>Nobody has used it for a while. What the parent has told it by then it still does, up to <see cref="Leave"/>.</summary>
    internal sealed record Idle(string ConversationId) : IEvent;

    internal sealed record Stopped(string ConversationId, IActorRef Child) : IEvent;

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
    /// <param name="Newest">Order of its newest message, 0 if it is not known.</param>
    /// <param name="IsGapless">Nothing is missing that is known to exist.</param>
    internal sealed record Fetch(ConversationsProtocol.IHistoryCall Call, long Unread, long Newest, bool IsGapless) : INoSerializationVerificationNeeded;
}
