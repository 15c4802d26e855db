using System.Globalization;
using Chat.Actors.Connection;
using Chat.Actors.Groups;
using Chat.Actors.Messages;
using Chat.Protocol.Conversations;
using Chat.Protocol.Errors;
using Chat.Protocol.Groups;
using Chat.Protocol.Push;

namespace Chat.Actors.Conversations;

/// <summary>Groups in the list, and what an account has missed of them (wire reference, groups §2).</summary>
internal sealed partial class ConversationsActor
{
    /// <summary>More messages than these are not fetched after an outage, as in the SDK.</summary>
    private const int MaxGap = 300;

    private const int MaxRecallRequests = 6;
    private const int MicrosecondsPerMillisecond = 1000;

    /// <summary>Messages that are fetched of a group into which this account was invited.</summary>
    private const int MaxPulled = 60;

    /// <summary>Groups into which this account was invited and of which nothing more is known yet.</summary>
    private HashSet<string>? _invited;

    /// <summary>After an outage: groups whose messages are being fetched, so that nothing has to be asked about recalls.</summary>
    private HashSet<string>? _filling;

    /// <summary>After an outage: groups in which something was missed.</summary>
    private List<string>? _outdated;

    private void OnGroupListed(ConversationEntry entry, WireConversation item)
    {
        var newest = ConversationEntry.NewestOf(item);
        if (entry.GroupUnread is { } unread && !entry.IsRoom)
        {
            var uncounted = (item.GroupIgnoredUnreadSeqCount ?? 0) + (item.PromisedRecallCount ?? 0);
            unread.Set(Math.Max(0, item.UnreadMsgCount - uncounted), newest, item.UnreadSinceSeq ?? item.MsgGroupReadedSeq ?? newest - item.UnreadMsgCount);
        }

        if (item.MsgGroupReadedSeq is > 0 and var read)
        {
            entry.ForgetMentionsUpTo(read);
        }

        if (_client.Groups.GetValueOrDefault(entry.Channel.Target) is { } group && group.NextMessageSequence <= newest)
        {
            Context.Parent.Tell(new GroupsProtocol.Advanced(group.GroupId, newest, item.LastTime), Self);
        }

        if (!_isListed || newest <= entry.Order.Newest)
        {
            entry.Order.Begin(newest);
            return;
        }

        var missing = newest - entry.Order.Newest;
        if (entry.IsUsed && entry.Order.Newest > 0 && missing < MaxGap)
        {
            (_filling ??= []).Add(entry.ConversationId);
            (_expected ??= [])[entry.ConversationId] = newest;
        }
        else if (entry.Order.Newest > 0)
        {
            RaiseGap(string.Create(CultureInfo.InvariantCulture, $"{missing} messages of {entry.ConversationId} behind {entry.Order.Newest} were not fetched"));
            entry.Order.Begin(newest);
        }
        else
        {
            entry.Order.Begin(newest);
        }
    }

    /// <summary>Among what was missed may be tips, each of which changes its group; not all of them are fetched.</summary>
    private void AskGroups()
    {
        if (_outdated is { } outdated)
        {
            _outdated = null;
            Context.Parent.Tell(new GroupsProtocol.Outdated(outdated), Self);
        }
    }

    /// <summary>
    /// A notice that was missed says what happened to a group once, not whether this account is in it now: it may have left and come back since. The group itself is
    /// asked for that.
    /// </summary>
    private void AskGroupsOf(PushEvent missed)
    {
        if (missed.Is(Pushes.GroupNotices, out var notices))
        {
            string[] groups = [.. notices.Present().Select(static one => one.GroupInfo?.GroupId).OfType<string>().Where(static id => id.Length > 0)];
            if (groups.Length > 0)
            {
                Context.Parent.Tell(new GroupsProtocol.Outdated(groups), Self);
            }
        }
    }

    /// <summary>After an outage groups in which nothing has to be fetched are asked for recalls.</summary>
    private void AskRecalls()
    {
        var filling = _filling;
        _filling = null;
        var groups = _entries.Values.Where(entry => entry is { IsListed: true, IsRoom: false, Channel: GroupChannel }
            && filling?.Contains(entry.ConversationId) != true
            && _client.Groups.GetValueOrDefault(entry.Channel.Target)?.IsSupportTopic != true);
        foreach (var chunk in groups.OrderByDescending(static entry => entry.Last?.Time ?? 0).Chunk(GetGroupRecalls.MaxGroups).Take(MaxRecallRequests))
        {
            AskRecalls([.. chunk.Select(entry => (entry, entry.RecallsKnownUpTo))]);
        }
    }

