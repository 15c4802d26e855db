using Chat.Protocol.Errors;
using Chat.Protocol.Groups;
using Chat.Server.Accounts;
using Chat.Server.Apps;

namespace Chat.Server.Groups.Members;

/// <summary>What changes of members have in common.</summary>
internal static class MemberChanges
{
    public const int Applied = 1;
    public const int Invited = 2;
    public const int Left = 0;

    public static readonly ChatError TargetIsNoMember = new(ErrorCodes.GroupUserUnknown, "the account is no member");

    /// <summary>The role of an account; null for somebody who is no member.</summary>
    public static int? RoleOf(this GroupChange change, AccountInfo account) => change.Member(account)?.Role;

    public static void SetRole(this GroupChange change, AccountInfo account, int role) =>
        change.Transaction.Prepare("UPDATE group_member SET role = ? WHERE group_key = ? AND account_id = ?")
            .Bind(1, role).Bind(2, change.Row.Key).Bind(3, account.AccountId).Execute();

    /// <summary>Why an account cannot become a member; null if it can.</summary>
    public static ChatError? CheckRoom(this GroupChange change, AccountInfo account, AppSettings settings) =>
        change.Row.MemberCount >= change.Row.MaxMembers ? new ChatError(ErrorCodes.GroupFull, $"the group has {change.Row.MaxMembers} members already")
        : change.IsOverLimit(account, settings) ? new ChatError(ErrorCodes.TooManyGroups, $"the account is in {settings.MaxGroupsPerUser} groups already")
        : null;

    public static bool IsOverLimit(this GroupChange change, AccountInfo account, AppSettings settings) =>
        GroupMember.CountGroupsOf(change.Transaction.Prepare, account.AccountId) >= settings.MaxGroupsPerUser;

    /// <summary>Tells the members who has come, where the type of group has such tips.</summary>
    public static void TellJoined(this GroupChange change, AccountInfo by, int how, params AccountInfo[] members) =>
        change.TellMembers(by, GroupTipTypes.Joined, members, new GroupTipBody { GroupJoinType = how });

    /// <summary>Tells the members of something about some of them, where the type of group has such tips.</summary>
    public static void TellMembers(this GroupChange change, AccountInfo by, int kind, AccountInfo[] about, GroupTipBody? body = null)
    {
        var rules = change.Row.Rules;
        if (kind is GroupTipTypes.AdminGranted or GroupTipTypes.AdminRevoked or GroupTipTypes.MemberChanged ? rules.TellsMemberProfiles : rules.TellsMembers)
        {
            change.Tip(by, (body ?? new GroupTipBody()) with
            {
                OpType = kind,
                Members = Array.ConvertAll(about, static account => account.UserId),
                MsgMemberExtraInfo = Array.ConvertAll(about, change.Person),
            });
        }
    }

    /// <summary>A notice to the owner and all administrators.</summary>
    public static void NoticeToAdmins(this GroupChange change, GroupDirectory groups, AccountInfo by, GroupNoticeBody body)
    {
        foreach (var admin in GroupMember.Admins(change.Transaction.Prepare, change.Row.Key))
        {
            if (groups.Accounts.Find(admin.AccountId) is { } account)
            {
                change.Notice(account, by, body);
            }
        }
    }
}
