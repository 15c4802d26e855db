using Chat.Protocol.Errors;
using Chat.Server.Accounts;
using Chat.Server.Apps;
using Chat.Server.Friends;
using Chat.Server.Storage;

namespace Chat.Server.Messages;

/// <summary>What becomes of a message to a user.</summary>
/// <param name="Refusal">Why it is not sent; null if it is.</param>
/// <param name="IsConcealed">It is sent as far as the sender can see; the receiver never does.</param>
internal readonly record struct SendVerdict(ChatError? Refusal, bool IsConcealed);

/// <summary>
/// Whether one account may send to another (REST reference, limits, "C2C send rules"): decided inside the writer's transaction, where nothing can change any more, by
/// an index seek, two where friendship is asked for. Administrators of the app send to anybody; that an account is muted holds for all.
/// </summary>
internal static class SendRules
{
    private static readonly ChatError Muted = new(ErrorCodes.SenderMuted, "the sender is muted");
    private static readonly ChatError Blocked = new(ErrorCodes.BlockedByReceiver, "the receiver has blocked the sender");

    private static readonly ChatError NotFriends = new(ErrorCodes.NotFriends, "sender and receiver are not friends");
    private static readonly ChatError SenderNotListed = new(ErrorCodes.SenderNotListed, "the sender is not on the receiver's list of friends");
    private static readonly ChatError ReceiverNotListed = new(ErrorCodes.ReceiverNotListed, "the receiver is not on the sender's list of friends");

    /// <param name="prepare">Of the running transaction, or of a reader's connection.</param>
    /// <param name="app">The app of both.</param>
    /// <param name="from">The sender as the directory knows it now.</param>
    /// <param name="to">The receiver.</param>
    /// <param name="now">UNIX seconds.</param>
    public static SendVerdict Check(Func<string, SqlStatement> prepare, ChatApp app, AccountInfo from, AccountInfo to, long now)
    {
        if (from.MutedUntil > now)
        {
            return new SendVerdict(Muted, IsConcealed: false);
        }

        if (from.AccountId == to.AccountId || app.IsAdministrator(from.UserId))
        {
            return default;
        }

        var received = RelationRows.Find(prepare, to.AccountId, from.AccountId);
        if (received.IsBlocked)
        {
            return app.Settings.BlacklistedSenderSeesSuccess ? new SendVerdict(null, IsConcealed: true) : new SendVerdict(Blocked, IsConcealed: false);
        }

        if (!app.Settings.FriendCheck)
        {
            return default;
        }

        var isReceiverListed = RelationRows.Find(prepare, from.AccountId, to.AccountId).IsFriend;
        return new SendVerdict(
            (isReceiverListed, received.IsFriend) switch
            {
                (true, true) => null,
                (true, false) => SenderNotListed,
                (false, true) => ReceiverNotListed,
                _ => NotFriends,
            },
            IsConcealed: false);
    }
}
