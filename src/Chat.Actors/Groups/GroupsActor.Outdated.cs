using Chat.Actors.Connection;
using Chat.Protocol.Errors;
using Chat.Protocol.Groups;

namespace Chat.Actors.Groups;

/// <summary>Groups of which something was missed while the connection was away: they are asked for again, until there is an answer.</summary>
internal sealed partial class GroupsActor
{
    private HashSet<string>? _outdated;
    private long _outdatedAt;
    private bool _retryOutdated;

    private void ForgetOutdated()
    {
        _outdated = null;
        _retryOutdated = false;
    }

    private void FetchAgain(IEnumerable<string> groupIds)
    {
        string[] asked = [.. groupIds.Distinct(StringComparer.Ordinal)];
        if (asked.Length > 0)
        {
            (_outdated ??= new HashSet<string>(StringComparer.Ordinal)).UnionWith(asked);
            AskOutdated(asked);
        }
    }

    /// <summary>Communities are asked for by themselves, as everywhere.</summary>
    private void AskOutdated(IEnumerable<string> groupIds)
    {
        foreach (var chunk in groupIds.GroupBy(GroupIds.IsOfCommunity).SelectMany(static kind => kind.Chunk(GetGroupProfiles.MaxGroups)))
        {
            var known = chunk.Where(id => Known(id) is not null).ToHashSet(StringComparer.Ordinal);
            Call(GroupCommands.GetProfiles.For(chunk[0]), ProfilesRequest(chunk, null), (reply, error) =>
            {
                if (error is not null)
                {
                    RetryOutdatedLater();
                    return;
                }

                foreach (var wire in reply!.Groups.Present().Where(one => !string.IsNullOrEmpty(one.GroupId)))
                {
                    OnAskedAgain(wire, wasKnown: known.Contains(wire.GroupId));
                }
            });
        }
    }

    private void OnAskedAgain(WireGroup wire, bool wasKnown)
    {
        if (wasKnown != Known(wire.GroupId) is not null)
        {
            // It was left, or came, while the answer was on its way, and nobody can tell which is older.
            AskOutdated([wire.GroupId]);
            return;
        }

        _outdated?.Remove(wire.GroupId);
        if (wire.ErrorCode is null or 0)
        {
            Adopt(wire);
            ListHasChanged();
        }
        else if (wire.ErrorCode is ErrorCodes.GroupDenied or ErrorCodes.GroupUnknown && wasKnown)
        {
            Leave(wire.GroupId);
        }
    }

    private void RetryOutdatedLater()
    {
        _retryOutdated = true;
        _outdatedAt = _client.Options.Time.GetTimestamp();
        _client.Wheel.WakeAfter((int)RetryInterval.TotalSeconds, Self);
    }

    private void RetryOutdated()
    {
        if (_retryOutdated && _client.Options.Time.GetElapsedTime(_outdatedAt) >= RetryInterval)
        {
            _retryOutdated = false;
            AskOutdated(_outdated ?? []);
        }
    }
}
