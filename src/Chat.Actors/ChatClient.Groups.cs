using Chat.Actors.App;
using Chat.Actors.Groups;
using Chat.Actors.Messages;
using Chat.Protocol.Errors;
using Chat.Protocol.Groups;

namespace Chat.Actors;

/// <summary>Groups: list, profiles, creating, joining, leaving, applications, attributes, counters (wire reference, groups).</summary>
public sealed partial class ChatClient
{
    private static readonly string[] GroupTypesKnown = [GroupTypes.Work, GroupTypes.Public, GroupTypes.Meeting, GroupTypes.AVChatRoom, GroupTypes.Community];

    /// <summary>The groups this account is in, the one with the newest message first; waits for the first list of a login.</summary>
    /// <exception cref="ChatException">The server's code, if the list could not be had.</exception>
    public Task<IReadOnlyList<Group>> GetGroupListAsync(CancellationToken cancellationToken = default) =>
        AskReadyAsync<IReadOnlyList<Group>>(static promise => new GroupsProtocol.GetList(promise), cancellationToken);

    /// <summary>A group as the server has it now, with this account as a member.</summary>
    /// <param name="groupId">The group.</param>
    /// <param name="customFields">Keys of the app's own fields that are wanted; null for all.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ChatException">2996: more than 8 in a second. The server's code, 10007 not a member, 10010 no such group.</exception>
    public Task<Group> GetGroupProfileAsync(string groupId, IReadOnlyList<string>? customFields = null, CancellationToken cancellationToken = default)
    {
        RequireGroup(groupId);
        string[]? fields = customFields is null ? null : [.. customFields];
        return AskReadyAsync<Group>(promise => new GroupsProtocol.GetProfile(groupId, fields, promise), cancellationToken);
    }

    /// <summary>Makes a group. Its maker is in it, but for a live room, which he joins like everybody.</summary>
    /// <exception cref="ChatException">2600: unknown type. 2602: the ID does not fit the type. 2905: no name. The server's code, 10021 the ID is taken.</exception>
    public Task<CreateGroupResult> CreateGroupAsync(NewGroup group, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(group);
        EnsureReady();
        Require(!string.IsNullOrEmpty(group.Name), "a name is needed");
        NewMember[] members = [.. group.Members ?? []];
        Require(members.All(static member => !string.IsNullOrEmpty(member?.UserId)), "a member lacks its user ID");
        Refuse(!GroupTypesKnown.Contains(group.Type), ErrorCodes.GroupTypeUnknown, "unknown type of group");
        Refuse(
            !string.IsNullOrEmpty(group.GroupId) && GroupIds.IsOfCommunity(group.GroupId) != (group.Type == GroupTypes.Community),
            ErrorCodes.GroupIdDoesNotFit,
            "the ID does not fit the type");
        var copy = group with
        {
            Members = [.. members.Select(static member => member with { CustomFields = Copy(member.CustomFields) })], CustomFields = Copy(group.CustomFields),
        };
        return AskAsync<CreateGroupResult>(promise => new GroupsProtocol.Create(copy, promise), cancellationToken);
    }

    /// <summary>Ends a group for everybody; its conversation stays.</summary>
    /// <exception cref="ChatException">The server's code, 10007 not allowed.</exception>
    public Task DismissGroupAsync(string groupId, CancellationToken cancellationToken = default)
    {
        RequireGroup(groupId);
        return AskReadyAsync<Done>(promise => new GroupsProtocol.Dismiss(groupId, promise), cancellationToken);
    }

    /// <summary>Changes a group; the members are told by a tip.</summary>
    /// <returns>The group; null if this account is not in it.</returns>
    /// <exception cref="ChatException">2996: more than 8 in a second. The server's code, 10007 not allowed.</exception>
    public Task<Group?> UpdateGroupProfileAsync(GroupUpdate change, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(change);
        RequireGroup(change.GroupId);
        var copy = change with { CustomFields = Copy(change.CustomFields) };
        return AskReadyAsync<Group?>(promise => new GroupsProtocol.Update(copy, promise), cancellationToken);
    }

