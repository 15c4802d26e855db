using Chat.Actors.Connection;
using Chat.Actors.Conversations;
using Chat.Actors.Topics;
using Chat.Protocol.Groups;

namespace Chat.Actors.Groups;

/// <summary>What pushes and the account's conversations tell of topics (wire reference, communities and topics §B3–B5).</summary>
internal sealed partial class GroupActor
{
    private void OnTopicPush(INews news)
    {
        switch (news)
        {
            case TopicsDoubted:
                _topicsAt = null;
                break;
            case TopicsDeleted deleted:
                ForgetTopics(deleted.TopicIds);
                break;
            case TopicMessage arrived:
                OnTopicMessage(arrived.Message, arrived.Excluded);
                break;
            case TopicTip tip:
                OnTopicTip(tip.Message, tip.Tip);
                break;
            case TopicRemindType changed:
                ChangeTopic(changed.TopicId, topic => ReadIfDiscarded(topic with { SelfInfo = topic.SelfInfo with { MessageRemindType = changed.Option } }));
                break;
            case TopicMentioned mentioned:
                ChangeTopic(mentioned.TopicId, topic => mentioned.At.Sequence <= topic.SelfInfo.ReadSequence ? topic : TopicMapping.Merge(topic, mentioned.At));
                break;
        }
    }

    private void OnTopicNews(GroupsProtocol.ITopicNews news)
    {
        switch (news)
        {
            case GroupsProtocol.TopicSent sent:
                ChangeTopic(sent.TopicId, topic => sent.Sequence < topic.NextMessageSequence
                    ? topic
                    : topic with
                    {
                        NextMessageSequence = sent.Sequence + 1, LastMessage = sent.Message, SelfInfo = topic.SelfInfo with { ReadSequence = sent.Sequence },
                        GroupAtInfoList = [],
                    });
                break;
            case GroupsProtocol.TopicLastGone gone:
                ChangeTopic(gone.TopicId, topic => topic.LastMessage?.Sequence == gone.Gone ? topic with { LastMessage = gone.Message } : topic);
                break;
            case GroupsProtocol.TopicRead read:
                ChangeTopic(read.TopicId, topic => read.Sequence <= topic.SelfInfo.ReadSequence
                    ? topic
                    : topic with
                    {
                        SelfInfo = topic.SelfInfo with { ReadSequence = read.Sequence },
                        GroupAtInfoList = [.. topic.GroupAtInfoList.Where(at => at.Sequence > read.Sequence)],
                    });
                break;
            case GroupsProtocol.TopicRevoked revoked:
                ChangeTopic(revoked.TopicId, topic => topic with
                {
                    LastMessage = topic.LastMessage?.Sequence == revoked.Sequence
                        ? topic.LastMessage with { IsRevoked = true, Revoker = revoked.Revoker }
                        : topic.LastMessage,
                    GroupAtInfoList = topic.GroupAtInfoList.Any(at => at.Sequence == revoked.Sequence)
                        ? [.. topic.GroupAtInfoList.Where(at => at.Sequence != revoked.Sequence)]
                        : topic.GroupAtInfoList,
                    SelfInfo = Exclude(topic.SelfInfo, revoked.Sequence),
                });
                break;
            case GroupsProtocol.TopicEdited edited:
                OnTopicEdited(edited.TopicId, edited.Edit);
                break;
            case GroupsProtocol.TopicMentionsCleared cleared:
                ChangeTopic(cleared.TopicId, topic => topic.GroupAtInfoList.Any(at => at.Sequence <= cleared.Sequence)
                    ? topic with { GroupAtInfoList = [.. topic.GroupAtInfoList.Where(at => at.Sequence > cleared.Sequence)] }
                    : topic);
                break;
        }
    }

