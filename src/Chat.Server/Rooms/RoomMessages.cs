using Chat.Protocol.Errors;
using Chat.Protocol.Groups;
using Chat.Protocol.Messages;
using Chat.Protocol.Push;
using Chat.Server.Commands;
using Chat.Server.Groups;
using Chat.Server.Telemetry;

namespace Chat.Server.Rooms;

/// <summary>Messages of a room: who may send them, how many pass in a second, how they are taken back.</summary>
internal sealed class RoomMessages(GroupDirectory groups, RoomAudience audience, RoomBroadcast broadcast, RoomBans bans, TimeProvider time)
{
    private const string DropReason = "the room has more messages than it can carry";

    private readonly SecondCounter _recalls = new();
    private RoomPace<RoomProtocol.Send>? _pace;

    public bool HasWaiting => _pace?.Waiting > 0;

    public void Send(RoomProtocol.Send send)
    {
        var refusal = Check(send);
        if (refusal is not null)
        {
            send.Context.Fail(refusal);
            return;
        }

        if (broadcast.Feed.Find(send.From.AccountId, send.Content.ClientSeq, send.Content.Random) is { } sent)
        {
            ServerTelemetry.DuplicateSends.Add(1);
            Answer(send.Context, sent.Time, sent.Number);
            return;
        }

        _pace ??= new RoomPace<RoomProtocol.Send>(send.Context.App.Settings.GroupMessagesPerSecond);
        Drop(_pace.Add(send, send.Content.Priority, time.GetUtcNow()));
        Drain(send);
    }

    /// <summary>Lets through what may go now. What has waited is checked again: its sender may have left, or was put out or muted meanwhile.</summary>
    /// <param name="isChecked">The message that came just now; null for none.</param>
    public void Drain(RoomProtocol.Send? isChecked = null)
    {
        if (_pace is not { Waiting: > 0 } pace)
        {
            return;
        }

        var now = time.GetUtcNow();
        while (pace.TryTake(now, out var send))
        {
            if (!ReferenceEquals(send, isChecked) && CheckAgain(send) is { } refusal)
            {
                send.Context.Fail(refusal);
            }
            else
            {
                Deliver(send);
            }
        }

        while (pace.TakeExpired(now) is { } expired)
        {
            Drop(expired);
        }
    }

    /// <summary>
    /// Takes messages back: all of a call in one item, and of members only so many calls in a second as messages, so that nobody drives the messages of others out
    /// of the feed with it.
    /// </summary>
    public void Recall(RoomProtocol.Recall recall)
    {
        if (recall.Request.MsgSeqList is not { Length: > 0 and <= RecallGroupMessages.MaxMessages } wanted)
        {
            recall.Context.Fail(ErrorCodes.GroupParameter, $"MsgSeqList must have 1 to {RecallGroupMessages.MaxMessages} messages");
            return;
        }

        if (!GroupLimits.Fits(recall.Request.Reason, GroupLimits.MaxRemark))
        {
            recall.Context.Fail(ErrorCodes.GroupParameter, $"Reason is longer than {GroupLimits.MaxRemark} bytes");
            return;
        }

        var isOwner = broadcast.Row.OwnerId == recall.By.AccountId;
        if (!isOwner && !IsHere(recall.By.AccountId))
        {
            recall.Context.Fail(GroupDirectory.NotMember);
            return;
        }

        var checks = wanted.Select(static one => one?.MsgSeq ?? 0).Distinct().Select(number => (Number: number, Error: CheckRecall(recall, number))).ToArray();
        if (checks is [(_, { } error)])
        {
            recall.Context.Fail(error);
            return;
        }

        var messages = checks.Where(static one => one.Error is null).Select(one => broadcast.Feed.Get(one.Number)).ToArray();
        if (messages.Length > 0 && !isOwner && !_recalls.TryCount(broadcast.Now, recall.Context.App.Settings.GroupMessagesPerSecond))
        {
            recall.Context.Fail(ErrorCodes.GroupSendTooFrequent, "too many messages are taken back at once");
            return;
        }

        recall.Context.Reply(
            new RecallGroupMessagesReply
            {
                RecallRetList = Array.ConvertAll(checks, static one => new RecalledGroupMessage { MsgSeq = one.Number, RetCode = one.Error?.Code ?? 0 }),
            },
            GroupsJson.Default.RecallGroupMessagesReply);
        if (messages.Length > 0)
        {
            TakeBack(recall, messages);
        }
    }

