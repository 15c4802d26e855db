using Chat.Actors.App;
using Chat.Actors.Connection;
using Chat.Actors.Profiles;
using Chat.Protocol.Errors;
using Chat.Protocol.Groups;
using Chat.Protocol.Rooms;

namespace Chat.Actors.Groups;

/// <summary>Members of the group (wire reference, groups §3.10).</summary>
internal sealed partial class GroupActor
{
    private static readonly string[] MemberFields = ["Role", "JoinTime", "NameCard", "ShutUpUntil", "OnlineStatus"];

    private Dictionary<string, GroupMember>? _members;
    private (long Start, int Count) _roomPages;

    private void OnGetMembers(GroupsProtocol.GetMembers get)
    {
        var query = get.Query;
        if (Group is null)
        {
            get.Promise.TrySetResult(new GroupMemberPage([], "0"));
        }
        else if (IsRoom && _client.Has(PurchaseBit.RoomMembers))
        {
            GetRoomMembers(get);
        }
        else
        {
            var isCommunity = GroupIds.IsOfCommunity(_groupId);
            var offset = int.TryParse(query.Offset, out var parsed) ? parsed : 0;
            var request = new GetGroupMembers
            {
                GroupId = _groupId,
                Limit = Math.Min(query.Count, GetGroupMembers.MaxLimit),
                Offset = isCommunity ? null : offset,
                Next = isCommunity ? query.Offset : null,
                MemberRoleFilter = query.Role is GroupRoles.Owner or GroupRoles.Admin or GroupRoles.Member ? [query.Role] : null,
                MemberInfoFilter = MemberFields,
            };
            Call(GroupMemberCommands.GetPage.For(_groupId), request, get.Promise, reply =>
            {
                var members = Adopt(reply.MemberList.Present());
                if (reply.MemberNum is { } count && members.Count > 0)
                {
                    ChangeGroup(group => group with { MemberCount = count });
                }

                var next = isCommunity
                    ? string.IsNullOrEmpty(reply.Next) ? "0" : reply.Next
                    : members.Count < request.Limit ? "0" : (offset + request.Limit).ToString(System.Globalization.CultureInfo.InvariantCulture);
                Name(members, get.Promise, named => get.Promise.TrySetResult(new GroupMemberPage(named, named.Count == 0 ? "0" : next)));
            });
        }
    }

    private void GetRoomMembers(GroupsProtocol.GetMembers get)
    {
        var time = _client.Options.Time;
        var limit = _client.CloudConfig.RoomMembers;
        _roomPages = _roomPages.Count > 0 && time.GetElapsedTime(_roomPages.Start) <= TimeSpan.FromSeconds(limit.Seconds)
            ? _roomPages with { Count = _roomPages.Count + 1 }
            : (time.GetTimestamp(), 1);
        if (_roomPages.Count > limit.Count)
        {
            get.Promise.Fail(new ChatError(ErrorCodes.ClientRateLimit, "the members of a live room were asked for too often"));
            return;
        }

        var request = new GetRoomMembers
        {
            GroupId = _groupId, Timestamp = long.TryParse(get.Query.Offset, out var timestamp) ? timestamp : 0, Mark = get.Query.Mark,
        };
        Call(RoomCommands.GetMembers, request, get.Promise, reply =>
        {
            var members = new List<GroupMember>();
            foreach (var wire in reply.MemberList.Present().Where(static wire => !string.IsNullOrEmpty(wire.Member)))
            {
                members.Add(Keep((Cached(wire.Member) ?? new GroupMember { UserId = wire.Member }) with
                {
                    Nick = wire.NickName ?? "", Avatar = wire.Avatar ?? "", JoinTime = wire.JoinTime, Marks = wire.Marks ?? [], IsOnline = true,
                }));
            }

            get.Promise.TrySetResult(new GroupMemberPage(members, reply.NextTimestamp.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        });
    }

    private void OnGetMemberProfiles(GroupsProtocol.GetMemberProfiles get)
    {
        if (IsRoom)
        {
            get.Promise.Fail(NotInRooms());
            return;
        }

        FetchMembers(get.UserIds, get.Fields, get.Promise, members => get.Promise.TrySetResult(members));
    }

    private void FetchMembers(IReadOnlyList<string> userIds, IReadOnlyList<string>? fields, IPromise promise, Action<IReadOnlyList<GroupMember>> then)
    {
        var request = new GetSpecifiedGroupMembers
        {
            GroupId = _groupId,
            Members = [.. userIds.Take(GetSpecifiedGroupMembers.MaxMembers)],
            MemberInfoFilter = MemberFields,
            MemberFields = fields is { Count: > 0 } ? [.. fields] : null,
        };
        Call(GroupMemberCommands.GetSpecified.For(_groupId), request, promise, reply => Name(Adopt(reply.MemberList.Present()), promise, then));
    }

    private void OnMuted(IReadOnlyList<GroupMemberMute> members)
    {
        foreach (var mute in members)
        {
            if (mute.ShutupTime is { } seconds && (mute.UserId ?? mute.Account) is { } userId)
            {
                ChangeMembers([userId], member => member with { MuteUntil = Until(seconds) });
            }
        }
    }

    private long Until(long seconds) => (_client.ServerTime / 1000) + seconds;

    private List<GroupMember> Adopt(IEnumerable<WireGroupMember> wires) =>
    [
        .. wires.Where(static wire => !string.IsNullOrEmpty(wire.Member)).Select(wire => Keep(GroupMapping.Merge(Cached(wire.Member), wire))),
    ];

    /// <summary>Nicknames and avatars come from the profiles; as in the SDK members without any are no answer.</summary>
    private void Name(List<GroupMember> members, IPromise promise, Action<IReadOnlyList<GroupMember>> then)
    {
        if (members.Count == 0)
        {
            then([]);
            return;
        }

        (_open ??= []).Add(promise);
        _underWay++;
        _profiles.Tell(
            new ProfilesProtocol.FetchAll([.. members.Select(static member => member.UserId)], profiles =>
            {
                _underWay--;
                _open.Remove(promise);
                var named = profiles.DistinctBy(static profile => profile.UserId).ToDictionary(static profile => profile.UserId, StringComparer.Ordinal);
                then(profiles.Count == 0 ? [] : [.. members.Select(member => Named(member, named.GetValueOrDefault(member.UserId)))]);
                StopIfDone();
            }),
            Self);
    }

    private GroupMember Named(GroupMember member, Profile? profile)
    {
        // Something may have become of the member meanwhile.
        var now = Cached(member.UserId) ?? member;
        return profile is null ? now : Keep(now with { Nick = profile.Nick, Avatar = profile.Avatar });
    }

    private GroupMember? Cached(string userId) => _members?.GetValueOrDefault(userId);

    /// <summary>Viewers of a live room come and go by the thousands, and nobody tells that they have: they are not kept.</summary>
    private GroupMember Keep(GroupMember member) => IsRoom ? member : (_members ??= new Dictionary<string, GroupMember>(StringComparer.Ordinal))[member.UserId] = member;

    private void ChangeMembers(IEnumerable<string> userIds, Func<GroupMember, GroupMember> change)
    {
        foreach (var userId in userIds)
        {
            if (Cached(userId) is { } known)
            {
                Keep(change(known));
            }
        }
    }

    private void ForgetMembers(IEnumerable<string> userIds)
    {
        foreach (var userId in userIds)
        {
            _members?.Remove(userId);
        }
    }
}
