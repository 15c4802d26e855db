using Akka.Actor;
using Chat.Protocol.Errors;
using Chat.Server.Accounts;
using Chat.Server.Commands;
using Chat.Server.Sessions;

namespace Chat.Server.Messages;

/// <summary><c>openim.sendmsg</c> of a user. The sender is who the socket speaks for, whatever the body says.</summary>
internal sealed class SendC2CHandler(AccountDirectory accounts, SessionDirectory sessions, IActorRef dialogs, RelayedMessages relayed, TimeProvider time) : IRawCommandHandler
{
    public void Handle(CommandContext context, ReadOnlySpan<byte> body)
    {
        var request = SendBody.Parse(body);
        if (!request.BodyIsWellFormed)
        {
            context.Fail(ErrorCodes.RequestMalformed, "MsgBody is not an array of elements with MsgType and MsgContent");
            return;
        }

        if (request.MsgSeq is not (>= 0 and <= uint.MaxValue) || request.Random is not (>= 0 and <= uint.MaxValue))
        {
            context.Fail(ErrorCodes.RequestMalformed, "MsgSeq and MsgRandom must be 32-bit numbers");
            return;
        }

        if (request.PushInfoIsMalformed)
        {
            context.Fail(ErrorCodes.RequestMalformed, "OfflinePushInfo is not an object");
            return;
        }

        if (request.Body.Length + request.CloudCustomData.Length + request.PushInfo.Length > context.App.Settings.MaxMessageBytes)
        {
            context.Fail(ErrorCodes.MessageTooLong, $"the message is longer than {context.App.Settings.MaxMessageBytes} bytes");
            return;
        }

        if (string.IsNullOrEmpty(request.To) || accounts.Find(context.App.SdkAppId, request.To) is not { } receiver)
        {
            context.Fail(ErrorCodes.UserNotFound, "the receiver does not exist");
            return;
        }

        var caller = ((SocketCommandContext)context).Identity.Account;
        dialogs.Tell(
            new SendMessage(context, sessions)
            {
                From = accounts.Find(caller.SdkAppId, caller.UserId) ?? caller,
                To = receiver,
                MsgSeq = request.MsgSeq.Value,
                Random = request.Random.Value,
                ClientTime = request.ClientTime ?? time.GetUtcNow().ToUnixTimeSeconds(),
                Flags = request.Flags,
                Body = relayed.Complete(context.App.SdkAppId, request.Body),
                CloudCustomData = request.CloudCustomData.ToArray(),
                PushInfo = request.PushInfo.ToArray(),
            },
            ActorRefs.NoSender);
    }
}