    private void AskRecalls(List<(ConversationEntry Entry, long Begin)> groups)
    {
        var now = _client.ServerTime * MicrosecondsPerMillisecond;
        var request = new GetGroupRecalls
        {
            NotifyReqList =
            [
                .. groups.Select(one => new RecallsOfGroup
                {
                    Type = GroupIds.IsOfCommunity(one.Entry.Channel.Target) ? GroupTypes.Community : null,
                    GroupId = one.Entry.Channel.Target,
                    BeginTime = one.Begin,
                    EndTime = now,
                }),
            ],
        };
        Call(GroupMessageCommands.GetRecalls, request, (reply, error) =>
        {
            if (error is not null)
            {
                RaiseGap($"recalls in {groups.Count} groups could not be fetched: {error.Code}");
                return;
            }

            var more = new List<(ConversationEntry, long)>();
            foreach (var recalls in reply!.NotifyRspList.Present())
            {
                if (groups.FirstOrDefault(one => one.Entry.Channel.Target == recalls.GroupId) is { Entry: { } entry, Begin: var begin })
                {
                    Each(recalls.NotifyMsgList, one => OnMissedRecall(entry, one));
                    entry.RecallsKnownUpTo = Math.Max(entry.RecallsKnownUpTo, recalls.NextMsgTime == 0 ? now : recalls.NextMsgTime);
                    if (recalls.NextMsgTime > begin)
                    {
                        more.Add((entry, recalls.NextMsgTime));
                    }
                }
            }

            if (more.Count > 0)
            {
                AskRecalls(more);
            }
        });
    }

    /// <summary>The list has counted without it already.</summary>
    private void OnMissedRecall(ConversationEntry entry, GroupRecall recall) => RecallGroupMessage(
        entry.Channel.Target,
        recall.MsgSeq,
        recall.MsgRandom == 0 ? recall.Random ?? 0 : recall.MsgRandom,
        "",
        0,
        MessageBody.ToRevocation(recall.RevokerInfo),
        counts: false);

    private void OnGroupsChanged(IReadOnlyList<Group> groups)
    {
        foreach (var group in groups)
        {
            if (_entries.TryGetValue(ConversationIds.OfGroup(group.GroupId), out var entry))
            {
                entry.SetGroup(group.Name.Length > 0 ? group.Name : null, group.Avatar, group.Type);
                SetGroupRemindType(group.GroupId, group.SelfInfo.MessageRemindType);
                entry.RecallsKnownUpTo = Math.Max(entry.RecallsKnownUpTo, group.LastRecallTime);
            }

            if (group.NextMessageSequence > 1 && _invited?.Remove(group.GroupId) == true)
            {
                PullHistory(group.GroupId, group.NextMessageSequence - 1);
            }
        }

        ListHasChanged();
    }

    private void OnGroupLeft(string groupId, bool isRoom)
    {
        _invited?.Remove(groupId);
        foreach (var entry in _entries.Values.Where(entry => entry.Channel is GroupChannel channel && channel.GroupId == groupId).ToList())
        {
            entry.Leave();
            if (isRoom || entry.Channel.Type == ConversationType.Topic)
            {
                Disappear(entry);
                _entries.Remove(entry.ConversationId);
            }
        }

        ListHasChanged();
    }

    /// <summary>The SDK shows to somebody who was invited what was said before; how long the history is comes with the group's profile.</summary>
    private void OnInvited(string groupId)
    {
        if (!_client.CloudConfig.PullsOnInvite || _client.DisablesPullOnInvite)
        {
            return;
        }

        if (_client.Groups.GetValueOrDefault(groupId) is { NextMessageSequence: > 1 } group)
        {
            PullHistory(groupId, group.NextMessageSequence - 1);
        }
        else
        {
            (_invited ??= new HashSet<string>(StringComparer.Ordinal)).Add(groupId);
        }
    }

    private void PullHistory(string groupId, long newest, string cursor = "", List<ChatMessage>? pulled = null)
    {
        var entry = Known(ConversationIds.OfGroup(groupId));
        var (session, order) = (Session, entry.Order);
        Ask(entry.Channel.GetPage(cursor, newest), (page, error) =>
        {
            if (session.IsOver || order != entry.Order || error is { Code: ErrorCodes.NotReady or ErrorCodes.LoggedOut or ErrorCodes.NotLoggedIn })
            {
                // Nobody is logged in any more, or the group was left.
                return;
            }

            pulled ??= [];
            pulled.InsertRange(0, page?.Messages.Where(static one => !one.IsInvisible) ?? []);
            if (error is null && page!.Cursor.Length > 0 && page.Messages.Count > 0 && pulled.Count < MaxPulled)
            {
                PullHistory(groupId, newest, page.Cursor, pulled);
                return;
            }

            order.Begin(newest);

            // What was pushed meanwhile has been raised, and what is pushed from now on is known.
            var fresh = pulled.AsEnumerable().Reverse().Where(order.TryTakeOlder).Where(one => !_client.Messages.ContainsKey(one.Id)).Reverse().ToList();
            var self = _client.Groups.GetValueOrDefault(groupId)?.SelfInfo ?? GroupSelf.Unknown;
            RaiseTogether(() =>
            {
                foreach (var message in fresh)
                {
                    if (message.Order > self.ReadSequence && self.JoinTime > 0 && message.Time >= self.JoinTime)
                    {
                        // It is on its way to this account as well.
                        Raise(entry, message);
                        continue;
                    }

                    Appear(entry);
                    entry.IsUsed = true;
                    entry.Show(message);
                    Open(entry.ConversationId).Tell(new ConversationActor.Keep(message with { IsRead = true }), Self);
                    Announce(message with { IsRead = true });
                }
            });
            ListHasChanged();
        });
    }

    private void ForgetGroupSync()
    {
        _invited = null;
        _filling = null;
        _outdated = null;
    }
}
