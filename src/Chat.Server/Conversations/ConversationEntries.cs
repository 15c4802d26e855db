using Chat.Protocol.Conversations;
using Chat.Server.Storage;

namespace Chat.Server.Conversations;

/// <summary>Marks as the wire writes them.</summary>
internal static class ConversationMarks
{
    /// <summary>Binary digits, most significant first; "" for none.</summary>
    public static string ToText(long marks) => marks == 0 ? "" : Convert.ToString(marks, 2);
}

/// <summary>What an account has laid down about one of its conversations.</summary>
internal readonly record struct ConversationEntry(bool IsPinned, long Marks, string CustomData, int ReceiveOption);

/// <summary>Rows of <c>conversation</c>. They belong to the account; each change has a place in the store's order of commits, so that devices find it.</summary>
internal static class ConversationEntries
{
    public const int MaxPinned = 50;
    public const int MaxMarked = 1000;

    public static ConversationEntry? Find(Func<string, SqlStatement> prepare, long accountId, long dialogId)
    {
        var select = prepare("SELECT is_pinned, marks, custom_data, receive_option FROM conversation WHERE account_id = ? AND dialog_id = ?")
            .Bind(1, accountId).Bind(2, dialogId);
        ConversationEntry? entry = select.Step() ? new ConversationEntry(select.Long(0) != 0, select.Long(1), select.Text(2), (int)select.Long(3)) : null;
        select.Reset();
        return entry;
    }

    public static int ReceiveOption(StoreConnection connection, long accountId, long dialogId) =>
        Find(connection.Prepare, accountId, dialogId)?.ReceiveOption ?? 0;

    /// <summary>Pins, marks and custom data; the conversation is listed from now on.</summary>
    public static void Write(WriteTransaction transaction, long accountId, long dialogId, in ConversationEntry entry) =>
        transaction.Prepare(
                "UPDATE conversation SET is_pinned = ?, marks = ?, custom_data = ?, is_open = 1, changed_position = ? WHERE account_id = ? AND dialog_id = ?")
            .Bind(1, entry.IsPinned ? 1 : 0).Bind(2, entry.Marks).Bind(3, entry.CustomData).Bind(4, transaction.NextPosition())
            .Bind(5, accountId).Bind(6, dialogId).Execute();

    /// <summary>Takes the conversation off the account's list up to a message; with it go pin, marks, custom data and groups.</summary>
    public static void Hide(WriteTransaction transaction, long accountId, long dialogId, long sequence)
    {
        transaction.Prepare(
                """
                UPDATE conversation SET is_open = 0, is_pinned = 0, marks = 0, custom_data = '', hidden_seq = ?1, hidden_position = ?2, changed_position = ?2
                WHERE account_id = ?3 AND dialog_id = ?4
                """)
            .Bind(1, sequence).Bind(2, transaction.NextPosition()).Bind(3, accountId).Bind(4, dialogId).Execute();
        transaction.Prepare("DELETE FROM conversation_group_member WHERE account_id = ? AND dialog_id = ?").Bind(1, accountId).Bind(2, dialogId).Execute();
    }

    /// <summary>The conversation's groups, or what the account sees of its messages, have changed.</summary>
    public static void Touch(WriteTransaction transaction, long accountId, long dialogId) =>
        transaction.Prepare("UPDATE conversation SET changed_position = ? WHERE account_id = ? AND dialog_id = ?")
            .Bind(1, transaction.NextPosition()).Bind(2, accountId).Bind(3, dialogId).Execute();

    public static long CountPinned(WriteTransaction transaction, long accountId) =>
        Count(transaction.Prepare("SELECT count(*) FROM conversation WHERE account_id = ? AND is_pinned = 1"), accountId);

    public static long CountMarked(WriteTransaction transaction, long accountId) =>
        Count(transaction.Prepare("SELECT count(*) FROM conversation WHERE account_id = ? AND (marks <> 0 OR custom_data <> '')"), accountId);

    private static long Count(SqlStatement select, long accountId)
    {
        select.Bind(1, accountId).Step();
        var count = select.Long(0);
        select.Reset();
        return count;
    }
}

/// <summary>The conversation groups of one account.</summary>
internal sealed class ConversationGroups(List<ConversationGroup> all, Dictionary<long, List<long>> ofDialog)
{
    public IReadOnlyList<ConversationGroup> All => all;

    /// <summary>IDs of the groups that a conversation is in.</summary>
    public long[] Of(long dialogId) => ofDialog.TryGetValue(dialogId, out var groups) ? [.. groups] : [];
}

internal static class ConversationGroupQueries
{
    public static ConversationGroups OfAccount(StoreConnection connection, long accountId)
    {
        var all = new List<ConversationGroup>();
        var select = connection.Prepare("SELECT group_id, name FROM conversation_group WHERE account_id = ? ORDER BY group_id").Bind(1, accountId);
        while (select.Step())
        {
            all.Add(new ConversationGroup { GroupId = select.Long(0), GroupName = select.Text(1) });
        }

        select.Reset();
        var ofDialog = new Dictionary<long, List<long>>();
        if (all.Count > 0)
        {
            select = connection.Prepare("SELECT dialog_id, group_id FROM conversation_group_member WHERE account_id = ?").Bind(1, accountId);
            while (select.Step())
            {
                if (!ofDialog.TryGetValue(select.Long(0), out var groups))
                {
                    ofDialog.Add(select.Long(0), groups = []);
                }

                groups.Add(select.Long(1));
            }

            select.Reset();
        }

        return new ConversationGroups(all, ofDialog);
    }

    public static ConversationGroup? Find(WriteTransaction transaction, long accountId, string name)
    {
        var select = transaction.Prepare("SELECT group_id FROM conversation_group WHERE account_id = ? AND name = ?").Bind(1, accountId).Bind(2, name);
        var group = select.Step() ? new ConversationGroup { GroupId = select.Long(0), GroupName = name } : null;
        select.Reset();
        return group;
    }

    public static long Count(WriteTransaction transaction, long accountId)
    {
        var select = transaction.Prepare("SELECT count(*) FROM conversation_group WHERE account_id = ?").Bind(1, accountId);
        select.Step();
        var count = select.Long(0);
        select.Reset();
        return count;
    }

    /// <summary>Keys of the conversations in a group.</summary>
    public static List<long> Members(WriteTransaction transaction, long groupId)
    {
        var members = new List<long>();
        var select = transaction.Prepare("SELECT dialog_id FROM conversation_group_member WHERE group_id = ?").Bind(1, groupId);
        while (select.Step())
        {
            members.Add(select.Long(0));
        }

        select.Reset();
        return members;
    }
}
