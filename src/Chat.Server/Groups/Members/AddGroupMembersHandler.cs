using Chat.Protocol.Errors;
using Chat.Protocol.Groups;
using Chat.Server.Accounts;
using Chat.Server.Apps;
using Chat.Server.Commands;
using Chat.Server.Groups.Applications;

namespace Chat.Server.Groups.Members;

/// <summary>
/// <c>add_group_member</c>: members bring others in, or ask for them to come in, as the group's type and option say. More than fit into the group are refused
/// as a whole.
/// </summary>
internal sealed class AddGroupMembersHandler(GroupDirectory groups) : ICommandHandler<AddGroupMembers>
{
    public void Handle(CommandContext context, AddGroupMembers request)
    {
        if (request.MemberList.Length is 0 or > AddGroupMembers.MaxMembers)
        {
            context.Fail(
                request.MemberList.Length == 0 ? ErrorCodes.GroupParameter : ErrorCodes.GroupTooManyAccounts, $"MemberList must have 1 to {AddGroupMembers.MaxMembers} members");
            return;
        }

        if (Array.Exists(request.MemberList, static member => GroupLimits.Merge("[]", member?.AppMemberDefinedData, ofMember: true) is null))
        {
            context.Fail(ErrorCodes.GroupParameter, "a custom field is not allowed");
            return;
        }

        var me = GroupDirectory.Caller(context);
        List<Candidate> candidates =
        [
            .. request.MemberList.Where(static one => !string.IsNullOrEmpty(one?.Member)).DistinctBy(static one => one.Member, StringComparer.Ordinal)
                .Select(one => new Candidate(one.Member, groups.Accounts.Find(context.App.SdkAppId, one.Member), GroupLimits.Merge("[]", one.AppMemberDefinedData, ofMember: true)!)),
        ];
        AddedGroupMember[] results = [];
        groups.RunOnGroup(
            context,
            request.GroupId,
            change => Add(change, me, candidates, request.Silence == 1, context.App.Settings, out results),
            () => context.Reply(new AddGroupMembersReply { MemberList = results }, GroupsJson.Default.AddGroupMembersReply));
    }

    private ChatError? Add(GroupChange change, AccountInfo me, List<Candidate> candidates, bool isSilent, AppSettings settings, out AddedGroupMember[] results)
    {
        results = [];
        if (InviteChecks.Check(change, me, out var needsApproval) is { } refusal)
        {
            return refusal;
        }

        var row = change.Row;
        var coming = candidates.Count(one => one.Account is { } account && change.Member(account) is null);
        if (coming > 0 && row.MemberCount >= row.MaxMembers)
        {
            return new ChatError(ErrorCodes.GroupFull, $"the group has {row.MaxMembers} members already");
        }

        if (coming > row.MaxMembers - row.MemberCount)
        {
            return new ChatError(ErrorCodes.TooManyGroupMembers, $"the group can have {row.MaxMembers} members");
        }

        List<AccountInfo> added = [];
        results =
        [
            .. candidates.Select(one => new AddedGroupMember { Member = one.UserId, Result = Add(change, me, one, needsApproval, isSilent, settings, added) }),
        ];
        if (added.Count > 0 && !isSilent)
        {
            change.TellJoined(me, MemberChanges.Invited, [.. added]);
        }

        return null;
    }

    private int Add(GroupChange change, AccountInfo me, Candidate candidate, bool needsApproval, bool isSilent, AppSettings settings, List<AccountInfo> added)
    {
        if (candidate.Account is not { } account)
        {
            return AddedGroupMember.Failed;
        }

        if (change.Member(account) is not null)
        {
            return AddedGroupMember.WasMember;
        }

        if (change.IsOverLimit(account, settings))
        {
            return AddedGroupMember.OverLimit;
        }

        if (settings.InvitationsNeedConsent)
        {
            change.AskInvitee(me, account);
            return AddedGroupMember.WaitsForConsent;
        }

        if (needsApproval)
        {
            change.AskAdmins(groups, me, account);
            return AddedGroupMember.WaitsForConsent;
        }

        change.AddMember(account, Roles.Member, candidate.Fields);
        if (!isSilent)
        {
            change.Notice(account, me, new GroupNoticeBody { ReportType = GroupNoticeTypes.Invited });
        }

        added.Add(account);
        return AddedGroupMember.Added;
    }

    private readonly record struct Candidate(string UserId, AccountInfo? Account, string Fields);
}
