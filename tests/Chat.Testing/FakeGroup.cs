using Chat.Protocol.Groups;
using Chat.Protocol.Topics;

namespace Chat.Testing;

/// <summary>A group as the fake server knows it.</summary>
public sealed class FakeGroup(string groupId, string type, string name, string owner)
{
    public string GroupId { get; } = groupId;

    public string Type { get; } = type;

    public string Name { get; set; } = name;

    public string Owner { get; set; } = owner;

    public bool IsSupportTopic { get; set; }

    public string JoinOption { get; set; } = JoinOptions.FreeAccess;

    public long NextSequence { get; set; } = 1;

    /// <summary>Members in the order of joining.</summary>
    public List<WireGroupMember> Members { get; } = [];

    public Dictionary<string, GroupAttribute> Attributes { get; } = new(StringComparer.Ordinal);

    public long AttributeVersion { get; set; }

    public Dictionary<string, long> Counters { get; } = new(StringComparer.Ordinal);

    public long CounterVersion { get; set; }

    public Dictionary<string, TopicAndSelf> Topics { get; } = new(StringComparer.Ordinal);

    /// <summary>Key that a joining client polls with; null for pushes.</summary>
    public string? PollingKey { get; set; } = "poll-1";

    /// <summary>What the next polls bring.</summary>
    public Queue<WireGroupMessage[]> Polls { get; } = new();

    public WireGroupMember? Member(string user) => Members.Find(member => member.Member == user);

    public void Change(string user, Func<WireGroupMember, WireGroupMember> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        var at = Members.FindIndex(member => member.Member == user);
        if (at >= 0)
        {
            Members[at] = change(Members[at]);
        }
    }

    public WireGroup ToWire(string user, bool isInList) => new()
    {
        GroupId = GroupId,
        ErrorCode = 0,
        Type = Type,
        Name = Name,
        FaceUrl = "",
        Introduction = "",
        Notification = "",
        Owner = Owner,
        CreateTime = 1_700_000_000,
        NextMsgSeq = NextSequence,
        MemberNum = Members.Count,
        MaxMemberNum = 6000,
        ApplyJoinOption = JoinOption,
        SupportTopic = IsSupportTopic ? 1 : 0,
        SelfInfo = isInList && Member(user) is { } self ? new WireGroupSelf { Role = self.Role, JoinTime = self.JoinTime, MsgFlag = self.MsgFlag, MsgSeq = self.MsgSeq } : null,
        MemberList = !isInList && Member(user) is { } member ? [member] : null,
    };
}
