using Chat.Actors.Conversations;

namespace Chat.Actors;

/// <summary>The conversation list.</summary>
public sealed partial class ChatClient
{
    /// <summary>The conversation list, sorted: pinned ones, then by the last message.</summary>
    public Task<IReadOnlyList<Conversation>> GetConversationListAsync(CancellationToken cancellationToken = default) =>
        AskReadyAsync<IReadOnlyList<Conversation>>(static promise => new ConversationsProtocol.GetList(promise), cancellationToken);

    /// <summary>One conversation; for a user without one an empty entry.</summary>
    /// <exception cref="ChatException">2501: there is no such user.</exception>
    public Task<Conversation> GetConversationProfileAsync(string conversationId, CancellationToken cancellationToken = default)
    {
        var peer = ConversationIds.UserOf(conversationId);
        return AskReadyAsync<Conversation>(promise => new ConversationsProtocol.GetProfile(peer, promise), cancellationToken);
    }

    /// <summary>Unread messages of all conversations that notify.</summary>
    public long GetTotalUnreadMessageCount() => _context.TotalUnread;
}
