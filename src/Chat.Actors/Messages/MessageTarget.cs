using Chat.Actors.Conversations;
using Chat.Protocol.Groups;

namespace Chat.Actors.Messages;

/// <summary>Who gets a message. A plain user ID is a user's; groups and topics are named with <see cref="Group"/>.</summary>
/// <param name="Id">User, group or topic.</param>
/// <param name="Type">Which of them.</param>
public readonly record struct MessageTarget(string Id, ConversationType Type)
{
    public static MessageTarget User(string userId) => new(userId, ConversationType.C2C);

    /// <summary>A group, or a topic by its ID.</summary>
    public static MessageTarget Group(string groupId)
    {
        ArgumentException.ThrowIfNullOrEmpty(groupId);
        return new MessageTarget(groupId, GroupIds.IsTopic(groupId) ? ConversationType.Topic : ConversationType.Group);
    }

    public static implicit operator MessageTarget(string userId) => User(userId);

    internal string ConversationId => Type == ConversationType.C2C ? ConversationIds.OfUser(Id) : ConversationIds.OfGroup(Id);
}
