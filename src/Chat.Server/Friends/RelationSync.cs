using Chat.Protocol.Friends;
using Chat.Server.Accounts;
using Chat.Server.Storage;

namespace Chat.Server.Friends;

/// <summary>
/// What a device that was away must be told of its account's relations: clients fetch no blacklist after a reconnect, and take no friend off their list when they
/// fetch it again (wire reference, relations §0 and §3.2).
/// </summary>
internal static class RelationSync
{
    /// <summary>What has changed behind one commit position and up to another, and the position of the newest change; empty for nothing.</summary>
    public static (long Position, RelationsNotification[] News) Read(StoreConnection connection, AccountDirectory accounts, long accountId, long since, long until)
    {
        var newest = 0L;
        var news = new RelationNews();
        var select = connection.Prepare(
                "SELECT peer_id, blocked_at, block_position, friend_at, friend_position, friend_added_position FROM relation WHERE account_id = ? AND position > ? ORDER BY position")
            .Bind(1, accountId).Bind(2, since);
        while (select.Step())
        {
            if (accounts.Find(select.Long(0)) is not { } peer)
            {
                continue;
            }

            if (IsNew(select.Long(2)))
            {
                (select.Long(1) > 0 ? news.Blocked : news.Unblocked).Add(peer.UserId);
            }

            // One that came and went meanwhile is not on the client's list.
            if (select.Long(3) == 0 && select.Long(5) <= since && IsNew(select.Long(4)))
            {
                news.Deleted.Add(peer.UserId);
            }
        }

        select.Reset();
        return (newest, news.ToArray());

        bool IsNew(long position)
        {
            var isNew = position > since && position <= until;
            newest = isNew ? Math.Max(newest, position) : newest;
            return isNew;
        }
    }
}
