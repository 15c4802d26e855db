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
        if (GroupLimits.CheckGroupId(groupId) is { } invalid)
        {
            return GroupProfiles.Failure(groupId, invalid);
        }

        if (GroupDirectory.Find(connection, me.SdkAppId, groupId) is not { } row)
        {
            return GroupProfiles.Failure(groupId, GroupDirectory.Unknown);
        }

        var member = groups.Member(connection.Prepare, row, me);
        if (member is null && !row.Rules.IsRoom)
        {
            return GroupProfiles.Failure(groupId, GroupDirectory.NotMember);
        }

        if (row.Rules.IsRoom)
        {
            row = row with { MemberCount = groups.Rooms.CountOf(new GroupKey(row.SdkAppId, row.GroupId)) };
        }

        // Without a filter for custom fields these come with the rest of the profile, but not with the few fields that the SDK asks for about a conversation.
        var wantsFields = filter.GroupFields is not null || filter.GroupBaseInfoFilter?.Contains("Introduction") == true;
        return _profiles.Of(connection.Prepare, row, filter.GroupBaseInfoFilter) with
        {
            ErrorCode = 0,
            ErrorInfo = "",
            AppDefinedData = wantsFields ? GroupProfiles.Fields(row.Fields, filter.GroupFields) : null,
            MemberList = member is not null && filter.MemberInfoFilter is not null ? [Self(connection, row, member, filter.MemberInfoFilter)] : null,
        };
    }

    /// <summary>Rooms are on nobody's list, where others keep their receive option.</summary>
    private WireGroupMember Self(StoreConnection connection, GroupRow row, GroupMember member, string[] filter)
    {
        var self = _profiles.Member(connection.Prepare, member, filter);
        return self with
        {
            MsgFlag = row.Rules.IsRoom && self.MsgFlag is not null ? row.Rules.DefaultReceiveOption : self.MsgFlag,
            AppMemberDefinedData = filter.Contains("NameCard") ? GroupProfiles.Fields(member.Fields, null) : null,
        };
    }
}
