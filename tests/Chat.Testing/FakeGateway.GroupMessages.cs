using Chat.Protocol.Commands;
using Chat.Protocol.Conversations;
using Chat.Protocol.Errors;
using Chat.Protocol.Groups;
using Chat.Protocol.Messages;
using Chat.Protocol.Push;

namespace Chat.Testing;

/// <summary>Messages of groups and topics: their history, read positions, recalls.</summary>
public sealed partial class FakeGateway
{
    private readonly Dictionary<string, SortedDictionary<long, WireGroupMessage>> _groupMessages = new(StringComparer.Ordinal);
    private readonly Dictionary<(string User, string Target), long> _groupReads = [];
    private readonly Dictionary<string, long> _groupIndexes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<GroupRecall>> _groupRecalls = new(StringComparer.Ordinal);

    /// <summary>What is pinned in any group.</summary>
    public List<PinnedGroupMessage> PinnedMessages { get; } = [];

    /// <summary>Another device of the user has read a group or topic.</summary>
    public void ReadGroupElsewhere(string user, string target, long sequence)
    {
        ReadGroup(user, target, sequence);
        PushNotice(user, target, new GroupNoticeBody
        {
            GroupReadInfoArray =
            [
                new GroupReadMark { GroupId = GroupIds.CommunityOf(target), TopicId = GroupIds.IsTopic(target) ? target : null, LastReadMsgSeq = sequence },
            ],
        });
    }

    /// <summary>A message is taken back.</summary>
    /// <param name="push">Tell nobody while it is false.</param>
    public GroupNoticeBody RecallInGroup(WireGroupMessage message, string revoker, string reason = "", bool push = true, string? topicId = null)
    {
        ArgumentNullException.ThrowIfNull(message);
        var target = topicId ?? message.ToGroupId!;
        var info = new RevokerInfo { Revoker = revoker, Reason = reason };
        Change(target, message.MsgSeq, one => one with { IsPlaceMsg = 2, RevokerInfo = info });
        if (!_groupRecalls.TryGetValue(target, out var recalls))
        {
            _groupRecalls.Add(target, recalls = []);
        }

        recalls.Add(new GroupRecall { MsgSeq = message.MsgSeq, MsgRandom = message.MsgRandom, RevokerInfo = info });
        var notice = new GroupNoticeBody
        {
            GroupWithdrawInfoArray =
            [
                new GroupWithdrawal
                {
                    GroupId = message.ToGroupId!,
                    TopicId = topicId,
                    MsgSeq = message.MsgSeq,
                    MsgRandom = message.MsgRandom,
                    TinyId = message.TinyId ?? "",
                    MsgClientTime = message.MsgClientTime ?? 0,
                    MsgTimeStamp = message.MsgTimeStamp,
                    RevokerInfo = info,
                },
            ],
        };
        if (push)
        {
            foreach (var member in _groups[message.ToGroupId!].Members)
            {
                PushNotice(member.Member, target, notice);
            }
        }

        return notice;
    }

    /// <summary>Something that travels as a notice but is none: recalls, read positions, receipts.</summary>
    public void PushNotice(string user, string target, GroupNoticeBody notice)
    {
        var group = _groups[GroupIds.CommunityOf(target)];
        var item = Item(group, GroupIds.System, GroupIds.IsTopic(target) ? target : null, new RawJson(Wire.ToBytes(notice, GroupsJson.Default.GroupNoticeBody)));
        Raw(user, PushFrame.Build(Protocol.Push.Pushes.GroupNotices, [item with { Event = 5, To = user }]));
    }

    /// <summary>A user is named in a message.</summary>
    public void Mention(string user, WireGroupMessage message, params int[] flags)
    {
        ArgumentNullException.ThrowIfNull(message);
        Raw(user, PushFrame.Build(
            Protocol.Push.Pushes.GroupMentions,
            [
                new WireGroupMessage
                {
                    From = message.From,
                    To = user,
                    ClientSeq = 77,
                    MsgSeq = 1,
                    MsgRandom = 78,
                    GroupAtTips = new GroupAtTips { GroupId = message.ToGroupId!, TopicId = message.GroupInfo?.TopicId, From = message.From!, MsgSeq = message.MsgSeq, AtFlagList = flags },
                },
            ]));
    }

