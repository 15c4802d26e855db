using Chat.Protocol.Commands;
using Chat.Protocol.Errors;
using Chat.Protocol.Groups;
using Chat.Protocol.Push;
using Chat.Protocol.Rooms;
using Chat.Protocol.Topics;

namespace Chat.Testing;

/// <summary>Groups, members, attributes, counters, topics, live rooms.</summary>
public sealed partial class FakeGateway
{
    private readonly Dictionary<string, FakeGroup> _groups = new(StringComparer.Ordinal);
    private int _madeGroups;

    /// <summary>Features of the app, the last one first.</summary>
    public string PurchaseBits { get; set; } = new('1', 64);

    /// <summary>Groups in one reply at most, else 10018.</summary>
    public int MaxGroupsInReply { get; set; } = 200;

    public FakeGroup GroupOf(string groupId) => _groups[groupId];

    /// <summary>A group that exists already.</summary>
    public FakeGroup AddGroup(string groupId, string type, string owner, params string[] members)
    {
        ArgumentNullException.ThrowIfNull(members);
        var group = new FakeGroup(groupId, type, "name of " + groupId, owner);
        _groups.Add(groupId, group);
        if (type != GroupTypes.AVChatRoom)
        {
            Join(group, owner, GroupRoles.Owner);
            foreach (var member in members)
            {
                Join(group, member, GroupRoles.Member);
            }
        }

        return group;
    }

    /// <summary>A tip to all members; code 6 for one that is not stored.</summary>
    public void Tip(string groupId, GroupTipBody tip, int code = 4, string? topicId = null)
    {
        var group = _groups[groupId];
        var item = Item(group, GroupIds.System, topicId, new RawJson(Wire.ToBytes(tip, GroupsJson.Default.GroupTipBody))) with { Event = code, MsgSeq = code == 4 ? group.NextSequence++ : 0 };
        if (code == 4)
        {
            Store(topicId ?? groupId, item);
        }

        DeliverToGroup(group, PushFrame.Build(code == 4 ? Protocol.Push.Pushes.GroupTips : Protocol.Push.Pushes.GroupOnlineTips, [item]));
        Work();
    }

    /// <summary>A system notice to one user.</summary>
    public void Notice(string user, string groupId, GroupNoticeBody notice, string? topicId = null)
    {
        var group = _groups.GetValueOrDefault(groupId) ?? new FakeGroup(groupId, GroupTypes.Public, "", "");
        var item = Item(group, GroupIds.System, topicId, new RawJson(Wire.ToBytes(notice, GroupsJson.Default.GroupNoticeBody))) with { Event = 5, To = user, MsgSeq = 7 };
        Raw(user, PushFrame.Build(Protocol.Push.Pushes.GroupNotices, [item]));
    }

    /// <summary>A message in a group or topic, pushed to all members.</summary>
    public WireGroupMessage Speak(string from, string groupId, string text, string? topicId = null, long? sequence = null, Func<WireGroupMessage, WireGroupMessage>? change = null)
    {
        var group = _groups[groupId];
        var body = $$$"""[{"MsgType":"TIMTextElem","MsgContent":{"Text":"{{{text}}}"}}]""";
        var message = Item(group, from, topicId, RawJson.Parse(body)) with { Event = 3, MsgSeq = sequence ?? group.NextSequence++ };
        message = change?.Invoke(message) ?? message;
        if (message.OnlineOnlyFlag != 1)
        {
            Store(topicId ?? groupId, message);
        }

        DeliverToGroup(group, PushFrame.Build(Protocol.Push.Pushes.GroupMessages, [message]));
        Work();
        return message;
    }

    /// <summary>Another member changes attributes.</summary>
    public void SetAttribute(string groupId, string key, string value, bool tellsValues = true, bool push = true)
    {
        var group = _groups[groupId];
        group.AttributeVersion++;
        group.Attributes[key] = new GroupAttribute { Key = key, Value = value, Sequence = group.AttributeVersion };
        if (push)
        {
            TellAttributes(group, GroupAttributeChange.Modified, [key], tellsValues);
            Work();
        }
    }

