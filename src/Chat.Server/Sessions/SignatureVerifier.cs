using System.Text;
using Chat.Protocol.Accounts;
using Chat.Protocol.Errors;
using Chat.Protocol.Frames;
using Chat.Server.Accounts;
using Chat.Server.Apps;

namespace Chat.Server.Sessions;

/// <summary>A good signature: whose it is and for how long, in UNIX seconds.</summary>
internal sealed record VerifiedSignature(ChatApp App, string UserId, long IssuedAt, long ExpiresAt)
{
    public static readonly ChatError Revoked = new(ErrorCodes.SigRevoked, "UserSig was revoked by a kick");

    /// <summary>True if the account was kicked since.</summary>
    public bool IsRevokedFor(AccountInfo account) => IssuedAt <= account.KickedAt;
}

/// <summary>Checks <c>head.identifier</c> and <c>head.usersig</c>: of logins, and of the commands that carry them in every frame.</summary>
internal sealed class SignatureVerifier(AppDirectory apps, TimeProvider time)
{
    /// <summary>Null if the signature is not good; then <paramref name="error"/> is what to answer (70xxx).</summary>
    public VerifiedSignature? Verify(in ClientFrame frame, out ChatError? error)
    {
        if (apps.Find(frame.SdkAppId) is not { } app)
        {
            error = new ChatError(ErrorCodes.SigAppUnknown, "unknown SDKAppID");
            return null;
        }

        var userId = Encoding.UTF8.GetString(frame.Identifier);
        var signature = UserSig.Verify(Encoding.UTF8.GetString(frame.UserSig), app.SdkAppId, userId, app.Keys, time.GetUtcNow());
        if (!signature.IsValid)
        {
            error = new ChatError(signature.ErrorCode, signature.ErrorInfo);
            return null;
        }

        if (!AccountDirectory.IsValidUserId(userId))
        {
            error = new ChatError(ErrorCodes.AccountParameter, "the user ID is empty, longer than 32 bytes or holds control characters");
            return null;
        }

        error = null;
        return new VerifiedSignature(app, userId, signature.IssuedAt.ToUnixTimeSeconds(), signature.ExpiresAt.ToUnixTimeSeconds());
    }
}
