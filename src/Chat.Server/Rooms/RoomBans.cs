using Chat.Protocol.Errors;
using Chat.Protocol.Groups;
using Chat.Server.Accounts;
using Chat.Server.Groups;
using Chat.Server.Storage;

namespace Chat.Server.Rooms;

/// <summary>Rows of <c>room_ban</c>, and the ends of those that a room knows of.</summary>
internal sealed class RoomBans(GroupDirectory groups, GroupKey key)
{
    public static readonly ChatError Error = new(ErrorCodes.GroupDenied, "the caller is banned from this room");

    private PriorityQueue<long, long>? _ends;

    /// <summary>Writes a ban; a longer one that holds already is replaced.</summary>
    public static void Put(WriteTransaction transaction, long groupKey, long accountId, long until, string reason) =>
        transaction.Prepare(
                """
                INSERT INTO room_ban (group_key, account_id, until, reason) VALUES (?1, ?2, ?3, ?4)
                ON CONFLICT (group_key, account_id) DO UPDATE SET until = ?3, reason = ?4
                """)
            .Bind(1, groupKey).Bind(2, accountId).Bind(3, until).Bind(4, reason).Execute();

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
    public bool Refuses(GroupRow row, AccountInfo account, long now) => groups.Store.Read((row.Key, account.AccountId), static (connection, ban) =>
    {
        var select = connection.Prepare("SELECT until FROM room_ban WHERE group_key = ? AND account_id = ?").Bind(1, ban.Key).Bind(2, ban.AccountId);
        var until = select.Step() ? select.Long(0) : 0;
        select.Reset();
        return until;
    }) > now;

    public void Add(RoomProtocol.Banned banned)
    {
        foreach (var account in banned.Accounts)
        {
            Ends.Enqueue(account.AccountId, banned.Until);
        }
    }

    /// <summary>Removes the bans that have ended and tells of it.</summary>
    public void Tick(long now)
    {
        while (Ends.TryPeek(out var accountId, out var until) && until <= now)
        {
            Ends.Dequeue();
            if (groups.Accounts.Find(accountId) is { } account)
            {
                groups.Run(new GroupOperation(groups, key, change => Lift(change, account), static () => { }, static _ => { }));
            }
        }
    }

    private PriorityQueue<long, long> Ends => _ends ??= new(groups.Store.Read(key, static (connection, key) =>
    {
        var bans = new List<(long, long)>();
        var select = connection.Prepare("SELECT account_id, until FROM room_ban WHERE group_key = (SELECT group_key FROM chat_group WHERE app_id = ? AND group_id = ?)")
            .Bind(1, key.SdkAppId).Bind(2, key.GroupId);
        while (select.Step())
        {
            bans.Add((select.Long(0), select.Long(1)));
        }

        select.Reset();
        return bans;
    }));

    private ChatError? Lift(GroupChange change, AccountInfo account)
    {
        // A new ban may have replaced the one that has ended.
        var lifted = change.State.Row(change.Transaction) is { } row && change.Transaction
            .Prepare("DELETE FROM room_ban WHERE group_key = ? AND account_id = ? AND until <= ?").Bind(1, row.Key).Bind(2, account.AccountId).Bind(3, change.Now).Execute().Changes > 0;
        if (lifted)
        {
            change.Notice(account, groups.Accounts.Find(change.Row.OwnerId) ?? account, new GroupNoticeBody { ReportType = GroupNoticeTypes.Unbanned });
            change.After(() => groups.Rooms.Tell(new RoomProtocol.Unbanned(key, account)));
        }

        return null;
    }
}
