using Chat.Protocol.Errors;
using Chat.Protocol.Groups;
using Chat.Server.Accounts;
using Chat.Server.Apps;
using Chat.Server.Commands;
using Chat.Server.Groups.Members;

namespace Chat.Server.Groups.Applications;

/// <summary><c>handle_invite_join_group</c>: who was invited decides; where members need approval for invitations, administrators decide behind it.</summary>
internal sealed class HandleInvitationHandler(GroupDirectory groups) : ICommandHandler<HandleInvitation>
{
    public void Handle(CommandContext context, HandleInvitation request)
    {
        if (ApplicationChanges.Check(request.HandleMsg, request.ApprovalMsg) is { } error)
        {
            context.Fail(error);
            return;
        }

        var me = GroupDirectory.Caller(context);
        var inviter = groups.Accounts.Find(context.App.SdkAppId, request.Inviter);
        groups.RunOnGroup(context, request.GroupId, change => Decide(change, me, inviter, request, context.App.Settings));
    }

    private ChatError? Decide(GroupChange change, AccountInfo me, AccountInfo? inviter, HandleInvitation request, AppSettings settings)
    {
        var (application, error) = change.Open(GroupApplication.Consent, inviter, me, request.Authentication);
        if (application is null)
        {
            return error;
        }

        if (request.HandleMsg == Decisions.Reject)
        {
            application.Close(change.Transaction, me);
            change.Notice(inviter!, me, new GroupNoticeBody { ReportType = GroupNoticeTypes.InvitationRejected, RemarkInfo = request.ApprovalMsg });
            return null;
        }

        error = InviteChecks.Check(change, inviter!, out var needsApproval);
        if (error is not null)
        {
            return error;
        }

        if (needsApproval)
        {
            application.Close(change.Transaction, me);
            change.AskAdmins(groups, inviter!, me);
            return null;
        }

        var wasMember = change.Member(me) is not null;
        error = change.Admit(application, me, me, settings);
        if (error is null && !wasMember)
        {
            change.Notice(me, inviter!, new GroupNoticeBody { ReportType = GroupNoticeTypes.Invited });
            change.Notice(inviter!, me, new GroupNoticeBody { ReportType = GroupNoticeTypes.InvitationAccepted, RemarkInfo = request.ApprovalMsg });
            change.TellJoined(inviter!, MemberChanges.Invited, me);
        }

        return error;
    }
}
