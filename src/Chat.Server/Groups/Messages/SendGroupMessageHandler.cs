using System.Text.Json;
using Chat.Protocol.Errors;
using Chat.Protocol.Groups;
using Chat.Server.Accounts;
using Chat.Server.Commands;
using Chat.Server.Messages;
using Chat.Server.Rooms;

namespace Chat.Server.Groups.Messages;

/// <summary><c>send_group_msg</c> of a user. The sender is who the socket speaks for, whatever the body says.</summary>
internal sealed class SendGroupMessageHandler(GroupDirectory groups, RelayedMessages relayed, TimeProvider time) : IRawCommandHandler
{
    public void Handle(CommandContext context, ReadOnlySpan<byte> body)
    {
        var request = GroupSendBody.Parse(body);
        if (string.IsNullOrEmpty(request.GroupId) || !request.BodyIsWellFormed)
        {
            context.Fail(ErrorCodes.GroupParameter, "GroupId is missing, or MsgBody is not an array of elements with MsgType and MsgContent");
            return;
        }

        if (request.Random is not (>= 0 and <= uint.MaxValue) || request.ClientSeq is not (null or (>= 0 and <= uint.MaxValue)))
        {
            context.Fail(ErrorCodes.GroupParameter, "Random and ClientSeq must be 32-bit numbers");
            return;
        }

        if (request.PushInfoIsMalformed)
        {
            context.Fail(ErrorCodes.GroupParameter, "OfflinePushInfo is not an object");
            return;
        }

        var app = context.App.SdkAppId;
        var topic = request.TopicId ?? "";
        var tooMany = false;
        var isTooLong = request.Body.Length + request.CloudCustomData.Length + request.Mentions.Length + request.PushInfo.Length > context.App.Settings.MaxMessageBytes;
        var mentions = isTooLong ? [] : ReadMentions(app, request.Mentions);
        var receivers = isTooLong ? null : ReadReceivers(app, request.Receivers, out tooMany);

        // Who may not send at all is told so first (rules reference, limits §4).
        var refusal =
            isTooLong ? new ChatError(ErrorCodes.MessageTooLong, $"the message is longer than {context.App.Settings.MaxMessageBytes} bytes")
            : mentions is null ? new ChatError(ErrorCodes.TooManyMentions, $"more than {Protocol.Groups.SendGroupMessage.MaxMentions} mentions")
            : tooMany ? new ChatError(ErrorCodes.GroupTooManyAccounts, $"more than {Protocol.Groups.SendGroupMessage.MaxReceivers} receivers")
            : null;
        var caller = GroupDirectory.Caller(context);
        var (key, from) = (GroupKey.Of(app, request.GroupId), groups.Accounts.Find(app, caller.UserId) ?? caller);
        var message = new NewGroupMessage
        {
            SenderId = from.AccountId,
            ClientSeq = request.ClientSeq ?? 0,
            Random = request.Random.Value,
            ClientTime = request.ClientTime ?? time.GetUtcNow().ToUnixTimeSeconds(),
            Flags = request.Flags | (receivers is null ? 0 : GroupMessageFlags.Directed),
            Priority = request.Priority,
            Body = refusal is null ? relayed.Complete(app, request.Body) : [],
            CloudCustomData = request.CloudCustomData.ToArray(),
            Mentions = request.Mentions.ToArray(),
            PushInfo = request.PushInfo.ToArray(),
        };
        if (groups.Rooms.IsOpen(key))
        {
            // Nobody can send to a room that nobody is in; and what is sent to one never meets the store.
            if (topic.Length > 0 || GroupIds.IsTopic(request.GroupId))
            {
                context.Fail(ErrorCodes.GroupIdInvalid, "live rooms have no topics");
                return;
            }

            groups.Rooms.Tell(new RoomProtocol.Send(key, context, from, message, refusal ?? (receivers is null ? null : GroupDirectory.DirectedDenied)));
            return;
        }

        groups.Send(context, new SendGroupMessage(groups, context, key)
        {
            From = from,
            TopicId = topic.Length > 0 ? topic : GroupIds.IsTopic(request.GroupId) ? request.GroupId : "",
            Receivers = receivers,
            Mentions = mentions ?? [],
            Message = message,
            Refusal = refusal,
            ArrivedAt = time.GetUtcNow().ToUnixTimeSeconds(),
        });
    }

    /// <summary>Null if there are too many.</summary>
    private Mention[]? ReadMentions(uint app, ReadOnlySpan<byte> json)
    {
        if (json.IsEmpty)
        {
            return [];
        }

        var items = Protocol.Commands.Wire.Read(json, GroupsJson.Default.GroupAtArray);
        if (items.Length > Protocol.Groups.SendGroupMessage.MaxMentions)
        {
            return null;
        }

        var mentions = new List<Mention>(items.Length);
        foreach (var item in items)
        {
            if (item?.GroupAtAllFlag == 1)
            {
                mentions.Add(new Mention(null, IsAll: true));
            }
            else if (!string.IsNullOrEmpty(item?.Account) && groups.Accounts.Find(app, item.Account) is { } account)
            {
                mentions.Add(new Mention(account, IsAll: false));
            }
        }

        return [.. mentions.Distinct()];
    }

    /// <summary>Null for all members.</summary>
    private AccountInfo[]? ReadReceivers(uint app, ReadOnlySpan<byte> json, out bool tooMany)
    {
        tooMany = false;
        if (json.IsEmpty)
        {
            return null;
        }

        var reader = new Utf8JsonReader(json);
        reader.Read();
        var (receivers, named) = (new List<AccountInfo>(), 0);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.String)
            {
                throw new JsonException("a receiver is not a text");
            }

            if (++named > Protocol.Groups.SendGroupMessage.MaxReceivers)
            {
                tooMany = true;
                return null;
            }

            if (groups.Accounts.Find(app, ReadText(ref reader)) is { } account)
            {
                receivers.Add(account);
            }
        }

        return [.. receivers.DistinctBy(static one => one.AccountId)];
    }

    private static string ReadText(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException e)
        {
            // An escaped text that is no Unicode, such as half a surrogate pair.
            throw new JsonException(e.Message, e);
        }
    }
}
