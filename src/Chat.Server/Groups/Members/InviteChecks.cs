using Chat.Protocol.Errors;
using Chat.Protocol.Groups;
using Chat.Server.Accounts;

namespace Chat.Server.Groups.Members;

/// <summary>Who may bring others into a group.</summary>
internal static class InviteChecks
{
    /// <summary>Why a member may not invite; null if it may.</summary>
    /// <param name="change">The change of the group.</param>
    /// <param name="inviter">Who invites.</param>
    /// <param name="needsApproval">Whether owner or administrators must approve.</param>
    public static ChatError? Check(GroupChange change, AccountInfo inviter, out bool needsApproval)
    {
        var (rules, role) = (change.Row.Rules, change.RoleOf(inviter));
        var option = rules.Invite == InviteRule.Never ? InviteOptions.DisableInvite : change.Row.InviteOption;
        needsApproval = option == InviteOptions.NeedPermission && role < rules.Approve;
        return role is null ? GroupDirectory.NotMember : option == InviteOptions.DisableInvite ? GroupDirectory.Denied : null;
    }
}
