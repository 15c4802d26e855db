using Akka.Actor;
using Chat.Protocol.Errors;
using Chat.Protocol.Groups;
using Chat.Server.Groups;
using Chat.Server.Storage;

namespace Chat.Server.Rooms;

/// <summary>
/// Ends bans in time, also those of rooms that nobody is in. It sleeps until the next end that it knows of: a ban of months costs nothing meanwhile. Parent: the
/// user guardian.
/// </summary>
internal sealed class RoomBanEnds(GroupDirectory groups, TimeProvider time) : UntypedActor, IWithTimers
{
    private const int MostAtOnce = 500;
    private static readonly TimeSpan MinPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxPause = TimeSpan.FromHours(1);

    private long _next = long.MaxValue;

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(GroupDirectory groups, TimeProvider time) => Akka.Actor.Props.Create(() => new RoomBanEnds(groups, time));

    /// <summary>Told when a ban was written down.</summary>
    /// <param name="End">UNIX seconds.</param>
    public sealed record Banned(long End);

    protected override void PreStart() => End();

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Banned { End: var end }:
                if (end < _next)
                {
                    Wake(end);
                }

                break;
            case Due:
                End();
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    /// <summary>Ends what is due. What could not be ended is found again after a pause.</summary>
    private void End()
    {
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        _next = long.MaxValue;
        foreach (var (end, key, accountId) in groups.Store.Read(Earliest))
        {
            if (end <= now)
            {
                groups.Run(new GroupOperation(groups, key, change => Lift(change, key, accountId), static () => { }, static _ => { }));
            }

            if (_next == long.MaxValue)
            {
                Wake(Math.Max(end, now));
            }
        }
    }

    private void Wake(long end)
    {
        _next = end;
        var pause = DateTimeOffset.FromUnixTimeSeconds(end) - time.GetUtcNow();
        Timers.StartSingleTimer(nameof(Due), Due.Instance, pause < MinPause ? MinPause : pause > MaxPause ? MaxPause : pause);
    }

    private static List<(long End, GroupKey Key, long AccountId)> Earliest(StoreConnection connection)
    {
        var bans = new List<(long, GroupKey, long)>();
        var select = connection.Prepare(
                """
                SELECT b.until, g.app_id, g.group_id, b.account_id FROM (SELECT * FROM room_ban ORDER BY until LIMIT ?) b
                JOIN chat_group g ON g.group_key = b.group_key ORDER BY b.until
                """)
            .Bind(1, MostAtOnce);
        while (select.Step())
        {
            bans.Add((select.Long(0), new GroupKey((uint)select.Long(1), select.Text(2)), select.Long(3)));
        }

        select.Reset();
        return bans;
    }

    private ChatError? Lift(GroupChange change, GroupKey key, long accountId)
    {
        // A new ban may have replaced the one that has ended.
        var wasLifted = change.State.RowOrFormer(change.Transaction) is { } row && change.Transaction
            .Prepare("DELETE FROM room_ban WHERE group_key = ? AND account_id = ? AND until <= ?").Bind(1, row.Key).Bind(2, accountId).Bind(3, change.Now).Execute().Changes > 0;
        if (wasLifted && change.State.Row(change.Transaction) is not null && groups.Accounts.Find(accountId) is { } account)
        {
            change.Notice(account, groups.Accounts.Find(change.Row.OwnerId) ?? account, new GroupNoticeBody { ReportType = GroupNoticeTypes.Unbanned });
            change.After(() => groups.Rooms.Tell(new RoomProtocol.Unbanned(key, account)));
        }

        return null;
    }

    private sealed record Due
    {
        public static Due Instance { get; } = new();
    }
}
