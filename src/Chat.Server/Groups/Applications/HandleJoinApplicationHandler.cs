using Chat.Protocol.Groups;
using Chat.Server.Accounts;
using Chat.Server.Commands;
using Chat.Server.Groups.Members;

namespace Chat.Server.Groups.Applications;

/// <summary><c>handle_apply_join_group</c>: owner or administrators decide about an application.</summary>
internal sealed class HandleJoinApplicationHandler(GroupDirectory groups)
    : DecisionHandler<HandleJoinApplication>(groups, WireGroupApplication.Join, GroupNoticeTypes.Rejected)
{
    protected override Parties PartiesOf(CommandContext context, HandleJoinApplication request) =>
        new(Groups.Accounts.Find(context.App.SdkAppId, request.Applicant), null);

    protected override void Tell(GroupChange change, AccountInfo me, Parties parties, string? remark)
    {
        change.Notice(parties.From!, me, new GroupNoticeBody { ReportType = GroupNoticeTypes.Accepted, RemarkInfo = remark });
        change.TellJoined(me, MemberChanges.Applied, parties.From!);
    }
}
