using Chat.Server.Storage;

namespace Chat.Server.Groups;

/// <summary>Rows of <c>group_mute</c>; they outlive memberships.</summary>
internal static class GroupMutes
{
    /// <summary>Until when an account is muted in a group or topic, UNIX seconds; 0 for never.</summary>
    public static long Until(Func<string, SqlStatement> prepare, long logId, long accountId)
    {
        var select = prepare("SELECT until FROM group_mute WHERE log_id = ? AND account_id = ?").Bind(1, logId).Bind(2, accountId);
        var until = select.Step() ? select.Long(0) : 0;
        select.Reset();
        return until;
    }

    public static void Set(WriteTransaction transaction, long logId, long accountId, long until) =>
        transaction.Prepare("INSERT INTO group_mute (log_id, account_id, until) VALUES (?1, ?2, ?3) ON CONFLICT (log_id, account_id) DO UPDATE SET until = ?3")
            .Bind(1, logId).Bind(2, accountId).Bind(3, until).Execute();
}
