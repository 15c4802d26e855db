using System.Text.Json;
using Chat.Actors.Connection;
using Chat.Actors.Conversations;
using Chat.Protocol.Commands;
using Chat.Protocol.Groups;
using Chat.Protocol.Messages;

namespace Chat.Actors.Messages;

/// <summary>Messages, tips and notices of groups on the wire and back.</summary>
internal static class GroupMessageBody
{
    public const int TipEvent = 4;
    public const int OnlineTipEvent = 6;

    private const int Removed = 1;
    private const int Recalled = 2;

    /// <summary>The topic or group to which an item belongs; null if it does not say.</summary>
    public static string? TargetOf(WireGroupMessage item)
    {
        var topic = item.GroupInfo is { MillionGroupFlag: WireGroupHeader.WithTopics, TopicId: { Length: > 0 } ofHeader } ? ofHeader : item.ToTopicId;
        return !string.IsNullOrEmpty(topic) ? topic
            : !string.IsNullOrEmpty(item.ToGroupId) ? item.ToGroupId
            : !string.IsNullOrEmpty(item.GroupInfo?.GroupId) ? item.GroupInfo.GroupId
            : null;
    }

    /// <summary>A message of a community that has topics: it belongs to none of them and to no conversation.</summary>
    public static bool IsOfCommunityOnly(WireGroupMessage item) =>
        item.GroupInfo is { MillionGroupFlag: WireGroupHeader.WithTopics } header && string.IsNullOrEmpty(header.TopicId);

    /// <summary>
    /// A message or tip as this account sees it. What cannot be shown (removed, without content) still has its place: <see cref="ChatMessage.IsInvisible"/>.
    /// </summary>
    /// <param name="target">The group or topic.</param>
    /// <param name="item">What the server says.</param>
    /// <param name="me">The account.</param>
    /// <param name="eventCode">Of items that do not say it themselves.</param>
    public static ChatMessage ToMessage(string target, WireGroupMessage item, string me, int eventCode = 0)
    {
        var code = item.Event ?? eventCode;
        var isTip = code is TipEvent or OnlineTipEvent;
        var from = item.From ?? (isTip ? GroupIds.System : "");
        var isOnlineOnly = item.OnlineOnlyFlag == 1 || code == OnlineTipEvent;
        var header = item.GroupInfo;
        var isOut = from == me;
        var time = item.MsgTimeStamp == 0 ? item.MsgTime ?? 0 : item.MsgTimeStamp;
        var message = new ChatMessage
        {
            ConversationId = ConversationIds.OfGroup(target),
            ConversationType = GroupIds.IsTopic(target) ? ConversationType.Topic : ConversationType.Group,
            From = from,
            To = target,
            Flow = isOut ? MessageFlow.Out : MessageFlow.In,
            Type = "",
            Payload = new OpaquePayload(""),
            Time = time,
            ClientTime = item.MsgClientTime ?? time,
            Sequence = item.MsgSeq,
            ClientSequence = item.ClientSeq ?? 0,
            Random = item.MsgRandom == 0 ? item.Random ?? 0 : item.MsgRandom,
            Order = isOnlineOnly ? 0 : item.MsgSeq,
            SenderTinyId = from == GroupIds.System ? GroupIds.SystemTinyId : item.TinyId ?? "",
            CloudCustomData = item.CloudCustomData ?? "",
            IsRead = isOut,
            Nick = header?.FromNick ?? "",
            Avatar = header?.FromAvatar ?? "",
            NameCard = header?.FromExtra?.NameCard ?? "",
            NeedReadReceipt = item.NeedReadReceipt == 1,
            IsSupportExtension = item.SupportMessageExtension == 1,
            IsOnlineOnly = isOnlineOnly,
            IsExcludedFromUnreadCount = item.SendMsgControl?.NoUnread == 1,
            IsExcludedFromLastMessage = item.SendMsgControl?.NoLastMsg == 1,
            IsInvisible = header?.NotVisible == 1 || item.IsPlaceMsg == Removed,
            IsRevoked = item.IsPlaceMsg == Recalled,
            Revocation = item.IsPlaceMsg == Recalled ? MessageBody.ToRevocation(item.RevokerInfo) : null,
            Version = item.MsgVersion ?? 0,
            HasRiskContent = MessageBody.IsRisk(item.MsgCheckResult),
            Priority = PriorityOf(item.MsgPriority),
            AtUserList = [.. item.GroupAtInfo.Present().Select(static at => at.GroupAtAllFlag == 1 ? GroupIds.AtAll : at.Account).OfType<string>()],
        };
        return isTip ? GroupTipBody(message, item) : WithElements(message, item.MsgBody);
    }

    /// <summary>A notice; null if it has no content. Its number is the server's own and says nothing about order.</summary>
    public static ChatMessage? ToNotice(WireGroupMessage item)
    {
        if (Read(item.MsgBody, GroupsJson.Default.GroupNoticeBody) is not { ReportType: { } type } body)
        {
            return null;
        }

        var header = item.GroupInfo;
        return new ChatMessage
        {
            ConversationId = ConversationIds.System,
            ConversationType = ConversationType.System,
            From = GroupIds.System,
            To = item.ToGroupId ?? header?.GroupId ?? "",
            Flow = MessageFlow.In,
            Type = MessageTypes.GroupSystemNotice,
            Payload = new GroupSystemNoticePayload
            {
                OperationType = type,
                OperatorId = body.Operator ?? "",
                OperatorInfo = ToMember(body.MsgOperatorMemberExtraInfo),
                HandleMessage = body.RemarkInfo ?? "",
                Authentication = body.Authentication ?? "",
                MessageKey = body.MsgKey ?? 0,
                UserDefinedField = body.UserDefinedField ?? "",
                InviteeList = [.. body.Members.Present()],
                InviteeInfoList = [.. body.MsgMemberExtraInfoList.Present().Select(static one => ToMember(one)!)],
                MessageRemindType = body.Level ?? "",
                Duration = body.BanDuration ?? 0,
                Reason = body.BanDescription ?? "",
                GroupProfile = ToGroup(header, item),
                Receiver = header?.To,
                Json = item.MsgBody!.Value.ToString(),
            },
            Time = item.MsgTimeStamp,
            ClientTime = item.MsgClientTime ?? item.MsgTimeStamp,
            Sequence = item.MsgSeq,
            ClientSequence = item.ClientSeq ?? 0,
            Random = item.MsgRandom,
            SenderTinyId = GroupIds.SystemTinyId,
            IsRead = false,
        };
    }

