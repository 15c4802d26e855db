using System.Text;
using Akka.Actor;
using Chat.Protocol.Accounts;
using Chat.Protocol.Errors;
using Chat.Protocol.Sessions;
using Chat.Server.Commands;
using Chat.Server.Sessions;

namespace Chat.Server.Accounts;

/// <summary>REST <c>im_open_login_svc/account_import</c>.</summary>
internal sealed class ImportAccountHandler(AccountDirectory accounts, IActorRef accountActors) : ICommandHandler<ImportAccount>
{
    private const int MaxFieldBytes = 500;

    public void Handle(CommandContext context, ImportAccount request)
    {
        if ((request.UserID ?? request.Identifier) is not { } userId || !AccountDirectory.IsValidUserId(userId))
        {
            context.Fail(ErrorCodes.AccountParameter, "UserID is missing, longer than 32 bytes or holds control characters");
            return;
        }

        if (IsTooLong(request.Nick) || IsTooLong(request.FaceUrl))
        {
            context.Fail(ErrorCodes.ProfileTooLong, $"Nick and FaceUrl hold at most {MaxFieldBytes} bytes");
            return;
        }

        accounts.Upsert(
            context.App.SdkAppId,
            userId,
            request.Nick,
            request.FaceUrl,
            account =>
            {
                accountActors.Tell(new AccountProtocol.ProfileChanged(account), ActorRefs.NoSender);
                context.Ok();
            },
            context.Fail);
    }

    private static bool IsTooLong(string? text) => text is not null && Encoding.UTF8.GetByteCount(text) > MaxFieldBytes;
}

/// <summary>REST <c>im_open_login_svc/kick</c>.</summary>
internal sealed class KickAccountHandler(AccountDirectory accounts, IActorRef accountActors, TimeProvider time) : ICommandHandler<KickAccount>
{
    public void Handle(CommandContext context, KickAccount request)
    {
        if ((request.UserID ?? request.Identifier) is not { Length: > 0 } userId)
        {
            context.Fail(ErrorCodes.AccountParameter, "UserID is missing");
            return;
        }

        if (accounts.Find(context.App.SdkAppId, userId) is not { } account)
        {
            context.Fail(ErrorCodes.AccountUnknown, "UserID does not exist");
            return;
        }

        accounts.Revoke(
            account,
            time.GetUtcNow().ToUnixTimeSeconds(),
            revoked => accountActors.Tell(new AccountProtocol.KickAll(context, revoked), ActorRefs.NoSender),
            context.Fail);
    }
}

/// <summary>REST <c>openim/query_online_status</c> and its older name <c>openim/querystate</c>.</summary>
internal sealed class QueryOnlineStatusHandler(AccountDirectory accounts, SessionDirectory sessions) : ICommandHandler<QueryOnlineStatus>
{
    private const int MaxUsers = 500;

    public void Handle(CommandContext context, QueryOnlineStatus request)
    {
        if (request.Users is not { Length: > 0 } users)
        {
            context.Fail(ErrorCodes.RestJson, "To_Account is missing or empty");
            return;
        }

        if (users.Length > MaxUsers)
        {
            context.Fail(ErrorCodes.RestTooManyTargets, $"To_Account holds at most {MaxUsers} users");
            return;
        }

        var found = new List<OnlineStatus>();
        var failed = new List<AccountFailure>();
        foreach (var user in users)
        {
            if (accounts.Find(context.App.SdkAppId, user) is { } account)
            {
                found.Add(StatusOf(account, request.IsNeedDetail == 1));
            }
            else
            {
                failed.Add(new AccountFailure { User = user, ErrorCode = ErrorCodes.AccountUnknown });
            }
        }

        context.Reply(
            new OnlineStatusReply { QueryResult = [.. found], ErrorList = failed.Count > 0 ? [.. failed] : null },
            AccountsJson.Default.OnlineStatusReply);
    }

    private OnlineStatus StatusOf(AccountInfo account, bool withDetail)
    {
        var platforms = sessions.Of(account.AccountId)
            .Select(session => session.Identity)
            .OfType<SessionIdentity>()
            .Select(identity => PlatformName(identity.Platform))
            .Distinct()
            .ToList();
        return new OnlineStatus
        {
            User = account.UserId,
            Status = platforms.Count > 0 ? OnlineStatus.Online : OnlineStatus.Offline,
            Detail = withDetail
                ? [.. platforms.Select(name => new PlatformStatus { Platform = name, Status = OnlineStatus.Online })]
                : null,
        };
    }

    private static string PlatformName(int platform) => platform switch
    {
        ClientPlatform.Android => "Android",
        ClientPlatform.Ios => "iPhone",
        ClientPlatform.Ipad => "iPad",
        ClientPlatform.Mac => "Mac",
        ClientPlatform.Windows => "PC",
        _ => "Web",
    };
}
