using Akka.Actor;
using Chat.Actors.Groups;
using Chat.Actors.Topics;
using Chat.Protocol.Groups;

namespace Chat.Actors.Conversations;

/// <summary>What the account's groups tell its conversations.</summary>
internal static partial class ConversationsProtocol
{
    /// <summary>Items of a live room that polling has brought, each once: messages, tips, notices, recalls.</summary>
    /// <param name="IsBroadcast">For all live rooms of the app.</param>
    /// <param name="IsHistory">From before the room was joined; neither unread counts nor the conversation change.</param>
    internal sealed record RoomMessages(string GroupId, IReadOnlyList<WireGroupMessage> Items, bool IsBroadcast, bool IsHistory = false)
        : INoSerializationVerificationNeeded;

    /// <summary>A group was made here: the SDK sends a custom message into it.</summary>
    /// <param name="Content">The message's data.</param>
    internal sealed record SendGroupCreated(string GroupId, string GroupType, string Content) : INoSerializationVerificationNeeded;

    /// <summary>Profiles of groups are new or have changed.</summary>
    internal sealed record GroupsChanged(IReadOnlyList<Group> Groups) : INoSerializationVerificationNeeded;

    /// <summary>The server has said how far a topic has got and what of it is read.</summary>
    internal sealed record TopicFetched(Topic Topic) : INoSerializationVerificationNeeded;

    /// <summary>Topics were deleted, and with them their conversations.</summary>
    internal sealed record TopicsEnded(IReadOnlyList<string> TopicIds) : INoSerializationVerificationNeeded;

    /// <summary>This account is no longer in a group: the conversation stays, read; that of a live room goes.</summary>
    internal sealed record GroupLeft(string GroupId, bool IsRoom) : INoSerializationVerificationNeeded;
}
