using Chat.Server.Accounts;
using Chat.Server.Sessions;

namespace Chat.Server.Rooms;

/// <summary>An account in a room, with all its devices there.</summary>
/// <param name="number">Grows with the order of coming.</param>
/// <param name="account">The account.</param>
/// <param name="joinedAt">UNIX seconds.</param>
internal sealed class RoomMember(long number, AccountInfo account, long joinedAt)
{
    public long Number => number;

    public AccountInfo Account { get; set; } = account;

    public long JoinedAt => joinedAt;

    /// <summary>Devices that are here or expected back.</summary>
    public int Devices { get; set; }

    public SortedSet<int> Marks { get; } = [];
}

/// <summary>One device of an account, or a guest, that looks into a room.</summary>
/// <param name="account">Null for a guest.</param>
/// <param name="instanceId">Number of the account's instance.</param>
internal sealed class RoomViewer(AccountInfo? account, uint instanceId)
{
    public AccountInfo? Account => account;

    public uint InstanceId => instanceId;

    /// <summary>Whom bans concern, see <see cref="RoomVisitor.Person"/>.</summary>
    public AccountInfo? Person => account ?? Session?.Identity?.Account;

    /// <summary>Null for a guest, and once the device counts as gone.</summary>
    public RoomMember? Member { get; set; }

    /// <summary>The socket; null while it is away.</summary>
    public Session? Session { get; set; }

    public bool Polls { get; set; }

    /// <summary>Its place in the list of those who are pushed to; -1 for none.</summary>
    public int PushIndex { get; set; } = -1;

    /// <summary>The poll that waits for news.</summary>
    public RoomProtocol.Poll? Held { get; set; }

    /// <summary>Its account may be in no other room.</summary>
    public bool HasOneRoom { get; set; }

    /// <summary>It is written down, so that a server that starts again expects it.</summary>
    public bool IsKept { get; set; }

    /// <summary>When it last polled, or went away.</summary>
    public DateTimeOffset Since { get; set; }

    /// <summary>The room's next item when it came; what is older is not for it.</summary>
    public long CameAt { get; set; }

    /// <summary>The first item that it has missed while away.</summary>
    public long MissedFrom { get; set; }

    /// <summary>The socket has ended, or does not speak for this device any more.</summary>
    public bool HasLostSession => Session is { } session
        && (session.IsClosed || (account is not null && !(session.Identity is { } identity && identity.InstanceId == instanceId && identity.Account.AccountId == account.AccountId)));
}
