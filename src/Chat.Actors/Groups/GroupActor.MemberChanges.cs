using Chat.Actors.App;
using Chat.Actors.Connection;
using Chat.Protocol.Errors;
using Chat.Protocol.Groups;
using Chat.Protocol.Rooms;

namespace Chat.Actors.Groups;

/// <summary>Calls that change members: adding, removing, roles, mutes, names, marks (wire reference, groups §3.10).</summary>
internal sealed partial class GroupActor
{
    private void OnAddMembers(GroupsProtocol.AddMembers add)
    {
        if (IsRoom)
        {
            add.Promise.Fail(new ChatError(ErrorCodes.RoomTakesNoMembers, "members of a live room join by themselves"));
            return;
        }

        var request = new AddGroupMembers
        {
            GroupId = _groupId, MemberList = [.. add.UserIds.Select(static userId => new NewGroupMember { Member = userId })],
        };
        Call(GroupMemberCommands.Add.For(_groupId), request, add.Promise, reply =>
        {
            var results = reply.MemberList.Present().ToList();
            IReadOnlyList<string> With(int result) => [.. results.Where(one => one.Result == result).Select(static one => one.Member)];
            add.Promise.TrySetResult(new AddMembersResult(
                With(AddedGroupMember.Added), With(AddedGroupMember.Failed), With(AddedGroupMember.WasMember), With(AddedGroupMember.OverLimit)));
        });
    }

    private void OnDeleteMembers(GroupsProtocol.DeleteMembers delete)
    {
        void Done()
        {
            ForgetMembers(delete.UserIds);
            delete.Promise.TrySetResult(delete.UserIds);
        }

        if (Group is null)
        {
            delete.Promise.Fail(new ChatError(ErrorCodes.GroupNotFound, "the group is not in the list"));
        }
        else if (!IsRoom)
        {
            var request = new DeleteGroupMembers { GroupId = _groupId, Members = [.. delete.UserIds], Reason = delete.Reason };
            Call(GroupMemberCommands.Delete.For(_groupId), request, delete.Promise, _ => Done());
        }
        else if (!_client.Has(PurchaseBit.RoomBan))
        {
            delete.Promise.Fail(new ChatError(ErrorCodes.FeatureNotPurchased, "the app has no bans in live rooms"));
        }
        else if (delete.Duration is not { TotalSeconds: >= 1 } duration)
        {
            delete.Promise.Fail(new ChatError(ErrorCodes.BanDurationInvalid, "a ban needs a duration"));
        }
        else
        {
            var request = new BanGroupMembers
            {
                GroupId = _groupId, Members = [.. delete.UserIds], Duration = (long)duration.TotalSeconds, Description = delete.Reason ?? "",
            };
            Call(GroupMemberCommands.Ban.For(_groupId), request, delete.Promise, _ => Done());
        }
    }

    private void OnModifyMember(GroupsProtocol.ModifyMember modify)
    {
        var change = modify.Change;
        if (Guard(change) is { } refused)
        {
            modify.Promise.Fail(refused);
            return;
        }

        var request = GroupIds.IsTopic(change.GroupId) ? change with { GroupId = _groupId, TopicId = change.GroupId } : change;
        Call(GroupMemberCommands.Modify.For(_groupId), request, modify.Promise, _ =>
        {
            ApplyToSelf(request);
            if (Cached(change.Member) is { } known)
            {
                modify.Promise.TrySetResult(Keep(Apply(known, change)));
            }
            else if (Group is null || IsRoom)
            {
                modify.Promise.TrySetResult(null);
            }
            else
            {
                FetchMembers([change.Member], null, modify.Promise, members => modify.Promise.TrySetResult(members.Count > 0 ? members[0] : null));
            }
        });
    }

    /// <summary>What the SDK refuses without asking the server.</summary>
    private ChatError? Guard(ModifyGroupMember change)
    {
        if ((change.NameCard is not null || change.AppMemberDefinedData is not null) && IsRoom)
        {
            return NotInRooms();
        }

        return change.Role is not null && Group is { } group && group.SelfInfo.Role != GroupRoles.Owner
            ? new ChatError(ErrorCodes.NotGroupOwner, "only the owner gives roles")
            : null;
    }

    private GroupMember Apply(GroupMember member, ModifyGroupMember change) => member with
    {
        Role = change.Role ?? member.Role,
        MuteUntil = change.ShutUpTime is { } seconds ? Until(seconds) : member.MuteUntil,
        NameCard = change.NameCard ?? member.NameCard,
        CustomFields = GroupMapping.Merge(member.CustomFields, change.AppMemberDefinedData),
    };

    private void ApplyToSelf(ModifyGroupMember change)
    {
        if (change.Member != _me)
        {
            return;
        }

        if (change is { TopicId: { } topicId, MsgFlag: { } option })
        {
            OnTopicPush(new TopicRemindType(topicId, option));
        }
        else if (change.TopicId is null)
        {
            ChangeGroup(group => group with
            {
                SelfInfo = group.SelfInfo with
                {
                    NameCard = change.NameCard ?? group.SelfInfo.NameCard,
                    MessageRemindType = change.MsgFlag ?? group.SelfInfo.MessageRemindType,
                    CustomFields = GroupMapping.Merge(group.SelfInfo.CustomFields, change.AppMemberDefinedData),
                },
            });
        }
    }

    /// <summary>As the SDK, which wants to know a member whom it has changed.</summary>
    private void OnReceiveOptionSet(ReceiveOptionSet set)
    {
        ApplyToSelf(new ModifyGroupMember { Member = _me, TopicId = GroupIds.IsTopic(set.Target) ? set.Target : null, MsgFlag = set.Option });
        if (Cached(_me) is null && Group is not null && !IsRoom)
        {
            FetchMembers([_me], null, new Promise<IReadOnlyList<GroupMember>>(), static _ => { });
        }
    }

    private void OnMarkMembers(GroupsProtocol.MarkMembers mark)
    {
        var request = new MarkRoomMembers
        {
            GroupId = _groupId,
            CommandType = mark.IsSet ? MarkRoomMembers.Set : MarkRoomMembers.Unset,
            MemberList = [.. mark.UserIds.Take(MarkRoomMembers.MaxMembers).Select(userId => new MarkedRoomMember { Member = userId, Marks = [mark.Mark] })],
        };
        Call(RoomCommands.MarkMembers, request, mark.Promise, reply =>
        {
            var marked = reply.MemberList.Present().Select(static one => one.Member).ToHashSet(StringComparer.Ordinal);
            mark.Promise.TrySetResult(new MarkMembersResult([.. mark.UserIds.Where(marked.Contains)], [.. mark.UserIds.Where(userId => !marked.Contains(userId))]));
        });
    }

    /// <summary>This account receives the group, or one of its topics, in another way: one of <see cref="GroupReceiveOptions"/>.</summary>
    internal sealed record ReceiveOptionSet(string Target, string Option) : INews;

    private static ChatError NotInRooms() => new(ErrorCodes.NotInRooms, "not available in live rooms");
}
