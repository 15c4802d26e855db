using Chat.Actors.Connection;
using Chat.Actors.Events;
using Chat.Protocol.Commands;
using Chat.Protocol.Groups;
using Chat.Protocol.Push;

namespace Chat.Actors.Groups;

/// <summary>What pushes and polls change of groups: the "local effect" of tips and notices (wire reference, groups §4 and §5).</summary>
internal sealed partial class GroupsActor
{
    private const int MessageEvent = 3;
    private const int TipEvent = 4;
    private const int NoticeEvent = 5;
    private const int OnlineTipEvent = 6;
    private const int MentionEvent = 12;

    private void OnPush(PushEvent pushed) => Guard(() =>
    {
        if (GroupsProtocol.AreMessages(pushed, out var messages) || GroupsProtocol.AreTips(pushed, out messages))
        {
            var code = pushed.Key == Pushes.GroupTips.PayloadKey ? pushed.Code : MessageEvent;
            foreach (var item in messages.Present())
            {
                Guard(() => OnItem(code, item));
            }
        }
        else if (pushed.Is(Pushes.GroupSelfChanged, out var selves))
        {
            foreach (var self in selves.Present())
            {
                Change(self.GroupId, group => group with { SelfInfo = group.SelfInfo with { NameCard = self.NameCard ?? group.SelfInfo.NameCard } });
            }
        }
        else if (pushed.Is(Pushes.TopicNews, out var news))
        {
            if (news.NewMsg is { GroupInfo: { GroupId: { } community, TopicId.Length: > 0 } } message)
            {
                TellIfOpen(community, new GroupActor.TopicMessage(message, news.NoUnreadSeqList));
            }
        }
        else if (pushed.Is(Pushes.RoomData, out var data))
        {
            _client.Publish(new RoomCustomDataReceived(SdkAppId, _me, data.Content ?? ""));
        }
    });

    /// <summary>One item of a push or a poll.</summary>
    private void OnItem(int code, WireGroupMessage item)
    {
        if (code == MentionEvent)
        {
            OnMentioned(item);
            return;
        }

        if (item.GroupInfo?.GroupId is not { Length: > 0 } groupId)
        {
            return;
        }

        switch (code)
        {
            case MessageEvent:
                OnMessage(groupId, item);
                break;
            case TipEvent or OnlineTipEvent:
                OnTip(groupId, code, item);
                break;
            case NoticeEvent:
                OnNotice(groupId, item);
                break;
        }
    }

    private void OnMessage(string groupId, WireGroupMessage item)
    {
        var header = item.GroupInfo!;
        if (IsOfTopic(header))
        {
            TellIfOpen(groupId, new GroupActor.TopicMessage(item, null));
            return;
        }

        if (item.OnlineOnlyFlag != 1 && header.MillionGroupFlag != WireGroupHeader.WithTopics)
        {
            Meet(header);
            OnAdvanced(groupId, item.MsgSeq, item.MsgTimeStamp);
        }
    }

    private void OnTip(string groupId, int code, WireGroupMessage item)
    {
        if (Read(item, GroupsJson.Default.GroupTipBody) is not { } tip)
        {
            return;
        }

        if (tip.MsgGroupNewInfo?.GroupAttrOption is { } attributes)
        {
            // A group that nobody has asked for anything still tells its attributes.
            var news = new GroupActor.AttributesPushed(attributes);
            if (Known(groupId) is not null)
            {
                Open(groupId).Tell(news, Self);
            }
            else
            {
                // A community whose list nobody has asked for may have been asked for its attributes.
                TellIfOpen(groupId, news);
            }

            return;
        }

        if (tip.GroupCounterInfo is { Length: > 0 } counters)
        {
            OnCounters(groupId, counters);
            return;
        }

        if (tip.OpType is GroupTipTypes.Pinned or GroupTipTypes.Unpinned)
        {
            return;
        }

        var header = item.GroupInfo!;
        if (IsOfTopic(header))
        {
            TellIfOpen(groupId, new GroupActor.TopicTip(item, tip));
            return;
        }

        Meet(header);
        var hasAdvanced = code == TipEvent && Advance(groupId, item.MsgSeq, item.MsgTimeStamp);
        Apply(groupId, tip);
        if (hasAdvanced || (tip.OpType == GroupTipTypes.ProfileChanged && Known(groupId) is not null))
        {
            // Once, with all that the tip has brought.
            ListHasChanged();
        }
    }

