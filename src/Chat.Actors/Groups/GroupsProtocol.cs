using Akka.Actor;
using Chat.Actors.App;
using Chat.Protocol.Groups;
using Chat.Protocol.Push;

namespace Chat.Actors.Groups;

/// <summary>Messages of <see cref="GroupsActor"/>; each call carries the promise that answers it.</summary>
internal static partial class GroupsProtocol
{
    internal interface ICommand : INoSerializationVerificationNeeded;

    /// <summary>A call that the group's own actor answers.</summary>
    internal interface IGroupCall : ICommand
    {
        /// <summary>The group; of a topic its community.</summary>
        string GroupId { get; }
    }

    /// <summary>After a login: fetch the list of joined groups.</summary>
    internal sealed record Start(string UserId) : INoSerializationVerificationNeeded;

    /// <summary>After a reconnect: fetch again what may be stale.</summary>
    internal sealed record SyncAgain : INoSerializationVerificationNeeded
    {
        public static SyncAgain Instance { get; } = new();
    }

    /// <summary>After the end of a session: drop everything.</summary>
    internal sealed record Forget : INoSerializationVerificationNeeded
    {
        public static Forget Instance { get; } = new();
    }

    internal sealed record GetList(Promise<IReadOnlyList<Group>> Promise) : ICommand;

    internal sealed record GetCommunities(Promise<IReadOnlyList<Group>> Promise) : ICommand;

    internal sealed record GetProfile(string GroupId, IReadOnlyList<string>? Fields, Promise<Group> Promise) : ICommand;

    internal sealed record Create(NewGroup Group, Promise<CreateGroupResult> Promise) : ICommand;

    internal sealed record Dismiss(string GroupId, Promise<Done> Promise) : ICommand;

    internal sealed record Update(GroupUpdate Change, Promise<Group?> Promise) : ICommand;

    internal sealed record Join(string GroupId, string? ApplyMessage, string? UserDefinedField, Promise<JoinGroupResult> Promise) : ICommand;

    /// <summary>Joins a live room without a login.</summary>
    internal sealed record JoinAnonymously(string GroupId, Promise<JoinGroupResult> Promise) : ICommand;

    /// <summary>Listens to a room whose polling key the app has from elsewhere.</summary>
    internal sealed record StartPolling(string GroupId, string Key, long Sequence, Promise<Done> Promise) : ICommand;

    internal sealed record StopPolling(string GroupId, Promise<Done> Promise) : ICommand;

    internal sealed record Quit(string GroupId, Promise<Done> Promise) : ICommand;

    internal sealed record Search(string GroupId, Promise<Group> Promise) : ICommand;

    internal sealed record ChangeOwner(string GroupId, string NewOwnerId, Promise<Group?> Promise) : ICommand;

    internal sealed record GetApplications(Promise<IReadOnlyList<GroupApplication>> Promise) : ICommand;

    internal sealed record HandleApplication(GroupApplication Application, string Decision, string? Message, Promise<Group?> Promise) : ICommand;

    /// <param name="IsInvitation">This account is invited; else somebody applies.</param>
    internal sealed record HandleNotice(GroupNotice Notice, bool IsInvitation, string Decision, string? Message, Promise<Group?> Promise) : ICommand;

    internal sealed record GetMembers(GroupMemberQuery Query, Promise<GroupMemberPage> Promise) : IGroupCall
    {
        public string GroupId => Query.GroupId;
    }

    internal sealed record GetMemberProfiles(
        string GroupId, IReadOnlyList<string> UserIds, IReadOnlyList<string>? Fields, Promise<IReadOnlyList<GroupMember>> Promise) : IGroupCall;

    internal sealed record AddMembers(string GroupId, IReadOnlyList<string> UserIds, Promise<AddMembersResult> Promise) : IGroupCall;

    internal sealed record DeleteMembers(
        string GroupId, IReadOnlyList<string> UserIds, string? Reason, TimeSpan? Duration, Promise<IReadOnlyList<string>> Promise) : IGroupCall;

    /// <summary>Changes one thing of a member; answered with the member, null in a live room.</summary>
    internal sealed record ModifyMember(ModifyGroupMember Change, Promise<GroupMember?> Promise) : IGroupCall
    {
        public string GroupId => GroupIds.CommunityOf(Change.GroupId);
    }

    internal sealed record MarkMembers(string GroupId, IReadOnlyList<string> UserIds, int Mark, bool IsSet, Promise<MarkMembersResult> Promise) : IGroupCall;

    internal sealed record GetOnlineCount(string GroupId, Promise<int> Promise) : IGroupCall;

    /// <param name="Replaces">Attributes that are not given go.</param>
    internal sealed record SetAttributes(
        string GroupId, IReadOnlyDictionary<string, string> Attributes, bool Replaces, Promise<IReadOnlyDictionary<string, string>> Promise) : IGroupCall;

    /// <param name="Keys">Empty for all.</param>
    internal sealed record DeleteAttributes(string GroupId, IReadOnlyList<string> Keys, Promise<IReadOnlyList<string>> Promise) : IGroupCall;

    /// <param name="Keys">Empty for all.</param>
    internal sealed record GetAttributes(string GroupId, IReadOnlyList<string> Keys, Promise<IReadOnlyDictionary<string, string>> Promise) : IGroupCall;

    /// <param name="Mode">One of the modes of <see cref="UpdateGroupCounter"/>.</param>
    internal sealed record ChangeCounters(
        string GroupId, IReadOnlyDictionary<string, long> Counters, string Mode, Promise<IReadOnlyDictionary<string, long>> Promise) : IGroupCall;

    /// <param name="Keys">Empty for all.</param>
    internal sealed record GetCounters(string GroupId, IReadOnlyList<string> Keys, Promise<IReadOnlyDictionary<string, long>> Promise) : IGroupCall;

    /// <summary>A group has got further than its pushes say: a message was sent from here, or missed.</summary>
    internal sealed record Advanced(string GroupId, long Sequence, long Time) : ICommand;

    /// <summary>Tips of these groups were missed.</summary>
    internal sealed record Outdated(IReadOnlyList<string> GroupIds) : ICommand;

    /// <summary>This account receives a group or topic in another way from now on.</summary>
    internal sealed record ReceiveOptionSet(string Target, string Option) : ICommand;

    /// <summary>Messages, whether they are news or not.</summary>
    internal static bool AreMessages(PushEvent pushed, out WireGroupMessage[] items) =>
        pushed.Is(Pushes.GroupMessages, out items) || pushed.Is(Pushes.QuietGroupMessages, out items);

    /// <summary>Tips, notices, mentions: one payload under four codes.</summary>
    internal static bool AreTips(PushEvent pushed, out WireGroupMessage[] items) =>
        pushed.Is(Pushes.GroupTips, out items) || pushed.Is(Pushes.GroupNotices, out items) || pushed.Is(Pushes.GroupOnlineTips, out items) || pushed.Is(Pushes.GroupMentions, out items);

    /// <summary>True for pushes that may concern groups, topics or live rooms.</summary>
    internal static bool Concerns(PushEvent pushed) =>
        pushed.Key == Pushes.GroupMessages.PayloadKey
        || pushed.Key == Pushes.GroupTips.PayloadKey
        || pushed.Key == Pushes.QuietGroupMessages.PayloadKey
        || pushed.Key == Pushes.GroupSelfChanged.PayloadKey
        || pushed.Code == Pushes.TopicNews.EventCode
        || pushed.Code == Pushes.RoomData.EventCode;
}
