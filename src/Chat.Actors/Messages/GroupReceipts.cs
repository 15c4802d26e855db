using Chat.Actors.Profiles;

namespace Chat.Actors.Messages;

/// <summary>Members who have read a message, or who have not.</summary>
/// <param name="UserIds">Them.</param>
/// <param name="Cursor">Pass it to get the next page; "" at the end.</param>
/// <param name="IsCompleted">There are no more.</param>
public sealed record GroupReadMemberPage(IReadOnlyList<string> UserIds, string Cursor, bool IsCompleted);

/// <summary>A pinned message of a group or topic.</summary>
/// <param name="Message">The message.</param>
/// <param name="PinnedBy">Who has pinned it.</param>
public sealed record PinnedMessage(ChatMessage Message, Profile PinnedBy);

/// <summary>A member who has read a message.</summary>
/// <param name="UserId">The member.</param>
/// <param name="Time">When, UNIX seconds.</param>
public sealed record GroupReader(string UserId, long Time);
