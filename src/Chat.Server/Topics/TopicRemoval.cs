using Chat.Server.Groups;
using Chat.Server.Groups.Messages;
using Chat.Server.Storage;

namespace Chat.Server.Topics;

/// <summary>
/// Removes what topics leave behind when they end: messages, and what members kept about them. The topic is gone with the change that ends it; the rest goes
/// in small changes beside the load, and after a restart from where it was.
/// </summary>
internal sealed class TopicRemoval(ChatStore store)
{
    private const int RowsPerChange = 500;

    /// <summary>Ends one topic.</summary>
    public void Remove(GroupChange change, GroupTopic topic)
    {
        change.Transaction.Prepare("DELETE FROM group_topic WHERE log_id = ?").Bind(1, topic.LogId).Execute();
        change.Transaction.Prepare("UPDATE group_log SET removed_from = ? WHERE log_id = ?").Bind(1, topic.GroupKey).Bind(2, topic.LogId).Execute();
        change.State.Forget(topic.LogId);
        change.After(() => RemoveNext(topic.LogId, 0));
    }

    /// <summary>Ends all topics of a community that is dismissed.</summary>
    public void RemoveAll(GroupChange change) => GroupTopic.Of(change.Transaction.Prepare, change.Row.Key).ForEach(topic => Remove(change, topic));

    /// <summary>Goes on with what an earlier process had not finished.</summary>
    public void Resume()
    {
        var logs = store.Read(static connection =>
        {
            var found = new List<long>();
            var select = connection.Prepare("SELECT log_id FROM group_log WHERE removed_from <> 0");
            while (select.Step())
            {
                found.Add(select.Long(0));
            }

            select.Reset();
            return found;
        });
        logs.ForEach(log => RemoveNext(log, 0));
    }

    /// <summary>A change that fails ends the walk; the next start goes on with it.</summary>
    /// <param name="logId">The topic's log.</param>
    /// <param name="afterMember">Members up to this one keep nothing any more.</param>
    private void RemoveNext(long logId, long afterMember) => store.Writer.Enqueue(
        transaction => RemoveBatch(transaction, logId, afterMember),
        next =>
        {
            if (next is { } member)
            {
                RemoveNext(logId, member);
            }
        },
        static _ => { });

    /// <summary>The member to go on behind; null at the end.</summary>
    private static long? RemoveBatch(WriteTransaction transaction, long logId, long afterMember)
    {
        var (first, last) = (GroupLog.MessageId(logId, 0), GroupLog.MessageId(logId, uint.MaxValue));
        if (transaction.Prepare("DELETE FROM group_message WHERE message_id IN (SELECT message_id FROM group_message WHERE message_id BETWEEN ? AND ? LIMIT ?)")
            .Bind(1, first).Bind(2, last).Bind(3, RowsPerChange).Execute().Changes > 0
            || transaction.Prepare(
                    """
                    DELETE FROM group_receipt WHERE (message_id, account_id) IN (SELECT message_id, account_id FROM group_receipt WHERE message_id BETWEEN ? AND ? LIMIT ?)
                    """)
                .Bind(1, first).Bind(2, last).Bind(3, RowsPerChange).Execute().Changes > 0
            || transaction.Prepare(
                    """
                    DELETE FROM group_deletion WHERE (account_id, message_id) IN (SELECT account_id, message_id FROM group_deletion WHERE message_id BETWEEN ? AND ? LIMIT ?)
                    """)
                .Bind(1, first).Bind(2, last).Bind(3, RowsPerChange).Execute().Changes > 0)
        {
            return afterMember;
        }

        var members = Members(transaction, logId, afterMember);
        foreach (var (_, account) in members)
        {
            transaction.Prepare("DELETE FROM group_reader WHERE account_id = ? AND log_id = ?").Bind(1, account).Bind(2, logId).Execute();
            transaction.Prepare("DELETE FROM conversation WHERE account_id = ? AND dialog_id = ?").Bind(1, account).Bind(2, GroupLog.ConversationOf(logId)).Execute();
        }

        if (members.Count > 0)
        {
            return members[^1].MemberId;
        }

        transaction.Prepare("DELETE FROM group_mute WHERE log_id = ?").Bind(1, logId).Execute();
        transaction.Prepare("DELETE FROM group_pin WHERE log_id = ?").Bind(1, logId).Execute();
        transaction.Prepare("DELETE FROM group_log WHERE log_id = ?").Bind(1, logId).Execute();
        return null;
    }

    private static List<(long MemberId, long Account)> Members(WriteTransaction transaction, long logId, long after)
    {
        var members = new List<(long, long)>();
        var select = transaction.Prepare(
                """
                SELECT member_id, account_id FROM group_member
                WHERE group_key = (SELECT removed_from FROM group_log WHERE log_id = ?) AND member_id > ? ORDER BY member_id LIMIT ?
                """)
            .Bind(1, logId).Bind(2, after).Bind(3, RowsPerChange);
        while (select.Step())
        {
            members.Add((select.Long(0), select.Long(1)));
        }

        select.Reset();
        return members;
    }
}
