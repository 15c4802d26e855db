using Chat.Server.Storage;

namespace Chat.Server.Friends;

/// <summary>What one account has laid down about another.</summary>
/// <param name="IsBlocked">The account blocks the other.</param>
/// <param name="IsFriend">The other is on the account's list of friends.</param>
internal readonly record struct Relation(bool IsBlocked, bool IsFriend);

/// <summary>A blocked user on an account's list.</summary>
internal readonly record struct BlockedUser(long AccountId, long Since);

/// <summary>Rows of <c>relation</c>; <c>prepare</c> is that of a reader's connection or of a running transaction.</summary>
internal static class RelationRows
{
    /// <summary>How long rows that say nothing any more are kept for devices that are away, seconds.</summary>
    private const long KeptFor = 7 * 24 * 3600;

    /// <summary>One index seek.</summary>
    public static Relation Find(Func<string, SqlStatement> prepare, long accountId, long peerId)
    {
        var select = prepare("SELECT blocked_at, friend_at FROM relation WHERE account_id = ? AND peer_id = ?").Bind(1, accountId).Bind(2, peerId);
        var relation = select.Step() ? new Relation(select.Long(0) > 0, select.Long(1) > 0) : default;
        select.Reset();
        return relation;
    }

    public static void SetBlocked(WriteTransaction transaction, long accountId, long peerId, bool isBlocked) =>
        transaction.Prepare(
                """
                INSERT INTO relation (account_id, peer_id, blocked_at, block_position, position, changed_at) VALUES (?1, ?2, ?3, ?4, ?4, ?5)
                ON CONFLICT (account_id, peer_id) DO UPDATE SET blocked_at = ?3, block_position = ?4, position = ?4, changed_at = ?5
                """)
            .Bind(1, accountId).Bind(2, peerId).Bind(3, isBlocked ? transaction.UnixSeconds : 0).Bind(4, transaction.NextPosition())
            .Bind(5, transaction.UnixSeconds).Execute();

    /// <summary>Removes rows of an account that have said nothing for days.</summary>
    public static void RemoveOld(WriteTransaction transaction, long accountId) =>
        transaction.Prepare("DELETE FROM relation WHERE account_id = ? AND blocked_at = 0 AND friend_at = 0 AND changed_at < ?")
            .Bind(1, accountId).Bind(2, transaction.UnixSeconds - KeptFor).Execute();

    public static long CountBlocked(WriteTransaction transaction, long accountId)
    {
        var select = transaction.Prepare("SELECT count(*) FROM relation WHERE account_id = ? AND blocked_at > 0").Bind(1, accountId);
        select.Step();
        var count = select.Long(0);
        select.Reset();
        return count;
    }

    /// <summary>Blocked users behind a row key, in the order of their keys.</summary>
    public static List<BlockedUser> Blocked(StoreConnection connection, long accountId, long behind, int count)
    {
        var users = new List<BlockedUser>();
        var select = connection.Prepare("SELECT peer_id, blocked_at FROM relation WHERE account_id = ? AND blocked_at > 0 AND peer_id > ? ORDER BY peer_id LIMIT ?")
            .Bind(1, accountId).Bind(2, behind).Bind(3, count);
        while (select.Step())
        {
            users.Add(new BlockedUser(select.Long(0), select.Long(1)));
        }

        select.Reset();
        return users;
    }

    /// <summary>Commit position of the newest change of an account's relations; 0 if there never was one.</summary>
    public static long NewestPosition(StoreConnection connection, long accountId)
    {
        var select = connection.Prepare("SELECT max(position) FROM relation WHERE account_id = ?").Bind(1, accountId);
        var position = select.Step() && !select.IsNull(0) ? select.Long(0) : 0;
        select.Reset();
        return position;
    }
}
