namespace Chat.Protocol.Frames;

/// <summary>
/// Escapes of half a character. They are valid JSON, and <c>JSON.stringify</c> writes them, but no text that .NET can hold: readers of strings throw.
/// </summary>
public static class LoneSurrogates
{
    private const int EscapeLength = 6;

    private static ReadOnlySpan<byte> Replacement => "\\uFFFD"u8;

    /// <summary>Replaces each escaped surrogate without its other half by the escape of U+FFFD, which is as long.</summary>
    /// <param name="json">JSON text; changed in place.</param>
    public static void Replace(Span<byte> json)
    {
        var at = 0;
        while (at < json.Length && json[at..].IndexOf((byte)'\\') is var next and >= 0)
        {
            at += next;
            var here = json[at..];
            if (!IsSurrogate(here))
            {
                // Past the backslash and what it escapes; the digits of other characters have no backslash.
                at += 2;
            }
            else if (IsHigh(here) && IsSurrogate(here[EscapeLength..]) && !IsHigh(here[EscapeLength..]))
            {
                at += 2 * EscapeLength;
            }
            else
            {
                Replacement.CopyTo(here);
                at += EscapeLength;
            }
        }
    }

    /// <summary>D800 to DFFF.</summary>
    private static bool IsSurrogate(ReadOnlySpan<byte> escape) =>
        escape.Length >= EscapeLength && escape[0] == '\\' && escape[1] == 'u' && (escape[2] | 0x20) == 'd'
        && (escape[3] is (byte)'8' or (byte)'9' || (escape[3] | 0x20) is >= 'a' and <= 'f')
        && char.IsAsciiHexDigit((char)escape[4]) && char.IsAsciiHexDigit((char)escape[5]);

    /// <summary>D800 to DBFF: the first half of a character.</summary>
    private static bool IsHigh(ReadOnlySpan<byte> surrogate) => surrogate[3] is (byte)'8' or (byte)'9' || (surrogate[3] | 0x20) is 'a' or 'b';
}
