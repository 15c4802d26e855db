using System.Runtime.InteropServices;

namespace Chat.Server.Sessions;

/// <summary>
/// One socket as the server sees it: who it speaks for, what waits to be sent, which pushes were acknowledged. The gateway derives from it and
/// does the I/O. Frames wait in a bounded queue; a client that does not read is disconnected and catches up by position later.
/// </summary>
public abstract class Session
{
    private const int MaxNotices = 64;

    private readonly Lock _gate = new();
    private readonly int _maxQueuedBytes;
    private List<Outgoing>? _outgoing;
    private int _outgoingBytes;
    private bool _flushing;
    private volatile bool _closed;
    private SessionIdentity? _identity;
    private int _pending;
    private long _acknowledged;
    private List<Outgoing>? _held;
    private int _heldBytes;
    private long _holdingSince;
    private List<byte[]>? _notices;
    private long _noticesFrom = long.MaxValue;
    private long _fetchedFrom = long.MaxValue;
    private long _fetches;

    protected Session(int maxQueuedBytes) => _maxQueuedBytes = maxQueuedBytes;

    /// <summary>Random key of the client object (<c>instanceid</c> of the address): the same client that logs in again is not another device.</summary>
    public string ClientKey { get; protected init; } = "";

    /// <summary>Scheme and host under which the client reaches the server over HTTP, without a slash at the end; the start of file addresses.</summary>
    public string HttpAddress { get; protected init; } = "";

    /// <summary>Who speaks; null before login and after logout.</summary>
    public SessionIdentity? Identity
    {
        get => Volatile.Read(ref _identity);
        internal set
        {
            var wasLoggedIn = Interlocked.Exchange(ref _identity, value) is not null;
            if (wasLoggedIn != value is not null)
            {
                OnIdentityChanged(!wasLoggedIn);
            }
        }
    }

    /// <summary>True while pushes are sent here.</summary>
    internal bool IsAttached { get; set; }

    /// <summary>True once the socket was told that its instance is out; it is told once.</summary>
    internal bool WasToldOfKick { get; set; }

    /// <summary>True once the client has asked on this socket for what it missed; all else has been or will be pushed.</summary>
    internal bool HasSynced { get; set; }

    /// <summary>Messages up to this position came before the socket was attached: the client has them once it has synchronized on this socket.</summary>
    internal long AttachPosition { get; set; }

    /// <summary>The commit position from which the conversation list was told on this socket; null if it was not.</summary>
    internal long? ListedSince { get; set; }

    /// <summary>Push frames that the conversation list has counted on, for the sync behind it; each is built for the position that it acknowledges.</summary>
    internal IReadOnlyList<(long Position, Func<long, byte[]> Frame)> Promised { get; set; } = [];

    /// <summary>What the instance's former socket had delivered.</summary>
    internal Delivery FormerDelivery { get; set; }

    /// <summary>What this socket has delivered so far. A notice that may not have arrived yet counts against pushes that came behind it.</summary>
    internal Delivery Delivery
    {
        get
        {
            lock (_gate)
            {
                return new(AttachPosition, Math.Min(Acknowledged, Math.Min(_noticesFrom, _fetchedFrom) - 1));
            }
        }
    }

    /// <summary>Highest position of a push that the client acknowledged on this socket.</summary>
    internal long Acknowledged => Volatile.Read(ref _acknowledged);

    /// <summary>Commands that are not answered yet.</summary>
    public int Pending => Volatile.Read(ref _pending);

    /// <summary>The socket has ended: nothing is sent any more.</summary>
    internal bool IsClosed => _closed;

    /// <summary>Sends a complete frame.</summary>
    public void Send(byte[] frame) => Enqueue(new Outgoing(frame, Outgoing.FramePosition));

    /// <summary>Something waits to be sent or is being sent.</summary>
    protected bool HasOutgoing
    {
        get
        {
            lock (_gate)
            {
                return _flushing;
            }
        }
    }

    /// <summary>Ends the socket without a word.</summary>
    public abstract void Abort(string reason);

    /// <summary>Sends what is queued, then closes the socket.</summary>
    public abstract void Close(int closeCode);

