using System.Numerics;
using Chat.Actors.Messages;
using Chat.Protocol.Conversations;

namespace Chat.Actors.Conversations;

/// <summary>What the list knows of one conversation; kept small, for an account may have many. Used by <see cref="ConversationsActor"/> only.</summary>
internal sealed partial class ConversationEntry(Channel channel)
{
    /// <summary>Recent messages that are recognized without an order.</summary>
    private const int MaxRecentKeys = 64;

    private ulong _marks;

    /// <summary>Messages up to this order were deleted, or went with the entry: none of them is shown as the last one.</summary>
    private long _hiddenOrder;
    private Queue<(string From, long Sequence, long Random)>? _recentKeys;

    public Channel Channel { get; } = channel;

    public string ConversationId => Channel.ConversationId;

    /// <summary>False: not in the list, or no longer; the order of its messages is remembered all the same.</summary>
    public bool IsListed { get; set; }

    public UnreadCounter Unread { get; } = channel is GroupChannel ? new GroupUnreadCounter() : new UnreadCounter();

    public ConversationOrder Order { get; private set; } = new();

    /// <summary>The present hole could not be filled because the connection was away.</summary>
    public bool WaitsForConnection { get; set; }

    /// <summary>The present hole could not be asked for because the engine had asked too much; it is asked for again in a second.</summary>
    public bool WaitsForLimit { get; set; }

    public LastMessage? Last { get; set; }

    /// <summary>Server time of the newest message, UNIX seconds.</summary>
    public long LastTime { get; set; }

    public long PeerReadTime { get; set; }

    public string Nick { get; private set; } = "";

    public string Avatar { get; private set; } = "";

    public string Remark { get; private set; } = "";

    /// <summary>The server has told who the peer is, or what the group is called.</summary>
    public bool HasProfile { get; set; }

    public bool IsPinned { get; set; }

    public RemindType RemindType { get; set; }

    public string CustomData { get; set; } = "";

    /// <summary>Names of its conversation groups.</summary>
    public IReadOnlyList<string> Groups { get; set; } = [];

    public string Draft { get; set; } = "";

    public void SetProfile(string nick, string avatar, string? remark = null)
    {
        HasProfile = true;
        Nick = nick;
        Avatar = avatar;
        Remark = remark ?? Remark;
    }

    /// <summary>All marks as the server writes them: binary digits, most significant first.</summary>
    public void SetMarks(string? digits)
    {
        _marks = 0;
        foreach (var digit in digits ?? "")
        {
            _marks = (_marks << 1) | (digit == '1' ? 1UL : 0);
        }
    }

    public void SetMark(ulong mark, bool isSet) => _marks = isSet ? _marks | mark : _marks & ~mark;

    /// <returns>True if it was not in the group.</returns>
    public bool AddGroup(string name)
    {
        var isNew = !Groups.Contains(name);
        Groups = isNew ? [.. Groups, name] : Groups;
        return isNew;
    }

    /// <returns>True if it was in the group.</returns>
    public bool RemoveGroup(string name)
    {
        var wasIn = Groups.Contains(name);
        Groups = wasIn ? [.. Groups.Where(one => one != name)] : Groups;
        return wasIn;
    }

    /// <summary>Everything is as the server says; what only this client knows (the draft, messages that the server did not know yet) stays.</summary>
    public void Replace(WireConversation item, Func<long, string?> groupName)
    {
        if (Channel is GroupChannel)
        {
            SetGroup(item.GroupNick, item.GroupImage, item.GroupType);
        }
        else
        {
            SetProfile(item.C2cNick ?? Nick, item.C2cImage ?? Avatar, item.C2cRemark ?? "");
        }

        SetMarks(item.StandardMark);
        IsListed = true;
        IsPinned = item.TopFlags == WireConversation.Pinned;
        RemindType = (RemindType)item.MsgRecvOption;
        CustomData = item.CustomMark ?? "";
        Groups = [.. (item.ContactGroupId ?? []).Select(groupName).OfType<string>()];
        _hiddenOrder = Math.Max(_hiddenOrder, item.HiddenOrder);
        if (Last is null || (NewestOf(item) is var newest && (newest == 0 ? item.LastTime >= LastTime : newest >= Order.Newest)))
        {
            Last = Channel is GroupChannel ? ToGroupLast(item) : ToLast(item);
            LastTime = Math.Max(LastTime, item.LastTime);
        }

        PeerHasRead(item.C2cPeerReadTime);
    }

