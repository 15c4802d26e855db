using System.Collections.Concurrent;
using Akka.Actor;
using Chat.Actors.App;
using Chat.Actors.Conversations;
using Chat.Actors.Events;
using Chat.Actors.Messages;
using Chat.Actors.Profiles;
using Chat.Actors.Sessions;
using Chat.Protocol.Errors;
using Chat.Protocol.Messages;

namespace Chat.Actors;

/// <summary>
/// One account's way into the engine, with the API of the official web SDK in C# clothes. All members may be called from any thread. Calls that need a
/// login fail with the SDK's codes (2024 not logged in, 3000–3006) and raise <see cref="ChatErrorRaised"/>.
/// </summary>
public sealed class ChatClient : IAsyncDisposable
{
    private const int MaxRandom = 100_000_000;

    private readonly ClientContext _context;
    private readonly IActorRef _account;
    private readonly Action _closed;
    private readonly ConcurrentDictionary<string, object> _plugins = new(StringComparer.Ordinal);
    private readonly Lock _numbers = new();
    private long _sequence;
    private volatile bool _ended;

    internal ChatClient(ClientContext context, IActorRef account, Action closed)
    {
        _context = context;
        _account = account;
        _closed = closed;
        _sequence = FirstSequence(context.Options.Time.GetLocalNow());
    }

    public uint SdkAppId => _context.Options.SdkAppId;

    /// <summary>Raised log level of this client, 0 (everything) to 4 (nothing), as in the SDK; the actor system's own level holds beside it.</summary>
    public int LogLevel { get; private set; }

    /// <summary>Logs in and starts the sync; completes with the login reply.</summary>
    /// <exception cref="ChatException">2002, 2003 no user or signature; 2025 a login is running; 2801 time-out; the server's code.</exception>
    public Task<LoginResult> LoginAsync(string userId, string userSig, CancellationToken cancellationToken = default)
    {
        if (string.IsNullOrEmpty(userId))
        {
            throw new ChatException(ErrorCodes.NoUserId, "user ID is missing");
        }

        if (string.IsNullOrEmpty(userSig))
        {
            throw new ChatException(ErrorCodes.NoUserSig, "UserSig is missing");
        }

        return Ask<LoginResult>(promise => new AccountProtocol.LogIn(userId, userSig, promise), cancellationToken);
    }

    /// <summary>Logs out; local state is dropped whatever the server answers.</summary>
    /// <exception cref="ChatException">2024: not logged in.</exception>
    public Task LogoutAsync(CancellationToken cancellationToken = default) =>
        Ask<bool>(promise => new AccountProtocol.LogOut(promise), cancellationToken);

    /// <summary>Logs out if need be and ends the client; the next <c>Create</c> with its arguments makes a new one.</summary>
    public async Task DestroyAsync()
    {
        try
        {
            await LogoutAsync().ConfigureAwait(false);
        }
        catch (ChatException)
        {
            // Not logged in: there is nothing to log out.
        }

        _ended = true;
        _context.Events.End();
        _closed();
    }

    /// <summary>The account that is logged in, "" for none.</summary>
    public string GetLoginUser() => _context.Snapshot.IsReady ? _context.Snapshot.UserId : "";

    /// <summary>The server's clock, UNIX milliseconds.</summary>
    public long GetServerTime() => _context.ServerTime;

    public bool IsReady() => _context.Snapshot.IsReady;

    public void SetLogLevel(int level) => LogLevel = level;

    /// <summary>Keeps a plug-in under a name for those who ask for it.</summary>
    public void RegisterPlugin(string name, object plugin) => _plugins[name] = plugin;

    public object? GetPlugin(string name) => _plugins.GetValueOrDefault(name);

    /// <summary>Calls a handler for each event of a type, on a pool thread, one at a time. It may block or throw without harm to anybody else.</summary>
    public void On<TEvent>(Action<TEvent> handler)
        where TEvent : ChatEvent => _context.Events.Subscribe(typeof(TEvent), handler, chatEvent =>
    {
        handler((TEvent)chatEvent);
        return ValueTask.CompletedTask;
    });

    /// <inheritdoc cref="On{TEvent}(Action{TEvent})"/>
    public void On<TEvent>(Func<TEvent, ValueTask> handler)
        where TEvent : ChatEvent => _context.Events.Subscribe(typeof(TEvent), handler, chatEvent => handler((TEvent)chatEvent));

    /// <summary>Calls a handler for the next event of a type only.</summary>
    public void Once<TEvent>(Action<TEvent> handler)
        where TEvent : ChatEvent => _context.Events.Subscribe(typeof(TEvent), handler, chatEvent =>
    {
        _context.Events.Unsubscribe(typeof(TEvent), handler);
        handler((TEvent)chatEvent);
        return ValueTask.CompletedTask;
    });

    /// <summary>Removes a handler that was given to <c>On</c> or <c>Once</c>.</summary>
    public void Off<TEvent>(Delegate handler)
        where TEvent : ChatEvent => _context.Events.Unsubscribe(typeof(TEvent), handler);

    /// <summary>All events of this client from now on. A reader that does not keep up loses the oldest and finds <see cref="EventsDropped"/> in their place.</summary>
    public IAsyncEnumerable<ChatEvent> ReadEventsAsync(CancellationToken cancellationToken = default) => _context.Events.ReadAsync(cancellationToken);

    public ChatMessage CreateTextMessage(string to, string text, MessageContent? content = null) =>
        CreateMessage(to, MessageTypes.Text, new TextPayload(text), content);

    public ChatMessage CreateCustomMessage(string to, CustomPayload payload, MessageContent? content = null) =>
        CreateMessage(to, MessageTypes.Custom, payload, content);

