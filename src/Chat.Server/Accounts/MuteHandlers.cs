using Chat.Protocol.Accounts;
using Chat.Protocol.Errors;
using Chat.Server.Commands;

namespace Chat.Server.Accounts;

/// <summary>REST <c>openconfigsvr/setnospeaking</c>: an account may send no messages for a time, to users, to groups or both.</summary>
internal sealed class SetMuteHandler(AccountDirectory accounts, TimeProvider time) : ICommandHandler<SetMute>
{
    public void Handle(CommandContext context, SetMute request)
    {
        if (string.IsNullOrEmpty(request.User))
        {
            context.Fail(ErrorCodes.MuteSetAccountMissing, "Set_Account is missing");
        }
        else if (request.C2CSeconds is null && request.GroupSeconds is null)
        {
            context.Fail(ErrorCodes.MuteTimeMissing, "neither C2CmsgNospeakingTime nor GroupmsgNospeakingTime is given");
        }
        else if (accounts.Find(context.App.SdkAppId, request.User) is not { } account)
        {
            context.Fail(ErrorCodes.MuteSetAccountUnknown, "Set_Account does not exist");
        }
        else
        {
            accounts.Mute(
                account, Until(request.C2CSeconds), Until(request.GroupSeconds), context.Ok, error => context.Fail(ErrorCodes.MuteInternal, error.Info));
        }
    }

    private long? Until(uint? seconds) => seconds switch
    {
        null => null,
        0 => 0,
        SetMute.ForEver => long.MaxValue,
        _ => time.GetUtcNow().ToUnixTimeSeconds() + seconds,
    };
}

/// <summary>REST <c>openconfigsvr/getnospeaking</c>.</summary>
internal sealed class GetMuteHandler(AccountDirectory accounts, TimeProvider time) : ICommandHandler<GetMute>
{
    public void Handle(CommandContext context, GetMute request)
    {
        if (string.IsNullOrEmpty(request.User))
        {
            context.Fail(ErrorCodes.MuteGetAccountMissing, "Get_Account is missing");
        }
        else if (accounts.Find(context.App.SdkAppId, request.User) is not { } account)
        {
            context.Fail(ErrorCodes.MuteGetAccountUnknown, "Get_Account does not exist");
        }
        else
        {
            context.Reply(new MuteReply { C2CSeconds = Left(account.MutedUntil), GroupSeconds = Left(account.GroupMutedUntil) }, MutesJson.Default.MuteReply);
        }
    }

    private uint Left(long until) =>
        until == long.MaxValue ? SetMute.ForEver : (uint)Math.Clamp(until - time.GetUtcNow().ToUnixTimeSeconds(), 0, SetMute.ForEver - 1);
}
