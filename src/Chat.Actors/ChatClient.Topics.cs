using Chat.Actors.Groups;
using Chat.Actors.Topics;
using Chat.Protocol.Errors;
using Chat.Protocol.Groups;

namespace Chat.Actors;

/// <summary>Communities and their topics (wire reference, communities and topics §B).</summary>
public sealed partial class ChatClient
{
    /// <summary>
    /// The communities with topics that this account is in. A login does not fetch them: until this is called their topics raise no <see cref="Events.TopicUpdated"/>.
    /// </summary>
    /// <exception cref="ChatException">The server's code, 11000 the app has no communities.</exception>
    public Task<IReadOnlyList<Group>> GetJoinedCommunityListAsync(CancellationToken cancellationToken = default) =>
        AskReadyAsync<IReadOnlyList<Group>>(static promise => new GroupsProtocol.GetCommunities(promise), cancellationToken);

    /// <summary>Makes a topic; members are told by <see cref="Events.TopicCreated"/>.</summary>
    /// <returns>Its ID.</returns>
    /// <exception cref="ChatException">2905: no name. 3021: not the ID of a topic. The server's code.</exception>
    public Task<string> CreateTopicInCommunityAsync(NewTopic topic, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(topic);
        RequireGroup(topic.GroupId);
        Require(!string.IsNullOrEmpty(topic.TopicName), "a name is needed");
        EnsureReady();
        Refuse(topic.TopicId is { } id && !(GroupIds.IsOfCommunity(id) && GroupIds.IsTopic(id)), ErrorCodes.TopicIdInvalid, "not the ID of a topic");
        return AskAsync<string>(promise => new GroupsProtocol.CreateTopic(topic, promise), cancellationToken);
    }

    /// <summary>Deletes topics; without IDs all of the community. Members are told by <see cref="Events.TopicDeleted"/>.</summary>
    /// <exception cref="ChatException">The server's code.</exception>
    public Task<DeleteTopicsResult> DeleteTopicFromCommunityAsync(
        string groupId, IReadOnlyList<string>? topicIds = null, CancellationToken cancellationToken = default)
    {
        RequireGroup(groupId);
        RequireKeys(topicIds);
        return AskReadyAsync<DeleteTopicsResult>(promise => new GroupsProtocol.DeleteTopics(groupId, [.. topicIds ?? []], promise), cancellationToken);
    }

    /// <summary>Changes a topic; members are told by a tip and <see cref="Events.TopicUpdated"/>.</summary>
    /// <returns>The topic; null if it was never asked for.</returns>
    /// <exception cref="ChatException">The server's code.</exception>
    public Task<Topic?> UpdateTopicProfileAsync(TopicUpdate change, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(change);
        RequireGroup(change.GroupId);
        Require(!string.IsNullOrEmpty(change.TopicId), "a topic is needed");
        return AskReadyAsync<Topic?>(promise => new GroupsProtocol.UpdateTopic(change, promise), cancellationToken);
    }

    /// <summary>Topics of a community; without IDs all. Believed for five minutes, and as long as no other device makes a new one.</summary>
    /// <exception cref="ChatException">2996: more than 10 in a second. The server's code.</exception>
    public Task<TopicListResult> GetTopicListAsync(
        string groupId, IReadOnlyList<string>? topicIds = null, CancellationToken cancellationToken = default)
    {
        RequireGroup(groupId);
        RequireKeys(topicIds);
        return AskReadyAsync<TopicListResult>(promise => new GroupsProtocol.GetTopics(groupId, [.. topicIds ?? []], promise), cancellationToken);
    }
}
