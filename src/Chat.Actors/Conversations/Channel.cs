using Chat.Actors.Messages;
using Chat.Protocol.Commands;
using Chat.Protocol.Conversations;
using Chat.Protocol.Messages;

namespace Chat.Actors.Conversations;

/// <summary>
/// What differs between the kinds of conversations: how the server is asked about one, and how its answers are read. Everything else (order, unread,
/// list, memory, events) is the same for all. Pure; made once for each conversation.
/// </summary>
internal abstract class Channel(string me, string target, string conversationId)
{
    /// <summary>The user, group or topic.</summary>
    public string Target { get; } = target;

    public string ConversationId { get; } = conversationId;

    public abstract ConversationType Type { get; }

    /// <summary>False: its messages are those in memory.</summary>
    public virtual bool HasHistory => true;

    /// <summary>The account whose conversation it is.</summary>
    protected string Me { get; } = me;

    /// <param name="kept">Instead of the message's own body: the server keeps the list of a merged message.</param>
    public abstract Question<SentMessage> Send(ChatMessage message, SendOptions options, RelayContent? kept = null);

    /// <summary>A page of the history, going back.</summary>
    /// <param name="cursor"><see cref="HistoryPage.Cursor"/> of the page behind it, "" for the newest.</param>
    /// <param name="newest">Order of the newest message, 0 if it is not known.</param>
    public abstract Question<HistoryPage> GetPage(string cursor, long newest);

    /// <summary>The place before a message, as <see cref="GetPage"/> takes it.</summary>
    public abstract string CursorBefore(ChatMessage message);

    /// <summary>True if the text may have been a <see cref="HistoryPage.Cursor"/>.</summary>
    public abstract bool IsCursor(string text);

    /// <summary>A page from any place.</summary>
    /// <param name="hop">The place.</param>
    /// <param name="key"><see cref="HistoryPage.NextKey"/> of the page that ended there, else "".</param>
    public abstract Question<HistoryPage> GetHoppingPage(HoppingRequest hop, string key);

    /// <summary>The messages behind a place, oldest first.</summary>
    /// <param name="order">Order of the message before them, 0 if none is known.</param>
    /// <param name="time">Its time; without an order the time from which on messages are missing.</param>
    public abstract Question<HistoryPage> GetNewer(long order, long time);

    /// <summary>Takes a message back.</summary>
    /// <returns>The code for the message, 0 for success.</returns>
    public abstract Question<int> Recall(ChatMessage message);

    /// <param name="body">Absent: only the custom data changes.</param>
    public abstract Question<ModifyMessageReply> Modify(ChatMessage message, RawJson? body);

    public abstract Question<Reply> Delete(IReadOnlyList<ChatMessage> messages);

    public abstract Question<SetExtensionsReply> SetExtensions(ChatMessage message, int operation, MessageExtension[]? extensions);

    public abstract Question<ExtensionsReply> GetExtensions(ChatMessage message, long? since);

    public abstract Question<Reply> React(ChatMessage message, string reactionId, bool isAdding);

    public abstract Question<IReadOnlyList<ReactionsOfMessage>> GetReactions(IReadOnlyList<ChatMessage> messages, int maxUsers);

    public abstract Question<ReactionUsersReply> GetReactionUsers(ChatMessage message, string reactionId, long next, int count);

    /// <summary>Tells the server that everything is read up to an order, or a time.</summary>
    public abstract Question<Reply> ReportRead(long order, long time);

    /// <summary>The conversation as commands of the list name it; each has its own spelling.</summary>
    public abstract ContactItem ToContact();

    public abstract PinnedItem ToPinned();

    public abstract DeletedItem ToDeleted();

    public abstract ClearHistory ToClear();
}

/// <summary>What the server says of a message that it took.</summary>
/// <param name="Time">UNIX seconds.</param>
/// <param name="Sequence">The message's number from now on.</param>
/// <param name="Order">Its place in the conversation; 0 if it has none.</param>
/// <param name="NameCard">What the sender is called there; null where the server does not say.</param>
internal sealed record SentMessage(long Time, long Sequence, long Order, string? NameCard = null);

/// <summary>A part of a conversation's history.</summary>
/// <param name="Messages">Oldest first.</param>
/// <param name="IsComplete">There is no more in this direction.</param>
internal sealed record HistoryPage(List<ChatMessage> Messages, bool IsComplete)
{
    /// <summary>Where the page before begins; "" at the end.</summary>
    public string Cursor { get; init; } = "";

    /// <summary>Where the next page begins, UNIX seconds.</summary>
    public long NextTime { get; init; }

    /// <summary>The exact place within that second.</summary>
    public string NextKey { get; init; } = "";

    /// <summary>Where the next page begins, where places are sequences.</summary>
    public long NextSequence { get; init; }

    /// <summary>Nothing that the server has up to this order is missing in the page.</summary>
    public long CompleteUpTo { get; init; }
}

/// <summary>The reactions to one message as the server tells them.</summary>
internal sealed record ReactionsOfMessage(string MessageId, Reaction[] Reactions);
