using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Akka.Actor;
using Chat.Protocol.Errors;
using Chat.Protocol.Sessions;
using Chat.Server.Accounts;
using Chat.Server.Commands;
using Chat.Server.Entities;
using Chat.Server.Groups;
using Chat.Server.Storage;
using Chat.Server.Telemetry;

namespace Chat.Server.Sessions;

/// <summary>
/// One account: owns its instances (rows of <c>session</c>) and its entry in the <see cref="SessionDirectory"/>. Logins of an account are handled
/// one after the other; while a change is being committed, further messages wait in order. Parent: the entity parent of accounts.
/// </summary>
internal sealed class AccountActor : UntypedActor
{
    private const int MaxWaiting = 256;

    /// <summary>A device that is away for longer is sent some messages again that it has acknowledged; it drops them itself.</summary>
    private static readonly TimeSpan ExpectedAway = TimeSpan.FromMinutes(10);

    private readonly long _accountId;
    private readonly ChatStore _store;
    private readonly SessionDirectory _directory;
    private readonly AccountDirectory _accounts;
    private readonly GroupAudiences _audiences;
    private readonly TimeProvider _time;
    private readonly List<Instance> _instances = [];
    private readonly Queue<object> _waiting = new();
    private bool _committing;

    public AccountActor(long accountId, ChatStore store, SessionDirectory directory, AccountDirectory accounts, GroupAudiences audiences, TimeProvider time)
    {
        _accountId = accountId;
        _store = store;
        _directory = directory;
        _accounts = accounts;
        _audiences = audiences;
        _time = time;
    }

    public static Props Props(long accountId, ChatStore store, SessionDirectory directory, AccountDirectory accounts, GroupAudiences audiences, TimeProvider time) =>
        Akka.Actor.Props.Create(() => new AccountActor(accountId, store, directory, accounts, audiences, time));

