using Akka.Actor;
using Chat.Protocol.Errors;
using Chat.Protocol.Frames;
using Chat.Protocol.Sessions;
using Chat.Server.Accounts;
using Chat.Server.Apps;
using Chat.Server.Commands;
using Chat.Server.Storage;
using Chat.Server.Telemetry;

namespace Chat.Server.Sessions;

/// <summary>
/// <c>im_open_status.wslogin</c>: with a signature a new instance, with an A2 key an instance that comes back. Re-logins that are worth
/// nothing get 70001, because other codes leave the official SDK half alive (wire reference, core §0.4); put-out instances get a <see cref="KickNotice"/>.
/// </summary>
internal sealed class LoginHandler(
    AppDirectory apps,
    AccountDirectory accounts,
    ChatStore store,
    IActorRef accountActors,
    SignatureVerifier signatures,
    LoginLimiter limiter,
    TimeProvider time) : IFrameHandler
{
    public void Handle(Session session, CommandEntry entry, in ClientFrame frame)
    {
        var context = new SocketCommandContext(session, null, entry, frame.Sequence);
        if (frame.A2.IsEmpty)
        {
            LogIn(context, frame);
        }
        else
        {
            LogInAgain(context, frame);
        }
    }

    /// <summary>Finds who a token speaks for.</summary>
    /// <returns>An identity, or null and what to answer.</returns>
    public SessionIdentity? Resolve(ReadOnlySpan<byte> token, out ChatError? error, out int kickType)
    {
        var row = store.Read(SessionTable.Hash(token), static (connection, hash) => SessionTable.Find(connection, hash));
        kickType = row?.KickType ?? 0;
        if (kickType != 0)
        {
            error = new ChatError(ErrorCodes.SigRevoked, "the instance was put out");
            return null;
        }

        var app = row is null ? null : apps.Find(row.AppId);
        var account = row is null ? null : accounts.Find(row.AccountId);
        if (row is null || app is null || account is null || row.ExpiresAt < time.GetUtcNow().ToUnixTimeSeconds())
        {
            error = new ChatError(ErrorCodes.SigExpired, "the session has ended");
            return null;
        }

        error = null;
        return new SessionIdentity(app, account, row.InstanceId, row.Platform, token.ToArray(), row.ExpiresAt);
    }

    private void LogIn(SocketCommandContext context, in ClientFrame frame)
    {
        if (signatures.Verify(frame, out var error) is not { } signature)
        {
            Refuse(context, error!);
            return;
        }

        var app = signature.App;
        if (!limiter.TryAcquire(app))
        {
            Refuse(context, new ChatError(ErrorCodes.TooFrequent, "too many logins, try again later"));
            return;
        }

        var session = context.Socket;
        var platform = frame.Platform;
        if (accounts.Find(app.SdkAppId, signature.UserId) is { } known)
        {
            Continue(known);
        }
        else
        {
            accounts.Upsert(app.SdkAppId, signature.UserId, nick: null, avatar: null, Continue, context.Fail);
        }

        void Continue(AccountInfo account)
        {
            if (signature.IsRevokedFor(account))
            {
                Refuse(context, VerifiedSignature.Revoked);
                return;
            }

            accountActors.Tell(new AccountProtocol.LogIn(context, new LoginTicket(app, account, session, platform, signature.IssuedAt, signature.ExpiresAt)));
        }
    }

    private void LogInAgain(SocketCommandContext context, in ClientFrame frame)
    {
        if (Resolve(frame.A2, out var error, out var kickType) is { } identity)
        {
            accountActors.Tell(new AccountProtocol.LogInAgain(context, context.Socket, identity));
            return;
        }

        if (kickType == 0)
        {
            Refuse(context, error!);
            return;
        }

        // The reply is good but worth nothing: the notice before it has ended the session, and a refusal would be a rejection that nobody awaits.
        ServerTelemetry.LoginsRefused.Add(1, new KeyValuePair<string, object?>("code", error!.Code));
        KickNotice.Send(context.Socket, kickType);
        context.Reply(
            new LoginReply { InstId = frame.InstanceId, TimeStamp = time.GetUtcNow().ToUnixTimeSeconds() }, SessionsJson.Default.LoginReply);
    }

    private static void Refuse(CommandContext context, ChatError error)
    {
        ServerTelemetry.LoginsRefused.Add(1, new KeyValuePair<string, object?>("code", error.Code));
        context.Fail(error);
    }
}
