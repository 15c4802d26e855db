using Chat.Protocol.Errors;
using Chat.Protocol.Groups;
using Chat.Server.Accounts;
using Chat.Server.Apps;
using Chat.Server.Commands;
using Chat.Server.Groups.Members;

namespace Chat.Server.Groups.Applications;

/// <summary><c>handle_apply_join_group</c>: owner or administrators decide about an application.</summary>
internal sealed class HandleJoinApplicationHandler(GroupDirectory groups) : ICommandHandler<HandleJoinApplication>
{
    public void Handle(CommandContext context, HandleJoinApplication request)
    {
        if (ApplicationChanges.Check(request.HandleMsg, request.ApprovalMsg) is { } error)
        {
            context.Fail(error);
            return;
        }

        var me = GroupDirectory.Caller(context);
        var applicant = groups.Accounts.Find(context.App.SdkAppId, request.Applicant);
        groups.RunOnGroup(context, request.GroupId, change => Decide(change, me, applicant, request, context.App.Settings));
    }

    private static ChatError? Decide(GroupChange change, AccountInfo me, AccountInfo? applicant, HandleJoinApplication request, AppSettings settings)
    {
        if (GroupRules.Check(change.Row.Rules.Approve, change.RoleOf(me)) is { } refusal)
        {
            return refusal;
        }

        var (application, error) = change.Open(WireGroupApplication.Join, applicant, null, request.Authentication);
        if (application is null)
        {
            return error;
        }

        if (request.HandleMsg == Decisions.Reject)
        {
            application.Close(change.Transaction, me);
            change.Notice(applicant!, me, new GroupNoticeBody { ReportType = GroupNoticeTypes.Rejected, RemarkInfo = request.ApprovalMsg });
            return null;
        }

        var wasMember = change.Member(applicant!) is not null;
        error = change.Admit(application, me, applicant!, settings);
        if (error is null && !wasMember)
        {
            change.Notice(applicant!, me, new GroupNoticeBody { ReportType = GroupNoticeTypes.Accepted, RemarkInfo = request.ApprovalMsg });
            change.TellJoined(me, MemberChanges.Applied, applicant!);
        }

        return error;
    }
}
