using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Event;
using Chat.Actors.Events;

namespace Chat.Actors.App;

/// <summary>The engine of one actor system: its root actor and the clients that were made on it.</summary>
public sealed class ChatEngine : IChatClientFactory, IExtension
{
    private static readonly TimeSpan CreationTimeout = TimeSpan.FromSeconds(10);

    private readonly ActorSystem _system;
    private readonly IActorRef _root;
    private readonly ConcurrentDictionary<(uint SdkAppId, string? Account), Lazy<ChatClient>> _clients = new();
    private readonly ConcurrentDictionary<uint, SecondWheel> _wheels = new();
    private int _created;

    private ChatEngine(ExtendedActorSystem system)
    {
        _system = system;
        _root = system.ActorOf(EngineActor.Props(), "chat");
    }

    /// <summary>The engine of a system; the same each time.</summary>
    public static ChatEngine Of(ActorSystem system)
    {
        ArgumentNullException.ThrowIfNull(system);
        return system.WithExtension<ChatEngine, Provider>();
    }

    /// <inheritdoc/>
    public ChatClient Create(ChatOptions options, string? account = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        return _clients.GetOrAdd((options.SdkAppId, account), key => new Lazy<ChatClient>(() => Open(options, key))).Value;
    }

    private ChatClient Open(ChatOptions options, (uint SdkAppId, string? Account) key)
    {
        var number = Interlocked.Increment(ref _created);

        // Each account has a sequence of its own, so a run with a seed is the same whatever the others do.
        var random = options.Seed is { } seed ? new Random(unchecked((seed * 397) ^ StableHash(key.Account ?? ""))) : new Random();
        var log = Logging.GetLogger(_system.EventStream, typeof(ChatClient));
        var wheel = _wheels.GetOrAdd(options.SdkAppId, static _ => new SecondWheel());
        var context = new ClientContext(options, wheel, random, new EventHub(_system.EventStream, options.MaxQueuedEvents, log));
        var name = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Uri.EscapeDataString(key.Account ?? "default")}-{number}");
        var actor = _root.Ask<IActorRef>(new AppSupervisor.OpenAccount(name, context), CreationTimeout).GetAwaiter().GetResult();
        return new ChatClient(context, actor, () =>
        {
            _clients.TryRemove(key, out _);
            _system.Stop(actor);
        });
    }

    private static int StableHash(string text)
    {
        var hash = 17;
        foreach (var character in text)
        {
            hash = unchecked((hash * 31) + character);
        }

        return hash;
    }

    private sealed class Provider : ExtensionIdProvider<ChatEngine>
    {
        public override ChatEngine CreateExtension(ExtendedActorSystem system) => new(system);
    }
}
