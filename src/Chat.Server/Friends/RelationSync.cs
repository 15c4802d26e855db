using Chat.Protocol.Friends;
using Chat.Server.Accounts;
using Chat.Server.Storage;

namespace Chat.Server.Friends;

/// <summary>What a device that was away must be told of its account's relations: clients fetch no blacklist after a reconnect (wire reference, relations §0).</summary>
internal static class RelationSync
{
    /// <summary>What has changed behind one commit position and up to another, and the position of the newest change; empty for nothing.</summary>
    public static (long Position, RelationsNotification[] News) Read(StoreConnection connection, AccountDirectory accounts, long accountId, long since, long until)
    {
        var newest = 0L;
        List<string> blocked = [];
        List<string> unblocked = [];
        var select = connection.Prepare("SELECT peer_id, blocked_at, block_position FROM relation WHERE account_id = ? AND position > ? ORDER BY position")
            .Bind(1, accountId).Bind(2, since);
        while (select.Step())
        {
            var (peerId, isBlocked, position) = (select.Long(0), select.Long(1) > 0, select.Long(2));
            if (position > since && position <= until && accounts.Find(peerId) is { } peer)
            {
                newest = Math.Max(newest, position);
                (isBlocked ? blocked : unblocked).Add(peer.UserId);
            }
        }

        select.Reset();
        return (newest, RelationNews.OfOwner(blocked, unblocked));
    }
}

/// <summary>Elements of the push <c>FriendListMod</c>; an element for each list that is not empty.</summary>
internal static class RelationNews
{
    public static RelationsNotification[] OfOwner(List<string> blocked, List<string> unblocked)
    {
        var news = new List<RelationsNotification>(2);
        if (blocked.Count > 0)
        {
            news.Add(new RelationsNotification { PushType = RelationsNotification.BlockedType, Blocked = [.. blocked] });
        }

        if (unblocked.Count > 0)
        {
            news.Add(new RelationsNotification { PushType = RelationsNotification.UnblockedType, Unblocked = [.. unblocked] });
        }

        return [.. news];
    }
}