    /// <summary>
    /// Joins a group. Without a login only live rooms can be joined, and only be listened to. Unless <see cref="ChatOptions.UnlimitedAVChatRoom"/> is set
    /// joining a live room leaves the one before.
    /// </summary>
    /// <param name="groupId">The group.</param>
    /// <param name="applyMessage">What those who decide are told.</param>
    /// <param name="userDefinedField">Data for the app.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ChatException">2660: unexpected status. 2662: without a login, not a live room. The server's code, 10013 a member already, 10014 full.</exception>
    public Task<JoinGroupResult> JoinGroupAsync(
        string groupId, string? applyMessage = null, string? userDefinedField = null, CancellationToken cancellationToken = default)
    {
        RequireGroup(groupId);
        return IsAnonymous
            ? AskAsync<JoinGroupResult>(promise => new GroupsProtocol.JoinAnonymously(groupId, promise), cancellationToken)
            : AskReadyAsync<JoinGroupResult>(promise => new GroupsProtocol.Join(groupId, applyMessage, userDefinedField, promise), cancellationToken);
    }

    /// <summary>Leaves a group; its conversation stays, that of a live room goes.</summary>
    /// <exception cref="ChatException">2623: not a member. The server's code, 10009 the owner cannot leave.</exception>
    public Task QuitGroupAsync(string groupId, CancellationToken cancellationToken = default)
    {
        RequireGroup(groupId);
        return IsAnonymous
            ? AskAsync<Done>(promise => new GroupsProtocol.Quit(groupId, promise), cancellationToken)
            : AskReadyAsync<Done>(promise => new GroupsProtocol.Quit(groupId, promise), cancellationToken);
    }

    /// <summary>
    /// Listens to a room whose polling key comes from the app's own services; the group has the type <c>Live</c> and is on no list. Unless
    /// <see cref="ChatOptions.UnlimitedAVChatRoom"/> is set it is the only one.
    /// </summary>
    /// <param name="groupId">The room.</param>
    /// <param name="longPollingKey">Key of the first poll.</param>
    /// <param name="longPollingSequence">Position of the first poll.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task StartMessageLongPollingAsync(string groupId, string longPollingKey, long longPollingSequence = 1, CancellationToken cancellationToken = default)
    {
        RequireGroup(groupId);
        ArgumentException.ThrowIfNullOrEmpty(longPollingKey);
        return AskReadyAsync<Done>(promise => new GroupsProtocol.StartPolling(groupId, longPollingKey, longPollingSequence, promise), cancellationToken);
    }

    /// <summary>Ends what <see cref="StartMessageLongPollingAsync"/> has begun; the conversation goes.</summary>
    public Task StopMessageLongPollingAsync(string groupId, CancellationToken cancellationToken = default)
    {
        RequireGroup(groupId);
        return AskReadyAsync<Done>(promise => new GroupsProtocol.StopPolling(groupId, promise), cancellationToken);
    }

    /// <summary>What everybody may know of a group.</summary>
    /// <exception cref="ChatException">The server's code, 10010 no such group.</exception>
    public Task<Group> SearchGroupByIdAsync(string groupId, CancellationToken cancellationToken = default)
    {
        RequireGroup(groupId);
        return AskReadyAsync<Group>(promise => new GroupsProtocol.Search(groupId, promise), cancellationToken);
    }

    /// <summary>Gives a group to another member.</summary>
    /// <returns>The group; null if this account is not in it.</returns>
    /// <exception cref="ChatException">2620: a live room. 2621: to oneself. The server's code.</exception>
    public Task<Group?> ChangeGroupOwnerAsync(string groupId, string newOwnerId, CancellationToken cancellationToken = default)
    {
        RequireGroup(groupId);
        RequireUser(newOwnerId);
        EnsureReady();
        Refuse(newOwnerId == GetLoginUser(), ErrorCodes.OwnerChangeToSelf, "the owner is the owner already");
        return AskAsync<Group?>(promise => new GroupsProtocol.ChangeOwner(groupId, newOwnerId, promise), cancellationToken);
    }

