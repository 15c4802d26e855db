using Chat.Protocol.Errors;
using Chat.Protocol.Messages;
using Chat.Protocol.Push;
using Chat.Server.Commands;
using Chat.Server.Sessions;

namespace Chat.Server.Messages;

/// <summary><c>openim.delete_c2c_msg_ramble</c>: messages vanish for the caller (over REST for the operator) only. Keys that name no message change nothing.</summary>
internal sealed class DeleteHandler(Dialogs dialogs) : ICommandHandler<DeleteMessages>
{
    public void Handle(CommandContext context, DeleteMessages request)
    {
        if (request.MsgKeyList.Length is 0 or > DeleteMessages.MaxKeys)
        {
            context.Fail(ErrorCodes.RequestMalformed, $"MsgKeyList must have 1 to {DeleteMessages.MaxKeys} keys");
            return;
        }

        var keys = new List<MessageKey>(request.MsgKeyList.Length);
        foreach (var text in request.MsgKeyList)
        {
            if (!MessageKey.TryParse(text, out var key))
            {
                context.Fail(ErrorCodes.RestMsgKey, "a key is not MsgSeq_MsgRandom_MsgTime");
                return;
            }

            keys.Add(key);
        }

        var isSocket = context is SocketCommandContext;
        if (dialogs.Caller(context, request.OperatorAccount) is not { } me || dialogs.Find(context, isSocket ? request.Peer : request.OperatorPeer) is not { } peer)
        {
            return;
        }

        var side = DialogKey.Of(me, peer).SideOf(me);
        var unknown = new List<string>();
        var deleted = new List<long>();
        dialogs.Run(
            context,
            me,
            peer,
            (transaction, log) =>
            {
                unknown.Clear();
                deleted.Clear();
                foreach (var key in keys)
                {
                    if ((log.Find(transaction, side, key, side) ?? log.Find(transaction, 1 - side, key, side)) is not { } message)
                    {
                        unknown.Add(key.ToString());
                        continue;
                    }

                    transaction.Prepare("UPDATE message SET flags = flags | ? WHERE message_id = ?")
                        .Bind(1, (long)DialogLog.DeletedBy(side)).Bind(2, message.MessageId).Execute();
                    log.MarkChanged(transaction, message);
                    deleted.Add(message.Sequence);
                }

                return null;
            },
            () =>
            {
                context.Reply(new DeleteMessagesReply { InvalidMsgKeyList = unknown.Count > 0 ? [.. unknown] : null }, MessagesJson.Default.DeleteMessagesReply);
                if (deleted.Count > 0)
                {
                    dialogs.Notify(me, context.Session, Pushes.HistoryDeleted, [new DeletedMessages { Peer = peer.UserId, MsgOrderList = [.. deleted] }]);
                }
            });
    }
}
