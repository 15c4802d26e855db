using Chat.Protocol.Commands;
using Chat.Protocol.Errors;
using Chat.Protocol.Rooms;
using Chat.Server.Accounts;
using Chat.Server.Commands;
using Chat.Server.Groups;
using Chat.Server.Groups.Messages;
using Chat.Server.Messages;

namespace Chat.Server.Rooms;

/// <summary>
/// REST <c>send_broadcast_msg</c>: an administrator speaks, as itself or as any user, to everybody who is in a live room of the app. Nothing is stored; the
/// rate is the app's, over all administrators.
/// </summary>
internal sealed class SendRoomBroadcastHandler(GroupDirectory groups, RelayedMessages relayed, TimeProvider time) : IRawCommandHandler
{
    private readonly Lock _gate = new();
    private readonly Dictionary<uint, RecentBroadcasts> _recent = [];

    public void Handle(CommandContext context, ReadOnlySpan<byte> body)
    {
        var sender = Wire.Read(body, RoomsJson.Default.SendRoomBroadcast).From ?? context.UserId;
        var request = GroupSendBody.Parse(body);
        if (Check(context, request) is { } error)
        {
            context.Fail(error);
            return;
        }

        var app = context.App.SdkAppId;
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        var message = new NewGroupMessage
        {
            Random = request.Random!.Value,
            ClientTime = now,
            Flags = request.Flags,
            Priority = request.Priority,
            Body = relayed.Complete(app, request.Body),
            CloudCustomData = request.CloudCustomData.ToArray(),
            Mentions = [],
            Receivers = "",
        };
        if (groups.Accounts.Find(app, sender) is { } account)
        {
            Send(context, account, message);
        }
        else if (sender == context.UserId)
        {
            // The administrator exists by its role; its account is made when it first speaks.
            groups.Accounts.Upsert(app, sender, nick: null, avatar: null, made => Send(context, made, message), context.Fail);
        }
        else
        {
            context.Fail(ErrorCodes.GroupUserUnknown, "From_Account does not exist");
        }
    }

    private static ChatError? Check(CommandContext context, in GroupSendBody request)
    {
        if (context.App.Settings.RoomBroadcastsPerSecond < 1)
        {
            return new ChatError(ErrorCodes.GroupDenied, "the app has no messages to all live rooms");
        }

        if (!request.BodyIsWellFormed || request.Random is not (>= 0 and <= uint.MaxValue))
        {
            return new ChatError(
                ErrorCodes.GroupParameter, "Random is missing or not a 32-bit number, or MsgBody is not an array of elements with MsgType and MsgContent");
        }

        return request.Body.Length + request.CloudCustomData.Length > context.App.Settings.MaxMessageBytes
            ? new ChatError(ErrorCodes.MessageTooLong, $"the message is longer than {context.App.Settings.MaxMessageBytes} bytes")
            : null;
    }

    private void Send(CommandContext context, AccountInfo from, NewGroupMessage message)
    {
        long? sequence;
        bool isNew;
        lock (_gate)
        {
            if (!_recent.TryGetValue(from.SdkAppId, out var recent))
            {
                _recent.Add(from.SdkAppId, recent = new RecentBroadcasts(message.ClientTime));
            }

            sequence = recent.Number(from.AccountId, message.Random, message.ClientTime, context.App.Settings.RoomBroadcastsPerSecond, out isNew);
        }

        if (sequence is not { } number)
        {
            context.Fail(ErrorCodes.GroupSendTooFrequent, $"more than {context.App.Settings.RoomBroadcastsPerSecond} messages to all live rooms in a second");
            return;
        }

        context.Reply(new RoomBroadcastReply { MsgSeq = number }, RoomsJson.Default.RoomBroadcastReply);
        if (isNew)
        {
            groups.Rooms.Broadcast(from.SdkAppId, from, message with { SenderId = from.AccountId });
        }
    }

    /// <summary>The newest broadcasts of an app: their numbers, and who has sent what. They go on from the second in which the first came.</summary>
    private sealed class RecentBroadcasts(long unixSeconds)
    {
        private const long RepetitionSeconds = 300;

        private readonly SecondCounter _counter = new();
        private readonly Dictionary<(long SenderId, long Random), long> _numbers = [];
        private readonly Queue<(long SenderId, long Random, long Time)> _order = new();
        private long _last = unixSeconds;

        /// <summary>The number of a broadcast, or of the first one if this is a repetition; null if there were too many in this second.</summary>
        public long? Number(long senderId, long random, long now, int most, out bool isNew)
        {
            while (_order.TryPeek(out var oldest) && oldest.Time <= now - RepetitionSeconds)
            {
                _order.Dequeue();
                _numbers.Remove((oldest.SenderId, oldest.Random));
            }

            isNew = false;
            if (_numbers.TryGetValue((senderId, random), out var sent))
            {
                return sent;
            }

            if (!_counter.TryCount(now, most))
            {
                return null;
            }

            isNew = true;
            _numbers.Add((senderId, random), ++_last);
            _order.Enqueue((senderId, random, now));
            return _last;
        }
    }
}