    /// <summary>Sends a message as (part of) a push. Messages that wait together share one push frame and one acknowledgement.</summary>
    /// <param name="message">The message object as JSON text, shared by all its receivers.</param>
    /// <param name="position">Its position, 0 for one that is not stored.</param>
    internal void Push(byte[] message, long position) => SendInOrder(new Outgoing(message, position));

    /// <summary>Sends a message of a group as (part of) a push. Those that wait together share one push frame; nothing is acknowledged.</summary>
    /// <param name="message">The message object as JSON text, shared by all its receivers.</param>
    internal void PushToGroup(byte[] message) => SendInOrder(new Outgoing(message, Outgoing.GroupPosition));

    /// <summary>Sends a push frame; in order with the messages.</summary>
    internal void Notify(byte[] frame) => SendInOrder(new Outgoing(frame, Outgoing.FramePosition));

    /// <summary>Has the client fetch an entry by a missed-message sync (<c>IsOnlineSync</c> 1), where it acts differently than in a push.</summary>
    /// <param name="notice">An element of <c>MsgList</c>.</param>
    /// <param name="position">Commit position of what it tells.</param>
    /// <param name="asksForSync">The push frame that makes clients fetch.</param>
    /// <returns>False if too many wait already.</returns>
    internal bool NotifyBySync(byte[] notice, long position, byte[] asksForSync)
    {
        lock (_gate)
        {
            if (_notices?.Count >= MaxNotices)
            {
                return false;
            }

            (_notices ??= []).Add(notice);
            _noticesFrom = Math.Min(_noticesFrom, position);
            SendInOrder(new Outgoing(asksForSync, Outgoing.FramePosition));
            return true;
        }
    }

    /// <summary>What the client was told to fetch.</summary>
    /// <param name="receipt">What the client acknowledges once it has them: a number below 0; 0 for none.</param>
    internal IReadOnlyList<byte[]> TakeNotices(out long receipt)
    {
        lock (_gate)
        {
            receipt = 0;
            if (_notices is not { } notices)
            {
                return [];
            }

            _notices = null;
            _fetchedFrom = Math.Min(_fetchedFrom, _noticesFrom);
            _noticesFrom = long.MaxValue;
            receipt = -(++_fetches);
            return notices;
        }
    }

    /// <summary>Pushed messages wait from the login until the client has synchronized, so that none overtakes what was missed.</summary>
    internal void Hold()
    {
        lock (_gate)
        {
            _held = [];
            _heldBytes = 0;
            _holdingSince = Environment.TickCount64;
        }
    }

    /// <summary>True from the login until <see cref="Release"/>.</summary>
    internal bool IsHolding
    {
        get
        {
            lock (_gate)
            {
                return _held is not null;
            }
        }
    }

    /// <summary>Sends what waited for the sync.</summary>
    /// <param name="first">Push frames that belong to the sync and come before it.</param>
    internal void Release(IReadOnlyList<byte[]>? first = null)
    {
        // Under the lock throughout: a message pushed meanwhile must not come before the ones that waited.
        lock (_gate)
        {
            foreach (var frame in first ?? [])
            {
                Enqueue(new Outgoing(frame, Outgoing.FramePosition));
            }

            var held = _held;
            _held = null;
            held?.ForEach(Enqueue);
        }
    }

    /// <summary>For clients that never synchronize: after a while their messages come without it.</summary>
    protected void ReleaseHeldAfter(TimeSpan limit)
    {
        lock (_gate)
        {
            if (_held is not null && Environment.TickCount64 - _holdingSince > limit.TotalMilliseconds)
            {
                Release();
            }
        }
    }

    internal void CommandStarted() => Interlocked.Increment(ref _pending);

    internal void CommandAnswered() => OnPendingChanged(Interlocked.Decrement(ref _pending));

    /// <param name="position">Position of a push, or the receipt of notices.</param>
    internal void Acknowledge(long position)
    {
        if (position < 0)
        {
            lock (_gate)
            {
                _fetchedFrom = -position == _fetches ? long.MaxValue : _fetchedFrom;
            }
        }
        else if (position > Acknowledged)
        {
            Volatile.Write(ref _acknowledged, position);
        }
    }

