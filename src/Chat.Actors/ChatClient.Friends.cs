using Chat.Actors.Friends;
using Chat.Protocol.Friends;

namespace Chat.Actors;

/// <summary>Whom the account has blocked.</summary>
public sealed partial class ChatClient
{
    /// <summary>User IDs of all whom the account has blocked.</summary>
    /// <exception cref="ChatException">The server's code, if the list could not be fetched; the next call tries again.</exception>
    public Task<IReadOnlyList<string>> GetBlacklistAsync(CancellationToken cancellationToken = default) =>
        AskReadyAsync<IReadOnlyList<string>>(static promise => new FriendsProtocol.GetBlacklist(promise), cancellationToken);

    /// <summary>
    /// Blocks users: what they send to this account does not arrive, and a friendship with them ends on both sides. On all devices of the account
    /// <see cref="Events.BlacklistUpdated"/> follows.
    /// </summary>
    /// <param name="userIds">1 to 1000 users; oneself among others is left out.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>All whom the account has blocked now. A user who could not be blocked (unknown, or more than 1000) is not among them.</returns>
    /// <exception cref="ChatException">2742: nobody but oneself. 2905: no user, or too many. The server's code.</exception>
    public Task<IReadOnlyList<string>> AddToBlacklistAsync(IReadOnlyList<string> userIds, CancellationToken cancellationToken = default)
    {
        RequireTargets(userIds);
        return AskReadyAsync<IReadOnlyList<string>>(promise => new FriendsProtocol.Block([.. userIds], promise), cancellationToken);
    }

    /// <summary>Unblocks users. On all devices of the account <see cref="Events.BlacklistUpdated"/> follows.</summary>
    /// <param name="userIds">1 to 1000 users; those that are not blocked are passed over.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>All whom the account has blocked now.</returns>
    /// <exception cref="ChatException">2905: no user, or too many. The server's code.</exception>
    public Task<IReadOnlyList<string>> RemoveFromBlacklistAsync(IReadOnlyList<string> userIds, CancellationToken cancellationToken = default)
    {
        RequireTargets(userIds);
        return AskReadyAsync<IReadOnlyList<string>>(promise => new FriendsProtocol.Unblock([.. userIds], promise), cancellationToken);
    }

    private static void RequireTargets(IReadOnlyList<string> userIds)
    {
        ArgumentNullException.ThrowIfNull(userIds);
        Require(
            userIds.Count is > 0 and <= RelationLimits.MaxTargets && !userIds.Any(string.IsNullOrEmpty),
            $"1 to {RelationLimits.MaxTargets} users are needed");
    }
}
