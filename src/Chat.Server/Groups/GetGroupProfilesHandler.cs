using Chat.Protocol.Errors;
using Chat.Protocol.Groups;
using Chat.Server.Accounts;
using Chat.Server.Commands;
using Chat.Server.Storage;

namespace Chat.Server.Groups;

/// <summary><c>get_group_self_member_info</c>: groups with the caller as a member; of live rooms everybody may ask.</summary>
internal sealed class GetGroupProfilesHandler(GroupDirectory groups) : ICommandHandler<GetGroupProfiles>
{
    private readonly GroupProfiles _profiles = new(groups.Accounts);

    public void Handle(CommandContext context, GetGroupProfiles request)
    {
        if (request.GroupIdList.Length is 0 or > GetGroupProfiles.MaxGroups || Array.Exists(request.GroupIdList, string.IsNullOrEmpty))
        {
            context.Fail(ErrorCodes.GroupParameter, $"GroupIdList must have 1 to {GetGroupProfiles.MaxGroups} IDs");
            return;
        }

        var me = GroupDirectory.Caller(context);
        var found = groups.Store.Read(connection => Array.ConvertAll(request.GroupIdList, id => Profile(connection, me, id, request.ResponseFilter)));
        context.Reply(new GroupProfilesReply { GroupInfo = found }, GroupsJson.Default.GroupProfilesReply);
    }

    private WireGroup Profile(StoreConnection connection, AccountInfo me, string groupId, GroupFilter filter)
    {
        if (GroupDirectory.Find(connection, me.SdkAppId, groupId) is not { } row)
        {
            return GroupProfiles.Failure(groupId, GroupDirectory.Unknown);
        }

        var member = groups.Member(connection.Prepare, row, me);
        if (member is null && !row.Rules.IsRoom)
        {
            return GroupProfiles.Failure(groupId, GroupDirectory.NotMember);
        }

        var wantsFields = filter.GroupFields is not null;
        return _profiles.Of(connection.Prepare, row, filter.GroupBaseInfoFilter) with
        {
            ErrorCode = 0,
            ErrorInfo = "",
            AppDefinedData = wantsFields ? [.. GroupLimits.Read(row.Fields).Where(field => filter.GroupFields!.Length == 0 || filter.GroupFields.Contains(field.Key))] : null,
            MemberList = member is not null && filter.MemberInfoFilter is not null ? [_profiles.Member(connection.Prepare, member, filter.MemberInfoFilter)] : null,
        };
    }
}