    /// <summary>It is deleted: nothing is left but the place up to which its messages are known, and how they are received.</summary>
    public void Delete()
    {
        IsListed = false;
        IsIntroduced = false;
        HasProfile = false;
        Draft = "";
        ForgetArrangement();
        Clear();
    }

    /// <summary>What the account has arranged goes, as on the server when a conversation goes off its list.</summary>
    private void ForgetArrangement()
    {
        IsPinned = false;
        CustomData = "";
        Groups = [];
        _marks = 0;
        _atInfos = null;
    }

    /// <summary>Its messages are gone.</summary>
    public void Clear()
    {
        Last = null;
        _hiddenOrder = Math.Max(_hiddenOrder, Order.Newest);
        Unread.Set(0, Order.Newest);
        _atInfos = null;
    }

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

    /// <summary>The newest message becomes the last one, unless it belongs to what was deleted.</summary>
    public void Show(ChatMessage message)
    {
        if (message.IsOnlineOnly || message.Time < LastTime || (message.Order > 0 && message.Order < Last?.Order))
        {
            return;
        }

        LastTime = message.Time;
        if (message.IsShownAsLast && IsOnList(message))
        {
            Last = ToLast(message);
        }

        if (message.Flow == MessageFlow.In && Channel is C2CChannel)
        {
            Nick = message.Nick.Length > 0 ? message.Nick : Nick;
            Avatar = message.Avatar.Length > 0 ? message.Avatar : Avatar;
        }
    }

    public void PeerHasRead(long time)
    {
        PeerReadTime = Math.Max(PeerReadTime, time);
        if (Last is { } last && Channel is C2CChannel)
        {
            Last = last with { IsPeerRead = IsReadByPeer(last.From != Channel.Target, last.Time) };
        }
    }

    public Conversation ToConversation() => new()
    {
        ConversationId = ConversationId,
        Type = Channel.Type,
        PeerUserId = Channel is C2CChannel ? Channel.Target : "",
        PeerNick = Channel is C2CChannel ? Nick : "",
        PeerAvatar = Channel is C2CChannel ? Avatar : "",
        GroupProfile = Channel is GroupChannel ? new GroupProfile(Channel.Target, Nick, Avatar, GroupType) : null,
        GroupAtInfoList = [.. AtInfos],
        Remark = Remark,
        UnreadCount = Unread.Value,
        LastMessage = Last,
        PeerReadTime = PeerReadTime,
        IsPinned = IsPinned,
        RemindType = RemindType,
        MarkList = Marks(),
        CustomData = CustomData,
        ConversationGroupList = Groups,
        Draft = Draft,
    };

    private static LastMessage? ToLast(WireConversation item) => item.LastMsg is { MsgBody: [{ } first, ..] } last
        ? new LastMessage(item.LastFrom ?? "", item.LastTime, item.MsgSeq, first.MsgType ?? "", MessageBody.Read(first), last.CloudCustomData ?? "", IsPeerRead: false)
        {
            IsRevoked = item.LastMsgFlags == WireConversation.LastRecalled,
            Revoker = last.RevokerInfo?.Revoker ?? "",
        }
        : null;

    private ulong[] Marks()
    {
        var marks = new ulong[BitOperations.PopCount(_marks)];
        var left = _marks;
        for (var i = 0; i < marks.Length; i++)
        {
            marks[i] = 1UL << BitOperations.TrailingZeroCount(left);
            left &= ~marks[i];
        }

        return marks;
    }

    private bool IsOnList(ChatMessage message) => message.Order == 0 || message.Order > _hiddenOrder;

    private bool IsReadByPeer(bool isOwn, long time) => isOwn && time <= PeerReadTime;
}
