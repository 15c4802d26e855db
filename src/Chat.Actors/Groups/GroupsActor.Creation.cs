using System.Text;
using Chat.Actors.Conversations;
using Chat.Protocol.Commands;
using Chat.Protocol.Errors;
using Chat.Protocol.Groups;

namespace Chat.Actors.Groups;

/// <summary>Creating groups, and profiles that the server does not have ready yet.</summary>
internal sealed partial class GroupsActor
{
    /// <summary>After how long a profile is asked for again that the server did not have ready.</summary>
    private static readonly TimeSpan SilentDelay = TimeSpan.FromSeconds(3);

    /// <summary>Profiles that are asked for at a time: the command may be called so often in a second.</summary>
    private const int MaxFetches = 8;

    /// <summary>A question that the server refuses as if the group were unknown is put once more: what is new may not have reached it.</summary>
    private List<(string GroupId, long Since, bool WasRefused)>? _later;

    private void OnCreate(GroupsProtocol.Create create)
    {
        var wanted = create.Group;
        var isCommunity = wanted.Type == GroupTypes.Community;
        var hasJoinOption = isCommunity || wanted.Type == GroupTypes.Public;
        var request = new CreateGroup
        {
            Type = wanted.Type,
            Name = wanted.Name,
            GroupId = wanted.GroupId,
            Owner = _me,
            Introduction = wanted.Introduction,
            Notification = wanted.Notification,
            FaceUrl = wanted.Avatar ?? "",
            MaxMemberCount = wanted.MaxMemberCount,
            ApplyJoinOption = hasJoinOption ? wanted.JoinOption : null,
            InviteJoinOption = wanted.InviteOption,
            MemberList = wanted.Type == GroupTypes.AVChatRoom || wanted.Members.Count == 0
                ? null
                : [.. wanted.Members.Select(static member => new NewGroupMember
                {
                    Member = member.UserId, Role = member.Role, AppMemberDefinedData = GroupMapping.ToFields(member.CustomFields),
                })],
            AppDefinedData = GroupMapping.ToFields(wanted.CustomFields),
            SupportTopic = isCommunity ? wanted.IsSupportTopic ? 1 : 0 : null,
        };
        var command = isCommunity ? GroupCommands.Create.Community : GroupCommands.Create.Ordinary;
        Call(command, request, create.Promise, reply => OnCreated(create, reply));
    }

    private void OnCreated(GroupsProtocol.Create create, CreateGroupReply reply)
    {
        if (string.IsNullOrEmpty(reply.GroupId))
        {
            create.Promise.Fail(new ChatError(ErrorCodes.UnexpectedReply, "the reply lacks the group's ID"));
            return;
        }

        var wanted = create.Group;
        var fresh = new Group
        {
            GroupId = reply.GroupId,
            Type = wanted.Type,
            Name = wanted.Name,
            Avatar = wanted.Avatar ?? "",
            Introduction = wanted.Introduction ?? "",
            Notification = wanted.Notification ?? "",
            OwnerId = _me,
            IsSupportTopic = wanted.IsSupportTopic && wanted.Type == GroupTypes.Community,
            SelfInfo = AsOwner(GroupSelf.Unknown),
        };
        if (!fresh.IsRoom && !fresh.IsSupportTopic)
        {
            Tell(Put(fresh));
            ListHasChanged();
        }

        FetchProfile(reply.GroupId, null, (wire, error) =>
        {
            if (wire is null && !IsNotReadyYet(error!))
            {
                create.Promise.Fail(error!);
                return;
            }

            if (wire is null)
            {
                FetchSilently(reply.GroupId);
            }

            var group = wire is null ? fresh : GroupMapping.Merge(Known(reply.GroupId), wire, _me) with { OwnerId = _me };
            group = group with { SelfInfo = AsOwner(group.SelfInfo) };
            if (!group.IsRoom)
            {
                Tell(Put(group));
                ListHasChanged();
            }

            create.Promise.TrySetResult(new CreateGroupResult(group, reply.OverLimit ?? []));
        });
        if (!fresh.IsRoom && !fresh.IsSupportTopic)
        {
            // Behind the question for the profile, as in the SDK.
            SendGroupCreated(fresh);
        }
    }

    private static GroupSelf AsOwner(GroupSelf self) => self with { Role = GroupRoles.Owner, MessageRemindType = GroupReceiveOptions.AcceptAndNotify };

    /// <summary>The SDK itself tells the members of a new group that there is one.</summary>
    private void SendGroupCreated(Group group)
    {
        var isCommunity = group.Type == GroupTypes.Community;
        var title = (IsInternational(SdkAppId), isCommunity) switch
        {
            (true, true) => "Create Community",
            (true, false) => "Create Group",
            (false, true) => "创建社群",
            _ => "创建群组",
        };
        var opUser = _client.OwnProfile?.Nick is { Length: > 0 } nick ? nick : _me;
        var content = Wire.ToBytes(
            new GroupCreatedContent { Content = title, Command = isCommunity ? 1 : 0, OpUser = opUser }, GroupMessageContents.Default.GroupCreatedContent);
        _conversations.Tell(new ConversationsProtocol.SendGroupCreated(group.GroupId, group.Type, Encoding.UTF8.GetString(content)), Self);
    }

    /// <summary>The ranges of apps whose texts the SDK writes in English.</summary>
    private static bool IsInternational(uint sdkAppId) => sdkAppId is (>= 20_000_000 and < 90_000_000) or (>= 1_720_000_000 and < 1_790_000_000);

    /// <summary>What was made or joined a moment ago may be unknown to the server that is asked for it; or this client has asked too often.</summary>
    private static bool IsNotReadyYet(ChatError error) => error.Code is ErrorCodes.GroupUnknown or ErrorCodes.GroupDenied or ErrorCodes.ClientRateLimit;

    private void FetchSilently(string groupId, bool wasRefused = false)
    {
        if (_later?.Exists(later => later.GroupId == groupId) == true)
        {
            return;
        }

        (_later ??= []).Add((groupId, _client.Options.Time.GetTimestamp(), wasRefused));
        _client.Wheel.WakeAfter((int)SilentDelay.TotalSeconds, Self);
    }

    private void FetchLater()
    {
        var due = _later?.FindAll(later => _client.Options.Time.GetElapsedTime(later.Since) >= SilentDelay) ?? [];
        if (due.Count > MaxFetches)
        {
            _client.Wheel.WakeAfter(1, Self);
        }

        foreach (var later in due.Take(MaxFetches))
        {
            _later!.Remove(later);
            if (Known(later.GroupId) is null)
            {
                continue;
            }

            FetchProfile(later.GroupId, null, (wire, error) =>
            {
                if (Known(later.GroupId) is null)
                {
                    return;
                }

                if (error is { Code: ErrorCodes.ClientRateLimit or ErrorCodes.RequestTimeout })
                {
                    FetchSilently(later.GroupId, later.WasRefused);
                }
                else if (error is { Code: ErrorCodes.GroupDenied or ErrorCodes.GroupUnknown })
                {
                    OnRefused(later.GroupId, later.WasRefused);
                }
                else if (wire is not null)
                {
                    Adopt(wire);
                    ListHasChanged();
                }
            });
        }

        _later = _later?.Count > 0 ? _later : null;
    }

    /// <summary>What was new has had its time; and what came after a group was left has made it known once more.</summary>
    private void OnRefused(string groupId, bool wasRefused)
    {
        if (wasRefused)
        {
            Leave(groupId);
        }
        else
        {
            FetchSilently(groupId, wasRefused: true);
        }
    }
}
