using System.Security.Cryptography;
using Chat.Protocol.Errors;
using Chat.Protocol.Groups;
using Chat.Protocol.Topics;
using Chat.Server.Commands;
using Chat.Server.Groups;

namespace Chat.Server.Topics;

/// <summary><c>create_topic</c>: a topic with a log of its own; its members are those of the community.</summary>
internal sealed class CreateTopicHandler(GroupDirectory groups) : ICommandHandler<CreateTopic>
{
    private const int IdBytes = 8;

    public void Handle(CommandContext context, CreateTopic request)
    {
        var isChosen = !string.IsNullOrEmpty(request.TopicId);
        if (GroupLimits.CheckGroupId(request.GroupId) is { } invalid)
        {
            context.Fail(invalid);
            return;
        }

        if (isChosen && !GroupLimits.IsValidTopicId(request.TopicId!, request.GroupId))
        {
            context.Fail(ErrorCodes.GroupIdInvalid, $"TopicId must be the community's ID, {GroupIds.TopicMark} and more, {GroupLimits.MaxTopicId} bytes at most");
            return;
        }

        if (TopicChanges.CheckTexts(request.TopicName, request.Introduction, request.Notification, request.FaceUrl, request.CustomString) is { } error)
        {
            context.Fail(error);
            return;
        }

        var me = GroupDirectory.Caller(context);
        var id = isChosen ? request.TopicId! : NewId(request.GroupId);
        groups.Run(
            context,
            request.GroupId,
            change =>
            {
                if (change.CheckManager(me, change.Row.Rules.ManageTopics) is { } denied)
                {
                    return denied;
                }

                if (change.Topic(id) is not null)
                {
                    return new ChatError(ErrorCodes.GroupIdTaken, "the topic ID is taken");
                }

                if (GroupTopic.CountOf(change.Transaction.Prepare, change.Row.Key) >= GroupLimits.MaxTopics)
                {
                    return new ChatError(ErrorCodes.TooManyGroups, $"the community has {GroupLimits.MaxTopics} topics already");
                }

                var topic = GroupTopic.Insert(change.Transaction, new GroupTopic
                {
                    LogId = 0,
                    GroupKey = change.Row.Key,
                    TopicId = id,
                    Name = request.TopicName,
                    Introduction = request.Introduction ?? "",
                    Notification = request.Notification ?? "",
                    FaceUrl = request.FaceUrl ?? "",
                    CustomString = request.CustomString ?? "",
                    CreatedAt = change.Now,
                });
                change.NoticeToMembers(me, new GroupNoticeBody { ReportType = GroupNoticeTypes.TopicCreated }, topic);
                return null;
            },
            () => context.Reply(new CreateTopicReply { TopicId = id }, TopicsJson.Default.CreateTopicReply));
    }

    private static string NewId(string groupId) =>
        $"{groupId}{GroupIds.TopicMark}{GroupIds.OwnTopicPrefix}c{Convert.ToHexString(RandomNumberGenerator.GetBytes(IdBytes))}";
}
