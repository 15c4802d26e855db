using Chat.Actors.App;
using Chat.Actors.Connection;
using Chat.Actors.Events;
using Chat.Actors.Groups;
using Chat.Protocol.Groups;
using Chat.Protocol.Messages;
using Chat.Protocol.Push;

namespace Chat.Actors.Conversations;

/// <summary>Reading conversations, and whether their messages are announced.</summary>
internal sealed partial class ConversationsActor
{
    private const int SecondsPerDay = 86_400;

    private void OnMarkRead(ConversationsProtocol.MarkRead mark)
    {
        var entry = Reachable(mark.ConversationId);
        DeleteMentions(entry);
        ReportRead(entry, mark.Promise, () => mark.Promise.TrySetResult(default));
    }

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

    /// <summary>Tells the server that mentions were read; in communities those of everybody are its own to forget.</summary>
    private void DeleteMentions(ConversationEntry? entry)
    {
        if (entry is null || entry.TakeMentions() is not { Count: > 0 } mentions)
        {
            return;
        }

        var isCommunity = GroupIds.IsOfCommunity(entry.Channel.Target);
        var notices = mentions.Where(at => !isCommunity || at.AtType != GroupAtType.All).Select(at => new DeletedNotice
        {
            From = at.From, To = _me, MsgSeq = at.NoticeSequence, MsgRandom = at.Random, GroupId = entry.Channel.Target,
        }).ToArray();
        if (notices.Length > 0)
        {
            Call(GroupApplicationCommands.DeleteNotices, new DeleteNotices { DelMsgList = notices }, static (_, _) => { });
        }

        TellTopic(entry, static topicId => new GroupsProtocol.TopicMentionsCleared(topicId, long.MaxValue));
        ListHasChanged();
    }

    /// <summary>Another device has taken mentions off the account's list.</summary>
    private void OnMentionsReadElsewhere(GroupSelfChange change)
    {
        if (change.MentionsReadSeq is { } read && _entries.TryGetValue(ConversationIds.OfGroup(change.GroupId), out var entry))
        {
            entry.ForgetMentionsUpTo(read);
            TellTopic(entry, topicId => new GroupsProtocol.TopicMentionsCleared(topicId, read));
            ListHasChanged();
        }
    }

    private void OnReadAll(ConversationsProtocol.ReadAll readAll)
    {
        var unread = _entries.Values.Where(entry => entry is { IsListed: true, Unread.Value: > 0 } && IsIn(readAll.Scope, entry.Channel))
            .OrderByDescending(static entry => entry.IsPinned).ThenByDescending(static entry => entry.Last?.Time ?? 0)
            .Select(static entry => (Entry: entry, Order: entry.Order.Newest, Time: entry.LastTime)).ToList();
        if (unread.Count == 0)
        {
            readAll.Promise.TrySetResult(default);
            return;
        }

        var request = new ReadAll
        {
            C2CReadAllMsg = unread.Exists(static one => one.Entry.Channel is C2CChannel) ? 1 : 0,
            GroupReadInfo =
            [
                .. unread.Where(static one => one.Entry.Channel is GroupChannel)
                    .Select(static one => new GroupReadPosition { GroupId = one.Entry.Channel.Target, MsgSeq = one.Order }),
            ],
        };
        Call(MessageCommands.ReadAll, request, readAll.Promise, reply =>
        {
            var groups = reply.GroupReadInfoArray.Present().Where(static one => one.RetCode is null or 0).Select(static one => one.GroupId).ToHashSet();
            foreach (var (entry, order, time) in unread)
            {
                if (entry.Channel is C2CChannel ? reply.C2CReadAllMsg == 1 : groups.Contains(entry.Channel.Target))
                {
                    OnReadUpTo(entry, order, time);
                }
            }

            readAll.Promise.TrySetResult(default);
        });
    }

    private static bool IsIn(ReadAllScope scope, Channel channel) => channel switch
    {
        C2CChannel => scope != ReadAllScope.Group,
        GroupChannel => scope != ReadAllScope.C2C,
        _ => false,
    };

    /// <summary>Another device has read everything.</summary>
    private void OnReadAllElsewhere(ReadAllEvent readAll)
    {
        foreach (var entry in readAll.C2CReadAllMsg == 1 ? _entries.Values.Where(static entry => entry is { Unread.Value: > 0, Channel: C2CChannel }) : [])
        {
            OnReadUpTo(entry, entry.Order.Newest, entry.LastTime);
        }

        Each(readAll.GroupReadInfoArray, one => OnGroupReadElsewhere(one.GroupId, one.LastReadMsgSeq));
    }

    private void OnSetRemindType(ConversationsProtocol.SetRemindType set)
    {
        var users = set.UserIds.Take(SetPeerMute.MaxPeers).ToArray();
        var option = set.RemindType is RemindType.Discard or RemindType.AcceptNotNotify ? (int)set.RemindType : ReceiveOptions.Notify;
        Call(MessageCommands.SetPeerMute, new SetPeerMute { Peers = users, MuteNotifications = option }, set.Promise, reply =>
        {
            var failures = reply.ErrorList.Present().Select(static failure => new UserFailure(failure.UserId ?? failure.Peer, failure.Code)).ToList();
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
        if (!string.IsNullOrEmpty(peer))
        {
            SetRemindType(KnownUser(peer), type);
        }
    }

    private void SetRemindType(ConversationEntry entry, RemindType type)
    {
        if (entry.RemindType != type)
        {
            entry.RemindType = type;
            ListHasChanged();
        }
    }

    /// <summary>Of a group of which the account wants to hear nothing, nothing is unread and nobody mentioned, now and from then on.</summary>
    private void ReadIfDiscarded(ConversationEntry entry)
    {
        if (entry is { RemindType: RemindType.Discard, GroupUnread: { } unread })
        {
            var newest = Math.Max(entry.Order.Newest, entry.Order.AskedUpTo);
            unread.ReadUpTo(newest);
            entry.ForgetMentionsUpTo(newest);
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
