using System.Collections.Immutable;
using Chat.Actors.App;
using Chat.Actors.Connection;
using Chat.Protocol.Errors;
using Chat.Protocol.Groups;

namespace Chat.Actors.Groups;

/// <summary>Counters of the group (wire reference, groups §7) and the number of members online.</summary>
internal sealed partial class GroupActor
{
    private static readonly TimeSpan OnlineCountKept = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan RoomTipKept = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan RoomPause = TimeSpan.FromSeconds(3);

    private ImmutableDictionary<string, long> _counters = ImmutableDictionary<string, long>.Empty;
    private long _countersVersion;
    private long? _countersAt;
    private (int Count, TimeSpan ExpireTime, long? AskedAt, long? AnsweredAt, long? ToldAt)? _online;

    private void ForgetCounters()
    {
        _counters = _counters.Clear();
        _countersVersion = 0;
        _countersAt = null;
    }

    private void OnChangeCounters(GroupsProtocol.ChangeCounters change)
    {
        if (!_client.Has(PurchaseBit.Counters))
        {
            change.Promise.Fail(NoCounters());
            return;
        }

        var request = new UpdateGroupCounter
        {
            GroupId = _groupId,
            GroupCounter = [.. change.Counters.Select(static one => new GroupCounter { Key = one.Key, Value = one.Value })],
            BytesKey = _roomKey,
            Mode = change.Mode,
        };

        // What is known here changes with the push, which comes to this client too.
        Call(GroupAttributeCommands.UpdateCounters.For(_groupId), request, change.Promise, reply => change.Promise.TrySetResult(ToDictionary(reply.GroupCounter)));
    }

    private void OnGetCounters(GroupsProtocol.GetCounters get)
    {
        IReadOnlyDictionary<string, long> Wanted() =>
            get.Keys.Count == 0 ? _counters : _counters.Where(one => get.Keys.Contains(one.Key)).ToImmutableDictionary(StringComparer.Ordinal);

        if (!_client.Has(PurchaseBit.Counters))
        {
            get.Promise.Fail(NoCounters());
        }
        else if (IsFresh(_countersAt, _client.CloudConfig.CountersKept))
        {
            get.Promise.TrySetResult(Wanted());
        }
        else
        {
            Call(GroupAttributeCommands.GetCounters.For(_groupId), new GetGroupCounters { GroupId = _groupId, BytesKey = _roomKey }, get.Promise, reply =>
            {
                _counters = ToDictionary(reply.GroupCounter);
                _countersVersion = reply.GroupCounterSeq ?? 0;
                _countersAt = _client.Options.Time.GetTimestamp();
                get.Promise.TrySetResult(Wanted());
            });
        }
    }

    /// <summary>Counters that nobody has asked for are not kept.</summary>
    private void OnCountersPushed(GroupCounterChange change)
    {
        if (_countersAt is null || (change.GroupCounterSeq > 0 && change.GroupCounterSeq < _countersVersion))
        {
            return;
        }

        _counters = change.Type == GroupCounterChange.Deleted
            ? _counters.RemoveRange(change.GroupCounter.Present().Select(static one => one.Key ?? ""))
            : _counters.SetItems(ToDictionary(change.GroupCounter));
        _countersVersion = change.GroupCounterSeq;
        _countersAt = _client.Options.Time.GetTimestamp();
    }

    private void OnGetOnlineCount(GroupsProtocol.GetOnlineCount get)
    {
        if (Group is null && !_isJoinedRoom)
        {
            get.Promise.TrySetResult(0);
            return;
        }

        if (_me.Length == 0)
        {
            // Only those who are logged in may ask: a guest knows what the tips have told.
            get.Promise.TrySetResult(_online?.Count ?? 0);
            return;
        }

        if (_online is { } known && !MustAskOnline(known))
        {
            get.Promise.TrySetResult(known.Count);
            return;
        }

        var now = _client.Options.Time.GetTimestamp();
        _online = _online is { } before ? before with { AskedAt = now } : null;
        Call(GroupCommands.GetOnlineMemberCount.For(_groupId), new GetOnlineMemberCount { GroupId = _groupId }, get.Promise, reply =>
        {
            var answered = _client.Options.Time.GetTimestamp();
            _online = (reply.OnlineMemberNum, TimeSpan.FromSeconds(reply.ExpireTime ?? OnlineCountKept.TotalSeconds), now, answered, answered);
            get.Promise.TrySetResult(reply.OnlineMemberNum);
        });
    }

    private bool MustAskOnline((int Count, TimeSpan ExpireTime, long? AskedAt, long? AnsweredAt, long? ToldAt) known) => _isJoinedRoom
        ? !IsFresh(known.AnsweredAt, known.ExpireTime) && !IsFresh(known.ToldAt, RoomTipKept) && !IsFresh(known.AskedAt, RoomPause)
        : !IsFresh(known.AskedAt, OnlineCountKept);

    /// <summary>Tips of live rooms tell the number as it changes.</summary>
    private void OnOnlineCount(OnlineCount count)
    {
        if (_isJoinedRoom)
        {
            var now = _client.Options.Time.GetTimestamp();
            _online = _online is { } known
                ? known with { Count = count.Count, ToldAt = now }
                : (count.Count, count.ExpireTime > 0 ? TimeSpan.FromSeconds(count.ExpireTime) : OnlineCountKept, null, null, now);
        }
    }

    private bool IsFresh(long? at, TimeSpan kept) => at is { } time && _client.Options.Time.GetElapsedTime(time) < kept;

    private static ImmutableDictionary<string, long> ToDictionary(GroupCounter[]? counters) =>
        ImmutableDictionary.Create<string, long>(StringComparer.Ordinal).SetItems(
            counters.Present().Select(static one => KeyValuePair.Create(one.Key ?? "", one.Value)));

    private static ChatError NoCounters() => new(ErrorCodes.FeatureNotPurchased, "the app has no counters");
}
