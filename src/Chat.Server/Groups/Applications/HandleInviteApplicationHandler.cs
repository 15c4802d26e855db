using Chat.Protocol.Groups;
using Chat.Server.Accounts;
using Chat.Server.Commands;
using Chat.Server.Groups.Members;

namespace Chat.Server.Groups.Applications;

/// <summary><c>handle_invite_join_permission_group</c>: owner or administrators decide about a member's invitation.</summary>
internal sealed class HandleInviteApplicationHandler(GroupDirectory groups)
    : DecisionHandler<HandleInviteApplication>(groups, WireGroupApplication.Invite, GroupNoticeTypes.Rejected)
{
    protected override Parties PartiesOf(CommandContext context, HandleInviteApplication request) => new(
        Groups.Accounts.Find(context.App.SdkAppId, request.Inviter), Groups.Accounts.Find(context.App.SdkAppId, request.Invited));

    protected override void Tell(GroupChange change, AccountInfo me, Parties parties, string? remark)
    {
        change.Notice(parties.To!, parties.From!, new GroupNoticeBody { ReportType = GroupNoticeTypes.Invited });
        change.TellJoined(parties.From!, MemberChanges.Invited, parties.To!);
    }
}
