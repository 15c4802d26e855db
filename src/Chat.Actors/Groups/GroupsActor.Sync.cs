using Akka.Event;
using Chat.Actors.App;
using Chat.Actors.Connection;
using Chat.Protocol.Errors;
using Chat.Protocol.Groups;

namespace Chat.Actors.Groups;

/// <summary>The list of joined groups: ordinary groups and then communities, page by page (wire reference, groups §2).</summary>
internal sealed partial class GroupsActor
{
    /// <summary>Groups in a page after the server has refused a larger one.</summary>
    private const int SmallPage = 50;

    /// <summary>Smaller codes are the client's own.</summary>
    private const int FirstServerCode = 10_000;

    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(5);

    private static readonly string[] BaseFields =
    [
        "Type", "Name", "Introduction", "Notification", "FaceUrl", "Owner_Account", "CreateTime", "InfoSeq", "LastInfoTime", "LastMsgTime",
        "MemberNum", "MaxMemberNum", "ApplyJoinOption", "NextMsgSeq", "ShutUpAllMember", "InviteJoinOption",
    ];

    private static readonly string[] SelfFields = ["Role", "JoinTime", "MsgFlag", "MsgSeq"];
    private static readonly string[] SelfFieldsWithTopics = ["Role", "JoinTime", "MsgSeq", "MsgFlag"];

    private List<Promise<IReadOnlyList<Group>>>? _listCalls;

    /// <summary>While the list is being fetched: groups that came into it meanwhile and may be missing in a page that was read before.</summary>
    private HashSet<string>? _addedMeanwhile;

    /// <summary>And those that were left meanwhile.</summary>
    private HashSet<string>? _leftMeanwhile;

    /// <summary>What the server takes, once it has refused the usual size.</summary>
    private int? _smallPage;
    private long _retryAt;
    private bool _isListed;
    private bool _retryList;

    private void ForgetSync()
    {
        foreach (var call in _listCalls ?? [])
        {
            call.Fail(new ChatError(ErrorCodes.NotReady, "the session has ended"));
        }

        _listCalls = null;
        _addedMeanwhile = null;
        _leftMeanwhile = null;
        _smallPage = null;
        _isListed = false;
        _retryList = false;
    }

    private int PageSize => _smallPage ?? _client.CloudConfig.GroupsInPage;

    private void BeginSync()
    {
        _retryList = false;
        _addedMeanwhile = new HashSet<string>(StringComparer.Ordinal);
        _leftMeanwhile = new HashSet<string>(StringComparer.Ordinal);
        GetPage(isOfCommunities: false, offset: 0, []);
    }

    private void GetPage(bool isOfCommunities, int offset, List<WireGroup> found)
    {
        var size = PageSize;
        var session = Session;
        Call(CommandFor(isOfCommunities), JoinedGroups(size, offset, withTopics: false, withAtInfo: isOfCommunities), (reply, error) =>
        {
            if (session.IsOver)
            {
                // What is kept now belongs to the next one, or to nobody.
                return;
            }

            if (error is { Code: ErrorCodes.GroupReplyTooLarge } && size > SmallPage)
            {
                _smallPage = SmallPage;
                GetPage(isOfCommunities, offset, found);
                return;
            }

            if (error is not null && (!isOfCommunities || IsOver(error) || IsPassing(error)))
            {
                OnSyncFailed(error);
                return;
            }

            // An app without communities says so with an error.
            var page = error is null ? reply!.GroupIdList.Present().Where(static group => !string.IsNullOrEmpty(group.GroupId)).ToList() : [];
            found.AddRange(page);
            if (error is null && page.Count > 0 && offset + size < reply!.TotalCount)
            {
                GetPage(isOfCommunities, offset + size, found);
            }
            else if (!isOfCommunities)
            {
                GetPage(isOfCommunities: true, offset: 0, found);
            }
            else
            {
                EnterListed(found);
            }
        });
    }

    /// <summary>What the list does not have is gone, but for live rooms, communities with topics and what has come meanwhile.</summary>
    private void EnterListed(List<WireGroup> found)
    {
        found.RemoveAll(group => _leftMeanwhile?.Contains(group.GroupId) == true);
        var listed = found.Select(static group => group.GroupId).ToHashSet(StringComparer.Ordinal);
        foreach (var (groupId, group) in _client.Groups)
        {
            if (!listed.Contains(groupId) && !group.IsSupportTopic && !IsJoinedRoom(groupId) && _addedMeanwhile?.Contains(groupId) != true)
            {
                _client.Groups = _client.Groups.Remove(groupId);
            }
        }

        _addedMeanwhile = null;
        _leftMeanwhile = null;
        PutAll(found);
        _isListed = true;
        ListHasChanged();
        var calls = _listCalls;
        _listCalls = null;
        foreach (var call in calls ?? [])
        {
            call.TrySetResult(List());
        }
    }

