using Chat.Protocol.Errors;
using Chat.Protocol.Friends;
using Chat.Protocol.Push;
using Chat.Server.Accounts;
using Chat.Server.Commands;
using Chat.Server.Messages;
using Chat.Server.Sessions;
using Chat.Server.Storage;

namespace Chat.Server.Friends;

/// <summary>What handlers of relations share: who calls, whom the call names, how a change is made and told.</summary>
internal sealed class Relations(AccountDirectory accounts, Dialogs dialogs, ChatStore store)
{
    private static readonly ChatError UserUnknown = new(ErrorCodes.FriendUserUnknown, "the user does not exist");

    public ChatStore Store => store;

    /// <summary>Who calls: on a socket the user, over REST the account that the body names. Null: the call has been answered.</summary>
    public AccountInfo? Caller(CommandContext context, string named)
    {
        if (context is SocketCommandContext socket)
        {
            return socket.Identity.Account;
        }

        if (named.Length == 0)
        {
            context.Fail(ErrorCodes.FriendParameter, "From_Account is missing");
            return null;
        }

        var account = accounts.Find(context.App.SdkAppId, named);
        if (account is null)
        {
            context.Fail(ErrorCodes.FriendUserUnknown, "From_Account does not exist");
        }

        return account;
    }

    public AccountInfo? Find(long accountId) => accounts.Find(accountId);

    /// <summary>The users that a call names, with their accounts where they have one. Null: the call has been answered.</summary>
    public List<(string UserId, AccountInfo? Account)>? Targets(CommandContext context, IReadOnlyList<string?> users)
    {
        if (users.Count is 0 or > RelationLimits.MaxTargets || users.Any(static user => user is null))
        {
            context.Fail(ErrorCodes.FriendParameter, $"To_Account must have 1 to {RelationLimits.MaxTargets} users");
            return null;
        }

        return [.. users.Select(user => (user!, accounts.Find(context.App.SdkAppId, user!)))];
    }

    /// <summary>Changes what an account has laid down about users, tells the devices of those whom it concerns, and then answers with what became of each.</summary>
    public void Change(
        CommandContext context, AccountInfo owner, IReadOnlyList<(string UserId, AccountInfo? Account)> targets, Func<RelationChange, AccountInfo, ChatError?> change) =>
        store.Writer.Enqueue(
            transaction =>
            {
                RelationRows.RemoveOld(transaction, owner.AccountId);
                var changes = new RelationChange(transaction, owner);
                foreach (var (userId, account) in targets)
                {
                    changes.Add(userId, account is null ? UserUnknown : change(changes, account));
                }

                return changes;
            },
            changes =>
            {
                foreach (var (account, news) in changes.Pushes)
                {
                    dialogs.Notify(account, null, Pushes.Relations, news);
                }

                context.Reply(changes.Reply(), FriendsJson.Default.RelationResultsReply);
            },
            error => context.Fail(ErrorCodes.FriendInternal, error.Info));
}
