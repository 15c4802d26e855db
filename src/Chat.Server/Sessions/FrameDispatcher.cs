using Akka.Actor;
using Chat.Protocol.Commands;
using Chat.Protocol.Errors;
using Chat.Protocol.Frames;
using Chat.Server.Accounts;
using Chat.Server.Apps;
using Chat.Server.Commands;

namespace Chat.Server.Sessions;

/// <summary>
/// Takes the frames of all sockets: finds the handler, establishes who calls, runs it. Each frame is authenticated by its own <c>a2</c> (or its own
/// signature, see <see cref="Command.AuthenticatesBySignature"/>), not by the state of the socket, because the official SDK repeats pending frames
/// on a new socket before it logs in again.
/// </summary>
public sealed class FrameDispatcher
{
    private readonly CommandTable _commands;
    private readonly AppDirectory _apps;
    private readonly LoginHandler _login;
    private readonly SignatureVerifier _signatures;
    private readonly AccountDirectory _accounts;
    private readonly IActorRef _accountActors;
    private readonly TimeProvider _time;

    internal FrameDispatcher(
        CommandTable commands, AppDirectory apps, LoginHandler login, SignatureVerifier signatures, AccountDirectory accounts, IActorRef accountActors, TimeProvider time)
    {
        _commands = commands;
        _apps = apps;
        _login = login;
        _signatures = signatures;
        _accounts = accounts;
        _accountActors = accountActors;
        _time = time;
    }

    /// <summary>Handles one frame. The replies arrive by <see cref="Session.Send"/>.</summary>
    /// <exception cref="FrameException">The message is not a frame.</exception>
    public void Dispatch(Session session, ReadOnlySpan<byte> message)
    {
        var frame = ClientFrame.Parse(message);
        if (_commands.FindForSocket(frame.Command) is not { } entry)
        {
            SocketCommandContext.SendUnknown(
                session,
                frame.Command,
                frame.Sequence,
                """{"ActionStatus":"FAIL","ErrorCode":60009,"ErrorInfo":"unknown command"}"""u8);
            return;
        }

        if (entry.FrameHandler is { } handler)
        {
            handler.Handle(session, entry, frame);
        }
        else if (entry.Access == CommandAccess.Anyone)
        {
            _commands.Run(entry, new SocketCommandContext(session, null, entry, frame.Sequence) { NamedApp = _apps.Find(frame.SdkAppId) }, frame.Body);
        }
        else if (Identify(session, entry, frame) is { } identity)
        {
            _commands.Run(entry, new SocketCommandContext(session, identity, entry, frame.Sequence), frame.Body);
        }
    }

    /// <summary>A socket has ended, for whatever reason.</summary>
    public void Closed(Session session)
    {
        if (session.Identity is { } identity)
        {
            _accountActors.Tell(new AccountProtocol.SocketClosed(session, identity));
        }
    }

    /// <summary>Who calls; if that is nobody, the frame has been answered.</summary>
    private SessionIdentity? Identify(Session session, CommandEntry entry, in ClientFrame frame) =>
        entry.Command.AuthenticatesBySignature ? IdentifyBySignature(session, entry, frame) : IdentifyByToken(session, entry, frame);

    /// <summary>The signature must be good whoever is logged in on the socket, and nobody speaks there for somebody else.</summary>
    private SessionIdentity? IdentifyBySignature(Session session, CommandEntry entry, in ClientFrame frame)
    {
        var signature = _signatures.Verify(frame, out var error);
        if (signature is not null)
        {
            var known = session.Identity;
            var account = _accounts.Find(signature.App.SdkAppId, signature.UserId);
            if (account is null)
            {
                error = new ChatError(ErrorCodes.TicketInvalid, "log in first");
            }
            else if (signature.IsRevokedFor(account))
            {
                error = VerifiedSignature.Revoked;
            }
            else if (known is not null && known.Account.AccountId != account.AccountId)
            {
                error = new ChatError(ErrorCodes.SigWrongUser, "somebody else is logged in on this socket");
            }
            else
            {
                return known ?? new SessionIdentity(signature.App, account, frame.InstanceId, frame.Platform, [], signature.ExpiresAt);
            }
        }

        new SocketCommandContext(session, null, entry, frame.Sequence).Fail(error!);
        return null;
    }

    private SessionIdentity? IdentifyByToken(Session session, CommandEntry entry, in ClientFrame frame)
    {
        if (session.Identity is { } known && frame.A2.SequenceEqual(known.Token))
        {
            if (known.ExpiresAt >= _time.GetUtcNow().ToUnixTimeSeconds())
            {
                return known;
            }

            new SocketCommandContext(session, null, entry, frame.Sequence).Fail(ErrorCodes.SigExpired, "UserSig has expired");
            return null;
        }

        var context = new SocketCommandContext(session, null, entry, frame.Sequence);
        if (frame.A2.IsEmpty)
        {
            context.Fail(ErrorCodes.TicketInvalid, "log in first");
            return null;
        }

        if (_login.Resolve(frame.A2, out var error, out var kickType) is { } resolved)
        {
            return resolved;
        }

        if (kickType != 0)
        {
            KickNotice.Send(session, kickType);
        }

        if (kickType != 0 && PutOutReplies.TryGet(entry.Command, out var nothing))
        {
            context.Reply(nothing);
        }
        else
        {
            context.Fail(error!);
        }

        return null;
    }
}
