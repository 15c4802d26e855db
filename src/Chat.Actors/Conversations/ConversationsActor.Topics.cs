using Chat.Actors.Connection;
using Chat.Actors.Groups;
using Chat.Actors.Messages;
using Chat.Actors.Topics;
using Chat.Protocol.Groups;
using Chat.Protocol.Topics;

namespace Chat.Actors.Conversations;

/// <summary>Topics: their conversations are here, they themselves belong to the account's groups, which are told what happens here first.</summary>
internal sealed partial class ConversationsActor
{
    /// <summary>What is new in a topic of which messages were seen was missed by this client: it is fetched.</summary>
    private void OnTopicFetched(Topic topic)
    {
        var newest = topic.NextMessageSequence - 1;
        if (newest < 0)
        {
            return;
        }

        var entry = Known(ConversationIds.OfGroup(topic.TopicId));
        entry.GroupUnread?.Set(newest, topic.SelfInfo.ReadSequence, topic.SelfInfo.ExcludedUnreadSequences);
        entry.ForgetMentionsUpTo(topic.SelfInfo.ReadSequence);
        entry.SetGroup(topic.TopicName, topic.Avatar, GroupTypes.Community);
        entry.Last = newest >= entry.Order.Newest ? topic.LastMessage : entry.Last;
        SetGroupRemindType(topic.TopicId, topic.SelfInfo.MessageRemindType);
        if (entry.IsUsed && entry.Order.Newest > 0 && entry.Order.ExpectUpTo(newest))
        {
            Fill(entry);
        }
        else if (entry.Order.Newest == 0)
        {
            entry.Order.Begin(newest);
        }
    }

    private void OnTopicsEnded(IReadOnlyList<string> topicIds)
    {
        foreach (var topicId in topicIds)
        {
            if (_entries.Remove(ConversationIds.OfGroup(topicId), out var entry))
            {
                Disappear(entry);
            }
        }
    }

    /// <summary>
    /// The server tells of a topic's newest message without delivering it: it counts and is shown, and nobody is told. Of a topic that was neither fetched nor heard of
    /// nothing is known that it could change.
    /// </summary>
    private void OnTopicNews(TopicNewsEvent news)
    {
        if (news.NewMsg is not { MsgSeq: > 0 and < long.MaxValue, OnlineOnlyFlag: not 1, GroupInfo.TopicId: { Length: > 0 } topicId } item
            || !_entries.TryGetValue(ConversationIds.OfGroup(topicId), out var entry)
            || entry.GroupUnread is not { } unread)
        {
            return;
        }

        var isTip = item.MsgBody is { IsEmpty: false } body && body.Utf8.Span[0] == '{';
        var message = GroupMessageBody.ToMessage(topicId, isTip ? item with { Event = GroupMessageBody.TipEvent } : item, _me);
        if (news.NoUnreadSeqList is { } excluded && unread.IsPlaced)
        {
            unread.Set(message.Order, 0, message.IsExcludedFromUnreadCount ? [.. excluded, message.Order] : excluded);
        }
        else if (message.Order > entry.Order.Newest)
        {
            if (unread.IsPlaced)
            {
                unread.Advance(message.Order, entry.Order.Newest);
            }
            else if (message.CountsAsUnread)
            {
                unread.Add(message.Order);
            }

            if (!message.CountsAsUnread)
            {
                unread.Remove(message.Order);
            }
        }

        ReadWithOwn(entry, message);
        if (!message.HasNoContent && !message.IsInvisible)
        {
            entry.Show(message);
        }

        if (!entry.Order.HasHole)
        {
            entry.Order.Begin(message.Order);
        }

        ReadIfDiscarded(entry);
        ListHasChanged();
    }

    /// <summary>Who speaks in a topic has read it.</summary>
    private void ReadWithOwn(ConversationEntry entry, ChatMessage message)
    {
        if (entry.Channel.Type == ConversationType.Topic && message is { Flow: MessageFlow.Out, Order: > 0 })
        {
            entry.Unread.ReadUpTo(message.Order);
            entry.ForgetMentionsUpTo(message.Order);
            OpenChild(entry.ConversationId)?.Tell(new ConversationActor.OwnRead(message.Order, message.Time), Self);
        }
    }

    /// <summary>Topics are not in the list: their community is asked for how much is unread in one.</summary>
    private void AskTopic(ConversationEntry entry)
    {
        var (topicId, communityId) = (entry.Channel.Target, GroupIds.CommunityOf(entry.Channel.Target));
        Call(TopicCommands.Get, new GetTopics { GroupId = communityId, TopicIdList = [topicId], MemberInfoFilter = ["NoUnreadSeqList"] }, (reply, _) =>
        {
            if ((reply?.TopicAndSelfInfo).Present().FirstOrDefault(one => one.ErrorCode == 0 && one.TopicInfo?.TopicId == topicId) is { } found)
            {
                OnTopicFetched(TopicMapping.Merge(null, found));
            }
        });
    }

    /// <summary>Tells the topic of a conversation something; conversations of other kinds have none.</summary>
    private void TellTopic(ConversationEntry entry, Func<string, GroupsProtocol.ITopicNews> toNews)
    {
        if (entry.Channel.Type == ConversationType.Topic)
        {
            Context.Parent.Tell(toNews(entry.Channel.Target), Self);
        }
    }
}
