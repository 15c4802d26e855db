using Akka.Actor;
using Chat.Protocol.Errors;
using Chat.Protocol.Push;
using Chat.Server.Accounts;
using Chat.Server.Commands;
using Chat.Server.Entities;
using Chat.Server.Sessions;
using Chat.Server.Storage;

namespace Chat.Server.Messages;

/// <summary>
/// A change of a conversation on its way: told to its actor, then carried by the store's writer, then answered and pushed; see <see cref="SendMessage"/>
/// for the path of a message.
/// </summary>
/// <param name="key">The conversation.</param>
/// <param name="execute">The change, inside the transaction; what it returns is why nothing was changed, null for success.</param>
/// <param name="completed">Answers and pushes, after the commit, on the writer's thread.</param>
/// <param name="failed">Answers a refusal.</param>
internal sealed class DialogOperation(
    DialogKey key, Func<WriteTransaction, DialogLog, ChatError?> execute, Action completed, Action<ChatError> failed)
    : WriteOperation, IEntityMessage<DialogKey>
{
    private DialogLog? _log;
    private ChatError? _refusal;

    public DialogKey EntityKey => key;

    /// <summary>Called by the conversation's actor when it takes the change on.</summary>
    public void Accept(DialogLog log) => _log = log;

    public override void Execute(WriteTransaction transaction) => _refusal = execute(transaction, _log!);

    public override void RolledBack() => _log!.RolledBack();

    public override void Completed()
    {
        if (_refusal is { } refusal)
        {
            failed(refusal);
        }
        else
        {
            completed();
        }
    }

    public override void Failed(ChatError error) => failed(error);
}

/// <summary>What handlers of one-to-one conversations share: who is meant, whom to ask, whom to tell.</summary>
internal sealed class Dialogs(AccountDirectory accounts, SessionDirectory sessions, IActorRef actors)
{
    /// <summary>An account of the caller's app; if there is none the call has been answered with 20003.</summary>
    public AccountInfo? Find(CommandContext context, string? userId)
    {
        var account = string.IsNullOrEmpty(userId) ? null : accounts.Find(context.App.SdkAppId, userId);
        if (account is null)
        {
            context.Fail(ErrorCodes.UserNotFound, "the user does not exist");
        }

        return account;
    }

    /// <summary>Who calls: on a socket the user, over REST the account that the body names.</summary>
    public AccountInfo? Caller(CommandContext context, string? named) =>
        context is SocketCommandContext socket ? socket.Identity.Account : Find(context, named);

    /// <summary>Has a conversation's owner make a change.</summary>
    public void Run(
        CommandContext context, AccountInfo one, AccountInfo other, Func<WriteTransaction, DialogLog, ChatError?> execute, Action completed) =>
        Run(new DialogOperation(DialogKey.Of(one, other), execute, completed, context.Fail));

    public void Run(DialogOperation operation) => actors.Tell(operation, ActorRefs.NoSender);

    /// <summary>Pushes to all sockets of an account but one: one text for all of them.</summary>
    public void Notify<T>(AccountInfo account, Session? except, Push<T> push, T payload)
    {
        byte[]? frame = null;
        foreach (var session in sessions.Of(account.AccountId))
        {
            if (session != except)
            {
                session.Notify(frame ??= PushFrame.Build(push, payload));
            }
        }
    }

    /// <summary>Pushes what has become of a message to those who know of it, but the socket that caused it.</summary>
    public void NotifyOf<T>(in StoredMessage message, AccountInfo sender, AccountInfo receiver, Session? except, Push<T> push, T payload)
    {
        if (DialogLog.IsShownToSender(message))
        {
            Notify(sender, except, push, payload);
        }

        if (sender.AccountId != receiver.AccountId && DialogLog.IsShownToReceiver(message))
        {
            Notify(receiver, except, push, payload);
        }
    }
}
