using System.Globalization;
using Chat.Protocol.Commands;
using Chat.Protocol.Errors;
using Chat.Protocol.Groups;
using Chat.Protocol.Topics;

namespace Chat.Testing;

/// <summary>What is inside a group: members, attributes, counters, topics.</summary>
public sealed partial class FakeGateway
{
    /// <summary>A topic that exists already.</summary>
    public string AddTopic(string groupId, string name, long lastSequence = 0, long readSequence = 0, long[]? excluded = null)
    {
        var group = _groups[groupId];
        var topicId = string.Create(CultureInfo.InvariantCulture, $"{groupId}{GroupIds.TopicMark}{group.Topics.Count + 1}");
        group.Topics[topicId] = new TopicAndSelf
        {
            TopicInfo = new WireTopic { GroupId = groupId, TopicId = topicId, TopicName = name, NextMsgSeq = lastSequence + 1, LastMsgTime = Now },
            SelfInfo = new WireGroupSelf { MsgSeq = readSequence, MsgFlag = GroupReceiveOptions.AcceptAndNotify, NoUnreadSeqList = excluded },
        };
        return topicId;
    }

    private byte[] OnGetMembers(bool isCommunity, GetGroupMembers get)
    {
        var members = _groups[get.GroupId].Members.Where(member => get.MemberRoleFilter is null || get.MemberRoleFilter.Contains(member.Role)).ToList();
        var offset = isCommunity ? int.Parse(get.Next!, CultureInfo.InvariantCulture) : get.Offset ?? 0;
        var page = members.Skip(offset).Take(get.Limit).ToArray();
        return Bytes(
            new GroupMembersReply
            {
                MemberNum = members.Count,
                MemberList = page,
                Next = !isCommunity ? null : offset + page.Length < members.Count ? (offset + page.Length).ToString(CultureInfo.InvariantCulture) : "",
            },
            GroupsJson.Default.GroupMembersReply);
    }

    private byte[] OnGetSpecified(GetSpecifiedGroupMembers get) => Bytes(
        new GroupMembersReply { MemberList = [.. _groups[get.GroupId].Members.Where(member => get.Members.Contains(member.Member))] },
        GroupsJson.Default.GroupMembersReply);

    private byte[] OnAdd(AddGroupMembers add)
    {
        var group = _groups[add.GroupId];
        var results = new List<AddedGroupMember>();
        foreach (var member in add.MemberList)
        {
            var result = !_model.Exists(member.Member)
                ? AddedGroupMember.Failed
                : group.Member(member.Member) is not null ? AddedGroupMember.WasMember : AddedGroupMember.Added;
            if (result == AddedGroupMember.Added)
            {
                Join(group, member.Member, GroupRoles.Member);
                Enqueue(() => Notice(member.Member, group.GroupId, new GroupNoticeBody { ReportType = GroupNoticeTypes.Invited }));
            }

            results.Add(new AddedGroupMember { Member = member.Member, Result = result });
        }

        return Bytes(new AddGroupMembersReply { MemberList = [.. results] }, GroupsJson.Default.AddGroupMembersReply);
    }

    private byte[] OnRemove(DeleteGroupMembers remove)
    {
        var group = _groups[remove.GroupId];
        group.Members.RemoveAll(member => remove.Members.Contains(member.Member));
        foreach (var user in remove.Members)
        {
            Enqueue(() => Notice(user, group.GroupId, new GroupNoticeBody { ReportType = GroupNoticeTypes.Kicked }));
        }

        return Bytes(new Reply(), CommandsJson.Default.Reply);
    }

    private byte[] OnModifyMember(ModifyGroupMember modify)
    {
        var group = _groups[modify.GroupId];
        if (group.Member(modify.Member) is null)
        {
            return Refused(ErrorCodes.GroupUserUnknown);
        }

        group.Change(modify.Member, member => member with
        {
            Role = modify.Role ?? member.Role,
            NameCard = modify.NameCard ?? member.NameCard,
            ShutUpUntil = modify.ShutUpTime is { } seconds ? Now + seconds : member.ShutUpUntil,
            MsgFlag = modify.MsgFlag ?? member.MsgFlag,
            AppMemberDefinedData = modify.AppMemberDefinedData ?? member.AppMemberDefinedData,
        });
        return Bytes(new Reply(), CommandsJson.Default.Reply);
    }

