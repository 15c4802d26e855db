using Chat.Protocol.Conversations;
using Chat.Protocol.Errors;
using Chat.Server.Accounts;
using Chat.Server.Commands;
using Chat.Server.Groups;
using Chat.Server.Groups.Messages;
using Chat.Server.Messages;
using Chat.Server.Sessions;
using Chat.Server.Storage;

namespace Chat.Server.Conversations;

/// <summary>Runs the parts of a command that names several conversations; answers when all are done.</summary>
internal sealed class ConversationBatch(AccountDirectory accounts, Dialogs dialogs, GroupDirectory groups)
{
    public static readonly (int Code, string Info) Done = (0, "");
    public static readonly (int Code, string Info) NoGroup = (ErrorCodes.ConversationOfGroup, "there is no such group conversation");

    private static readonly (int Code, string Info) NoUser = (ErrorCodes.ConversationUserUnknown, "the user does not exist");

    /// <summary>The conversation that an item names; null with the reason if there is none.</summary>
    public ConversationTarget? Find(AccountInfo me, int type, string? userId, string? groupId, out (int Code, string Info) failure)
    {
        failure = type == ConversationTypes.C2C ? NoUser : NoGroup;
        return type switch
        {
            ConversationTypes.C2C when !string.IsNullOrEmpty(userId) && accounts.Find(me.SdkAppId, userId) is { } peer => new ConversationTarget(peer, null),
            ConversationTypes.Group when !string.IsNullOrEmpty(groupId) => new ConversationTarget(null, groupId),
            _ => null,
        };
    }

    /// <summary>Key of a conversation in the tables of conversations; null if the account has none.</summary>
    public static long? DialogId(Func<string, SqlStatement> prepare, AccountInfo me, ConversationTarget target)
    {
        if (target.Peer is { } peer)
        {
            return MessageQueries.DialogId(prepare, DialogKey.Of(me, peer));
        }

        return GroupView.Find(prepare, GroupDirectory.Find(prepare, me.SdkAppId, target.GroupId!), me, target.GroupId!, null, out var view) is null
            ? GroupLog.ConversationOf(view.LogId)
            : null;
    }

    /// <summary>Has each conversation's owner make its change, then calls back with what became of each in the order of the items.</summary>
    /// <param name="context">Fails as a whole only if the store does.</param>
    /// <param name="items">The conversations, or why there is none.</param>
    /// <param name="change">The change: index of the item, transaction, conversation; returns the result.</param>
    /// <param name="completed">Answers and pushes.</param>
    public void Run(
        CommandContext context,
        IReadOnlyList<(ConversationTarget? Target, (int Code, string Info) Failure)> items,
        Func<int, WriteTransaction, IOwnedConversation, (int Code, string Info)> change,
        Action<(int Code, string Info)[]> completed)
    {
        var me = ((SocketCommandContext)context).Identity.Account;
        var results = items.Select(item => item.Failure).ToArray();
        var left = items.Count(item => item.Target is not null);
        if (left == 0)
        {
            completed(results);
            return;
        }

        for (var i = 0; i < items.Count; i++)
        {
            var index = i;
            if (items[i].Target is { Peer: { } peer })
            {
                dialogs.Run(
                    context,
                    me,
                    peer,
                    (transaction, log) =>
                    {
                        results[index] = change(index, transaction, new OwnedDialog(transaction, log, DialogKey.Of(me, peer).SideOf(me)));
                        return null;
                    },
                    CountDown);
            }
            else if (items[i].Target is { GroupId: { } groupId })
            {
                var key = GroupKey.Of(me.SdkAppId, groupId);
                if (!groups.HasSeen(key))
                {
                    results[index] = NoGroup;
                    CountDown();
                    continue;
                }

                groups.Run(new GroupOperation(
                    groups,
                    key,
                    group =>
                    {
                        results[index] = group.View(me, groupId, null, out var view) is null
                            ? change(index, group.Transaction, new OwnedGroup(group.Transaction, view, group.State.Log(view.LogId)))
                            : NoGroup;
                        return null;
                    },
                    CountDown,
                    context.Fail));
            }
        }

        void CountDown()
        {
            if (Interlocked.Decrement(ref left) == 0)
            {
                completed(results);
            }
        }
    }
}