    /// <summary>The object that stands in place of elements; null if it is not one.</summary>
    public static T? Read<T>(RawJson? body, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return body is { IsEmpty: false } json && json.Utf8.Span[0] == (byte)'{' ? Wire.Read(json.Utf8.Span, type) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static ChatMessage WithElements(ChatMessage message, RawJson? body)
    {
        IReadOnlyList<MessageElement> elements;
        try
        {
            elements = body is { IsEmpty: false } json ? MessageBody.ReadAll(Wire.Read(json.Utf8.Span, MessagesJson.Default.WireElementArray)) : [];
        }
        catch (JsonException)
        {
            elements = [];
        }

        return elements.Count > 0 ? MessageBody.WithElements(message, elements) : message with { IsInvisible = true };
    }

    private static ChatMessage GroupTipBody(ChatMessage message, WireGroupMessage item)
    {
        if (Read(item.MsgBody, GroupsJson.Default.GroupTipBody) is not { } body)
        {
            return message with { IsInvisible = true };
        }

        var operatorId = body.Operator ?? body.MsgOperatorMemberExtraInfo?.UserId ?? "";
        var members = body.MsgMemberExtraInfo.Present().Select(static one => ToMember(one)!).ToList();
        foreach (var mute in body.MsgMemberInfo.Present().Where(static one => (one.UserId ?? one.Account) is not null))
        {
            var muteId = mute.UserId ?? mute.Account!;
            var at = members.FindIndex(one => one.UserId == muteId);
            var muted = (at < 0 ? new GroupTipMember(muteId) : members[at]) with { MuteTime = mute.ShutupTime, Reason = body.MemberExtraInfo?.Reason ?? "" };
            if (at < 0)
            {
                members.Add(muted);
            }
            else
            {
                members[at] = muted;
            }
        }

        var isAboutMembers = body.OpType is GroupTipTypes.Joined or GroupTipTypes.Kicked or GroupTipTypes.AdminGranted or GroupTipTypes.AdminRevoked;
        var shown = isAboutMembers ? members.FirstOrDefault() : ToMember(body.MsgOperatorMemberExtraInfo);
        return message with
        {
            Type = MessageTypes.GroupTip,
            Nick = shown?.Nick ?? "",
            Avatar = shown?.Avatar ?? "",
            Payload = new GroupTipPayload
            {
                OperationType = body.OpType ?? 0,
                OperatorId = operatorId,
                OperatorInfo = ToMember(body.MsgOperatorMemberExtraInfo),
                UserIdList = body.Members is { Length: > 0 } named ? [.. named.Present()] : [operatorId],
                MemberList = members,
                MemberCount = body.MemberNum ?? 0,
                GroupJoinType = body.GroupJoinType ?? 0,
                NewGroupProfile = ToProfile(body.MsgGroupNewInfo),
                NewTopicInfo = ToTopic(body.MsgTopicNewInfo),
                GroupProfile = ToGroup(item.GroupInfo, item),
            },
        };
    }

    private static GroupTipMember? ToMember(GroupPerson? person) => person is null
        ? null
        : new GroupTipMember(person.UserId ?? "", person.NickName ?? "", person.ImageUrl ?? "") { NameCard = person.NameCard ?? "" };

    private static GroupTipProfile? ToProfile(GroupProfileChange? change) => change is null
        ? null
        : new GroupTipProfile
        {
            GroupName = change.GroupName,
            Avatar = change.GroupFaceUrl,
            Introduction = change.GroupIntroduction,
            Notification = change.GroupNotification,
            OwnerId = change.Owner,
            JoinOption = change.GroupApplyJoinOption,
            InviteOption = change.InviteJoinOption,
            MuteAllMembers = change.ShutupAll is { } all ? all == 1 : null,
            CustomFields = change.MsgAppDefinedData?.Present().Where(static one => one.Key is not null).DistinctBy(static one => one.Key)
                .ToDictionary(static one => one.Key, static one => one.Value ?? ""),
        };

    private static TopicTipProfile? ToTopic(TopicProfileChange? change) => change is null
        ? null
        : new TopicTipProfile
        {
            TopicName = change.TopicName,
            Avatar = change.TopicFaceUrl,
            Introduction = change.TopicIntroduction,
            Notification = change.TopicNotification,
            CustomData = change.CustomString,
            MuteAllMembers = change.ShutupAll is { } all ? all == 1 : null,
        };

    private static GroupTipGroup ToGroup(WireGroupHeader? header, WireGroupMessage item) =>
        new(header?.GroupId ?? item.ToGroupId ?? "", header?.GroupName ?? "", header?.GroupType ?? "");

    /// <summary>A number or a name.</summary>
    private static MessagePriority PriorityOf(RawJson? priority)
    {
        var text = priority?.ToString().Trim('"');
        return Enum.TryParse<MessagePriority>(text, out var known) && Enum.IsDefined(known) ? known : MessagePriority.Normal;
    }
}
