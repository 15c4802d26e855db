using Chat.Protocol.Errors;
using Chat.Protocol.Groups;
using Chat.Server.Accounts;
using Chat.Server.Apps;
using Chat.Server.Commands;
using Chat.Server.Sessions;
using Chat.Server.Topics;

namespace Chat.Server.Groups.Members;

/// <summary>
/// <c>modify_group_member_info</c>: role, mute, name card, custom fields or receive option of a member; all that is given changes, or nothing. The last one is
/// everybody's own.
/// </summary>
internal sealed class ModifyGroupMemberHandler(GroupDirectory groups) : ICommandHandler<ModifyGroupMember>
{
    public void Handle(CommandContext context, ModifyGroupMember request)
    {
        if (Check(request) is { } error)
        {
            context.Fail(error);
            return;
        }

        var me = GroupDirectory.Caller(context);
        if (request.Member.Length == 0 || groups.Accounts.Find(context.App.SdkAppId, request.Member) is not { } target)
        {
            context.Fail(MemberChanges.TargetIsNoMember);
            return;
        }

        groups.RunOnGroup(context, request.GroupId, change => string.IsNullOrEmpty(request.TopicId)
            ? Apply(change, me, target, request, context.App.Settings, context.Session)
            : TopicMembers.Apply(change, me, target, request, context.Session));
    }

    private static ChatError? Check(ModifyGroupMember request) =>
        request is { Role: null, ShutUpTime: null, NameCard: null, AppMemberDefinedData: null, MsgFlag: null } ? new ChatError(ErrorCodes.GroupParameter, "nothing is to be changed")
        : request.Role is not (null or GroupRoles.Admin or GroupRoles.Member or GroupRoles.Custom) ? new ChatError(ErrorCodes.GroupParameter, "no such role for a member")
        : request.ShutUpTime is < 0 or > uint.MaxValue ? new ChatError(ErrorCodes.GroupParameter, "ShutUpTime must be a 32-bit number of seconds")
        : !GroupLimits.Fits(request.NameCard, GroupLimits.MaxNameCard) ? new ChatError(ErrorCodes.GroupParameter, $"NameCard is longer than {GroupLimits.MaxNameCard} bytes")
        : request.MsgFlag is not null && ReceiveOptionCodes.Parse(request.MsgFlag) is null ? new ChatError(ErrorCodes.GroupParameter, "no such receive option")
        : null;

    private static ChatError? Apply(GroupChange change, AccountInfo me, AccountInfo target, ModifyGroupMember request, AppSettings settings, Session? session)
    {
        var (rules, role) = (change.Row.Rules, change.RoleOf(me));
        if (CheckRights(rules, role, isSelf: me.AccountId == target.AccountId, request) is { } refusal)
        {
            return refusal;
        }

        if (change.Member(target) is not { } member)
        {
            return MemberChanges.TargetIsNoMember;
        }

        if (me.AccountId != target.AccountId && member.Role >= role)
        {
            return GroupDirectory.Denied;
        }

        if (GroupLimits.Merge(member.Fields, request.AppMemberDefinedData, ofMember: true) is not { } fields)
        {
            return new ChatError(ErrorCodes.GroupParameter, "a custom field is not allowed");
        }

        if (Roles.Parse(request.Role) == Roles.Admin && member.Role != Roles.Admin
            && GroupMember.Admins(change.Transaction.Prepare, change.Row.Key).Count(static one => one.Role == Roles.Admin) >= settings.MaxGroupAdmins)
        {
            return new ChatError(ErrorCodes.GroupParameter, $"the group has {settings.MaxGroupAdmins} administrators already");
        }

        if (request.NameCard is not null || request.AppMemberDefinedData is not null)
        {
            change.Transaction.Prepare("UPDATE group_member SET name_card = ?, fields = ? WHERE member_id = ?")
                .Bind(1, request.NameCard ?? member.NameCard).Bind(2, fields).Bind(3, member.MemberId).Execute();
        }

        if (request.NameCard is { } card && card != member.NameCard)
        {
            change.TellNameCard(target, card, except: session);
        }

        SetRole(change, me, target, member, request);
        Mute(change, me, target, request);
        if (request.MsgFlag is not null)
        {
            change.SetReceiveOption(me, null, ReceiveOptionCodes.Parse(request.MsgFlag)!.Value);
            change.Notice(
                me, me, new GroupNoticeBody { ReportType = GroupNoticeTypes.ReceiveOptionChanged, Level = request.MsgFlag }, except: session, isStored: false);
        }

        return null;
    }

    private static ChatError? CheckRights(GroupRules rules, int? role, bool isSelf, ModifyGroupMember request)
    {
        if (role is null)
        {
            return GroupDirectory.NotMember;
        }

        if (isSelf && (request.Role is not null || request.ShutUpTime is not null))
        {
            return new ChatError(ErrorCodes.GroupParameter, "nobody sets the own role, or mutes oneself");
        }

        if ((request.MsgFlag is not null && (!isSelf || rules.IsRoom)) || (request.Role == GroupRoles.Custom && !rules.HasCustomRole))
        {
            return GroupDirectory.Denied;
        }

        var modifies = request.NameCard is not null || request.AppMemberDefinedData is not null;
        var leastToModify = isSelf && !rules.IsRoom ? 0 : rules.ModifyMember;
        return (request.Role is not null ? GroupRules.Check(rules.SetAdmin, role) : null)
            ?? (request.ShutUpTime is not null ? GroupRules.Check(rules.MuteMember, role) : null)
            ?? (modifies ? GroupRules.Check(leastToModify, role) : null);
    }

    private static void SetRole(GroupChange change, AccountInfo me, AccountInfo target, GroupMember member, ModifyGroupMember request)
    {
        if (Roles.Parse(request.Role) is not { } role || role == member.Role)
        {
            return;
        }

        change.SetRole(target, role);
        if (role == Roles.Admin || member.Role == Roles.Admin)
        {
            var isAdmin = role == Roles.Admin;
            change.Notice(target, me, new GroupNoticeBody { ReportType = isAdmin ? GroupNoticeTypes.BecameAdmin : GroupNoticeTypes.NoLongerAdmin });
            change.TellMembers(me, isAdmin ? GroupTipTypes.AdminGranted : GroupTipTypes.AdminRevoked, [target]);
        }
    }

    private static void Mute(GroupChange change, AccountInfo me, AccountInfo target, ModifyGroupMember request)
    {
        if (request.ShutUpTime is { } seconds)
        {
            GroupMutes.Set(change.Transaction, change.Row.Key, target.AccountId, seconds == 0 ? 0 : change.Now + seconds);
            change.TellMembers(
                me, GroupTipTypes.MemberChanged, [target], new GroupTipBody { MsgMemberInfo = [new GroupMemberMute { UserId = target.UserId, ShutupTime = seconds }] });
        }
    }
}
