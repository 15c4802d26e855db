using Chat.Protocol.Errors;
using Chat.Protocol.Friends;
using Chat.Server.Accounts;
using Chat.Server.Conversations;
using Chat.Server.Messages;
using Chat.Server.Storage;

namespace Chat.Server.Friends;

/// <summary>A change of one account's relations inside the writer's transaction: what becomes of each user, and whom to tell what afterwards.</summary>
internal sealed class RelationChange(WriteTransaction transaction, AccountInfo owner)
{
    private readonly List<RelationResult> _results = [];
    private readonly RelationNews _news = new();
    private readonly List<AccountInfo> _left = [];
    private long? _blockedCount;
    private long? _friendCount;

    /// <summary>Commit position of all of it.</summary>
    public long Position { get; private set; }

    /// <summary>What an account's devices are told, in this order.</summary>
    public IEnumerable<(AccountInfo Account, RelationsNotification[] News)> Pushes
    {
        get
        {
            if (_news.ToArray() is { Length: > 0 } own)
            {
                yield return (owner, own);
            }

            foreach (var peer in _left)
            {
                yield return (peer, new RelationNews { Deleted = { owner.UserId } }.ToArray());
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

    /// <summary>The change is complete.</summary>
    public void End() => Position = transaction.LastPosition;

    /// <summary>Blocks a user; one that is blocked already stays so. A friendship ends on both sides.</summary>
    public ChatError? Block(AccountInfo peer)
    {
        if (peer.AccountId == owner.AccountId)
        {
            return new ChatError(ErrorCodes.FriendParameter, "nobody can block oneself");
        }

        if (RelationOf(owner, peer).IsBlocked)
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
        _news.Blocked.Add(peer.UserId);
        EndFriendship(peer, both: true);
        return null;
    }

    /// <summary>Unblocks a user; for one that is not blocked there is nothing to do.</summary>
    public ChatError? Unblock(AccountInfo peer)
    {
        if (RelationOf(owner, peer).IsBlocked)
        {
            RelationRows.SetBlocked(transaction, owner.AccountId, peer.AccountId, isBlocked: false);
            _news.Unblocked.Add(peer.UserId);
        }

        return null;
    }

    /// <summary>Puts a user onto the list of friends, not the other way round; of one that is there already changes what is laid down.</summary>
    public ChatError? Befriend(AccountInfo peer, ImportedFriend item)
    {
        if (peer.AccountId == owner.AccountId)
        {
            return new ChatError(ErrorCodes.FriendParameter, "nobody is one's own friend");
        }

        var relation = RelationOf(owner, peer);
        if (relation.IsBlocked)
        {
            return new ChatError(ErrorCodes.FriendIsBlocked, "the account has blocked the user");
        }

        if (RelationOf(peer, owner).IsBlocked)
        {
            return new ChatError(ErrorCodes.BlockedByFriend, "the user has blocked the account");
        }

        if (!relation.IsFriend)
        {
            _friendCount ??= FriendRows.Count(transaction.Prepare, owner.AccountId);
            if (_friendCount >= RelationLimits.MaxFriends)
            {
                return new ChatError(ErrorCodes.FriendListFull, $"more than {RelationLimits.MaxFriends} friends");
            }

            _friendCount++;
        }

        var friend = new Friend(peer.AccountId, item.AddTime ?? transaction.UnixSeconds, item.Remark ?? "", item.AddSource ?? "", item.AddWording ?? "");
        FriendRows.Set(transaction, owner.AccountId, friend);
        TouchConversation(owner, peer);
        _news.Added.Add(peer.UserId);
        return null;
    }

    /// <summary>Takes a user off the list of friends, or off the lists of both.</summary>
    public ChatError? Unfriend(AccountInfo peer, bool both) =>
        EndFriendship(peer, both) ? null : new ChatError(ErrorCodes.NotAFriend, "the user is not a friend");

    private bool EndFriendship(AccountInfo peer, bool both)
    {
        var (isMine, isTheirs) = (RelationOf(owner, peer).IsFriend, both && RelationOf(peer, owner).IsFriend);
        if (isMine)
        {
            FriendRows.Remove(transaction, owner.AccountId, peer.AccountId);
            TouchConversation(owner, peer);
            _news.Deleted.Add(peer.UserId);
        }

        if (isTheirs)
        {
            FriendRows.Remove(transaction, peer.AccountId, owner.AccountId);
            TouchConversation(peer, owner);
            _left.Add(peer);
        }

        return isMine || isTheirs;
    }

    private Relation RelationOf(AccountInfo one, AccountInfo other) => RelationRows.Find(transaction.Prepare, one.AccountId, other.AccountId);

    /// <summary>The conversation list says what the peer is called.</summary>
    private void TouchConversation(AccountInfo account, AccountInfo peer)
    {
        if (MessageQueries.DialogId(transaction.Prepare, DialogKey.Of(account, peer)) is { } dialogId)
        {
            ConversationEntries.Touch(transaction, account.AccountId, dialogId);
        }
    }
}
