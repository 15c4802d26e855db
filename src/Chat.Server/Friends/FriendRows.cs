using Chat.Server.Storage;

namespace Chat.Server.Friends;

/// <summary>What an account has laid down about a friend.</summary>
/// <param name="AccountId">The friend.</param>
/// <param name="AddedAt">UNIX seconds.</param>
/// <param name="Remark">What the account calls it; "" for nothing.</param>
/// <param name="Source">Where the friend came from; "" if it is not known.</param>
/// <param name="Wording">What was said with it; "" for nothing.</param>
internal readonly record struct Friend(long AccountId, long AddedAt, string Remark, string Source, string Wording);

/// <summary>Friends in the rows of <c>relation</c>.</summary>
internal static class FriendRows
{
    private const string Columns = "peer_id, friend_at, remark, source, wording";

    /// <summary>Puts a friend onto an account's list, or changes what is laid down about it.</summary>
    public static void Set(WriteTransaction transaction, long accountId, in Friend friend) =>
        transaction.Prepare(
                """
                INSERT INTO relation (account_id, peer_id, friend_at, remark, source, wording, friend_position, friend_added_position, position, changed_at)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7, ?7, ?8)
                ON CONFLICT (account_id, peer_id) DO UPDATE SET
                    friend_added_position = CASE WHEN friend_at = 0 THEN ?7 ELSE friend_added_position END,
                    friend_at = ?3, remark = ?4, source = ?5, wording = ?6, friend_position = ?7, position = ?7, changed_at = ?8
                """)
            .Bind(1, accountId).Bind(2, friend.AccountId).Bind(3, friend.AddedAt).Bind(4, friend.Remark).Bind(5, friend.Source).Bind(6, friend.Wording)
            .Bind(7, transaction.NextPosition()).Bind(8, transaction.UnixSeconds).Execute();

    /// <summary>Takes a friend off an account's list.</summary>
    public static void Remove(WriteTransaction transaction, long accountId, long peerId) =>
        transaction.Prepare(
                """
                UPDATE relation SET friend_at = 0, remark = '', source = '', wording = '', friend_position = ?3, position = ?3, changed_at = ?4
                WHERE account_id = ?1 AND peer_id = ?2
                """)
            .Bind(1, accountId).Bind(2, peerId).Bind(3, transaction.NextPosition()).Bind(4, transaction.UnixSeconds).Execute();

    public static long Count(Func<string, SqlStatement> prepare, long accountId)
    {
        var select = prepare("SELECT count(*) FROM relation WHERE account_id = ? AND friend_at > 0").Bind(1, accountId);
        select.Step();
        var count = select.Long(0);
        select.Reset();
        return count;
    }

    public static Friend? Find(StoreConnection connection, long accountId, long peerId)
    {
        var select = connection.Prepare($"SELECT {Columns} FROM relation WHERE account_id = ? AND peer_id = ? AND friend_at > 0").Bind(1, accountId).Bind(2, peerId);
        Friend? friend = select.Step() ? Read(select) : null;
        select.Reset();
        return friend;
    }

    /// <summary>Friends behind a row key, in the order of their keys.</summary>
    /// <param name="connection">Of a read.</param>
    /// <param name="accountId">Whose.</param>
    /// <param name="behind">The row key; 0 for the first page.</param>
    /// <param name="count">At most so many.</param>
    /// <param name="until">Friends that went off the list behind this commit position are still there: pushes will tell of them.</param>
    public static List<Friend> Page(StoreConnection connection, long accountId, long behind, int count, long until)
    {
        var friends = new List<Friend>();
        var select = connection.Prepare(
                $"""
                SELECT {Columns} FROM relation
                WHERE account_id = ?1 AND peer_id > ?2 AND (friend_at > 0 OR (friend_position > ?3 AND friend_added_position BETWEEN 1 AND ?3)) ORDER BY peer_id LIMIT ?4
                """)
            .Bind(1, accountId).Bind(2, behind).Bind(3, until).Bind(4, count);
        while (select.Step())
        {
            friends.Add(Read(select));
        }

        select.Reset();
        return friends;
    }

    /// <summary>Row keys of all friends.</summary>
    public static List<long> All(WriteTransaction transaction, long accountId)
    {
        var friends = new List<long>();
        var select = transaction.Prepare("SELECT peer_id FROM relation WHERE account_id = ? AND friend_at > 0").Bind(1, accountId);
        while (select.Step())
        {
            friends.Add(select.Long(0));
        }

        select.Reset();
        return friends;
    }

    /// <summary>What an account calls its friends, by their row keys; without those that it calls nothing.</summary>
    public static Dictionary<long, string> Remarks(StoreConnection connection, long accountId)
    {
        var remarks = new Dictionary<long, string>();
        var select = connection.Prepare("SELECT peer_id, remark FROM relation WHERE account_id = ? AND remark <> ''").Bind(1, accountId);
        while (select.Step())
        {
            remarks.Add(select.Long(0), select.Text(1));
        }

        select.Reset();
        return remarks;
    }

    private static Friend Read(SqlStatement row) => new(row.Long(0), row.Long(1), row.Text(2), row.Text(3), row.Text(4));
}
