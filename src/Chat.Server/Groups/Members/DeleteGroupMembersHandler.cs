using Chat.Protocol.Errors;
using Chat.Protocol.Groups;
using Chat.Server.Accounts;
using Chat.Server.Commands;

namespace Chat.Server.Groups.Members;

/// <summary><c>delete_group_member</c>: ends the memberships of others with a lower role; who is no member is passed over. Silence is for those who stay.</summary>
internal sealed class DeleteGroupMembersHandler(GroupDirectory groups) : ICommandHandler<DeleteGroupMembers>
{
    public void Handle(CommandContext context, DeleteGroupMembers request)
    {
        if (request.Members.Length is 0 or > DeleteGroupMembers.MaxMembers)
        {
            context.Fail(
                request.Members.Length == 0 ? ErrorCodes.GroupParameter : ErrorCodes.GroupTooManyAccounts, $"MemberToDel_Account must have 1 to {DeleteGroupMembers.MaxMembers} user IDs");
            return;
        }

        if (!GroupLimits.Fits(request.Reason, GroupLimits.MaxRemark))
        {
            context.Fail(ErrorCodes.GroupParameter, $"Reason is longer than {GroupLimits.MaxRemark} bytes");
            return;
        }

        var me = GroupDirectory.Caller(context);
        List<AccountInfo> accounts =
        [
            .. request.Members.Where(static user => !string.IsNullOrEmpty(user)).Distinct(StringComparer.Ordinal)
                .Select(user => groups.Accounts.Find(context.App.SdkAppId, user)).OfType<AccountInfo>(),
        ];
        groups.RunOnGroup(context, request.GroupId, change => Delete(change, me, accounts, request));
    }

    private static ChatError? Delete(GroupChange change, AccountInfo me, List<AccountInfo> accounts, DeleteGroupMembers request)
    {
        var role = change.RoleOf(me);
        if (GroupRules.Check(change.Row.Rules.Kick, role) is { } refusal)
        {
            return refusal;
        }

        var members = accounts.Select(account => (Account: account, Member: change.Member(account))).Where(static one => one.Member is not null).ToList();
        if (members.Exists(one => one.Member!.Role >= role))
        {
            return GroupDirectory.Denied;
        }

        if (members.Count == 0)
        {
            return null;
        }

        foreach (var (account, _) in members)
        {
            change.Notice(account, me, new GroupNoticeBody { ReportType = GroupNoticeTypes.Kicked, RemarkInfo = request.Reason });
            change.RemoveMember(account.AccountId);
        }

        if (request.Silence != 1)
        {
            change.TellMembers(me, GroupTipTypes.Kicked, [.. members.Select(static one => one.Account)]);
        }

        return null;
    }
}
