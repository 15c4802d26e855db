namespace Chat.Server.Conversations;

/// <summary>A conversation of any kind on an account's list.</summary>
internal interface IConversation
{
    /// <summary>Key in the tables of conversations.</summary>
    long DialogId { get; }

    /// <summary>False for an entry that was deleted, and for one whose last message has expired.</summary>
    bool IsListed { get; }

    /// <summary>What the account has laid down about it.</summary>
    ConversationEntry Entry { get; }

    /// <summary>Time of the last message, UNIX seconds; 0 if there is none to show.</summary>
    long ShownTime { get; }

    /// <summary>Commit position of the newest change of anything that the list says.</summary>
    long ChangedPosition { get; }
}
