using System.Collections.Immutable;
using Chat.Actors.Connection;
using Chat.Protocol.Groups;

namespace Chat.Actors.Groups;

/// <summary>Groups and members of the wire as this account sees them. What the wire does not say stays as it was.</summary>
internal static class GroupMapping
{
    public static Group Merge(Group? known, WireGroup wire, string me)
    {
        var group = known ?? new Group { GroupId = wire.GroupId };
        var self = Merge(Merge(group.SelfInfo, wire.SelfInfo), wire.MemberList.Present().FirstOrDefault(member => member.Member == me));
        var muteAll = wire.MuteAllMember ?? wire.ShutUpAllMember;
        return group with
        {
            Type = wire.Type ?? group.Type,
            Name = wire.Name ?? group.Name,
            Avatar = wire.FaceUrl ?? group.Avatar,
            Introduction = wire.Introduction ?? group.Introduction,
            Notification = wire.Notification ?? group.Notification,
            OwnerId = self.Role == GroupRoles.Owner ? me : wire.Owner ?? group.OwnerId,
            CreateTime = wire.CreateTime ?? group.CreateTime,
            InfoSequence = wire.InfoSeq ?? group.InfoSequence,
            LastInfoTime = wire.LastInfoTime ?? group.LastInfoTime,
            LastMessageTime = wire.LastMsgTime ?? group.LastMessageTime,
            NextMessageSequence = Math.Max(wire.NextMsgSeq ?? 0, group.NextMessageSequence),
            MemberCount = wire.MemberNum ?? group.MemberCount,
            MaxMemberCount = wire.MaxMemberNum ?? group.MaxMemberCount,
            JoinOption = wire.ApplyJoinOption ?? group.JoinOption,
            InviteOption = wire.InviteJoinOption ?? group.InviteOption,
            MuteAllMembers = muteAll is null ? group.MuteAllMembers : muteAll == Switches.On,
            IsSupportTopic = wire.SupportTopic is { } supports ? supports == 1 : group.IsSupportTopic,
            CustomFields = Merge(group.CustomFields, wire.AppDefinedData),
            LastRecallTime = wire.LastRecallTime ?? group.LastRecallTime,
            SelfInfo = self,
        };
    }

    public static Group Merge(Group group, GroupProfileChange change) => group with
    {
        Name = change.GroupName ?? group.Name,
        Avatar = change.GroupFaceUrl ?? group.Avatar,
        Introduction = change.GroupIntroduction ?? group.Introduction,
        Notification = change.GroupNotification ?? group.Notification,
        JoinOption = change.GroupApplyJoinOption ?? group.JoinOption,
        InviteOption = change.InviteJoinOption ?? group.InviteOption,
        MuteAllMembers = change.ShutupAll is { } muted ? muted == 1 : group.MuteAllMembers,
        CustomFields = Merge(group.CustomFields, change.MsgAppDefinedData),
    };

    /// <summary>What a change of the caller's has made of the group, before the server tells it to everybody.</summary>
    public static Group Merge(Group group, GroupUpdate change) => group with
    {
        Name = change.Name ?? group.Name,
        Avatar = change.Avatar ?? group.Avatar,
        Introduction = change.Introduction ?? group.Introduction,
        Notification = change.Notification ?? group.Notification,
        JoinOption = change.JoinOption ?? group.JoinOption,
        InviteOption = change.InviteOption ?? group.InviteOption,
        MuteAllMembers = change.MuteAllMembers ?? group.MuteAllMembers,
        CustomFields = Merge(group.CustomFields, ToFields(change.CustomFields)),
    };

    public static GroupMember Merge(GroupMember? known, WireGroupMember wire)
    {
        var member = known ?? new GroupMember { UserId = wire.Member };
        return member with
        {
            Role = wire.Role ?? member.Role,
            JoinTime = wire.JoinTime ?? member.JoinTime,
            LastSendMessageTime = wire.LastSendMsgTime ?? member.LastSendMessageTime,
            NameCard = wire.NameCard ?? member.NameCard,
            MuteUntil = wire.ShutUpUntil ?? member.MuteUntil,
            IsOnline = wire.OnlineStatus is { } status ? status == "Online" : member.IsOnline,
            CustomFields = Merge(member.CustomFields, wire.AppMemberDefinedData),
        };
    }

    public static IReadOnlyDictionary<string, string> Merge(IReadOnlyDictionary<string, string> known, IEnumerable<GroupField?>? fields)
    {
        var present = fields?.Where(static field => !string.IsNullOrEmpty(field?.Key)).ToList() ?? [];
        return present.TrueForAll(field => known.TryGetValue(field!.Key, out var value) && value == (field.Value ?? ""))
            ? known
            : known.ToImmutableDictionary().SetItems(present.Select(static field => KeyValuePair.Create(field!.Key, field.Value ?? "")));
    }

    public static GroupField[]? ToFields(IReadOnlyDictionary<string, string>? fields) =>
        fields is { Count: > 0 } ? [.. fields.Select(static field => new GroupField { Key = field.Key, Value = field.Value })] : null;

    private static GroupSelf Merge(GroupSelf self, WireGroupSelf? wire) => wire is null
        ? self
        : self with
        {
            Role = wire.Role ?? self.Role,
            JoinTime = wire.JoinTime ?? self.JoinTime,
            NameCard = wire.NameCard ?? self.NameCard,
            MessageRemindType = wire.MsgFlag ?? self.MessageRemindType,
            ReadSequence = Math.Max(wire.MsgSeq ?? 0, self.ReadSequence),
            ExcludedUnreadSequences = wire.NoUnreadSeqList ?? self.ExcludedUnreadSequences,
        };

    private static GroupSelf Merge(GroupSelf self, WireGroupMember? wire) => wire is null
        ? self
        : self with
        {
            Role = wire.Role ?? self.Role,
            JoinTime = wire.JoinTime ?? self.JoinTime,
            NameCard = wire.NameCard ?? self.NameCard,
            MessageRemindType = wire.MsgFlag ?? self.MessageRemindType,
            ReadSequence = Math.Max(wire.MsgSeq ?? 0, self.ReadSequence),
            CustomFields = Merge(self.CustomFields, wire.AppMemberDefinedData),
        };
}
