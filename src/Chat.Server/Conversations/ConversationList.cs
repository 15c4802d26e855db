using Chat.Server.Groups;
using Chat.Server.Storage;

namespace Chat.Server.Conversations;

/// <summary>The list of an account over all kinds of conversations.</summary>
internal static class ConversationList
{
    /// <summary>What is listed, as it was at a commit position, in no particular order.</summary>
    /// <param name="connection">Of a read.</param>
    /// <param name="accountId">The account.</param>
    /// <param name="since">Only what has changed behind this commit position; 0 for everything.</param>
    /// <param name="until">The commit position to look from.</param>
    public static IEnumerable<IConversation> Of(StoreConnection connection, long accountId, long since = 0, long until = long.MaxValue) =>
        ConversationQueries.OfAccount(connection, accountId)
            .Where(state => state.IsListed && (since == 0 || state.ChangedPosition > since))
            .Select(state => ConversationQueries.At(connection, state, until)).OfType<IConversation>()
            .Concat(GroupConversations.OfAccount(connection, accountId, since, until).Where(static conversation => conversation.IsListed));
}
