using Chat.Actors.App;

namespace Chat.Actors.Conversations;

/// <summary>Calls that change the list.</summary>
internal static partial class ConversationsProtocol
{
    internal interface IListCall : ICommand;

    internal sealed record Pin(string ConversationId, bool IsPinned, Promise<Done> Promise) : IListCall;

    internal sealed record Remove(IReadOnlyList<string> ConversationIds, bool ClearMessages, Promise<IReadOnlyList<string>> Promise) : IListCall;

    internal sealed record ClearHistory(string ConversationId, Promise<Done> Promise) : IListCall;

    internal sealed record SetDraft(string ConversationId, string Text, Promise<Conversation> Promise) : IListCall;

    internal sealed record Mark(IReadOnlyList<string> ConversationIds, int Bit, bool IsSet, Promise<ConversationsResult> Promise) : IListCall;

    internal sealed record SetCustomData(IReadOnlyList<string> ConversationIds, string Data, Promise<ConversationsResult> Promise) : IListCall;

    internal sealed record GetGroups(Promise<IReadOnlyList<string>> Promise) : IListCall;

    internal sealed record CreateGroup(string Name, IReadOnlyList<string> ConversationIds, Promise<ConversationsResult> Promise) : IListCall;

    internal sealed record DeleteGroup(string Name, Promise<Done> Promise) : IListCall;

    internal sealed record RenameGroup(string OldName, string NewName, Promise<Done> Promise) : IListCall;

    internal sealed record ChangeGroup(string Name, IReadOnlyList<string> ConversationIds, bool Adds, Promise<ConversationsResult> Promise) : IListCall;

    internal sealed record SetRemindType(IReadOnlyList<string> UserIds, RemindType RemindType, Promise<RemindTypeResult> Promise) : IListCall;

    internal sealed record ReadAll(ReadAllScope Scope, Promise<Done> Promise) : IListCall;

    internal sealed record SetReceiveOpt(ReceiveMessageOptSettings Settings, Promise<Done> Promise) : IListCall;

    internal sealed record GetReceiveOpt(Promise<ReceiveMessageOpt> Promise) : IListCall;
}