    private static WireGroupMessage Item(FakeGroup group, string from, string? topicId, RawJson body, long now, long random) => new()
    {
        From = from,
        ToGroupId = group.GroupId,
        MsgRandom = random,
        MsgTimeStamp = now,
        MsgClientTime = now,
        MsgBody = body,
        GroupInfo = new WireGroupHeader
        {
            GroupId = group.GroupId,
            GroupName = group.Name,
            GroupType = group.Type,
            TopicId = topicId,
            MillionGroupFlag = group.IsSupportTopic ? WireGroupHeader.WithTopics : null,
        },
    };

    private WireGroupMessage Item(FakeGroup group, string from, string? topicId, RawJson body) => Item(group, from, topicId, body, Now, ++_said * 11);

    private void Join(FakeGroup group, string user, string role) => group.Members.Add(new WireGroupMember
    {
        Member = user, Role = role, JoinTime = Now, MsgFlag = GroupReceiveOptions.AcceptAndNotify, MsgSeq = 0, NameCard = "", ShutUpUntil = 0, OnlineStatus = "Online",
    });

    private void TellAttributes(FakeGroup group, int operation, string[] keys, bool tellsValues = true) => Enqueue(() => Tip(
        group.GroupId,
        new GroupTipBody
        {
            MsgGroupNewInfo = new GroupProfileChange
            {
                GroupAttrOption = new GroupAttributeChange
                {
                    OpType = operation,
                    GroupAttrSeq = group.AttributeVersion,
                    PushChangedAttrValFlag = tellsValues ? 1 : 0,
                    GroupAttrInfo = [.. keys.Select(key => new ChangedAttribute { Key = key, Val = group.Attributes.GetValueOrDefault(key)?.Value, SubKeySeq = group.AttributeVersion })],
                },
            },
        },
        code: 6));

