using Chat.Protocol.Errors;
using Chat.Protocol.Groups;
using Chat.Protocol.Topics;
using Chat.Server.Accounts;
using Chat.Server.Commands;
using Chat.Server.Groups;
using Chat.Server.Groups.Messages;
using Chat.Server.Storage;

namespace Chat.Server.Topics;

/// <summary><c>get_topic</c>: the topics of a community that are named, or all, each with what the caller has read of it.</summary>
internal sealed class GetTopicsHandler(GroupDirectory groups, TimeProvider time) : ICommandHandler<GetTopics>
{
    public void Handle(CommandContext context, GetTopics request)
    {
        if (request.TopicIdList.Length > GroupLimits.MaxTopics || Array.Exists(request.TopicIdList, string.IsNullOrEmpty))
        {
            context.Fail(ErrorCodes.GroupParameter, $"TopicIdList must have {GroupLimits.MaxTopics} IDs at most");
            return;
        }

        var me = GroupDirectory.Caller(context);
        groups.Answer(
            context, request.GroupId, (connection, row) => new TopicsReply { TopicAndSelfInfo = Read(connection, row, me, request) }, TopicsJson.Default.TopicsReply);
    }

    private TopicAndSelf[] Read(StoreConnection connection, GroupRow group, AccountInfo me, GetTopics request)
    {
        if (GroupMember.Find(connection.Prepare, group.Key, me.AccountId) is not { } member)
        {
            return [];
        }

        var withUncounted = request.MemberInfoFilter?.Contains("NoUnreadSeqList") == true;
        return request.TopicIdList.Length == 0
            ? [.. GroupTopic.Of(connection.Prepare, group.Key).Select(topic => Item(connection, group, topic, me, member, withUncounted))]
            : Array.ConvertAll(request.TopicIdList, id => GroupTopic.Find(connection.Prepare, group.Key, id) is { } topic
                ? Item(connection, group, topic, me, member, withUncounted)
                : new TopicAndSelf
                {
                    ErrorCode = TopicChanges.Unknown.Code,
                    ErrorInfo = TopicChanges.Unknown.Info,
                    TopicInfo = new WireTopic { GroupId = group.GroupId, TopicId = id },
                });
    }

    private TopicAndSelf Item(StoreConnection connection, GroupRow group, GroupTopic topic, AccountInfo me, GroupMember member, bool withUncounted)
    {
        var tail = GroupLog.ReadTail(connection.Prepare, topic.LogId);
        var option = GroupReaders.ReceiveOption(connection.Prepare, me.AccountId, topic.LogId);
        var read = option == GroupReceiveOptions.Discard ? tail.Sequence : TopicReaders.ReadSequence(connection.Prepare, member, topic.LogId);
        return new TopicAndSelf
        {
            TopicInfo = new WireTopic
            {
                GroupId = group.GroupId,
                TopicId = topic.TopicId,
                TopicName = topic.Name,
                FaceUrl = topic.FaceUrl,
                Introduction = topic.Introduction,
                Notification = topic.Notification,
                CustomString = topic.CustomString,
                ShutUpAllFlag = topic.IsMuted ? 1 : 0,
                NextMsgSeq = tail.Sequence + 1,
                LastMsgTime = tail.Time,
                LastMsg = TopicLastMessages.Of(connection.Prepare, groups.Accounts, me, group, topic),
                LastTip = TopicLastMessages.TipOf(connection.Prepare, me, group, topic),
                AtInfoList = GroupMentions.Unread(connection, groups.Accounts, group, topic, me, Math.Max(read, GroupReaders.Find(connection.Prepare, me.AccountId, topic.LogId).MentionSequence)),
            },
            SelfInfo = new WireGroupSelf
            {
                MsgSeq = read,
                MsgFlag = option,
                ShutUpTime = Math.Max(0, GroupMutes.Until(connection.Prepare, topic.LogId, me.AccountId) - time.GetUtcNow().ToUnixTimeSeconds()),
                NoUnreadSeqList = withUncounted ? TopicReaders.Uncounted(connection.Prepare, topic.LogId, read, tail) : null,
            },
        };
    }
}