    /// <summary>A message is edited by somebody.</summary>
    public ModifiedGroupMessage EditInGroup(WireGroupMessage message, string text)
    {
        ArgumentNullException.ThrowIfNull(message);
        var edit = StoreEdit(message.ToGroupId!, message.MsgSeq, RawJson.Parse($$$"""[{"MsgType":"TIMTextElem","MsgContent":{"Text":"{{{text}}}"}}]"""), "edited");
        foreach (var member in _groups[message.ToGroupId!].Members)
        {
            Raw(member.Member, PushFrame.Build(Protocol.Push.Pushes.GroupMessagesModified, [edit]));
        }

        return edit;
    }

    private static string KeyOf(string? peer, string? group) => group is null ? peer! : "GROUP" + group;

    private static string? GroupIn(string key) => key.StartsWith("GROUP", StringComparison.Ordinal) ? key["GROUP".Length..] : null;

    private void Store(string target, WireGroupMessage message)
    {
        MessagesOf(target)[message.MsgSeq] = message;
        _groupIndexes[target] = _model.NextIndex();
    }

    private SortedDictionary<long, WireGroupMessage> MessagesOf(string target)
    {
        if (!_groupMessages.TryGetValue(target, out var messages))
        {
            _groupMessages.Add(target, messages = []);
        }

        return messages;
    }

    private long NewestOf(string target) => MessagesOf(target).Keys.LastOrDefault();

    private WireGroupMessage Change(string target, long sequence, Func<WireGroupMessage, WireGroupMessage> change) =>
        MessagesOf(target)[sequence] = change(MessagesOf(target)[sequence]);

    private void ReadGroup(string user, string target, long sequence) =>
        _groupReads[(user, target)] = Math.Max(sequence, _groupReads.GetValueOrDefault((user, target)));

    private void DeliverToGroup(FakeGroup group, byte[] frame, Connection? except = null)
    {
        if (Pushes == PushMode.Swallow)
        {
            return;
        }

        foreach (var connection in group.Members.SelectMany(member => ConnectionsOf(member.Member)).Where(one => one != except))
        {
            connection.Receive([.. frame]);
            if (Pushes == PushMode.Twice)
            {
                connection.Receive([.. frame]);
            }
        }
    }

    private IEnumerable<WireConversation> GroupItemsOf(string user, long since) =>
        from known in _groups.Values
        where known.Member(user) is not null && known.Type != GroupTypes.AVChatRoom && !known.IsSupportTopic
        let item = _model.ListOf(user).Item(KeyOf(null, known.GroupId))
        let newest = NewestOf(known.GroupId)
        where newest > item.DeletedOrder && Math.Max(_groupIndexes.GetValueOrDefault(known.GroupId), item.ChangedIndex) > since
        select ToListItem(user, known, item);

    private WireConversation ToListItem(string user, FakeGroup group, FakeListItem item)
    {
        var messages = MessagesOf(group.GroupId);
        var newest = NewestOf(group.GroupId);
        var read = _groupReads.GetValueOrDefault((user, group.GroupId));
        var last = messages[newest];
        return new WireConversation
        {
            Type = ConversationTypes.Group,
            GroupId = group.GroupId,
            MsgTime = last.MsgTimeStamp,
            MsgSeq = newest,
            GroupNextMsgSeq = newest + 1,
            UnreadMsgCount = newest - read,
            MsgGroupReadedSeq = read,
            GroupIgnoredUnreadSeqCount = messages.Values.Count(one => one.MsgSeq > read && (one.IsPlaceMsg == 2 || one.SendMsgControl?.NoUnread == 1 || one.From == user)),
            GroupLastFrom = last.From,
            GroupNick = group.Name,
            GroupType = group.Type,
            LastMsgFlags = last.IsPlaceMsg == 2 ? WireConversation.GroupLastRecalled : 0,
            LastMsg = newest <= item.ClearedOrder ? null
                : last.Event == 4 ? new LastMessage { Event = 4, GroupTips = last }
                : new LastMessage { Event = 3, MsgBody = Wire.Read(last.MsgBody!.Value.Utf8.Span, MessagesJson.Default.WireElementArray) },
            TopFlags = item.IsPinned ? 1 : 0,
            StandardMark = item.Digits,
            CustomMark = item.CustomData,
            ContactGroupId = [.. item.Groups],
        };
    }

