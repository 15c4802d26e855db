namespace Chat.Server.Messages;

/// <summary>What a conversation's newest row says.</summary>
/// <param name="Sequence">The owner's sequence, 0 when there is no message.</param>
/// <param name="Time">UNIX seconds.</param>
/// <param name="Count0">Countable messages of side 0 so far.</param>
/// <param name="Count1">Countable messages of side 1 so far.</param>
/// <param name="ShownSequence">Newest sequence that may be shown as the last message.</param>
/// <param name="Visible0">Newest sequence up to this one that is not concealed from side 0.</param>
/// <param name="Visible1">Newest sequence up to this one that is not concealed from side 1.</param>
internal readonly record struct LogPosition(long Sequence, long Time, long Count0, long Count1, long ShownSequence, long Visible0, long Visible1)
{
    public long VisibleTo(int side) => side == 0 ? Visible0 : Visible1;

    /// <summary>Countable messages of the other side: what a read position of <paramref name="side"/> remembers.</summary>
    public long CountFor(int side) => side == 0 ? Count1 : Count0;
}

/// <summary>A message as it was stored.</summary>
/// <param name="Position">0 for a message that was there already.</param>
internal readonly record struct Appended(long Sequence, long Time, long Position, MessageFlags Flags);
