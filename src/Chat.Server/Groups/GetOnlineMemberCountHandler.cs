using Chat.Protocol.Groups;
using Chat.Server.Commands;

namespace Chat.Server.Groups;

/// <summary><c>get_online_member_num</c>: how many members have a socket now.</summary>
internal sealed class GetOnlineMemberCountHandler(GroupDirectory groups) : ICommandHandler<GetOnlineMemberCount>
{
    public void Handle(CommandContext context, GetOnlineMemberCount request) => groups.Answer(
        context,
        request.GroupId,
        (_, row) => new OnlineMemberCountReply { OnlineMemberNum = groups.Audiences.Of(row.Key).Length },
        GroupsJson.Default.OnlineMemberCountReply);
}
