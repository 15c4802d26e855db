using System.Text.Json;
using Chat.Actors;
using Chat.Actors.Conversations;
using Chat.Actors.Events;
using Chat.Actors.Groups;
using Chat.Actors.Messages;
using Chat.Actors.Topics;
using Chat.Protocol.Groups;

namespace Chat.EndToEnd.Parity;

/// <summary>Steps of <c>parity-groups.json</c>, as <c>parity-groups.mjs</c> does them with the official SDK.</summary>
internal sealed class GroupSteps(ChatClient account, ChatClient peer, Func<string, ChatMessage> kept)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);

    /// <summary>Null for a step of another kind.</summary>
    public Task? Run(JsonElement step) => Text(step, "op") switch
    {
        "createGroup" => account.CreateGroupAsync(new NewGroup
        {
            Type = Text(step, "type"),
            Name = Text(step, "name"),
            GroupId = Optional(step, "groupID"),
            Introduction = Optional(step, "introduction"),
            Notification = Optional(step, "notification"),
            Avatar = Optional(step, "avatar"),
            JoinOption = Optional(step, "joinOption"),
            InviteOption = Optional(step, "inviteOption"),
            CustomFields = Fields(step, "groupCustomField"),
            Members = step.TryGetProperty("memberList", out var members) ? [.. members.EnumerateArray().Select(static one => new NewMember(Text(one, "userID")))] : [],
            IsSupportTopic = Flag(step, "isSupportTopic") == true,
        }),
        "updateGroupProfile" => account.UpdateGroupProfileAsync(new GroupUpdate
        {
            GroupId = Group(step),
            Name = Optional(step, "name"),
            Introduction = Optional(step, "introduction"),
            Notification = Optional(step, "notification"),
            Avatar = Optional(step, "avatar"),
            JoinOption = Optional(step, "joinOption"),
            InviteOption = Optional(step, "inviteOption"),
            MuteAllMembers = Flag(step, "muteAllMembers"),
            CustomFields = Fields(step, "groupCustomField"),
        }),
        "getGroupProfile" => account.GetGroupProfileAsync(Group(step), step.TryGetProperty("groupCustomFieldFilter", out _) ? Texts(step, "groupCustomFieldFilter") : null),
        "getGroupList" => account.GetGroupListAsync(),
        "joinGroup" => account.JoinGroupAsync(Group(step)),
        "quitGroup" => account.QuitGroupAsync(Group(step)),
        "dismissGroup" => account.DismissGroupAsync(Group(step)),
        "searchGroupByID" => account.SearchGroupByIdAsync(Group(step)),
        "changeGroupOwner" => account.ChangeGroupOwnerAsync(Group(step), Text(step, "newOwnerID")),
        "getGroupOnlineMemberCount" => account.GetGroupOnlineMemberCountAsync(Group(step)),
        "getGroupApplicationList" => account.GetGroupApplicationListAsync(),
        "answerNotice" => account.HandleGroupApplicationAsync(kept(Text(step, "message")), Agrees(step), Optional(step, "handleMessage")),
        "answerInvitation" => account.HandleGroupInvitationAsync(kept(Text(step, "message")), Agrees(step), Text(step, "handleMessage")),
        "peerCreatesGroup" => peer.CreateGroupAsync(new NewGroup
        {
            Type = Text(step, "type"), Name = Text(step, "name"), GroupId = Group(step), JoinOption = Optional(step, "joinOption"),
        }),
        "peerAdds" => peer.AddGroupMemberAsync(Group(step), Texts(step, "userIDList")),
        "peerJoins" => peer.JoinGroupAsync(Group(step)),
        "startMessageLongPolling" => account.StartMessageLongPollingAsync(Group(step), Text(step, "longPollingKey"), step.GetProperty("longPollingSequence").GetInt64()),
        "stopMessageLongPolling" => account.StopMessageLongPollingAsync(Group(step)),
        "answerFirstApplication" => AnswerFirstAsync(step),
        _ => RunOfMembers(step) ?? RunOfValues(step) ?? RunOfTopics(step) ?? RunOfMessages(step),
    };

    /// <summary>Sends a message as the step says, and tells it as it was made.</summary>
    public async Task<ChatMessage> SendAsync(JsonElement step, Action<ChatMessage> made)
    {
        var (target, payload) = (MessageTarget.Group(Group(step)), step.GetProperty("payload"));
        var content = new MessageContent
        {
            CloudCustomData = Optional(step, "cloudCustomData") ?? "",
            NeedReadReceipt = Flag(step, "needReadReceipt") == true,
            IsSupportExtension = Flag(step, "supportExtension") == true,
            ReceiverList = step.TryGetProperty("receiverList", out _) ? Texts(step, "receiverList") : [],
            Priority = Optional(step, "priority") is { } priority ? Enum.Parse<MessagePriority>(priority) : MessagePriority.Normal,
        };
        var message = (Optional(step, "kind") ?? "text") switch
        {
            "text" => account.CreateTextMessage(target, Text(payload, "text"), content),
            "textAt" => account.CreateTextAtMessage(target, Text(payload, "text"), Texts(payload, "atUserList"), content),
            "custom" => account.CreateCustomMessage(target, new CustomPayload(Text(payload, "data"), Text(payload, "description"), Text(payload, "extension")), content),
            "location" => account.CreateLocationMessage(
                target, new LocationPayload(Text(payload, "description"), payload.GetProperty("longitude").GetDouble(), payload.GetProperty("latitude").GetDouble()), content),
            "face" => account.CreateFaceMessage(target, new FacePayload(payload.GetProperty("index").GetInt32(), Text(payload, "data")), content),
            var kind => throw new InvalidOperationException($"The scenario has an unknown kind of message '{kind}'."),
        };
        made(message);
        var control = step.TryGetProperty("messageControlInfo", out var given) ? given : default;
        return await account.SendMessageAsync(message, new SendOptions
        {
            OnlineUserOnly = Flag(step, "onlineUserOnly") == true,
            ExcludedFromUnreadCount = control.ValueKind == JsonValueKind.Object && Flag(control, "excludedFromUnreadCount") == true,
            ExcludedFromLastMessage = control.ValueKind == JsonValueKind.Object && Flag(control, "excludedFromLastMessage") == true,
        });
    }

    /// <summary>The peer sends to the group; what the account receives.</summary>
    public Task<ChatMessage> ReceiveAsync(JsonElement step) => ToldAsync(
        one => one.Payload is TextPayload said && said.Text == Text(step, "text"),
        () => peer.SendMessageAsync(peer.CreateTextMessage(
            MessageTarget.Group(Group(step)), Text(step, "text"), new MessageContent { NeedReadReceipt = Flag(step, "needReadReceipt") == true })));

    /// <summary>The peer applies to join; the notice that the account receives.</summary>
    public Task<ChatMessage> ReceiveApplicationAsync(JsonElement step) => ToldAsync(
        static one => one.Payload is GroupSystemNoticePayload { OperationType: GroupNoticeTypes.Applied },
        () => peer.JoinGroupAsync(Group(step), "please"));

    /// <summary>The peer brings the account into a group; the notice that the account receives.</summary>
    public Task<ChatMessage> ReceiveInvitationAsync(JsonElement step, string accountId) => ToldAsync(
        static one => one.Payload is GroupSystemNoticePayload { OperationType: GroupNoticeTypes.InvitedToAccept },
        () => peer.AddGroupMemberAsync(Group(step), [accountId]));

    /// <summary>The peer bans the account from a live room; the notice that the account receives.</summary>
    public Task<ChatMessage> ReceiveBanAsync(JsonElement step, string accountId) => ToldAsync(
        static one => one.Payload is GroupSystemNoticePayload { OperationType: GroupNoticeTypes.Banned },
        () => peer.DeleteGroupMemberAsync(Group(step), [accountId], Text(step, "reason"), Seconds(step, "duration")));

    private async Task<ChatMessage> ToldAsync(Predicate<ChatMessage> isMeant, Func<Task> act)
    {
        var arrived = new TaskCompletionSource<ChatMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        Action<MessageReceived> handler = e =>
        {
            if (e.Messages.FirstOrDefault(one => isMeant(one)) is { } message)
            {
                arrived.TrySetResult(message);
            }
        };
        account.On(handler);
        await act();
        var received = await arrived.Task.WaitAsync(Limit);
        account.Off<MessageReceived>(handler);
        return received;
    }

    private async Task AnswerFirstAsync(JsonElement step)
    {
        var applications = await account.GetGroupApplicationListAsync();
        await account.HandleGroupApplicationAsync(applications[0], Agrees(step), Optional(step, "handleMessage"));
    }

    private static bool Agrees(JsonElement step) => Text(step, "handleAction") == "Agree";

    private Task? RunOfMembers(JsonElement step) => Text(step, "op") switch
    {
        "getGroupMemberList" => account.GetGroupMemberListAsync(
            new GroupMemberQuery { GroupId = Group(step), Count = step.GetProperty("count").GetInt32(), Mark = Number(step, "filter") }),
        "getGroupMemberProfile" => account.GetGroupMemberProfileAsync(Group(step), Texts(step, "userIDList")),
        "addGroupMember" => account.AddGroupMemberAsync(Group(step), Texts(step, "userIDList")),
        "deleteGroupMember" => account.DeleteGroupMemberAsync(Group(step), Texts(step, "userIDList"), Optional(step, "reason"), Seconds(step, "duration")),
        "markGroupMemberList" => account.MarkGroupMemberListAsync(
            Group(step), Texts(step, "userIDList"), step.GetProperty("markType").GetInt32(), Flag(step, "enableMark") == true),
        "setGroupMemberMuteTime" => account.SetGroupMemberMuteTimeAsync(Group(step), Text(step, "userID"), TimeSpan.FromSeconds(step.GetProperty("muteTime").GetInt64())),
        "setGroupMemberRole" => account.SetGroupMemberRoleAsync(Group(step), Text(step, "userID"), Text(step, "role")),
        "setGroupMemberNameCard" => account.SetGroupMemberNameCardAsync(Group(step), Text(step, "nameCard"), Optional(step, "userID")),
        "setGroupMemberCustomField" => account.SetGroupMemberCustomFieldAsync(Group(step), Fields(step, "memberCustomField")!, Optional(step, "userID")),
        "setGroupRemindType" => account.SetMessageRemindTypeAsync(Group(step), Enum.Parse<RemindType>(Text(step, "messageRemindType"))),
        _ => null,
    };

    private Task? RunOfValues(JsonElement step) => Text(step, "op") switch
    {
        "initGroupAttributes" => account.InitGroupAttributesAsync(Group(step), Map(step, "groupAttributes", static value => value.GetString()!)),
        "setGroupAttributes" => account.SetGroupAttributesAsync(Group(step), Map(step, "groupAttributes", static value => value.GetString()!)),
        "deleteGroupAttributes" => account.DeleteGroupAttributesAsync(Group(step), Texts(step, "keyList")),
        "getGroupAttributes" => account.GetGroupAttributesAsync(Group(step), Texts(step, "keyList")),
        "setGroupCounters" => account.SetGroupCountersAsync(Group(step), Map(step, "counters", static value => value.GetInt64())),
        "increaseGroupCounter" => account.IncreaseGroupCounterAsync(Group(step), Text(step, "key"), step.GetProperty("value").GetInt64()),
        "decreaseGroupCounter" => account.DecreaseGroupCounterAsync(Group(step), Text(step, "key"), step.GetProperty("value").GetInt64()),
        "getGroupCounters" => account.GetGroupCountersAsync(Group(step), Texts(step, "keyList")),
        _ => null,
    };

    private Task? RunOfTopics(JsonElement step) => Text(step, "op") switch
    {
        "getJoinedCommunityList" => account.GetJoinedCommunityListAsync(),
        "createTopicInCommunity" => account.CreateTopicInCommunityAsync(new NewTopic
        {
            GroupId = Group(step), TopicName = Text(step, "topicName"), TopicId = Optional(step, "topicID"), Introduction = Optional(step, "introduction"),
        }),
        "updateTopicProfile" => account.UpdateTopicProfileAsync(new TopicUpdate
        {
            GroupId = Group(step), TopicId = Text(step, "topicID"), TopicName = Optional(step, "topicName"), MuteAllMembers = Flag(step, "muteAllMembers"),
        }),
        "deleteTopicFromCommunity" => account.DeleteTopicFromCommunityAsync(Group(step), Texts(step, "topicIDList")),
        "getTopicList" => account.GetTopicListAsync(Group(step)),
        _ => null,
    };

    private Task? RunOfMessages(JsonElement step) => Text(step, "op") switch
    {
        "groupMessageList" => account.GetMessageListAsync(Conversation(step)),
        "groupHopping" => account.GetMessageListHoppingAsync(Conversation(step), new Actors.Conversations.HoppingRequest
        {
            Sequence = step.GetProperty("sequence").GetInt64(),
            Newer = step.GetProperty("direction").GetInt32() == 1,
            Count = step.GetProperty("count").GetInt32(),
        }),
        "readGroup" => account.SetMessageReadAsync(Conversation(step)),
        "groupReadMembers" => account.GetGroupMessageReadMemberListAsync(
            kept(Text(step, "message")), step.GetProperty("filter").GetInt32() == 0, count: step.GetProperty("count").GetInt32()),
        "groupReceiptsByUsers" => account.GetGroupReceiptsByUsersAsync(
            Group(step), Texts(step, "messages").ToDictionary(name => kept(name).Sequence, IReadOnlyList<string> (_) => Texts(step, "userIDList"))),
        "pinGroupMessage" => account.PinGroupMessageAsync(kept(Text(step, "message")), Flag(step, "isPinned") == true),
        "getPinnedGroupMessageList" => account.GetPinnedGroupMessageListAsync(Group(step)),
        _ => null,
    };

    private static string Group(JsonElement step) => Text(step, "groupID");

    private static string Conversation(JsonElement step) => "GROUP" + Group(step);

    private static string Text(JsonElement step, string field) => step.GetProperty(field).GetString()!;

    private static string? Optional(JsonElement step, string field) => step.TryGetProperty(field, out var value) ? value.GetString() : null;

    private static int? Number(JsonElement step, string field) => step.TryGetProperty(field, out var value) ? value.GetInt32() : null;

    private static TimeSpan? Seconds(JsonElement step, string field) => Number(step, field) is { } seconds ? TimeSpan.FromSeconds(seconds) : null;

    private static bool? Flag(JsonElement step, string field) => step.TryGetProperty(field, out var value) ? value.GetBoolean() : null;

    private static string[] Texts(JsonElement step, string field) => [.. step.GetProperty(field).EnumerateArray().Select(static one => one.GetString()!)];

    private static Dictionary<string, T> Map<T>(JsonElement step, string field, Func<JsonElement, T> value) =>
        step.GetProperty(field).EnumerateObject().ToDictionary(static one => one.Name, one => value(one.Value));

    private static Dictionary<string, string>? Fields(JsonElement step, string field) =>
        step.TryGetProperty(field, out var fields) ? fields.EnumerateArray().ToDictionary(static one => Text(one, "key"), static one => Text(one, "value")) : null;
}
