using Chat.Protocol.Errors;
using Chat.Protocol.Groups;
using Chat.Server.Accounts;
using Chat.Server.Apps;
using Chat.Server.Groups.Members;

namespace Chat.Server.Groups.Applications;

/// <summary>How applications and invitations are made and decided.</summary>
internal static class ApplicationChanges
{
    private static readonly ChatError None = new(ErrorCodes.GroupParameter, "there is no such application or invitation");
    private static readonly ChatError Handled = new(ErrorCodes.GroupApplicationHandled, "it was decided already");

    /// <summary>Why the request cannot be a decision; null if it can.</summary>
    public static ChatError? Check(string decision, string? text) =>
        decision is not (Decisions.Agree or Decisions.Reject) ? new ChatError(ErrorCodes.GroupParameter, $"HandleMsg must be {Decisions.Agree} or {Decisions.Reject}")
        : !GroupLimits.Fits(text, GroupLimits.MaxRemark) ? new ChatError(ErrorCodes.GroupParameter, $"ApprovalMsg is longer than {GroupLimits.MaxRemark} bytes")
        : null;

    /// <summary>The open application that a decision is about; otherwise why there is none.</summary>
    public static (GroupApplication? Application, ChatError? Error) Open(this GroupChange change, int kind, AccountInfo? from, AccountInfo? to, string authentication) =>
        from is null ? (null, None) : GroupApplication.Find(change.Transaction.Prepare, change.Row.Key, kind, from.AccountId, to?.AccountId ?? 0) switch
        {
            null => (null, None),
            { HandlerId: not 0 } => (null, Handled),
            var open => open.Authentication == authentication ? (open, null) : (null, None),
        };

    /// <summary>Decides for an account to come in: why it cannot, null for success. What cannot be any more is decided, too.</summary>
    public static ChatError? Admit(this GroupChange change, GroupApplication application, AccountInfo handler, AccountInfo account, AppSettings settings)
    {
        var isMember = change.Member(account) is not null;
        var error = isMember ? null : change.CheckRoom(account, settings);
        if (error is not null)
        {
            return error;
        }

        application.Close(change.Transaction, handler);
        if (!isMember)
        {
            change.AddMember(account, Roles.Member);
        }

        return null;
    }

    /// <summary>Asks owner and administrators whether somebody may be invited.</summary>
    public static void AskAdmins(this GroupChange change, GroupDirectory groups, AccountInfo inviter, AccountInfo invitee)
    {
        var application = GroupApplication.Put(change, WireGroupApplication.Invite, inviter, invitee, "");
        change.NoticeToAdmins(groups, inviter, Invitation(change, application, invitee, GroupNoticeTypes.InviteApplied));
    }

    /// <summary>Asks somebody whether it wants to come in.</summary>
    public static void AskInvitee(this GroupChange change, AccountInfo inviter, AccountInfo invitee)
    {
        var application = GroupApplication.Put(change, GroupApplication.Consent, inviter, invitee, "");
        change.Notice(invitee, inviter, Invitation(change, application, invitee, GroupNoticeTypes.InvitedToAccept));
    }

    private static GroupNoticeBody Invitation(GroupChange change, GroupApplication application, AccountInfo invitee, int kind) => new()
    {
        ReportType = kind,
        Authentication = application.Authentication,
        MsgKey = application.AddedAt,
        Members = [invitee.UserId],
        MsgMemberExtraInfoList = [change.Person(invitee)],
    };
}
