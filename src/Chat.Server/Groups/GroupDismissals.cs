using System.Collections.Concurrent;
using Chat.Protocol.Commands;
using Chat.Protocol.Groups;
using Chat.Protocol.Push;
using Chat.Server.Groups.Messages;
using Chat.Server.Sessions;
using Chat.Server.Storage;

namespace Chat.Server.Groups;

/// <summary>
/// Ends the memberships of groups that were dismissed. The group is gone for everybody with the change that dismisses it; each membership ends together with
/// the notice about it, in small changes beside the load, and after a restart from where they were.
/// </summary>
internal sealed class GroupDismissals(ChatStore store, SessionDirectory sessions)
{
    private const int MembersPerChange = 500;

    private readonly ConcurrentDictionary<long, bool> _walks = [];

    /// <summary>Part of the change that dismisses a group: the memberships of a small one end with it.</summary>
    /// <param name="change">The change.</param>
    /// <param name="item">The notice to the members.</param>
    /// <param name="except">A socket that is not told.</param>
    public void Begin(GroupChange change, WireGroupMessage item, Session? except)
    {
        var group = change.Row.Key;
        var batch = Remove(change.Transaction, group, item);
        change.After(() => Tell(batch, except));
        if (!batch.IsLast)
        {
            change.Transaction.Prepare("INSERT INTO group_dismissal (group_key, item) VALUES (?, ?)")
                .Bind(1, group).Bind(2, Wire.ToBytes(item, GroupsJson.Default.WireGroupMessage)).Execute();
            change.After(() => Walk(group, item, except));
        }
    }

    /// <summary>Goes on with what an earlier process, or a walk that failed, had not finished.</summary>
    public void Resume()
    {
        var unfinished = store.Read(static connection =>
        {
            var found = new List<(long, WireGroupMessage)>();
            var select = connection.Prepare("SELECT group_key, item FROM group_dismissal");
            while (select.Step())
            {
                found.Add((select.Long(0), Wire.Read(select.Blob(1), GroupsJson.Default.WireGroupMessage)));
            }

            select.Reset();
            return found;
        });
        foreach (var (group, item) in unfinished)
        {
            Walk(group, item, null);
        }
    }

    private void Walk(long group, WireGroupMessage item, Session? except)
    {
        if (_walks.TryAdd(group, true))
        {
            RemoveNext(group, item, except);
        }
    }

    /// <summary>A change that fails ends the walk until it is resumed.</summary>
    private void RemoveNext(long group, WireGroupMessage item, Session? except) => store.Writer.Enqueue(
        transaction =>
        {
            var batch = Remove(transaction, group, item);
            if (batch.IsLast)
            {
                transaction.Prepare("DELETE FROM group_dismissal WHERE group_key = ?").Bind(1, group).Execute();
            }

            return batch;
        },
        batch =>
        {
            Tell(batch, except);
            if (batch.IsLast)
            {
                _walks.TryRemove(group, out _);
            }
            else
            {
                RemoveNext(group, item, except);
            }
        },
        _ => _walks.TryRemove(group, out var _));

    private Batch Remove(WriteTransaction transaction, long group, WireGroupMessage item)
    {
        var (last, accounts) = (0L, new List<long>());
        var select = transaction.Prepare("SELECT member_id, account_id FROM group_member WHERE group_key = ? ORDER BY member_id LIMIT ?")
            .Bind(1, group).Bind(2, MembersPerChange);
        while (select.Step())
        {
            last = select.Long(0);
            accounts.Add(select.Long(1));
        }

        select.Reset();
        GroupNotices.InsertForMembers(transaction, group, last, item);
        accounts.ForEach(account => Conversations.ConversationEntries.Hide(transaction, account, GroupLog.ConversationOf(group), 0));
        transaction.Prepare("DELETE FROM group_member WHERE group_key = ? AND member_id <= ?").Bind(1, group).Bind(2, last).Execute();
        var online = accounts.FindAll(account => sessions.Of(account).Length > 0);
        return new Batch(
            online.ConvertAll(account => (account, GroupNotices.Find(transaction.Prepare, account, item) ?? item)), IsLast: accounts.Count < MembersPerChange);
    }

    private void Tell(Batch batch, Session? except)
    {
        foreach (var (account, notice) in batch.Online)
        {
            var frame = PushFrame.Build(Pushes.GroupNotices, [notice]);
            foreach (var session in sessions.Of(account).Where(session => session != except))
            {
                session.Notify(frame);
            }
        }
    }

    /// <param name="Online">Those of the removed members who can be told at once, each with its notice.</param>
    /// <param name="IsLast">Nobody is left.</param>
    private sealed record Batch(List<(long Account, WireGroupMessage Notice)> Online, bool IsLast);
}
