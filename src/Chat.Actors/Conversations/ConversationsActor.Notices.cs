using Chat.Actors.Connection;
using Chat.Actors.Messages;
using Chat.Protocol.Groups;

namespace Chat.Actors.Conversations;

/// <summary>System notices, and what travels as one (wire reference, groups §2 and §5).</summary>
internal sealed partial class ConversationsActor
{
    private const int NoticeEvent = 5;

    /// <summary>Says what <see cref="GroupReadMark"/> says in an older way.</summary>
    private const int OldReadNotice = 15;

    /// <summary>Recalls, read positions and receipts travel as notices, and are none.</summary>
    private static bool HasNotices(WireGroupMessage[] items) => items.Present().Any(static item => GroupMessageBody.Read(item.MsgBody, GroupsJson.Default.GroupNoticeBody) is
        { GroupWithdrawInfoArray: null, GroupReadInfoArray: null, GroupMsgReceiptList: null, ReportType: not null });

    private void OnNotice(WireGroupMessage item, bool isMissed)
    {
        if (GroupMessageBody.Read(item.MsgBody, GroupsJson.Default.GroupNoticeBody) is not { } body)
        {
            return;
        }

        if (body.GroupWithdrawInfoArray is { } recalled)
        {
            Each(recalled, one => OnGroupMessageRecalled(item, one));
        }
        else if (body.GroupReadInfoArray is { } read)
        {
            Each(read, OnGroupRead);
        }
        else if (body.GroupMsgReceiptList is { } receipts)
        {
            OnGroupReceipts(item, receipts);
        }
        else if (body.ReportType is { } type and not OldReadNotice)
        {
            OnSystemNotice(item, body, type, isMissed);
        }
    }

    private void OnSystemNotice(WireGroupMessage item, GroupNoticeBody body, int type, bool isMissed)
    {
        // The notice that topics are gone names them in its body.
        var isOfTopic = item.GroupInfo is { MillionGroupFlag: WireGroupHeader.WithTopics } header && (header.TopicId is { Length: > 0 } || body.TopicIdArray is not null);
        if (type == GroupNoticeTypes.ReceiveOptionChanged && GroupMessageBody.TargetOf(item) is { } target)
        {
            SetGroupRemindType(target, body.Level);
            ReadIfDiscarded(Known(ConversationIds.OfGroup(target)));
        }

        if (GroupMessageBody.ToNotice(item) is not { } notice
            || (isOfTopic && type is GroupNoticeTypes.TopicCreated or GroupNoticeTypes.TopicDeleted or GroupNoticeTypes.ReceiveOptionChanged))
        {
            return;
        }

        var entry = Known(ConversationIds.System);

        // Notices of the app's own server may all have the same small numbers.
        if (!(notice.Sequence == notice.Random && notice.Random is 1 or 2) && !entry.IsNew(notice.Key))
        {
            return;
        }

        if (isMissed)
        {
            Open(entry.ConversationId).Tell(new ConversationActor.Keep(notice with { IsRead = true }), Self);
            return;
        }

        Appear(entry);
        entry.Show(notice);
        entry.Unread.Add(0);
        Open(entry.ConversationId).Tell(new ConversationActor.Keep(notice), Self);
        Announce(notice);
        ListHasChanged();
        if (type == GroupNoticeTypes.Invited && item.GroupInfo?.GroupId is { Length: > 0 } groupId && !GroupMessageBody.IsOfCommunityOnly(item))
        {
            OnInvited(groupId);
        }
    }

    /// <summary>
    /// After a sync that brought notices the SDK asks which applications have been handled, and deletes their notices. It knows an application by who applies, the group and
    /// whom the notice names.
    /// </summary>
    private void DeleteHandledNotices(long start = 0, List<WireGroupApplication>? found = null) => Call(
        GroupApplicationCommands.GetPage.Ordinary,
        new GetGroupApplications { StartTime = start, Handler = _me },
        (reply, error) =>
        {
            if (error is not null)
            {
                return;
            }

            found ??= [];
            found.AddRange(reply!.PendencyList.Present());
            if (reply.NextStartTime != 0 && reply.NextStartTime != start)
            {
                DeleteHandledNotices(reply.NextStartTime, found);
                return;
            }

            // The last word about an application counts.
            var known = found.ToLookup(static one => (one.From, one.GroupId, one.NoticeReceiver));
            WhenListed(() => DeleteNotices([.. Notices().Where(one => one.Payload is GroupSystemNoticePayload { OperationType: GroupNoticeTypes.Applied } notice
                && known[(notice.OperatorId, notice.GroupProfile.GroupId, notice.Receiver)].LastOrDefault() is { Handled: not WireGroupApplication.Open })]));
        });

    private IEnumerable<ChatMessage> Notices() => _client.Messages.Values.Where(static one => one.ConversationId == ConversationIds.System);

    private void DeleteNotices(List<ChatMessage> notices)
    {
        if (notices.Count == 0)
        {
            return;
        }

        var request = new DeleteNotices
        {
            DelMsgList = [.. notices.Select(static one => new DeletedNotice { From = GroupIds.System, MsgSeq = one.ClientSequence, MsgRandom = one.Random })],
        };
        Call(GroupApplicationCommands.DeleteNotices, request, (_, error) =>
        {
            if (error is not null || !_entries.TryGetValue(ConversationIds.System, out var entry))
            {
                return;
            }

            var ids = notices.Select(static one => one.Id).ToHashSet(StringComparer.Ordinal);
            var newest = Notices().Where(one => !ids.Contains(one.Id)).MaxBy(static one => one.Time);
            foreach (var gone in notices)
            {
                CountNoMore(entry, 0, gone.Id);
                entry.Replace(new LastMessage(gone.From, gone.Time, gone.Sequence, gone.Type, gone.Payload, "", IsPeerRead: false), newest);
            }

            OpenChild(entry.ConversationId)?.Tell(new ConversationActor.Gone(one => ids.Contains(one.Id), 0, null), Self);
            ListHasChanged();
        });
    }
}
