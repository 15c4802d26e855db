using System.Security.Cryptography;
using Chat.Server.Storage;

namespace Chat.Server.Sessions;

/// <summary>Rows of <c>session</c>: instances that may come back with their token. Only hashes of tokens are kept.</summary>
internal sealed record SessionRow(
    byte[] TokenHash, uint AppId, long AccountId, uint InstanceId, int Platform, string ClientKey, long CreatedAt, long ExpiresAt, int KickType);

internal static class SessionTable
{
    /// <summary>Seconds.</summary>
    private const long KeptAfterKick = 7 * 24 * 3600;

    private const string Columns = "token_hash, app_id, account_id, instance_id, platform, client_key, created_at, expires_at, kick_type";

    public static byte[] Hash(ReadOnlySpan<byte> token) => SHA256.HashData(token);

    public static SessionRow? Find(StoreConnection connection, byte[] tokenHash)
    {
        var select = connection.Prepare($"SELECT {Columns} FROM session WHERE token_hash = ?").Bind(1, tokenHash);
        var row = select.Step() ? ReadRow(select) : null;
        select.Reset();
        return row;
    }

    public static List<SessionRow> OfAccount(StoreConnection connection, long accountId)
    {
        var rows = new List<SessionRow>();
        var select = connection.Prepare($"SELECT {Columns} FROM session WHERE account_id = ? ORDER BY created_at").Bind(1, accountId);
        while (select.Step())
        {
            rows.Add(ReadRow(select));
        }

        select.Reset();
        return rows;
    }

    public static void Insert(WriteTransaction transaction, SessionRow row) =>
        transaction.Prepare($"INSERT INTO session ({Columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")
            .Bind(1, row.TokenHash).Bind(2, row.AppId).Bind(3, row.AccountId).Bind(4, row.InstanceId).Bind(5, row.Platform)
            .Bind(6, row.ClientKey).Bind(7, row.CreatedAt).Bind(8, row.ExpiresAt).Bind(9, row.KickType).Execute();

    public static void SetKickType(WriteTransaction transaction, byte[] tokenHash, int kickType) =>
        transaction.Prepare("UPDATE session SET kick_type = ? WHERE token_hash = ?").Bind(1, kickType).Bind(2, tokenHash).Execute();

    public static void Delete(WriteTransaction transaction, byte[] tokenHash) =>
        transaction.Prepare("DELETE FROM session WHERE token_hash = ?").Bind(1, tokenHash).Execute();

    /// <summary>Rows that nobody can come back with, or whose owner has had time enough to learn why.</summary>
    public static void DeleteOld(WriteTransaction transaction, long accountId) =>
        transaction.Prepare("DELETE FROM session WHERE account_id = ?1 AND (expires_at < ?2 OR (kick_type <> 0 AND created_at < ?2 - ?3))")
            .Bind(1, accountId).Bind(2, transaction.UnixSeconds).Bind(3, KeptAfterKick).Execute();

    private static SessionRow ReadRow(SqlStatement row) => new(
        row.Blob(0).ToArray(), (uint)row.Long(1), row.Long(2), (uint)row.Long(3), (int)row.Long(4), row.Text(5), row.Long(6), row.Long(7), (int)row.Long(8));
}
