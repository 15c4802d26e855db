using Akka.Actor;
using Chat.Actors.App;
using Chat.Actors.Connection;
using Chat.Protocol.Errors;
using Chat.Protocol.Groups;
using Chat.Protocol.Rooms;

namespace Chat.Actors.Rooms;

/// <summary>
/// Polls one live room: the next question 300 ms after an answer, 2300 ms after twenty empty ones in a row, 2 s after a failure; hands on each item once
/// (wire reference, AVChatRoom §A2–A3). Parent: the account's groups. One state.
/// </summary>
internal sealed class RoomActor : UntypedActor
{
    private const int MaxSequences = 200;
    private const int MaxIds = 100;
    private const int Broadcast = 17;
    private const int Recall = 20;
    private const int RoomData = 100;
    private static readonly TimeSpan FailureInterval = TimeSpan.FromSeconds(2);

    private readonly ClientContext _client;
    private readonly IActorRef _connection;
    private readonly Settings _settings;
    private readonly RecentSet<long> _sequences = new(MaxSequences);
    private readonly RecentSet<(string?, long?, long)> _ids = new(MaxIds);
    private readonly RecentSet<(string?, long?, long)> _broadcasts = new(MaxSequences);
    private ICancelable? _next;
    private string _key;
    private long _start;
    private long _broadcastStart;
    private bool _isFirst;
    private bool _tellsBroadcastStart;
    private int _empty;
    private int _round;

    public RoomActor(ClientContext client, IActorRef connection, Settings settings)
    {
        _client = client;
        _connection = connection;
        _settings = settings;
        _key = settings.Key;
        _start = settings.Start;
        _isFirst = settings.IsFirst;
        _broadcastStart = settings.BroadcastStart;
    }

    public static Props Props(ClientContext client, IActorRef connection, Settings settings) =>
        Akka.Actor.Props.Create(() => new RoomActor(client, connection, settings));

    protected override void PreStart() => Poll();

    protected override void PostStop() => _next?.Cancel();

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Next next when next.Round == _round:
                Poll();
                break;
            case Next:
                // Of a round that was ended by a reconnect.
                break;
            case Restart:
                _next?.Cancel();
                Poll();
                break;
            case First first:
                _isFirst = true;
                _tellsBroadcastStart = true;
                _broadcastStart = Math.Max(_broadcastStart, first.BroadcastStart);
                break;
            case Continuation continuation:
                continuation.Run();
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Poll()
    {
        var round = ++_round;
        var request = new PollRoom
        {
            StartSeq = _start,
            Key = _key,
            DownsizeFlag = _client.CloudConfig.TakesShortItems ? 1 : 0,
            StartBroadcastSeq = _tellsBroadcastStart && !_settings.IsAnonymous ? _broadcastStart : null,
        };

        // The SDK's first question does not have it.
        _tellsBroadcastStart = _isFirst;
        _connection.Call(Self, _settings.IsAnonymous ? RoomCommands.PollAnonymously : RoomCommands.Poll, request, (reply, error) =>
        {
            if (round == _round)
            {
                OnPolled(reply, error);
            }
        });
    }

    private void OnPolled(PollRoomReply? reply, ChatError? error)
    {
        var delay = FailureInterval;
        try
        {
            if (error is null)
            {
                Take(reply!);
                delay = _client.CloudConfig.PollInterval + (_empty >= _client.CloudConfig.EmptyPolls ? _client.CloudConfig.PollPause : TimeSpan.Zero);
            }
        }
        finally
        {
            _next = Context.System.Scheduler.ScheduleTellOnceCancelable(delay, Self, new Next(_round), Self);
        }
    }

    private void Take(PollRoomReply reply)
    {
        if (!string.IsNullOrEmpty(reply.Key) && reply.NextSeq > 0)
        {
            _key = reply.Key;
            _start = reply.NextSeq;
        }

        var broadcastStart = Math.Max(_broadcastStart, reply.NextBroadcastSeq ?? 0);
        if (broadcastStart != _broadcastStart)
        {
            _broadcastStart = broadcastStart;
            Context.Parent.Tell(new Polled(_settings.GroupId, [], IsBroadcast: true, broadcastStart), Self);
        }

        var items = reply.RspMsgList.Present().OrderBy(static item => item.MsgSeq).ToList();
        _empty = items.Count == 0 ? _empty + 1 : 0;
        Tell(items.FindAll(IsNew), isBroadcast: false);
        Tell([.. reply.RspBroadcastMsgList.Present().Where(item => IsKnownKind(item) && _broadcasts.Add(Id(item)))], isBroadcast: true);
    }

    private void Tell(List<WireGroupMessage> items, bool isBroadcast)
    {
        if (items.Count > 0)
        {
            Context.Parent.Tell(new Polled(_settings.GroupId, items, isBroadcast, _broadcastStart), Self);
        }
    }

    private bool IsNew(WireGroupMessage item)
    {
        if (!IsKnownKind(item))
        {
            return false;
        }

        // Recalls, data, attributes and counters have no place in the order.
        if (item.Event is Recall or RoomData || IsState(item))
        {
            return true;
        }

        return (_client.Options.UnlimitedAVChatRoom || _sequences.Add(item.MsgSeq)) && _ids.Add(Id(item));
    }

    private static bool IsKnownKind(WireGroupMessage item) => item.Event is 3 or 4 or 5 or 6 or Broadcast or Recall or RoomData;

    private static bool IsState(WireGroupMessage item) =>
        item is { Event: 6, MsgBody: { } body } && (body.Utf8.Span.IndexOf("\"GroupAttrOption\""u8) >= 0 || body.Utf8.Span.IndexOf("\"GroupCounterInfo\""u8) >= 0);

    private static (string?, long?, long) Id(WireGroupMessage item) => (item.TinyId ?? item.From, item.MsgClientTime, item.MsgRandom);

    /// <param name="GroupId">The room.</param>
    /// <param name="Key">Key of the first poll.</param>
    /// <param name="Start">Position of the first poll.</param>
    /// <param name="IsAnonymous">Nobody is logged in.</param>
    /// <param name="IsFirst">It asks for broadcasts too.</param>
    /// <param name="BroadcastStart">From here on.</param>
    internal sealed record Settings(string GroupId, string Key, long Start, bool IsAnonymous, bool IsFirst, long BroadcastStart);

    /// <summary>Told to the parent: items in their order, each once.</summary>
    /// <param name="BroadcastStart">Where broadcasts go on, for the room that asks for them next.</param>
    internal sealed record Polled(string GroupId, IReadOnlyList<WireGroupMessage> Items, bool IsBroadcast, long BroadcastStart) : INoSerializationVerificationNeeded;

    /// <summary>The rooms before this one were left: it asks for broadcasts from now on.</summary>
    internal sealed record First(long BroadcastStart) : INoSerializationVerificationNeeded;

    /// <summary>The connection is back: polls that were under way are lost.</summary>
    internal sealed record Restart : INoSerializationVerificationNeeded
    {
        public static Restart Instance { get; } = new();
    }

    private sealed record Next(int Round) : INoSerializationVerificationNeeded, INotInfluenceReceiveTimeout;
}
