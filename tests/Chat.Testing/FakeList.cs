using System.Globalization;
using Chat.Protocol.Conversations;

namespace Chat.Testing;

/// <summary>What the fake server knows of one account's conversation list beside the messages.</summary>
internal sealed class FakeList
{
    private readonly Dictionary<string, FakeListItem> _items = new(StringComparer.Ordinal);
    private long _lastGroup = 100;

    public IEnumerable<string> Peers => _items.Keys;

    public List<ConversationGroup> Groups { get; } = [];

    public FakeListItem Item(string peer)
    {
        if (!_items.TryGetValue(peer, out var known))
        {
            known = new FakeListItem();
            _items.Add(peer, known);
        }

        return known;
    }

    public ConversationGroup AddGroup(string name)
    {
        var group = new ConversationGroup { GroupId = ++_lastGroup, GroupName = name };
        Groups.Add(group);
        return group;
    }

    public long IdOf(string name) => Groups.Find(one => one.GroupName == name)?.GroupId ?? 0;

    public void RemoveGroup(string name)
    {
        var id = IdOf(name);
        Groups.RemoveAll(one => one.GroupId == id);
        foreach (var item in _items.Values)
        {
            item.Groups.Remove(id);
        }
    }
}

/// <summary>One conversation in an account's list.</summary>
internal sealed class FakeListItem
{
    /// <summary>Place of the last change in the server's log.</summary>
    public long ChangedIndex { get; set; }

    public bool IsPinned { get; set; }

    /// <summary>It is in the list even without a message.</summary>
    public bool IsMade { get; set; }

    public ulong Marks { get; set; }

    public string CustomData { get; set; } = "";

    public SortedSet<long> Groups { get; } = [];

    public int Mute { get; set; }

    /// <summary>It is not in the list until there is a message behind this order.</summary>
    public long DeletedOrder { get; set; }

    public long ClearedOrder { get; set; }

    public string Digits => Marks == 0 ? "" : Marks.ToString("B", CultureInfo.InvariantCulture);
}