    private byte[]? AnswerGroups(Connection connection, FakeRequest request)
    {
        if (!request.Command.StartsWith("group_open", StringComparison.Ordinal) && !request.Command.StartsWith("million_group_open", StringComparison.Ordinal))
        {
            return null;
        }

        var body = request.Body.Utf8.Span;
        var user = connection.User;
        var isCommunity = request.Command.StartsWith("million", StringComparison.Ordinal);
        return request.Command[(request.Command.IndexOf('.', StringComparison.Ordinal) + 1)..] switch
        {
            "get_joined_group_list" => OnGetJoined(user, isCommunity, Wire.Read(body, GroupsJson.Default.GetJoinedGroups)),
            "get_group_self_member_info" => OnGetProfiles(user, Wire.Read(body, GroupsJson.Default.GetGroupProfiles).GroupIdList, isPublic: false),
            "get_group_public_info" => OnGetProfiles(user, Wire.Read(body, GroupsJson.Default.GetPublicGroupInfo).GroupIdList, isPublic: true),
            "create_group" => OnCreate(user, Wire.Read(body, GroupsJson.Default.CreateGroup)),
            "apply_join_group" => OnJoin(user, Wire.Read(body, GroupsJson.Default.JoinGroup)),
            "quit_group" => OnQuit(user, Wire.Read(body, GroupsJson.Default.QuitGroup)),
            "get_online_member_num" => Bytes(new OnlineMemberCountReply { OnlineMemberNum = 3 }, GroupsJson.Default.OnlineMemberCountReply),
            "get_group_member_info" => OnGetMembers(isCommunity, Wire.Read(body, GroupsJson.Default.GetGroupMembers)),
            "get_specified_group_member_info" => OnGetSpecified(Wire.Read(body, GroupsJson.Default.GetSpecifiedGroupMembers)),
            "add_group_member" => OnAdd(Wire.Read(body, GroupsJson.Default.AddGroupMembers)),
            "delete_group_member" => OnRemove(Wire.Read(body, GroupsJson.Default.DeleteGroupMembers)),
            "modify_group_member_info" => OnModifyMember(Wire.Read(body, GroupsJson.Default.ModifyGroupMember)),
            "set_group_attr" => OnAttributes(GroupAttributeChange.Set, Wire.Read(body, GroupsJson.Default.ChangeGroupAttributes)),
            "modify_group_attr" => OnAttributes(GroupAttributeChange.Modified, Wire.Read(body, GroupsJson.Default.ChangeGroupAttributes)),
            "delete_group_attr" => OnAttributes(GroupAttributeChange.Deleted, Wire.Read(body, GroupsJson.Default.ChangeGroupAttributes)),
            "clear_group_attr" => OnAttributes(GroupAttributeChange.Cleared, Wire.Read(body, GroupsJson.Default.ChangeGroupAttributes)),
            "get_group_attr" => OnGetAttributes(Wire.Read(body, GroupsJson.Default.GetGroupAttributes)),
            "update_group_counter" => OnCounters(Wire.Read(body, GroupsJson.Default.UpdateGroupCounter)),
            "get_group_counter" => OnGetCounters(Wire.Read(body, GroupsJson.Default.GetGroupCounters)),
            "create_topic" => OnCreateTopic(Wire.Read(body, TopicsJson.Default.CreateTopic)),
            "destroy_topic" => OnDestroyTopics(Wire.Read(body, TopicsJson.Default.DestroyTopics)),
            "get_topic" => OnGetTopics(Wire.Read(body, TopicsJson.Default.GetTopics)),
            "get_msg" => OnPoll(Wire.Read(body, RoomsJson.Default.PollRoom)),
            "get_huge_group_msg" => Bytes(new RoomHistoryReply(), RoomsJson.Default.RoomHistoryReply),
            "send_group_msg" => OnSendToGroup(connection, Wire.Read(body, GroupsJson.Default.SendGroupMessage)),
            "group_msg_get" => OnGetGroupHistory(user, Wire.Read(body, GroupsJson.Default.GetGroupHistory)),
            "msg_read_report" => OnGroupRead(user, Wire.Read(body, GroupsJson.Default.ReportGroupRead)),
            "group_msg_recall" => OnRecallInGroup(connection, Wire.Read(body, GroupsJson.Default.RecallGroupMessages)),
            "get_group_msg_receipt" => OnGetGroupReceipts(Wire.Read(body, GroupsJson.Default.GetGroupReadReceipts)),
            "get_group_msg_receipt_detail" => Bytes(
                new GroupReceiptMembersReply { IsFinish = 1, ReadList = [new ReceiptReader { Member = "bob" }], UnreadList = [new ReceiptNonReader { Member = "carol" }] },
                GroupsJson.Default.GroupReceiptMembersReply),
            "get_pinned_messages" => Bytes(new PinnedGroupMessagesReply { PinnedMsgList = [.. PinnedMessages] }, GroupsJson.Default.PinnedGroupMessagesReply),
            "batch_get_group_notify" => OnGetRecalls(Wire.Read(body, GroupsJson.Default.GetGroupRecalls)),
            "modify_user_info" => Bytes(
                new MarkRoomMembersReply { MemberList = [.. Wire.Read(body, RoomsJson.Default.MarkRoomMembers).MemberList.Where(one => _model.Exists(one.Member))] },
                RoomsJson.Default.MarkRoomMembersReply),
            "get_members" => Bytes(
                new RoomMembersReply { MemberList = [.. _groups[Wire.Read(body, RoomsJson.Default.GetRoomMembers).GroupId].Members.Select(one => new RoomMember { Member = one.Member, NickName = "nick of " + one.Member, JoinTime = one.JoinTime ?? 0, Marks = [1] })] },
                RoomsJson.Default.RoomMembersReply),
            _ => null,
        };
    }

    private static byte[] Refused(int code) => Bytes(Reply.From(new ChatError(code, "refused")), CommandsJson.Default.Reply);

