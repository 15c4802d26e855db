using Chat.Actors.App;
using Chat.Actors.Conversations;
using Chat.Actors.Messages;
using Chat.Actors.Profiles;
using Chat.Protocol.Errors;
using Chat.Protocol.Messages;

namespace Chat.Actors;

/// <summary>Messages, profiles.</summary>
public sealed partial class ChatClient
{
    public ChatMessage CreateTextMessage(MessageTarget to, string text, MessageContent? content = null) =>
        CreateMessage(to, MessageTypes.Text, new TextPayload(text), content);

    public ChatMessage CreateCustomMessage(MessageTarget to, CustomPayload payload, MessageContent? content = null) =>
        CreateMessage(to, MessageTypes.Custom, payload, content);

    public ChatMessage CreateFaceMessage(MessageTarget to, FacePayload payload, MessageContent? content = null) =>
        CreateMessage(to, MessageTypes.Face, payload, content);

    public ChatMessage CreateLocationMessage(MessageTarget to, LocationPayload payload, MessageContent? content = null) =>
        CreateMessage(to, MessageTypes.Location, payload, content);

    /// <summary>A text that names users, or with <see cref="Protocol.Groups.GroupIds.AtAll"/> everybody; in one-to-one conversations it is a plain text, as in the SDK.</summary>
    public ChatMessage CreateTextAtMessage(MessageTarget to, string text, IReadOnlyList<string> atUserList, MessageContent? content = null) =>
        CreateMessage(to, MessageTypes.Text, new TextPayload(text), content) with { AtUserList = [.. atUserList ?? []] };

    /// <summary>Several messages in one. If it grows too long the server keeps the list, and receivers see a key first.</summary>
    /// <param name="messages">1 to 300; of each the first element is taken.</param>
    /// <param name="title">Shown above.</param>
    /// <param name="abstractList">A few lines that show what is inside.</param>
    /// <param name="compatibleText">For clients that do not know merged messages.</param>
    /// <exception cref="ChatException">2905: too few or too many messages, one that failed, or no compatible text.</exception>
    public ChatMessage CreateMergerMessage(
        MessageTarget to, IReadOnlyList<ChatMessage> messages, string title, IReadOnlyList<string> abstractList, string compatibleText, MessageContent? content = null)
    {
        EnsureAllowed(
            messages is { Count: > 0 and <= SaveRelayedMessages.MaxMessages } && messages.All(static one => one is { Status: not MessageStatus.Fail })
                && !string.IsNullOrEmpty(compatibleText),
            "there must be 1 to 300 messages, none of them failed, and a compatible text");
        var payload = new MergerPayload
        {
            Title = title ?? "",
            AbstractList = [.. abstractList ?? []],
            CompatibleText = compatibleText,
            MessageList = [.. messages.Select(MergedMessage.Of)],
        };
        return CreateMessage(to, MessageTypes.Relay, payload, content) with { IsRelayed = true };
    }

    /// <summary>Another user's copy of a message: its first element, and its custom data if <paramref name="content"/> has none.</summary>
    public ChatMessage CreateForwardMessage(MessageTarget to, ChatMessage message, MessageContent? content = null)
    {
        ArgumentNullException.ThrowIfNull(message);
        var forwarded = CreateMessage(to, message.Type, message.Payload, content);
        return forwarded with
        {
            IsRelayed = true,
            CloudCustomData = forwarded.CloudCustomData.Length > 0 ? forwarded.CloudCustomData : message.CloudCustomData,
        };
    }

    /// <summary>A message of several elements, which the SDK sends by its experimental <c>sendComboMessage</c>. What is shown first is its <see cref="ChatMessage.Payload"/>.</summary>
    /// <param name="to">The user, group or topic.</param>
    /// <param name="elements">Texts, custom contents, faces and locations, in this order.</param>
    /// <param name="content">What else belongs to the message.</param>
    /// <exception cref="ChatException">2905: no element, or one of another kind.</exception>
    public ChatMessage CreateComboMessage(MessageTarget to, IReadOnlyList<MessagePayload> elements, MessageContent? content = null)
    {
        EnsureAllowed(elements is { Count: > 0 } && elements.All(static one => MessageBody.TypeOf(one) is not null), "there must be texts, custom contents, faces or locations");
        var message = CreateMessage(to, MessageBody.TypeOf(elements[0])!, elements[0], content);
        return MessageBody.WithElements(message, [.. elements.Select(static one => new MessageElement(MessageBody.TypeOf(one)!, one))]);
    }

