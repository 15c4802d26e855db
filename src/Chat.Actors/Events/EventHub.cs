using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Akka.Event;

namespace Chat.Actors.Events;

/// <summary>The way out for one account's events: the EventStream, handlers, readers.</summary>
internal sealed class EventHub(EventStream stream, int capacity, ILoggingAdapter log)
{
    private ImmutableArray<(Type Type, object Key, Subscription Subscription)> _subscriptions = [];

    public void Publish(ChatEvent chatEvent)
    {
        stream.Publish(chatEvent);
        foreach (var (type, _, subscription) in _subscriptions)
        {
            if (type.IsInstanceOfType(chatEvent))
            {
                subscription.Enqueue(chatEvent);
            }
        }
    }

    public void Subscribe(Type type, object key, Func<ChatEvent, ValueTask> consume)
    {
        var subscription = new Subscription(
            capacity,
            async chatEvent =>
            {
                // A handler of one kind of event hears of drops only if it asked for them.
                if (type.IsInstanceOfType(chatEvent))
                {
                    await consume(chatEvent).ConfigureAwait(false);
                }
                else
                {
                    log.Warning("A slow handler of {0} lost {1} events", type.Name, (chatEvent as EventsDropped)?.Count ?? 0);
                }
            },
            OnHandlerFailed);
        ImmutableInterlocked.Update(ref _subscriptions, static (all, one) => all.Add(one), (type, key, subscription));
    }

    public void Unsubscribe(Type type, object key)
    {
        foreach (var entry in _subscriptions)
        {
            if (entry.Type == type && entry.Key.Equals(key))
            {
                entry.Subscription.End();
                ImmutableInterlocked.Update(ref _subscriptions, static (all, one) => all.Remove(one), entry);
            }
        }
    }

    public void End()
    {
        foreach (var entry in _subscriptions)
        {
            entry.Subscription.End();
        }

        _subscriptions = [];
    }

    /// <summary>All events from now on; a reader that does not keep up finds <see cref="EventsDropped"/> among them.</summary>
    public async IAsyncEnumerable<ChatEvent> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var key = new object();
        var channel = Channel.CreateBounded<ChatEvent>(new BoundedChannelOptions(1) { SingleWriter = true, SingleReader = true });
        Subscribe(typeof(ChatEvent), key, chatEvent => channel.Writer.WriteAsync(chatEvent, cancellationToken));
        try
        {
            await foreach (var chatEvent in channel.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                yield return chatEvent;
            }
        }
        finally
        {
            Unsubscribe(typeof(ChatEvent), key);
        }
    }

    private void OnHandlerFailed(Exception exception)
    {
        if (exception is not OperationCanceledException)
        {
            log.Error(exception, "An event handler failed");
        }
    }
}
