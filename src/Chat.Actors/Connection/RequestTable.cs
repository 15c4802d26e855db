using Chat.Protocol.Errors;

namespace Chat.Actors.Connection;

/// <summary>Requests that wait for their replies, by the number of their frame. An idle connection's table holds no memory.</summary>
internal sealed class RequestTable
{
    private Dictionary<long, PendingRequest>? _pending;

    public int Count => _pending?.Count ?? 0;

    /// <summary>The nearest deadline; <see cref="long.MaxValue"/> without any.</summary>
    public long NextDeadline => _pending is { Count: > 0 } pending ? pending.Values.Min(one => one.Deadline) : long.MaxValue;

    public void Add(PendingRequest pending) => (_pending ??= []).Add(pending.Sequence, pending);

    public bool Contains(PendingRequest pending) => _pending?.TryGetValue(pending.Sequence, out var known) == true && known == pending;

    /// <summary>The request that a frame answers: command and number are those of the request. Null: the frame answers nothing here.</summary>
    public PendingRequest? Take(ReadOnlySpan<byte> command, long sequence) =>
        _pending is { } pending && pending.TryGetValue(sequence, out var found) && command.SequenceEqual(found.Request.Command.Utf8Name)
            ? Remove(found)
            : null;

    public List<PendingRequest> TakeExpired(long now) => TakeWhere(one => one.Deadline <= now);

    /// <summary>Heartbeats, logins and polls, which mean nothing on another socket; nobody is told.</summary>
    public void DropOfSocket() => TakeWhere(static one => one.IsOfSocket);

    public List<PendingRequest> TakeAll() => TakeWhere(static _ => true);

    /// <summary>What has to be sent again on a new socket, in the order in which it was asked.</summary>
    public IEnumerable<PendingRequest> InOrder() => (_pending?.Values.Where(static one => !one.IsOfSocket) ?? []).OrderBy(static one => one.Number);

    private List<PendingRequest> TakeWhere(Predicate<PendingRequest> condition)
    {
        var taken = new List<PendingRequest>(0);
        foreach (var one in _pending?.Values ?? Enumerable.Empty<PendingRequest>())
        {
            if (condition(one))
            {
                taken.Add(one);
            }
        }

        taken.Sort(static (one, other) => one.Number.CompareTo(other.Number));
        taken.ForEach(one => Remove(one));
        return taken;
    }

    private PendingRequest Remove(PendingRequest pending)
    {
        _pending!.Remove(pending.Sequence);
        if (_pending.Count == 0)
        {
            _pending = null;
        }

        return pending;
    }
}

/// <summary>A request under way.</summary>
/// <param name="Request">What was asked, by whom.</param>
/// <param name="Sequence">Number of the frame.</param>
/// <param name="Number">Place among all requests of the connection; frame numbers wrap around.</param>
/// <param name="Deadline">Time stamp after which the caller gets 2801.</param>
internal sealed record PendingRequest(ConnectionProtocol.Request Request, long Sequence, long Number, long Deadline)
{
    public bool IsOfSocket => Request is ConnectionProtocol.IOwnRequest || Request.Command.IsOfSocket;

    /// <summary>Answers the caller, or runs what the connection itself wanted to do.</summary>
    public void Complete(ChatError? error, ReadOnlySpan<byte> body, Action<string>? dropped = null)
    {
        if (Request is ConnectionProtocol.IOwnRequest own)
        {
            own.Run(error, body, dropped);
        }
        else
        {
            Request.ReplyTo.Tell(Request.Answer(error, body, dropped), Akka.Actor.ActorRefs.NoSender);
        }
    }
}
