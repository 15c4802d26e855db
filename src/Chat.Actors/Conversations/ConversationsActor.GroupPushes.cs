using Chat.Actors.Connection;
using Chat.Actors.Events;
using Chat.Actors.Groups;
using Chat.Actors.Messages;
using Chat.Protocol.Groups;
using Chat.Protocol.Push;

namespace Chat.Actors.Conversations;

/// <summary>What is pushed about groups: messages, tips, mentions, read positions, recalls (wire reference, group messages §2 and groups §4–5).</summary>
internal sealed partial class ConversationsActor
{
    private const int MentionEvent = 12;

    /// <param name="pushed">The event.</param>
    /// <param name="isMissed">It was found by a sync: then it is no news for anybody, as in the SDK.</param>
    /// <returns>True if it is about groups.</returns>
    private bool OnGroupPush(PushEvent pushed, bool isMissed)
    {
        if (pushed.Is(Pushes.GroupMessages, out var messages))
        {
            WhenListed(() => TakeGroupItems(pushed.Code == BroadcastEvent ? AsBroadcasts(messages) : messages, eventCode: 0));
        }
        else if (pushed.Is(Pushes.QuietGroupMessages, out var quiet))
        {
            WhenListed(() => TakeGroupItems(quiet, eventCode: 0, areQuiet: true));
        }
        else if (GroupsProtocol.AreTips(pushed, out var items))
        {
            switch (pushed.Code)
            {
                case GroupMessageBody.TipEvent or GroupMessageBody.OnlineTipEvent:
                    WhenListed(() => TakeGroupItems(items, pushed.Code));
                    break;
                case NoticeEvent:
                    WhenListed(() => RaiseTogether(() => Each(items, item => OnNotice(item, isMissed))));
                    break;
                case MentionEvent:
                    WhenListed(() => Each(items, OnMentioned));
                    break;
            }
        }
        else if (pushed.Is(Pushes.GroupSelfChanged, out var selves))
        {
            WhenListed(() => Each(selves, OnMentionsReadElsewhere));
        }
        else if (pushed.Is(Pushes.GroupMessagesModified, out var edits))
        {
            WhenListed(() => Each(edits, OnGroupMessageModified));
        }
        else if (pushed.Is(Pushes.TopicNews, out var news))
        {
            WhenListed(() => OnTopicNews(news));
        }
        else
        {
            return false;
        }

        return true;
    }

    /// <summary>Messages and tips of one frame are raised together, in the order of their places.</summary>
    private void TakeGroupItems(WireGroupMessage[] items, int eventCode, bool areQuiet = false) =>
        RaiseTogether(() => Each(items.Present().OrderBy(static item => item.MsgSeq), item => TakeGroupItem(item, eventCode, areQuiet)));

    private void TakeGroupItem(WireGroupMessage item, int eventCode, bool isQuiet)
    {
        if (GroupMessageBody.TargetOf(item) is not { } target)
        {
            return;
        }

        if (item.GroupInfo?.GroupType == GroupTypes.AVChatRoom)
        {
            if (!_client.Groups.ContainsKey(target))
            {
                // A live room that this account is not in concerns nobody.
                return;
            }

            TakeRoomItem(target, item with { Event = item.Event ?? (eventCode == 0 ? MessageEvent : eventCode) }, isBroadcast: false, isHistory: false);
            return;
        }

        var message = GroupMessageBody.ToMessage(target, item, _me, eventCode);
        if (GroupMessageBody.IsOfCommunityOnly(item))
        {
            if (!message.IsInvisible)
            {
                Announce(message);
            }

            return;
        }

        if (message.HasNoContent && item.GroupInfo?.NotVisible != 1)
        {
            // It is not taken for the message of its place: that is found again as a hole.
            return;
        }

        var entry = Known(message.ConversationId);
        Meet(entry, item.GroupInfo);
        if (message.Type == Protocol.Messages.MessageTypes.GroupTip)
        {
            message = OnTip(entry, message, item);
        }

        if (!TakeChangedEcho(message, item.MsgModifiedFlag))
        {
            Take(entry, message, isQuiet);
        }
    }

    /// <summary>The effects of a tip on its conversation. Pins and changes of attributes and counters are no messages, though they may have a place.</summary>
    private ChatMessage OnTip(ConversationEntry entry, ChatMessage message, WireGroupMessage item)
    {
        var body = GroupMessageBody.Read(item.MsgBody, GroupsJson.Default.GroupTipBody)!;
        if (body.OpType is GroupTipTypes.Pinned or GroupTipTypes.Unpinned)
        {
            OnPinned(entry.Channel.Target, body);
            return message with { IsInvisible = true };
        }

        if (body.MsgGroupNewInfo?.GroupAttrOption is not null || body.GroupCounterInfo is not null)
        {
            return message with { IsInvisible = true };
        }

        if (body is { OpType: GroupTipTypes.ProfileChanged, MsgGroupNewInfo: { } change })
        {
            entry.SetGroup(change.GroupName, change.GroupFaceUrl, null);
        }

        return message;
    }

    /// <summary>What a header tells of a group that nothing else is known of.</summary>
    private static void Meet(ConversationEntry entry, WireGroupHeader? header)
    {
        if (header is not null && entry.GroupType.Length == 0)
        {
            entry.SetGroup(entry.Nick.Length == 0 ? header.GroupName : null, null, header.GroupType);
        }
    }

