using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Chat.Protocol.Media;

namespace Chat.Server.Media;

/// <summary>Permission to upload one file: all that an upload address says.</summary>
/// <param name="MaxBytes">Largest size that is taken.</param>
/// <param name="UploadUntil">UNIX second at which the address ends.</param>
/// <param name="ExpiresAt">UNIX second at which the file itself will end, 0 for never.</param>
public sealed record UploadGrant(
    string ObjectId, uint AppId, long AccountId, MediaKind Kind, string Name, long MaxBytes, long UploadUntil, long ExpiresAt);

/// <summary>
/// Makes and reads the signed part of addresses: text and HMAC-SHA256 over it, both for anybody to read and for nobody else to make. The signature lies
/// in the path, because clients append queries of their own to download addresses (<c>?imageView2/…</c>, <c>?authKey=…</c>).
/// </summary>
internal sealed class MediaSigner(byte[] key, TimeProvider time)
{
    private const char Separator = '.';
    private const char FieldSeparator = '\n';

    /// <summary>Base64url of the grant's fields, a dot, the signature.</summary>
    public string SignUpload(UploadGrant grant)
    {
        var fields = string.Join(
            FieldSeparator,
            grant.ObjectId,
            Text(grant.AppId),
            Text(grant.AccountId),
            Text((int)grant.Kind),
            Text(grant.MaxBytes),
            Text(grant.UploadUntil),
            Text(grant.ExpiresAt),
            grant.Name);
        var text = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(fields));
        return text + Separator + Signature("upload", text);
    }

    /// <summary>Null if the token is forged or has ended.</summary>
    public UploadGrant? ReadUpload(string token)
    {
        var parts = token.Split(Separator);
        if (parts.Length != 2 || !IsSigned("upload", parts[0], parts[1]))
        {
            return null;
        }

        var fields = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(parts[0])).Split(FieldSeparator);
        var grant = new UploadGrant(
            fields[0], (uint)Number(fields[1]), Number(fields[2]), (MediaKind)Number(fields[3]), fields[7], Number(fields[4]), Number(fields[5]), Number(fields[6]));
        return grant.UploadUntil > time.GetUtcNow().ToUnixTimeSeconds() ? grant : null;
    }

    /// <summary>The object's ID, its end in UNIX seconds (0 for never), the signature, with dots between.</summary>
    public string SignDownload(string objectId, long expiresAt)
    {
        var text = objectId + Separator + Text(expiresAt);
        return text + Separator + Signature("download", text);
    }

    /// <summary>The object's ID, or null if the token is forged or has ended.</summary>
    public string? ReadDownload(string token)
    {
        var parts = token.Split(Separator);
        return parts.Length == 3 && IsSigned("download", parts[0] + Separator + parts[1], parts[2])
            && (Number(parts[1]) is var expiresAt && (expiresAt == 0 || expiresAt > time.GetUtcNow().ToUnixTimeSeconds()))
            ? parts[0]
            : null;
    }

    private bool IsSigned(string purpose, string text, string signature) => CryptographicOperations.FixedTimeEquals(
        Encoding.UTF8.GetBytes(Signature(purpose, text)), Encoding.UTF8.GetBytes(signature));

    private string Signature(string purpose, string text) =>
        Base64Url.EncodeToString(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(purpose + FieldSeparator + text)));

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static long Number(string text) => long.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
}
