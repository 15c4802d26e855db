using Chat.Protocol.Errors;
using Chat.Protocol.Groups;
using Chat.Server.Commands;

namespace Chat.Server.Groups;

/// <summary><c>get_group_public_info</c>: what everybody may know of groups. Groups of a type that is not found by its ID are told to their members only.</summary>
internal sealed class GetPublicGroupInfoHandler(GroupDirectory groups) : ICommandHandler<GetPublicGroupInfo>
{
    private static readonly string[] Known =
    [
        "Type", "Name", "Introduction", "Notification", "FaceUrl", "CreateTime", "Owner_Account", "LastInfoTime", "LastMsgTime", "NextMsgSeq", "MemberNum",
        "MaxMemberNum", "ApplyJoinOption", "InviteJoinOption",
    ];

    private readonly GroupProfiles _profiles = new(groups.Accounts);

    public void Handle(CommandContext context, GetPublicGroupInfo request)
    {
        if (request.GroupIdList.Length is 0 or > GetGroupProfiles.MaxGroups || Array.Exists(request.GroupIdList, string.IsNullOrEmpty))
        {
            context.Fail(ErrorCodes.GroupParameter, $"GroupIdList must have 1 to {GetGroupProfiles.MaxGroups} IDs");
            return;
        }

        var me = GroupDirectory.Caller(context);
        string[] filter = [.. (request.ResponseFilter.GroupBasePublicInfoFilter ?? Known).Intersect(Known, StringComparer.Ordinal)];
        var found = groups.Store.Read(connection => Array.ConvertAll(request.GroupIdList, id =>
            GroupLimits.CheckGroupId(id) is { } invalid ? GroupProfiles.Failure(id, invalid)
            : GroupDirectory.Find(connection, me.SdkAppId, id) is not { } row ? GroupProfiles.Failure(id, GroupDirectory.Unknown)
            : !row.Rules.IsFoundById && GroupMember.Find(connection.Prepare, row.Key, me.AccountId) is null ? GroupProfiles.Failure(id, GroupDirectory.NotMember)
            : _profiles.Of(connection.Prepare, row, filter) with { ErrorCode = 0, ErrorInfo = "" }));
        context.Reply(new GroupProfilesReply { GroupInfo = found }, GroupsJson.Default.GroupProfilesReply);
    }
}
