using System.Text.Json;
using Akka.Actor;
using Chat.Actors.App;
using Chat.Actors.Conversations;
using Chat.Actors.Messages;
using Chat.Protocol.Commands;
using Chat.Protocol.Errors;
using Chat.Protocol.Messages;

namespace Chat.Actors;

/// <summary>
/// Changing messages that exist: recall, edit, deletion, key-value pairs, reactions, receipts, and what services make of them. Calls that a message does
/// not allow fail with 2905, where the SDK says "Params validate failed.".
/// </summary>
public sealed partial class ChatClient
{
    private const int DefaultUsersPerReaction = 10;

    /// <summary>Takes a message back; the result is marked as such, and so is the copy in memory. This client gets no event for it.</summary>
    /// <exception cref="ChatException">2905: not a sent message, or taken back before; 20016 too late; the server's code.</exception>
    public Task<ChatMessage> RevokeMessageAsync(ChatMessage message, CancellationToken cancellationToken = default)
    {
        EnsureReady();
        EnsureAllowed(IsSent(message) && !message.IsRevoked, "the message was not sent, or is taken back already");
        return AskAsync<ChatMessage>(promise => new ConversationsProtocol.Revoke(message, promise), cancellationToken);
    }

    /// <summary>
    /// Edits a message: pass it with another payload or other custom data (<c>message with { … }</c>). Payloads of text, custom, location and face messages
    /// can be changed, of others only the custom data. The result has the new <see cref="ChatMessage.Version"/>.
    /// </summary>
    /// <exception cref="ChatException">
    /// 2905: not a stored message. 2481: of a live room. 2480: somebody else has edited it in the meantime; <see cref="ChatException.CurrentMessage"/> is what holds now, also in
    /// memory. The server's code.
    /// </exception>
    public Task<ChatMessage> ModifyMessageAsync(ChatMessage message, CancellationToken cancellationToken = default)
    {
        EnsureReady();
        EnsureAllowed(IsSent(message) && !message.IsOnlineOnly, "the message is not stored on the server");
        if (IsOfRoom(message))
        {
            throw new ChatException(ErrorCodes.RoomMessageNotModifiable, "messages of live rooms cannot be edited");
        }

        return AskAsync<ChatMessage>(promise => new ConversationsProtocol.Modify(message, promise), cancellationToken);
    }

    /// <summary>
    /// Deletes messages for this account only. As in the SDK those count that were sent and are of the conversation of the first one, and of them the first 30.
    /// </summary>
    /// <returns>The messages that were deleted.</returns>
    /// <exception cref="ChatException">2905: no message given. 2116: system notices. The server's code.</exception>
    public Task<IReadOnlyList<ChatMessage>> DeleteMessagesAsync(IReadOnlyList<ChatMessage> messages, CancellationToken cancellationToken = default)
    {
        EnsureReady();
        EnsureAllowed(messages is [{ }, ..], "no message is given");
        var conversationId = messages[0].ConversationId;
        if (conversationId == ConversationIds.System)
        {
            throw new ChatException(ErrorCodes.NoticeNotDeletable, "system notices cannot be deleted one by one");
        }

        ChatMessage[] deleted = [.. messages.Where(one => IsSent(one) && one.ConversationId == conversationId).Take(DeleteMessages.MaxKeys)];
        return AskAsync<IReadOnlyList<ChatMessage>>(
            promise => new ConversationsProtocol.Delete(conversationId, deleted, promise), cancellationToken);
    }

    /// <summary>Sets key-value pairs on a message that was made with <see cref="MessageContent.IsSupportExtension"/>; as in the SDK the first 20 of them.</summary>
    /// <returns>What became of each key; 23001 if somebody else has written it since it was last seen here.</returns>
    /// <exception cref="ChatException">2905: the message does not support it, or nothing is given. 3122: the app has no extensions. The server's code.</exception>
    public Task<IReadOnlyList<MessageExtensionResult>> SetMessageExtensionsAsync(
        ChatMessage message, IEnumerable<KeyValuePair<string, string>> extensions, CancellationToken cancellationToken = default)
    {
        EnsureReady();
        EnsureAllowed(HasExtensions(message) && extensions?.Any() == true, "the message does not support extensions, or none is given");
        EnsurePurchased(PurchaseBit.MessageExtensions);
        KeyValuePair<string, string>[] pairs = [.. extensions!.Take(MessageExtension.MaxPerCall)];
        return ChangeExtensionsAsync(message, SetExtensions.SetKeys, pairs, cancellationToken);
    }

