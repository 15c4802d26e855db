using System.Globalization;
using Chat.Actors.Conversations;
using Chat.Actors.Groups;
using Chat.Actors.Messages;
using Chat.Actors.Topics;

namespace Chat.Convergence;

/// <summary>What a device shows, as text.</summary>
public sealed partial class GroupConvergenceSpecs
{
    protected override string Describe(Device device)
    {
        var client = device.Client;
        Group[] groups = [.. Result(client.GetGroupListAsync()).UnionBy(Result(client.GetJoinedCommunityListAsync()), static one => one.GroupId).OrderBy(static one => one.GroupId, StringComparer.Ordinal)];
        var ids = groups.Select(static one => one.GroupId).ToHashSet();

        // A device keeps the conversation of a group that the account has left, and its own system notices, until it logs in anew; so does the official SDK.
        var list = List(device).Where(one => one.GroupProfile is { } group && ids.Contains(group.GroupId)).Select(Describe);
        var own = groups.Select(one => Describe(device, one));
        var topics = ids.Contains(CommunityId) ? Result(client.GetTopicListAsync(CommunityId)).Topics.Select(one => Describe(device, one)) : [];
        return string.Join('\n', [.. list, $"total {client.GetTotalUnreadMessageCount()}", .. own, .. topics]);
    }

    private static string Describe(Conversation one) =>
        $"{one.ConversationId} '{one.GroupProfile?.Name}' unread {one.UnreadCount}, pinned {one.IsPinned}, marks {string.Join('+', one.MarkList)}, {one.RemindType}, "
        + $"mentions {string.Join('+', one.GroupAtInfoList.Select(static at => $"{at.From}:{at.MessageSequence}:{at.AtType}"))}, last {Describe(one.LastMessage)}";

    // The list does not tell how often its last messages were edited.
    private static string Describe(LastMessage? last) =>
        last is null
            ? "none"
            : $"{last.From} {last.Sequence} '{Describe(last.Payload)}' time {last.Time}, revoked {last.IsRevoked} by '{last.Revoker}', card '{last.NameCard}'";

    private static string Describe(ChatMessage one) =>
        $"  {one.From} {one.Sequence} {one.Flow} '{Describe(one.Payload)}' time {one.Time}, revoked {one.IsRevoked}, version {one.Version}, card '{one.NameCard}', "
        + $"mentions {string.Join('+', one.AtUserList)}";

    private static string Describe(MessagePayload payload) => payload switch
    {
        TextPayload text => text.Text,
        CustomPayload custom => custom.Data,
        GroupTipPayload tip => $"tip {tip.OperationType} by {tip.OperatorId} of {string.Join('+', tip.UserIdList)}, {tip.MemberCount} members, name {tip.NewGroupProfile?.GroupName}",
        _ => payload.ToString(),
    };

    private static string Describe(GroupMember one) => $"{one.UserId} {one.Role} '{one.NameCard}' joined {one.JoinTime}, muted until {one.MuteUntil}";

    private static string Describe<T>(IReadOnlyDictionary<string, T> values) =>
        string.Join('+', values.OrderBy(static one => one.Key, StringComparer.Ordinal).Select(static one => string.Create(CultureInfo.InvariantCulture, $"{one.Key}={one.Value}")));

    private string Describe(Device device, Group one)
    {
        var client = device.Client;
        var id = one.GroupId;
        var members = Result(client.GetGroupMemberListAsync(new GroupMemberQuery { GroupId = id })).Members.OrderBy(static member => member.UserId, StringComparer.Ordinal);
        string[] lines =
        [
            $"{id} {one.Type} '{one.Name}' owner {one.OwnerId}, {one.MemberCount} members, mute {one.MuteAllMembers}, next {one.NextMessageSequence}, "
            + $"self {one.SelfInfo.Role} '{one.SelfInfo.NameCard}' joined {one.SelfInfo.JoinTime}, {one.SelfInfo.MessageRemindType}",
            .. members.Select(Describe),
            $"attributes {Describe(Result(client.GetGroupAttributesAsync(id)))}",
            $"counters {Describe(Result(client.GetGroupCountersAsync(id)))}",
            .. one.IsSupportTopic ? [] : History(device, id),
        ];
        return string.Join('\n', lines);
    }

    private string Describe(Device device, Topic one)
    {
        string[] lines =
        [
            $"{one.TopicId} '{one.TopicName}' mute {one.MuteAllMembers}, unread {one.UnreadCount}, next {one.NextMessageSequence}, {one.SelfInfo.MessageRemindType}, "
            + $"read {one.SelfInfo.ReadSequence}, mentions {string.Join('+', one.GroupAtInfoList.Select(static at => $"{at.From}:{at.Sequence}:{string.Join('&', at.AtTypes)}"))}, last {Describe(one.LastMessage)}",
            $"  conversation unread {Result(device.Client.GetConversationProfileAsync(ConversationIds.OfGroup(one.TopicId))).UnreadCount}",
            .. History(device, one.TopicId),
        ];
        return string.Join('\n', lines);
    }

    /// <summary>The messages of a group or topic, and which of them are pinned.</summary>
    private IEnumerable<string> History(Device device, string id)
    {
        var messages = Messages(device, ConversationIds.OfGroup(id)).Select(Describe);
        var pinned = Result(device.Client.GetPinnedGroupMessageListAsync(id)).Select(static one => $"{one.Message.Sequence} by {one.PinnedBy.UserId}");
        return [.. messages, $"  pinned {string.Join('+', pinned)}"];
    }
}
