using System.Buffers.Text;
using System.Diagnostics;

namespace Chat.Benchmarks.Load;

/// <summary>What a message load showed.</summary>
/// <param name="PerSecond">Messages per second.</param>
/// <param name="CpuPer1000">Server CPU (user and system), milliseconds per 1,000 messages.</param>
/// <param name="Reply">Send to durable answer.</param>
/// <param name="Delivery">Send to arrival at the receiver.</param>
/// <param name="Violations">Messages that arrived not at all, twice or out of order.</param>
internal sealed record MessageLoadResult(double PerSecond, double CpuPer1000, Percentiles Reply, Percentiles Delivery, long Violations);

/// <summary>200 users in 100 pairs send to each other, closed loop (a window of unanswered sends each) or open loop (a fixed rate).</summary>
internal sealed class MessageLoad
{
    public const int Users = 200;
    private const string Payload = "Lorem ipsum dolor sit amet, consetetur sadipscing elitr, sed diam nonumy eirmod tempor invidunt ut labore.";
    private static readonly byte[] TextStart = "\"Text\":\"#"u8.ToArray();

    private readonly Fleet _fleet;
    private readonly ServerProcess _server;
    private readonly Sender[] _senders;
    private readonly long[] _replyTicks;
    private readonly long[] _deliveryTicks;
    private readonly int _messages;
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _started;
    private int _replies;
    private int _deliveries;
    private long _violations;

    private MessageLoad(ServerProcess server, Fleet fleet, int messages)
    {
        _server = server;
        _fleet = fleet;
        _messages = messages;
        _replyTicks = new long[messages];
        _deliveryTicks = new long[messages];
        _senders = [.. fleet.Clients.Select((client, i) => new Sender(this, client, fleet.Clients[i ^ 1].UserId, (messages / Users) + 1000))];
        for (var i = 0; i < _senders.Length; i++)
        {
            var sender = _senders[i];
            var partner = _senders[i ^ 1];
            sender.Client.OnSendReply = sender.OnReply;
            sender.Client.OnFailure = reply => _done.TrySetException(new InvalidOperationException("A send was refused: " + reply));
            sender.Client.OnPush = push => OnPush(push, partner);
        }
    }

    /// <summary>Each user keeps <paramref name="window"/> sends open until <paramref name="messages"/> are through.</summary>
    public static async Task<MessageLoadResult> ClosedAsync(ServerProcess server, Fleet fleet, int window, int messages)
    {
        var load = new MessageLoad(server, fleet, messages) { Closed = true };
        return await load.MeasureAsync(() =>
        {
            for (var i = 0; i < window; i++)
            {
                foreach (var sender in load._senders)
                {
                    sender.SendNext();
                }
            }

            return Task.CompletedTask;
        });
    }

    /// <summary>A fixed number of messages per second, whatever the answers do.</summary>
    public static async Task<MessageLoadResult> OpenAsync(ServerProcess server, Fleet fleet, int perSecond, int messages)
    {
        var load = new MessageLoad(server, fleet, messages);
        return await load.MeasureAsync(async () =>
        {
            var start = Stopwatch.GetTimestamp();
            for (var sent = 0; sent < messages;)
            {
                var due = Math.Min(messages, (int)(Stopwatch.GetElapsedTime(start).TotalSeconds * perSecond) + 1);
                for (; sent < due; sent++)
                {
                    load._senders[sent % Users].SendNext();
                }

                await Task.Delay(1);
            }
        });
    }

    private bool Closed { get; init; }

    private async Task<MessageLoadResult> MeasureAsync(Func<Task> start)
    {
        var cpu = _server.CpuMilliseconds;
        var clock = Stopwatch.GetTimestamp();
        await start();
        await _done.Task.WaitAsync(TimeSpan.FromMinutes(5));
        var seconds = Stopwatch.GetElapsedTime(clock).TotalSeconds;
        await Task.Delay(100);
        var used = _server.CpuMilliseconds - cpu;
        var missing = _messages - Volatile.Read(ref _deliveries);
        return new MessageLoadResult(
            _messages / seconds, used * 1000 / _messages, Percentiles.Of(_replyTicks, _messages), Percentiles.Of(_deliveryTicks, _messages - missing), _violations + missing);
    }

    private void OnPush(ReadOnlySpan<byte> push, Sender from)
    {
        var now = Stopwatch.GetTimestamp();
        int at;
        while ((at = push.IndexOf(TextStart)) >= 0)
        {
            push = push[(at + TextStart.Length)..];
            if (!Utf8Parser.TryParse(push, out long number, out _))
            {
                continue;
            }

            if (!from.TakeArrival(number, out var sentAt))
            {
                Interlocked.Increment(ref _violations);
            }

            var count = Interlocked.Increment(ref _deliveries);
            if (count <= _messages)
            {
                _deliveryTicks[count - 1] = now - sentAt;
            }

            CheckDone();
        }
    }

    private void CheckDone()
    {
        if (Volatile.Read(ref _replies) >= _messages && Volatile.Read(ref _deliveries) >= _messages)
        {
            _done.TrySetResult();
        }
    }

    /// <summary>One user: numbers its messages, remembers when each left.</summary>
    private sealed class Sender(MessageLoad load, RawClient client, string peer, int capacity)
    {
        private readonly Frames.SendTemplate _template = new(client, peer, Payload);
        private readonly Lock _gate = new();
        private readonly Dictionary<long, long> _open = [];
        private readonly long[] _sentAt = new long[capacity * 20];
        private readonly uint _run = (uint)Random.Shared.Next(1, 90_000_000);
        private readonly long _base = Random.Shared.NextInt64(1, 1_000_000_000);
        private long _next;
        private long _arrived;

        public RawClient Client { get; } = client;

        public void SendNext()
        {
            if (Interlocked.Increment(ref load._started) > load._messages)
            {
                return;
            }

            lock (_gate)
            {
                var number = _next++;
                var sequence = Client.NextSequence();
                _open[sequence] = number;
                _sentAt[number % _sentAt.Length] = Stopwatch.GetTimestamp();
                Client.Send(_template.Build(sequence, _base + number, _run));
            }
        }

        public void OnReply(long sequence)
        {
            long number;
            lock (_gate)
            {
                if (!_open.Remove(sequence, out number))
                {
                    return;
                }
            }

            var count = Interlocked.Increment(ref load._replies);
            load._replyTicks[count - 1] = Stopwatch.GetTimestamp() - _sentAt[number % _sentAt.Length];
            if (load.Closed)
            {
                SendNext();
            }

            load.CheckDone();
        }

        /// <summary>False for a message that is not the next one: lost, doubled or out of order. The one after it is compared with it.</summary>
        public bool TakeArrival(long numberOnWire, out long sentAt)
        {
            var number = numberOnWire - _base;
            sentAt = number >= 0 ? _sentAt[number % _sentAt.Length] : Stopwatch.GetTimestamp();
            return Interlocked.Exchange(ref _arrived, number + 1) == number;
        }
    }
}
