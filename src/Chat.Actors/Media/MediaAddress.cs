using System.Text.RegularExpressions;

namespace Chat.Actors.Media;

/// <summary>Addresses of files as options and the SDK's rules change them (wire reference, messages §12.2).</summary>
internal static partial class MediaAddress
{
    /// <summary>Hosts that want to see the key of the login reply.</summary>
    private static readonly string[] KeyHosts = ["rich.my-imcloud.com", "imrich.qcloud.com"];

    /// <summary>Where to upload: the proxy takes the place of a host that is reached by https.</summary>
    public static string ForUpload(string address, string? proxy) => string.IsNullOrEmpty(proxy) ? address : SecureHost.Replace(address, _ => proxy);

    /// <summary>The other host of a refused upload.</summary>
    public static string WithHost(string address, string host) => AnyHost.Replace(address, _ => "https://" + host, 1);

    /// <summary>Outside private networks addresses are stored with https whatever the server said.</summary>
    public static string ForceSecure(string address) => "https://" + Scheme.Replace(address, "", 1);

    /// <summary>Where to download: the proxy takes the place of any host, and the key is appended where it is wanted.</summary>
    /// <param name="address">As it is stored.</param>
    /// <param name="proxy">Null or "" for none.</param>
    /// <param name="authKey">The key; "" for none.</param>
    /// <param name="domains">Further domains that want to see it, themselves and what is below them.</param>
    public static string ForDownload(string address, string? proxy, string authKey, IReadOnlyList<string> domains)
    {
        var isProxied = !string.IsNullOrEmpty(proxy) && AnyHost.IsMatch(address);
        var target = isProxied ? AnyHost.Replace(address, _ => proxy!, 1) : address;
        var wantsKey = isProxied
            || (Uri.TryCreate(target, UriKind.Absolute, out var uri)
                && (KeyHosts.Any(host => uri.Host.EndsWith(host, StringComparison.OrdinalIgnoreCase)) || domains.Any(domain => IsWithin(uri.Host, domain))));
        return authKey.Length > 0 && wantsKey && !target.Contains("authKey=", StringComparison.Ordinal)
            ? target + (target.Contains('?', StringComparison.Ordinal) ? '&' : '?') + "authKey=" + authKey
            : target;
    }

    /// <summary>An address that a transfer can go to; null for any other text.</summary>
    public static Uri? ToUri(string? address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? uri : null;

    /// <summary>Addresses come from other users, and the key must not go to a host whose name merely ends in the same letters.</summary>
    private static bool IsWithin(string host, string domain) =>
        host.EndsWith(domain, StringComparison.OrdinalIgnoreCase) && (host.Length == domain.Length || host[^(domain.Length + 1)] == '.');

    [GeneratedRegex("^https://[^/]+")]
    private static partial Regex SecureHost { get; }

    [GeneratedRegex("^https?://[^/]+")]
    private static partial Regex AnyHost { get; }

    [GeneratedRegex("^https?://")]
    private static partial Regex Scheme { get; }
}