    private byte[] OnSendToGroup(Connection connection, SendGroupMessage send)
    {
        var group = _groups.GetValueOrDefault(send.GroupId);
        if (group?.Member(connection.User) is null)
        {
            return Refused(ErrorCodes.GroupDenied);
        }

        var target = send.TopicId ?? send.GroupId;
        if (MessagesOf(target).Values.FirstOrDefault(one => one.From == connection.User && one.MsgRandom == send.Random && one.ClientSeq == send.ClientSeq) is { } known)
        {
            return Bytes(new SendGroupMessageReply { MsgTime = known.MsgTimeStamp, MsgSeq = known.MsgSeq }, GroupsJson.Default.SendGroupMessageReply);
        }

        var isStored = send.OnlineOnlyFlag == 0;
        var message = Item(group, connection.User, send.TopicId, send.MsgBody, Now, send.Random) with
        {
            Event = 3,
            MsgSeq = isStored ? NextSequence(group, send.TopicId) : 100_000 + ++_said,
            ClientSeq = send.ClientSeq,
            MsgClientTime = send.MsgClientTime,
            TinyId = _model.TinyId(connection.User),
            CloudCustomData = send.CloudCustomData,
            NeedReadReceipt = send.NeedReadReceipt,
            SupportMessageExtension = send.SupportMessageExtension,
            OnlineOnlyFlag = send.OnlineOnlyFlag,
            GroupAtInfo = send.GroupAtInfo,
            SendMsgControl = send.SendMsgControl is { Length: > 0 } names
                ? new SendMsgControl { NoUnread = names.Contains(SendMsgControl.NoUnreadName) ? 1 : 0, NoLastMsg = names.Contains(SendMsgControl.NoLastMsgName) ? 1 : 0 }
                : null,
        };
        if (isStored)
        {
            Store(target, message);
        }

        DeliverToGroup(group, PushFrame.Build(Protocol.Push.Pushes.GroupMessages, [message]));
        return Bytes(new SendGroupMessageReply { MsgTime = message.MsgTimeStamp, MsgSeq = message.MsgSeq }, GroupsJson.Default.SendGroupMessageReply);
    }

    private long NextSequence(FakeGroup group, string? topicId) => topicId is null ? group.NextSequence++ : NewestOf(topicId) + 1;

    private byte[] OnGetGroupHistory(string user, GetGroupHistory get)
    {
        var target = get.TopicId ?? get.GroupId;
        var cleared = _model.ListOf(user).Item(KeyOf(null, target)).ClearedOrder;
        var all = MessagesOf(target).Values.Where(one => one.MsgSeq > cleared && !MissingInHistory.Contains(one.MsgSeq)).Reverse();
        if (get.ReqMsgSeqList is { } wanted)
        {
            return Bytes(new GroupHistoryReply { RspMsgList = [.. all.Where(one => wanted.Contains(one.MsgSeq))] }, GroupsJson.Default.GroupHistoryReply);
        }

        var from = get.ReqMsgSeq is { } sequence and > 0 ? sequence : NewestOf(target);
        var page = all.Where(one => one.MsgSeq <= from && one.MsgSeq > from - get.ReqMsgNumber).ToArray();
        var next = from - get.ReqMsgNumber;
        return Bytes(
            new GroupHistoryReply { IsFinished = next < 1 ? GroupHistoryReply.Finished : 0, NextReqMsgSeq = Math.Max(0, next), RspMsgList = page },
            GroupsJson.Default.GroupHistoryReply);
    }

