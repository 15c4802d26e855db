using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http.Features;

namespace Chat.Host.Gateway;

/// <summary>The HTTP side of a WebSocket (RFC 6455 §4.2).</summary>
internal static class WebSocketHandshake
{
    private const string AcceptSuffix = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    /// <summary>True for a well-formed WebSocket request; then <paramref name="accept"/> is the answer to its key.</summary>
    public static bool TryAccept(HttpContext http, out IHttpUpgradeFeature upgrade, out string accept)
    {
        upgrade = http.Features.Get<IHttpUpgradeFeature>()!;
        var key = http.Request.Headers.SecWebSocketKey.ToString();
        accept = "";
        if (upgrade is not { IsUpgradableRequest: true } || key.Length != 24
            || http.Request.Headers.SecWebSocketVersion != "13"
            || !http.Request.Headers.Upgrade.ToString().Equals("websocket", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

#pragma warning disable CA5350 // The protocol prescribes SHA-1; nothing secret depends on it.
        accept = Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + AcceptSuffix)));
#pragma warning restore CA5350
        return true;
    }
}
