using System.Diagnostics.CodeAnalysis;
using Chat.Protocol.Rooms;

namespace Chat.Server.Rooms;

/// <summary>Something that viewers of a room are told.</summary>
/// <param name="number">Its place in the room; messages and tips carry it as their sequence.</param>
/// <param name="eventCode">Its kind (wire reference, AVChatRoom §A3).</param>
/// <param name="json">The item, with its event code, as polls carry it.</param>
/// <param name="frame">The frame that is pushed instead; null for a message, which goes into a push with others.</param>
internal sealed class RoomItem(long number, int eventCode, byte[] json, byte[]? frame)
{
    private byte[]? _shortJson;

    public long Number => number;

    public int EventCode => eventCode;

    public byte[] Json => json;

    public byte[]? Frame => frame;

    /// <summary>The item as polls that ask for it carry it; made when the first one does.</summary>
    public byte[] ShortJson => _shortJson ??= ShortRoomItem.Shorten(json);
}

/// <summary>What a recall needs to know of a message.</summary>
internal sealed record RoomMessage(long Number, long SenderId, string SenderTinyId, long ClientSeq, long Random, long ClientTime, long Time);

/// <summary>
/// The newest items of a room, for polls and newcomers, and what is known of its newest messages. Everything is bounded and lives in memory only. Numbers go on
/// from the second in which the feed was made, so that clients who remember the last numbers of an earlier one take nothing for a repetition.
/// </summary>
internal sealed class RoomFeed(long unixSeconds)
{
    public const int MessageEvent = 3;
    public const int BroadcastEvent = 17;
    public const int MaxItems = 500;
    private const int MaxMessages = 5000;

    private readonly Queue<RoomItem> _items = new();
    private readonly Queue<RoomMessage> _messages = new();
    private readonly Dictionary<long, RoomMessage> _byNumber = [];
    private readonly Dictionary<(long SenderId, long ClientSeq, long Random), RoomMessage> _byKey = [];
    private readonly HashSet<long> _recalled = [];

    /// <summary>Number of the next item.</summary>
    public long Next { get; private set; } = unixSeconds;

    public RoomItem Add(int eventCode, byte[] json, byte[]? frame)
    {
        var item = new RoomItem(Next++, eventCode, json, frame);
        if (_items.Count == MaxItems)
        {
            _recalled.Remove(_items.Dequeue().Number);
        }

        _items.Enqueue(item);
        return item;
    }

    public void Remember(RoomMessage message)
    {
        if (_messages.Count == MaxMessages)
        {
            var oldest = _messages.Dequeue();
            _byNumber.Remove(oldest.Number);
            _byKey.Remove((oldest.SenderId, oldest.ClientSeq, oldest.Random));
        }

        _messages.Enqueue(message);
        _byNumber.Add(message.Number, message);
        _byKey[(message.SenderId, message.ClientSeq, message.Random)] = message;
    }

    /// <summary>The message that was sent with these numbers already.</summary>
    public RoomMessage? Find(long senderId, long clientSeq, long random) => _byKey.GetValueOrDefault((senderId, clientSeq, random));

    /// <summary>A message that can be taken back.</summary>
    public bool TryGet(long number, [NotNullWhen(true)] out RoomMessage? message) => _byNumber.TryGetValue(number, out message);

    /// <summary>A message of which <see cref="TryGet"/> has told that it can be taken back.</summary>
    public RoomMessage Get(long number) => _byNumber[number];

    /// <summary>Nobody is shown it any more, and it is not taken back a second time.</summary>
    public void Recall(RoomMessage message)
    {
        _byNumber.Remove(message.Number);
        if (_items.TryPeek(out var oldest) && message.Number >= oldest.Number)
        {
            _recalled.Add(message.Number);
        }
    }

    /// <summary>Where a poll goes on: an unknown position, and 0, count as "from now".</summary>
    /// <param name="position">As the poll has it.</param>
    /// <param name="cameAt">Nothing older is for whoever polls.</param>
    public long Start(long position, long cameAt) => position <= 0 || position > Next ? Next : Math.Max(position, cameAt);

    /// <summary>
    /// All items from a position on, without messages that were taken back; a position that is no longer there counts as the oldest.
    /// </summary>
    public IEnumerable<RoomItem> From(long position) => _items.Where(item => item.Number >= position && !_recalled.Contains(item.Number));

    /// <summary>The first of these that fit into so many bytes, and one at least.</summary>
    public List<RoomItem> From(long position, int maxBytes)
    {
        var (items, bytes) = (new List<RoomItem>(), 0);
        foreach (var item in From(position))
        {
            bytes += item.Json.Length;
            if (bytes > maxBytes && items.Count > 0)
            {
                break;
            }

            items.Add(item);
        }

        return items;
    }

    /// <summary>The newest messages, oldest first, without those that were taken back.</summary>
    public IEnumerable<byte[]> History(int most) => _items
        .Where(item => item.EventCode == MessageEvent && !_recalled.Contains(item.Number)).TakeLast(Math.Max(most, 0)).Select(static item => item.Json);
}
