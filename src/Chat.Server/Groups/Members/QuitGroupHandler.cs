using Chat.Protocol.Errors;
using Chat.Protocol.Groups;
using Chat.Server.Accounts;
using Chat.Server.Commands;
using Chat.Server.Sessions;

namespace Chat.Server.Groups.Members;

/// <summary><c>quit_group</c>: ends the caller's membership. A group that nobody is left in ends.</summary>
internal sealed class QuitGroupHandler(GroupDirectory groups) : ICommandHandler<QuitGroup>
{
    public void Handle(CommandContext context, QuitGroup request)
    {
        var me = GroupDirectory.Caller(context);
        groups.RunOnGroup(context, request.GroupId, change => Quit(change, me, context.Session));
    }

    private static ChatError? Quit(GroupChange change, AccountInfo me, Session? session)
    {
        var row = change.Row;
        if (change.Member(me) is not { } member)
        {
            return GroupDirectory.NotMember;
        }

        if (member.Role == Roles.Owner && !row.Rules.OwnerMayQuit)
        {
            return new ChatError(ErrorCodes.GroupOwnerCannotQuit, "the owner cannot leave a group of this type");
        }

        change.Notice(me, me, new GroupNoticeBody { ReportType = GroupNoticeTypes.Quit }, except: session);
        change.RemoveMember(me.AccountId);
        if (change.Row.MemberCount == 0)
        {
            change.Dismiss(me, session);
            return null;
        }

        if (member.Role == Roles.Owner)
        {
            change.Update(change.Row with { OwnerId = 0 });
        }

        change.TellMembers(me, GroupTipTypes.Quit, [me], new GroupTipBody { GroupJoinType = MemberChanges.Left });
        return null;
    }
}
