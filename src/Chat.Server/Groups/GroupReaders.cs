using Chat.Server.Storage;

namespace Chat.Server.Groups;

/// <summary>What an account has read of a log and how it receives it: rows of <c>group_reader</c> and <c>conversation</c>.</summary>
internal static class GroupReaders
{
    /// <summary>Up to which sequence the account has read; 0 if never.</summary>
    public static long ReadSequence(Func<string, SqlStatement> prepare, long accountId, long logId)
    {
        var select = prepare("SELECT read_seq FROM group_reader WHERE account_id = ? AND log_id = ?").Bind(1, accountId).Bind(2, logId);
        var sequence = select.Step() ? select.Long(0) : 0;
        select.Reset();
        return sequence;
    }

    /// <summary>One of <see cref="Protocol.Groups.GroupReceiveOptions"/>.</summary>
    public static string ReceiveOption(Func<string, SqlStatement> prepare, long accountId, long logId) =>
        ReceiveOptionCodes.NameOf(Conversations.ConversationEntries.Find(prepare, accountId, GroupLog.ConversationOf(logId))?.ReceiveOption ?? 0);
}
