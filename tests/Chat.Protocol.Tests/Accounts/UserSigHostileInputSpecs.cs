using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Chat.Protocol.Accounts;
using Chat.Protocol.Errors;
using CsCheck;

namespace Chat.Protocol.Tests.Accounts;

/// <summary>What strangers may send instead of a signature.</summary>
public sealed class UserSigHostileInputSpecs
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789*-_+/=";

    private static readonly UserSigVector Alice = UserSigVectors.V1;

    private static readonly string Good = Alice.UserSigs[0];

    private static readonly string Document = UserSigText.Unpack(Good);

    private static readonly string[] Fields =
        ["TLS.ver", "TLS.identifier", "TLS.sdkappid", "TLS.time", "TLS.expire", "TLS.sig"];

    public static TheoryData<string, string> Garbage => new()
    {
        { "words", "garbage" },
        { "a beginning", "eJ" },
        { "half a signature", Good[..(Good.Length / 2)] },
        { "padding only", "____" },
        { "blanks", "   " },
        { "a NUL", "\0" },
        { "other scripts", "签名签名" },
        { "half a surrogate pair", "\ud800abc" },
        { "base64 of the bare document", UserSigText.Encode(Encoding.UTF8.GetBytes(Document)) },
        { "the document itself", Document },
        { "raw deflate", UserSigText.Encode(Deflate(Document)) },
        { "gzip", UserSigText.Encode(Gzip(Document)) },
        { "an empty zlib stream", UserSigText.Encode([0x78, 0x9C, 3, 0, 0, 0, 0, 1]) },
        { "a zlib stream that asks for a dictionary", UserSigText.Encode([0x78, 0xBB, 1, 2, 3, 4, 5, 6, 7, 8]) },
        { "a zlib header alone", UserSigText.Encode([0x78, 0x9C]) },
        { "null", UserSigText.Pack("null") },
        { "a number", UserSigText.Pack("1") },
        { "a text", UserSigText.Pack("\"TLS.ver\"") },
        { "an array", UserSigText.Pack("[" + Document + "]") },
        { "an empty object", UserSigText.Pack("{}") },
        { "two documents", UserSigText.Pack(Document + Document) },
        { "half a document", UserSigText.Pack(Document[..60]) },
        { "a comment", UserSigText.Pack("/* */" + Document) },
        { "a byte order mark", UserSigText.Pack([0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Document)]) },
        { "not UTF-8", UserSigText.Pack(Latin1(Document.Replace("alice", "al\u00EFce", StringComparison.Ordinal))) },
        { "half a surrogate pair in a name", UserSigText.Pack(Document.Replace("alice", "\\ud800", StringComparison.Ordinal)) },
        { "deep nesting", UserSigText.Pack(new string('[', 2000)) },
        { "a document beyond the limit", UserSigText.Pack(Document.Replace("}", ",\"x\":\"" + new string('x', 5000) + "\"}", StringComparison.Ordinal)) },
        { "a text beyond the limit", new string('e', 1_000_000) },
    };

    public static TheoryData<string> FieldNames => [.. Fields];

    [Theory]
    [MemberData(nameof(Garbage))]
    public void Refuses_garbage_as_malformed(string kind, string userSig)
    {
        Assert.True(Verify(userSig).ErrorCode == ErrorCodes.SigMalformed, kind);
    }

    /// <summary>The last characters hold the checksum of the packing, which the signature makes needless.</summary>
    [Fact]
    public void Refuses_every_truncation_that_takes_away_a_part_of_the_document()
    {
        for (var length = 1; length < Good.Length - 10; length++)
        {
            Assert.Equal(ErrorCodes.SigMalformed, Verify(Good[..length]).ErrorCode);
        }
    }

    [Theory]
    [MemberData(nameof(FieldNames))]
    public void Refuses_a_document_that_lacks_a_field(string field)
    {
        var document = JsonNode.Parse(Document)!.AsObject();
        document.Remove(field);

        Assert.Equal(ErrorCodes.SigMalformed, Verify(UserSigText.Pack(document.ToJsonString())).ErrorCode);
    }

    [Theory]
    [MemberData(nameof(FieldNames))]
    public void Refuses_fields_of_the_wrong_type(string field)
    {
        foreach (var value in new[] { "null", "true", "{}", "[]", "[1]", "{\"TLS.ver\":\"2.0\"}" })
        {
            Assert.Equal(ErrorCodes.SigMalformed, Verify(With(field, value)).ErrorCode);
        }
    }

    [Theory]
    [InlineData("TLS.sdkappid")]
    [InlineData("TLS.time")]
    [InlineData("TLS.expire")]
    public void Refuses_numbers_that_are_not_plain_and_in_range(string field)
    {
        string[] values =
        [
            "-1", "-9223372036854775808", "-9223372036854775809", "1.5", "1400000001.0", "17e8", "1e400", "4294967296", "9223372036854775807",
            "9223372036854775808", "99999999999999999999999999", "\"\"", "\" 1\"", "\"1 \"", "\"-1\"", "\"+1\"", "\"0x10\"", "\"1e3\"", "\"1.0\"",
            "\"1,000\"", "\"4294967296\"", "\"9223372036854775808\"", "\"NaN\"", "\"Infinity\"", "\"one\"", "\"\u0661\"",
        ];
        foreach (var value in values)
        {
            Assert.True(Verify(With(field, value)).ErrorCode == ErrorCodes.SigMalformed, value);
        }
    }

    [Theory]
    [InlineData("\"1.0\"")]
    [InlineData("\"2\"")]
    [InlineData("\"\"")]
    [InlineData("2.0")]
    public void Refuses_other_versions(string version)
    {
        Assert.Equal(ErrorCodes.SigMalformed, Verify(With("TLS.ver", version)).ErrorCode);
    }

    [Fact]
    public void Random_texts_neither_throw_nor_verify()
    {
        Gen.String.Sample(text => Assert.False(Verify(text).IsValid), iter: 2000);
    }

    [Fact]
    public void Random_texts_of_the_alphabet_neither_throw_nor_verify()
    {
        Gen.String[Gen.OneOf(Alphabet.ToCharArray()), 0, 300].Sample(text => Assert.False(Verify("eJ" + text).IsValid), iter: 2000);
    }

    [Fact]
    public void Random_documents_neither_throw_nor_verify()
    {
        Gen.Byte.Array[0, 300].Sample(document => Assert.False(Verify(UserSigText.Pack(document)).IsValid), iter: 1000);
    }

    [Fact]
    public void Documents_with_changed_bytes_verify_only_if_they_still_say_the_same()
    {
        var original = Encoding.UTF8.GetBytes(Document);

        Gen.Select(Gen.Int[0, original.Length - 1], Gen.Byte).Sample((position, value) =>
        {
            var changed = original.ToArray();
            changed[position] = value;

            var result = Verify(UserSigText.Pack(changed));

            Assert.Equal(changed.AsSpan().SequenceEqual(original), result.IsValid);
        }, iter: 3000);
    }

    [Fact]
    public void A_change_of_one_character_verifies_only_if_the_document_stays_the_same()
    {
        Gen.Select(Gen.Int[0, Good.Length - 1], Gen.Frequency((4, Gen.OneOf(Alphabet.ToCharArray())), (1, Gen.Char))).Sample((position, c) =>
        {
            var changed = Good[..position] + c + Good[(position + 1)..];

            var result = Verify(changed);

            if (result.IsValid)
            {
                Assert.Equal(Document, UserSigText.Unpack(changed));
            }
        }, iter: 5000);
    }

    [Fact]
    public void Refuses_a_stream_that_inflates_to_a_hundred_megabytes_without_inflating_it()
    {
        var bomb = UserSigText.Pack(new byte[100 * 1024 * 1024]);
        Verify(bomb);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var result = Verify(bomb);

        Assert.Equal(ErrorCodes.SigMalformed, result.ErrorCode);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 * 1024);
    }

    [Fact]
    public void Refuses_the_largest_stream_that_a_text_of_allowed_length_can_hold_without_inflating_it()
    {
        var bomb = UserSigText.Pack(Encoding.UTF8.GetBytes("{" + new string(' ', 2_900_000) + Document[1..]));
        Assert.InRange(bomb.Length, 3000, 4096);
        Verify(bomb);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var result = Verify(bomb);

        Assert.Equal(ErrorCodes.SigMalformed, result.ErrorCode);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 128 * 1024);
    }

    private static UserSigResult Verify(string userSig) =>
        UserSig.Verify(userSig, Alice.SdkAppId, Alice.UserId, [Alice.Key], Alice.IssuedAt);

    /// <summary>The good document with one value replaced, as text, because <see cref="JsonNode"/> would not keep numbers that are none.</summary>
    private static string With(string field, string value)
    {
        var text = new StringBuilder("{");
        foreach (var (name, node) in JsonNode.Parse(Document)!.AsObject())
        {
            text.Append(text.Length > 1 ? "," : "").Append('"').Append(name).Append("\":").Append(name == field ? value : node!.ToJsonString());
        }

        return UserSigText.Pack(text.Append('}').ToString());
    }

    private static byte[] Latin1(string text) => Encoding.Latin1.GetBytes(text);

    private static byte[] Deflate(string text)
    {
        using var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            deflate.Write(Encoding.UTF8.GetBytes(text));
        }

        return packed.ToArray();
    }

    private static byte[] Gzip(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return packed.ToArray();
    }
}
