using System.Collections.Concurrent;
using Akka.Actor;
using Chat.Actors.App;
using Chat.Actors.Events;
using Chat.Actors.Sessions;
using Chat.Protocol.Errors;

namespace Chat.Actors;

/// <summary>
/// One account's way into the engine, with the API of the official web SDK in C# clothes. All members may be called from any thread. Calls that need a
/// login fail with the SDK's codes (2024 not logged in, 3000–3006) and raise <see cref="ChatErrorRaised"/>. Cancelling a call ends the wait for it; what
/// has been sent stays sent.
/// </summary>
public sealed partial class ChatClient : IAsyncDisposable
{
    private readonly ClientContext _context;
    private readonly IActorRef _account;
    private readonly Action _closed;
    private readonly ConcurrentDictionary<string, object> _plugins = new(concurrencyLevel: 1, capacity: 1, StringComparer.Ordinal);
    private int _destroyed;

    internal ChatClient(ClientContext context, IActorRef account, Action closed)
    {
        _context = context;
        _account = account;
        _closed = closed;
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

        return AskAsync<LoginResult>(promise => new AccountProtocol.LogIn(userId, userSig, promise), cancellationToken);
    }

    /// <summary>Logs out; local state is dropped whatever the server answers.</summary>
    /// <exception cref="ChatException">2024: not logged in.</exception>
    public Task LogoutAsync(CancellationToken cancellationToken = default) =>
        AskAsync<Done>(static promise => new AccountProtocol.LogOut(promise), cancellationToken);

    /// <summary>Logs out if need be and ends the client; the next <c>Create</c> with its arguments makes a new one.</summary>
    public async Task DestroyAsync()
    {
        if (Interlocked.Exchange(ref _destroyed, 1) != 0)
        {
            return;
        }

        var userId = _context.Snapshot.UserId;
        try
        {
            await LogoutAsync().ConfigureAwait(false);
        }
        catch (ChatException)
        {
            // Not logged in: there is nothing to log out.
        }

        _closed();
        _context.Calls.End(new ChatError(ErrorCodes.LoggedOut, "the client has been destroyed"));
        _context.Publish(new SdkDestroyed(SdkAppId, userId));
        _context.Events.End();
    }

    /// <summary>The account that is logged in, "" for none.</summary>
    public string GetLoginUser() => _context.Snapshot is { IsReady: true } snapshot ? snapshot.UserId : "";

    /// <summary>The server's clock, UNIX milliseconds.</summary>
    public long GetServerTime() => _context.ServerTime;

    public bool IsReady() => _context.Snapshot.IsReady;

    public void SetLogLevel(int level) => LogLevel = level;

    /// <summary>Keeps a plug-in under a name for those who ask for it.</summary>
    public void RegisterPlugin(string name, object plugin) => _plugins[name] = plugin;

    public object? GetPlugin(string name) => _plugins.GetValueOrDefault(name);

    /// <summary>
    /// Calls a handler for each event of a type, one at a time and in order, on a thread of its own kind. It may block or throw without harm to anybody
    /// else; as long as it blocks it holds one thread (256 KB of stack), however many events wait for it: its queue is bounded (<see cref="ChatOptions.MaxQueuedEvents"/>); a waiting state is replaced by a newer one, then the oldest events go and
    /// <see cref="EventsDropped"/> is raised. What it throws is logged and raised as <see cref="ChatErrorRaised"/>.
    /// </summary>
    public void On<TEvent>(Action<TEvent> handler)
        where TEvent : ChatEvent => Subscribe(typeof(TEvent), handler, chatEvent =>
    {
        handler((TEvent)chatEvent);
        return ValueTask.CompletedTask;
    });

    /// <inheritdoc cref="On{TEvent}(Action{TEvent})"/>
    public void On<TEvent>(Func<TEvent, ValueTask> handler)
        where TEvent : ChatEvent => Subscribe(typeof(TEvent), handler, chatEvent => handler((TEvent)chatEvent));

    /// <inheritdoc cref="On{TEvent}(Action{TEvent})"/>
    /// <param name="name">One of the constants of <see cref="ChatEvent"/>.</param>
    public void On(string name, Action<ChatEvent> handler) => _context.Events.Subscribe(name, handler, chatEvent => chatEvent.Name == name, chatEvent =>
    {
        handler(chatEvent);
        return ValueTask.CompletedTask;
    });

    /// <summary>Calls a handler for the next event of a type only.</summary>
    public void Once<TEvent>(Action<TEvent> handler)
        where TEvent : ChatEvent => Subscribe(typeof(TEvent), handler, chatEvent =>
    {
        _context.Events.Unsubscribe(typeof(TEvent), handler);
        handler((TEvent)chatEvent);
        return ValueTask.CompletedTask;
    });

    /// <inheritdoc cref="Once{TEvent}(Action{TEvent})"/>
    /// <param name="name">One of the constants of <see cref="ChatEvent"/>.</param>
    public void Once(string name, Action<ChatEvent> handler) => _context.Events.Subscribe(name, handler, chatEvent => chatEvent.Name == name, chatEvent =>
    {
        _context.Events.Unsubscribe(name, handler);
        handler(chatEvent);
        return ValueTask.CompletedTask;
    });

    /// <summary>Removes a handler that was given to <c>On</c> or <c>Once</c>.</summary>
    public void Off<TEvent>(Delegate handler)
        where TEvent : ChatEvent => _context.Events.Unsubscribe(typeof(TEvent), handler);

    /// <inheritdoc cref="Off{TEvent}(Delegate)"/>
    public void Off(string name, Action<ChatEvent> handler) => _context.Events.Unsubscribe(name, handler);

    /// <summary>
    /// All events of this client from now on, to be read once. A reader that does not keep up loses the oldest and finds <see cref="EventsDropped"/> in their
    /// place. Ends with the client, or when it is cancelled or left.
    /// </summary>
    public IAsyncEnumerable<ChatEvent> ReadEventsAsync(CancellationToken cancellationToken = default) => _context.Events.Read(cancellationToken);

    public async ValueTask DisposeAsync() => await DestroyAsync().ConfigureAwait(false);

    private void Subscribe(Type type, Delegate handler, Func<ChatEvent, ValueTask> consume) =>
        _context.Events.Subscribe(type, handler, type.IsInstanceOfType, consume);

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

    private Task<T> AskReadyAsync<T>(Func<Promise<T>, object> message, CancellationToken cancellationToken)
    {
        EnsureReady();
        return AskAsync(message, cancellationToken);
    }

    private async Task<T> AskAsync<T>(Func<Promise<T>, object> message, CancellationToken cancellationToken)
    {
        var promise = new Promise<T>();
        var call = message(promise);
        _context.Calls.Add(promise, call);
        try
        {
            _account.Tell(call, ActorRefs.NoSender);
            return await promise.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _context.Calls.Remove(promise);
        }
    }
}
