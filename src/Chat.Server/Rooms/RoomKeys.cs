using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Chat.Server.Apps;

namespace Chat.Server.Rooms;

/// <summary>
/// Keys of polls (wire reference, AVChatRoom §A1): they name the room and the item at which their holder came, signed with the app's secret key, so that nobody
/// reads what was said before. Any other text, such as the ID of the room, names a room and nothing else.
/// </summary>
internal static class RoomKeys
{
    private const int SignatureBytes = 16;
    private const int SignatureLength = 2 * SignatureBytes;

    /// <summary>Hexadecimal digits of signature and position. No ID of a room is longer, so that none is taken for a key.</summary>
    private const int PrefixLength = SignatureLength + (2 * sizeof(long));

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789abcdef");

    public static string Make(ChatApp app, string groupId, long position)
    {
        var signature = Sign(app.Keys[0], app.SdkAppId, groupId, position);
        return string.Create(CultureInfo.InvariantCulture, $"{Convert.ToHexStringLower(signature)}{position:x16}{groupId}");
    }

    /// <summary>The room that a key names, whoever has signed it.</summary>
    public static string GroupOf(string key) => IsSigned(key) ? key[PrefixLength..] : key;

    /// <summary>The item at which the holder of a key came; null if the app has not signed it.</summary>
    public static long? PositionOf(ChatApp app, string key)
    {
        if (!IsSigned(key))
        {
            return null;
        }

        var signature = Convert.FromHexString(key.AsSpan(0, SignatureLength));
        var position = long.Parse(key.AsSpan(SignatureLength, PrefixLength - SignatureLength), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        var groupId = key[PrefixLength..];
        return app.Keys.Any(secret => CryptographicOperations.FixedTimeEquals(Sign(secret, app.SdkAppId, groupId, position), signature)) ? position : null;
    }

    private static bool IsSigned(string key) => key.Length > PrefixLength && !key.AsSpan(0, PrefixLength).ContainsAnyExcept(Digits);

    private static byte[] Sign(string secret, uint sdkAppId, string groupId, long position)
    {
        // The name keeps these signatures apart from others that are made with the same secret.
        var name = "room-poll\0"u8;
        var text = new byte[name.Length + sizeof(uint) + sizeof(long) + Encoding.UTF8.GetByteCount(groupId)];
        name.CopyTo(text);
        BinaryPrimitives.WriteUInt32BigEndian(text.AsSpan(name.Length), sdkAppId);
        BinaryPrimitives.WriteInt64BigEndian(text.AsSpan(name.Length + sizeof(uint)), position);
        Encoding.UTF8.GetBytes(groupId, text.AsSpan(name.Length + sizeof(uint) + sizeof(long)));
        return HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), text)[..SignatureBytes];
    }
}
