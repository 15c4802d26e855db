using System.Globalization;
using System.Text;
using Chat.Actors.App;
using Chat.Actors.Connection;
using Chat.Protocol.Commands;
using Chat.Protocol.Errors;
using Chat.Protocol.Groups;

namespace Chat.Actors.Groups;

/// <summary>Applications to join and invitations (wire reference, groups §3.11–3.14).</summary>
internal sealed partial class GroupsActor
{
    private void OnGetApplications(GroupsProtocol.GetApplications get) => GetApplications(GroupApplicationCommands.GetPage.Ordinary, 0, [], (found, error) =>
    {
        if (error is not null)
        {
            get.Promise.Fail(error);
            return;
        }

        // An app without communities says so with an error.
        GetApplications(GroupApplicationCommands.GetPage.Community, 0, found, (all, _) => get.Promise.TrySetResult(
            [.. all.Where(static one => one.Handled == WireGroupApplication.Open).Select(GroupApplication.From)]));
    });

    private void GetApplications(
        Command<GetGroupApplications, GroupApplicationsReply> command,
        long start,
        List<WireGroupApplication> found,
        Action<List<WireGroupApplication>, ChatError?> then) => Call(command, new GetGroupApplications { StartTime = start, Handler = _me }, (reply, error) =>
    {
        if (error is not null)
        {
            then(found, error);
            return;
        }

        found.AddRange(reply!.PendencyList.Present());
        if (reply.NextStartTime != 0 && reply.NextStartTime != start)
        {
            GetApplications(command, reply.NextStartTime, found, then);
        }
        else
        {
            then(found, null);
        }
    });

    private void OnHandleApplication(GroupsProtocol.HandleApplication handle)
    {
        var application = handle.Application;
        if (!application.IsInvitation)
        {
            Decide(application.GroupId, application.Applicant, application.Authentication, application.MessageKey, handle.Decision, handle.Message, handle.Promise);
            return;
        }

        var request = new HandleInviteApplication
        {
            GroupId = application.GroupId,
            Inviter = application.Applicant,
            Invited = application.UserId,
            HandleMsg = handle.Decision,
            ApprovalMsg = handle.Message,
            Authentication = application.Authentication,
        };
        Call(
            GroupApplicationCommands.HandleInvite.For(application.GroupId),
            request,
            handle.Promise,
            _ => handle.Promise.TrySetResult(Known(application.GroupId)));
    }

    private void OnHandleNotice(GroupsProtocol.HandleNotice handle)
    {
        var notice = handle.Notice;
        if (!handle.IsInvitation)
        {
            Decide(
                notice.GroupId, notice.OperatorId, notice.Authentication, notice.MessageKey, handle.Decision, handle.Message, handle.Promise,
                () => Delete(notice));
            return;
        }

        var request = new HandleInvitation
        {
            GroupId = notice.GroupId,
            Inviter = notice.OperatorId,
            HandleMsg = handle.Decision,
            ApprovalMsg = handle.Message,
            Authentication = notice.Authentication,
            MsgKey = Number(notice.MessageKey),
        };
        Call(GroupApplicationCommands.HandleInvitation.For(notice.GroupId), request, handle.Promise, _ =>
        {
            Delete(notice);
            handle.Promise.TrySetResult(Known(notice.GroupId));
        });
    }

    private void Decide(
        string groupId, string applicant, string authentication, long key, string decision, string? message, Promise<Group?> promise, Action? then = null)
    {
        var request = new HandleJoinApplication
        {
            GroupId = groupId,
            Applicant = applicant,
            HandleMsg = decision,
            ApprovalMsg = message,
            Authentication = authentication,
            MsgKey = Number(key),
        };
        Call(GroupApplicationCommands.HandleJoin.For(groupId), request, promise, _ =>
        {
            then?.Invoke();
            promise.TrySetResult(Known(groupId));
        });
    }

    /// <summary>A notice that was answered is not wanted again at the next login.</summary>
    private void Delete(GroupNotice notice) => Call(
        GroupApplicationCommands.DeleteNotices,
        new DeleteNotices { DelMsgList = [new DeletedNotice { From = GroupIds.System, MsgSeq = notice.ClientSequence, MsgRandom = notice.Random }] },
        static (_, _) => { });

    private static RawJson Number(long number) => new(Encoding.ASCII.GetBytes(number.ToString(CultureInfo.InvariantCulture)));
}
