using Chat.Protocol.Errors;

namespace Chat.Actors.App;

/// <summary>A call of the client's that an actor answers.</summary>
internal interface IPromise
{
    void Fail(ChatError error);
}

/// <inheritdoc cref="IPromise"/>
internal sealed class Promise<T>() : TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously), IPromise
{
    public void Fail(ChatError error) => TrySetException(new ChatException(error));
}

/// <summary>Nothing to answer but that it is done.</summary>
internal readonly record struct Done;

/// <summary>The calls that wait for an account's actors: when those end or start anew nobody may be left waiting.</summary>
internal sealed class OpenCalls
{
    private readonly Lock _gate = new();
    private Dictionary<IPromise, object>? _calls;
    private ChatError? _ended;

    /// <param name="call">What is waited for.</param>
    /// <param name="message">What the actors are told.</param>
    public void Add(IPromise call, object message)
    {
        ChatError? ended;
        lock (_gate)
        {
            ended = _ended;
            if (ended is null)
            {
                (_calls ??= []).Add(call, message);
            }
        }

        if (ended is not null)
        {
            call.Fail(ended);
        }
    }

    public void Remove(IPromise call)
    {
        lock (_gate)
        {
            if (_calls?.Remove(call) == true && _calls.Count == 0)
            {
                _calls = null;
            }
        }
    }

    /// <summary>Fails the open call that has told a message.</summary>
    /// <returns>False if there is none.</returns>
    public bool TryFail(object message, ChatError error)
    {
        IPromise? call;
        lock (_gate)
        {
            call = _calls?.FirstOrDefault(one => ReferenceEquals(one.Value, message)).Key;
        }

        call?.Fail(error);
        return call is not null;
    }

    /// <summary>Fails what is open now.</summary>
    public void FailAll(ChatError error)
    {
        Dictionary<IPromise, object>? calls;
        lock (_gate)
        {
            calls = _calls;
            _calls = null;
        }

        foreach (var call in calls?.Keys ?? Enumerable.Empty<IPromise>())
        {
            call.Fail(error);
        }
    }

    /// <summary>Fails what is open and everything that comes.</summary>
    public void End(ChatError error)
    {
        lock (_gate)
        {
            _ended = error;
        }

        FailAll(error);
    }
}
