using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Chat.Protocol.Commands;
using Chat.Protocol.Errors;
using Chat.Protocol.Messages;
using Chat.Server.Accounts;
using Chat.Server.Commands;
using Chat.Server.Sessions;
using Chat.Server.Storage;

namespace Chat.Server.Messages;

/// <summary>
/// Lists of merged messages. Clients make a nested message's ID from the TinyId of its sender but do not upload it, so it is added here
/// (wire reference, messages §9).
/// </summary>
internal sealed class RelayedMessages(AccountDirectory accounts)
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>The body of a message with the TinyIds in its merged lists; the body itself if it has none.</summary>
    /// <exception cref="JsonException">A merged message has a property twice.</exception>
    public byte[] Complete(uint sdkAppId, ReadOnlySpan<byte> body)
    {
        if (body.IndexOf("\"TIMRelayElem\""u8) < 0)
        {
            return body.ToArray();
        }

        return Rewrite(Parse(body), elements => CompleteElements(sdkAppId, elements));
    }

    /// <summary>A list with the TinyIds of its senders.</summary>
    /// <exception cref="JsonException">A message is not an object, or has a property twice.</exception>
    public byte[] CompleteList(uint sdkAppId, RawJson[] messages) =>
        Rewrite(new JsonArray([.. messages.Select(message => Parse(message.Utf8.Span))]), list => Complete(sdkAppId, list));

    private void CompleteElements(uint sdkAppId, JsonArray elements)
    {
        foreach (var element in elements.OfType<JsonObject>())
        {
            if (element["MsgContent"] is JsonObject content && content["MsgList"] is JsonArray list)
            {
                Complete(sdkAppId, list);
            }
        }
    }

    /// <summary>Also of what was merged before it was merged again.</summary>
    private void Complete(uint sdkAppId, JsonArray list)
    {
        foreach (var item in list.OfType<JsonObject>())
        {
            if (!item.ContainsKey("TinyId") && item["From_Account"] is JsonValue value && value.TryGetValue<string>(out var from)
                && accounts.Find(sdkAppId, from) is { } sender)
            {
                item["TinyId"] = sender.TinyId;
            }

            if (item["MsgBody"] is JsonArray elements)
            {
                CompleteElements(sdkAppId, elements);
            }
        }
    }

    private static JsonNode Parse(ReadOnlySpan<byte> json) => JsonNode.Parse(json, null, Strict) ?? throw new JsonException("a message is null");

    private static byte[] Rewrite(JsonNode messages, Action<JsonArray> change)
    {
        try
        {
            change(messages.AsArray());
            var output = new ArrayBufferWriter<byte>(4096);
            using var writer = new Utf8JsonWriter(output, Wire.WriterOptions);
            messages.WriteTo(writer);
            writer.Flush();
            return output.WrittenSpan.ToArray();
        }
        catch (InvalidOperationException e)
        {
            // An escaped text that is no Unicode, such as half a surrogate pair.
            throw new JsonException(e.Message, e);
        }
    }
}

/// <summary><c>im_long_msg.save_relay_json_msg</c>: keeps a list that is too long for a message; whoever knows the key may read it.</summary>
internal sealed class SaveRelayedMessagesHandler(RelayedMessages relayed, ChatStore store) : ICommandHandler<SaveRelayedMessages>
{
    public void Handle(CommandContext context, SaveRelayedMessages request)
    {
        if (request.MsgList.Length is 0 or > SaveRelayedMessages.MaxMessages || Array.Exists(request.MsgList, item => !item.Utf8.Span.StartsWith("{"u8)))
        {
            context.Fail(ErrorCodes.RequestMalformed, $"MsgList must have 1 to {SaveRelayedMessages.MaxMessages} messages");
            return;
        }

        var body = relayed.CompleteList(context.App.SdkAppId, request.MsgList);
        var key = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(24));
        var account = ((SocketCommandContext)context).Identity.Account;
        store.Writer.Enqueue(
            transaction =>
            {
                transaction.Prepare("INSERT INTO long_message (key, app_id, account_id, created_at, body) VALUES (?, ?, ?, ?, ?)")
                    .Bind(1, key).Bind(2, account.SdkAppId).Bind(3, account.AccountId).Bind(4, transaction.UnixSeconds).Bind(5, body).Execute();
                return true;
            },
            _ => context.Reply(new RelayedMessagesSaved { JsonMsgKey = key, PbMsgKey = key }, MessagesJson.Default.RelayedMessagesSaved),
            context.Fail);
    }
}

/// <summary><c>im_long_msg.get_relay_json_msg</c>.</summary>
internal sealed class GetRelayedMessagesHandler(ChatStore store) : ICommandHandler<GetRelayedMessages>
{
    public void Handle(CommandContext context, GetRelayedMessages request)
    {
        var body = store.Read(connection =>
        {
            var select = connection.Prepare("SELECT body FROM long_message WHERE key = ? AND app_id = ?").Bind(1, request.JsonMsgKey).Bind(2, context.App.SdkAppId);
            var found = select.Step() ? select.Blob(0).ToArray() : null;
            select.Reset();
            return found;
        });
        if (body is null)
        {
            context.Fail(ErrorCodes.MessageUnknown, "no list has this key");
            return;
        }

        using var reply = new ReplyBuffer();
        reply.Json.WritePropertyName("MsgList"u8);
        reply.Json.WriteRawValue(body, skipInputValidation: true);
        context.Reply(reply.Finish());
    }
}