    /// <summary>Key-value pairs of a message.</summary>
    /// <param name="keys">Those that are wanted; null for all. The server is always asked for all, as by the SDK.</param>
    /// <exception cref="ChatException">2905: the message does not support it. 3122: the app has no extensions. The server's code.</exception>
    public Task<IReadOnlyDictionary<string, string>> GetMessageExtensionsAsync(
        ChatMessage message, IReadOnlyList<string>? keys = null, CancellationToken cancellationToken = default)
    {
        EnsureReady();
        EnsureAllowed(HasExtensions(message), "the message does not support extensions");
        EnsurePurchased(PurchaseBit.MessageExtensions);
        string[]? wanted = keys is null ? null : [.. keys];
        return AskAsync<IReadOnlyDictionary<string, string>>(promise => new ConversationsProtocol.GetExtensions(message, wanted, promise), cancellationToken);
    }

    /// <summary>Deletes keys of a message; without keys all of them.</summary>
    /// <returns>What became of each key; nothing if all were deleted.</returns>
    /// <exception cref="ChatException">2905: the message does not support it. 3122: the app has no extensions. The server's code.</exception>
    public Task<IReadOnlyList<MessageExtensionResult>> DeleteMessageExtensionsAsync(
        ChatMessage message, IReadOnlyList<string>? keys = null, CancellationToken cancellationToken = default)
    {
        EnsureReady();
        EnsureAllowed(HasExtensions(message), "the message does not support extensions");
        EnsurePurchased(PurchaseBit.MessageExtensions);
        return keys is { Count: > 0 }
            ? ChangeExtensionsAsync(message, SetExtensions.DeleteKeys, [.. keys.Select(static key => KeyValuePair.Create(key, ""))], cancellationToken)
            : ChangeExtensionsAsync(message, SetExtensions.Clear, null, cancellationToken);
    }

    /// <summary>Reacts to a message. Everybody, also this client, is told by <see cref="Events.MessageReactionsUpdated"/>.</summary>
    /// <exception cref="ChatException">2905: not a sent message, or no reaction. 3122: the app has no reactions. 23005 to 23007, the server's code.</exception>
    public Task AddMessageReactionAsync(ChatMessage message, string reactionId, CancellationToken cancellationToken = default) =>
        ReactAsync(message, reactionId, isAdding: true, cancellationToken);

    /// <summary>Takes a reaction back.</summary>
    /// <inheritdoc cref="AddMessageReactionAsync"/>
    public Task RemoveMessageReactionAsync(ChatMessage message, string reactionId, CancellationToken cancellationToken = default) =>
        ReactAsync(message, reactionId, isAdding: false, cancellationToken);

    /// <summary>The reactions to messages of one conversation, each with its first users.</summary>
    /// <exception cref="ChatException">2905: no message given, or one that was not sent. 3122: the app has no reactions. The server's code.</exception>
    public Task<IReadOnlyList<MessageReactionList>> GetMessageReactionsAsync(
        IReadOnlyList<ChatMessage> messages, int maxUserCountPerReaction = DefaultUsersPerReaction, CancellationToken cancellationToken = default)
    {
        EnsureReady();
        EnsureAllowed(messages is { Count: > 0 } && messages.All(IsSent), "no message is given, or one that was not sent");
        EnsurePurchased(PurchaseBit.Reactions);
        return AskAsync<IReadOnlyList<MessageReactionList>>(
            promise => new ConversationsProtocol.GetReactions([.. messages], maxUserCountPerReaction, promise), cancellationToken);
    }

    /// <summary>Who has reacted so to a message; one-to-one conversations have one page only, as in the SDK.</summary>
    /// <param name="count">1 to 100.</param>
    /// <param name="nextSeq">0, then <see cref="ReactionUserPage.NextSeq"/> of the page before.</param>
    /// <exception cref="ChatException">2905: not a sent message, or no reaction. 3122: the app has no reactions. The server's code.</exception>
    public Task<ReactionUserPage> GetAllUserListOfMessageReactionAsync(
        ChatMessage message, string reactionId, int count = GetReactionUsers.MaxCount, long nextSeq = 0, CancellationToken cancellationToken = default)
    {
        EnsureReady();
        EnsureAllowed(IsSent(message) && !string.IsNullOrEmpty(reactionId), "the message was not sent, or the reaction is missing");
        EnsurePurchased(PurchaseBit.Reactions);
        return AskAsync<ReactionUserPage>(
            promise => new ConversationsProtocol.GetReactionUsers(message, reactionId, nextSeq, Math.Min(count, GetReactionUsers.MaxCount), promise), cancellationToken);
    }

