using Chat.Protocol.Commands;
using Chat.Protocol.Conversations;
using Chat.Protocol.Messages;

namespace Chat.Testing;

/// <summary>What the fake server knows: users, and messages numbered 1, 2, 3 … in each conversation.</summary>
internal sealed class FakeModel
{
    private const int FirstTinyId = 1001;

    private readonly Dictionary<(string Low, string High), FakeConversation> _conversations = [];
    private readonly List<(long Index, FakeConversation Conversation, long Order)> _log = [];
    private readonly Dictionary<string, string> _tinyIds = new(StringComparer.Ordinal);
    private readonly HashSet<string> _unknown = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FakeList> _lists = new(StringComparer.Ordinal);
    private long _index;

    public string TinyId(string user)
    {
        if (!_tinyIds.TryGetValue(user, out var known))
        {
            known = "1441152" + (FirstTinyId + _tinyIds.Count).ToString(System.Globalization.CultureInfo.InvariantCulture);
            _tinyIds.Add(user, known);
        }

        return known;
    }

    /// <summary>All users exist but these.</summary>
    public void Forget(string user) => _unknown.Add(user);

    public bool Exists(string user) => !_unknown.Contains(user);

    public FakeConversation Conversation(string one, string other)
    {
        var key = string.CompareOrdinal(one, other) < 0 ? (one, other) : (other, one);
        if (!_conversations.TryGetValue(key, out var known))
        {
            known = new FakeConversation(key.Item1, key.Item2);
            _conversations.Add(key, known);
        }

        return known;
    }

    /// <summary>Stores a message, or finds it when it has come before.</summary>
    public (WireMessage Message, bool IsNew) Store(WireMessage message)
    {
        var conversation = Conversation(message.From, message.To);
        if (conversation.Messages.Find(one => (one.From, one.MsgSeq, one.MsgRandom) == (message.From, message.MsgSeq, message.MsgRandom)) is { } known)
        {
            return (known, false);
        }

        var stored = message with { MsgOrder = conversation.Messages.Count + 1 };
        conversation.Messages.Add(stored);
        conversation.LastIndex = NextIndex();
        _log.Add((conversation.LastIndex, conversation, stored.MsgOrder));
        return (stored, true);
    }

    public (WireMessage[] Messages, long Cookie) Since(string user, long cookie) =>
    (
        [
            .. _log.Where(one => one.Index > cookie && (one.Conversation.Low == user || one.Conversation.High == user))
                .SelectMany(one => one.Conversation.MessagesOf(user).Where(message => message.MsgOrder == one.Order && IsVisible(user, message))),
        ],
        _index + 1
    );

    /// <summary>A message of the user's that is not in a history that was cleared.</summary>
    public bool IsVisible(string user, WireMessage message) =>
        (message.From == user || message.To == user) && message.MsgOrder > ListOf(user).Item(message.From == user ? message.To : message.From).ClearedOrder;

    public long LastIndex => _index;

    /// <summary>The next place in the server's log.</summary>
    public long NextIndex() => ++_index;

    public FakeList ListOf(string user)
    {
        if (!_lists.TryGetValue(user, out var known))
        {
            known = new FakeList();
            _lists.Add(user, known);
        }

        return known;
    }

    public IEnumerable<FakeConversation> ConversationsOf(string user) =>
        _conversations.Values.Where(one => one.Messages.Count > 0 && (one.Low == user || one.High == user));

    public UnreadCount[] UnreadOf(string user) =>
    [
        .. ConversationsOf(user).Select(one => new UnreadCount
        {
            Peer = one.PeerOf(user),
            MsgOrder = one.Messages.Count,
            Count = one.UnreadOf(user),
        }),
    ];
}

/// <summary>One conversation of the fake server.</summary>
internal sealed class FakeConversation(string low, string high)
{
    private readonly Dictionary<string, long> _read = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _readTime = new(StringComparer.Ordinal);
    private readonly HashSet<(string User, long Order)> _deleted = [];

    public string Low => low;

    public string High => high;

    public List<WireMessage> Messages { get; } = [];

    /// <summary>Place of the last message in the server's log.</summary>
    public long LastIndex { get; set; }

    public string PeerOf(string user) => user == low ? high : low;

    public long UnreadOf(string user) => MessagesOf(user).Count(
        one => one.To == user && one.MsgOrder > _read.GetValueOrDefault(user) && one.SendMsgControl?.NoUnread != 1 && one.MsgFlagBits is null);

    /// <summary>What a user has not deleted.</summary>
    public IEnumerable<WireMessage> MessagesOf(string user) => Messages.Where(one => !_deleted.Contains((user, one.MsgOrder)));

    public void Delete(string user, long order) => _deleted.Add((user, order));

    public WireMessage Change(long order, Func<WireMessage, WireMessage> change) => Messages[(int)order - 1] = change(Messages[(int)order - 1]);

    public void ReadUpTo(string user, long time)
    {
        var order = Messages.LastOrDefault(one => one.MsgTimeStamp <= time)?.MsgOrder ?? 0;
        _read[user] = Math.Max(_read.GetValueOrDefault(user), order);
        _readTime[user] = Math.Max(_readTime.GetValueOrDefault(user), time);
    }

    public long ReadTimeOf(string user) => _readTime.GetValueOrDefault(user);

    public WireConversation ToListItem(string user, long clearedOrder)
    {
        var left = Messages.Where(one => one.MsgOrder > clearedOrder).ToList();
        var shown = left.LastOrDefault(one => one.SendMsgControl?.NoLastMsg != 1) ?? left.LastOrDefault();
        return new WireConversation
        {
            Peer = PeerOf(user),
            MsgTime = shown?.MsgTimeStamp ?? 0,
            MsgSeq = shown?.MsgSeq ?? 0,
            MsgOrder = Messages.Count,
            LastFrom = shown?.From,
            LastMsg = shown is null ? null : new LastMessage { MsgBody = shown.MsgBody, CloudCustomData = shown.CloudCustomData },
            C2cPeerReadTime = ReadTimeOf(PeerOf(user)),
            C2cNick = "nick of " + PeerOf(user),
        };
    }
}

/// <summary>A frame that the fake server received.</summary>
/// <param name="User">Who sent it; "" before the login.</param>
/// <param name="Command">Its command.</param>
/// <param name="Sequence">Its number.</param>
/// <param name="Body">Its body.</param>
/// <param name="Time">When it arrived, in virtual time.</param>
public sealed record FakeRequest(string User, string Command, long Sequence, RawJson Body, DateTimeOffset Time);
