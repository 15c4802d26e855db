using Chat.Actors.Messages;

namespace Chat.Actors.Conversations;

/// <summary>What the list knows of one conversation; kept small, for an account may have many. Used by <see cref="ConversationsActor"/> only.</summary>
internal sealed partial class ConversationEntry(string peer)
{
    /// <summary>Recent messages that are recognized without an order.</summary>
    private const int MaxRecentKeys = 64;

    private Queue<(string From, long Sequence, long Random)>? _recentKeys;

    public string Peer { get; } = peer;

    public string ConversationId { get; } = ConversationIds.OfUser(peer);

    public UnreadCounter Unread { get; } = new();

    public ConversationOrder Order { get; } = new();

    /// <summary>The present hole could not be filled because the connection was away.</summary>
    public bool WaitsForConnection { get; set; }

    public LastMessage? Last { get; set; }

    /// <summary>Server time of the newest message, UNIX seconds.</summary>
    public long LastTime { get; set; }

    public long PeerReadTime { get; set; }

    public string Nick { get; set; } = "";

    public string Avatar { get; set; } = "";

    public bool IsPinned { get; set; }

    public RemindType RemindType { get; set; }

    /// <summary>True the first time a message without an order is seen.</summary>
    public bool IsNew((string From, long Sequence, long Random) key)
    {
        _recentKeys ??= new Queue<(string, long, long)>();
        if (_recentKeys.Contains(key))
        {
            return false;
        }

        if (_recentKeys.Count == MaxRecentKeys)
        {
            _recentKeys.Dequeue();
        }

        _recentKeys.Enqueue(key);
        return true;
    }

    public void Show(ChatMessage message)
    {
        if (message.IsOnlineOnly || message.Time < LastTime)
        {
            return;
        }

        LastTime = message.Time;
        if (message.IsShownAsLast)
        {
            Last = ToLast(message);
        }

        if (message.Flow == MessageFlow.In)
        {
            Nick = message.Nick.Length > 0 ? message.Nick : Nick;
            Avatar = message.Avatar.Length > 0 ? message.Avatar : Avatar;
        }
    }

    public void PeerHasRead(long time)
    {
        PeerReadTime = Math.Max(PeerReadTime, time);
        if (Last is { } last)
        {
            Last = last with { IsPeerRead = IsReadByPeer(last.From != Peer, last.Time) };
        }
    }

    public Conversation ToConversation() => new()
    {
        ConversationId = ConversationId,
        PeerUserId = Peer,
        PeerNick = Nick,
        PeerAvatar = Avatar,
        UnreadCount = Unread.Value,
        LastMessage = Last,
        PeerReadTime = PeerReadTime,
        IsPinned = IsPinned,
        RemindType = RemindType,
    };

    private bool IsReadByPeer(bool isOwn, long time) => isOwn && time <= PeerReadTime;
}
