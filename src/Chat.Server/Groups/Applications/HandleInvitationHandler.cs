using Chat.Protocol.Errors;
using Chat.Protocol.Groups;
using Chat.Server.Accounts;
using Chat.Server.Commands;
using Chat.Server.Groups.Members;

namespace Chat.Server.Groups.Applications;

/// <summary><c>handle_invite_join_group</c>: who was invited decides; where members need approval for invitations, administrators decide behind it.</summary>
internal sealed class HandleInvitationHandler(GroupDirectory groups)
    : DecisionHandler<HandleInvitation>(groups, GroupApplication.Consent, GroupNoticeTypes.InvitationRejected)
{
    protected override Parties PartiesOf(CommandContext context, HandleInvitation request) => new(
        Groups.Accounts.Find(context.App.SdkAppId, request.Inviter), GroupDirectory.Caller(context));

    /// <summary>Anybody may decide for itself.</summary>
    protected override ChatError? MayDecide(GroupChange change, AccountInfo me) => null;

    protected override ChatError? AskOthers(GroupChange change, AccountInfo me, Parties parties, out bool asked)
    {
        if (InviteChecks.Check(change, parties.From!, out asked) is { } error)
        {
            return error;
        }

        if (asked)
        {
            change.AskAdmins(Groups, parties.From!, me);
        }

        return null;
    }

    protected override void Tell(GroupChange change, AccountInfo me, Parties parties, string? remark)
    {
        change.Notice(me, parties.From!, new GroupNoticeBody { ReportType = GroupNoticeTypes.Invited });
        change.Notice(parties.From!, me, new GroupNoticeBody { ReportType = GroupNoticeTypes.InvitationAccepted, RemarkInfo = remark });
        change.TellJoined(parties.From!, MemberChanges.Invited, me);
    }
}
