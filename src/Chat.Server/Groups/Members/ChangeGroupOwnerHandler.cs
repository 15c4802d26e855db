using Chat.Protocol.Errors;
using Chat.Protocol.Groups;
using Chat.Server.Accounts;
using Chat.Server.Commands;

namespace Chat.Server.Groups.Members;

/// <summary><c>change_group_owner</c>: a member becomes the owner, the owner an ordinary member.</summary>
internal sealed class ChangeGroupOwnerHandler(GroupDirectory groups) : ICommandHandler<ChangeGroupOwner>
{
    public void Handle(CommandContext context, ChangeGroupOwner request)
    {
        var me = GroupDirectory.Caller(context);
        var owner = request.NewOwner.Length > 0 ? groups.Accounts.Find(context.App.SdkAppId, request.NewOwner) : null;
        groups.RunOnGroup(context, request.GroupId, change => Change(change, me, owner));
    }

    private static ChatError? Change(GroupChange change, AccountInfo me, AccountInfo? owner)
    {
        if (GroupRules.Check(change.Row.Rules.ChangeOwner, change.RoleOf(me)) is { } refusal)
        {
            return refusal;
        }

        if (owner is null || (change.Member(owner) is null && !change.Row.Rules.IsRoom))
        {
            return MemberChanges.TargetIsNoMember;
        }

        if (owner.AccountId == me.AccountId)
        {
            return new ChatError(ErrorCodes.GroupParameter, "the caller is the owner already");
        }

        change.SetRole(me, Roles.Member);
        change.SetRole(owner, Roles.Owner);
        change.Update(change.Row with { OwnerId = owner.AccountId }, isProfile: true);
        change.Tip(me, new GroupTipBody { OpType = GroupTipTypes.ProfileChanged, MsgGroupNewInfo = new GroupProfileChange { Owner = owner.UserId } });
        return null;
    }
}
