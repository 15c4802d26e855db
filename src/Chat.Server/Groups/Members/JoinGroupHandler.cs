using Chat.Protocol.Errors;
using Chat.Protocol.Groups;
using Chat.Server.Accounts;
using Chat.Server.Apps;
using Chat.Server.Commands;
using Chat.Server.Groups.Applications;
using Chat.Server.Sessions;

namespace Chat.Server.Groups.Members;

/// <summary><c>apply_join_group</c>: makes the caller a member, or asks owner and administrators to, as the group's type and option say.</summary>
internal sealed class JoinGroupHandler(GroupDirectory groups) : ICommandHandler<JoinGroup>
{
    public void Handle(CommandContext context, JoinGroup request)
    {
        if (!GroupLimits.Fits(request.ApplyMsg, GroupLimits.MaxRemark) || !GroupLimits.Fits(request.UserDefinedField, GroupLimits.MaxUserDefinedField))
        {
            context.Fail(ErrorCodes.GroupParameter, $"ApplyMsg is longer than {GroupLimits.MaxRemark} bytes, or UserDefinedField than {GroupLimits.MaxUserDefinedField}");
            return;
        }

        var me = GroupDirectory.Caller(context);
        var status = JoinStatuses.Joined;
        groups.RunOnGroup(
            context,
            request.GroupId,
            change =>
            {
                var error = Check(change, me, context.App.Settings, out var needsApproval);
                if (error is not null)
                {
                    return error;
                }

                if (needsApproval)
                {
                    status = JoinStatuses.WaitsForApproval;
                    Apply(change, me, request);
                }
                else
                {
                    Join(change, me, context.Session);
                }

                return null;
            },
            () => context.Reply(new JoinGroupReply { JoinedStatus = status }, GroupsJson.Default.JoinGroupReply));
    }

    private static ChatError? Check(GroupChange change, AccountInfo me, AppSettings settings, out bool needsApproval)
    {
        var row = change.Row;
        var option = row.Rules.Join switch { JoinRule.Never => JoinOptions.DisableApply, JoinRule.Free => JoinOptions.FreeAccess, _ => row.JoinOption };
        needsApproval = option == JoinOptions.NeedPermission;
        if (change.Member(me) is not null)
        {
            return new ChatError(ErrorCodes.GroupMemberExists, "the caller is a member already");
        }

        return option == JoinOptions.DisableApply || row.Rules.IsRoom ? new ChatError(ErrorCodes.GroupDenied, "nobody can join the group by oneself")
            : needsApproval ? null
            : change.CheckRoom(me, settings);
    }

    /// <summary>The caller's other devices put the group on their lists; the caller asks for it.</summary>
    private static void Join(GroupChange change, AccountInfo me, Session? session)
    {
        change.AddMember(me, Roles.Member);
        change.Notice(me, me, new GroupNoticeBody { ReportType = GroupNoticeTypes.Accepted }, except: session);
        change.TellJoined(me, MemberChanges.Applied, me);
    }

    private void Apply(GroupChange change, AccountInfo me, JoinGroup request)
    {
        var application = GroupApplication.Put(change, WireGroupApplication.Join, me, null, request.ApplyMsg ?? "");
        change.NoticeToAdmins(groups, me, new GroupNoticeBody
        {
            ReportType = GroupNoticeTypes.Applied,
            RemarkInfo = application.Text,
            Authentication = application.Authentication,
            MsgKey = application.AddedAt,
            UserDefinedField = request.UserDefinedField,
        });
    }
}
