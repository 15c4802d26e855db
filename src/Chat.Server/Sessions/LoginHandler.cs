using System.Text;
using Akka.Actor;
using Chat.Protocol.Accounts;
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
    AppDirectory apps, AccountDirectory accounts, ChatStore store, IActorRef accountActors, LoginLimiter limiter, TimeProvider time) : IFrameHandler
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
        var userId = Encoding.UTF8.GetString(frame.Identifier);
        if (apps.Find(frame.SdkAppId) is not { } app)
        {
            Refuse(context, ErrorCodes.SigAppUnknown, "unknown SDKAppID");
            return;
        }

        var now = time.GetUtcNow();
        var signature = UserSig.Verify(Encoding.UTF8.GetString(frame.UserSig), app.SdkAppId, userId, app.Keys, now);
        if (!signature.IsValid)
        {
            Refuse(context, signature.ErrorCode, signature.ErrorInfo);
            return;
        }

        if (!AccountDirectory.IsValidUserId(userId))
        {
            Refuse(context, ErrorCodes.AccountParameter, "the user ID is empty, longer than 32 bytes or holds control characters");
            return;
        }

        if (!limiter.TryAcquire(app))
        {
            Refuse(context, ErrorCodes.TooFrequent, "too many logins, try again later");
            return;
        }

        var session = context.Socket;
        var platform = frame.Platform;
        var (issuedAt, expiresAt) = (signature.IssuedAt.ToUnixTimeSeconds(), signature.ExpiresAt.ToUnixTimeSeconds());
        if (accounts.Find(app.SdkAppId, userId) is { } known)
        {
            Continue(known);
        }
        else
        {
            accounts.Upsert(app.SdkAppId, userId, nick: null, avatar: null, Continue, context.Fail);
        }

        void Continue(AccountInfo account)
        {
            if (issuedAt <= account.KickedAt)
            {
                Refuse(context, ErrorCodes.SigRevoked, "UserSig was revoked by a kick");
                return;
            }

            accountActors.Tell(new AccountProtocol.LogIn(context, new LoginTicket(app, account, session, platform, issuedAt, expiresAt)));
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
            Refuse(context, error!.Code, error.Info);
            return;
        }

        // The reply is good but worth nothing: the notice before it has ended the session, and a refusal would be a rejection that nobody awaits.
        ServerTelemetry.LoginsRefused.Add(1, new KeyValuePair<string, object?>("code", error!.Code));
        KickNotice.Send(context.Socket, kickType);
        context.Reply(
            new LoginReply { InstId = frame.InstanceId, TimeStamp = time.GetUtcNow().ToUnixTimeSeconds() }, SessionsJson.Default.LoginReply);
    }

    private static void Refuse(CommandContext context, int code, string info)
    {
        ServerTelemetry.LoginsRefused.Add(1, new KeyValuePair<string, object?>("code", code));
        context.Fail(code, info);
    }
}
