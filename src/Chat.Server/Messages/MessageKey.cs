using System.Globalization;

namespace Chat.Server.Messages;

/// <summary>The numbers by which clients name a message; its sender makes them unique within a conversation.</summary>
internal readonly record struct MessageKey(long MsgSeq, long Random, long Time)
{
    private const int MaxLength = 50;

    /// <summary>Reads <c>MsgSeq_MsgRandom_MsgTime</c> (wire reference, messages §1).</summary>
    public static bool TryParse(string? text, out MessageKey key)
    {
        key = default;
        if (text is null or { Length: > MaxLength } || text.Split('_') is not [var sequence, var random, var time]
            || !TryParseNumber(sequence, out var msgSeq) || !TryParseNumber(random, out var msgRandom) || !TryParseNumber(time, out var msgTime))
        {
            return false;
        }

        key = new MessageKey(msgSeq, msgRandom, msgTime);
        return true;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{MsgSeq}_{Random}_{Time}");

    private static bool TryParseNumber(string text, out long number) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