    /// <summary>Sockets that are attached stay so over a passivation: the directory remembers them, the store remembers the instances.</summary>
    protected override void PreStart()
    {
        var attached = _directory.Of(_accountId);
        foreach (var row in _store.Read(_accountId, static (connection, id) => SessionTable.OfAccount(connection, id)))
        {
            if (row.KickType == 0)
            {
                _instances.Add(new Instance(row)
                {
                    Socket = attached.FirstOrDefault(session => session.Identity?.InstanceId == row.InstanceId),
                });
            }
        }
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Committed committed when committed.Owner != this:
                break;
            case Committed committed:
                _committing = false;
                committed.Continue();
                while (!_committing && _waiting.TryDequeue(out var next))
                {
                    Handle(next);
                }

                break;
            case Passivate when _committing || _waiting.Count > 0 || _instances.Any(IsExpectedBack):
                Sender.Tell(new StillBusy<long>(_accountId));
                break;
            case Passivate:
                Context.Stop(Self);
                break;
            case AccountProtocol.LogIn or AccountProtocol.LogInAgain or AccountProtocol.LogOut when _committing && _waiting.Count >= MaxWaiting:
                Refuse(message);
                break;
            case AccountProtocol.IAccountMessage when _committing:
                _waiting.Enqueue(message);
                break;
            default:
                Handle(message);
                break;
        }
    }

    /// <summary>What waits when this actor fails is answered, not forgotten.</summary>
    protected override void PostStop()
    {
        while (_waiting.TryDequeue(out var message))
        {
            Refuse(message);
        }
    }

    /// <summary>An instance that has just gone away: what it acknowledged is remembered here only.</summary>
    private bool IsExpectedBack(Instance instance) =>
        instance is { Socket: null, Delivery.Acknowledged: > 0 } && _time.GetUtcNow() - instance.AwaySince < ExpectedAway;

    private static void Refuse(object message)
    {
        var context = message switch
        {
            AccountProtocol.LogIn login => login.Context,
            AccountProtocol.LogInAgain login => login.Context,
            AccountProtocol.LogOut logout => logout.Context,
            AccountProtocol.KickAll kick => kick.Context,
            _ => null,
        };
        context?.Fail(ErrorCodes.RateLimited, "too many logins of this account at once");
    }

    private void Handle(object message)
    {
        switch (message)
        {
            case AccountProtocol.LogIn login:
                OnLogIn(login);
                break;
            case AccountProtocol.LogInAgain login:
                OnLogInAgain(login);
                break;
            case AccountProtocol.LogOut logout:
                OnLogOut(logout);
                break;
            case AccountProtocol.SocketClosed closed:
                OnSocketClosed(closed);
                break;
            case AccountProtocol.KickAll kick:
                OnKickAll(kick);
                break;
            case AccountProtocol.ProfileChanged changed:
                OnProfileChanged(changed.Account);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void OnLogIn(AccountProtocol.LogIn login)
    {
        var ticket = login.Ticket;
        var now = _time.GetUtcNow().ToUnixTimeSeconds();

        // A kick may have been committed after the signature was checked.
        if (_accounts.Find(ticket.App.SdkAppId, ticket.Account.UserId) is { } current && ticket.IssuedAt <= current.KickedAt)
        {
            login.Context.Fail(ErrorCodes.SigRevoked, "UserSig was revoked by a kick");
            return;
        }

        var own = _instances.Find(instance => ticket.Session.ClientKey.Length > 0 && instance.Row.ClientKey == ticket.Session.ClientKey)
            ?? _instances.Find(instance => instance.Socket == ticket.Session);
        var others = _instances.Where(instance => instance != own).ToList();
        var expired = others.Where(instance => instance.Row.ExpiresAt < now && instance.Socket is null).ToList();
        var displaced = TerminalPolicy.Displaced(
            ticket.App.Settings, ticket.Platform, [.. others.Except(expired).OrderBy(o => o.Socket is not null).ThenBy(o => o.Row.CreatedAt).Select(o => o.Row)]).ToList();

        var token = Encoding.ASCII.GetBytes(Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)));
        var instanceId = own?.Row.InstanceId ?? (uint)RandomNumberGenerator.GetInt32(1, int.MaxValue);
        var row = new SessionRow(
            SessionTable.Hash(token), ticket.App.SdkAppId, _accountId, instanceId, ticket.Platform, ticket.Session.ClientKey, now, ticket.ExpiresAt, 0);
        var identity = new SessionIdentity(ticket.App, ticket.Account, instanceId, ticket.Platform, token, ticket.ExpiresAt);

        GroupMembership groups = default;
        Commit(
            transaction =>
            {
                groups = GroupMembership.Of(transaction.Prepare, _accountId);
                SessionTable.DeleteOld(transaction, _accountId);
                if (own is not null)
                {
                    SessionTable.Delete(transaction, own.Row.TokenHash);
                }

                foreach (var (other, kickType) in displaced)
                {
                    SessionTable.SetKickType(transaction, other.TokenHash, kickType);
                }

                SessionTable.Insert(transaction, row);
            },
            cut => Attach(login.Context, ticket.Session, identity, default, groups, cut),
            () =>
            {
                _instances.RemoveAll(instance => instance == own || expired.Contains(instance));
                foreach (var (other, kickType) in displaced)
                {
                    Displace(other, kickType);
                }

                if (own?.Socket is { } previous && previous != ticket.Session)
                {
                    Release(previous);
                }

                var instance = new Instance(row);
                _instances.Add(instance);
                Adopt(instance, ticket.Session, identity);
            },
            login.Context.Fail);
    }

    private void OnLogInAgain(AccountProtocol.LogInAgain login)
    {
        var instance = _instances.Find(candidate => candidate.Row.TokenHash.AsSpan().SequenceEqual(SessionTable.Hash(login.Identity.Token)));
        if (instance is null)
        {
            login.Context.Fail(ErrorCodes.SigExpired, "the session has ended");
            return;
        }

        if (instance.Socket is { } previous && previous != login.Session)
        {
            Release(previous, instance);
        }

        // Nothing is changed, but the writer says where the pushes of this socket begin.
        var delivery = instance.Delivery;
        GroupMembership groups = default;
        Commit(
            transaction => groups = GroupMembership.Of(transaction.Prepare, _accountId),
            cut => Attach(login.Context, login.Session, login.Identity, delivery, groups, cut),
            () => Adopt(instance, login.Session, login.Identity),
            login.Context.Fail,
            onlyReads: true);
    }

    private void OnLogOut(AccountProtocol.LogOut logout)
    {
        Unbind(logout.Session);
        var instance = _instances.Find(candidate => candidate.Row.InstanceId == logout.Identity.InstanceId);
        if (instance is null)
        {
            logout.Context.Ok();
            return;
        }

        // The logout may come on a new socket before the server knows that the old one has gone.
        if (instance.Socket is { } socket)
        {
            Unbind(socket);
        }

        _instances.Remove(instance);
        Commit(transaction => SessionTable.Delete(transaction, instance.Row.TokenHash), static _ => { }, logout.Context.Ok, logout.Context.Fail);
    }

    private void OnSocketClosed(AccountProtocol.SocketClosed closed)
    {
        _directory.Detach(_accountId, closed.Session);
        if (_instances.Find(instance => instance.Socket == closed.Session) is { } instance)
        {
            instance.Delivery = closed.Session.Delivery;
            instance.AwaySince = _time.GetUtcNow();
            instance.Socket = null;
        }
    }

    private void OnKickAll(AccountProtocol.KickAll kick)
    {
        foreach (var instance in _instances)
        {
            if (instance.Socket is { } socket)
            {
                PushKick(socket, KickType.RestApi);
            }
        }

        // The revocation has marked the rows that it saw; a login that was under way may have added one behind it.
        Instance[] kicked = [.. _instances];
        _instances.Clear();
        Commit(
            transaction =>
            {
                foreach (var instance in kicked)
                {
                    SessionTable.SetKickType(transaction, instance.Row.TokenHash, KickType.RestApi);
                }
            },
            static _ => { },
            kick.Context.Ok,
            kick.Context.Fail);
    }

    private void OnProfileChanged(AccountInfo account)
    {
        foreach (var session in _directory.Of(_accountId))
        {
            if (session.Identity is { } identity)
            {
                session.Identity = identity with { Account = account };
            }
        }
    }

    /// <summary>
    /// Runs on the writer's thread, between two commits: messages up to <paramref name="cut"/> are left to the sync, all later ones are pushed here. The
    /// socket holds them until the client has synchronized.
    /// </summary>
    private void Attach(CommandContext context, Session session, SessionIdentity identity, Delivery former, GroupMembership groups, long cut)
    {
        // The same socket may have spoken for another account before.
        if (session.Identity is { } previous && previous.Account.AccountId != _accountId)
        {
            _directory.Detach(previous.Account.AccountId, session);
        }

        session.FormerDelivery = former;
        session.AttachPosition = cut;
        session.HasSynced = false;
        session.ListedSince = null;
        session.Promised = [];
        session.WasToldOfKick = false;
        session.Identity = identity;
        session.Hold();
        _directory.Attach(_accountId, session);
        _audiences.Enter(_accountId, groups);

        // Pushes come from this thread, so none of them is in front of the reply; and who has the reply is online.
        context.Reply(
            new LoginReply
            {
                A2Key = Encoding.ASCII.GetString(identity.Token),
                TinyId = identity.Account.TinyId,
                InstId = identity.InstanceId,
                HelloInterval = Math.Max((int)identity.App.Settings.HelloInterval.TotalSeconds, 1),
                TimeStamp = _time.GetUtcNow().ToUnixTimeSeconds(),
                PurchaseBits = Apps.PurchaseBits.All,
            },
            SessionsJson.Default.LoginReply);
    }

    /// <summary>The instance is on this socket now.</summary>
    private void Adopt(Instance instance, Session session, SessionIdentity identity)
    {
        instance.Socket = session;
        ServerTelemetry.Logins.Add(1);
        if (session.IsClosed)
        {
            // It ended while the login was being committed, when its end was nobody's business yet.
            OnSocketClosed(new AccountProtocol.SocketClosed(session, identity));
        }
    }

    private void Displace(SessionRow row, int kickType)
    {
        if (_instances.Find(candidate => candidate.Row == row) is not { } instance)
        {
            return;
        }

        _instances.Remove(instance);
        if (instance.Socket is { } socket)
        {
            PushKick(socket, kickType);
        }
    }

    /// <summary>The client stays connected without an identity: the official SDK logs in again on the same socket.</summary>
    private void PushKick(Session socket, int kickType)
    {
        if (IsMine(socket))
        {
            Unbind(socket);
            KickNotice.Send(socket, kickType);
        }
    }

    /// <summary>The instance is on another socket now: the former one is of no use to anybody.</summary>
    private void Release(Session former, Instance? successor = null)
    {
        if (successor is not null)
        {
            successor.Delivery = former.Delivery;
        }

        if (IsMine(former))
        {
            Unbind(former);
            former.Abort("the instance has a new socket");
        }
    }

    private void Unbind(Session session)
    {
        if (IsMine(session))
        {
            _directory.Detach(_accountId, session);
            session.Identity = null;
        }
    }

    /// <summary>A socket can have gone over to another account by a login there.</summary>
    private bool IsMine(Session session) => session.Identity?.Account.AccountId == _accountId;

    /// <summary>Makes a change durable while further messages wait.</summary>
    /// <param name="change">The change.</param>
    /// <param name="committed">Runs on the writer's thread right after the commit, with the position before which everything was pushed already.</param>
    /// <param name="completed">Runs in this actor afterwards.</param>
    /// <param name="failed">Runs in this actor if nothing was changed.</param>
    /// <param name="onlyReads">True if <paramref name="change"/> writes nothing.</param>
    private void Commit(
        Action<WriteTransaction> change, Action<long> committed, Action completed, Action<ChatError> failed, bool onlyReads = false)
    {
        var self = Self;
        _committing = true;
        _store.Writer.Enqueue(
            transaction =>
            {
                change(transaction);
                return transaction.LastPosition;
            },
            cut =>
            {
                committed(cut);
                self.Tell(new Committed(this, completed));
            },
            error => self.Tell(new Committed(this, () => failed(error))),
            onlyReads);
    }

    private sealed class Instance(SessionRow row)
    {
        public SessionRow Row { get; } = row;

        /// <summary>The socket it is on; null while it is away.</summary>
        public Session? Socket { get; set; }

        public DateTimeOffset AwaySince { get; set; }

        /// <summary>What its last socket delivered.</summary>
        public Delivery Delivery { get; set; }
    }

    /// <param name="Owner">The life of this actor that asked; a later one knows nothing of it.</param>
    /// <param name="Continue">What it wanted to do next.</param>
    private sealed record Committed(AccountActor Owner, Action Continue) : INoSerializationVerificationNeeded;
}