    public ChatMessage CreateFaceMessage(string to, FacePayload payload, MessageContent? content = null) =>
        CreateMessage(to, MessageTypes.Face, payload, content);

    public ChatMessage CreateLocationMessage(string to, LocationPayload payload, MessageContent? content = null) =>
        CreateMessage(to, MessageTypes.Location, payload, content);

    /// <summary>Sends a message; completes when it is durable on the server.</summary>
    /// <exception cref="ChatException">The server's code, or 2801; the message may be sent again with <see cref="ResendMessageAsync"/>.</exception>
    public Task<ChatMessage> SendMessageAsync(ChatMessage message, SendOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        EnsureReady();
        return Ask<ChatMessage>(promise => new ConversationsProtocol.Send(message, options ?? SendOptions.Default, promise), cancellationToken);
    }

    /// <summary>Sends a message again with the same numbers, so that it never arrives twice.</summary>
    public Task<ChatMessage> ResendMessageAsync(ChatMessage message, SendOptions? options = null, CancellationToken cancellationToken = default) =>
        SendMessageAsync(message, options, cancellationToken);

    /// <summary>A page of 15 messages, the newest first; pass <see cref="MessagePage.NextRequestMessageId"/> for the page before.</summary>
    public Task<MessagePage> GetMessageListAsync(
        string conversationId, string nextRequestMessageId = "", CancellationToken cancellationToken = default)
    {
        EnsureReady();
        var peer = ConversationIds.UserOf(conversationId);
        return Ask<MessagePage>(promise => new ConversationsProtocol.GetPage(peer, nextRequestMessageId, promise), cancellationToken);
    }

    /// <summary>A page from any place of a conversation.</summary>
    public Task<HoppingPage> GetMessageListHoppingAsync(string conversationId, HoppingRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        EnsureReady();
        var peer = ConversationIds.UserOf(conversationId);
        return Ask<HoppingPage>(promise => new ConversationsProtocol.GetHoppingPage(peer, request, promise), cancellationToken);
    }

    /// <summary>Marks a conversation as read; nothing is sent when nothing is unread.</summary>
    public Task SetMessageReadAsync(string conversationId, CancellationToken cancellationToken = default)
    {
        EnsureReady();
        var peer = ConversationIds.UserOf(conversationId);
        return Ask<bool>(promise => new ConversationsProtocol.MarkRead(peer, promise), cancellationToken);
    }

    /// <summary>A message that is in memory; null otherwise.</summary>
    public ChatMessage? FindMessage(string messageId) => _context.Messages.GetValueOrDefault(messageId);

    /// <summary>The conversation list, sorted.</summary>
    public Task<IReadOnlyList<Conversation>> GetConversationListAsync(CancellationToken cancellationToken = default)
    {
        EnsureReady();
        return Ask<IReadOnlyList<Conversation>>(promise => new ConversationsProtocol.GetList(promise), cancellationToken);
    }

    /// <summary>One conversation; for a user without one an empty entry.</summary>
    /// <exception cref="ChatException">2501: there is no such user.</exception>
    public Task<Conversation> GetConversationProfileAsync(string conversationId, CancellationToken cancellationToken = default)
    {
        EnsureReady();
        var peer = ConversationIds.UserOf(conversationId);
        return Ask<Conversation>(promise => new ConversationsProtocol.GetProfile(peer, promise), cancellationToken);
    }

    public long GetTotalUnreadMessageCount() => _context.Snapshot.TotalUnread;

    /// <summary>The account's own profile.</summary>
    public Task<Profile> GetMyProfileAsync(CancellationToken cancellationToken = default)
    {
        EnsureReady();
        return Ask<Profile>(promise => new ProfilesProtocol.GetOwn(promise), cancellationToken);
    }

    public async ValueTask DisposeAsync() => await DestroyAsync().ConfigureAwait(false);

    /// <summary>The SDK's first number: the last two digits of the hour, minute, second, then 0001 (wire reference, messages §1).</summary>
    private static long FirstSequence(DateTimeOffset now) => (((now.Hour * 100L) + now.Minute) * 100 + now.Second) * 10_000;

    private ChatMessage CreateMessage(string to, string type, MessagePayload payload, MessageContent? content)
    {
        ArgumentException.ThrowIfNullOrEmpty(to);
        EnsureReady();
        content ??= new MessageContent();
        var account = _context.Snapshot;
        long sequence, random;
        lock (_numbers)
        {
            sequence = ++_sequence;
            random = _context.MessageRandom.Next(MaxRandom);
        }

        return new ChatMessage
        {
            ConversationId = ConversationIds.OfUser(to),
            From = account.UserId,
            To = to,
            Flow = MessageFlow.Out,
            Type = type,
            Payload = payload,
            Status = MessageStatus.Unsent,
            ClientTime = GetServerTime() / 1000,
            Sequence = sequence,
            Random = random,
            SenderTinyId = account.TinyId,
            CloudCustomData = content.CloudCustomData,
            NeedReadReceipt = content.NeedReadReceipt,
            IsSupportExtension = content.IsSupportExtension,
        };
    }

    private void EnsureReady()
    {
        var snapshot = _context.Snapshot;
        if (!snapshot.IsReady)
        {
            var error = new ChatException(snapshot.NotReadyCode, "the account is not ready");
            _context.Publish(new ChatErrorRaised(SdkAppId, snapshot.UserId, error.Code, error.Message));
            throw error;
        }
    }

    private Task<T> Ask<T>(Func<TaskCompletionSource<T>, object> message, CancellationToken cancellationToken)
    {
        if (_ended)
        {
            throw new ChatException(ErrorCodes.NotReady, "the client has been destroyed");
        }

        var promise = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var answer = _context.Calls.Add(promise);
        _account.Tell(message(promise), ActorRefs.NoSender);
        return answer.WaitAsync(cancellationToken);
    }
}
