using Akka.Event;
using Chat.Actors.App;
using Chat.Actors.Connection;
using Chat.Actors.Events;
using Chat.Protocol.Errors;
using Chat.Protocol.Friends;

namespace Chat.Actors.Friends;

/// <summary>The blacklist (wire reference, relations §2), in the order in which the server and the pushes tell it.</summary>
internal sealed partial class FriendsActor
{
    /// <summary>Null for nobody.</summary>
    private List<string>? _blacklist;
    private List<Promise<IReadOnlyList<string>>>? _blacklistCalls;

    /// <summary>Users that were unblocked while the list was being fetched: a page that was read before may still have them.</summary>
    private HashSet<string>? _unblockedMeanwhile;
    private bool _isBlacklistFetched;
    private bool _isFetchingBlacklist;

    private void ForgetBlacklist()
    {
        foreach (var call in _blacklistCalls ?? [])
        {
            call.Fail(new ChatError(ErrorCodes.NotReady, "the session has ended"));
        }

        _blacklist = null;
        _blacklistCalls = null;
        _unblockedMeanwhile = null;
        _isBlacklistFetched = false;
        _isFetchingBlacklist = false;
    }

    private void FetchBlacklist()
    {
        _isFetchingBlacklist = true;
        GetBlacklistPage(start: 0);
    }

    private void GetBlacklistPage(long start)
    {
        var session = Session;
        Call(BlacklistCommands.Get, new GetBlacklist { Account = _me, StartIndex = start }, (reply, error) =>
        {
            if (session.IsOver)
            {
                // Who waited for it was told when the session ended.
                return;
            }

            if (error is not null)
            {
                OnBlacklistFailed(error);
                return;
            }

            AddToBlacklist(reply!.BlackListItem.Present().Select(static item => item.User).Where(user => _unblockedMeanwhile?.Contains(user) != true));
            PublishBlacklist();
            if (reply.StartIndex != 0 && reply.StartIndex != start)
            {
                GetBlacklistPage(reply.StartIndex);
                return;
            }

            (_isBlacklistFetched, _isFetchingBlacklist, _unblockedMeanwhile) = (true, false, null);
            var calls = _blacklistCalls;
            _blacklistCalls = null;
            foreach (var call in calls ?? [])
            {
                call.TrySetResult(Blacklist());
            }
        });
    }

    /// <summary>Whoever asks next has it fetched again.</summary>
    private void OnBlacklistFailed(ChatError error)
    {
        _log.Warning("The blacklist could not be fetched: {0}", error.Code);
        (_isFetchingBlacklist, _unblockedMeanwhile) = (false, null);
        var calls = _blacklistCalls;
        _blacklistCalls = null;
        foreach (var call in calls ?? [])
        {
            call.Fail(error);
        }
    }

    private void OnGetBlacklist(Promise<IReadOnlyList<string>> promise)
    {
        if (_isBlacklistFetched)
        {
            promise.TrySetResult(Blacklist());
            return;
        }

        (_blacklistCalls ??= []).Add(promise);
        if (!_isFetchingBlacklist)
        {
            FetchBlacklist();
        }
    }

    private void OnBlock(FriendsProtocol.Block block)
    {
        // As in the SDK: who is among others leaves oneself out.
        var users = block.UserIds.Where(user => user != _me).ToArray();
        if (users.Length == 0)
        {
            block.Promise.Fail(new ChatError(ErrorCodes.BlacklistSelf, "nobody can block oneself"));
            return;
        }

        ChangeBlacklist(BlacklistCommands.Add, users, areBlocked: true, block.Promise);
    }

    private void OnUnblock(FriendsProtocol.Unblock unblock) =>
        ChangeBlacklist(BlacklistCommands.Delete, [.. unblock.UserIds], areBlocked: false, unblock.Promise);

    private void ChangeBlacklist(
        Protocol.Commands.Command<ChangeBlacklist, RelationResultsReply> command, string[] users, bool areBlocked, Promise<IReadOnlyList<string>> promise)
    {
        Call(command, new ChangeBlacklist { Account = _me, Users = users }, promise, reply =>
        {
            ChangeBlacklist(reply.ResultItem.Present().Where(static one => one.ResultCode == 0).Select(static one => one.User), areBlocked);
            promise.TrySetResult(Blacklist());
        });
    }

    /// <summary>What a push or a reply says; told only if it is new.</summary>
    private void ChangeBlacklist(IEnumerable<string> users, bool areBlocked)
    {
        if (areBlocked ? AddToBlacklist(users) : RemoveFromBlacklist(users))
        {
            PublishBlacklist();
        }
    }

    private bool AddToBlacklist(IEnumerable<string> users)
    {
        var isChanged = false;
        foreach (var user in users.Where(static user => user.Length > 0))
        {
            _unblockedMeanwhile?.Remove(user);
            if (_blacklist?.Contains(user) != true)
            {
                (_blacklist ??= []).Add(user);
                isChanged = true;
            }
        }

        return isChanged;
    }

    private bool RemoveFromBlacklist(IEnumerable<string> users)
    {
        var isChanged = false;
        foreach (var user in users)
        {
            if (_isFetchingBlacklist)
            {
                (_unblockedMeanwhile ??= new HashSet<string>(StringComparer.Ordinal)).Add(user);
            }

            isChanged |= _blacklist?.Remove(user) == true;
        }

        if (_blacklist is { Count: 0 })
        {
            _blacklist = null;
        }

        return isChanged;
    }

    private IReadOnlyList<string> Blacklist() => _blacklist is { } users ? [.. users] : [];

    private void PublishBlacklist() => _client.Publish(new BlacklistUpdated(SdkAppId, _me, [.. Blacklist()]));
}
