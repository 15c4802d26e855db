using Chat.Protocol.Errors;
using Chat.Protocol.Groups;
using Chat.Server.Accounts;
using Chat.Server.Commands;
using Chat.Server.Groups.Messages;
using Chat.Server.Storage;

namespace Chat.Server.Groups;

/// <summary><c>get_joined_group_list</c>: the caller's groups page by page, in the order of their keys. Live rooms have no members and are in no list.</summary>
internal sealed class GetJoinedGroupsHandler(GroupDirectory groups, bool ofCommunities) : ICommandHandler<GetJoinedGroups>
{
    private readonly GroupProfiles _profiles = new(groups.Accounts);

    public void Handle(CommandContext context, GetJoinedGroups request)
    {
        if (request.Limit is < 1 or > GetJoinedGroups.MaxLimit || request.Offset < 0)
        {
            context.Fail(ErrorCodes.GroupParameter, $"Limit must be 1 to {GetJoinedGroups.MaxLimit}, Offset not below 0");
            return;
        }

        var me = GroupDirectory.Caller(context);
        var reply = groups.Store.Read(connection =>
        {
            var joined = GroupMember.GroupsOf(connection.Prepare, me.AccountId)
                .Select(key => GroupRow.Find(connection.Prepare, key)).OfType<GroupRow>()
                .Where(row => row.DismissedAt == 0 && (row.Type == GroupTypes.Community) == ofCommunities && row.SupportsTopics == (request.SupportTopic == 1))
                .Where(row => request.WithNoActiveGroups == 1 || row.OwnerId == me.AccountId || IsActive(connection, row))
                .ToList();
            return new JoinedGroupsReply
            {
                TotalCount = joined.Count,
                GroupIdList = [.. joined.Skip(request.Offset).Take(request.Limit).Select(row => Listed(connection, row, me, request))],
            };
        });
        context.Reply(reply, GroupsJson.Default.JoinedGroupsReply);
    }

    /// <summary>A group of this type begins with its first message (rules reference, limits §4).</summary>
    private static bool IsActive(StoreConnection connection, GroupRow row) =>
        row.Type != GroupTypes.Work || GroupLog.ReadTail(connection.Prepare, row.Key).Sequence > 0;

    /// <summary>The name card comes unasked: the SDK takes it from here, but names it in no filter.</summary>
    private WireGroup Listed(StoreConnection connection, GroupRow row, AccountInfo me, GetJoinedGroups request)
    {
        var member = GroupMember.Find(connection.Prepare, row.Key, me.AccountId)!;
        return _profiles.Of(connection.Prepare, row, request.ResponseFilter.GroupBaseInfoFilter) with
        {
            ShutUpAllMember = null,
            LastRecallTime = GroupRecallQueries.LastTime(connection.Prepare, row.Key),
            MuteAllMember = Switches.Of(row.IsMuted),
            SelfInfo = GroupProfiles.Self(connection.Prepare, member, request.ResponseFilter.SelfInfoFilter) with { NameCard = member.NameCard },
            AppDefinedData = request.NeedAppDefineData == 1 ? GroupLimits.Read(row.Fields) : null,
        };
    }
}
