using System.Collections.Frozen;
using Chat.Protocol.Errors;
using Chat.Protocol.Groups;

namespace Chat.Server.Groups;

/// <summary>How one comes into a group by oneself.</summary>
internal enum JoinRule
{
    /// <summary>Not at all.</summary>
    Never,

    /// <summary>As the group's <see cref="JoinOptions"/> says.</summary>
    ByOption,

    Free,
}

/// <summary>How one is brought into a group by members.</summary>
internal enum InviteRule
{
    Never,

    /// <summary>As the group's <see cref="InviteOptions"/> says.</summary>
    ByOption,
}

/// <summary>
/// What the documented type matrix allows (rules reference, limits §4). Roles are the least that is needed, see <see cref="Roles"/>;
/// <see cref="Nobody"/> is for app administrators only, who may do everything.
/// </summary>
internal sealed record GroupRules
{
    public const int Nobody = int.MaxValue - 1;

    /// <summary>The type does not have this at all.</summary>
    public const int Unsupported = int.MaxValue;

    private static readonly FrozenDictionary<string, GroupRules> Table = new GroupRules[]
    {
        new()
        {
            Type = GroupTypes.Work, HasAdmins = false, Join = JoinRule.Never, Invite = InviteRule.ByOption, DefaultInvite = InviteOptions.FreeAccess,
            DefaultJoin = JoinOptions.DisableApply, IsFoundById = false, ModifyBasics = Roles.Member, ModifyRest = Roles.Owner, Dismiss = Unsupported, Kick = Roles.Owner,
            MuteMember = Nobody, MuteAll = Nobody, SetAdmin = Nobody, ModifyMember = Roles.Owner, Approve = Roles.Owner, OwnerMayQuit = true, HasReceipts = true,
        },
        new()
        {
            Type = GroupTypes.Public, HasAdmins = true, Join = JoinRule.ByOption, Invite = InviteRule.ByOption, DefaultInvite = InviteOptions.DisableInvite,
            DefaultJoin = JoinOptions.NeedPermission, HasReceipts = true,
        },
        new()
        {
            Type = GroupTypes.Meeting, HasAdmins = true, Join = JoinRule.Free, Invite = InviteRule.ByOption, DefaultInvite = InviteOptions.DisableInvite,
            DefaultReceiveOption = GroupReceiveOptions.AcceptNotNotify, CountsUnread = false, TellsMembers = false, TellsMemberProfiles = false, HasReceipts = true,
        },
        new()
        {
            Type = GroupTypes.AVChatRoom, HasAdmins = false, Join = JoinRule.Free, Invite = InviteRule.Never, DefaultInvite = InviteOptions.DisableInvite,
            DefaultReceiveOption = GroupReceiveOptions.AcceptNotNotify, ModifyBasics = Roles.Owner, ModifyRest = Roles.Owner, Kick = Unsupported, IsRoom = true,
            CountsUnread = false, TellsMemberProfiles = false, MuteMember = Roles.Owner, MuteAll = Roles.Owner, SetAdmin = Nobody, ModifyMember = Nobody, Ban = Roles.Owner, HasDirectedMessages = false,
        },
        new()
        {
            Type = GroupTypes.Community, HasAdmins = true, Join = JoinRule.ByOption, Invite = InviteRule.ByOption, DefaultInvite = InviteOptions.FreeAccess,
            HasCustomRole = true, HasHistoryFromBefore = true, HasDirectedMessages = false,
        },
    }.ToFrozenDictionary(rules => rules.Type, StringComparer.Ordinal);

    public required string Type { get; init; }

    public required bool HasAdmins { get; init; }

    public required JoinRule Join { get; init; }

    public required InviteRule Invite { get; init; }

    /// <summary>One of <see cref="InviteOptions"/>.</summary>
    public required string DefaultInvite { get; init; }

    /// <summary>One of <see cref="JoinOptions"/>.</summary>
    public string DefaultJoin { get; init; } = JoinOptions.FreeAccess;

    /// <summary>One of <see cref="GroupReceiveOptions"/>.</summary>
    public string DefaultReceiveOption { get; init; } = GroupReceiveOptions.AcceptAndNotify;

    /// <summary>Whether others than members learn of it by its ID.</summary>
    public bool IsFoundById { get; init; } = true;

    /// <summary>Who changes name, introduction, notification and avatar.</summary>
    public int ModifyBasics { get; init; } = Roles.Admin;

    /// <summary>Who changes the rest of the profile.</summary>
    public int ModifyRest { get; init; } = Roles.Admin;

    public int Dismiss { get; init; } = Roles.Owner;

    /// <summary>Who removes members; administrators only members.</summary>
    public int Kick { get; init; } = Roles.Admin;

    /// <summary>Who mutes members; administrators only members.</summary>
    public int MuteMember { get; init; } = Roles.Admin;

    public int MuteAll { get; init; } = Roles.Admin;

    /// <summary>Who makes members administrators, and ends that.</summary>
    public int SetAdmin { get; init; } = Roles.Owner;

    /// <summary>Who makes somebody else the owner.</summary>
    public int ChangeOwner { get; init; } = Roles.Owner;

    /// <summary>Who changes name cards and custom fields of others; of those below only.</summary>
    public int ModifyMember { get; init; } = Roles.Admin;

    /// <summary>Who decides about applications, and invites without asking anybody.</summary>
    public int Approve { get; init; } = Roles.Admin;

    /// <summary>Who keeps members out for a time.</summary>
    public int Ban { get; init; } = Nobody;

    /// <summary>Who makes, changes and ends topics, where a group has them.</summary>
    public int ManageTopics { get; init; } = Roles.Admin;

    public bool OwnerMayQuit { get; init; }

    public bool CountsUnread { get; init; } = true;

    /// <summary>Whether members can have the role <see cref="GroupRoles.Custom"/>.</summary>
    public bool HasCustomRole { get; init; }

    /// <summary>Live rooms have no members, messages or tips on disk.</summary>
    public bool IsRoom { get; init; }

    /// <summary>Whether newcomers may read what was said before they came.</summary>
    public bool HasHistoryFromBefore { get; init; }

    /// <summary>Whether tips tell who comes and goes.</summary>
    public bool TellsMembers { get; init; } = true;

    /// <summary>Whether tips tell who is muted or made an administrator.</summary>
    public bool TellsMemberProfiles { get; init; } = true;

    public bool HasReceipts { get; init; }

    /// <summary>Whether messages can go to some members only.</summary>
    public bool HasDirectedMessages { get; init; } = true;

    public static IEnumerable<GroupRules> All => Table.Values;

    /// <summary>Why somebody may not do something; null if it is allowed.</summary>
    /// <param name="least">The least role that is needed.</param>
    /// <param name="role">The role that it is; null for somebody who is no member.</param>
    public static ChatError? Check(int least, int? role) =>
        role is null ? GroupDirectory.NotMember
        : role >= least ? null
        : least == Unsupported ? new ChatError(ErrorCodes.GroupParameter, "the group's type does not have this")
        : GroupDirectory.Denied;

    /// <exception cref="KeyNotFoundException">No such type.</exception>
    public static GroupRules Of(string type) => Table[type];

    /// <summary>The type under the name of the wire, or under the newer name of the documentation; null for none.</summary>
    public static GroupRules? Find(string type) => Table.GetValueOrDefault(type switch { "Work" => GroupTypes.Work, "Meeting" => GroupTypes.Meeting, var name => name });
}
