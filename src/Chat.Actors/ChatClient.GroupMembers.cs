using Chat.Actors.Groups;
using Chat.Protocol.Errors;
using Chat.Protocol.Groups;

namespace Chat.Actors;

/// <summary>Members of groups (wire reference, groups §3.10).</summary>
public sealed partial class ChatClient
{
    /// <summary>A page of a group's members; empty for a group this account is not in.</summary>
    /// <exception cref="ChatException">2996: a live room, more than 4 pages in 30 seconds. The server's code.</exception>
    public Task<GroupMemberPage> GetGroupMemberListAsync(GroupMemberQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        RequireGroup(query.GroupId);
        Require(query.Count > 0, "a page has at least one member");
        return AskReadyAsync<GroupMemberPage>(promise => new GroupsProtocol.GetMembers(query, promise), cancellationToken);
    }

    /// <summary>Members of a group; of more than 50 users the first 50. Who is not a member is left out.</summary>
    /// <param name="groupId">The group.</param>
    /// <param name="userIds">Whom.</param>
    /// <param name="customFields">Keys of the app's own fields that are wanted; null for all.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ChatException">2687: a live room. 2905: no user. The server's code.</exception>
    public Task<IReadOnlyList<GroupMember>> GetGroupMemberProfileAsync(
        string groupId, IReadOnlyList<string> userIds, IReadOnlyList<string>? customFields = null, CancellationToken cancellationToken = default)
    {
        RequireGroup(groupId);
        RequireUsers(userIds);
        string[]? fields = customFields is null ? null : [.. customFields];
        return AskReadyAsync<IReadOnlyList<GroupMember>>(
            promise => new GroupsProtocol.GetMemberProfiles(groupId, [.. userIds], fields, promise), cancellationToken);
    }

    /// <summary>Adds members to a group.</summary>
    /// <exception cref="ChatException">2661: a live room. 2905: no user. The server's code, 10007 not allowed.</exception>
    public Task<AddMembersResult> AddGroupMemberAsync(string groupId, IReadOnlyList<string> userIds, CancellationToken cancellationToken = default)
    {
        RequireGroup(groupId);
        RequireUsers(userIds);
        return AskReadyAsync<AddMembersResult>(promise => new GroupsProtocol.AddMembers(groupId, [.. userIds], promise), cancellationToken);
    }

    /// <summary>Removes members from a group; in a live room bans them.</summary>
    /// <param name="groupId">The group.</param>
    /// <param name="userIds">Whom.</param>
    /// <param name="reason">Told to those who are removed.</param>
    /// <param name="duration">Live rooms only, and needed there: for how long, whole seconds.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The users.</returns>
    /// <exception cref="ChatException">
    /// 2603: the group is not in the list. 2686: a ban without a duration. 2905: no user. 3122: the app has no bans. The server's code, 10007 not allowed.
    /// </exception>
    public Task<IReadOnlyList<string>> DeleteGroupMemberAsync(
        string groupId, IReadOnlyList<string> userIds, string? reason = null, TimeSpan? duration = null, CancellationToken cancellationToken = default)
    {
        RequireGroup(groupId);
        RequireUsers(userIds);
        return AskReadyAsync<IReadOnlyList<string>>(
            promise => new GroupsProtocol.DeleteMembers(groupId, [.. userIds], reason, duration, promise), cancellationToken);
    }

    /// <summary>Mutes a member of a group or topic; <see cref="TimeSpan.Zero"/> ends it.</summary>
    /// <returns>The member; null in a live room and where this account is not a member.</returns>
    /// <exception cref="ChatException">2685: oneself. The server's code, 10007 not allowed.</exception>
    public Task<GroupMember?> SetGroupMemberMuteTimeAsync(
        string groupId, string userId, TimeSpan muteTime, CancellationToken cancellationToken = default)
    {
        RequireGroup(groupId);
        RequireUser(userId);
        Require(muteTime >= TimeSpan.Zero, "a mute does not end before it begins");
        EnsureReady();
        Refuse(userId == GetLoginUser(), ErrorCodes.MuteSelf, "nobody mutes himself");
        return ModifyMemberAsync(
            new ModifyGroupMember { GroupId = groupId, Member = userId, ShutUpTime = (long)muteTime.TotalSeconds }, cancellationToken);
    }