    /// <summary>Tells the sender that messages of one conversation are read. Those count that are received and ask for a receipt.</summary>
    /// <exception cref="ChatException">2905: no message given. 2114: none of them asks for a receipt. The server's code.</exception>
    public Task SendMessageReadReceiptAsync(IReadOnlyList<ChatMessage> messages, CancellationToken cancellationToken = default)
    {
        EnsureReady();
        EnsureAllowed(messages is [{ }, ..], "no message is given");
        var conversationId = messages[0].ConversationId;
        if (messages[0].ConversationType is ConversationType.Group or ConversationType.Topic)
        {
            ChatMessage[] read = [.. messages.Where(one => one is { Flow: MessageFlow.In, NeedReadReceipt: true } && one.ConversationId == conversationId)];
            return read.Length > 0
                ? AskAsync<Done>(promise => new ConversationsProtocol.SendGroupReceipts(read, promise), cancellationToken)
                : throw new ChatException(ErrorCodes.NoReceiptToSend, "none of the messages asks for a receipt");
        }

        ReceiptTarget[] targets =
        [
            .. messages
                .Where(one => one is { Flow: MessageFlow.In, NeedReadReceipt: true } && one.ConversationId == conversationId)
                .Select(static one => new ReceiptTarget
                {
                    From = one.From,
                    To = one.To,
                    MsgSeq = one.Sequence,
                    MsgRandom = one.Random,
                    MsgTime = one.Time,
                    MsgClientTime = one.ClientTime,
                }),
        ];
        return targets.Length > 0
            ? CallAsync(MessageCommands.SendReadReceipts, new SendReadReceipts { Peer = ConversationIds.UserOf(conversationId), C2CMsgInfo = targets }, cancellationToken)
            : throw new ChatException(ErrorCodes.NoReceiptToSend, "none of the messages asks for a receipt");
    }

    /// <summary>Messages with their receipts; of a group the server is asked about own ones, one-to-one conversations ask nobody, as in the SDK.</summary>
    /// <exception cref="ChatException">2905: no message given. The server's code.</exception>
    public Task<IReadOnlyList<ChatMessage>> GetMessageReadReceiptListAsync(IReadOnlyList<ChatMessage> messages, CancellationToken cancellationToken = default)
    {
        EnsureReady();
        EnsureAllowed(messages is [{ }, ..], "no message is given");
        if (messages[0].ConversationType is ConversationType.Group or ConversationType.Topic)
        {
            return GetGroupReceiptsAsync(messages, cancellationToken);
        }

        return Task.FromResult<IReadOnlyList<ChatMessage>>([.. messages.OfType<ChatMessage>().Select(one => FindMessage(one.Id) ?? one)]);
    }

    /// <summary>Fetches the list of a merged message that has only a key. The result has it, and so has the copy in memory.</summary>
    /// <exception cref="ChatException">2450: not a merged message. 2451: it has no key. 2452: the list could not be fetched.</exception>
    public async Task<ChatMessage> DownloadMergerMessageAsync(ChatMessage message, CancellationToken cancellationToken = default)
    {
        EnsureReady();
        if (message?.Payload is not MergerPayload merger)
        {
            throw new ChatException(ErrorCodes.NotMerged, "not a merged message");
        }

        if (merger.DownloadKey.Length == 0)
        {
            throw new ChatException(ErrorCodes.MergedMessagesHaveNoKey, "the message has no key");
        }

        try
        {
            var reply = await CallAsync(LongMessageCommands.Get, new GetRelayedMessages { JsonMsgKey = merger.DownloadKey }, cancellationToken).ConfigureAwait(false);
            var complete = message with
            {
                Payload = merger with { MessageList = MergerBody.ReadList(reply.MsgList), DownloadKey = "", PbDownloadKey = "" },
            };
            _account.Tell(new ConversationsProtocol.Fetched(complete), ActorRefs.NoSender);
            return complete;
        }
        catch (Exception e) when (e is ChatException or JsonException)
        {
            throw new ChatException(ErrorCodes.MergedMessagesNotFetched, "the merged messages could not be fetched: " + e.Message);
        }
    }

    /// <summary>Translates texts.</summary>
    /// <param name="sourceLanguage">Its code; "" or "auto" to have it recognized.</param>
    /// <param name="targetLanguage">Its code.</param>
    /// <returns>In the order of the texts.</returns>
    /// <exception cref="ChatException">2905: no text or no target. The service's code, the server's code, or 2117.</exception>
    public async Task<IReadOnlyList<string>> TranslateTextAsync(
        IReadOnlyList<string> sourceTextList, string sourceLanguage, string targetLanguage, CancellationToken cancellationToken = default)
    {
        EnsureReady();
        EnsureAllowed(sourceTextList is { Count: > 0 } && !string.IsNullOrEmpty(targetLanguage), "there is no text, or no language to translate to");
        var request = new TranslateText
        {
            SourceText = [.. sourceTextList],
            SdkAppId = SdkAppId,
            FromAccount = _context.Snapshot.TinyId,
            Source = string.IsNullOrEmpty(sourceLanguage) ? "auto" : sourceLanguage,
            Target = targetLanguage,
        };
        var reply = await CallAsync(TranslationCommands.Translate, request, cancellationToken).ConfigureAwait(false);
        return reply is { CmdErrorCode.ErrorCode: 0, TargetText: { } texts }
            ? texts
            : throw new ChatException(
                reply.CmdErrorCode is { ErrorCode: not 0 and var code } ? code : ErrorCodes.TranslationFailed, reply.CmdErrorCode?.ErrorInfo ?? "no translation");
    }

