using System.Text;
using Chat.Protocol.Errors;
using Chat.Protocol.Groups;
using Chat.Protocol.Rooms;
using Chat.Server.Accounts;
using Chat.Server.Commands;
using Chat.Server.Groups;

namespace Chat.Server.Rooms;

/// <summary>A call about a room that exists.</summary>
internal readonly record struct RoomCall(GroupDirectory Groups, GroupKey Key, CommandContext Context)
{
    public AccountInfo Caller => GroupDirectory.Caller(Context);

    public void Tell(RoomProtocol.Message message) => Groups.Rooms.Tell(message);
}

/// <summary>What commands of groups do in live rooms.</summary>
internal static class RoomCalls
{
    private const int MaxBanDescription = 1000;

    public static string GroupOf(JoinGroup request) => request.GroupId;

    public static string GroupOf(QuitGroup request) => request.GroupId;

    public static string GroupOf(DestroyGroup request) => request.GroupId;

    public static string GroupOf(GetOnlineMemberCount request) => request.GroupId;

    public static string GroupOf(BanGroupMembers request) => request.GroupId;

    public static string GroupOf(RecallGroupMessages request) => request.GroupId;

    public static string GroupOf(GetRoomMembers request) => request.GroupId;

    public static string GroupOf(MarkRoomMembers request) => request.GroupId;

    public static string GroupOf(GetRoomHistory request) => request.GroupId;

    public static void Join(RoomCall call, JoinGroup request) => call.Tell(
        new RoomProtocol.Join(call.Key, call.Context, RoomVisitor.Of(call.Context), call.Context.App, request.HugeGroupHistoryMsgFlag == 1));

    public static void Quit(RoomCall call, QuitGroup request) => call.Tell(new RoomProtocol.Quit(call.Key, call.Context, RoomVisitor.Of(call.Context)));

    public static void Count(RoomCall call, GetOnlineMemberCount request) => call.Tell(new RoomProtocol.CountViewers(call.Key, call.Context));

    public static void Recall(RoomCall call, RecallGroupMessages request)
    {
        if (string.IsNullOrEmpty(request.TopicId))
        {
            call.Tell(new RoomProtocol.Recall(call.Key, call.Context, call.Caller, request));
        }
        else
        {
            call.Context.Fail(ErrorCodes.GroupIdInvalid, "live rooms have no topics");
        }
    }

    public static void ListMembers(RoomCall call, GetRoomMembers request) => call.Tell(new RoomProtocol.GetMembers(call.Key, call.Context, call.Caller, request));

    public static void MarkMembers(RoomCall call, MarkRoomMembers request) => call.Tell(new RoomProtocol.MarkMembers(call.Key, call.Context, call.Caller, request));

    public static void ReadHistory(RoomCall call, GetRoomHistory request) =>
        call.Tell(new RoomProtocol.GetHistory(call.Key, call.Context, call.Caller, call.Context.App.Settings.RoomHistoryMessages));

    /// <summary>The room's end is written down and answered, then told to those who are there: nobody may be.</summary>
    public static void Dismiss(RoomCall call, DestroyGroup request)
    {
        var me = call.Caller;
        call.Groups.Run(
            call.Context,
            request.GroupId,
            change =>
            {
                if (change.Member(me) is not { } member || member.Role < change.Row.Rules.Dismiss)
                {
                    return GroupDirectory.Denied;
                }

                change.Transaction.Prepare("DELETE FROM room_device WHERE group_key = ?").Bind(1, change.Row.Key).Execute();
                change.Update(change.Row with { DismissedAt = change.Now });
                return null;
            },
            () =>
            {
                call.Context.Ok();
                call.Tell(new RoomProtocol.Dismissed(call.Key, call.Context, me));
            });
    }

    /// <summary>Puts accounts out for a time, whether they are in the room or not.</summary>
    public static void Ban(RoomCall call, BanGroupMembers request)
    {
        if (request.Members.Length == 0 || Array.Exists(request.Members, string.IsNullOrEmpty) || request.Duration is < 1 or > uint.MaxValue
            || Encoding.UTF8.GetByteCount(request.Description ?? "") > MaxBanDescription)
        {
            call.Context.Fail(ErrorCodes.GroupParameter, $"Members_Account, Duration (seconds) or Description (up to {MaxBanDescription} bytes) is not allowed");
            return;
        }

        if (request.Members.Length > BanGroupMembers.MaxMembers)
        {
            call.Context.Fail(ErrorCodes.GroupTooManyAccounts, $"more than {BanGroupMembers.MaxMembers} accounts");
            return;
        }

        var (me, reason) = (call.Caller, request.Description ?? "");
        var accounts = request.Members.Distinct(StringComparer.Ordinal).Select(user => call.Groups.Accounts.Find(me.SdkAppId, user)).OfType<AccountInfo>().ToArray();
        if (accounts.Length == 0)
        {
            call.Context.Fail(ErrorCodes.GroupUserUnknown, "none of the accounts exists");
            return;
        }

        var until = 0L;
        call.Groups.Run(
            call.Context,
            request.GroupId,
            change =>
            {
                if (change.Member(me) is not { } member || member.Role < change.Row.Rules.Ban || accounts.Any(account => account.AccountId == change.Row.OwnerId))
                {
                    return GroupDirectory.Denied;
                }

                until = change.Now + request.Duration;
                foreach (var account in accounts)
                {
                    RoomBans.Put(change.Transaction, change.Row.Key, account.AccountId, until, reason);
                    change.Notice(account, me, new GroupNoticeBody { ReportType = GroupNoticeTypes.Banned, BanDuration = request.Duration, BanDescription = reason });
                }

                change.After(() =>
                {
                    call.Tell(new RoomProtocol.Banned(call.Key, me, accounts, reason));
                    call.Groups.Rooms.BannedUntil(until);
                });
                return null;
            });
    }
}
