using Chat.Protocol.Errors;
using Chat.Protocol.Groups;
using Chat.Server.Accounts;
using Chat.Server.Groups;

namespace Chat.Server.Topics;

/// <summary>What all changes of topics check first.</summary>
internal static class TopicChanges
{
    public static readonly ChatError Unknown = new(ErrorCodes.TopicDeleted, "the topic does not exist");

    private static readonly ChatError NoTopics = new(ErrorCodes.CommunitiesDisabled, "the community was made without topics");

    /// <summary>Why an account may not change the topics of a group; null if it may.</summary>
    public static ChatError? CheckManager(this GroupChange change, AccountInfo account, int leastRole)
    {
        if (change.Member(account) is not { } member)
        {
            return GroupDirectory.NotMember;
        }

        return change.Row.Type != GroupTypes.Community ? GroupDirectory.Denied
            : !change.Row.SupportsTopics ? NoTopics
            : member.Role < leastRole ? GroupDirectory.Denied
            : null;
    }

    /// <summary>A topic of the group; null if there is none, or none any more.</summary>
    public static GroupTopic? Topic(this GroupChange change, string topicId) => GroupTopic.Find(change.Transaction.Prepare, change.Row.Key, topicId);

    public static ChatError? CheckTexts(string? name, string? introduction, string? notification, string? faceUrl, string? customString) =>
        name is { Length: 0 } || !GroupLimits.Fits(name, GroupLimits.MaxTopicName) || !GroupLimits.Fits(introduction, GroupLimits.MaxIntroduction)
        || !GroupLimits.Fits(notification, GroupLimits.MaxNotification) || !GroupLimits.Fits(faceUrl, GroupLimits.MaxFaceUrl)
        || !GroupLimits.Fits(customString, GroupLimits.MaxTopicCustomString)
            ? new ChatError(ErrorCodes.GroupParameter, "the name is missing, or a text is too long")
            : null;
}
