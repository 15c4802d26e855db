using Chat.Actors.Groups;
using Chat.Actors.Messages;
using Chat.Protocol.Conversations;
using Chat.Protocol.Groups;

namespace Chat.Actors.Conversations;

/// <summary>What belongs to groups and topics only.</summary>
internal sealed partial class ConversationEntry
{
    /// <summary>Mentions that are kept; older ones are read by now.</summary>
    private const int MaxAtInfos = 100;

    private List<GroupAtInfo>? _atInfos;

    public string GroupType { get; private set; } = "";

    /// <summary>A live room: nothing of it is counted or kept on the server.</summary>
    public bool IsRoom => GroupType == GroupTypes.AVChatRoom;

    /// <summary>
    /// Messages of it have been raised, sent or looked at: then what comes behind them is fetched after a reconnect, otherwise only recalls are, as in the SDK.
    /// </summary>
    public bool IsUsed { get; set; }

    /// <summary>Up to when recalls are known, UNIX microseconds.</summary>
    public long RecallsKnownUpTo { get; set; }

    /// <summary>What the SDK asks about a new conversation was asked.</summary>
    public bool IsIntroduced { get; set; }

    /// <summary>How its messages are announced was asked, and not answered.</summary>
    public bool LacksRemindType { get; set; }

    /// <summary>What the group is called is being asked.</summary>
    public bool IsProfileAsked { get; set; }

    /// <summary>The server was asked about the group before something was sent into it.</summary>
    public bool IsKnownGroup { get; set; }

    public IReadOnlyList<GroupAtInfo> AtInfos => _atInfos ?? [];

    public GroupUnreadCounter? GroupUnread => Unread as GroupUnreadCounter;

    public void SetGroup(string? name, string? avatar, string? type)
    {
        Nick = name ?? Nick;
        Avatar = avatar ?? Avatar;
        GroupType = string.IsNullOrEmpty(type) ? GroupType : type;
    }

    /// <summary>Keeps a mention; one that is known is told again only with more targets.</summary>
    public bool Mention(GroupAtInfo at)
    {
        _atInfos ??= [];
        var known = _atInfos.FindIndex(one => one.MessageSequence == at.MessageSequence);
        if (known >= 0)
        {
            var type = GroupMentions.Merge(_atInfos[known].AtType, at.AtType);
            if (type == _atInfos[known].AtType)
            {
                return false;
            }

            _atInfos[known] = _atInfos[known] with { AtType = type };
            return true;
        }

        if (_atInfos.Count == MaxAtInfos)
        {
            _atInfos.RemoveAt(0);
        }

        // What was missed comes in no particular order.
        _atInfos.Insert(_atInfos.FindLastIndex(one => one.MessageSequence < at.MessageSequence) + 1, at);
        return true;
    }

    /// <summary>The message was taken back, and with it whom it mentioned.</summary>
    public void ForgetMention(long sequence) => _atInfos?.RemoveAll(one => one.MessageSequence == sequence);

    /// <summary>Another device has read up to there.</summary>
    public void ForgetMentionsUpTo(long sequence) => _atInfos?.RemoveAll(one => one.MessageSequence <= sequence);

    /// <returns>The mentions that there were.</returns>
    public IReadOnlyList<GroupAtInfo> TakeMentions()
    {
        var taken = AtInfos;
        _atInfos = null;
        return taken;
    }

    /// <summary>This account is no longer a member: if it comes back, nothing of what happened meanwhile is missing, and nothing is as it had arranged it.</summary>
    public void Leave()
    {
        Unread.Set(0, Order.Newest);
        Order = new ConversationOrder();
        _ahead = null;
        IsUsed = false;
        RemindType = RemindType.AcceptAndNotify;
        ForgetArrangement();
    }

    /// <summary>The order of the newest message that the list knows of.</summary>
    public static long NewestOf(WireConversation item) =>
        item.Type == ConversationTypes.Group ? Math.Max(item.MsgSeq, (item.GroupNextMsgSeq ?? 0) - 1) : item.MsgOrder;

    private LastMessage? ToGroupLast(WireConversation item)
    {
        var sequence = item.LastMsgSeq ?? item.MsgSeq;
        var isRevoked = item.LastMsgFlags == WireConversation.GroupLastRecalled;
        if (item.LastMsg is { Event: GroupMessageBody.TipEvent, GroupTips: { } tip })
        {
            return ToLast(GroupMessageBody.ToMessage(Channel.Target, tip with { Event = GroupMessageBody.TipEvent }, "")) is { Type.Length: > 0 } last
                ? last with { Time = item.LastTime, Sequence = sequence, Order = sequence }
                : null;
        }

        return item.LastMsg is { MsgBody: [{ } first, ..] } message
            ? new LastMessage(
                item.GroupLastFrom ?? "", item.LastTime, sequence, first.MsgType ?? "", MessageBody.Read(first), message.CloudCustomData ?? "", IsPeerRead: false)
            {
                IsRevoked = isRevoked,
                Revoker = message.RevokerInfo?.Revoker ?? "",
                Nick = item.MsgGroupFromNickName ?? "",
                NameCard = item.MsgGroupFromCardName ?? "",
                Order = sequence,
            }
            : null;
    }
}
