using Chat.Actors.Groups;
using Chat.Actors.Topics;

namespace Chat.Actors.Conversations;

/// <summary>Topics: their conversations are here, they themselves belong to the account's groups, which are told what happens here first.</summary>
internal sealed partial class ConversationsActor
{
    /// <summary>What is new in a topic of which messages were seen was missed by this client: it is fetched.</summary>
    private void OnTopicFetched(Topic topic)
    {
        var newest = topic.NextMessageSequence - 1;
        if (newest < 1)
        {
            return;
        }

        var entry = Known(ConversationIds.OfGroup(topic.TopicId));
        entry.GroupUnread?.Set(topic.UnreadCount, newest, topic.SelfInfo.ReadSequence);
        entry.ForgetMentionsUpTo(topic.SelfInfo.ReadSequence);
        entry.SetGroup(topic.TopicName, topic.Avatar, Protocol.Groups.GroupTypes.Community);
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

    /// <summary>Tells the topic of a conversation something; conversations of other kinds have none.</summary>
    private void TellTopic(ConversationEntry entry, Func<string, GroupsProtocol.ITopicNews> toNews)
    {
        if (entry.Channel.Type == ConversationType.Topic)
        {
            Context.Parent.Tell(toNews(entry.Channel.Target), Self);
        }
    }
}
