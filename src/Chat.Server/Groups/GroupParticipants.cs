using Chat.Server.Accounts;
using Chat.Server.Storage;

namespace Chat.Server.Groups;

/// <summary>Who takes part in a group: members, and in live rooms, which keep none on disk, the owner and whoever is there now.</summary>
internal static class GroupParticipants
{
    public static bool Contains(GroupDirectory groups, Func<string, SqlStatement> prepare, GroupRow group, AccountInfo account) =>
        group.Rules.IsRoom
            ? group.OwnerId == account.AccountId || groups.Audiences.Contains(group.Key, account.AccountId)
            : GroupMember.Find(prepare, group.Key, account.AccountId) is not null;
}
