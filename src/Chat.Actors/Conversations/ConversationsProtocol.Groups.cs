using Chat.Actors.App;
using Chat.Actors.Messages;

namespace Chat.Actors.Conversations;

/// <summary>Calls that only groups and topics have.</summary>
internal static partial class ConversationsProtocol
{
    internal sealed record SetGroupRemindType(string GroupId, RemindType RemindType, Promise<Done> Promise) : IListCall;

    internal sealed record PinMessage(ChatMessage Message, bool IsPinned, Promise<Done> Promise) : IMessageCall;

    internal sealed record GetPinnedMessages(string GroupId, Promise<IReadOnlyList<PinnedMessage>> Promise) : IMessageCall;

    /// <param name="Messages">Own ones of one group, not more than the server takes.</param>
    internal sealed record GetReceipts(IReadOnlyList<ChatMessage> Messages, Promise<IReadOnlyList<ChatMessage>> Promise) : IMessageCall;

    /// <param name="Messages">Received ones of one group that ask for a receipt.</param>
    internal sealed record SendGroupReceipts(IReadOnlyList<ChatMessage> Messages, Promise<Done> Promise) : IMessageCall;

    internal sealed record GetReceiptsByUsers(
        string GroupId, IReadOnlyDictionary<long, IReadOnlyList<string>> Members, Promise<IReadOnlyDictionary<long, IReadOnlyList<GroupReader>>> Promise) : IMessageCall;

    internal sealed record GetReceiptMembers(ChatMessage Message, bool Read, string Cursor, int Count, Promise<GroupReadMemberPage> Promise) : IMessageCall;
}
