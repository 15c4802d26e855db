using Chat.Protocol.Errors;
using Chat.Protocol.Groups;
using Chat.Server.Accounts;
using Chat.Server.Groups.Messages;
using Chat.Server.Storage;

namespace Chat.Server.Groups;

/// <summary>The messages of a group or topic as one of its members sees them.</summary>
internal sealed record GroupView(GroupRow Group, GroupTopic? Topic, GroupMember Member, GroupReader Reader)
{
    public long LogId => Topic?.LogId ?? Group.Key;

    /// <summary>The group or topic as a conversation.</summary>
    public string ConversationId => Topic?.TopicId ?? Group.GroupId;

    /// <summary>Sequence of the oldest message that the member may see.</summary>
    public long FirstVisible => Math.Max(Reader.ClearedSequence, Group.Rules.HasHistoryFromBefore ? 0 : Member.JoinedSeq) + 1;

    /// <summary>Finds what a call names.</summary>
    /// <param name="prepare">Of a reader's connection or a running transaction.</param>
    /// <param name="group">The group behind <paramref name="groupId"/>; null if there is none.</param>
    /// <param name="account">Who calls.</param>
    /// <param name="groupId">ID of the group, or of a topic.</param>
    /// <param name="topicId">ID of the topic; null or "" if <paramref name="groupId"/> says it all.</param>
    /// <param name="view">What was found.</param>
    /// <returns>Why there is nothing; null for success.</returns>
    public static ChatError? Find(
        Func<string, SqlStatement> prepare, GroupRow? group, AccountInfo account, string groupId, string? topicId, out GroupView view)
    {
        view = null!;
        if (group is null)
        {
            return GroupDirectory.Unknown;
        }

        if (group.Rules.IsRoom)
        {
            return new ChatError(ErrorCodes.RoomHasNoHistory, "live rooms keep no messages");
        }

        if (GroupMember.Find(prepare, group.Key, account.AccountId) is not { } member)
        {
            return GroupDirectory.NotMember;
        }

        var id = !string.IsNullOrEmpty(topicId) ? topicId : GroupIds.IsTopic(groupId) ? groupId : null;
        var topic = id is null ? null : GroupTopic.Find(prepare, group.Key, id);
        if (id is not null && topic is null)
        {
            return new ChatError(ErrorCodes.TopicDeleted, "the topic does not exist");
        }

        view = new GroupView(group, topic, member, GroupReaders.Find(prepare, account.AccountId, topic?.LogId ?? group.Key));
        return null;
    }

    /// <inheritdoc cref="Find(Func{string, SqlStatement}, GroupRow?, AccountInfo, string, string?, out GroupView)"/>
    public static ChatError? Find(StoreConnection connection, AccountInfo account, string groupId, string? topicId, out GroupView view) =>
        Find(connection.Prepare, GroupDirectory.Find(connection, account.SdkAppId, groupId), account, groupId, topicId, out view);

    /// <summary>The message with a sequence; null if there is none that the member may see.</summary>
    public StoredGroupMessage? Message(Func<string, SqlStatement> prepare, long sequence) =>
        sequence >= FirstVisible && StoredGroupMessage.Find(prepare, LogId, sequence) is { } message && message.IsFor(Member.AccountId)
            && !GroupDeletions.Has(prepare, Member.AccountId, message.MessageId)
            ? message
            : null;
}
