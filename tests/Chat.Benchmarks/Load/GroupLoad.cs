using System.Buffers.Text;
using System.Diagnostics;

namespace Chat.Benchmarks.Load;

/// <summary>What a load of a group showed.</summary>
/// <param name="PerSecond">Deliveries per second.</param>
/// <param name="CpuPer1000">Server CPU (user and system), milliseconds per 1,000 deliveries.</param>
/// <param name="Violations">Deliveries that came not at all, twice or out of order.</param>
internal sealed record GroupLoadResult(double PerSecond, double CpuPer1000, long Violations);

/// <summary>Ten members of a group send; each waits until its message has reached all others before it sends the next.</summary>
internal sealed class GroupLoad
{
    /// <summary>A group whose messages are stored.</summary>
    public const string Group = "large";

    /// <summary>A live room.</summary>
    public const string Room = "live";

    private const int Senders = 10;
    private const int PerSender = 1_000_000;
    private const string Payload = "Lorem ipsum dolor sit amet, consetetur sadipscing elitr, sed diam nonumy eirmod tempor invidunt ut labore.";
    private static readonly byte[] TextStart = "\"Text\":\"#"u8.ToArray();
    private static int runs;

    private readonly Fleet _fleet;
    private readonly string _groupId;
    private readonly int _messages;
    private readonly int[] _missing = new int[Senders];
    private readonly int[] _current = new int[Senders];
    private readonly int[,] _last;
    private readonly int _base = Interlocked.Increment(ref runs) * (PerSender / 10);
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _started;
    private int _finished;
    private long _deliveries;
    private long _violations;

    private GroupLoad(Fleet fleet, string groupId, int messages)
    {
        _fleet = fleet;
        _groupId = groupId;
        _messages = messages;
        _last = new int[fleet.Clients.Count, Senders];
        for (var i = 0; i < fleet.Clients.Count; i++)
        {
            var client = i;
            fleet.Clients[i].OnPush = push => OnPush(client, push);
            fleet.Clients[i].OnFailure = reply => _done.TrySetException(new InvalidOperationException("A send was refused: " + reply));
        }

        for (var i = 0; i < Senders; i++)
        {
            var sender = i;
            fleet.Clients[i].OnSendReply = _ => OnArrival(sender);
        }
    }

    /// <summary>Makes the room and takes everybody in.</summary>
    public static async Task JoinRoomAsync(Fleet fleet)
    {
        await fleet.Clients[0].CallAsync("group_open_http_svc.create_group", $$"""{"Type":"AVChatRoom","Name":"live","GroupId":"{{Room}}","WebPushFlag":1}""");
        await Fleet.ForEachAsync(fleet.Clients, 50, static (client, _) => client.CallAsync("group_open_http_svc.apply_join_group", $$"""{"GroupId":"{{Room}}","WebPushFlag":1}"""));
        await Task.Delay(1500);
    }

    public static async Task<GroupLoadResult> MeasureAsync(ServerProcess server, Fleet fleet, string groupId, int messages)
    {
        await new GroupLoad(fleet, groupId, messages / 2).RunAsync(server);
        return await new GroupLoad(fleet, groupId, messages).RunAsync(server);
    }

    private async Task<GroupLoadResult> RunAsync(ServerProcess server)
    {
        var cpu = server.CpuMilliseconds;
        var clock = Stopwatch.GetTimestamp();
        for (var i = 0; i < Senders; i++)
        {
            SendNext(i);
        }

        await _done.Task.WaitAsync(TimeSpan.FromMinutes(5));
        var seconds = Stopwatch.GetElapsedTime(clock).TotalSeconds;
        var used = server.CpuMilliseconds - cpu;
        return new GroupLoadResult(_deliveries / seconds, used * 1000 / _deliveries, _violations);
    }

    private void SendNext(int sender)
    {
        if (Interlocked.Increment(ref _started) > _messages)
        {
            return;
        }

        // All others, and the reply.
        Volatile.Write(ref _missing[sender], _fleet.Clients.Count);
        var number = Interlocked.Increment(ref _current[sender]) + _base + (sender * PerSender);
        var client = _fleet.Clients[sender];
        client.Send(Frames.Build(
            "group_open_http_svc.send_group_msg",
            $$$"""{"From_Account":"{{{client.UserId}}}","GroupId":"{{{_groupId}}}","Random":{{{number}}},"ClientSeq":{{{number}}},"MsgClientTime":1700000000,"MsgPriority":"Normal","MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"#{{{number}}}#{{{Payload}}}"}}],"CloudCustomData":"","OnlineOnlyFlag":0,"GroupAtInfo":[],"SendMsgControl":[],"NeedReadReceipt":0,"SupportMessageExtension":0,"IsRelayMsg":0}""",
            client.NextSequence(),
            $"\"a2\":\"{client.A2}\",\"tinyid\":\"{client.TinyId}\"",
            client.InstanceId));
    }

    private void OnPush(int client, ReadOnlySpan<byte> push)
    {
        int at;
        while ((at = push.IndexOf(TextStart)) >= 0)
        {
            push = push[(at + TextStart.Length)..];
            if (!Utf8Parser.TryParse(push, out int number, out _))
            {
                continue;
            }

            var sender = number / PerSender;
            var own = (number % PerSender) - _base;
            if (own != Volatile.Read(ref _current[sender]) || ++_last[client, sender] != own)
            {
                Interlocked.Increment(ref _violations);
            }

            Interlocked.Increment(ref _deliveries);
            OnArrival(sender);
        }
    }

    private void OnArrival(int sender)
    {
        if (Interlocked.Decrement(ref _missing[sender]) == 0)
        {
            if (Interlocked.Increment(ref _finished) == _messages)
            {
                _done.TrySetResult();
            }

            SendNext(sender);
        }
    }
}
