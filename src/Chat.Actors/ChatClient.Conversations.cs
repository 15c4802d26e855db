using System.Numerics;
using Chat.Actors.App;
using Chat.Actors.Conversations;
using Chat.Protocol.Conversations;
using Chat.Protocol.Errors;

namespace Chat.Actors;

/// <summary>The conversation list, conversation groups, whether messages are announced.</summary>
public sealed partial class ChatClient
{
    private const int MaxGroupName = 32;

    /// <summary>The conversation list, sorted: pinned ones, then by the last message; those without a message come last.</summary>
    public Task<IReadOnlyList<Conversation>> GetConversationListAsync(CancellationToken cancellationToken = default) =>
        GetListAsync(static _ => true, cancellationToken);

    /// <summary>The conversations of the list that a filter accepts.</summary>
    public Task<IReadOnlyList<Conversation>> GetConversationListAsync(ConversationFilter filter, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return GetListAsync(filter.Accepts, cancellationToken);
    }

    /// <summary>The conversations of the list that have one of these IDs.</summary>
    public Task<IReadOnlyList<Conversation>> GetConversationListAsync(IReadOnlyList<string> conversationIds, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(conversationIds);
        var wanted = conversationIds.ToHashSet(StringComparer.Ordinal);
        return GetListAsync(conversation => wanted.Contains(conversation.ConversationId), cancellationToken);
    }

    /// <summary>One conversation; for a user without one an empty entry, which is in the list from then on.</summary>
    /// <exception cref="ChatException">2501: there is no such user. 2503: not a conversation's ID. The server's code about a group.</exception>
    public Task<Conversation> GetConversationProfileAsync(string conversationId, CancellationToken cancellationToken = default)
    {
        ConversationIds.Check(conversationId);
        return AskReadyAsync<Conversation>(promise => new ConversationsProtocol.GetProfile(conversationId, promise), cancellationToken);
    }

    /// <summary>Who is invited into a group is not told what was said before, the SDK's experimental <c>disableMessagePullOnInvite</c>. Holds until the logout.</summary>
    public void DisableMessagePullOnInvite() => _context.DisablesPullOnInvite = true;

    /// <summary>Unread messages of all conversations that notify.</summary>
    public long GetTotalUnreadMessageCount() => _context.TotalUnread;

    /// <summary>Pins a conversation to the top of the list, or unpins it, on all devices. One that is not in the list is put there.</summary>
    /// <exception cref="ChatException">2503: not a conversation's ID. The server's code, 51012: too many are pinned.</exception>
    public Task PinConversationAsync(string conversationId, bool isPinned, CancellationToken cancellationToken = default)
    {
        ConversationIds.Check(conversationId);
        return AskReadyAsync<Done>(promise => new ConversationsProtocol.Pin(conversationId, isPinned, promise), cancellationToken);
    }

    /// <summary>Takes a conversation out of the list on all devices.</summary>
    /// <exception cref="ChatException">2500: it is not in the list. 2503: not a conversation's ID. The server's code.</exception>
    public Task DeleteConversationAsync(string conversationId, bool clearHistoryMessage = true, CancellationToken cancellationToken = default) =>
        DeleteConversationAsync([conversationId], clearHistoryMessage, cancellationToken);

    /// <summary>Takes conversations out of the list on all devices; of more than 100 the first 100.</summary>
    /// <param name="conversationIds">The conversations; those that are not in the list are passed over.</param>
    /// <param name="clearHistoryMessage">Their history is deleted too, for this account only.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Those that are gone.</returns>
    /// <exception cref="ChatException">2500: none of them is. 2503: not a conversation's ID. 2905: no ID. The server's code.</exception>
    public Task<IReadOnlyList<string>> DeleteConversationAsync(
        IReadOnlyList<string> conversationIds, bool clearHistoryMessage = true, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(conversationIds);
        Require(conversationIds.Count > 0, "at least one conversation is needed");
        foreach (var id in conversationIds)
        {
            ConversationIds.Check(id);
        }

        return AskReadyAsync<IReadOnlyList<string>>(promise => new ConversationsProtocol.Remove([.. conversationIds], clearHistoryMessage, promise), cancellationToken);
    }

    /// <summary>Deletes a conversation's history for this account only; the conversation stays, read and without a last message.</summary>
    /// <exception cref="ChatException">2500: it is not in the list. 2503: not a conversation's ID. The server's code.</exception>
    public Task ClearHistoryMessageAsync(string conversationId, CancellationToken cancellationToken = default)
    {
        ConversationIds.Check(conversationId);
        return AskReadyAsync<Done>(promise => new ConversationsProtocol.ClearHistory(conversationId, promise), cancellationToken);
    }

