using Chat.Actors.Connection;
using Chat.Actors.Conversations;
using Chat.Actors.Events;
using Chat.Actors.Topics;
using Chat.Protocol.Groups;

namespace Chat.Actors.Groups;

/// <summary>Pushes about topics, and what conversations tell of them; the topics themselves live in their community's actor.</summary>
internal sealed partial class GroupsActor
{
    /// <returns>True if the notice was about topics.</returns>
    private bool TryTopicNotice(string groupId, string? topicId, GroupNoticeBody notice)
    {
        switch (notice.ReportType)
        {
            case GroupNoticeTypes.TopicCreated when !string.IsNullOrEmpty(topicId):
                TellIfOpen(groupId, GroupActor.TopicsDoubted.Instance);
                _client.Publish(new TopicCreated(SdkAppId, _me, groupId, topicId));
                return true;
            case GroupNoticeTypes.TopicDeleted when notice.TopicIdArray is not null:
                string[] ended = [.. notice.TopicIdArray.Present()];
                TellIfOpen(groupId, new GroupActor.TopicsDeleted(ended));
                _conversations.Tell(new ConversationsProtocol.TopicsEnded(ended), Self);
                _client.Publish(new TopicDeleted(SdkAppId, _me, groupId, [.. ended]));
                return true;
            case GroupNoticeTypes.ReceiveOptionChanged when !string.IsNullOrEmpty(topicId) && !string.IsNullOrEmpty(notice.Level):
                TellIfOpen(groupId, new GroupActor.TopicRemindType(topicId, notice.Level));
                return true;
            default:
                return false;
        }
    }

    /// <summary>Recalls and read positions of topics; those of groups are the conversations' own.</summary>
    private void OnTopicMarks(GroupNoticeBody notice)
    {
        foreach (var recall in notice.GroupWithdrawInfoArray.Present())
        {
            if (recall is { TopicId: { Length: > 0 } topicId, GroupId: { } community })
            {
                TellIfOpen(community, new GroupsProtocol.TopicRevoked(topicId, recall.MsgSeq, recall.RevokerInfo?.Revoker ?? ""));
            }
        }

        foreach (var read in notice.GroupReadInfoArray.Present())
        {
            if (read is { TopicId: { Length: > 0 } topicId, GroupId: { } community })
            {
                TellIfOpen(community, new GroupsProtocol.TopicRead(topicId, read.LastReadMsgSeq));
            }
        }
    }

    private void OnMentioned(WireGroupMessage item)
    {
        // What is synchronised comes in the body.
        var mention = item.GroupAtTips ?? Read(item, GroupsJson.Default.GroupAtTips);
        if (mention is { GroupId: { } community, TopicId: { Length: > 0 } topicId, AtFlagList.Length: > 0 } && mention.From != _me)
        {
            TellIfOpen(community, new GroupActor.TopicMentioned(topicId, TopicMapping.ToMention(mention, item.MsgRandom)));
        }
    }
}
