using Chat.Protocol.Errors;
using Chat.Protocol.Groups;
using Chat.Server.Accounts;
using Chat.Server.Groups;
using Chat.Server.Storage;

namespace Chat.Server.Rooms;

/// <summary>Rows of <c>room_ban</c>. They hold from the commit on, whatever the room itself has learnt of them.</summary>
internal sealed class RoomBans(ChatStore store)
{
    public static readonly ChatError Error = new(ErrorCodes.GroupDenied, "the caller is banned from this room");

    /// <summary>Writes a ban; a longer one that holds already is replaced. A server that starts again does not expect the account's devices.</summary>
    public static void Put(WriteTransaction transaction, long groupKey, long accountId, long until, string reason)
    {
        transaction.Prepare(
                """
                INSERT INTO room_ban (group_key, account_id, until, reason) VALUES (?1, ?2, ?3, ?4)
                ON CONFLICT (group_key, account_id) DO UPDATE SET until = ?3, reason = ?4
                """)
            .Bind(1, groupKey).Bind(2, accountId).Bind(3, until).Bind(4, reason).Execute();
        RoomDevices.Remove(transaction, groupKey, accountId);
    }

    /// <summary>Who was put out, or may come back.</summary>
    public static GroupTipBody Tip(GroupRow row, AccountInfo by, AccountInfo[] accounts, int operation, string? reason) => new()
    {
        OpType = operation,
        Operator = by.UserId,
        Members = Array.ConvertAll(accounts, static account => account.UserId),
        MsgOperatorMemberExtraInfo = RoomItems.Person(row, by),
        MsgMemberExtraInfo = Array.ConvertAll(accounts, account => RoomItems.Person(row, account)),
        MsgMemberInfo = Array.ConvertAll(accounts, static account => new GroupMemberMute { UserId = account.UserId }),
        MemberExtraInfo = new BanReason { Reason = reason ?? "" },
    };

    /// <summary>True while an account may not come in.</summary>
    public bool Refuses(GroupRow row, AccountInfo account, long now) => store.Read((row.Key, account.AccountId), static (connection, ban) =>
    {
        var select = connection.Prepare("SELECT until FROM room_ban WHERE group_key = ? AND account_id = ?").Bind(1, ban.Key).Bind(2, ban.AccountId);
        var until = select.Step() ? select.Long(0) : 0;
        select.Reset();
        return until;
    }) > now;
}
