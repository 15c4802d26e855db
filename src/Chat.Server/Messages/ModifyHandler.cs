using System.Text.Json;
using Chat.Protocol.Commands;
using Chat.Protocol.Errors;
using Chat.Protocol.Messages;
using Chat.Protocol.Push;
using Chat.Server.Apps;
using Chat.Server.Commands;
using Chat.Server.Sessions;
using Chat.Server.Storage;

namespace Chat.Server.Messages;

/// <summary>
/// <c>openim.modify_c2c_msg</c>: the sender (over REST an administrator) replaces body and custom data. A client names the version that it knows; if there is a newer
/// one nothing is changed and the reply has what is there.
/// </summary>
internal sealed class ModifyHandler(Dialogs dialogs) : ICommandHandler<ModifyMessage>
{
    public void Handle(CommandContext context, ModifyMessage request)
    {
        if (Check(context, request, out var key) is { } error)
        {
            context.Fail(error);
            return;
        }

        if (dialogs.Caller(context, request.From) is not { } sender || dialogs.Find(context, request.To) is not { } receiver)
        {
            return;
        }

        var dialog = DialogKey.Of(sender, receiver);
        byte[]? body = request.MsgBody?.Utf8.ToArray();
        byte[]? customData = request.CloudCustomData is { } text ? Wire.ToBytes(text, MessagesJson.Default.String) : null;
        var conflict = false;
        StoredMessage message = default;
        dialogs.Run(
            context,
            sender,
            receiver,
            (transaction, log) =>
            {
                var side = dialog.SideOf(sender);
                if (log.Find(transaction, side, key, reader: context is SocketCommandContext ? side : null) is not { } found)
                {
                    return new ChatError(ErrorCodes.MessageUnknown, "the message does not exist");
                }

                if ((found.Flags & MessageFlags.Recalled) != 0)
                {
                    return new ChatError(ErrorCodes.AlreadyRecalled, "the message is recalled");
                }

                (body, customData) = Merge(transaction, found, body, customData, overwrite: !(conflict = request.MsgVersion is { } known && known != found.Version));
                message = conflict ? found : found with { Version = found.Version + 1 };
                if (!conflict)
                {
                    transaction.Prepare("UPDATE message SET body = ?, cloud_custom_data = ?, version = ? WHERE message_id = ?")
                        .Bind(1, body).Bind(2, customData).Bind(3, message.Version).Bind(4, message.MessageId).Execute();
                    log.MarkChanged(transaction, message);
                }

                return null;
            },
            () =>
            {
                context.Reply(ReplyOf(conflict, message.Version, body!, customData!), MessagesJson.Default.ModifyMessageReply);
                if (!conflict)
                {
                    var view = DialogView.Of(0, sender, receiver);
                    ModifiedMessage[] change = [MessageNotifications.Modified(view, message, body!, customData!)];
                    dialogs.NotifyOf(message, sender, receiver, context.Session, Pushes.C2CMessagesModified, change);
                }
            });
    }

    /// <summary>Whether new content may replace an old one.</summary>
    public static ChatError? CheckContent(AppSettings settings, RawJson? body, string? customData)
    {
        if (body is null && customData is null)
        {
            return new ChatError(ErrorCodes.RequestMalformed, "neither MsgBody nor CloudCustomData is given");
        }

        if (body is { } elements && !IsWellFormed(elements))
        {
            return new ChatError(ErrorCodes.RequestMalformed, "MsgBody is not an array of elements with MsgType and MsgContent");
        }

        var length = (body?.Utf8.Length ?? 0) + (customData is null ? 0 : Wire.ToBytes(customData, MessagesJson.Default.String).Length);
        return length > settings.MaxMessageBytes
            ? new ChatError(ErrorCodes.MessageTooLong, $"the message is longer than {settings.MaxMessageBytes} bytes")
            : null;
    }

    /// <summary>What holds now.</summary>
    public static ModifyMessageReply ReplyOf(bool hasConflict, long version, byte[] body, byte[] customData) => new()
    {
        ActionStatus = hasConflict ? Reply.Fail : Reply.Ok,
        ErrorCode = hasConflict ? ErrorCodes.ModifyConflict : 0,
        ErrorInfo = hasConflict ? "the message has a newer version" : "",
        MsgVersion = version,
        MsgBody = new RawJson(body),
        CloudCustomData = MessageNotifications.TextOf(customData),
    };

    private static ChatError? Check(CommandContext context, ModifyMessage request, out MessageKey key)
    {
        key = new MessageKey(request.MsgSeq ?? -1, request.MsgRandom ?? -1, request.MsgTime ?? -1);
        if (context is SocketCommandContext socket && request.From != socket.UserId)
        {
            return new ChatError(ErrorCodes.MessageUnknown, "not a message of the caller");
        }

        if (context is not SocketCommandContext && !MessageKey.TryParse(request.MsgKey, out key))
        {
            return new ChatError(ErrorCodes.RestMsgKey, "MsgKey is not MsgSeq_MsgRandom_MsgTime");
        }

        return CheckContent(context.App.Settings, request.MsgBody, request.CloudCustomData);
    }

    private static bool IsWellFormed(RawJson body)
    {
        var reader = new Utf8JsonReader(body.Utf8.Span);
        return SendBody.ReadElements(ref reader, out _);
    }

    /// <summary>What is not given stays; nothing changes unless <paramref name="overwrite"/>.</summary>
    private static (byte[] Body, byte[] CustomData) Merge(
        WriteTransaction transaction, in StoredMessage message, byte[]? body, byte[]? customData, bool overwrite)
    {
        var select = transaction.Prepare("SELECT body, cloud_custom_data FROM message WHERE message_id = ?").Bind(1, message.MessageId);
        select.Step();
        var merged = ((overwrite ? body : null) ?? select.Blob(0).ToArray(), (overwrite ? customData : null) ?? select.Blob(1).ToArray());
        select.Reset();
        return merged;
    }
}
