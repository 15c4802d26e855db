using Chat.Actors.Messages;
using Chat.Protocol.Commands;
using Chat.Protocol.Conversations;
using Chat.Protocol.Errors;
using Chat.Protocol.Groups;
using Chat.Protocol.Messages;

namespace Chat.Actors.Conversations;

/// <summary>The conversation of system notices: it lives in this client only, so there is nothing to ask the server.</summary>
internal sealed class SystemChannel(string me) : Channel(me, GroupIds.System, ConversationIds.System)
{
    public override ConversationType Type => ConversationType.System;

    public override bool HasHistory => false;

    public override Question<SentMessage> Send(ChatMessage message, SendOptions options, RelayContent? kept = null) => Refused<SentMessage>();

    public override Question<HistoryPage> GetPage(string cursor, long newest) => Refused<HistoryPage>();

    public override string CursorBefore(ChatMessage message) => "";

    public override bool IsCursor(string text) => false;

    public override Question<HistoryPage> GetHoppingPage(HoppingRequest hop, string key) => Refused<HistoryPage>();

    public override Question<HistoryPage> GetNewer(long order, long time) => Refused<HistoryPage>();

    public override Question<int> Recall(ChatMessage message) => Refused<int>();

    public override Question<ModifyMessageReply> Modify(ChatMessage message, RawJson? body) => Refused<ModifyMessageReply>();

    public override Question<Reply> Delete(IReadOnlyList<ChatMessage> messages) =>
        Question.Failed<Reply>(new ChatError(ErrorCodes.NoticeNotDeletable, "system notices cannot be deleted one by one"));

    public override Question<SetExtensionsReply> SetExtensions(ChatMessage message, int operation, MessageExtension[]? extensions) => Refused<SetExtensionsReply>();

    public override Question<ExtensionsReply> GetExtensions(ChatMessage message, long? since) => Refused<ExtensionsReply>();

    public override Question<Reply> React(ChatMessage message, string reactionId, bool isAdding) => Refused<Reply>();

    public override Question<IReadOnlyList<ReactionsOfMessage>> GetReactions(IReadOnlyList<ChatMessage> messages, int maxUsers) =>
        Refused<IReadOnlyList<ReactionsOfMessage>>();

    public override Question<ReactionUsersReply> GetReactionUsers(ChatMessage message, string reactionId, long next, int count) => Refused<ReactionUsersReply>();

    public override Question<Reply> ReportRead(long order, long time) => Question.Known(new Reply());

    public override ContactItem ToContact() => new();

    public override PinnedItem ToPinned() => new();

    public override DeletedItem ToDeleted() => new();

    public override ClearHistory ToClear() => new();

    private static Question<T> Refused<T>() =>
        Question.Failed<T>(new ChatError(ErrorCodes.ConversationTypeUnknown, "not in the conversation of system notices"));
}