    private void OnMentioned(WireGroupMessage item)
    {
        if ((item.GroupAtTips ?? GroupMessageBody.Read(item.MsgBody, GroupsJson.Default.GroupAtTips)) is not { AtFlagList.Length: > 0 } tips || tips.From == _me)
        {
            return;
        }

        var target = string.IsNullOrEmpty(tips.TopicId) ? tips.GroupId : tips.TopicId;
        if (string.IsNullOrEmpty(target))
        {
            return;
        }

        var at = new GroupAtInfo(tips.From ?? "", tips.GroupId ?? "", tips.TopicId ?? "", tips.MsgSeq, GroupMentions.TypeOf(tips.AtFlagList))
        {
            Random = item.MsgRandom, NoticeSequence = item.ClientSeq,
        };
        if (Known(ConversationIds.OfGroup(target)).Mention(at))
        {
            ListHasChanged();
        }
    }

    private void OnGroupRead(GroupReadMark read) =>
        OnGroupReadElsewhere(string.IsNullOrEmpty(read.TopicId) ? read.GroupId : read.TopicId, read.LastReadMsgSeq);

    /// <summary>Another device has read a group up to a place; what was mentioned there is read too.</summary>
    private void OnGroupReadElsewhere(string? target, long order)
    {
        if (!string.IsNullOrEmpty(target) && _entries.TryGetValue(ConversationIds.OfGroup(target), out var entry))
        {
            entry.TakeMentions();
            OnReadUpTo(entry, order, entry.LastTime);
        }
    }

    private void OnGroupMessageRecalled(WireGroupMessage item, GroupWithdrawal recalled)
    {
        var target = !string.IsNullOrEmpty(recalled.TopicId) ? recalled.TopicId : string.IsNullOrEmpty(recalled.GroupId) ? GroupMessageBody.TargetOf(item) : recalled.GroupId;
        if (string.IsNullOrEmpty(target))
        {
            return;
        }

        var revocation = MessageBody.ToRevocation(recalled.RevokerInfo ?? item.RevokerInfo);
        if (revocation is not null && GroupIds.IsOfCommunity(target))
        {
            revocation = revocation with { Nick = item.GroupInfo?.FromNick ?? "", Avatar = item.GroupInfo?.FromAvatar ?? "" };
        }

        var id = ChatMessage.IdOf(recalled.TinyId, recalled.MsgClientTime, recalled.MsgRandom);
        RecallGroupMessage(target, recalled.MsgSeq, recalled.MsgRandom, id, recalled.MsgTimeStamp, revocation, counts: recalled.TinyId != _client.Snapshot.TinyId);
    }

    /// <param name="counts">It may be among the unread ones.</param>
    private void RecallGroupMessage(string target, long sequence, long random, string id, long time, Revocation? revocation, bool counts)
    {
        // Those of live rooms have no places.
        var isOfRoom = _client.Groups.GetValueOrDefault(target)?.IsRoom == true;
        Recall(
            ConversationIds.OfGroup(target),
            counts && !isOfRoom ? "" : _me,
            sequence,
            new ConversationActor.Recalled(
                one => one.Status == MessageStatus.Success && (isOfRoom ? one.Id == id : one.Order == sequence && (random == 0 || one.Random == random)),
                id,
                sequence,
                time,
                revocation,
                IsAnnounced: true));
    }

    private void OnGroupMessageModified(ModifiedGroupMessage edit)
    {
        var target = string.IsNullOrEmpty(edit.TopicId) ? edit.GroupId : edit.TopicId;
        if (!string.IsNullOrEmpty(target))
        {
            Edit(
                ConversationIds.OfGroup(target),
                new MessageEdit((edit.From, edit.MsgSeq, edit.MsgRandom), ElementsOf(edit.MsgBody), edit.CloudCustomData ?? "", edit.MsgVersion) { HasRiskContent = RiskOf(edit.MsgCheckResult) },
                edit.MsgTimeStamp);
        }
    }

    private void OnGroupReceipts(WireGroupMessage item, GroupReceiptChange[] receipts)
    {
        if (GroupMessageBody.TargetOf(item) is { } target)
        {
            OpenChild(ConversationIds.OfGroup(target))?.Tell(new ConversationActor.GroupReceipts([.. receipts.Present()]), Self);
        }
    }

    /// <summary>One item that is not what it should be costs itself only.</summary>
    private void Each<T>(IEnumerable<T?>? items, Action<T> handle)
        where T : class
    {
        foreach (var item in items?.OfType<T>() ?? [])
        {
            Guard(() => handle(item));
        }
    }

    /// <summary>What is raised meanwhile is told in one event.</summary>
    private void RaiseTogether(Action take)
    {
        if (_raised is not null)
        {
            take();
            return;
        }

        var raised = _raised = [];
        try
        {
            take();
        }
        finally
        {
            _raised = null;
            if (raised.Count > 0)
            {
                _client.Publish(new MessageReceived(SdkAppId, _me, [.. raised]));
            }
        }
    }

    private void Announce(ChatMessage message)
    {
        if (_raised is null)
        {
            _client.Publish(new MessageReceived(SdkAppId, _me, [message]));
        }
        else
        {
            _raised.Add(message);
        }
    }
}
