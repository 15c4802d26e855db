using Chat.Protocol.Errors;
using Chat.Protocol.Groups;
using Chat.Server.Accounts;
using Chat.Server.Apps;
using Chat.Server.Commands;
using Chat.Server.Groups.Members;

namespace Chat.Server.Groups.Applications;

/// <summary><c>handle_invite_join_permission_group</c>: owner or administrators decide about a member's invitation.</summary>
internal sealed class HandleInviteApplicationHandler(GroupDirectory groups) : ICommandHandler<HandleInviteApplication>
{
    public void Handle(CommandContext context, HandleInviteApplication request)
    {
        if (ApplicationChanges.Check(request.HandleMsg, request.ApprovalMsg) is { } error)
        {
            context.Fail(error);
            return;
        }

        var me = GroupDirectory.Caller(context);
        var inviter = groups.Accounts.Find(context.App.SdkAppId, request.Inviter);
        var invitee = groups.Accounts.Find(context.App.SdkAppId, request.Invited);
        groups.RunOnGroup(context, request.GroupId, change => Decide(change, me, inviter, invitee, request, context.App.Settings));
    }

    private static ChatError? Decide(
        GroupChange change, AccountInfo me, AccountInfo? inviter, AccountInfo? invitee, HandleInviteApplication request, AppSettings settings)
    {
        if (GroupRules.Check(change.Row.Rules.Approve, change.RoleOf(me)) is { } refusal)
        {
            return refusal;
        }

        var (application, error) = change.Open(WireGroupApplication.Invite, inviter, invitee, request.Authentication);
        if (application is null)
        {
            return error;
        }

        if (request.HandleMsg == Decisions.Reject)
        {
            application.Close(change.Transaction, me);
            change.Notice(inviter!, me, new GroupNoticeBody { ReportType = GroupNoticeTypes.Rejected, RemarkInfo = request.ApprovalMsg });
            return null;
        }

        var wasMember = change.Member(invitee!) is not null;
        error = change.Admit(application, me, invitee!, settings);
        if (error is null && !wasMember)
        {
            change.Notice(invitee!, inviter!, new GroupNoticeBody { ReportType = GroupNoticeTypes.Invited });
            change.TellJoined(inviter!, MemberChanges.Invited, invitee!);
        }

        return error;
    }
}
