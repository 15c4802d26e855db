using System.Text.Json;
using Chat.Actors;
using Chat.Actors.Events;
using Chat.Actors.Messages;
using Chat.Protocol.Messages;

namespace Chat.EndToEnd.Parity;

/// <summary>Steps that make, change and receive messages. What a step has kept is found by its name.</summary>
internal sealed class MessageSteps(ChatClient account, ChatClient peer, string accountId, string peerId)
{
    private readonly Dictionary<string, ChatMessage> _kept = new(StringComparer.Ordinal);
    private GroupSteps? _groups;
    private ChatMessage? _saidByPeer;

    private GroupSteps Groups => _groups ??= new GroupSteps(account, peer, name => _kept[name]);

    public async Task RunAsync(JsonElement step)
    {
        if (Flag(step, "fails"))
        {
            // The official SDK rejects it as well.
            await Assert.ThrowsAsync<ChatException>(() => ExecuteAsync(step));
        }
        else if (await ExecuteAsync(step) is { } result)
        {
            Keep(step, result);
        }
    }

    private void Keep(JsonElement step, ChatMessage message)
    {
        if (step.TryGetProperty("keep", out var name))
        {
            _kept[name.GetString()!] = message;
        }
    }

    private async Task<ChatMessage?> ExecuteAsync(JsonElement step)
    {
        switch (Text(step, "op"))
        {
            case "send":
                var made = Make(step);
                Keep(step, made);
                return await account.SendMessageAsync(made, OptionsOf(step));
            case "sendToGroup":
                return await Groups.SendAsync(step, made => Keep(step, made));
            case "receiveInGroup":
                return await Groups.ReceiveAsync(step);
            case "peerInvites":
                return await Groups.ReceiveInvitationAsync(step, accountId);
            case "peerBans":
                return await Groups.ReceiveBanAsync(step, accountId);
            case "sendCombo":
                return await account.SendMessageAsync(account.CreateComboMessage(
                    step.TryGetProperty("groupID", out var group) ? MessageTarget.Group(group.GetString()!) : peerId,
                    [.. step.GetProperty("elements").EnumerateArray().Select(ElementOf)],
                    new MessageContent { CloudCustomData = step.TryGetProperty("cloudCustomData", out var data) ? data.GetString()! : "" }));
            case "peerApplies":
                return await Groups.ReceiveApplicationAsync(step);
            case "resend":
                return await account.ResendMessageAsync(Kept(step), OptionsOf(step));
            case "receive":
                return await ReceiveAsync(() => peer.CreateTextMessage(
                    accountId, Text(step.GetProperty("payload"), "text"), new MessageContent { NeedReadReceipt = Flag(step, "needReadReceipt") }));
            case "receiveVoice":
                return await ReceiveAsync(() => peer.CreateForwardMessage(accountId, Recording(step.GetProperty("payload"))));
            case "peerMerger":
                await ReceiveAsync(() => peer.CreateTextMessage(accountId, Repeated(step)));
                return await ReceiveAsync(() => Merge(peer, accountId, [_saidByPeer!]));
            case "peerRevoke":
                await ToldAsync<MessageRevoked>(_ => true, () => peer.RevokeMessageAsync(_saidByPeer!));
                return null;
            case "peerModify":
                await ToldAsync<MessageModified>(_ => true, () => peer.ModifyMessageAsync(Changed(_saidByPeer!, step)));
                return null;
            case "revoke":
                await account.RevokeMessageAsync(Kept(step));
                return null;
            case "modify":
                _kept[Text(step, "message")] = await account.ModifyMessageAsync(Changed(Kept(step), step));
                return null;
            case "deleteMessages":
                await account.DeleteMessagesAsync(AllKept(step));
                return null;
            case "setExtensions":
                await account.SetMessageExtensionsAsync(
                    Kept(step), step.GetProperty("extensions").EnumerateObject().Select(static one => KeyValuePair.Create(one.Name, one.Value.GetString()!)));
                return null;
            case "getExtensions":
                await account.GetMessageExtensionsAsync(Kept(step));
                return null;
            case "deleteExtensions":
                await account.DeleteMessageExtensionsAsync(Kept(step), step.TryGetProperty("keys", out var keys) ? Texts(keys) : null);
                return null;
            case "addReaction":
                await account.AddMessageReactionAsync(Kept(step), Text(step, "reaction"));
                return null;
            case "removeReaction":
                await account.RemoveMessageReactionAsync(Kept(step), Text(step, "reaction"));
                return null;
            case "getReactions":
                await account.GetMessageReactionsAsync(AllKept(step));
                return null;
            case "reactionUsers":
                await account.GetAllUserListOfMessageReactionAsync(Kept(step), Text(step, "reaction"));
                return null;
            case "sendReadReceipt":
                await account.SendMessageReadReceiptAsync(AllKept(step));
                return null;
            case "readReceiptList":
                await account.GetMessageReadReceiptListAsync(AllKept(step));
                return null;
            case "downloadMerger":
                await account.DownloadMergerMessageAsync(Kept(step));
                return null;
            case "voiceToText":
                await account.ConvertVoiceToTextAsync(Kept(step), Text(step, "language"));
                return null;
            case "translate":
                await account.TranslateTextAsync(Texts(step.GetProperty("texts")), Text(step, "source"), Text(step, "target"));
                return null;
            case var unknown:
                await (Groups.Run(step) ?? throw new InvalidOperationException($"The scenario has an unknown step '{unknown}'."));
                return null;
        }
    }