    /// <summary>
    /// Sends a message; completes when it is durable on the server. A file is uploaded first; other calls do not wait for it, cancelling ends it.
    /// </summary>
    /// <exception cref="ChatException">
    /// 2105: not a message of this account. 2106: nothing can be sent into the conversation of system notices. 2101: the live room was not joined. 2115: the community has topics. 3122: the app has no messages to some members. The server's code, or 2801; then the message may be sent again with <see cref="ResendMessageAsync"/>.
    /// Files: 2108 empty, 2252 and 2352 wrong type, 2253, 2301, 2351 and 2402 too large, 2041 no upload address, 2400 and (videos, tried twice) 2350 upload
    /// failed, 2403 no download address, 3002 to 3006 the session has ended.
    /// </exception>
    public Task<ChatMessage> SendMessageAsync(ChatMessage message, SendOptions? options = null, CancellationToken cancellationToken = default)
    {
        EnsureReady();
        if (message is not { Flow: MessageFlow.Out } || message.From != _context.Snapshot.UserId)
        {
            throw new ChatException(ErrorCodes.NotAMessage, "not a message of this account");
        }

        if (message.ConversationType == ConversationType.System)
        {
            throw new ChatException(ErrorCodes.ConversationTypeUnknown, "nothing can be sent into the conversation of system notices");
        }

        options ??= SendOptions.Default;
        return message.Attachment is { } attachment
            ? UploadAndSendAsync(message, attachment, options, cancellationToken)
            : AskAsync<ChatMessage>(promise => new ConversationsProtocol.Send(message, options, promise), cancellationToken);
    }

    /// <summary>Sends a message again with the same numbers, so that it never arrives twice.</summary>
    public Task<ChatMessage> ResendMessageAsync(ChatMessage message, SendOptions? options = null, CancellationToken cancellationToken = default) =>
        SendMessageAsync(message, options, cancellationToken);

    /// <summary>A page of 15 messages (in groups and topics 21, unless they are in memory), the newest page first; a live room has none. Pass <see cref="MessagePage.NextRequestMessageId"/> for the page before.</summary>
    public Task<MessagePage> GetMessageListAsync(
        string conversationId, string nextRequestMessageId = "", CancellationToken cancellationToken = default)
    {
        ConversationIds.Check(conversationId);
        return AskReadyAsync<MessagePage>(promise => new ConversationsProtocol.GetPage(conversationId, nextRequestMessageId ?? "", promise), cancellationToken);
    }

    /// <summary>
    /// A page from any place of a conversation; pass <see cref="HoppingPage.NextMessageTime"/>, in groups <see cref="HoppingPage.NextMessageSequence"/>, to go on in
    /// the same direction.
    /// </summary>
    public Task<HoppingPage> GetMessageListHoppingAsync(string conversationId, HoppingRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        ConversationIds.Check(conversationId);
        return AskReadyAsync<HoppingPage>(promise => new ConversationsProtocol.GetHoppingPage(conversationId, request, promise), cancellationToken);
    }

    /// <summary>Marks a conversation as read, with the mentions in it; nothing is sent when nothing is unread.</summary>
    public Task SetMessageReadAsync(string conversationId, CancellationToken cancellationToken = default)
    {
        ConversationIds.Check(conversationId);
        return AskReadyAsync<Done>(promise => new ConversationsProtocol.MarkRead(conversationId, promise), cancellationToken);
    }

    /// <summary>A message that is in memory; null otherwise.</summary>
    public ChatMessage? FindMessage(string messageId) => _context.Messages.GetValueOrDefault(messageId);

    /// <summary>The account's own profile.</summary>
    public Task<Profile> GetMyProfileAsync(CancellationToken cancellationToken = default) =>
        AskReadyAsync<Profile>(static promise => new ProfilesProtocol.GetOwn(promise), cancellationToken);

    /// <summary>Profiles of other users; unknown users are left out. Profiles are believed for ten minutes.</summary>
    /// <exception cref="ChatException">2905: a user ID is null or empty.</exception>
    public Task<IReadOnlyList<Profile>> GetUserProfileAsync(IReadOnlyList<string> userIds, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(userIds);
        string[] wanted = [.. userIds];
        EnsureAllowed(!wanted.Any(string.IsNullOrEmpty), "a user ID is missing");
        return AskReadyAsync<IReadOnlyList<Profile>>(promise => new ProfilesProtocol.GetOthers(wanted, promise), cancellationToken);
    }

    private ChatMessage CreateMessage(MessageTarget to, string type, MessagePayload payload, MessageContent? content)
    {
        ArgumentException.ThrowIfNullOrEmpty(to.Id, nameof(to));
        EnsureReady();
        content ??= new MessageContent();
        var (account, own) = (_context.Snapshot, _context.OwnProfile);
        var (sequence, random) = _context.Numbers.Next();
        return new ChatMessage
        {
            ConversationId = to.ConversationId,
            ConversationType = to.Type,
            From = account.UserId,
            To = to.Id,
            Flow = MessageFlow.Out,
            Type = type,
            Payload = payload,
            Status = MessageStatus.Unsent,
            ClientTime = GetServerTime() / 1000,
            Sequence = sequence,
            ClientSequence = sequence,
            Random = random,
            SenderTinyId = account.TinyId,
            Nick = own?.Nick ?? "",
            Avatar = own?.Avatar ?? "",
            CloudCustomData = content.CloudCustomData,
            NeedReadReceipt = content.NeedReadReceipt,
            IsSupportExtension = content.IsSupportExtension,
            Priority = content.Priority,
            ReceiverList = to.Type == ConversationType.C2C ? [] : [.. content.ReceiverList],
            ModerationConfigurationId = content.CustomModerationConfigurationId,
        };
    }
}
