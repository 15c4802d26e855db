using Chat.Actors.Messages;

namespace Chat.Actors.Conversations;

/// <summary>
/// The order in which one conversation's messages are raised: each once, 1, 2, 3 … however they come. What comes behind a hole waits until the hole is
/// filled from the history. Pure; used by <see cref="ConversationsActor"/>.
/// </summary>
internal sealed class ConversationOrder
{
    /// <summary>Messages that wait behind a hole; what comes beyond is found again by the next hole.</summary>
    public const int MaxWaiting = 1000;

    /// <summary>Pages that are fetched for one hole before it is given up.</summary>
    public const int MaxPages = 500;

    private SortedDictionary<long, ChatMessage>? _waiting;
    private long _raised;

    /// <summary>The oldest that was raised; 0 for none.</summary>
    private long _oldest;
    private long _known;
    private long _askedUpTo;
    private int _pages;

    /// <summary>Up to here nothing is missing; 0 while nothing is known.</summary>
    public long Newest => Math.Max(_raised, _known);

    public bool HasHole => _waiting is not null;

    /// <summary>Up to here the present hole reaches, as far as it is known.</summary>
    public long AskedUpTo => _askedUpTo;

    /// <summary>What was there when the account came: it is not missing, though it may still be raised.</summary>
    public void Begin(long order) => _known = Math.Max(_known, order);

    /// <summary>Takes a message as it arrives. True: it is to be raised now.</summary>
    public bool TryTake(ChatMessage message)
    {
        if (message.Order <= _raised)
        {
            return false;
        }

        if (_waiting is null && message.Order <= Newest + 1)
        {
            HasRaised(message.Order);
            return true;
        }

        _waiting ??= [];
        if (_waiting.Count < MaxWaiting)
        {
            _waiting[message.Order] = message;
        }

        return false;
    }

    /// <summary>Takes a message from before the account came, which the history has brought; the newest ones first. True: it is to be raised now.</summary>
    public bool TryTakeOlder(ChatMessage message)
    {
        if (_oldest == 0 || message.Order >= _oldest)
        {
            return TryTake(message);
        }

        _oldest = message.Order;
        return true;
    }

    /// <summary>Makes room for what the server has behind <see cref="Newest"/> although nothing of it has arrived.</summary>
    public bool ExpectUpTo(long order)
    {
        if (order <= Newest || _waiting is not null)
        {
            return false;
        }

        _waiting = [];
        _askedUpTo = order;
        return true;
    }

    /// <summary>The history behind <see cref="Newest"/> is being asked for.</summary>
    public void Asking() => _askedUpTo = Math.Max(_askedUpTo, _waiting?.Keys.LastOrDefault() ?? 0);

    /// <summary>Takes a page of the history, oldest first.</summary>
    /// <param name="page">Messages behind <see cref="Newest"/>.</param>
    /// <param name="completeUpTo">Up to this order nothing else was there when the server read them.</param>
    /// <returns>What is to be raised now, in order.</returns>
    public List<ChatMessage> Supply(IReadOnlyList<ChatMessage> page, long completeUpTo)
    {
        _waiting ??= [];
        var end = Newest;
        foreach (var message in page)
        {
            end = Math.Max(end, message.Order);
            if (message.Order > _raised)
            {
                _waiting[message.Order] = message;
            }
        }

        // Up to here the server has nothing else: it has read the history after all of these were stored.
        var complete = Math.Max(end, Math.Min(completeUpTo, _askedUpTo));
        _pages = page.Count > 0 ? _pages + 1 : _pages;
        return Release(complete, complete);
    }

    /// <summary>Raises what waits although something before it is missing.</summary>
    /// <param name="missing">How many messages are missing, as far as the numbers say.</param>
    public List<ChatMessage> GiveUp(out long missing)
    {
        var expected = Newest;
        var last = Math.Max(_askedUpTo, _waiting?.Keys.LastOrDefault() ?? 0);
        var released = Release(long.MaxValue, last);
        missing = Math.Max(0, last - expected - released.Count);
        return released;
    }

    /// <summary>True when a hole has eaten so many pages that it is not worth more.</summary>
    public bool IsTooLong => _pages >= MaxPages;

    private void HasRaised(long order)
    {
        _raised = order;
        _oldest = _oldest == 0 ? order : _oldest;
    }

    private List<ChatMessage> Release(long upTo, long known)
    {
        var released = new List<ChatMessage>();
        while (_waiting!.Count > 0)
        {
            var (order, message) = _waiting.First();
            if (order > upTo && order > Newest + 1)
            {
                break;
            }

            _waiting.Remove(order);
            if (order > _raised)
            {
                HasRaised(order);
                released.Add(message);
            }
        }

        Begin(known);
        if (_waiting.Count == 0 && Newest >= _askedUpTo)
        {
            _waiting = null;
            _askedUpTo = 0;
            _pages = 0;
        }

        return released;
    }
}
