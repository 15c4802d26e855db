using System.IO.Compression;
using System.Text;

namespace Chat.Protocol.Tests.Accounts;

/// <summary>The packing of a UserSig, written down a second time so that the code under test does not check itself.</summary>
internal static class UserSigText
{
    public static string Unpack(string userSig)
    {
        var packed = Convert.FromBase64String(userSig.Replace('*', '+').Replace('-', '/').Replace('_', '='));
        using var zlib = new ZLibStream(new MemoryStream(packed), CompressionMode.Decompress);
        using var json = new MemoryStream();
        zlib.CopyTo(json);
        return Encoding.UTF8.GetString(json.ToArray());
    }

    public static string Pack(string json) => Pack(Encoding.UTF8.GetBytes(json));

    public static string Pack(ReadOnlySpan<byte> document)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            zlib.Write(document);
        }

        return Encode(packed.ToArray());
    }

    public static string Encode(ReadOnlySpan<byte> packed) =>
        Convert.ToBase64String(packed).Replace('+', '*').Replace('/', '-').Replace('=', '_');
}