    private void PutAll(List<WireGroup> wires)
    {
        var groups = wires.ConvertAll(wire => GroupMapping.Merge(Known(wire.GroupId), wire, _me));
        _client.Groups = _client.Groups.SetItems(groups.Select(static group => KeyValuePair.Create(group.GroupId, group)));
        if (groups.Count > 0)
        {
            Tell([.. groups]);
        }
    }

    private void OnSyncFailed(ChatError error)
    {
        _addedMeanwhile = null;
        _leftMeanwhile = null;
        var calls = _listCalls;
        _listCalls = null;
        foreach (var call in calls ?? [])
        {
            call.Fail(error);
        }

        if (_me.Length > 0 && !IsOver(error))
        {
            _log.Warning("The list of groups could not be fetched: {0}", error.Code);
            _retryList = true;
            _retryAt = _client.Options.Time.GetTimestamp();
            _client.Wheel.WakeAfter((int)RetryInterval.TotalSeconds, Self);
        }
    }

    /// <summary>A list that could not be had is tried again while the session lasts.</summary>
    private void RetrySync()
    {
        if (_retryList && _client.Options.Time.GetElapsedTime(_retryAt) >= RetryInterval)
        {
            BeginSync();
        }
    }

    private void OnGetList(Promise<IReadOnlyList<Group>> promise)
    {
        if (_isListed)
        {
            promise.TrySetResult(List());
            return;
        }

        (_listCalls ??= []).Add(promise);
        if (_retryList)
        {
            BeginSync();
        }
    }

    /// <summary>Communities with topics are in no other list.</summary>
    private void GetCommunities(List<WireGroup> found, Promise<IReadOnlyList<Group>> promise, int offset)
    {
        var size = PageSize;
        Call(GroupCommands.GetJoined.Community, JoinedGroups(size, offset, withTopics: true, withAtInfo: false), (reply, error) =>
        {
            if (error is { Code: ErrorCodes.GroupReplyTooLarge } && size > SmallPage)
            {
                _smallPage = SmallPage;
                GetCommunities(found, promise, offset);
                return;
            }

            if (error is not null)
            {
                promise.Fail(error);
                return;
            }

            var page = reply!.GroupIdList.Present().Where(static group => !string.IsNullOrEmpty(group.GroupId)).ToList();
            found.AddRange(page);
            if (page.Count > 0 && offset + size < reply.TotalCount)
            {
                GetCommunities(found, promise, offset + size);
                return;
            }

            PutAll(found);
            ListHasChanged();
            promise.TrySetResult([.. List().Where(static group => group.IsSupportTopic)]);
        });
    }

    /// <summary>The session has ended, or is about to.</summary>
    private static bool IsOver(ChatError error) => error.Code is ErrorCodes.NotReady or ErrorCodes.LoggedOut or ErrorCodes.NotLoggedIn;

    /// <summary>Nothing that the server has said: the same question may be answered a moment later.</summary>
    private static bool IsPassing(ChatError error) => error.Code is ErrorCodes.RequestTimeout or ErrorCodes.NetworkError or ErrorCodes.ClientRateLimit;

    /// <summary>The server has not been heard: what it would say is not known.</summary>
    private static bool IsOfClient(ChatError error) => error.Code < FirstServerCode;

    private static Protocol.Commands.Command<GetJoinedGroups, JoinedGroupsReply> CommandFor(bool isOfCommunities) =>
        isOfCommunities ? GroupCommands.GetJoined.Community : GroupCommands.GetJoined.Ordinary;

    private GetJoinedGroups JoinedGroups(int limit, int offset, bool withTopics, bool withAtInfo) => new()
    {
        Account = _me,
        Limit = limit,
        Offset = offset,
        SupportTopic = withTopics ? 1 : 0,
        ResponseFilter = new GroupFilter { GroupBaseInfoFilter = withAtInfo ? [.. BaseFields, "AtInfoList"] : BaseFields, SelfInfoFilter = withTopics ? SelfFieldsWithTopics : SelfFields },
    };
}
