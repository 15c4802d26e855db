using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using Chat.Actors;
using Chat.Actors.App;
using Chat.Actors.Connection;
using Chat.Actors.Events;
using Microsoft.Extensions.Time.Testing;

namespace Chat.Testing;

/// <summary>
/// Base of the engine's specs: an actor system whose actors run on the calling thread, and a clock that only <see cref="Advance(TimeSpan)"/> moves. After each call
/// everything that it causes has happened, so a spec neither waits nor sleeps.
/// </summary>
public abstract class ChatSpec : TestKit
{
    protected const uint SdkAppId = 1400000001;

    private const string Config = """
        akka {
          scheduler.implementation = "Akka.TestKit.TestScheduler, Akka.TestKit"
          loglevel = ERROR
          log-dead-letters = off
          actor.default-dispatcher {
            type = "Akka.TestKit.CallingThreadDispatcherConfigurator, Akka.TestKit"
            throughput = 2147483647
          }
        }
        """;

    /// <summary>How long to wait for a pool thread before a spec has failed.</summary>
    protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);

    protected ChatSpec()
        : base(Config)
    {
        Clock = new FakeTimeProvider(new DateTimeOffset(2026, 11, 23, 8, 30, 0, TimeSpan.Zero));
        Gateway = new FakeGateway(Clock);
        Sys.EventStream.Subscribe(Sys.ActorOf(Props.Create(() => new Collector(Events)), "collector"), typeof(ChatEvent));
    }

    protected FakeTimeProvider Clock { get; }

    protected FakeGateway Gateway { get; }

    /// <summary>All events of all accounts in the order in which they were raised.</summary>
    protected List<ChatEvent> Events { get; } = [];

    protected virtual ChatOptions Options => new(SdkAppId)
    {
        ProxyServer = "ws://fake",
        Transport = Gateway,
        Time = Clock,
        Seed = 1,
        Reconnect = new ReconnectPolicy { Jitter = 0 },
    };

    protected ChatClient Create(string account = "alice", Func<ChatOptions, ChatOptions>? change = null) =>
        ChatEngine.Of(Sys).Create(change?.Invoke(Options) ?? Options, account);

    protected ChatClient LogIn(string user = "alice", string? account = null, Func<ChatOptions, ChatOptions>? change = null)
    {
        var client = Create(account ?? user, change);
        Done(client.LoginAsync(user, "signature"));
        return client;
    }

    /// <summary>Moves both clocks in small steps, so that things happen in the order of their times.</summary>
    protected void Advance(TimeSpan by) => Advance(by, Step);

    protected void Advance(TimeSpan by, TimeSpan step)
    {
        var scheduler = (TestScheduler)Sys.Scheduler;
        for (var left = by; left > TimeSpan.Zero; left -= step)
        {
            var next = left < step ? left : step;
            Clock.Advance(next);
            scheduler.Advance(next);
        }
    }

    protected void AdvanceSeconds(double seconds) => Advance(TimeSpan.FromSeconds(seconds));

    protected IReadOnlyList<T> EventsOf<T>(string? user = null)
        where T : ChatEvent => [.. Events.OfType<T>().Where(one => user is null || one.UserId == user)];

    /// <summary>Texts of the messages that an account was told of, in order.</summary>
    protected IReadOnlyList<string> TextsOf(string user) =>
    [
        .. EventsOf<MessageReceived>(user).SelectMany(one => one.Messages).Select(one => ((Actors.Messages.TextPayload)one.Payload).Text),
    ];

    /// <summary>The result of a call that has nothing left to wait for.</summary>
    protected static T Done<T>(Task<T> call)
    {
        ArgumentNullException.ThrowIfNull(call);
        Done((Task)call);
        return call.Result;
    }

    protected static void Done(Task call)
    {
        ArgumentNullException.ThrowIfNull(call);

        // Promises complete their callers on a pool thread, a moment after the actor has answered.
        if (!call.WaitAsync(Patience).ContinueWith(static _ => { }, TaskScheduler.Default).Wait(Patience) || !call.IsCompleted)
        {
            throw new TimeoutException("The call has not ended.");
        }

        call.GetAwaiter().GetResult();
    }

    /// <summary>Waits for something that happens on a pool thread.</summary>
    protected static void Until(Func<bool> condition)
    {
        if (!SpinWait.SpinUntil(condition, Patience))
        {
            throw new TimeoutException("It did not happen.");
        }
    }

    /// <summary>The code that a call fails with; 0 if it succeeds.</summary>
    protected static int CodeOf(Task call)
    {
        try
        {
            Done(call);
            return 0;
        }
        catch (ChatException e)
        {
            return e.Code;
        }
    }

    protected static int CodeOf(Func<Task> call)
    {
        ArgumentNullException.ThrowIfNull(call);
        try
        {
            return CodeOf(call());
        }
        catch (ChatException e)
        {
            return e.Code;
        }
    }

    private sealed class Collector : UntypedActor
    {
        private readonly List<ChatEvent> _events;

        public Collector(List<ChatEvent> events) => _events = events;

        protected override void OnReceive(object message) => _events.Add((ChatEvent)message);
    }
}
