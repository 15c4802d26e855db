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
    private GroupRow? _row;
    private long _second;
    private int _inThisSecond;

    public GroupKey Key => key;

    /// <summary>Changes of attributes in the running second.</summary>
    public SecondCounter AttributeWrites { get; } = new();

    /// <summary>The transaction was rolled back: memory may be ahead of the disk.</summary>
    public void RolledBack()
    {
        _row = null;
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

    /// <summary>Counts a message of a client; false if there were too many in this second over all senders.</summary>
    /// <param name="second">UNIX seconds.</param>
    /// <param name="most">How many are taken in one second.</param>
    public bool TakeTurn(long second, int most)
    {
        _inThisSecond = second == _second ? _inThisSecond + 1 : 1;
        _second = second;
        return _inThisSecond <= most;
    }
}
