using Chat.Protocol.Errors;
using Chat.Protocol.Groups;
using Chat.Protocol.Topics;
using Chat.Server.Accounts;
using Chat.Server.Commands;
using Chat.Server.Groups;

namespace Chat.Server.Topics;

/// <summary><c>destroy_topic</c>: ends topics; each is answered for itself. Nobody reaches a topic that has ended; its messages go bit by bit.</summary>
internal sealed class DestroyTopicsHandler(GroupDirectory groups) : ICommandHandler<DestroyTopics>
{
    public void Handle(CommandContext context, DestroyTopics request)
    {
        if (GroupLimits.CheckGroupId(request.GroupId) is { } invalid)
        {
            context.Fail(invalid);
            return;
        }

        if (request.TopicIdList.Length is 0 or > GroupLimits.MaxTopics || Array.Exists(request.TopicIdList, string.IsNullOrEmpty))
        {
            context.Fail(ErrorCodes.GroupParameter, $"TopicIdList must have 1 to {GroupLimits.MaxTopics} IDs");
            return;
        }

        var me = GroupDirectory.Caller(context);
        DestroyedTopic[] results = [];
        groups.Run(
            context,
            request.GroupId,
            change => change.CheckManager(me, change.Row.Rules.ManageTopics) ?? Apply(change, me, request.TopicIdList, out results),
            () => context.Reply(new DestroyTopicsReply { DestroyResultItem = results }, TopicsJson.Default.DestroyTopicsReply));
    }

    private ChatError? Apply(GroupChange change, AccountInfo me, string[] ids, out DestroyedTopic[] results)
    {
        var ended = new List<string>();
        results = Array.ConvertAll(ids, id =>
        {
            if (change.Topic(id) is not { } topic)
            {
                return new DestroyedTopic { TopicId = id, ErrorCode = TopicChanges.Unknown.Code, ErrorInfo = TopicChanges.Unknown.Info };
            }

            groups.LogRemoval.Remove(change, topic);
            ended.Add(id);
            return new DestroyedTopic { TopicId = id };
        });
        if (ended.Count > 0)
        {
            change.NoticeToMembers(me, new GroupNoticeBody { ReportType = GroupNoticeTypes.TopicDeleted, TopicIdArray = [.. ended] });
        }

        return null;
    }
}
