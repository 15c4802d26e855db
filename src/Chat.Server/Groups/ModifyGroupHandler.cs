using Chat.Protocol.Errors;
using Chat.Protocol.Groups;
using Chat.Server.Accounts;
using Chat.Server.Commands;
using Chat.Server.Groups.Members;

namespace Chat.Server.Groups;

/// <summary>
/// <c>modify_group_base_info</c>: changes what is given. Members, the caller included, are told of what is different now: by a tip that is stored if a text
/// or the picture has changed, otherwise by one that is pushed only.
/// </summary>
internal sealed class ModifyGroupHandler(GroupDirectory groups) : ICommandHandler<ModifyGroup>
{
    public void Handle(CommandContext context, ModifyGroup request)
    {
        if (Check(request) is { } error)
        {
            context.Fail(error);
            return;
        }

        var me = GroupDirectory.Caller(context);
        groups.RunOnGroup(context, request.GroupId, change => CheckRights(change, me, request) ?? Apply(change, me, request));
    }

    private static ChatError? Check(ModifyGroup request)
    {
        if (request.Name is { Length: 0 } || !GroupLimits.Fits(request.Name, GroupLimits.MaxName) || !GroupLimits.Fits(request.Introduction, GroupLimits.MaxIntroduction)
            || !GroupLimits.Fits(request.Notification, GroupLimits.MaxNotification) || !GroupLimits.Fits(request.FaceUrl, GroupLimits.MaxFaceUrl))
        {
            return new ChatError(ErrorCodes.GroupParameter, "the name is empty, or a text is too long");
        }

        return request.ApplyJoinOption is not (null or JoinOptions.FreeAccess or JoinOptions.NeedPermission or JoinOptions.DisableApply)
            || request.InviteJoinOption is not (null or InviteOptions.FreeAccess or InviteOptions.NeedPermission or InviteOptions.DisableInvite)
            || request.ShutUpAllMember is not (null or Switches.On or Switches.Off)
                ? new ChatError(ErrorCodes.GroupParameter, "no such option")
                : null;
    }

    private static ChatError? CheckRights(GroupChange change, AccountInfo me, ModifyGroup request)
    {
        var (rules, role) = (change.Row.Rules, change.RoleOf(me));
        if (role is null)
        {
            return GroupDirectory.NotMember;
        }

        var hasBasics = request.Name is not null || request.Introduction is not null || request.Notification is not null || request.FaceUrl is not null;
        var hasRest = request.ApplyJoinOption is not null || request.InviteJoinOption is not null || request.AppDefinedData is not null;
        if ((request.ApplyJoinOption is not null && rules.Join != JoinRule.ByOption) || (request.InviteJoinOption is not null && rules.Invite != InviteRule.ByOption))
        {
            return GroupDirectory.Denied;
        }

        return (hasBasics ? GroupRules.Check(rules.ModifyBasics, role) : null)
            ?? (hasRest ? GroupRules.Check(rules.ModifyRest, role) : null)
            ?? (request.ShutUpAllMember is not null ? GroupRules.Check(rules.MuteAll, role) : null);
    }

    private static ChatError? Apply(GroupChange change, AccountInfo me, ModifyGroup request)
    {
        var old = change.Row;
        if (GroupLimits.Merge(old.Fields, request.AppDefinedData, ofMember: false) is not { } fields)
        {
            return new ChatError(ErrorCodes.GroupParameter, "a custom field is not allowed");
        }

        var changed = old with
        {
            Name = request.Name ?? old.Name,
            Introduction = request.Introduction ?? old.Introduction,
            Notification = request.Notification ?? old.Notification,
            FaceUrl = request.FaceUrl ?? old.FaceUrl,
            JoinOption = request.ApplyJoinOption ?? old.JoinOption,
            InviteOption = request.InviteJoinOption ?? old.InviteOption,
            IsMuted = request.ShutUpAllMember is { } muted ? muted == Switches.On : old.IsMuted,
            Fields = fields,
        };
        if (changed == old)
        {
            return null;
        }

        change.Update(changed, isProfile: true);
        var news = new GroupProfileChange
        {
            GroupName = Changed(old.Name, changed.Name),
            GroupIntroduction = Changed(old.Introduction, changed.Introduction),
            GroupNotification = Changed(old.Notification, changed.Notification),
            GroupFaceUrl = Changed(old.FaceUrl, changed.FaceUrl),
            GroupApplyJoinOption = Changed(old.JoinOption, changed.JoinOption),
            InviteJoinOption = Changed(old.InviteOption, changed.InviteOption),
            ShutupAll = old.IsMuted == changed.IsMuted ? null : changed.IsMuted ? 1 : 0,
            MsgAppDefinedData = old.Fields == fields ? null : request.AppDefinedData,
        };
        var tip = new GroupTipBody { OpType = GroupTipTypes.ProfileChanged, MsgGroupNewInfo = news };
        if (news is { GroupName: null, GroupIntroduction: null, GroupNotification: null, GroupFaceUrl: null })
        {
            change.OnlineTip(me, tip);
        }
        else
        {
            change.Tip(me, tip);
        }

        return null;
    }

    private static string? Changed(string old, string now) => old == now ? null : now;
}
