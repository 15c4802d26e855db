using Chat.Protocol.Groups;
using Chat.Server.Storage;

namespace Chat.Server.Groups;

/// <summary>Roles as numbers that grow with the rights.</summary>
internal static class Roles
{
    public const int Custom = 100;
    public const int Member = 200;
    public const int Admin = 300;
    public const int Owner = 400;

    public static string NameOf(int role) => role switch
    {
        Owner => GroupRoles.Owner,
        Admin => GroupRoles.Admin,
        Custom => GroupRoles.Custom,
        _ => GroupRoles.Member,
    };

    /// <summary>Null for a name that is none.</summary>
    public static int? Parse(string? name) => name switch
    {
        GroupRoles.Owner => Owner,
        GroupRoles.Admin => Admin,
        GroupRoles.Member => Member,
        GroupRoles.Custom => Custom,
        _ => null,
    };
}

/// <summary>A row of <c>group_member</c>.</summary>
/// <param name="MemberId">Grows with the time of joining.</param>
/// <param name="GroupKey">The group.</param>
/// <param name="AccountId">The account.</param>
/// <param name="Role">See <see cref="Roles"/>.</param>
/// <param name="JoinedAt">UNIX seconds.</param>
/// <param name="JoinedSeq">Newest sequence of the group when the member joined.</param>
/// <param name="JoinedPosition">Place of the joining in the store's order of commits: newer messages of topics are new to the member.</param>
/// <param name="NameCard">What the member is called in the group.</param>
/// <param name="Fields">JSON array of <see cref="GroupField"/>.</param>
/// <param name="MutedUntil">UNIX seconds; 0 for never muted.</param>
internal sealed record GroupMember(
    long MemberId, long GroupKey, long AccountId, int Role, long JoinedAt, long JoinedSeq, long JoinedPosition, string NameCard, string Fields, long MutedUntil)
{
    private const string Select =
        """
        SELECT m.member_id, m.group_key, m.account_id, m.role, m.joined_at, m.joined_seq, m.joined_position, m.name_card, m.fields, coalesce(u.until, 0)
        FROM group_member m LEFT JOIN group_mute u ON u.log_id = m.group_key AND u.account_id = m.account_id
        """;

    /// <summary>Memberships of dismissed groups end bit by bit.</summary>
    private const string IsNotDismissed = "group_key NOT IN (SELECT group_key FROM group_dismissal)";

    public bool IsAdmin => Role >= Roles.Admin;

    public static GroupMember? Find(Func<string, SqlStatement> prepare, long groupKey, long accountId)
    {
        var select = prepare($"{Select} WHERE m.group_key = ? AND m.account_id = ?").Bind(1, groupKey).Bind(2, accountId);
        var member = select.Step() ? Read(select) : null;
        select.Reset();
        return member;
    }

    /// <summary>Members behind another in the order of joining.</summary>
    /// <param name="prepare">Of a reader's connection or a running transaction.</param>
    /// <param name="groupKey">The group.</param>
    /// <param name="after">The last member of the page before; 0 for the first page.</param>
    /// <param name="skip">How many more to leave out.</param>
    /// <param name="limit">How many at most.</param>
    public static List<GroupMember> Page(Func<string, SqlStatement> prepare, long groupKey, long after, int skip, int limit) => ReadAll(
        prepare($"{Select} WHERE m.group_key = ? AND m.member_id > ? ORDER BY m.member_id LIMIT ? OFFSET ?")
            .Bind(1, groupKey).Bind(2, after).Bind(3, limit).Bind(4, skip));

    /// <summary>The same of members with one of some roles; each role is read from an index, however many others there are.</summary>
    public static List<GroupMember> Page(Func<string, SqlStatement> prepare, long groupKey, IEnumerable<int> roles, long after, int skip, int limit) =>
    [
        .. roles.Distinct().SelectMany(role => ReadAll(
                prepare($"{Select} WHERE m.group_key = ? AND m.role = ? AND m.member_id > ? ORDER BY m.member_id LIMIT ?")
                    .Bind(1, groupKey).Bind(2, role).Bind(3, after).Bind(4, (long)skip + limit)))
            .OrderBy(static member => member.MemberId).Skip(skip).Take(limit),
    ];

    /// <summary>Owner and administrators.</summary>
    public static List<GroupMember> Admins(Func<string, SqlStatement> prepare, long groupKey) =>
        Page(prepare, groupKey, [Roles.Owner, Roles.Admin], 0, 0, int.MaxValue);

    /// <summary>Keys of the groups that an account is in, with at least some role.</summary>
    public static List<long> GroupsOf(Func<string, SqlStatement> prepare, long accountId, int leastRole = 0)
    {
        var groups = new List<long>();
        var select = prepare($"SELECT group_key FROM group_member WHERE account_id = ? AND role >= ? AND {IsNotDismissed} ORDER BY group_key").Bind(1, accountId).Bind(2, leastRole);
        while (select.Step())
        {
            groups.Add(select.Long(0));
        }

        select.Reset();
        return groups;
    }

    /// <summary>Accounts that joined behind a message of the group: what was there before them is hidden from them. Members stand in the order of joining.</summary>
    public static HashSet<long> JoinedBehind(Func<string, SqlStatement> prepare, long groupKey, long sequence)
    {
        var newcomers = new HashSet<long>();
        var select = prepare("SELECT account_id, joined_seq FROM group_member WHERE group_key = ? ORDER BY member_id DESC").Bind(1, groupKey);
        while (select.Step() && select.Long(1) >= sequence)
        {
            newcomers.Add(select.Long(0));
        }

        select.Reset();
        return newcomers;
    }

    public static long CountGroupsOf(Func<string, SqlStatement> prepare, long accountId)
    {
        var select = prepare($"SELECT count(*) FROM group_member WHERE account_id = ? AND {IsNotDismissed}").Bind(1, accountId);
        select.Step();
        var count = select.Long(0);
        select.Reset();
        return count;
    }

    private static List<GroupMember> ReadAll(SqlStatement select)
    {
        var members = new List<GroupMember>();
        while (select.Step())
        {
            members.Add(Read(select));
        }

        select.Reset();
        return members;
    }

    private static GroupMember Read(SqlStatement row) => new(
        row.Long(0), row.Long(1), row.Long(2), (int)row.Long(3), row.Long(4), row.Long(5), row.Long(6), row.Text(7),
        row.Text(8), row.Long(9));
}