    /// <summary>
    /// How many members are online; 0 for a group this account is not in. Believed for a minute, in live rooms as long as the server says. Without a login what
    /// the room has told last, 0 before.
    /// </summary>
    public Task<int> GetGroupOnlineMemberCountAsync(string groupId, CancellationToken cancellationToken = default)
    {
        RequireGroup(groupId);
        if (IsAnonymous && !_context.Groups.ContainsKey(groupId))
        {
            return Task.FromResult(0);
        }

        return IsAnonymous
            ? AskAsync<int>(promise => new GroupsProtocol.GetOnlineCount(groupId, promise), cancellationToken)
            : AskReadyAsync<int>(promise => new GroupsProtocol.GetOnlineCount(groupId, promise), cancellationToken);
    }

    /// <summary>Applications and invitations that this account may decide about and nobody has handled.</summary>
    /// <exception cref="ChatException">2996: more than 15 pages in a second. The server's code.</exception>
    public Task<IReadOnlyList<GroupApplication>> GetGroupApplicationListAsync(CancellationToken cancellationToken = default) =>
        AskReadyAsync<IReadOnlyList<GroupApplication>>(static promise => new GroupsProtocol.GetApplications(promise), cancellationToken);

    /// <summary>Decides about an application or an invitation.</summary>
    /// <returns>The group; null if this account is not in it.</returns>
    /// <exception cref="ChatException">The server's code, 10024 handled already.</exception>
    public Task<Group?> HandleGroupApplicationAsync(
        GroupApplication application, bool agree, string? message = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(application);
        return AskReadyAsync<Group?>(promise => new GroupsProtocol.HandleApplication(application, Decision(agree), message, promise), cancellationToken);
    }

    /// <summary>Decides about the application that a received notice (a message of the system conversation) tells of; the notice is deleted.</summary>
    /// <returns>The group; null if this account is not in it.</returns>
    /// <exception cref="ChatException">2905: not a notice of a group. The server's code, 10024 handled already.</exception>
    public Task<Group?> HandleGroupApplicationAsync(ChatMessage notice, bool agree, string? message = null, CancellationToken cancellationToken = default) =>
        HandleNoticeAsync(notice, isInvitation: false, agree, message, cancellationToken);

    /// <summary>Accepts or refuses the invitation that a received notice tells of; the notice is deleted.</summary>
    /// <inheritdoc cref="HandleGroupApplicationAsync(ChatMessage, bool, string?, CancellationToken)"/>
    public Task<Group?> HandleGroupInvitationAsync(ChatMessage notice, bool agree, string? message = null, CancellationToken cancellationToken = default) =>
        HandleNoticeAsync(notice, isInvitation: true, agree, message, cancellationToken);

    /// <summary>What a caller may change while the call is under way.</summary>
    private static Dictionary<string, string>? Copy(IReadOnlyDictionary<string, string>? fields) => fields?.ToDictionary(StringComparer.Ordinal);

    private static string Decision(bool agree) => agree ? Decisions.Agree : Decisions.Reject;

    private static void RequireGroup(string groupId) => Require(!string.IsNullOrEmpty(groupId), "a group is needed");

    private static void RequireUser(string userId) => Require(!string.IsNullOrEmpty(userId), "a user is needed");

    private static void Refuse(bool condition, int code, string message)
    {
        if (condition)
        {
            throw new ChatException(code, message);
        }
    }

    /// <summary>Nobody is logged in or about to be.</summary>
    private bool IsAnonymous => _context.Snapshot is { IsReady: false, NotReadyCode: not ErrorCodes.LoggingIn } && Volatile.Read(ref _destroyed) == 0;

    private Task<Group?> HandleNoticeAsync(ChatMessage message, bool isInvitation, bool agree, string? note, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        Require(GroupNotice.Of(message) is not null, "not a notice of a group");
        return AskReadyAsync<Group?>(
            promise => new GroupsProtocol.HandleNotice(GroupNotice.Of(message)!, isInvitation, Decision(agree), note, promise), cancellationToken);
    }
}
