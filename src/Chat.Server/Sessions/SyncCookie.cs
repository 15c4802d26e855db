using System.Globalization;

namespace Chat.Server.Sessions;

/// <summary>
/// How far an instance is known to have everything, as positions in the store's order of commits. A sync carries messages in its reply, and changes in pushes behind
/// it, which may be lost although the reply arrived: until they are acknowledged the next sync brings the changes again.
/// </summary>
/// <param name="Messages">The instance has all messages up to here.</param>
/// <param name="Changes">And all changes up to here.</param>
internal readonly record struct SyncCookie(long Messages, long Changes)
{
    private const char Separator = '-';

    public static SyncCookie At(long position) => new(position, position);

    /// <returns>False for text that no server wrote.</returns>
    public static bool TryParse(string text, out SyncCookie cookie)
    {
        var separator = text.IndexOf(Separator, StringComparison.Ordinal);
        var messages = separator < 0 ? text : text.AsSpan(0, separator);
        var changes = text.AsSpan(separator + 1);
        cookie = default;
        if (!long.TryParse(messages, NumberStyles.None, CultureInfo.InvariantCulture, out var one)
            || !long.TryParse(changes, NumberStyles.None, CultureInfo.InvariantCulture, out var other))
        {
            return false;
        }

        cookie = new SyncCookie(one, other);
        return true;
    }

    public override string ToString() => Messages == Changes
        ? string.Create(CultureInfo.InvariantCulture, $"{Messages}")
        : string.Create(CultureInfo.InvariantCulture, $"{Messages}{Separator}{Changes}");
}
