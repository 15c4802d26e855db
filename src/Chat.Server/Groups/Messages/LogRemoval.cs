using System.Collections.Concurrent;
using Chat.Server.Storage;

namespace Chat.Server.Groups.Messages;

/// <summary>
/// Removes what topics and groups leave behind when they end: messages, and what members kept about them. The topic or group is gone with the change that ends
/// it; the rest goes in small changes beside the load, and after a restart from where it was.
/// </summary>
internal sealed class LogRemoval(ChatStore store)
{
    private const int MessagesPerChange = 100;
    private const int MembersPerChange = 500;

    private readonly ConcurrentDictionary<long, bool> _walks = [];

    /// <summary>Ends one topic.</summary>
    public void Remove(GroupChange change, GroupTopic topic)
    {
        change.Transaction.Prepare("DELETE FROM group_topic WHERE log_id = ?").Bind(1, topic.LogId).Execute();
        Remove(change, topic.LogId);
    }

    /// <summary>Ends the messages of a group that is dismissed, and all its topics.</summary>
    public void RemoveAll(GroupChange change)
    {
        GroupTopic.Of(change.Transaction.Prepare, change.Row.Key).ForEach(topic => Remove(change, topic));
        Remove(change, change.Row.Key);
    }

    private void Remove(GroupChange change, long logId)
    {
        change.Transaction.Prepare("UPDATE group_log SET removed_from = ? WHERE log_id = ?").Bind(1, change.Row.Key).Bind(2, logId).Execute();
        change.State.Forget(logId);
        change.After(() => Walk(logId));
    }

    /// <summary>Goes on with what an earlier process, or a walk that failed, had not finished.</summary>
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
        logs.ForEach(Walk);
    }

    private void Walk(long logId)
    {
        if (_walks.TryAdd(logId, true))
        {
            RemoveNext(logId, 0);
        }
    }

    /// <summary>A change that fails ends the walk until it is resumed.</summary>
    /// <param name="logId">The log of the topic or group.</param>
    /// <param name="afterMember">Members up to this one keep nothing any more.</param>
    private void RemoveNext(long logId, long afterMember) => store.Writer.Enqueue(
        transaction => RemoveBatch(transaction, logId, afterMember),
        next =>
        {
            if (next is { } member)
            {
                RemoveNext(logId, member);
            }
            else
            {
                _walks.TryRemove(logId, out _);
            }
        },
        _ => _walks.TryRemove(logId, out var _));

    /// <summary>The member to go on behind; null at the end.</summary>
    private static long? RemoveBatch(WriteTransaction transaction, long logId, long afterMember)
    {
        if (GroupLog.RemoveOldest(transaction, logId, MessagesPerChange))
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
        transaction.Prepare("UPDATE group_log SET removed_from = 0 WHERE log_id = ?").Bind(1, logId).Execute();
        transaction.Prepare("DELETE FROM group_log WHERE log_id = ?1 AND NOT EXISTS (SELECT 1 FROM chat_group WHERE group_key = ?1)").Bind(1, logId).Execute();
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
            .Bind(1, logId).Bind(2, after).Bind(3, MembersPerChange);
        while (select.Step())
        {
            members.Add((select.Long(0), select.Long(1)));
        }

        select.Reset();
        return members;
    }
}
