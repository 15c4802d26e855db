using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Chat.Protocol.Frames;
using Chat.Server.Sessions;

namespace Chat.Server.Tests.Testing;

/// <summary>What a socket was sent: a reply or push frame, or a message that the gateway would make part of a push.</summary>
/// <param name="Command">The frame's command; "" for a message.</param>
/// <param name="Sequence">The frame's sequence, 0 for pushes and messages.</param>
/// <param name="Position">The message's position, -1 for a frame.</param>
/// <param name="Raw">Body of the frame or the message object, as bytes.</param>
internal sealed record Received(string Command, long Sequence, long Position, byte[] Raw)
{
    public bool IsMessage => Position >= 0;

    public bool IsReply => !IsMessage && Sequence != 0;

    public JsonElement Json { get; } = Parse(Raw);

    public string Text => Encoding.UTF8.GetString(Raw);

    private static JsonElement Parse(byte[] raw)
    {
        using var document = JsonDocument.Parse(raw);
        return document.RootElement.Clone();
    }
}

/// <summary>A socket without I/O: it keeps what is sent to it in order and wakes whoever waits for it.</summary>
internal sealed class FakeSession : Session
{
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(8);

    /// <summary>Where the client believes the server to be.</summary>
    public const string Address = "http://chat.test";

    private readonly object _changed = new();
    private readonly List<Received> _received = [];
    private bool _stalled;

    public FakeSession(string clientKey, int maxQueuedBytes = 64 << 20)
        : base(maxQueuedBytes)
    {
        ClientKey = clientKey;
        HttpAddress = Address;
    }

    public string? AbortReason { get; private set; }

    public bool IsLoggedIn { get; private set; }

    public IReadOnlyList<Received> All
    {
        get
        {
            lock (_changed)
            {
                return [.. _received];
            }
        }
    }

    public IReadOnlyList<Received> Messages => [.. All.Where(item => item.IsMessage)];

    /// <summary>Push frames: notifications and kicks.</summary>
    public IReadOnlyList<Received> Pushes => [.. All.Where(item => !item.IsMessage && !item.IsReply)];

    /// <summary>The client stops reading.</summary>
    public void Stall() => _stalled = true;

    public override void Abort(string reason)
    {
        lock (_changed)
        {
            AbortReason ??= reason;
            Monitor.PulseAll(_changed);
        }

        StopOutgoing();
    }

    public override void Close(int closeCode) => Abort("closed");

    /// <summary>The network connection has gone: nothing is sent any more. The dispatcher is told by <see cref="TestServer.Closed"/>.</summary>
    public void Break() => StopOutgoing();

    /// <summary>Waits for the first item that fits.</summary>
    public Received Wait(Func<Received, bool> fits, string what) => WaitFor(() => _received.Find(item => fits(item)), what);

    /// <summary>Waits until so many messages were pushed here.</summary>
    public IReadOnlyList<Received> WaitMessages(int count) => WaitFor(
        () => _received.Count(item => item.IsMessage) >= count ? _received.Where(item => item.IsMessage).ToList() : null,
        $"{count} messages");

    public void WaitAborted() => WaitFor(() => AbortReason, "the end of the socket");

    /// <summary>Waits until every command is answered.</summary>
    public void WaitIdle() => WaitFor(() => Pending == 0 ? this : null, "the end of all commands");

    protected override void OnPendingChanged(int pending)
    {
        lock (_changed)
        {
            Monitor.PulseAll(_changed);
        }
    }

    protected override void StartFlush()
    {
        if (_stalled)
        {
            return;
        }

        while (TakeOutgoing() is { } batch)
        {
            lock (_changed)
            {
                _received.AddRange(batch.Where(item => !item.IsRaw).Select(Read));
                Monitor.PulseAll(_changed);
            }

            OutgoingLists.Return(batch);
        }
    }

    protected override void OnIdentityChanged(bool isLoggedIn)
    {
        lock (_changed)
        {
            IsLoggedIn = isLoggedIn;
            Monitor.PulseAll(_changed);
        }
    }

    private T WaitFor<T>(Func<T?> find, string what)
        where T : class
    {
        var start = Stopwatch.GetTimestamp();
        lock (_changed)
        {
            while (true)
            {
                if (find() is { } found)
                {
                    return found;
                }

                var left = Deadline - Stopwatch.GetElapsedTime(start);
                if (left <= TimeSpan.Zero || !Monitor.Wait(_changed, left))
                {
                    throw new TimeoutException($"Waited in vain for {what}; received: {string.Join('\n', _received.TakeLast(10).Select(item => item.Command + " " + item.Text))}");
                }
            }
        }
    }

    private static Received Read(Outgoing item)
    {
        if (item.IsMessage || item.IsGroupMessage)
        {
            return new Received("", 0, Math.Max(item.Position, 0), item.Data);
        }

        var frame = ServerFrame.Parse(item.Data);
        return new Received(Encoding.UTF8.GetString(frame.Command), frame.Sequence, -1, frame.Body.ToArray());
    }
}
