using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace Chat.Protocol.Commands;

/// <summary>
/// Escapes what <c>JSON.stringify</c> escapes and nothing else. The class library's most relaxed encoder still escapes emoji, ideographic spaces and
/// other text, which makes messages longer than those of the official SDK. Halves of surrogate pairs become U+FFFD.
/// </summary>
internal sealed class StringifyEncoder : JavaScriptEncoder
{
    private const string Escaped =
        "\"\\\u0000\u0001\u0002\u0003\u0004\u0005\u0006\u0007\b\t\n\u000b\f\r\u000e\u000f"
        + "\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001a\u001b\u001c\u001d\u001e\u001f";

    private static readonly SearchValues<byte> EscapedBytes = SearchValues.Create(Encoding.ASCII.GetBytes(Escaped));

    private static readonly SearchValues<char> EscapedCharacters = SearchValues.Create(Escaped);

    public static StringifyEncoder Instance { get; } = new();

    public override int MaxOutputCharactersPerInputCharacter => "\\u0000".Length;

    public override bool WillEncode(int unicodeScalar) => unicodeScalar is < ' ' or '"' or '\\';

    public override int FindFirstCharacterToEncodeUtf8(ReadOnlySpan<byte> utf8Text) =>
        Utf8.IsValid(utf8Text) ? utf8Text.IndexOfAny(EscapedBytes) : base.FindFirstCharacterToEncodeUtf8(utf8Text);

    public override unsafe int FindFirstCharacterToEncode(char* text, int textLength)
    {
        var span = new ReadOnlySpan<char>(text, textLength);
        var escaped = span.IndexOfAny(EscapedCharacters);
        var end = escaped < 0 ? span.Length : escaped;
        for (var at = 0; at < end; at++)
        {
            var next = span[at..end].IndexOfAnyInRange('\ud800', '\udfff');
            if (next < 0)
            {
                break;
            }

            at += next;
            if (at + 1 >= end || !char.IsSurrogatePair(span[at], span[at + 1]))
            {
                return at;
            }

            at++;
        }

        return escaped;
    }

    public override unsafe bool TryEncodeUnicodeScalar(int unicodeScalar, char* buffer, int bufferLength, out int numberOfCharactersWritten)
    {
        var output = new Span<char>(buffer, bufferLength);
        var letter = unicodeScalar switch
        {
            '"' => '"',
            '\\' => '\\',
            '\b' => 'b',
            '\t' => 't',
            '\n' => 'n',
            '\f' => 'f',
            '\r' => 'r',
            _ => '\0',
        };
        if (letter != '\0')
        {
            numberOfCharactersWritten = 2;
            return output.TryWrite($"\\{letter}", out _);
        }

        return output.TryWrite($"\\u{unicodeScalar:x4}", out numberOfCharactersWritten);
    }
}