    private void OnTopicMessage(WireGroupMessage message, long[]? excluded)
    {
        if (message is not { GroupInfo.TopicId: { } topicId, OnlineOnlyFlag: not 1 })
        {
            return;
        }

        ChangeTopic(topicId, topic =>
        {
            var self = excluded is null ? topic.SelfInfo : topic.SelfInfo with { ExcludedUnreadSequences = excluded };
            if (message.SendMsgControl?.NoUnread == 1)
            {
                self = Exclude(self, message.MsgSeq);
            }

            if (message.MsgSeq < topic.NextMessageSequence || message.MsgSeq == long.MaxValue)
            {
                return topic with { SelfInfo = self };
            }

            // What another device of this account has said it has read.
            self = message.From == _me ? self with { ReadSequence = Math.Max(self.ReadSequence, message.MsgSeq) } : self;
            return ReadIfDiscarded(topic with
            {
                GroupAtInfoList = message.From == _me ? [] : topic.GroupAtInfoList,
                NextMessageSequence = message.MsgSeq + 1,
                LastMessage = message.SendMsgControl?.NoLastMsg == 1 ? topic.LastMessage : TopicMapping.ToLast(message) ?? topic.LastMessage,
                SelfInfo = self,
            });
        });
    }

    /// <summary>Of a topic of which the account wants to hear nothing, nothing is unread.</summary>
    private static Topic ReadIfDiscarded(Topic topic) => topic.SelfInfo.MessageRemindType != GroupReceiveOptions.Discard
        ? topic
        : topic with
        {
            GroupAtInfoList = topic.GroupAtInfoList.Count == 0 ? topic.GroupAtInfoList : [],
            SelfInfo = topic.SelfInfo with { ReadSequence = Math.Max(topic.SelfInfo.ReadSequence, topic.NextMessageSequence - 1) },
        };

    private void OnTopicTip(WireGroupMessage message, GroupTipBody tip)
    {
        var topicId = message.GroupInfo!.TopicId!;
        ChangeTopic(topicId, topic => tip.OpType switch
        {
            GroupTipTypes.TopicChanged when tip.MsgTopicNewInfo is { } change => TopicMapping.Merge(topic, change),
            GroupTipTypes.MemberChanged when tip.MsgMemberInfo.Present().FirstOrDefault(one => (one.UserId ?? one.Account) == _me)?.ShutupTime is { } seconds =>
                topic with { SelfInfo = topic.SelfInfo with { MuteTime = seconds } },
            _ => topic,
        });
        if (message.Event != 6)
        {
            OnTopicMessage(message, null);
        }

        if (tip.OpType == GroupTipTypes.MemberChanged)
        {
            OnMuted([.. tip.MsgMemberInfo.Present()]);
        }
    }

    private void OnTopicEdited(string topicId, MessageEdit edit) => ChangeTopic(topicId, topic =>
        topic.LastMessage is { } last && last.Sequence == edit.Key.Sequence && last.Version < edit.Version && edit.Elements is [var first, ..]
            ? topic with { LastMessage = last with { Type = first.Type, Payload = first.Payload, CloudCustomData = edit.CloudCustomData, Version = edit.Version } }
            : topic);

    private static TopicSelf Exclude(TopicSelf self, long sequence) => sequence <= self.ReadSequence || self.ExcludedUnreadSequences.Contains(sequence)
        ? self
        : self with { ExcludedUnreadSequences = [.. self.ExcludedUnreadSequences.Where(known => known > self.ReadSequence), sequence] };

    internal sealed record TopicsDoubted : INews
    {
        public static TopicsDoubted Instance { get; } = new();
    }

    internal sealed record TopicsDeleted(IReadOnlyList<string> TopicIds) : INews;

    /// <param name="Message">A message with the topic in its header.</param>
    /// <param name="Excluded">Messages that do not count as unread; null leaves what is known.</param>
    internal sealed record TopicMessage(WireGroupMessage Message, long[]? Excluded) : INews;

    internal sealed record TopicTip(WireGroupMessage Message, GroupTipBody Tip) : INews;

    internal sealed record TopicRemindType(string TopicId, string Option) : INews;

    internal sealed record TopicMentioned(string TopicId, TopicMention At) : INews;
}
