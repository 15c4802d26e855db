using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Event;
using Chat.Actors.Events;
using Chat.Protocol.Errors;

namespace Chat.Actors.App;

/// <summary>The engine of one actor system: its root actor and the clients that were made on it.</summary>
public sealed class ChatEngine : IChatClientFactory, IExtension
{
    private const string DefaultSlot = "default";
    private static readonly TimeSpan CreationTimeout = TimeSpan.FromSeconds(10);

    private readonly ActorSystem _system;
    private readonly IActorRef _root;
    private readonly HandlerThreads _handlers = new();
    private readonly ConcurrentDictionary<(uint SdkAppId, string? Account), Lazy<ChatClient>> _clients = new();
    private readonly ConcurrentDictionary<uint, SecondWheel> _wheels = new();

    private ChatEngine(ExtendedActorSystem system)
    {
        _system = system;
        _root = system.ActorOf(EngineActor.Props(), "chat");
    }

    /// <summary>Options of clients that are made without any; set by <c>WithChat</c> and <c>AddChatClient</c>.</summary>
    internal ChatOptions? DefaultOptions { get; set; }

    /// <summary>The engine of a system; the same each time.</summary>
    public static ChatEngine Of(ActorSystem system)
    {
        ArgumentNullException.ThrowIfNull(system);
        return system.WithExtension<ChatEngine, Provider>();
    }

    /// <inheritdoc/>
    public ChatClient Create(string? account = null) =>
        Create(DefaultOptions ?? throw new ChatException(ErrorCodes.NoSdkAppId, "the engine was registered without options"), account);

    /// <inheritdoc/>
    public ChatClient Create(ChatOptions options, string? account = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (account is { Length: 0 })
        {
            throw new ArgumentException("An account's name is not empty; null is the app's only one.", nameof(account));
        }

        var key = (options.SdkAppId, account);
        var client = _clients.GetOrAdd(key, made => new Lazy<ChatClient>(() => Open(options, made)));
        try
        {
            return client.Value;
        }
        catch
        {
            // The next call tries again.
            _clients.TryRemove(KeyValuePair.Create(key, client));
            throw;
        }
    }

    private ChatClient Open(ChatOptions options, (uint SdkAppId, string? Account) key)
    {
        var name = key.Account ?? DefaultSlot;

        // Each account has a sequence of its own, so a run with a seed is the same whatever the others do.
        var random = new SeededRandom(options.Seed is { } seed ? SeededRandom.Mix(seed, name) : Random.Shared.NextInt64());
        var log = Logging.GetLogger(_system.EventStream, typeof(ChatClient));
        var wheel = _wheels.GetOrAdd(options.SdkAppId, static _ => new SecondWheel());
        var context = new ClientContext(options, wheel, random, new EventHub(_system.EventStream, _handlers, options.MaxQueuedEvents, log));
        var actor = _root.Ask<IActorRef>(new AppSupervisor.OpenAccount(Uri.EscapeDataString(name), context), CreationTimeout).GetAwaiter().GetResult();
        return new ChatClient(context, actor, () =>
        {
            _clients.TryRemove(key, out _);
            _system.Stop(actor);
        });
    }

    private sealed class Provider : ExtensionIdProvider<ChatEngine>
    {
        public override ChatEngine CreateExtension(ExtendedActorSystem system) => new(system);
    }
}
