using System.Collections.Immutable;
using Chat.Actors.Profiles;

namespace Chat.Actors.Messages;

/// <summary>One reaction to a message.</summary>
/// <param name="ReactionId">The app's own short text.</param>
/// <param name="TotalUserCount">How many users have reacted so.</param>
/// <param name="PartialUserList">The first of them.</param>
/// <param name="ReactedByMyself">This account is one of them.</param>
public sealed record MessageReaction(string ReactionId, int TotalUserCount, ImmutableArray<Profile> PartialUserList, bool ReactedByMyself);

/// <summary>All reactions to one message.</summary>
public sealed record MessageReactionList(string MessageId, ImmutableArray<MessageReaction> ReactionList);

/// <summary>Users who reacted.</summary>
/// <param name="UserList">Their profiles.</param>
/// <param name="NextSeq">0 at the end.</param>
/// <param name="IsCompleted">There are no more.</param>
public sealed record ReactionUserPage(IReadOnlyList<Profile> UserList, long NextSeq, bool IsCompleted);

/// <summary>What became of one key of a message.</summary>
/// <param name="Code">0 for success, else the server's code, such as 23001 when somebody else has written the key in the meantime.</param>
/// <param name="Key">The key.</param>
/// <param name="Value">What it has now, "" for nothing.</param>
public sealed record MessageExtensionResult(int Code, string Key, string Value);
