using System.Collections.Immutable;
using Chat.Actors.Groups;
using Chat.Actors.Topics;

namespace Chat.Actors.Events;

/// <summary><c>GROUP_LIST_UPDATED</c>: the whole list of joined groups; at most once a second.</summary>
public sealed record GroupListUpdated(uint SdkAppId, string UserId, ImmutableArray<Group> Groups) : ChatEvent(SdkAppId, UserId)
{
    public override string Name => ChatEvent.GroupListUpdated;

    internal override bool IsState => true;
}

/// <summary><c>GROUP_ATTRIBUTES_UPDATED</c>: attributes of a group have changed, by this client or somebody else.</summary>
/// <param name="GroupAttributes">All attributes as they are now.</param>
public sealed record GroupAttributesUpdated(
    uint SdkAppId,
    string UserId,
    string GroupId,
    IReadOnlyDictionary<string, string> GroupAttributes,
    ImmutableArray<string> UpdatedKeyList,
    ImmutableArray<string> DeletedKeyList) : ChatEvent(SdkAppId, UserId)
{
    public override string Name => ChatEvent.GroupAttributesUpdated;
}

/// <summary><c>GROUP_COUNTER_UPDATED</c>: one counter of a group has another value.</summary>
public sealed record GroupCounterUpdated(uint SdkAppId, string UserId, string GroupId, string Key, long Value) : ChatEvent(SdkAppId, UserId)
{
    public override string Name => ChatEvent.GroupCounterUpdated;
}

/// <summary><c>TOPIC_CREATED</c>: somebody has made a topic.</summary>
public sealed record TopicCreated(uint SdkAppId, string UserId, string GroupId, string TopicId) : ChatEvent(SdkAppId, UserId)
{
    public override string Name => ChatEvent.TopicCreated;
}

/// <summary><c>TOPIC_DELETED</c>: somebody has deleted topics.</summary>
public sealed record TopicDeleted(uint SdkAppId, string UserId, string GroupId, ImmutableArray<string> TopicIdList) : ChatEvent(SdkAppId, UserId)
{
    public override string Name => ChatEvent.TopicDeleted;
}

/// <summary><c>TOPIC_UPDATED</c>: profile, unread count, last message, mentions, receive option or mute of a topic that was asked for have changed.</summary>
public sealed record TopicUpdated(uint SdkAppId, string UserId, string GroupId, Topic Topic) : ChatEvent(SdkAppId, UserId)
{
    public override string Name => ChatEvent.TopicUpdated;
}

/// <summary><c>ROOM_CUSTOM_DATA_RECEIVED</c>: data for a live room that only the app understands.</summary>
public sealed record RoomCustomDataReceived(uint SdkAppId, string UserId, string Content) : ChatEvent(SdkAppId, UserId)
{
    public override string Name => ChatEvent.RoomCustomDataReceived;
}