    /// <summary>Keeps a text that is not sent yet with its conversation, in this client only; "" removes it.</summary>
    /// <exception cref="ChatException">2500: it is not in the list. 2503: not a conversation's ID.</exception>
    public Task<Conversation> SetConversationDraftAsync(string conversationId, string draftText, CancellationToken cancellationToken = default)
    {
        ConversationIds.Check(conversationId);
        ArgumentNullException.ThrowIfNull(draftText);
        return AskReadyAsync<Conversation>(promise => new ConversationsProtocol.SetDraft(conversationId, draftText, promise), cancellationToken);
    }

    /// <summary>Sets or clears a mark of conversations on all devices.</summary>
    /// <param name="conversationIds">The conversations.</param>
    /// <param name="markType">One power of two, see <see cref="ConversationMarks"/>.</param>
    /// <param name="enableMark">True sets it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ChatException">2905: not a power of two. 3122: the app has no marks. The server's code.</exception>
    public Task<ConversationsResult> MarkConversationAsync(
        IReadOnlyList<string> conversationIds, ulong markType, bool enableMark, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(conversationIds);
        Require(BitOperations.IsPow2(markType), "a mark is one power of two");
        EnsureReady();
        EnsurePurchased(PurchaseBit.ConversationMarks);
        return AskReadyAsync<ConversationsResult>(
            promise => new ConversationsProtocol.Mark([.. conversationIds], BitOperations.Log2(markType), enableMark, promise), cancellationToken);
    }

    /// <summary>Sets the app's own data of conversations on all devices; "" removes it.</summary>
    /// <exception cref="ChatException">2905: more than 256 characters. The server's code.</exception>
    public Task<ConversationsResult> SetConversationCustomDataAsync(
        IReadOnlyList<string> conversationIds, string customData, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(conversationIds);
        ArgumentNullException.ThrowIfNull(customData);
        Require(customData.Length <= MarkItem.MaxCustomBytes, "custom data is too long");
        return AskReadyAsync<ConversationsResult>(
            promise => new ConversationsProtocol.SetCustomData([.. conversationIds], customData, promise), cancellationToken);
    }

    /// <summary>Names of all conversation groups of the account.</summary>
    public Task<IReadOnlyList<string>> GetConversationGroupListAsync(CancellationToken cancellationToken = default) =>
        AskReadyAsync<IReadOnlyList<string>>(static promise => new ConversationsProtocol.GetGroups(promise), cancellationToken);

    /// <summary>Makes a conversation group. Without a conversation of the list nothing is sent and nothing is made.</summary>
    /// <exception cref="ChatException">2905: the name is empty or has more than 32 characters. 3122: the app has no conversation groups. The server's code, 51010: too many groups.</exception>
    public Task<ConversationsResult> CreateConversationGroupAsync(
        string groupName, IReadOnlyList<string> conversationIds, CancellationToken cancellationToken = default)
    {
        RequireName(groupName);
        ArgumentNullException.ThrowIfNull(conversationIds);
        EnsureGroupsPurchased();
        return AskReadyAsync<ConversationsResult>(
            promise => new ConversationsProtocol.CreateGroup(groupName, [.. conversationIds], promise), cancellationToken);
    }

    /// <summary>Deletes a conversation group; its conversations stay.</summary>
    /// <exception cref="ChatException">2905: the name is empty. 3122: the app has no conversation groups. The server's code, 51009: there is no such group.</exception>
    public Task DeleteConversationGroupAsync(string groupName, CancellationToken cancellationToken = default)
    {
        Require(!string.IsNullOrEmpty(groupName), "a name is needed");
        EnsureGroupsPurchased();
        return AskReadyAsync<Done>(promise => new ConversationsProtocol.DeleteGroup(groupName, promise), cancellationToken);
    }

    /// <summary>Gives a conversation group another name.</summary>
    /// <exception cref="ChatException">2905: a name is empty or has more than 32 characters. 3122: the app has no conversation groups. The server's code, 51009: there is no such group.</exception>
    public Task RenameConversationGroupAsync(string oldName, string newName, CancellationToken cancellationToken = default)
    {
        Require(!string.IsNullOrEmpty(oldName), "a name is needed");
        RequireName(newName);
        EnsureGroupsPurchased();
        return AskReadyAsync<Done>(promise => new ConversationsProtocol.RenameGroup(oldName, newName, promise), cancellationToken);
    }

