using System.Text;
using Chat.Protocol.Errors;
using Chat.Protocol.Messages;
using Chat.Protocol.Push;
using Chat.Server.Accounts;
using Chat.Server.Commands;
using Chat.Server.Sessions;
using Chat.Server.Storage;

namespace Chat.Server.Messages;

/// <summary><c>openim_msg_ext_http_svc.reaction_add</c> and <c>reaction_del</c>.</summary>
internal sealed class ChangeReactionHandler(AccountDirectory accounts, Dialogs dialogs, bool isAddition) : ICommandHandler<ChangeReaction>
{
    public void Handle(CommandContext context, ChangeReaction request)
    {
        if (request.Reaction.Length == 0 || Encoding.UTF8.GetByteCount(request.Reaction) > ChangeReaction.MaxIdBytes)
        {
            context.Fail(ErrorCodes.RequestMalformed, $"Reaction must hold 1 to {ChangeReaction.MaxIdBytes} bytes");
            return;
        }

        if (!MessageKey.TryParse(request.MsgKey, out var key))
        {
            context.Fail(ErrorCodes.ExtensionUnknown, "MsgKey is not MsgSeq_MsgRandom_MsgTime");
            return;
        }

        if (!ExtensionTargets.TryFind(dialogs, context, request.From, request.To, out var sender, out var receiver))
        {
            return;
        }

        var dialog = DialogKey.Of(sender, receiver);
        var me = ((SocketCommandContext)context).Identity.Account;
        StoredMessage message = default;
        List<ReactionUsers> reactions = [];
        dialogs.Run(
            context,
            sender,
            receiver,
            (transaction, log) =>
            {
                var side = dialog.SideOf(sender);
                if (log.Find(transaction, side, key, dialog.SideOf(me)) is not { } found || (found.Flags & MessageFlags.Recalled) != 0)
                {
                    return new ChatError(ErrorCodes.ExtensionUnknown, "the message does not exist");
                }

                message = found;
                return ReactionQueries.Change(transaction, found.MessageId, request.Reaction, me, isAddition, out reactions);
            },
            () =>
            {
                context.Ok();
                var view = DialogView.Of(0, sender, receiver);
                var identity = MessageNotifications.Identity(view, message);
                foreach (var account in sender.AccountId == receiver.AccountId || !DialogLog.IsShownToReceiver(message) ? [sender] : new[] { sender, receiver })
                {
                    dialogs.Notify(account, null, Pushes.Reactions, [new ReactionsNotification
                    {
                        C2CMsgInfo = identity,
                        MsgReactionSummary = [.. reactions.Select(one => one.ToReaction(accounts, account, ReactionUsers.NamedInPushes))],
                    }]);
                }

                dialogs.Notify(me, context.Session, Pushes.OwnReaction, new OwnReactionNotification
                {
                    C2CMsgInfo = identity,
                    Reaction = request.Reaction,
                    MsgOptType = isAddition ? OwnReactionNotification.Added : OwnReactionNotification.Removed,
                });
            });
    }
}

/// <summary>Who has reacted in one way, in the order of doing so.</summary>
internal sealed record ReactionUsers(string Id, List<long> Users)
{
    public const int NamedInPushes = 10;

    /// <param name="accounts">Names users.</param>
    /// <param name="receiver">Who is told; null for several at once.</param>
    /// <param name="named">How many users are named.</param>
    public Reaction ToReaction(AccountDirectory accounts, AccountInfo? receiver, int named) => new()
    {
        Id = Id,
        Count = Users.Count,
        Users = Users.Count == 0 ? null : Names(accounts, named),
        ReactedByMe = receiver is null ? null : Users.Contains(receiver.AccountId) ? 1 : 0,
    };

    public string[] Names(AccountDirectory accounts, int count) =>
        [.. Users.Take(count).Select(accounts.Find).OfType<AccountInfo>().Select(account => account.UserId)];
}

internal static class ReactionQueries
{
    /// <summary>Adds a reaction of an account, or takes it back.</summary>
    /// <param name="transaction">The running transaction.</param>
    /// <param name="messageId">The message.</param>
    /// <param name="reaction">ID of the reaction.</param>
    /// <param name="me">Who reacts.</param>
    /// <param name="isAddition">False to take it back.</param>
    /// <param name="reactions">All reactions behind the change, and the one that was changed if nobody is left.</param>
    /// <returns>Why nothing was changed; null for success.</returns>
    public static ChatError? Change(WriteTransaction transaction, long messageId, string reaction, AccountInfo me, bool isAddition, out List<ReactionUsers> reactions)
    {
        reactions = Of(transaction.Prepare, messageId);
        if ((isAddition ? Add(transaction, messageId, reaction, me, reactions) : Remove(transaction, messageId, reaction, me, reactions)) is { } error)
        {
            return error;
        }

        reactions = Of(transaction.Prepare, messageId);
        if (reactions.TrueForAll(one => one.Id != reaction))
        {
            reactions.Add(new ReactionUsers(reaction, []));
        }

        return null;
    }

    /// <summary>The reactions of a message in the order in which they were first made.</summary>
    public static List<ReactionUsers> Of(Func<string, SqlStatement> prepare, long messageId)
    {
        var reactions = new List<ReactionUsers>();
        var select = prepare("SELECT reaction, account_id FROM message_reaction WHERE message_id = ? ORDER BY position").Bind(1, messageId);
        while (select.Step())
        {
            var id = select.Text(0);
            var known = reactions.Find(one => one.Id == id);
            if (known is null)
            {
                reactions.Add(known = new ReactionUsers(id, []));
            }

            known.Users.Add(select.Long(1));
        }

        select.Reset();
        return reactions;
    }

