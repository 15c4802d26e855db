using Chat.Protocol.Errors;
using Chat.Protocol.Groups;
using Chat.Server.Accounts;
using Chat.Server.Commands;
using Chat.Server.Storage;

namespace Chat.Server.Groups.Applications;

/// <summary><c>get_pendency</c>: applications and invitations that the caller decides or could have decided, over all its groups, the oldest first.</summary>
internal sealed class GetGroupApplicationsHandler(GroupDirectory groups, bool ofCommunities) : ICommandHandler<GetGroupApplications>
{
    public void Handle(CommandContext context, GetGroupApplications request)
    {
        if (request.Limit is < 1 or > GetGroupApplications.MaxLimit || request.StartTime < 0)
        {
            context.Fail(ErrorCodes.GroupParameter, $"Limit must be 1 to {GetGroupApplications.MaxLimit}, StartTime not below 0");
            return;
        }

        var me = GroupDirectory.Caller(context);
        var found = groups.Store.Read(connection => Read(connection, me, request));
        context.Reply(
            new GroupApplicationsReply
            {
                NextStartTime = found.Count > request.Limit ? found[request.Limit].AddTime : 0,
                PendencyList = [.. found.Take(request.Limit)],
            },
            GroupsJson.Default.GroupApplicationsReply);
    }

    /// <summary>One more than a page.</summary>
    private List<WireGroupApplication> Read(StoreConnection connection, AccountInfo me, GetGroupApplications request) =>
    [
        .. GroupMember.GroupsOf(connection.Prepare, me.AccountId, Roles.Admin)
            .Select(key => GroupRow.Find(connection.Prepare, key)).OfType<GroupRow>()
            .Where(row => (row.Type == GroupTypes.Community) == ofCommunities)
            .SelectMany(row => GroupApplication.Page(connection.Prepare, row.Key, request.StartTime, request.Limit + 1).Select(item => (Row: row, Item: item)))
            .OrderBy(static one => one.Item.AddedAt).Take(request.Limit + 1)
            .Select(one => ToWire(one.Row, one.Item, me)),
    ];

    private WireGroupApplication ToWire(GroupRow row, GroupApplication application, AccountInfo me)
    {
        var from = groups.Accounts.Find(application.FromId);
        return new WireGroupApplication
        {
            From = from?.UserId ?? "",
            FromUserNickName = from?.Nick ?? "",
            To = application.Kind == WireGroupApplication.Join ? me.UserId : groups.Accounts.Find(application.ToId)?.UserId ?? "",
            NoticeReceiver = application.Kind == WireGroupApplication.Join ? me.UserId : null,
            GroupId = row.GroupId,
            GroupName = row.Name,
            Authentication = application.Authentication,
            AddTime = application.AddedAt,
            Handled = application.HandlerId == 0 ? WireGroupApplication.Open
                : application.HandlerId == me.AccountId ? WireGroupApplication.HandledBySelf
                : WireGroupApplication.HandledByOther,
            PendencyType = application.Kind,
            ApplyInviteMsg = application.Text,
        };
    }
}
