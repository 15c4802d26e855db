using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Security.Cryptography;
using Chat.Server.Storage;

namespace Chat.Server.Apps;

/// <summary>All apps: those of the configuration and those kept in the store. Read on every login, so it lives in memory.</summary>
public sealed class AppDirectory
{
    /// <summary>The app that the first start without any app makes.</summary>
    public const uint DevelopmentAppId = 1400000001;

    private readonly ConcurrentDictionary<uint, ChatApp> _apps;
    private readonly ChatStore _store;

    /// <exception cref="InvalidOperationException">An app of the configuration lacks its ID or key.</exception>
    public AppDirectory(ChatStore store, IEnumerable<AppOptions> configured)
    {
        _store = store;
        var known = Merge(store.Read(StoredApps.Read), configured);
        _apps = new ConcurrentDictionary<uint, ChatApp>(known.ToDictionary(app => app.SdkAppId));
    }

    public IEnumerable<ChatApp> All => _apps.Values.OrderBy(app => app.SdkAppId);

    /// <summary>Apps of both sources; for an app in both the configuration holds and the stored keys stay valid beside its own.</summary>
    public static IReadOnlyList<ChatApp> Merge(IEnumerable<StoredAppKey> stored, IEnumerable<AppOptions> configured)
    {
        var keys = stored.ToLookup(row => row.SdkAppId, row => row.SecretKey);
        var apps = keys.ToDictionary(group => group.Key, group => Make(group.Key, group, [], new AppSettings()));
        foreach (var options in configured)
        {
            if (options.SdkAppId == 0 || string.IsNullOrEmpty(options.SecretKey))
            {
                throw new InvalidOperationException("An app of the configuration needs SdkAppId and SecretKey.");
            }

            apps[options.SdkAppId] = Make(
                options.SdkAppId,
                [options.SecretKey, .. options.AdditionalKeys, .. keys[options.SdkAppId]],
                options.Administrators,
                options.Settings);
        }

        return [.. apps.Values];
    }

    public ChatApp? Find(uint sdkAppId) => _apps.GetValueOrDefault(sdkAppId);

    /// <summary>Makes an app with a random key and keeps it in the store.</summary>
    /// <exception cref="InvalidOperationException">The app exists, or the store refused the change.</exception>
    public async Task<ChatApp> CreateAsync(uint sdkAppId)
    {
        if (_apps.ContainsKey(sdkAppId))
        {
            throw new InvalidOperationException($"App {sdkAppId} exists already.");
        }

        var row = new StoredAppKey(sdkAppId, RandomNumberGenerator.GetHexString(64, lowercase: true));
        await _store.Writer.RunAsync(transaction =>
        {
            StoredApps.Insert(transaction, row);
            return true;
        });
        return _apps[sdkAppId] = Make(sdkAppId, [row.SecretKey], [], new AppSettings());
    }

    private static ChatApp Make(uint sdkAppId, IEnumerable<string> keys, IEnumerable<string> administrators, AppSettings settings) => new(
        sdkAppId,
        [.. keys.Distinct(StringComparer.Ordinal)],
        administrators.DefaultIfEmpty(ChatApp.DefaultAdministrator).ToFrozenSet(StringComparer.Ordinal),
        settings);
}