    /// <summary>The message of either side with a key; null if there is none.</summary>
    /// <param name="connection">Of a read.</param>
    /// <param name="dialog">The conversation.</param>
    /// <param name="reader">Who asks: what is concealed from it is not there.</param>
    /// <param name="key">The message's key.</param>
    public static StoredMessage? FindMessage(StoreConnection connection, DialogKey dialog, AccountInfo reader, MessageKey key)
    {
        if (MessageQueries.DialogId(connection.Prepare, dialog) is not { } dialogId
            || (MessageQueries.Find(connection.Prepare, dialogId * 2, key) ?? MessageQueries.Find(connection.Prepare, (dialogId * 2) + 1, key)) is not { } message)
        {
            return null;
        }

        return (message.Flags & MessageFlags.Recalled) == 0 && (message.Side == dialog.SideOf(reader) || DialogLog.IsShownToReceiver(message)) ? message : null;
    }

    private static ChatError? Add(WriteTransaction transaction, long messageId, string reaction, AccountInfo me, List<ReactionUsers> existing)
    {
        var known = existing.Find(one => one.Id == reaction);
        if (known?.Users.Contains(me.AccountId) == true)
        {
            return new ChatError(ErrorCodes.ReactionExists, "the user has reacted like this already");
        }

        if (known is null && existing.Count >= ChangeReaction.MaxPerMessage)
        {
            return new ChatError(ErrorCodes.TooManyReactions, $"a message has at most {ChangeReaction.MaxPerMessage} reactions");
        }

        if (known?.Users.Count >= ChangeReaction.MaxUsers)
        {
            return new ChatError(ErrorCodes.TooManyReactionUsers, $"a reaction has at most {ChangeReaction.MaxUsers} users");
        }

        transaction.Prepare("INSERT INTO message_reaction (message_id, reaction, account_id, position) VALUES (?, ?, ?, ?)")
            .Bind(1, messageId).Bind(2, reaction).Bind(3, me.AccountId).Bind(4, transaction.NextPosition()).Execute();
        return null;
    }

    private static ChatError? Remove(WriteTransaction transaction, long messageId, string reaction, AccountInfo me, List<ReactionUsers> existing)
    {
        if (existing.Find(one => one.Id == reaction) is not { } known)
        {
            return new ChatError(ErrorCodes.ReactionUnknown, "nobody has reacted like this");
        }

        if (!known.Users.Contains(me.AccountId))
        {
            return new ChatError(ErrorCodes.ReactionNotMine, "the user has not reacted like this");
        }

        transaction.Prepare("DELETE FROM message_reaction WHERE message_id = ? AND reaction = ? AND account_id = ?")
            .Bind(1, messageId).Bind(2, reaction).Bind(3, me.AccountId).Execute();
        return null;
    }
}

/// <summary><c>openim_msg_ext_http_svc.reaction_multi_stat</c>: the reactions of several messages of one conversation.</summary>
internal sealed class GetReactionsHandler(AccountDirectory accounts, Dialogs dialogs, ChatStore store) : ICommandHandler<GetReactions>
{
    public void Handle(CommandContext context, GetReactions request)
    {
        if (request.MsgKeyList.Length is 0 or > GetReactions.MaxMessages || request.Count is < 0 or > GetReactionUsers.MaxCount)
        {
            context.Fail(ErrorCodes.RequestMalformed, $"MsgKeyList must have 1 to {GetReactions.MaxMessages} keys, Count at most {GetReactionUsers.MaxCount}");
            return;
        }

        if (!ExtensionTargets.TryFind(dialogs, context, request.From, request.To, out var sender, out var receiver))
        {
            return;
        }

        var me = ((SocketCommandContext)context).Identity.Account;
        var results = store.Read(connection => Array.ConvertAll(request.MsgKeyList, text => new MessageReactions
        {
            MsgKey = text ?? "",
            ReactionList = MessageKey.TryParse(text, out var key) && ReactionQueries.FindMessage(connection, DialogKey.Of(sender, receiver), me, key) is { } message
                ? [.. ReactionQueries.Of(connection.Prepare, message.MessageId).Select(one => one.ToReaction(accounts, me, request.Count))]
                : [],
        }));
        context.Reply(new ReactionsReply { ResultList = results }, MessagesJson.Default.ReactionsReply);
    }
}

/// <summary><c>openim_msg_ext_http_svc.reaction_iterate</c>: the users of one reaction.</summary>
internal sealed class GetReactionUsersHandler(AccountDirectory accounts, Dialogs dialogs, ChatStore store) : ICommandHandler<GetReactionUsers>
{
    public void Handle(CommandContext context, GetReactionUsers request)
    {
        if (request.Count is < 1 or > GetReactionUsers.MaxCount)
        {
            context.Fail(ErrorCodes.RequestMalformed, $"Count must be 1 to {GetReactionUsers.MaxCount}");
            return;
        }

        if (!ExtensionTargets.TryFind(dialogs, context, request.From, request.To, out var sender, out var receiver))
        {
            return;
        }

        var me = ((SocketCommandContext)context).Identity.Account;
        var reactions = store.Read(connection =>
            MessageKey.TryParse(request.MsgKey, out var key) && ReactionQueries.FindMessage(connection, DialogKey.Of(sender, receiver), me, key) is { } message
                ? ReactionQueries.Of(connection.Prepare, message.MessageId)
                : null);
        if (reactions is null)
        {
            context.Fail(ErrorCodes.ExtensionUnknown, "the message does not exist");
            return;
        }

        var users = reactions.Find(one => one.Id == request.Reaction)?.Names(accounts, request.Count) ?? [];
        context.Reply(new ReactionUsersReply { Users = users }, MessagesJson.Default.ReactionUsersReply);
    }
}
