using Chat.Protocol.Groups;
using Chat.Server.Storage;

namespace Chat.Server.Groups.Attributes;

/// <summary>Rows of <c>group_counter</c>.</summary>
internal static class GroupCounters
{
    /// <summary>All counters of a group in the order of their keys.</summary>
    public static GroupCounter[] Of(Func<string, SqlStatement> prepare, long groupKey)
    {
        var counters = new List<GroupCounter>();
        var select = prepare("SELECT key, value FROM group_counter WHERE group_key = ? ORDER BY key").Bind(1, groupKey);
        while (select.Step())
        {
            counters.Add(new GroupCounter { Key = select.Text(0), Value = select.Long(1) });
        }

        select.Reset();
        return [.. counters];
    }

    public static void Put(WriteTransaction transaction, long groupKey, GroupCounter counter) =>
        transaction.Prepare("INSERT INTO group_counter (group_key, key, value) VALUES (?1, ?2, ?3) ON CONFLICT (group_key, key) DO UPDATE SET value = ?3")
            .Bind(1, groupKey).Bind(2, counter.Key).Bind(3, counter.Value).Execute();
}
