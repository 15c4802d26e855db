using System.Buffers;
using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Chat.Protocol.Commands;
using Chat.Protocol.Errors;
using Chat.Protocol.Frames;

namespace Chat.Protocol.Accounts;

/// <summary>
/// UserSig (TLSSigAPIv2): an HMAC-SHA256 over user, app, time of issue and life span, as a zlib-packed JSON document in a base64 alphabet of its own.
/// Source: Tencent Chat documentation, "Generating UserSig".
/// </summary>
public static class UserSig
{
    /// <summary>The helper libraries' default life span.</summary>
    public static readonly TimeSpan DefaultExpire = TimeSpan.FromDays(180);

    private const string Version = "2.0";
    private const int MaxTextLength = 4096;
    private const int MaxDocumentBytes = 4096;

    /// <summary>Signs for <paramref name="userId"/>.</summary>
    /// <param name="sdkAppId">The app.</param>
    /// <param name="key">The app's secret key, used as its UTF-8 bytes.</param>
    /// <param name="userId">The user the signature lets in.</param>
    /// <param name="issuedAt">Time of issue, whole seconds.</param>
    /// <param name="expire">Life span, whole seconds.</param>
    /// <param name="userBuffer">Only for PrivateMapKey (TRTC); absent for chat.</param>
    public static string Sign(
        uint sdkAppId, string key, string userId, DateTimeOffset issuedAt, TimeSpan expire, ReadOnlySpan<byte> userBuffer = default)
    {
        var time = issuedAt.ToUnixTimeSeconds();
        var seconds = (long)expire.TotalSeconds;
        var userBufferText = userBuffer.IsEmpty ? null : Convert.ToBase64String(userBuffer);
        var document = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(document, Wire.WriterOptions))
        {
            writer.WriteStartObject();
            writer.WriteString("TLS.ver", Version);
            writer.WriteString("TLS.identifier", userId);
            writer.WriteNumber("TLS.sdkappid", sdkAppId);
            writer.WriteNumber("TLS.time", time);
            writer.WriteNumber("TLS.expire", seconds);
            if (userBufferText is not null)
            {
                writer.WriteString("TLS.userbuf", userBufferText);
            }

            writer.WriteString("TLS.sig", ComputeSignature(key, userId, sdkAppId, time, seconds, userBufferText));
            writer.WriteEndObject();
        }

        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            zlib.Write(document.WrittenSpan);
        }

        return Convert.ToBase64String(packed.GetBuffer(), 0, (int)packed.Length).Replace('+', '*').Replace('/', '-').Replace('=', '_');
    }

    /// <summary>Checks a signature against the app's keys. Never throws on bad input: the result carries the documented code.</summary>
    /// <param name="userSig">The signature as sent.</param>
    /// <param name="sdkAppId">App of the request.</param>
    /// <param name="userId">User of the request.</param>
    /// <param name="keys">All valid keys of the app; several during a rotation.</param>
    /// <param name="now">The verifier's clock.</param>
    public static UserSigResult Verify(string userSig, uint sdkAppId, string userId, IReadOnlyCollection<string> keys, DateTimeOffset now)
    {
        if (string.IsNullOrEmpty(userSig))
        {
            return UserSigResult.Refused(ErrorCodes.SigEmpty, "UserSig is empty");
        }

        if (TryDecode(userSig) is not { } document)
        {
            return UserSigResult.Refused(ErrorCodes.SigMalformed, "UserSig is malformed");
        }

        if (document.SdkAppId != sdkAppId)
        {
            return UserSigResult.Refused(ErrorCodes.SigWrongApp, "UserSig was made for another SDKAppID");
        }

        if (!string.Equals(document.Identifier, userId, StringComparison.Ordinal))
        {
            return UserSigResult.Refused(ErrorCodes.SigWrongUser, "UserSig was made for another user");
        }

        if (keys.Count == 0)
        {
            return UserSigResult.Refused(ErrorCodes.SigNoKey, "the app has no key to verify UserSig with");
        }

        if (!keys.Any(key => IsSignedWith(document, key)))
        {
            return UserSigResult.Refused(ErrorCodes.SigWrongKey, "UserSig was signed with another key");
        }

        // A huge life span must not overflow the calendar.
        var expiresAt = DateTimeOffset.FromUnixTimeSeconds(Math.Min(document.Time + document.Expire, DateTimeOffset.MaxValue.ToUnixTimeSeconds()));
        return expiresAt < now
            ? UserSigResult.Refused(ErrorCodes.SigExpired, "UserSig has expired")
            : new UserSigResult(0, "", DateTimeOffset.FromUnixTimeSeconds(document.Time), expiresAt);
    }

    private static bool IsSignedWith(Document document, string key)
    {
        var expected = ComputeSignature(key, document.Identifier, document.SdkAppId, document.Time, document.Expire, document.UserBuffer);
        return CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(expected), Encoding.UTF8.GetBytes(document.Signature));
    }

    private static string ComputeSignature(string key, string userId, uint sdkAppId, long time, long expire, string? userBuffer)
    {
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"TLS.identifier:{userId}\nTLS.sdkappid:{sdkAppId}\nTLS.time:{time}\nTLS.expire:{expire}\n");
        if (userBuffer is not null)
        {
            text += $"TLS.userbuf:{userBuffer}\n";
        }

        return Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(text)));
    }

    private static Document? TryDecode(string userSig)
    {
        if (userSig.Length > MaxTextLength)
        {
            return null;
        }

        try
        {
            var packed = Convert.FromBase64String(userSig.Replace('*', '+').Replace('-', '/').Replace('_', '='));
            using var zlib = new ZLibStream(new MemoryStream(packed, writable: false), CompressionMode.Decompress);
            using var json = JsonDocument.Parse(FrameCompression.ReadAll(zlib, MaxDocumentBytes));
            var root = json.RootElement;
            if (root.GetProperty("TLS.ver").GetString() != Version)
            {
                return null;
            }

            var sdkAppId = ReadNumber(root.GetProperty("TLS.sdkappid"));
            var time = ReadNumber(root.GetProperty("TLS.time"));
            var expire = ReadNumber(root.GetProperty("TLS.expire"));
            var identifier = root.GetProperty("TLS.identifier").GetString();
            var signature = root.GetProperty("TLS.sig").GetString();
            var userBuffer = root.TryGetProperty("TLS.userbuf", out var buffer) ? buffer.GetString() : null;
            var inRange = sdkAppId is >= 0 and <= uint.MaxValue && time is >= 0 and <= uint.MaxValue && expire is >= 0 and <= uint.MaxValue;

            // The signed text is lines: a line feed in a value could spell the lines of another signature.
            var oneLine = identifier?.Contains('\n') != true && userBuffer?.Contains('\n') != true;
            return identifier is null || signature is null || !inRange || !oneLine
                ? null
                : new Document(identifier, (uint)sdkAppId, time, expire, signature, userBuffer);
        }
        catch (Exception e) when (e is FormatException or InvalidDataException or JsonException or FrameException
            or KeyNotFoundException or InvalidOperationException or OverflowException or IOException)
        {
            return null;
        }
    }

    /// <summary>Some helper libraries write the numbers as decimal strings.</summary>
    private static long ReadNumber(JsonElement element) => element.ValueKind == JsonValueKind.String
        ? long.Parse(element.GetString()!, NumberStyles.None, CultureInfo.InvariantCulture)
        : element.GetInt64();

    private sealed record Document(string Identifier, uint SdkAppId, long Time, long Expire, string Signature, string? UserBuffer);
}

/// <summary>Outcome of <see cref="UserSig.Verify"/>.</summary>
/// <param name="ErrorCode">0, or the documented 700xx code.</param>
/// <param name="ErrorInfo">Text for people.</param>
/// <param name="IssuedAt">Time of issue of a good signature.</param>
/// <param name="ExpiresAt">End of life of a good signature.</param>
public sealed record UserSigResult(int ErrorCode, string ErrorInfo, DateTimeOffset IssuedAt, DateTimeOffset ExpiresAt)
{
    public bool IsValid => ErrorCode == 0;

    internal static UserSigResult Refused(int code, string info) => new(code, info, default, default);
}
