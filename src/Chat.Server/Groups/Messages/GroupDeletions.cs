using Chat.Server.Storage;

namespace Chat.Server.Groups.Messages;

/// <summary>Messages that an account has deleted for itself: rows of <c>group_deletion</c>.</summary>
internal static class GroupDeletions
{
    public static bool Has(Func<string, SqlStatement> prepare, long accountId, long messageId)
    {
        var select = prepare("SELECT 1 FROM group_deletion WHERE account_id = ? AND message_id = ?").Bind(1, accountId).Bind(2, messageId);
        var exists = select.Step();
        select.Reset();
        return exists;
    }

    /// <summary>Keys of deleted messages in a range of sequences.</summary>
    /// <param name="prepare">Of a reader's connection or a running transaction.</param>
    /// <param name="accountId">Who has deleted.</param>
    /// <param name="logId">The group or topic.</param>
    /// <param name="first">The first sequence.</param>
    /// <param name="last">The last one.</param>
    /// <param name="until">Only deletions up to this commit position.</param>
    public static HashSet<long> Of(Func<string, SqlStatement> prepare, long accountId, long logId, long first, long last, long until = long.MaxValue)
    {
        var deleted = new HashSet<long>();
        var select = prepare("SELECT message_id FROM group_deletion WHERE account_id = ? AND message_id BETWEEN ? AND ? AND position <= ?")
            .Bind(1, accountId).Bind(2, GroupLog.MessageId(logId, first)).Bind(3, GroupLog.MessageId(logId, last)).Bind(4, until);
        while (select.Step())
        {
            deleted.Add(select.Long(0));
        }

        select.Reset();
        return deleted;
    }

    /// <summary>Messages of a log that an account has deleted behind one commit position and up to another, each with the position of that.</summary>
    public static List<(long MessageId, long Position)> Since(StoreConnection connection, long accountId, long logId, long since, long until)
    {
        var deleted = new List<(long, long)>();
        var select = connection.Prepare("SELECT message_id, position FROM group_deletion WHERE account_id = ? AND message_id BETWEEN ? AND ? AND position > ? AND position <= ?")
            .Bind(1, accountId).Bind(2, GroupLog.MessageId(logId, 0)).Bind(3, GroupLog.MessageId(logId, uint.MaxValue)).Bind(4, since).Bind(5, until);
        while (select.Step())
        {
            deleted.Add((select.Long(0), select.Long(1)));
        }

        select.Reset();
        return deleted;
    }
}
