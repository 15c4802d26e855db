using System.Collections.Concurrent;
using System.Text;
using Chat.Protocol.Errors;
using Chat.Protocol.Sessions;
using Chat.Server.Storage;

namespace Chat.Server.Accounts;

/// <summary>Accounts by user ID, with a bounded cache in front of the store. Accounts are made by their first login or by an administrator.</summary>
public sealed class AccountDirectory(ChatStore store)
{
    private const int MaxUserIdBytes = 32;
    private const int MaxCached = 100_000;
    private const string SelectByUser = "SELECT account_id, nick, avatar, kicked_at, muted_until, group_muted_until FROM account WHERE app_id = ? AND user_id = ?";

    private readonly ConcurrentDictionary<(uint AppId, string UserId), AccountInfo> _cache = new();

    /// <summary>Whose key it is; that never changes.</summary>
    private readonly ConcurrentDictionary<long, (uint AppId, string UserId)> _names = new();

    /// <summary>1 to 32 bytes of printable ASCII or other text without control characters.</summary>
    public static bool IsValidUserId(string userId) =>
        userId.Length > 0 && Encoding.UTF8.GetByteCount(userId) <= MaxUserIdBytes && !userId.Any(char.IsControl);

    public AccountInfo? Find(uint sdkAppId, string userId)
    {
        if (_cache.TryGetValue((sdkAppId, userId), out var cached))
        {
            return cached;
        }

        var account = store.Read((sdkAppId, userId), static (connection, key) =>
        {
            var select = connection.Prepare(SelectByUser).Bind(1, key.sdkAppId).Bind(2, key.userId);
            return ReadRow(select, key.sdkAppId, key.userId);
        });

        // An account that was changed meanwhile is in the cache already, so an older row never replaces it.
        return account is null ? null : Cache(account, replace: false);
    }

    public AccountInfo? Find(long accountId)
    {
        if (_names.TryGetValue(accountId, out var known))
        {
            return Find(known.AppId, known.UserId);
        }

        var name = store.Read(accountId, static (connection, id) =>
        {
            var select = connection.Prepare("SELECT app_id, user_id FROM account WHERE account_id = ?").Bind(1, id);
            (uint, string)? found = select.Step() ? ((uint)select.Long(0), select.Text(1)) : null;
            select.Reset();
            return found;
        });
        return name is { } found ? Find(found.Item1, found.Item2) : null;
    }

    /// <summary>Finds or makes an account and changes what is given.</summary>
    /// <param name="sdkAppId">The app.</param>
    /// <param name="userId">A valid user ID.</param>
    /// <param name="nick">New nick, null to leave it.</param>
    /// <param name="avatar">New avatar address, null to leave it.</param>
    /// <param name="completed">Called once the account is durable, on the writer's thread.</param>
    /// <param name="failed">Called if it is not.</param>
    internal void Upsert(
        uint sdkAppId, string userId, string? nick, string? avatar, Action<AccountInfo> completed, Action<ChatError> failed) =>
        store.Writer.Enqueue(
            transaction =>
            {
                transaction.Prepare(
                        """
                        INSERT INTO account (app_id, user_id, nick, avatar, created_at) VALUES (?1, ?2, ?3, ?4, ?5)
                        ON CONFLICT (app_id, user_id) DO UPDATE SET
                            nick = CASE WHEN ?6 THEN excluded.nick ELSE nick END,
                            avatar = CASE WHEN ?7 THEN excluded.avatar ELSE avatar END
                        """)
                    .Bind(1, sdkAppId).Bind(2, userId).Bind(3, nick ?? "").Bind(4, avatar ?? "").Bind(5, transaction.UnixSeconds)
                    .Bind(6, nick is null ? 0 : 1).Bind(7, avatar is null ? 0 : 1).Execute();
                return ReadRow(transaction.Prepare(SelectByUser).Bind(1, sdkAppId).Bind(2, userId), sdkAppId, userId)!;
            },
            account => completed(Cache(account, replace: true)),
            failed);

    /// <summary>Revokes the signatures that were issued up to now.</summary>
    internal void Revoke(AccountInfo account, long unixSeconds, Action<AccountInfo> completed, Action<ChatError> failed) =>
        store.Writer.Enqueue(
            transaction =>
            {
                transaction.Prepare("UPDATE account SET kicked_at = ? WHERE account_id = ?")
                    .Bind(1, unixSeconds).Bind(2, account.AccountId).Execute();
                transaction.Prepare("UPDATE session SET kick_type = ? WHERE account_id = ? AND kick_type = 0")
                    .Bind(1, KickType.RestApi).Bind(2, account.AccountId).Execute();
                return ReadRow(
                    transaction.Prepare(SelectByUser).Bind(1, account.SdkAppId).Bind(2, account.UserId), account.SdkAppId, account.UserId)!;
            },
            changed => completed(Cache(changed, replace: true)),
            failed);

    /// <summary>Mutes an account, or ends its mute.</summary>
    /// <param name="account">The account.</param>
    /// <param name="until">Until when it may not send to users, UNIX seconds; null leaves it.</param>
    /// <param name="untilInGroups">The same for groups.</param>
    /// <param name="completed">Called once that is durable and holds.</param>
    /// <param name="failed">Called if it is not.</param>
    internal void Mute(AccountInfo account, long? until, long? untilInGroups, Action completed, Action<ChatError> failed) =>
        store.Writer.Enqueue(
            transaction =>
            {
                if (until is { } end)
                {
                    transaction.Prepare("UPDATE account SET muted_until = ? WHERE account_id = ?").Bind(1, end).Bind(2, account.AccountId).Execute();
                }

                if (untilInGroups is { } endInGroups)
                {
                    transaction.Prepare("UPDATE account SET group_muted_until = ? WHERE account_id = ?").Bind(1, endInGroups).Bind(2, account.AccountId).Execute();
                }

                return ReadRow(
                    transaction.Prepare(SelectByUser).Bind(1, account.SdkAppId).Bind(2, account.UserId), account.SdkAppId, account.UserId)!;
            },
            changed =>
            {
                Cache(changed, replace: true);
                completed();
            },
            failed);

    private static AccountInfo? ReadRow(SqlStatement select, uint sdkAppId, string userId)
    {
        var account = select.Step()
            ? new AccountInfo(select.Long(0), sdkAppId, userId, select.Text(1), select.Text(2), select.Long(3)) { MutedUntil = select.Long(4), GroupMutedUntil = select.Long(5) }
            : null;
        select.Reset();
        return account;
    }

    private AccountInfo Cache(AccountInfo account, bool replace)
    {
        if (_cache.Count >= MaxCached)
        {
            _cache.Clear();
            _names.Clear();
        }

        var key = (account.SdkAppId, account.UserId);
        _names[account.AccountId] = key;
        return replace ? _cache[key] = account : _cache.GetOrAdd(key, account);
    }
}
