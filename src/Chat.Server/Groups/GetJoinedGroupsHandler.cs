using Chat.Protocol.Groups;
using Chat.Server.Commands;

namespace Chat.Server.Groups;

/// <summary><c>get_joined_group_list</c>: no groups exist yet, so nobody is in one.</summary>
internal sealed class GetJoinedGroupsHandler : ICommandHandler<GetJoinedGroups>
{
    public void Handle(CommandContext context, GetJoinedGroups request) =>
        context.Reply(new JoinedGroupsReply(), GroupsJson.Default.JoinedGroupsReply);
}
