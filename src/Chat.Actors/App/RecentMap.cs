using System.Diagnostics.CodeAnalysis;

namespace Chat.Actors.App;

/// <summary>What is known of the things asked about most recently; beyond its capacity the oldest are forgotten.</summary>
internal sealed class RecentMap<TKey, TValue>(int capacity)
    where TKey : notnull
    where TValue : new()
{
    private readonly Dictionary<TKey, TValue> _values = [];
    private readonly Queue<TKey> _order = new();

    public IEnumerable<TValue> Values => _values.Values;

    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value) => _values.TryGetValue(key, out value);

    public TValue GetOrAdd(TKey key)
    {
        if (_values.TryGetValue(key, out var known))
        {
            return known;
        }

        if (_values.Count == capacity)
        {
            _values.Remove(_order.Dequeue());
        }

        var value = new TValue();
        _values.Add(key, value);
        _order.Enqueue(key);
        return value;
    }
}
