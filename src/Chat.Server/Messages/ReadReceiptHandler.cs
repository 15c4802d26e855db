using Chat.Protocol.Errors;
using Chat.Protocol.Messages;
using Chat.Protocol.Push;
using Chat.Server.Commands;

namespace Chat.Server.Messages;

/// <summary>
/// <c>openim.c2c_msg_read_receipt</c>: the caller (over REST the operator) tells the sender of messages that ask for it that they were read. Once is enough:
/// repetitions change nothing. A message that is gone does not keep the others from being receipted; the call fails only if none is left.
/// </summary>
internal sealed class ReadReceiptHandler(Dialogs dialogs) : ICommandHandler<SendReadReceipts>
{
    public void Handle(CommandContext context, SendReadReceipts request)
    {
        if (request.C2CMsgInfo.Length is 0 or > SendReadReceipts.MaxMessages)
        {
            context.Fail(ErrorCodes.RequestMalformed, $"C2CMsgInfo must have 1 to {SendReadReceipts.MaxMessages} messages");
            return;
        }

        if (dialogs.Caller(context, request.OperatorAccount) is not { } reader || dialogs.Find(context, request.Peer) is not { } sender)
        {
            return;
        }

        var keys = new List<MessageKey>(request.C2CMsgInfo.Length);
        foreach (var target in request.C2CMsgInfo)
        {
            var key = target is null ? default : new MessageKey(target.MsgSeq ?? -1, target.MsgRandom ?? -1, target.MsgTime ?? -1);
            if (target?.From != sender.UserId || (target.MsgKey is not null && !MessageKey.TryParse(target.MsgKey, out key)))
            {
                context.Fail(ErrorCodes.RequestMalformed, "a message is not one of Peer_Account, or its key is malformed");
                return;
            }

            keys.Add(key);
        }

        var dialog = DialogKey.Of(reader, sender);
        var receipted = new List<StoredMessage>();
        var time = 0L;
        dialogs.Run(
            context,
            reader,
            sender,
            (transaction, log) =>
            {
                receipted.Clear();
                ChatError? refusal = null;
                var accepted = 0;
                time = transaction.UnixSeconds;
                foreach (var key in keys)
                {
                    if (log.Find(transaction, dialog.SideOf(sender), key, dialog.SideOf(reader)) is not { } message || (message.Flags & MessageFlags.Recalled) != 0)
                    {
                        refusal ??= new ChatError(ErrorCodes.MessageUnknown, "the message does not exist");
                        continue;
                    }

                    if ((message.Flags & MessageFlags.NeedsReadReceipt) == 0)
                    {
                        refusal ??= new ChatError(ErrorCodes.RequestMalformed, "the message does not ask for a read receipt");
                        continue;
                    }

                    accepted++;
                    if (message.ReceiptTime == 0)
                    {
                        receipted.Add(message);
                    }
                }

                if (accepted == 0)
                {
                    return refusal;
                }

                foreach (var message in receipted)
                {
                    transaction.Prepare("UPDATE message SET receipt_time = ? WHERE message_id = ?").Bind(1, time).Bind(2, message.MessageId).Execute();
                    log.MarkChanged(transaction, message);
                }

                return null;
            },
            () =>
            {
                context.Ok();
                if (receipted.Count > 0)
                {
                    var view = DialogView.Of(0, sender, reader);
                    dialogs.Notify(sender, null, Pushes.ReadReceipts, MessageNotifications.Receipts(view, reader.UserId, time, receipted));
                }
            });
    }
}
