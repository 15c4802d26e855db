using Chat.Protocol.Errors;
using Chat.Protocol.Friends;
using Chat.Protocol.Push;
using Chat.Server.Accounts;
using Chat.Server.Commands;
using Chat.Server.Sessions;
using Chat.Server.Storage;

namespace Chat.Server.Friends;

/// <summary>What handlers of relations share: who calls, whom the call names, how a change is made and told.</summary>
internal sealed class Relations(AccountDirectory accounts, SessionDirectory sessions, ChatStore store)
{
    public static readonly ChatError UserUnknown = new(ErrorCodes.FriendUserUnknown, "the user does not exist");

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

    /// <summary>How an account and users stand to each other.</summary>
    /// <param name="me">The account.</param>
    /// <param name="targets">The users.</param>
    /// <param name="holds">What is asked.</param>
    /// <param name="both">Also the other way round.</param>
    /// <param name="name">Its name on the wire, by whether it holds for the account and for the user.</param>
    public RelationItem[] Compare(
        AccountInfo me, List<(string UserId, AccountInfo? Account)> targets, Func<Relation, bool> holds, bool both, Func<bool, bool, string> name) =>
        store.Read(connection => targets.Select(target => target.Account is { } peer
            ? new RelationItem
            {
                User = target.UserId,
                Relation = name(
                    holds(RelationRows.Find(connection.Prepare, me.AccountId, peer.AccountId)),
                    both && holds(RelationRows.Find(connection.Prepare, peer.AccountId, me.AccountId))),
            }
            : new RelationItem { User = target.UserId, Relation = name(false, false), ResultCode = UserUnknown.Code, ResultInfo = UserUnknown.Info }).ToArray());

    /// <summary>Users that could not be compared; null for none.</summary>
    public static string[]? Failed(RelationItem[] items) =>
        items.Where(static one => one.ResultCode != 0).Select(static one => one.User).ToArray() is { Length: > 0 } failed ? failed : null;

    /// <summary>Changes what an account has laid down about users, tells the devices of those whom it concerns, and then answers with what became of each.</summary>
    public void Change(
        CommandContext context, AccountInfo owner, IReadOnlyList<(string UserId, AccountInfo? Account)> targets, Func<RelationChange, AccountInfo, ChatError?> change) =>
        Change(
            context,
            owner,
            (_, changes) =>
            {
                foreach (var (userId, account) in targets)
                {
                    changes.Add(userId, account is null ? UserUnknown : change(changes, account));
                }
            },
            changes => context.Reply(changes.Reply(), FriendsJson.Default.RelationResultsReply));

    /// <summary>Changes what an account has laid down, tells the devices of those whom it concerns, and then has the caller answered.</summary>
    public void Change(CommandContext context, AccountInfo owner, Action<WriteTransaction, RelationChange> change, Action<RelationChange> answer) =>
        store.Writer.Enqueue(
            transaction =>
            {
                RelationRows.RemoveOld(transaction, owner.AccountId);
                var changes = new RelationChange(transaction, owner);
                change(transaction, changes);
                changes.End();
                return changes;
            },
            changes =>
            {
                foreach (var (account, news) in changes.Pushes)
                {
                    Push(account, news, changes.Position);
                }

                answer(changes);
            },
            error => context.Fail(ErrorCodes.FriendInternal, error.Info));

    /// <summary>It is acknowledged, because the SDK throws if it is told twice that a friend has gone.</summary>
    private void Push(AccountInfo account, RelationsNotification[] news, long position)
    {
        byte[]? frame = null;
        foreach (var session in sessions.Of(account.AccountId))
        {
            session.Notify(frame ??= PushFrame.Build(Pushes.Relations, news, position));
        }
    }
}
