using Chat.Protocol.Errors;
using Chat.Protocol.Groups;
using Chat.Protocol.Topics;
using Chat.Server.Accounts;
using Chat.Server.Commands;
using Chat.Server.Groups;

namespace Chat.Server.Topics;

/// <summary><c>modify_topic</c>: the profile of a topic, and who may speak in it. The caller is told as well: its SDK believes the tip only.</summary>
internal sealed class ModifyTopicHandler(GroupDirectory groups) : ICommandHandler<ModifyTopic>
{
    public void Handle(CommandContext context, ModifyTopic request)
    {
        if (GroupLimits.CheckGroupId(request.GroupId) is { } invalid)
        {
            context.Fail(invalid);
            return;
        }

        if (request.ShutUpAllMember is not (null or Switches.On or Switches.Off))
        {
            context.Fail(ErrorCodes.GroupParameter, "ShutUpAllMember must be On or Off");
            return;
        }

        if (TopicChanges.CheckTexts(request.TopicName, request.Introduction, request.Notification, request.FaceUrl, request.CustomString) is { } error)
        {
            context.Fail(error);
            return;
        }

        var me = GroupDirectory.Caller(context);
        groups.Run(context, request.GroupId, change => Apply(change, me, request));
    }

    private static ChatError? Apply(GroupChange change, AccountInfo me, ModifyTopic request)
    {
        var (rules, mutes) = (change.Row.Rules, request.ShutUpAllMember is not null);
        if (change.CheckManager(me, mutes ? Math.Max(rules.ManageTopics, rules.MuteAll) : rules.ManageTopics) is { } denied)
        {
            return denied;
        }

        if (change.Topic(request.TopicId) is not { } topic)
        {
            return TopicChanges.Unknown;
        }

        var changed = topic with
        {
            Name = request.TopicName ?? topic.Name,
            Introduction = request.Introduction ?? topic.Introduction,
            Notification = request.Notification ?? topic.Notification,
            FaceUrl = request.FaceUrl ?? topic.FaceUrl,
            CustomString = request.CustomString ?? topic.CustomString,
            IsMuted = mutes ? request.ShutUpAllMember == Switches.On : topic.IsMuted,
        };
        if (changed == topic)
        {
            return null;
        }

        changed.Update(change.Transaction);
        change.Tip(
            me,
            new GroupTipBody
            {
                OpType = GroupTipTypes.TopicChanged,
                MsgTopicNewInfo = new TopicProfileChange
                {
                    TopicName = IfChanged(topic.Name, changed.Name),
                    TopicIntroduction = IfChanged(topic.Introduction, changed.Introduction),
                    TopicNotification = IfChanged(topic.Notification, changed.Notification),
                    TopicFaceUrl = IfChanged(topic.FaceUrl, changed.FaceUrl),
                    CustomString = IfChanged(topic.CustomString, changed.CustomString),
                    ShutupAll = topic.IsMuted == changed.IsMuted ? null : changed.IsMuted ? 1 : 0,
                },
            },
            changed);
        return null;
    }

    private static string? IfChanged(string before, string after) => string.Equals(before, after, StringComparison.Ordinal) ? null : after;
}