    private byte[] OnGetJoined(string user, bool isCommunity, GetJoinedGroups get)
    {
        if (get.Limit > MaxGroupsInReply)
        {
            return Refused(ErrorCodes.GroupReplyTooLarge);
        }

        var all = _groups.Values
            .Where(group => group.Member(user) is not null && group.Type != GroupTypes.AVChatRoom
                && (group.Type == GroupTypes.Community) == isCommunity && group.IsSupportTopic == (get.SupportTopic == 1))
            .ToList();
        return Bytes(
            new JoinedGroupsReply { TotalCount = all.Count, GroupIdList = [.. all.Skip(get.Offset).Take(get.Limit).Select(group => group.ToWire(user, isInList: true))] },
            GroupsJson.Default.JoinedGroupsReply);
    }

    private byte[] OnGetProfiles(string user, string[] groupIds, bool isPublic) => Bytes(
        new GroupProfilesReply
        {
            GroupInfo =
            [
                .. groupIds.Select(id => !_groups.TryGetValue(id, out var group)
                    ? new WireGroup { GroupId = id, ErrorCode = ErrorCodes.GroupUnknown, ErrorInfo = "no such group" }
                    : group.Member(user) is null && group.Type != GroupTypes.AVChatRoom && !isPublic
                        ? new WireGroup { GroupId = id, ErrorCode = ErrorCodes.GroupDenied, ErrorInfo = "not a member" }
                        : group.ToWire(isPublic ? "" : user, isInList: false)),
            ],
        },
        GroupsJson.Default.GroupProfilesReply);

    private byte[] OnCreate(string user, CreateGroup create)
    {
        var groupId = create.GroupId ?? (create.Type == GroupTypes.Community ? GroupIds.CommunityPrefix : GroupIds.Prefix) + ++_madeGroups;
        if (_groups.ContainsKey(groupId))
        {
            return Refused(ErrorCodes.GroupIdTaken);
        }

        var group = AddGroup(groupId, create.Type, user, [.. (create.MemberList ?? []).Select(static member => member.Member)]);
        group.Name = create.Name;
        group.IsSupportTopic = create.SupportTopic == 1;
        foreach (var member in create.MemberList ?? [])
        {
            Enqueue(() => Notice(member.Member, groupId, new GroupNoticeBody { ReportType = GroupNoticeTypes.Invited, Operator = user }));
        }

        return Bytes(new CreateGroupReply { GroupId = groupId }, GroupsJson.Default.CreateGroupReply);
    }

    private byte[] OnJoin(string user, JoinGroup join)
    {
        if (!_groups.TryGetValue(join.GroupId, out var group))
        {
            return Refused(ErrorCodes.GroupUnknown);
        }

        if (group.Type != GroupTypes.AVChatRoom && group.JoinOption == JoinOptions.NeedPermission)
        {
            return Bytes(new JoinGroupReply { JoinedStatus = JoinStatuses.WaitsForApproval }, GroupsJson.Default.JoinGroupReply);
        }

        if (user.Length > 0)
        {
            Join(group, user, GroupRoles.Member);
        }

        var isRoom = group.Type == GroupTypes.AVChatRoom;
        return Bytes(
            new JoinGroupReply
            {
                JoinedStatus = JoinStatuses.Joined,
                HugeGroupFlag = isRoom ? 1 : null,
                AVChatRoomKey = isRoom ? "room-key" : null,
                LongPollingKey = isRoom ? group.PollingKey : null,
                StartSeq = isRoom ? 10 : null,
            },
            GroupsJson.Default.JoinGroupReply);
    }

    private byte[] OnQuit(string user, QuitGroup quit)
    {
        if (!_groups.TryGetValue(quit.GroupId, out var group) || group.Member(user) is not { } member)
        {
            return Refused(ErrorCodes.GroupDenied);
        }

        group.Members.Remove(member);
        return Bytes(new Reply(), CommandsJson.Default.Reply);
    }

    private byte[] OnPoll(PollRoom poll)
    {
        var group = _groups.Values.First(one => one.PollingKey is { } key && poll.Key.StartsWith(key, StringComparison.Ordinal));
        return Bytes(
            new PollRoomReply { Key = group.PollingKey!, NextSeq = poll.StartSeq + 1, RspMsgList = group.Polls.TryDequeue(out var items) ? items : [] },
            RoomsJson.Default.PollRoomReply);
    }
}