    private static MessagePayload ElementOf(JsonElement element) => Text(element, "kind") switch
    {
        "text" => new TextPayload(Text(element, "Text")),
        "custom" => new CustomPayload(Text(element, "Data"), Text(element, "Desc"), Text(element, "Ext")),
        "face" => new FacePayload(element.GetProperty("Index").GetInt32(), Text(element, "Data")),
        var kind => throw new InvalidOperationException($"The scenario has an unknown kind of element '{kind}'."),
    };

    private ChatMessage Make(JsonElement step)
    {
        var payload = step.TryGetProperty("payload", out var given) ? given : default;
        var content = new MessageContent
        {
            CloudCustomData = step.TryGetProperty("cloudCustomData", out var data) ? data.GetString()! : "",
            NeedReadReceipt = Flag(step, "needReadReceipt"),
            IsSupportExtension = Flag(step, "supportExtension"),
            CustomModerationConfigurationId = step.TryGetProperty("moderation", out var moderation) ? moderation.GetString()! : "",
        };
        return MediaSteps.Make(step, account, peerId, content) ?? Text(step, "kind") switch
        {
            "text" => account.CreateTextMessage(peerId, step.TryGetProperty("textRepeated", out _) ? Repeated(step) : Text(payload, "text"), content),
            "textAt" => account.CreateTextAtMessage(peerId, Text(payload, "text"), Texts(payload.GetProperty("atUserList")), content),
            "custom" => account.CreateCustomMessage(peerId, new CustomPayload(Text(payload, "data"), Text(payload, "description"), Text(payload, "extension")), content),
            "face" => account.CreateFaceMessage(peerId, new FacePayload(payload.GetProperty("index").GetInt32(), Text(payload, "data")), content),
            "location" => account.CreateLocationMessage(
                peerId,
                new LocationPayload(Text(payload, "description"), payload.GetProperty("longitude").GetDouble(), payload.GetProperty("latitude").GetDouble()),
                content),
            "merger" => Merge(account, peerId, AllKept(step)),
            "forward" => account.CreateForwardMessage(peerId, Kept(step), content),
            var unknown => throw new InvalidOperationException($"The scenario has an unknown kind '{unknown}'."),
        };
    }

    private static ChatMessage Merge(ChatClient client, string to, IReadOnlyList<ChatMessage> messages) =>
        client.CreateMergerMessage(to, messages, "title", ["one", "two"], "compatible");

    private ChatMessage Recording(JsonElement payload) => peer.CreateTextMessage(accountId, "") with
    {
        Type = MessageTypes.Sound,
        Payload = new AudioPayload
        {
            Url = Text(payload, "url"),
            Uuid = Text(payload, "uuid"),
            Size = payload.GetProperty("size").GetInt64(),
            Second = payload.GetProperty("second").GetInt32(),
        },
    };

    private static ChatMessage Changed(ChatMessage message, JsonElement step)
    {
        var payload = step.TryGetProperty("payload", out var given) ? given : default;
        return message with
        {
            Payload = payload.ValueKind == JsonValueKind.Undefined ? message.Payload : message.Payload switch
            {
                FacePayload face => face with { Data = Text(payload, "data") },
                LocationPayload location => location with { Description = Text(payload, "description") },
                TextPayload => new TextPayload(Text(payload, "text")),
                CustomPayload custom => custom with { Data = Text(payload, "data") },
                var other => other,
            },
            CloudCustomData = step.TryGetProperty("cloudCustomData", out var data) ? data.GetString()! : message.CloudCustomData,
        };
    }

