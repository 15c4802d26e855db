using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Chat.Server.Accounts;

/// <summary>What the path of a message needs to know of an account; replaced as a whole when something changes.</summary>
public sealed class AccountInfo
{
    /// <summary>TinyIds look like the cloud's and never collide with the one of <c>@TIM#SYSTEM</c>.</summary>
    private const long TinyIdBase = 144115200000000000;

    public AccountInfo(long accountId, uint sdkAppId, string userId, string nick, string avatar, long kickedAt)
    {
        AccountId = accountId;
        SdkAppId = sdkAppId;
        UserId = userId;
        Nick = nick;
        Avatar = avatar;
        KickedAt = kickedAt;
        TinyId = (TinyIdBase + accountId).ToString(CultureInfo.InvariantCulture);
        UserIdJson = ToJson(userId);
        TinyIdJson = ToJson(TinyId);
        NickJson = nick.Length == 0 ? [] : ToJson(nick);
        AvatarJson = avatar.Length == 0 ? [] : ToJson(avatar);
    }

    /// <summary>Key of the account's row.</summary>
    public long AccountId { get; }

    public uint SdkAppId { get; }

    public string UserId { get; }

    public string Nick { get; }

    public string Avatar { get; }

    /// <summary>Signatures issued up to this UNIX second are refused; 0 for none.</summary>
    public long KickedAt { get; }

    /// <summary>Until when an administrator lets it send no messages to users, UNIX seconds; 0 for not muted.</summary>
    public long MutedUntil { get; init; }

    /// <summary>The same for messages to groups.</summary>
    public long GroupMutedUntil { get; init; }

    public string TinyId { get; }

    // Quoted JSON strings, ready to be copied into messages; empty when there is nothing to say.
    internal byte[] UserIdJson { get; }

    internal byte[] TinyIdJson { get; }

    internal byte[] NickJson { get; }

    internal byte[] AvatarJson { get; }

    private static byte[] ToJson(string text)
    {
        var encoded = JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes;
        return [(byte)'"', .. encoded, (byte)'"'];
    }
}
