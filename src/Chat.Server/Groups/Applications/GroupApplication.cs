using System.Security.Cryptography;
using Chat.Protocol.Groups;
using Chat.Server.Accounts;
using Chat.Server.Storage;

namespace Chat.Server.Groups.Applications;

/// <summary>A row of <c>group_application</c>: somebody wants to join, or was invited and somebody must agree.</summary>
/// <param name="Id">Key of the row.</param>
/// <param name="Kind"><see cref="WireGroupApplication.Join"/>, <see cref="Consent"/> or <see cref="WireGroupApplication.Invite"/>.</param>
/// <param name="FromId">Who applies or invites.</param>
/// <param name="ToId">Who is invited; 0 for an application.</param>
/// <param name="Text">What is said with it.</param>
/// <param name="Authentication">Whoever decides must know it.</param>
/// <param name="AddedAt">UNIX microseconds.</param>
/// <param name="HandlerId">Account that has decided, 0 while it is open.</param>
internal sealed record GroupApplication(long Id, int Kind, long FromId, long ToId, string Text, string Authentication, long AddedAt, long HandlerId)
{
    /// <summary>The invited account must agree itself.</summary>
    public const int Consent = 1;

    private const string Columns = "application_id, kind, from_id, to_id, text, authentication, added_at, handler_id";
    private const int AuthenticationBytes = 16;
    private const long MicrosecondsPerSecond = 1_000_000;

    /// <summary>How long what was decided is told, seconds.</summary>
    private const long KeptSeconds = 7 * 24 * 3600;

    /// <summary>Opens an application, or renews the open one: each account has one of a kind.</summary>
    public static GroupApplication Put(GroupChange change, int kind, AccountInfo from, AccountInfo? to, string text)
    {
        var (transaction, group, toId) = (change.Transaction, change.Row.Key, to?.AccountId ?? 0);
        transaction.Prepare("DELETE FROM group_application WHERE group_key = ? AND added_at < ? AND handler_id <> 0")
            .Bind(1, group).Bind(2, (change.Now - KeptSeconds) * MicrosecondsPerSecond).Execute();
        if (Find(transaction.Prepare, group, kind, from.AccountId, toId) is { HandlerId: 0 } open)
        {
            transaction.Prepare("DELETE FROM group_application WHERE application_id = ?").Bind(1, open.Id).Execute();
        }

        // The place in the order of commits keeps the times of one second apart.
        var addedAt = (change.Now * MicrosecondsPerSecond) + (transaction.NextPosition() % MicrosecondsPerSecond);
        var authentication = Convert.ToHexString(RandomNumberGenerator.GetBytes(AuthenticationBytes));
        var id = transaction.Prepare("INSERT INTO group_application (group_key, kind, from_id, to_id, text, authentication, added_at) VALUES (?, ?, ?, ?, ?, ?, ?)")
            .Bind(1, group).Bind(2, kind).Bind(3, from.AccountId).Bind(4, toId).Bind(5, text).Bind(6, authentication).Bind(7, addedAt).Execute().LastInsertId;
        return new GroupApplication(id, kind, from.AccountId, toId, text, authentication, addedAt, 0);
    }

    /// <summary>The newest application of a kind, open or decided.</summary>
    public static GroupApplication? Find(Func<string, SqlStatement> prepare, long groupKey, int kind, long fromId, long toId)
    {
        var select = prepare($"SELECT {Columns} FROM group_application WHERE group_key = ? AND from_id = ? AND kind = ? AND to_id = ? ORDER BY application_id DESC LIMIT 1")
            .Bind(1, groupKey).Bind(2, fromId).Bind(3, kind).Bind(4, toId);
        var application = select.Step() ? Read(select) : null;
        select.Reset();
        return application;
    }

    /// <summary>What administrators of a group decide or have decided, the oldest first.</summary>
    public static List<GroupApplication> Page(Func<string, SqlStatement> prepare, long groupKey, long from, int limit)
    {
        var applications = new List<GroupApplication>();
        var select = prepare($"SELECT {Columns} FROM group_application WHERE group_key = ? AND added_at >= ? AND kind <> ? ORDER BY added_at LIMIT ?")
            .Bind(1, groupKey).Bind(2, from).Bind(3, Consent).Bind(4, limit);
        while (select.Step())
        {
            applications.Add(Read(select));
        }

        select.Reset();
        return applications;
    }

    public void Close(WriteTransaction transaction, AccountInfo handler) =>
        transaction.Prepare("UPDATE group_application SET handler_id = ? WHERE application_id = ?").Bind(1, handler.AccountId).Bind(2, Id).Execute();

    private static GroupApplication Read(SqlStatement row) => new(
        row.Long(0), (int)row.Long(1), row.Long(2), row.Long(3), row.Text(4), row.Text(5), row.Long(6), row.Long(7));
}