    private byte[] OnAttributes(int operation, ChangeGroupAttributes change)
    {
        var group = _groups[change.GroupId];
        if (change.AttrMainSeq != group.AttributeVersion)
        {
            return Refused(ErrorCodes.AttributeConflict);
        }

        group.AttributeVersion++;
        if (operation is GroupAttributeChange.Set or GroupAttributeChange.Cleared)
        {
            group.Attributes.Clear();
        }

        foreach (var attribute in change.GroupAttr ?? [])
        {
            if (operation == GroupAttributeChange.Deleted)
            {
                group.Attributes.Remove(attribute.Key);
            }
            else
            {
                group.Attributes[attribute.Key] = attribute with { Sequence = group.AttributeVersion };
            }
        }

        TellAttributes(group, operation, [.. (change.GroupAttr ?? []).Select(static one => one.Key)]);
        return Bytes(
            new GroupAttributesReply
            {
                AttrMainSeq = group.AttributeVersion,
                GroupAttrAry = [.. (change.GroupAttr ?? []).Select(one => new GroupAttribute { Key = one.Key, Sequence = group.AttributeVersion })],
            },
            GroupsJson.Default.GroupAttributesReply);
    }

    private byte[] OnGetAttributes(GetGroupAttributes get) => Bytes(
        new GroupAttributesReply { AttrMainSeq = _groups[get.GroupId].AttributeVersion, GroupAttrAry = [.. _groups[get.GroupId].Attributes.Values] },
        GroupsJson.Default.GroupAttributesReply);

    private byte[] OnCounters(UpdateGroupCounter update)
    {
        var group = _groups[update.GroupId];
        group.CounterVersion++;
        foreach (var counter in update.GroupCounter)
        {
            var before = group.Counters.GetValueOrDefault(counter.Key);
            group.Counters[counter.Key] = update.Mode switch
            {
                UpdateGroupCounter.Increase => before + counter.Value,
                UpdateGroupCounter.Decrease => before - counter.Value,
                _ => counter.Value,
            };
        }

        GroupCounter[] now = [.. update.GroupCounter.Select(one => new GroupCounter { Key = one.Key, Value = group.Counters[one.Key] })];
        var version = group.CounterVersion;
        Enqueue(() => Tip(
            group.GroupId, new GroupTipBody { GroupCounterInfo = [new GroupCounterChange { GroupCounterSeq = version, GroupCounter = now }] }, code: 6));
        return Bytes(new GroupCountersReply { GroupCounter = now }, GroupsJson.Default.GroupCountersReply);
    }

    private byte[] OnGetCounters(GetGroupCounters get)
    {
        var group = _groups[get.GroupId];
        return Bytes(
            new GroupCountersReply
            {
                GroupCounter = [.. group.Counters.Select(static one => new GroupCounter { Key = one.Key, Value = one.Value })], GroupCounterSeq = group.CounterVersion,
            },
            GroupsJson.Default.GroupCountersReply);
    }

    private byte[] OnCreateTopic(CreateTopic create)
    {
        var topicId = AddTopic(create.GroupId, create.TopicName);
        foreach (var member in _groups[create.GroupId].Members.ToList())
        {
            Enqueue(() => Notice(member.Member, create.GroupId, new GroupNoticeBody { ReportType = GroupNoticeTypes.TopicCreated }, topicId));
        }

        return Bytes(new CreateTopicReply { TopicId = topicId }, TopicsJson.Default.CreateTopicReply);
    }

    private byte[] OnDestroyTopics(DestroyTopics destroy)
    {
        var group = _groups[destroy.GroupId];
        var results = destroy.TopicIdList.Select(id => new DestroyedTopic { TopicId = id, ErrorCode = group.Topics.Remove(id) ? 0 : ErrorCodes.TopicDeleted }).ToArray();
        return Bytes(new DestroyTopicsReply { DestroyResultItem = results }, TopicsJson.Default.DestroyTopicsReply);
    }

    private byte[] OnGetTopics(GetTopics get) => Bytes(
        new TopicsReply { TopicAndSelfInfo = [.. _groups[get.GroupId].Topics.Where(one => get.TopicIdList.Length == 0 || get.TopicIdList.Contains(one.Key)).Select(static one => one.Value)] },
        TopicsJson.Default.TopicsReply);
}
