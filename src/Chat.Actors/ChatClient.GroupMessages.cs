using Chat.Actors.App;
using Chat.Actors.Conversations;
using Chat.Actors.Messages;
using Chat.Protocol.Groups;

namespace Chat.Actors;

/// <summary>Messages of groups and topics: who has read them, which are pinned.</summary>
public sealed partial class ChatClient
{
    /// <summary>Members who have read an own message that asked for receipts, or who have not, page by page.</summary>
    /// <param name="message">The message.</param>
    /// <param name="read">True for those who have read it.</param>
    /// <param name="cursor">"", then <see cref="GroupReadMemberPage.Cursor"/> of the page before.</param>
    /// <param name="count">1 to 100.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ChatException">2905: not a sent message of a group. The server's code.</exception>
    public Task<GroupReadMemberPage> GetGroupMessageReadMemberListAsync(
        ChatMessage message, bool read = true, string cursor = "", int count = GetGroupReceiptMembers.MaxMembers, CancellationToken cancellationToken = default)
    {
        EnsureReady();
        EnsureOfGroup(message);
        return AskAsync<GroupReadMemberPage>(
            promise => new ConversationsProtocol.GetReceiptMembers(message, read, cursor ?? "", Math.Clamp(count, 1, GetGroupReceiptMembers.MaxMembers), promise),
            cancellationToken);
    }

    /// <summary>Which of the members asked about have read own messages of one group or topic, the SDK's experimental <c>getGroupReceiptsByUsers</c>.</summary>
    /// <param name="groupId">The group or topic.</param>
    /// <param name="members">Of each message, by its <see cref="ChatMessage.Sequence"/>, the members asked about.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Of each message who of them has read it, and when.</returns>
    /// <exception cref="ChatException">2905: nothing is asked. The server's code.</exception>
    public Task<IReadOnlyDictionary<long, IReadOnlyList<GroupReader>>> GetGroupReceiptsByUsersAsync(
        string groupId, IReadOnlyDictionary<long, IReadOnlyList<string>> members, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(groupId);
        EnsureReady();
        EnsureAllowed(members is { Count: > 0 } && members.Values.All(static one => one is not null), "nothing is asked");
        var copy = members.ToDictionary(static one => one.Key, static IReadOnlyList<string> (one) => [.. one.Value]);
        return AskAsync<IReadOnlyDictionary<long, IReadOnlyList<GroupReader>>>(
            promise => new ConversationsProtocol.GetReceiptsByUsers(groupId, copy, promise), cancellationToken);
    }

    /// <summary>Pins a message of a group or topic for all members, or unpins it. Everybody, also this client, is told by <see cref="Events.PinnedGroupMessageUpdated"/>.</summary>
    /// <exception cref="ChatException">2905: not a sent message of a group. The server's code, 10070: too many are pinned.</exception>
    public Task PinGroupMessageAsync(ChatMessage message, bool isPinned, CancellationToken cancellationToken = default)
    {
        EnsureReady();
        EnsureOfGroup(message);
        return AskAsync<Done>(promise => new ConversationsProtocol.PinMessage(message, isPinned, promise), cancellationToken);
    }

    /// <summary>The pinned messages of a group or topic.</summary>
    /// <exception cref="ChatException">The server's code.</exception>
    public Task<IReadOnlyList<PinnedMessage>> GetPinnedGroupMessageListAsync(string groupId, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(groupId);
        return AskReadyAsync<IReadOnlyList<PinnedMessage>>(promise => new ConversationsProtocol.GetPinnedMessages(groupId, promise), cancellationToken);
    }

    private static void EnsureOfGroup(ChatMessage message) =>
        EnsureAllowed(IsSent(message) && message.ConversationType != ConversationType.C2C && !message.IsOnlineOnly, "not a sent message of a group");

    /// <summary>Of own messages of the first one's group the server is asked; the others are returned as they are.</summary>
    private async Task<IReadOnlyList<ChatMessage>> GetGroupReceiptsAsync(IReadOnlyList<ChatMessage> messages, CancellationToken cancellationToken)
    {
        var conversationId = messages[0].ConversationId;
        ChatMessage[] own = [.. messages.Where(one => IsSent(one) && one is { Flow: MessageFlow.Out, NeedReadReceipt: true } && one.ConversationId == conversationId)];
        if (own.Length == 0)
        {
            return [.. messages];
        }

        var counted = await AskAsync<IReadOnlyList<ChatMessage>>(promise => new ConversationsProtocol.GetReceipts(own, promise), cancellationToken).ConfigureAwait(false);
        var byId = counted.DistinctBy(static one => one.Id).ToDictionary(static one => one.Id);
        return [.. messages.Select(one => byId.GetValueOrDefault(one.Id, one))];
    }
}
