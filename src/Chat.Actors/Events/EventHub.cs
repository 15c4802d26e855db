using System.Collections.Immutable;
using Akka.Event;
using Chat.Actors.App;
using Chat.Protocol.Errors;

namespace Chat.Actors.Events;

/// <summary>The way out for one account's events: the EventStream, handlers, readers.</summary>
internal sealed class EventHub(EventStream stream, HandlerThreads threads, int capacity, ILoggingAdapter log)
{
    private ImmutableArray<Entry> _entries = [];

    public void Publish(ChatEvent chatEvent)
    {
        stream.Publish(chatEvent);
        foreach (var entry in _entries)
        {
            if (entry.Filter(chatEvent))
            {
                entry.Subscription.Enqueue(chatEvent);
            }
        }
    }

    /// <summary>Calls a handler for the events of a type or name.</summary>
    /// <param name="kind">Type or name, as given.</param>
    /// <param name="handler">The delegate by which the handler is removed again.</param>
    /// <param name="filter">Which events it takes.</param>
    /// <param name="consume">Calls it.</param>
    public void Subscribe(object kind, Delegate handler, Predicate<ChatEvent> filter, Func<ChatEvent, ValueTask> consume)
    {
        var consumer = (kind as Type)?.Name ?? kind.ToString()!;
        Add(new Entry(kind, handler, filter, new Subscription(
            threads,
            capacity,
            consumer,
            chatEvent =>
            {
                if (chatEvent is EventsDropped dropped && dropped.Consumer == consumer && !filter(chatEvent))
                {
                    log.Warning("A slow handler of {0} lost {1} events", consumer, dropped.Count);
                    Publish(chatEvent);
                    return ValueTask.CompletedTask;
                }

                return consume(chatEvent);
            },
            OnHandlerFailed)));
    }

    public void Unsubscribe(object kind, Delegate handler)
    {
        foreach (var entry in _entries.Where(entry => entry.Kind.Equals(kind) && entry.Handler.Equals(handler)))
        {
            Remove(entry);
        }
    }

    /// <summary>All events from now on, also before the first is asked for.</summary>
    public IAsyncEnumerable<ChatEvent> Read(CancellationToken cancellationToken)
    {
        var reader = new EventReader();
        var entry = new Entry(reader, reader.WriteAsync, static _ => true, new Subscription(
            threads, capacity, nameof(EventReader), reader.WriteAsync, static (_, _) => { }));
        reader.Opened(() => Remove(entry), cancellationToken);
        Add(entry);
        return reader;
    }

    /// <summary>Handlers and readers get what is queued for them, then nothing more.</summary>
    public void End()
    {
        foreach (var entry in ImmutableInterlocked.InterlockedExchange(ref _entries, []))
        {
            entry.Subscription.Drain();
            (entry.Kind as EventReader)?.EndAfterLast();
        }
    }

    private void Add(Entry entry) => ImmutableInterlocked.Update(ref _entries, static (all, one) => all.Add(one), entry);

    private void Remove(Entry entry)
    {
        entry.Subscription.End();
        ImmutableInterlocked.Update(ref _entries, static (all, one) => all.Remove(one), entry);
    }

    private void OnHandlerFailed(ChatEvent chatEvent, Exception exception)
    {
        log.Error(exception, "A handler of {0} failed", chatEvent.Name);
        if (chatEvent is not ChatErrorRaised)
        {
            // A handler of errors that fails is only logged, or it would fail for ever.
            Publish(new ChatErrorRaised(
                chatEvent.SdkAppId, chatEvent.UserId, ErrorCodes.UnexpectedReply, $"a handler of {chatEvent.Name} failed: {exception.GetType().Name}"));
        }
    }

    private sealed record Entry(object Kind, Delegate Handler, Predicate<ChatEvent> Filter, Subscription Subscription);
}