    private bool IsHere(long accountId) => audience.Member(accountId) is not null;

    private ChatError? Check(RoomProtocol.Send send)
    {
        var row = broadcast.Row;
        if (row.DismissedAt != 0)
        {
            return GroupDirectory.Unknown;
        }

        if (!IsHere(send.From.AccountId))
        {
            return GroupDirectory.NotMember;
        }

        if (send.From.GroupMutedUntil > broadcast.Now)
        {
            return new ChatError(ErrorCodes.GroupMuted, "the sender is muted in all groups");
        }

        if (row.OwnerId == send.From.AccountId)
        {
            return send.Refusal;
        }

        return row.IsMuted || groups.Store.Read((row.Key, send.From.AccountId), static (connection, key) => GroupMutes.Until(connection.Prepare, key.Key, key.AccountId)) > broadcast.Now
            ? new ChatError(ErrorCodes.GroupMuted, "the sender or everybody is muted")
            : send.Refusal;
    }

    private ChatError? CheckAgain(RoomProtocol.Send send) => bans.Refuses(broadcast.Row, send.From, broadcast.Now) ? RoomBans.Error : Check(send);

    private void Deliver(RoomProtocol.Send send)
    {
        if (broadcast.Feed.Find(send.From.AccountId, send.Content.ClientSeq, send.Content.Random) is { } sent)
        {
            // The same message waited twice.
            Answer(send.Context, sent.Time, sent.Number);
            return;
        }

        var (now, number) = (broadcast.Now, broadcast.Feed.Next);
        var json = RoomItems.Message(broadcast.Row, send.From, send.Content, number, now);
        broadcast.Feed.Remember(new RoomMessage(
            number, send.From.AccountId, send.From.TinyId, send.Content.ClientSeq, send.Content.Random, send.Content.ClientTime, now));
        Answer(send.Context, now, number);
        broadcast.Publish(RoomFeed.MessageEvent, json, null, send.Context.Session);
    }

    private void Drop((RoomProtocol.Send Item, int Priority)? dropped)
    {
        if (dropped is { } one)
        {
            ServerTelemetry.RoomMessagesDropped.Add(1, new KeyValuePair<string, object?>("priority", GroupPriorities.NameOf(one.Priority)));
            Answer(one.Item.Context, broadcast.Now, 0, DropReason);
        }
    }

    private static void Answer(CommandContext context, long now, long number, string? dropReason = null) => context.Reply(
        new SendGroupMessageReply { MsgTime = now, MsgSeq = number, MsgDropReason = dropReason }, GroupsJson.Default.SendGroupMessageReply);

    private ChatError? CheckRecall(RoomProtocol.Recall recall, long number)
    {
        if (!broadcast.Feed.TryGet(number, out var message))
        {
            return new ChatError(ErrorCodes.GroupMessageUnknown, "the message does not exist, or is too old");
        }

        if (broadcast.Row.OwnerId == recall.By.AccountId)
        {
            return null;
        }

        if (message.SenderId != recall.By.AccountId)
        {
            return GroupDirectory.Denied;
        }

        var window = recall.Context.App.Settings.RecallWindow;
        return broadcast.Now - message.Time > window.TotalSeconds
            ? new ChatError(ErrorCodes.GroupRecallWindowPassed, $"messages can be recalled for {window}")
            : null;
    }

    private void TakeBack(RoomProtocol.Recall recall, RoomMessage[] messages)
    {
        Array.ForEach(messages, broadcast.Feed.Recall);
        var revoker = new RevokerInfo { Revoker = recall.By.UserId, Reason = recall.Request.Reason ?? "" };
        var push = RoomItems.RecallForPushes(broadcast.Row, recall.By, messages, revoker, broadcast.Now);
        broadcast.Publish(
            RoomItems.RecallEvent,
            RoomItems.RecallForPolls(broadcast.Row, messages, revoker, broadcast.Now),
            GroupPushFrame.Tips(Pushes.GroupNotices.EventCode, push),
            recall.Context.Session);
    }
}
