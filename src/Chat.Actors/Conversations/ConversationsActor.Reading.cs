using Chat.Actors.App;
using Chat.Actors.Connection;
using Chat.Actors.Events;
using Chat.Protocol.Errors;
using Chat.Protocol.Messages;
using Chat.Protocol.Push;

namespace Chat.Actors.Conversations;

/// <summary>Reading conversations, and whether their messages are announced.</summary>
internal sealed partial class ConversationsActor
{
    private const int SecondsPerDay = 86_400;

    /// <summary>The SDK's limit for reading everything.</summary>
    private static readonly TimeSpan ReadAllInterval = TimeSpan.FromSeconds(1);

    private long _readAllAt;

    private void OnMarkRead(ConversationsProtocol.MarkRead mark) => ReportRead(Listed(mark.ConversationId), mark.Promise, () => mark.Promise.TrySetResult(default));

    /// <summary>Tells the server that everything known is read; nothing is sent when nothing is unread.</summary>
    private void ReportRead(ConversationEntry? entry, Promise<Done> promise, Action then)
    {
        if (entry is null || entry.Unread.Value == 0)
        {
            then();
            return;
        }

        var (order, time) = (entry.Order.Newest, entry.LastTime);
        Ask(entry.Channel.ReportRead(order, time), promise, _ =>
        {
            OnReadUpTo(entry, order, time);
            then();
        });
    }

    private void OnReadAll(ConversationsProtocol.ReadAll readAll)
    {
        var unread = readAll.Scope == ReadAllScope.Group ? [] : _entries.Values.Where(static entry => entry.IsListed && entry.Unread.Value > 0)
            .Select(static entry => (Entry: entry, Order: entry.Order.Newest, Time: entry.LastTime)).ToList();
        if (unread.Count == 0)
        {
            readAll.Promise.TrySetResult(default);
            return;
        }

        if (_readAllAt != 0 && _client.Options.Time.GetElapsedTime(_readAllAt) <= ReadAllInterval)
        {
            readAll.Promise.Fail(new ChatError(ErrorCodes.ClientRateLimit, "everything can be read once a second"));
            return;
        }

        _readAllAt = _client.Options.Time.GetTimestamp();
        Call(MessageCommands.ReadAll, new ReadAll { C2CReadAllMsg = 1 }, readAll.Promise, reply =>
        {
            foreach (var (entry, order, time) in reply.C2CReadAllMsg == 1 ? unread : [])
            {
                OnReadUpTo(entry, order, time);
            }

            readAll.Promise.TrySetResult(default);
        });
    }

    /// <summary>Another device has read everything.</summary>
    private void OnReadAllElsewhere(ReadAllEvent readAll)
    {
        foreach (var entry in readAll.C2CReadAllMsg == 1 ? _entries.Values.Where(static entry => entry.Unread.Value > 0) : [])
        {
            OnReadUpTo(entry, entry.Order.Newest, entry.LastTime);
        }
    }

    private void OnSetRemindType(ConversationsProtocol.SetRemindType set)
    {
        var users = set.UserIds.Take(SetPeerMute.MaxPeers).ToArray();
        var option = set.RemindType is RemindType.Discard or RemindType.AcceptNotNotify ? (int)set.RemindType : ReceiveOptions.Notify;
        Call(MessageCommands.SetPeerMute, new SetPeerMute { Peers = users, MuteNotifications = option }, set.Promise, reply =>
        {
            var failures = reply.ErrorList.Present().Select(static failure => new UserFailure(failure.Peer, failure.Code)).ToList();
            var done = users.Except(failures.Select(static failure => failure.UserId), StringComparer.Ordinal).ToList();
            done.ForEach(user => SetRemindType(user, set.RemindType));
            set.Promise.TrySetResult(new RemindTypeResult(done, failures));
        });
    }

    private void OnMuted(MuteNotification? mute)
    {
        if (mute is not null)
        {
            SetRemindType(mute.Peer, (RemindType)mute.MuteNotifications);
        }
    }

    private void SetRemindType(string? peer, RemindType type)
    {
        // Also of a conversation that is not listed: it may be some day.
        if (!string.IsNullOrEmpty(peer) && KnownUser(peer) is var entry && entry.RemindType != type)
        {
            entry.RemindType = type;
            ListHasChanged();
        }
    }

    private void OnSetReceiveOpt(ConversationsProtocol.SetReceiveOpt set)
    {
        var settings = set.Settings;
        var time = _client.Options.Time;
        var local = time.GetLocalNow().Date.Add(new TimeSpan(settings.StartHour, settings.StartMinute, settings.StartSecond));
        var start = new DateTimeOffset(local, time.LocalTimeZone.GetUtcOffset(local)).ToUnixTimeSeconds();
        var request = new SetDoNotDisturb
        {
            StartTime = start,
            EndTime = start + (settings.IsRepeated ? Math.Min(settings.Duration, SecondsPerDay) : settings.Duration),
            IsRepeated = settings.IsRepeated ? 1 : 0,
            Level = (int)settings.RemindType,
        };
        Call(MessageCommands.SetDoNotDisturb, request, set.Promise, _ => set.Promise.TrySetResult(default));
    }

    private void OnGetReceiveOpt(ConversationsProtocol.GetReceiveOpt get) => Call(
        MessageCommands.GetDoNotDisturb,
        new GetDoNotDisturb { Account = _me },
        get.Promise,
        reply => get.Promise.TrySetResult(ToReceiveOpt(reply.Level, reply.StartTime, reply.EndTime, reply.IsRepeated)));

    private void OnReceiveOptChanged(SetDoNotDisturb changed) => _client.Publish(new AllReceiveMessageOptUpdated(
        SdkAppId, _me, ToReceiveOpt(changed.Level, changed.StartTime, changed.EndTime, changed.IsRepeated)));

    private static ReceiveMessageOpt ToReceiveOpt(int level, long start, long end, int isRepeated) => new(
        level is ReceiveOptions.Discard or ReceiveOptions.DoNotNotify ? (RemindType)level : RemindType.AcceptAndNotify, start, end, isRepeated == 1);
}
