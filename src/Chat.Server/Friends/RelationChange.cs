using Chat.Protocol.Errors;
using Chat.Protocol.Friends;
using Chat.Server.Accounts;
using Chat.Server.Storage;

namespace Chat.Server.Friends;

/// <summary>A change of one account's relations inside the writer's transaction: what becomes of each user, and whom to tell what afterwards.</summary>
internal sealed class RelationChange(WriteTransaction transaction, AccountInfo owner)
{
    private readonly List<RelationResult> _results = [];
    private readonly List<string> _blocked = [];
    private readonly List<string> _unblocked = [];
    private long? _blockedCount;

    /// <summary>What an account's devices are told, in this order.</summary>
    public IEnumerable<(AccountInfo Account, RelationsNotification[] News)> Pushes
    {
        get
        {
            var own = RelationNews.OfOwner(_blocked, _unblocked);
            if (own.Length > 0)
            {
                yield return (owner, own);
            }
        }
    }

    public RelationResultsReply Reply() => new()
    {
        ResultItem = [.. _results],
        FailedUsers = _results.Where(static one => one.ResultCode != 0).Select(static one => one.User).ToArray() is { Length: > 0 } failed ? failed : null,
    };

    /// <summary>Notes what became of a user.</summary>
    public void Add(string userId, ChatError? error) =>
        _results.Add(new RelationResult { User = userId, ResultCode = error?.Code ?? 0, ResultInfo = error?.Info ?? "" });

    /// <summary>Blocks a user; one that is blocked already stays so.</summary>
    public ChatError? Block(AccountInfo peer)
    {
        if (peer.AccountId == owner.AccountId)
        {
            return new ChatError(ErrorCodes.FriendParameter, "nobody can block oneself");
        }

        if (RelationRows.Find(transaction.Prepare, owner.AccountId, peer.AccountId).IsBlocked)
        {
            return null;
        }

        _blockedCount ??= RelationRows.CountBlocked(transaction, owner.AccountId);
        if (_blockedCount >= RelationLimits.MaxBlocked)
        {
            return new ChatError(ErrorCodes.BlacklistFull, $"more than {RelationLimits.MaxBlocked} users");
        }

        _blockedCount++;
        RelationRows.SetBlocked(transaction, owner.AccountId, peer.AccountId, isBlocked: true);
        _blocked.Add(peer.UserId);
        return null;
    }

    /// <summary>Unblocks a user; for one that is not blocked there is nothing to do.</summary>
    public ChatError? Unblock(AccountInfo peer)
    {
        if (RelationRows.Find(transaction.Prepare, owner.AccountId, peer.AccountId).IsBlocked)
        {
            RelationRows.SetBlocked(transaction, owner.AccountId, peer.AccountId, isBlocked: false);
            _unblocked.Add(peer.UserId);
        }

        return null;
    }
}