    private static SendOptions OptionsOf(JsonElement step)
    {
        var control = step.TryGetProperty("messageControlInfo", out var given) ? given : default;
        var hooks = step.TryGetProperty("webhookInfo", out var info) ? info : default;
        return new SendOptions
        {
            OnlineUserOnly = Flag(step, "onlineUserOnly"),
            ExcludedFromUnreadCount = Flag(control, "excludedFromUnreadCount"),
            ExcludedFromLastMessage = Flag(control, "excludedFromLastMessage"),
            ExcludedFromContentModeration = Flag(control, "excludedFromContentModeration"),
            DisableCloudMessagePreHook = Flag(hooks, "disableCloudMessagePreHook"),
            DisableCloudMessagePostHook = Flag(hooks, "disableCloudMessagePostHook"),
            OfflinePushInfo = step.TryGetProperty("offlinePushInfo", out var push) ? PushOptionsOf(push) : null,
        };
    }

    private static OfflinePushOptions PushOptionsOf(JsonElement push) => new()
    {
        DisablePush = Flag(push, "disablePush"),
        Title = Text(push, "title"),
        Description = Text(push, "description"),
        Extension = Text(push, "extension"),
        ApnsInfo = push.TryGetProperty("apnsInfo", out var apns)
            ? new ApnsOptions
            {
                Sound = Text(apns, "sound"),
                Image = Text(apns, "image"),
                InterruptionLevel = Text(apns, "interruptionLevel"),
                IgnoreIosBadge = Flag(apns, "ignoreIOSBadge"),
                DisableVoipPush = Flag(apns, "disableVoipPush"),
                EnableIosBackgroundNotification = Flag(apns, "enableIOSBackgroundNotification"),
            }
            : new ApnsOptions(),
        AndroidInfo = push.TryGetProperty("androidInfo", out var android)
            ? new AndroidOptions
            {
                Sound = Text(android, "sound"),
                OppoChannelId = Text(android, "OPPOChannelID"),
                FcmChannelId = Text(android, "FCMChannelID"),
                XiaoMiChannelId = Text(android, "XiaoMiChannelID"),
                VivoClassification = android.GetProperty("VIVOClassification").GetInt32(),
                VivoCategory = Text(android, "VIVOCategory"),
                HuaWeiCategory = Text(android, "HuaWeiCategory"),
                OppoCategory = Text(android, "OPPOCategory"),
                HuaWeiImage = Text(android, "HuaWeiImage"),
                HonorImage = Text(android, "HonorImage"),
                GoogleImage = Text(android, "GoogleImage"),
                HonorImportance = Text(android, "HonorImportance"),
                MeizuNotifyType = android.GetProperty("MeizuNotifyType").GetInt32(),
            }
            : new AndroidOptions(),
    };

    private async Task<ChatMessage> ReceiveAsync(Func<ChatMessage> make)
    {
        var made = make();
        var told = await ToldAsync<MessageReceived>(e => e.Messages.Any(one => one.Id == made.Id), async () => _saidByPeer = await peer.SendMessageAsync(made));
        return told.Messages.First(one => one.Id == made.Id);
    }

    /// <summary>The peer does something; what the account is told of.</summary>
    private async Task<TEvent> ToldAsync<TEvent>(Predicate<TEvent> isIt, Func<Task> act)
        where TEvent : ChatEvent
    {
        var told = new TaskCompletionSource<TEvent>(TaskCreationOptions.RunContinuationsAsynchronously);
        void Take(TEvent chatEvent)
        {
            if (isIt(chatEvent))
            {
                told.TrySetResult(chatEvent);
            }
        }

        Action<TEvent> handler = Take;
        account.On(handler);
        await act();
        var result = await told.Task;
        account.Off<TEvent>(handler);
        return result;
    }

    private ChatMessage Kept(JsonElement step) => _kept[Text(step, "message")];

    private ChatMessage[] AllKept(JsonElement step) => [.. Texts(step.GetProperty("messages")).Select(name => _kept[name])];

    private static string Repeated(JsonElement step) => new('x', step.GetProperty("textRepeated").GetInt32());

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static string[] Texts(JsonElement array) => [.. array.EnumerateArray().Select(static one => one.GetString()!)];

    private static bool Flag(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.GetBoolean();
}
