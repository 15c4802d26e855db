using System.Globalization;
using Chat.Protocol.Errors;
using Chat.Protocol.Groups;
using Chat.Protocol.Push;
using Chat.Server.Commands;
using Chat.Server.Conversations;

namespace Chat.Server.Groups.Messages;

/// <summary><c>delete_group_ramble_msg_by_seq</c>: messages vanish for the caller only. Sequences that name no message change nothing.</summary>
internal sealed class DeleteGroupMessagesHandler(GroupDirectory groups) : ICommandHandler<DeleteGroupMessages>
{
    public void Handle(CommandContext context, DeleteGroupMessages request)
    {
        var sequences = new List<long>(request.Seqs.Length);
        foreach (var text in request.Seqs)
        {
            if (!uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence))
            {
                context.Fail(ErrorCodes.GroupParameter, "a sequence is no number");
                return;
            }

            sequences.Add(sequence);
        }

        if (sequences.Count is 0 or > DeleteGroupMessages.MaxMessages)
        {
            context.Fail(ErrorCodes.GroupParameter, $"Seqs must have 1 to {DeleteGroupMessages.MaxMessages} sequences");
            return;
        }

        var me = GroupDirectory.Caller(context);
        groups.Run(
            context,
            request.GroupId,
            change =>
            {
                if (change.View(me, request.GroupId, request.TopicId, out var view) is { } error)
                {
                    return error.Code == ErrorCodes.RoomHasNoHistory ? new ChatError(ErrorCodes.RoomHasNoDeletion, "live rooms keep no messages") : error;
                }

                var deleted = sequences.Distinct().Where(sequence => view.Message(change.Transaction.Prepare, sequence) is not null).ToArray();
                foreach (var sequence in deleted)
                {
                    change.Transaction.Prepare("INSERT OR IGNORE INTO group_deletion (account_id, message_id, position) VALUES (?, ?, ?)")
                        .Bind(1, me.AccountId).Bind(2, GroupLog.MessageId(view.LogId, sequence)).Bind(3, change.Transaction.NextPosition()).Execute();
                }

                if (deleted.Length > 0)
                {
                    ConversationEntries.Touch(change.Transaction, me.AccountId, GroupLog.ConversationOf(view.LogId));
                    change.After(() => groups.Notify(
                        me.AccountId, Pushes.HistoryDeleted, [new DeletedMessages { GroupId = view.ConversationId, MsgOrderList = deleted }], context.Session));
                }

                return null;
            });
    }
}