    /// <summary>Puts conversations into a group; those that are in it already are neither successes nor failures.</summary>
    /// <exception cref="ChatException">2905: the name is empty. 3122: the app has no conversation groups. The server's code, 51009: there is no such group.</exception>
    public Task<ConversationsResult> AddConversationsToGroupAsync(
        string groupName, IReadOnlyList<string> conversationIds, CancellationToken cancellationToken = default) =>
        ChangeGroupAsync(groupName, conversationIds, adds: true, cancellationToken);

    /// <summary>Takes conversations out of a group; those that are not in it are neither successes nor failures.</summary>
    /// <inheritdoc cref="AddConversationsToGroupAsync"/>
    public Task<ConversationsResult> DeleteConversationsFromGroupAsync(
        string groupName, IReadOnlyList<string> conversationIds, CancellationToken cancellationToken = default) =>
        ChangeGroupAsync(groupName, conversationIds, adds: false, cancellationToken);

    /// <summary>Whether messages of users are announced; of more than 30 users the first 30.</summary>
    /// <exception cref="ChatException">2905: no user. The server's code.</exception>
    public Task<RemindTypeResult> SetMessageRemindTypeAsync(
        IReadOnlyList<string> userIds, RemindType remindType, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(userIds);
        Require(userIds.Count > 0 && !userIds.Any(string.IsNullOrEmpty), "at least one user is needed");
        return AskReadyAsync<RemindTypeResult>(promise => new ConversationsProtocol.SetRemindType([.. userIds], remindType, promise), cancellationToken);
    }

    /// <summary>How messages of a group or topic are announced to this account, on all its devices.</summary>
    /// <exception cref="ChatException">The server's code.</exception>
    public Task SetMessageRemindTypeAsync(string groupId, RemindType remindType, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(groupId);
        return AskReadyAsync<Done>(promise => new ConversationsProtocol.SetGroupRemindType(groupId, remindType, promise), cancellationToken);
    }

    /// <summary>Sets a time in which all messages of the account are announced differently; <see cref="Events.AllReceiveMessageOptUpdated"/> follows.</summary>
    /// <exception cref="ChatException">2905: a number is out of its range. The server's code.</exception>
    public Task SetAllReceiveMessageOptAsync(ReceiveMessageOptSettings settings, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(settings);
        Require(settings.IsValid, "a number is out of its range");
        return AskReadyAsync<Done>(promise => new ConversationsProtocol.SetReceiveOpt(settings, promise), cancellationToken);
    }

    /// <summary>How all messages of the account are announced.</summary>
    public Task<ReceiveMessageOpt> GetAllReceiveMessageOptAsync(CancellationToken cancellationToken = default) =>
        AskReadyAsync<ReceiveMessageOpt>(static promise => new ConversationsProtocol.GetReceiveOpt(promise), cancellationToken);

    /// <summary>Marks all conversations as read; nothing is sent when nothing is unread.</summary>
    /// <exception cref="ChatException">2996: more than once a second. The server's code.</exception>
    public Task SetAllMessageReadAsync(ReadAllScope scope = ReadAllScope.All, CancellationToken cancellationToken = default) =>
        AskReadyAsync<Done>(promise => new ConversationsProtocol.ReadAll(scope, promise), cancellationToken);

    private static void Require(bool condition, string message)
    {
        if (!condition)
        {
            throw new ChatException(ErrorCodes.InvalidOperation, message);
        }
    }

    /// <summary>Conversation groups can be read without, but not changed.</summary>
    private void EnsureGroupsPurchased()
    {
        EnsureReady();
        EnsurePurchased(PurchaseBit.ConversationGroups);
    }

    private static void RequireName(string name) => Require(name is { Length: > 0 and <= MaxGroupName }, "a name has 1 to 32 characters");

    private Task<ConversationsResult> ChangeGroupAsync(
        string groupName, IReadOnlyList<string> conversationIds, bool adds, CancellationToken cancellationToken)
    {
        Require(!string.IsNullOrEmpty(groupName), "a name is needed");
        ArgumentNullException.ThrowIfNull(conversationIds);
        EnsureGroupsPurchased();
        return AskReadyAsync<ConversationsResult>(
            promise => new ConversationsProtocol.ChangeGroup(groupName, [.. conversationIds], adds, promise), cancellationToken);
    }

    private Task<IReadOnlyList<Conversation>> GetListAsync(Func<Conversation, bool> accepts, CancellationToken cancellationToken) =>
        AskReadyAsync<IReadOnlyList<Conversation>>(promise => new ConversationsProtocol.GetList(accepts, promise), cancellationToken);
}
