using Chat.Actors.Messages;
using Chat.Protocol.Groups;

namespace Chat.Actors.Conversations;

/// <summary>System notices, and what travels as one (wire reference, groups §2 and §5).</summary>
internal sealed partial class ConversationsActor
{
    private const int NoticeEvent = 5;

    /// <summary>Says what <see cref="GroupReadMark"/> says in an older way.</summary>
    private const int OldReadNotice = 15;

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
}