    /// <summary>Takes all that waits. Null means there is nothing and the flush has ended; the next frame starts another.</summary>
    protected List<Outgoing>? TakeOutgoing()
    {
        lock (_gate)
        {
            var taken = _outgoing;
            _outgoing = null;
            _outgoingBytes = 0;
            _flushing = taken is not null;
            return taken;
        }
    }

    /// <summary>Sends bytes of the transport itself, in order with the frames.</summary>
    protected void SendRaw(byte[] bytes) => Enqueue(new Outgoing(bytes, Outgoing.RawPosition));

    /// <summary>Nothing is queued any more.</summary>
    protected void StopOutgoing()
    {
        lock (_gate)
        {
            _closed = true;
            _outgoing = null;
        }
    }

    /// <summary>A command was answered; <paramref name="pending"/> are left.</summary>
    protected virtual void OnPendingChanged(int pending)
    {
    }

    /// <summary>Somebody has logged in here, or is no longer.</summary>
    protected virtual void OnIdentityChanged(bool isLoggedIn)
    {
    }

    /// <summary>Starts a flush elsewhere; called when something waits and no flush runs.</summary>
    protected abstract void StartFlush();

    private void SendInOrder(Outgoing item)
    {
        lock (_gate)
        {
            if (_held is not { } held)
            {
                Enqueue(item);
                return;
            }

            held.Add(item);
            _heldBytes += item.Data.Length;
            if (_heldBytes > _maxQueuedBytes)
            {
                Release();
            }
        }
    }

    private void Enqueue(Outgoing item)
    {
        bool start;
        bool overflow;
        lock (_gate)
        {
            if (_closed)
            {
                return;
            }

            _outgoing ??= OutgoingLists.Rent();
            _outgoing.Add(item);
            _outgoingBytes += item.Data.Length;
            overflow = _outgoingBytes > _maxQueuedBytes;
            start = !_flushing;
            _flushing = true;
        }

        if (overflow)
        {
            Abort("the client does not read");
        }
        else if (start)
        {
            StartFlush();
        }
    }
}

/// <summary>What an instance is known to have received on one socket.</summary>
/// <param name="Attached">Messages up to here were there before the socket: acknowledgements say nothing about them.</param>
/// <param name="Acknowledged">Pushes up to here arrived.</param>
internal readonly record struct Delivery(long Attached, long Acknowledged)
{
    /// <summary>
    /// Where the next sync starts. A cookie from before the socket means that the sync on it never arrived; then pushes that did arrive do not make up
    /// for the messages before them.
    /// </summary>
    public SyncCookie SyncFrom(SyncCookie cookie) =>
        cookie.Messages >= Attached && Acknowledged >= cookie.Messages ? SyncCookie.At(Acknowledged) : cookie;
}

/// <summary>A frame, a message that becomes part of a push, or bytes of the transport.</summary>
/// <param name="Data">JSON text, or raw bytes.</param>
/// <param name="Position">Position of a message, 0 for one that is not stored; negative for the other kinds.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct Outgoing(byte[] Data, long Position)
{
    public const long FramePosition = -1;

    public const long RawPosition = -2;

    public const long GroupPosition = -3;

    public bool IsMessage => Position >= 0;

    /// <summary>A message of a group.</summary>
    public bool IsGroupMessage => Position == GroupPosition;

    public bool IsRaw => Position == RawPosition;
}

/// <summary>Queues are short-lived: an idle session holds none.</summary>
public static class OutgoingLists
{
    private const int MaxKept = 1024;
    private const int MaxKeptCapacity = 256;
    private static readonly System.Collections.Concurrent.ConcurrentQueue<List<Outgoing>> Pool = new();

    public static List<Outgoing> Rent() => Pool.TryDequeue(out var list) ? list : new List<Outgoing>(8);

    public static void Return(List<Outgoing> list)
    {
        list.Clear();
        if (list.Capacity <= MaxKeptCapacity && Pool.Count < MaxKept)
        {
            Pool.Enqueue(list);
        }
    }
}
