using Chat.Protocol.Commands;
using Chat.Protocol.Errors;
using Chat.Protocol.Messages;
using Chat.Protocol.Push;
using Chat.Server.Accounts;
using Chat.Server.Commands;
using Chat.Server.Sessions;

namespace Chat.Server.Messages;

/// <summary>
/// Tells of recalls. The official SDK takes one off its unread count for each recall that is pushed, whether the message counted or not; one that it fetches by a sync
/// leaves the count alone. So who has other unread messages and did not count this one is told to fetch it.
/// </summary>
internal sealed class RecallPushes(SessionDirectory sessions)
{
    private static readonly byte[] AsksForSync =
        [.. """{"head":{"servcmd":"im_open_push.msg_push","seq":0},"body":{"EventArray":[{"Event":9,"C2cMsgArray":[]}],"NeedAck":0,"Flag":1}}"""u8];

    /// <param name="account">Who is told.</param>
    /// <param name="except">The socket that is not told.</param>
    /// <param name="notification">The recall.</param>
    /// <param name="position">Its commit position. It is acknowledged, because a client that is told twice counts down twice.</param>
    /// <param name="lowersUnread">True if a push does no harm.</param>
    public void Send(AccountInfo account, Session? except, C2CNotification notification, long position, bool lowersUnread)
    {
        byte[]? frame = null;
        byte[]? notice = null;
        foreach (var session in sessions.Of(account.AccountId))
        {
            if (session != except && (lowersUnread || !session.NotifyBySync(notice ??= MessageNotifications.AsNotice(notification), position, AsksForSync)))
            {
                session.Notify(frame ??= PushFrame.Build(Pushes.C2CNotifications, [notification], position));
            }
        }
    }
}

/// <summary>Takes messages back: marks them for both sides and tells everybody.</summary>
internal sealed class Recalls(Dialogs dialogs, RecallPushes pushes)
{
    /// <param name="window">How long after the message; null for administrators, who may for ever, and also what its sender does not see.</param>
    public void Run(CommandContext context, AccountInfo sender, AccountInfo receiver, MessageKey key, TimeSpan? window)
    {
        var dialog = DialogKey.Of(sender, receiver);
        var revoker = Wire.ToBytes(new RevokerInfo { Revoker = context.UserId }, MessagesJson.Default.RevokerInfo);
        StoredMessage recalled = default;
        var position = 0L;
        var (countedByReceiver, senderHasUnread, receiverHasUnread) = (false, false, false);
        dialogs.Run(
            context,
            sender,
            receiver,
            (transaction, log) =>
            {
                var side = dialog.SideOf(sender);
                if (log.Find(transaction, side, key, reader: window is null ? null : side) is not { } message)
                {
                    return new ChatError(ErrorCodes.MessageUnknown, "the message does not exist");
                }

                if ((message.Flags & MessageFlags.Recalled) != 0)
                {
                    return new ChatError(ErrorCodes.AlreadyRecalled, "the message is recalled already");
                }

                if (transaction.UnixSeconds - message.Key.Time > window?.TotalSeconds)
                {
                    return new ChatError(ErrorCodes.RecallWindowPassed, $"messages can be recalled for {window}");
                }

                countedByReceiver = log.IsUnread(1 - side, message);
                (senderHasUnread, receiverHasUnread) = (log.MayHaveUnread(side), log.MayHaveUnread(1 - side));
                transaction.Prepare("UPDATE message SET flags = flags | ?, revoker = ? WHERE message_id = ?")
                    .Bind(1, (long)MessageFlags.Recalled).Bind(2, revoker).Bind(3, message.MessageId).Execute();
                position = log.MarkChanged(transaction, message);
                recalled = message;
                return null;
            },
            () =>
            {
                context.Ok();
                var view = DialogView.Of(0, sender, receiver);
                var notification = MessageNotifications.Recalled(view, recalled, revoker);
                if (DialogLog.IsShownToSender(recalled))
                {
                    pushes.Send(sender, context.Session, notification, position, lowersUnread: !senderHasUnread);
                }

                if (!dialog.IsWithOneself && DialogLog.IsShownToReceiver(recalled))
                {
                    pushes.Send(receiver, context.Session, notification, position, lowersUnread: countedByReceiver || !receiverHasUnread);
                }
            });
    }
}

/// <summary><c>openim.msgwithdraw</c>: the sender takes a message back within the app's recall window.</summary>
internal sealed class RecallHandler(Dialogs dialogs, Recalls recalls) : ICommandHandler<RecallMessage>
{
    public void Handle(CommandContext context, RecallMessage request)
    {
        var me = ((SocketCommandContext)context).Identity.Account;
        var target = request.MsgInfo;
        if (target.From != me.UserId)
        {
            context.Fail(ErrorCodes.MessageUnknown, "not a message of the caller");
        }
        else if (dialogs.Find(context, target.To) is { } receiver)
        {
            recalls.Run(context, me, receiver, new MessageKey(target.MsgSeq, target.MsgRandom, target.MsgTimeStamp), context.App.Settings.RecallWindow);
        }
    }
}

/// <summary>REST <c>openim/admin_msgwithdraw</c>: an administrator takes any message back at any time.</summary>
internal sealed class AdministratorRecallHandler(AccountDirectory accounts, Recalls recalls) : ICommandHandler<AdministratorRecall>
{
    public void Handle(CommandContext context, AdministratorRecall request)
    {
        if (string.IsNullOrEmpty(request.From) || accounts.Find(context.App.SdkAppId, request.From) is not { } sender)
        {
            context.Fail(ErrorCodes.RestFromAccount, "From_Account is missing or does not exist");
        }
        else if (string.IsNullOrEmpty(request.To) || accounts.Find(context.App.SdkAppId, request.To) is not { } receiver)
        {
            context.Fail(ErrorCodes.RestToAccount, "To_Account is missing or does not exist");
        }
        else if (!MessageKey.TryParse(request.MsgKey, out var key))
        {
            context.Fail(ErrorCodes.RestMsgKey, "MsgKey is not MsgSeq_MsgRandom_MsgTime");
        }
        else
        {
            recalls.Run(context, sender, receiver, key, window: null);
        }
    }
}
