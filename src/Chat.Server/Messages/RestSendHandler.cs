using System.Text.Json;
using Akka.Actor;
using Chat.Protocol.Errors;
using Chat.Server.Accounts;
using Chat.Server.Commands;
using Chat.Server.Sessions;

namespace Chat.Server.Messages;

/// <summary>REST <c>openim/sendmsg</c>: an administrator sends as itself or as any user of the app.</summary>
internal sealed class RestSendHandler(AccountDirectory accounts, SessionDirectory sessions, IActorRef dialogs, RelayedMessages relayed, TimeProvider time) : IRawCommandHandler
{
    private const long MaxLifeTime = 604800;

    public void Handle(CommandContext context, ReadOnlySpan<byte> body)
    {
        SendBody request;
        try
        {
            request = SendBody.Parse(body);
        }
        catch (JsonException e) when (CodeOfField(e.Path) is not null)
        {
            context.Fail(CodeOfField(e.Path)!.Value, $"{e.Path}: {e.Message}");
            return;
        }

        if (Check(context, request) is { } error)
        {
            context.Fail(error);
            return;
        }

        var app = context.App.SdkAppId;
        if (accounts.Find(app, request.To!) is not { } receiver)
        {
            context.Fail(ErrorCodes.RestTargetNotImported, "To_Account does not exist");
            return;
        }

        // The second in place of a missing number: within one, MsgRandom is what tells a repetition.
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        var message = new Draft(
            receiver,
            request.MsgSeq ?? now,
            request.Random!.Value,
            request.ClientTime ?? now,
            request.SyncOtherMachine == 2 ? request.Flags | MessageFlags.HiddenFromSender : request.Flags,
            relayed.Complete(app, request.Body),
            request.CloudCustomData.ToArray(),
            request.PushInfo.ToArray());
        var from = request.From ?? context.UserId;
        if (accounts.Find(app, from) is { } sender)
        {
            Send(context, sender, message);
        }
        else if (from == context.UserId)
        {
            // The administrator exists by its role; its account is made when it first speaks.
            accounts.Upsert(app, from, nick: null, avatar: null, account => Send(context, account, message), context.Fail);
        }
        else
        {
            context.Fail(ErrorCodes.RestFromAccount, "From_Account does not exist");
        }
    }

    /// <summary>The code for a field of the wrong type; null where the documents give it none of its own.</summary>
    private static int? CodeOfField(string? name) => name switch
    {
        "From_Account" => ErrorCodes.RestFromAccount,
        "To_Account" => ErrorCodes.RestToAccount,
        "MsgRandom" => ErrorCodes.RestMsgRandom,
        "MsgLifeTime" => ErrorCodes.RestLifeTimeNotInteger,
        "SyncOtherMachine" => ErrorCodes.RestSyncOtherMachine,
        _ => null,
    };

    private static ChatError? Check(CommandContext context, in SendBody request)
    {
        if (string.IsNullOrEmpty(request.To))
        {
            return new ChatError(ErrorCodes.RestToAccount, "To_Account is missing");
        }

        if (request.Random is not (>= 0 and <= uint.MaxValue))
        {
            return new ChatError(ErrorCodes.RestMsgRandom, "MsgRandom is missing or not a 32-bit number");
        }

        if (request.MsgSeq is not (null or (>= 0 and <= uint.MaxValue)))
        {
            return new ChatError(ErrorCodes.RestMessageFormat, "MsgSeq is not a 32-bit number");
        }

        if (!request.HasBody || request.Body.IsEmpty)
        {
            return new ChatError(ErrorCodes.RestMsgBodyNotArray, "MsgBody is missing or not an array");
        }

        if (!request.BodyIsWellFormed)
        {
            return new ChatError(ErrorCodes.RestMsgBodyFormat, "MsgBody has an element without MsgType or MsgContent");
        }

        if (request.LifeTime is < 0 or > MaxLifeTime)
        {
            return new ChatError(ErrorCodes.RestLifeTimeTooLong, "MsgLifeTime is not within 7 days");
        }

        if (request.SyncOtherMachine is not (null or 1 or 2))
        {
            return new ChatError(ErrorCodes.RestSyncOtherMachine, "SyncOtherMachine is neither 1 nor 2");
        }

        if (request.PushInfoIsMalformed)
        {
            return new ChatError(ErrorCodes.RestPushInfo, "OfflinePushInfo is not an object");
        }

        return request.Body.Length + request.CloudCustomData.Length + request.PushInfo.Length > context.App.Settings.MaxMessageBytes
            ? new ChatError(ErrorCodes.RestBodyTooLong, $"the message is longer than {context.App.Settings.MaxMessageBytes} bytes")
            : null;
    }

    private void Send(CommandContext context, AccountInfo sender, Draft draft) => dialogs.Tell(
        new SendMessage(context, sessions)
        {
            From = sender,
            To = draft.To,
            MsgSeq = draft.MsgSeq,
            Random = draft.Random,
            ClientTime = draft.ClientTime,
            Flags = draft.Flags,
            Body = draft.Body,
            CloudCustomData = draft.CloudCustomData,
            PushInfo = draft.PushInfo,
        },
        ActorRefs.NoSender);

    /// <summary>What outlives the request's buffer while the sender's account is made.</summary>
    private sealed record Draft(
        AccountInfo To, long MsgSeq, long Random, long ClientTime, MessageFlags Flags, byte[] Body, byte[] CloudCustomData, byte[] PushInfo);
}
