using Chat.Protocol.Groups;
using Chat.Server.Commands;
using Chat.Server.Groups.Members;

namespace Chat.Server.Groups;

/// <summary><c>destroy_group</c>: ends a group for all members; its ID is never given again.</summary>
internal sealed class DestroyGroupHandler(GroupDirectory groups) : ICommandHandler<DestroyGroup>
{
    public void Handle(CommandContext context, DestroyGroup request)
    {
        var me = GroupDirectory.Caller(context);
        groups.RunOnGroup(context, request.GroupId, change =>
        {
            if (GroupRules.Check(change.Row.Rules.Dismiss, change.RoleOf(me)) is { } refusal)
            {
                return refusal;
            }

            change.Dismiss(me, except: context.Session);
            return null;
        });
    }
}