    private void Apply(string groupId, GroupTipBody tip)
    {
        if (tip.OnlineMemberInfo is { } online)
        {
            TellIfOpen(groupId, new GroupActor.OnlineCount(online.OnlineMemberNum, online.ExpireTime));
        }

        switch (tip.OpType)
        {
            case GroupTipTypes.Joined or GroupTipTypes.Quit or GroupTipTypes.Kicked:
                if (tip.MemberNum is { } count)
                {
                    Change(groupId, group => group with { MemberCount = count });
                }

                if (tip.OpType != GroupTipTypes.Joined)
                {
                    TellIfOpen(groupId, new GroupActor.MembersGone(tip.Members.Present().DefaultIfEmpty(tip.Operator ?? "").ToList()));
                }

                break;
            case GroupTipTypes.AdminGranted:
                OnRoleChanged(groupId, [.. tip.Members.Present()], GroupRoles.Admin);
                break;
            case GroupTipTypes.AdminRevoked:
                OnRoleChanged(groupId, [.. tip.Members.Present()], GroupRoles.Member);
                break;
            case GroupTipTypes.ProfileChanged when tip.MsgGroupNewInfo is { } change:
                OnProfileChanged(groupId, tip, change);
                break;
            case GroupTipTypes.MemberChanged:
                TellIfOpen(groupId, new GroupActor.Muted([.. tip.MsgMemberInfo.Present()]));
                break;
        }
    }

    private void OnProfileChanged(string groupId, GroupTipBody tip, GroupProfileChange change)
    {
        if (Known(groupId) is not { } known)
        {
            return;
        }

        var self = known.SelfInfo;
        if (tip.MsgOperatorMemberExtraInfo is { } person && person.UserId == _me)
        {
            self = self with { NameCard = person.NameCard ?? self.NameCard, Role = RoleOf(person.Role) ?? self.Role };
        }

        if (change.Owner is { Length: > 0 } owner)
        {
            if (owner == _me)
            {
                self = self with { Role = GroupRoles.Owner };
            }
            else if (known.OwnerId == _me)
            {
                self = self with { Role = GroupRoles.Member };
            }

            TellIfOpen(groupId, new GroupActor.RoleChanged([known.OwnerId], GroupRoles.Member));
            TellIfOpen(groupId, new GroupActor.RoleChanged([owner], GroupRoles.Owner));
        }

        Change(groupId, group => GroupMapping.Merge(group, change) with { OwnerId = change.Owner ?? group.OwnerId, SelfInfo = self });
    }

    private static string? RoleOf(int? number) => number switch
    {
        GroupRoles.OwnerNumber => GroupRoles.Owner,
        GroupRoles.AdminNumber => GroupRoles.Admin,
        GroupRoles.MemberNumber => GroupRoles.Member,
        _ => null,
    };

    private void OnRoleChanged(string groupId, IReadOnlyList<string> userIds, string role)
    {
        TellIfOpen(groupId, new GroupActor.RoleChanged(userIds, role));
        if (userIds.Contains(_me))
        {
            Change(groupId, group => group with { SelfInfo = group.SelfInfo with { Role = role } });
        }
    }

    private void OnCounters(string groupId, GroupCounterChange[] changes)
    {
        foreach (var change in changes.Present())
        {
            TellIfOpen(groupId, new GroupActor.CountersPushed(change));
            if (change.Type != GroupCounterChange.Deleted)
            {
                foreach (var counter in change.GroupCounter.Present())
                {
                    _client.Publish(new GroupCounterUpdated(SdkAppId, _me, groupId, counter.Key ?? "", counter.Value));
                }
            }
        }
    }

    /// <summary>
    /// A message or tip of a group that the list does not have: only members get those, so it is one of this account's, made or joined elsewhere. Its header
    /// tells little, so the rest is asked for.
    /// </summary>
    private void Meet(WireGroupHeader header)
    {
        if (_isListed && Known(header.GroupId) is null && header.GroupType != GroupTypes.AVChatRoom)
        {
            Tell(Put(new Group
            {
                GroupId = header.GroupId,
                Type = header.GroupType ?? "",
                Name = header.GroupName ?? "",
                IsSupportTopic = header.MillionGroupFlag == WireGroupHeader.WithTopics,
            }));
            FetchSilently(header.GroupId);
        }
    }

    /// <summary>The conversations know of every message themselves, so only the list, which is sorted by them, is told.</summary>
    private void OnAdvanced(string groupId, long sequence, long time)
    {
        if (Advance(groupId, sequence, time))
        {
            ListHasChanged();
        }
    }

    /// <returns>True if the list shows it.</returns>
    private bool Advance(string groupId, long sequence, long time)
    {
        if (Known(groupId) is not { } group || sequence < group.NextMessageSequence || sequence == long.MaxValue)
        {
            return false;
        }

        _client.Groups = _client.Groups.SetItem(
            groupId,
            group with { NextMessageSequence = sequence + 1, LastMessageTime = Math.Max(time, group.LastMessageTime) });
        return group.Type != GroupTypes.Live;
    }

    private static bool IsOfTopic(WireGroupHeader header) =>
        header.MillionGroupFlag == WireGroupHeader.WithTopics && !string.IsNullOrEmpty(header.TopicId);

    private static T? Read<T>(WireGroupMessage item, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
        where T : class => item.MsgBody is { IsEmpty: false } body && body.Utf8.Span[0] == '{' ? Wire.Read(body.Utf8.Span, type) : null;
}
