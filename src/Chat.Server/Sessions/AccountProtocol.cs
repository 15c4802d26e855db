using Chat.Server.Accounts;
using Chat.Server.Commands;
using Chat.Server.Entities;

namespace Chat.Server.Sessions;

/// <summary>Messages of <see cref="AccountActor"/>.</summary>
internal static class AccountProtocol
{
    internal interface IAccountMessage : IEntityMessage<long>;

    /// <summary>A verified signature wants a new instance.</summary>
    internal sealed record LogIn(CommandContext Context, LoginTicket Ticket) : IAccountMessage
    {
        public long EntityKey => Ticket.Account.AccountId;
    }

    /// <summary>An instance comes back on a new socket.</summary>
    internal sealed record LogInAgain(CommandContext Context, Session Session, SessionIdentity Identity) : IAccountMessage
    {
        public long EntityKey => Identity.Account.AccountId;
    }

    internal sealed record LogOut(CommandContext Context, Session Session, SessionIdentity Identity) : IAccountMessage
    {
        public long EntityKey => Identity.Account.AccountId;
    }

    /// <summary>A socket has ended; its instance may come back.</summary>
    internal sealed record SocketClosed(Session Session, SessionIdentity Identity) : IAccountMessage
    {
        public long EntityKey => Identity.Account.AccountId;
    }

    /// <summary>An administrator ends all instances; the account's signatures are revoked already.</summary>
    internal sealed record KickAll(CommandContext Context, AccountInfo Account) : IAccountMessage
    {
        public long EntityKey => Account.AccountId;
    }

    /// <summary>Nick or avatar has changed.</summary>
    internal sealed record ProfileChanged(AccountInfo Account) : IAccountMessage
    {
        public long EntityKey => Account.AccountId;
    }
}

/// <summary>A login whose signature has been checked.</summary>
internal sealed record LoginTicket(Apps.ChatApp App, AccountInfo Account, Session Session, int Platform, long IssuedAt, long ExpiresAt);