    /// <summary>Gives a member a role; only the owner may.</summary>
    /// <param name="groupId">The group.</param>
    /// <param name="userId">Whom.</param>
    /// <param name="role"><see cref="GroupRoles.Admin"/> or <see cref="GroupRoles.Member"/>, in communities also <see cref="GroupRoles.Custom"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ChatException">2681: not the owner. 2683: not such a role. 2684: oneself. The server's code.</exception>
    public Task<GroupMember?> SetGroupMemberRoleAsync(string groupId, string userId, string role, CancellationToken cancellationToken = default)
    {
        RequireGroup(groupId);
        RequireUser(userId);
        EnsureReady();
        Refuse(
            _context.Groups.TryGetValue(groupId, out var group) && group.SelfInfo.Role != GroupRoles.Owner, ErrorCodes.NotGroupOwner, "only the owner gives roles");
        Refuse(
            !(role is GroupRoles.Admin or GroupRoles.Member || (role == GroupRoles.Custom && GroupIds.IsOfCommunity(groupId))),
            ErrorCodes.RoleNotAllowed,
            "not a role for this type of group");
        Refuse(userId == GetLoginUser(), ErrorCodes.OwnRole, "nobody changes his own role");
        return ModifyMemberAsync(new ModifyGroupMember { GroupId = groupId, Member = userId, Role = role }, cancellationToken);
    }

    /// <summary>Sets the name of a member in a group.</summary>
    /// <param name="groupId">The group.</param>
    /// <param name="nameCard">The name; "" removes it.</param>
    /// <param name="userId">Whom; null for this account.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ChatException">2687: a live room. The server's code, 10007 not allowed.</exception>
    public Task<GroupMember?> SetGroupMemberNameCardAsync(
        string groupId, string nameCard, string? userId = null, CancellationToken cancellationToken = default)
    {
        RequireGroup(groupId);
        ArgumentNullException.ThrowIfNull(nameCard);
        EnsureReady();
        return ModifyMemberAsync(new ModifyGroupMember { GroupId = groupId, Member = userId ?? GetLoginUser(), NameCard = nameCard }, cancellationToken);
    }

    /// <summary>Sets the app's own fields of a member; the others stay.</summary>
    /// <param name="groupId">The group.</param>
    /// <param name="customFields">The fields.</param>
    /// <param name="userId">Whom; null for this account.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ChatException">2687: a live room. 2905: no field. The server's code, 10007 not allowed.</exception>
    public Task<GroupMember?> SetGroupMemberCustomFieldAsync(
        string groupId, IReadOnlyDictionary<string, string> customFields, string? userId = null, CancellationToken cancellationToken = default)
    {
        RequireGroup(groupId);
        ArgumentNullException.ThrowIfNull(customFields);
        Require(customFields.Count > 0, "at least one field is needed");
        EnsureReady();
        return ModifyMemberAsync(
            new ModifyGroupMember { GroupId = groupId, Member = userId ?? GetLoginUser(), AppMemberDefinedData = GroupMapping.ToFields(customFields) },
            cancellationToken);
    }

    /// <summary>Marks members of a live room, or takes a mark away; of more than 500 users the first 500.</summary>
    /// <exception cref="ChatException">2905: no user. The server's code.</exception>
    public Task<MarkMembersResult> MarkGroupMemberListAsync(
        string groupId, IReadOnlyList<string> userIds, int mark, bool enableMark, CancellationToken cancellationToken = default)
    {
        RequireGroup(groupId);
        RequireUsers(userIds);
        return AskReadyAsync<MarkMembersResult>(promise => new GroupsProtocol.MarkMembers(groupId, [.. userIds], mark, enableMark, promise), cancellationToken);
    }

    private static void RequireUsers(IReadOnlyList<string> userIds)
    {
        ArgumentNullException.ThrowIfNull(userIds);
        Require(userIds.Count > 0 && !userIds.Any(string.IsNullOrEmpty), "at least one user is needed");
    }

    private Task<GroupMember?> ModifyMemberAsync(ModifyGroupMember change, CancellationToken cancellationToken) =>
        AskAsync<GroupMember?>(promise => new GroupsProtocol.ModifyMember(change, promise), cancellationToken);
}
