using Chat.Actors.Conversations;
using Chat.Protocol.Groups;

namespace Chat.Actors.Groups;

/// <summary>What notices say of messages that mention this account, in groups and topics alike (wire reference, group messages §4).</summary>
internal static class GroupMentions
{
    /// <summary>Whom a message mentions; this account if the flags do not say.</summary>
    public static GroupAtType TypeOf(IEnumerable<int> flags) => flags.Aggregate((GroupAtType)0, static (known, flag) => flag switch
    {
        GroupAtTips.Me => known | GroupAtType.Me,
        GroupAtTips.All => known | GroupAtType.All,
        (int)GroupAtType.AllAndMe => GroupAtType.AllAndMe,
        _ => known,
    }) is var type and not 0 ? type : GroupAtType.Me;

    /// <summary>Two notices of one message: who was mentioned in both ways is mentioned so.</summary>
    public static GroupAtType Merge(GroupAtType known, GroupAtType told) => known | told;
}