    private byte[] OnGroupRead(string user, ReportGroupRead report)
    {
        ReadGroup(user, report.TopicId ?? report.GroupId, report.MsgReadedSeq);
        return Bytes(new Reply(), CommandsJson.Default.Reply);
    }

    private byte[] OnRecallInGroup(Connection connection, RecallGroupMessages recall)
    {
        var topicId = string.IsNullOrEmpty(recall.TopicId) ? null : recall.TopicId;
        if (!MessagesOf(topicId ?? recall.GroupId).TryGetValue(recall.MsgSeqList[0].MsgSeq, out var message))
        {
            return Bytes(
                new RecallGroupMessagesReply { RecallRetList = [new RecalledGroupMessage { MsgSeq = recall.MsgSeqList[0].MsgSeq, RetCode = ErrorCodes.GroupMessageUnknown }] },
                GroupsJson.Default.RecallGroupMessagesReply);
        }

        var notice = RecallInGroup(message, connection.User, push: false, topicId: topicId);
        foreach (var member in _groups[recall.GroupId].Members.Where(member => member.Member != connection.User))
        {
            Enqueue(() => PushNotice(member.Member, topicId ?? recall.GroupId, notice));
        }

        return Bytes(new RecallGroupMessagesReply(), GroupsJson.Default.RecallGroupMessagesReply);
    }

    private ModifiedGroupMessage StoreEdit(string target, long sequence, RawJson? body, string? customData)
    {
        var edited = Change(target, sequence, one => one with
        {
            MsgBody = body ?? one.MsgBody, CloudCustomData = customData ?? one.CloudCustomData, MsgVersion = (one.MsgVersion ?? 0) + 1,
        });
        return new ModifiedGroupMessage
        {
            GroupId = edited.ToGroupId!,
            From = edited.From!,
            MsgSeq = edited.MsgSeq,
            MsgRandom = edited.MsgRandom,
            MsgTimeStamp = edited.MsgTimeStamp,
            MsgVersion = edited.MsgVersion ?? 0,
            MsgBody = edited.MsgBody!.Value,
            CloudCustomData = edited.CloudCustomData ?? "",
        };
    }

    private byte[] OnModifyInGroup(Connection connection, ModifyGroupMessage modify)
    {
        var target = modify.TopicId ?? modify.GroupId;
        var isConflict = modify.MsgVersion != (MessagesOf(target)[modify.MsgSeq].MsgVersion ?? 0);
        if (!isConflict)
        {
            DeliverToGroup(
                _groups[modify.GroupId],
                PushFrame.Build(Protocol.Push.Pushes.GroupMessagesModified, [StoreEdit(target, modify.MsgSeq, modify.MsgBody, modify.CloudCustomData)]),
                except: connection);
        }

        var now = MessagesOf(target)[modify.MsgSeq];
        return Bytes(
            new ModifyMessageReply
            {
                ActionStatus = isConflict ? Reply.Fail : Reply.Ok,
                ErrorCode = isConflict ? ErrorCodes.ModifyConflict : 0,
                MsgVersion = now.MsgVersion ?? 0,
                MsgBody = now.MsgBody!.Value,
                CloudCustomData = now.CloudCustomData ?? "",
            },
            MessagesJson.Default.ModifyMessageReply);
    }

    private static byte[] OnGetGroupReceipts(GetGroupReadReceipts get) => Bytes(
        new GroupReadReceiptsReply { GroupMsgReceiptList = [.. get.MsgSeqList.Select(static one => new GroupReadReceipt { MsgSeq = one.MsgSeq, ReadNum = 1, UnreadNum = 2 })] },
        GroupsJson.Default.GroupReadReceiptsReply);

    private byte[] OnGetRecalls(GetGroupRecalls get) => Bytes(
        new GroupRecallsReply
        {
            NotifyRspList = [.. get.NotifyReqList.Select(one => new GroupRecalls { GroupId = one.GroupId, NotifyMsgList = [.. _groupRecalls.GetValueOrDefault(one.GroupId, [])] })],
        },
        GroupsJson.Default.GroupRecallsReply);
}
