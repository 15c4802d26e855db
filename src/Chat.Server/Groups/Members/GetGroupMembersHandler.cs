using System.Globalization;
using Chat.Protocol.Errors;
using Chat.Protocol.Groups;
using Chat.Server.Commands;
using Chat.Server.Storage;

namespace Chat.Server.Groups.Members;

/// <summary>
/// <c>get_group_member_info</c>: the members page by page in the order of joining, for members. Ordinary groups are paged by how many members to leave out,
/// communities by the last member of the page before.
/// </summary>
internal sealed class GetGroupMembersHandler(GroupDirectory groups) : ICommandHandler<GetGroupMembers>
{
    private readonly GroupProfiles _profiles = new(groups.Accounts);

    public void Handle(CommandContext context, GetGroupMembers request)
    {
        if (request.Limit is < 1 or > GetGroupMembers.MaxLimit || request.Offset < 0
            || !long.TryParse(request.Next is null or "" ? "0" : request.Next, NumberStyles.None, CultureInfo.InvariantCulture, out var next))
        {
            context.Fail(ErrorCodes.GroupParameter, $"Limit must be 1 to {GetGroupMembers.MaxLimit}, Offset not below 0, Next that of the last reply");
            return;
        }

        if (Array.Exists(request.MemberRoleFilter ?? [], static role => Roles.Parse(role) is null))
        {
            context.Fail(ErrorCodes.GroupParameter, "no such role");
            return;
        }

        groups.Answer(context, request.GroupId, (connection, row) => Page(connection, row, request, next), GroupsJson.Default.GroupMembersReply);
    }

    private GroupMembersReply Page(StoreConnection connection, GroupRow row, GetGroupMembers request, long next)
    {
        var isByKey = row.Type == GroupTypes.Community;
        var (after, skip) = isByKey ? (next, 0) : (0, request.Offset ?? 0);
        var found = request.MemberRoleFilter is { Length: > 0 } filter
            ? GroupMember.Page(connection.Prepare, row.Key, filter.Select(static role => Roles.Parse(role)!.Value), after, skip, request.Limit + 1)
            : GroupMember.Page(connection.Prepare, row.Key, after, skip, request.Limit + 1);
        var page = found.Take(request.Limit).ToList();
        return new GroupMembersReply
        {
            MemberNum = row.MemberCount,
            MemberList = [.. page.Select(member => _profiles.Other(connection.Prepare, groups.Sessions, member, request.MemberInfoFilter, null))],
            Next = !isByKey ? null : found.Count > page.Count ? page[^1].MemberId.ToString(CultureInfo.InvariantCulture) : "",
        };
    }
}

/// <summary><c>get_specified_group_member_info</c>: members by name, for members; who is none is left out.</summary>
internal sealed class GetSpecifiedGroupMembersHandler(GroupDirectory groups) : ICommandHandler<GetSpecifiedGroupMembers>
{
    private readonly GroupProfiles _profiles = new(groups.Accounts);

    public void Handle(CommandContext context, GetSpecifiedGroupMembers request)
    {
        if (request.Members.Length is 0 or > GetSpecifiedGroupMembers.MaxMembers || Array.Exists(request.Members, string.IsNullOrEmpty))
        {
            context.Fail(ErrorCodes.GroupParameter, $"Member_List_Account must have 1 to {GetSpecifiedGroupMembers.MaxMembers} user IDs");
            return;
        }

        var accounts = request.Members.Distinct(StringComparer.Ordinal).Select(user => groups.Accounts.Find(context.App.SdkAppId, user)).OfType<Accounts.AccountInfo>().ToList();
        groups.Answer(
            context,
            request.GroupId,
            (connection, row) => new GroupMembersReply
            {
                MemberList =
                [
                    .. accounts.Select(account => GroupMember.Find(connection.Prepare, row.Key, account.AccountId)).OfType<GroupMember>()
                        .Select(member => _profiles.Other(connection.Prepare, groups.Sessions, member, request.MemberInfoFilter, request.MemberFields)),
                ],
            },
            GroupsJson.Default.GroupMembersReply);
    }
}
