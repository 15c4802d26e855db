using Chat.Server.Storage;

namespace Chat.Server.Apps;

/// <summary>A valid key of an app that is kept in the store.</summary>
public sealed record StoredAppKey(uint SdkAppId, string SecretKey);

/// <summary>Rows of <c>app</c> and <c>app_key</c>.</summary>
public static class StoredApps
{
    /// <summary>Reads the apps of a data directory, also while a server uses it; none if there is no database yet.</summary>
    public static IReadOnlyList<StoredAppKey> ReadFrom(string directory) => ChatStore.ReadOnly(directory, Read) ?? [];

    internal static List<StoredAppKey> Read(StoreConnection connection)
    {
        var rows = new List<StoredAppKey>();
        var select = connection.Prepare("SELECT app_id, secret_key FROM app_key ORDER BY app_id, created_at DESC");
        while (select.Step())
        {
            rows.Add(new StoredAppKey((uint)select.Long(0), select.Text(1)));
        }

        select.Reset();
        return rows;
    }

    internal static void Insert(WriteTransaction transaction, StoredAppKey app)
    {
        transaction.Prepare("INSERT INTO app (app_id, created_at) VALUES (?, ?)")
            .Bind(1, app.SdkAppId).Bind(2, transaction.UnixSeconds).Execute();
        transaction.Prepare("INSERT INTO app_key (app_id, secret_key, created_at) VALUES (?, ?, ?)")
            .Bind(1, app.SdkAppId).Bind(2, app.SecretKey).Bind(3, transaction.UnixSeconds).Execute();
    }
}
