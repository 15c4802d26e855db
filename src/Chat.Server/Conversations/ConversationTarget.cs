using Chat.Protocol.Conversations;
using Chat.Protocol.Push;
using Chat.Server.Accounts;
using Chat.Server.Groups;
using Chat.Server.Groups.Messages;
using Chat.Server.Messages;
using Chat.Server.Storage;

namespace Chat.Server.Conversations;

/// <summary>A conversation that a command names: one of the two is set.</summary>
/// <param name="Peer">The other account of a one-to-one conversation.</param>
/// <param name="GroupId">ID of a group.</param>
internal sealed record ConversationTarget(AccountInfo? Peer, string? GroupId)
{
    /// <summary>Its name in pushes.</summary>
    public ConversationItem Item => Peer is { } peer
        ? new ConversationItem { UserId = peer.UserId }
        : new ConversationItem { Type = ConversationTypes.Group, GroupId = GroupId };

    /// <summary>The push that tells other devices that its history is gone.</summary>
    public DeletedMessages Cleared(long order) => new() { Peer = Peer?.UserId ?? "", GroupId = GroupId, ClearedOrder = order };
}

/// <summary>A conversation of an account inside a transaction of the conversation's owner.</summary>
internal interface IOwnedConversation
{
    /// <summary>Key in the tables of conversations; valid once opened.</summary>
    long DialogId { get; }

    /// <summary>Makes the rows of a conversation that has none yet; false if it can be on no list.</summary>
    bool TryOpen();

    /// <summary>Makes the history so far vanish for the account.</summary>
    /// <returns>The newest sequence that is gone; null if there was nothing.</returns>
    long? Clear();

    /// <summary>Takes it off the account's list until its next message; with it go pin, marks, custom data and groups.</summary>
    void Hide();
}

internal sealed class OwnedDialog(WriteTransaction transaction, DialogLog log, int side) : IOwnedConversation
{
    public long DialogId => log.DialogId;

    public bool TryOpen()
    {
        log.Open(transaction);
        return true;
    }

    public long? Clear() => log.Clear(transaction, side);

    public void Hide() => log.Hide(transaction, side);
}

internal sealed class OwnedGroup(WriteTransaction transaction, GroupView view, GroupLog log) : IOwnedConversation
{
    public long DialogId => GroupLog.ConversationOf(log.LogId);

    /// <summary>Members have the row since they came. Topics are on no list.</summary>
    public bool TryOpen() => view.Topic is null;

    public long? Clear() => GroupReaders.Clear(transaction, view.Member.AccountId, log);

    public void Hide()
    {
        GroupReaders.SeeAll(transaction, view.Member.AccountId, log);
        ConversationEntries.Hide(transaction, view.Member.AccountId, DialogId, log.Tail(transaction).Sequence);
    }
}