    /// <summary>Writes down what a recording says.</summary>
    /// <param name="language">zh (cmn-Hans-CN), en-US, yue-Hant-HK or ja-JP; anything else for Mandarin with dialects and English.</param>
    /// <exception cref="ChatException">2905: not a sent recording. 2119: its address has no known file ending. 2118: it could not be done.</exception>
    public async Task<string> ConvertVoiceToTextAsync(ChatMessage message, string? language = null, CancellationToken cancellationToken = default)
    {
        EnsureReady();
        EnsureAllowed(IsSent(message) && message.Payload is AudioPayload, "not a sent recording");
        var url = ((AudioPayload)message.Payload).Url;
        var request = new RecognizeSpeech
        {
            BytesUrl = url,
            Uint32Sdkappid = SdkAppId,
            BytesVoiceFormat = VoiceLanguages.FormatOf(url) ?? throw new ChatException(ErrorCodes.VoiceFormatUnsupported, "the format of the recording is not supported"),
            BytesEngServiceType = VoiceLanguages.EngineFor(language),
        };
        try
        {
            var reply = await CallAsync(TranslationCommands.Recognize, request, cancellationToken).ConfigureAwait(false);
            return reply is { CmdErrorCode.ErrorCode: 0, BytesResult: { } text } ? text : throw new ChatException(0, reply.CmdErrorCode?.ErrorInfo ?? "no text");
        }
        catch (ChatException e)
        {
            throw new ChatException(ErrorCodes.RecognitionFailed, "the recording could not be recognized: " + e.Message);
        }
    }

    private static bool IsSent(ChatMessage? message) => message is { Status: MessageStatus.Success, ConversationType: not ConversationType.System, Time: > 0 };

    private bool IsOfRoom(ChatMessage message) =>
        message.ConversationType == ConversationType.Group && _context.Groups.GetValueOrDefault(message.To)?.IsRoom == true;

    private static bool HasExtensions(ChatMessage? message) => IsSent(message) && message!.IsSupportExtension;

    /// <summary>Features that the app does not have are refused before anything is sent, as in the SDK.</summary>
    private void EnsurePurchased(PurchaseBit feature)
    {
        if (!_context.Has(feature))
        {
            throw new ChatException(ErrorCodes.FeatureNotPurchased, $"the app does not have {feature}");
        }
    }

    private static void EnsureAllowed(bool isAllowed, string reason)
    {
        if (!isAllowed)
        {
            throw new ChatException(ErrorCodes.InvalidOperation, reason);
        }
    }

    private Task<IReadOnlyList<MessageExtensionResult>> ChangeExtensionsAsync(
        ChatMessage message, int operation, IReadOnlyList<KeyValuePair<string, string>>? pairs, CancellationToken cancellationToken)
    {
        EnsureAllowed(pairs?.All(static pair => pair.Key is not null && pair.Value is not null) != false, "a key or value is missing");
        return AskAsync<IReadOnlyList<MessageExtensionResult>>(
            promise => new ConversationsProtocol.ChangeExtensions(message, operation, pairs, promise), cancellationToken);
    }

    private Task<Done> ReactAsync(ChatMessage message, string reactionId, bool isAdding, CancellationToken cancellationToken)
    {
        EnsureReady();
        EnsureAllowed(IsSent(message) && !string.IsNullOrEmpty(reactionId), "the message was not sent, or the reaction is missing");
        EnsurePurchased(PurchaseBit.Reactions);
        return AskAsync<Done>(promise => new ConversationsProtocol.React(message, reactionId, isAdding, promise), cancellationToken);
    }

    /// <summary>A command whose reply is all that is wanted.</summary>
    internal Task<TReply> CallAsync<TRequest, TReply>(Command<TRequest, TReply> command, TRequest request, CancellationToken cancellationToken)
        where TReply : Reply =>
        AskAsync<TReply>(promise => new ConversationsProtocol.ServerCall<TRequest, TReply>(command, request, promise), cancellationToken);
}
