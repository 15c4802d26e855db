using Chat.Server.Groups.Messages;
using Chat.Server.Storage;

namespace Chat.Server.Groups;

/// <summary>
/// What the owner of a group remembers of it: the row, its log and those of its topics. Used only on the store's writer thread; loads itself inside the first
/// transaction that needs it.
/// </summary>
internal sealed class GroupState(GroupKey key)
{
    private readonly Dictionary<long, GroupLog> _logs = [];
    private readonly RecentSends _onlineSends = new();
    private GroupRow? _row;

    public GroupKey Key => key;

    /// <summary>Changes of attributes in the running second.</summary>
    public SecondCounter AttributeWrites { get; } = new();

    /// <summary>Messages of clients in the running second, over all senders.</summary>
    public SecondCounter Messages { get; } = new();

    /// <summary>The transaction was rolled back: memory may be ahead of the disk.</summary>
    public void RolledBack()
    {
        _row = null;
        AttributeWrites.Reset();
        Messages.Reset();
        _onlineSends.Clear();
        foreach (var log in _logs.Values)
        {
            log.RolledBack();
        }
    }

    /// <summary>The group; null if there is none, or none any more.</summary>
    public GroupRow? Row(WriteTransaction transaction) =>
        (_row ??= GroupRow.Find(transaction.Prepare, key)) is { DismissedAt: 0 } row ? row : null;

    /// <summary>The row behind the ID, dismissed or not.</summary>
    public GroupRow? RowOrFormer(WriteTransaction transaction) => _row ??= GroupRow.Find(transaction.Prepare, key);

    public GroupRow Insert(WriteTransaction transaction, GroupRow row) => _row = GroupRow.Insert(transaction, row);

    public void Update(WriteTransaction transaction, GroupRow row)
    {
        row.Update(transaction);
        _row = row;
    }

    /// <summary>A topic's log has ended.</summary>
    public void Forget(long logId) => _logs.Remove(logId);

    /// <summary>The log of the group or of one of its topics.</summary>
    public GroupLog Log(long logId)
    {
        if (!_logs.TryGetValue(logId, out var log))
        {
            _logs.Add(logId, log = new GroupLog(logId));
        }

        return log;
    }

    /// <summary>Remembers a message that is not stored; false if it was sent before.</summary>
    public bool TryRemember(in NewGroupMessage message) => _onlineSends.TryAdd((message.SenderId, message.ClientSeq, message.Random));
}
