using System.Collections.Immutable;
using Chat.Server.Sessions;

namespace Chat.Server.Groups;

/// <summary>
/// Which members of each group are online, so that a push touches only those, however many members there are. An account enters when its first socket is
/// attached and leaves with its last one; memberships change on the store's writer thread, as attaching does, so that neither overtakes the other.
/// </summary>
internal sealed class GroupAudiences
{
    private readonly Lock _gate = new();
    private readonly Dictionary<long, Audience> _audiences = [];
    private readonly Dictionary<long, HashSet<long>> _groupsOf = [];

    /// <summary>By log: who is online and does not receive its messages, with the receive option. Never changed in place.</summary>
    private readonly Dictionary<long, ImmutableDictionary<long, int>> _withheld = [];
    private readonly Dictionary<long, HashSet<long>> _withheldFrom = [];
    private readonly SessionDirectory _sessions;

    public GroupAudiences(SessionDirectory sessions)
    {
        _sessions = sessions;
        sessions.WentOffline += Leave;
    }

    /// <summary>An account has come online; on the writer's thread.</summary>
    /// <param name="accountId">The account.</param>
    /// <param name="membership">What it is in.</param>
    public void Enter(long accountId, GroupMembership membership)
    {
        if (membership.Groups.Count == 0)
        {
            return;
        }

        lock (_gate)
        {
            foreach (var group in membership.Groups)
            {
                AddMember(group, accountId);
            }

            foreach (var (log, option) in membership.Withheld)
            {
                SetOption(log, accountId, option);
            }
        }
    }

    /// <summary>An account receives a group or topic in another way; on the writer's thread.</summary>
    /// <param name="logId">The group or topic.</param>
    /// <param name="accountId">The account.</param>
    /// <param name="option">See <see cref="ReceiveOptionCodes"/>.</param>
    public void SetReceiveOption(long logId, long accountId, int option)
    {
        lock (_gate)
        {
            if (_sessions.Of(accountId).Length > 0)
            {
                SetOption(logId, accountId, option);
            }
        }
    }

    /// <summary>Who does not receive the messages of a group or topic, with the receive option; empty for nobody.</summary>
    public ImmutableDictionary<long, int> Withheld(long logId)
    {
        lock (_gate)
        {
            return _withheld.GetValueOrDefault(logId, ImmutableDictionary<long, int>.Empty);
        }
    }

    /// <summary>An account has become a member; on the writer's thread. Live rooms, whose members are always online, call it themselves.</summary>
    public void Add(long groupKey, long accountId)
    {
        lock (_gate)
        {
            if (_sessions.Of(accountId).Length > 0)
            {
                AddMember(groupKey, accountId);
            }
        }
    }

    /// <summary>An account is no member any more.</summary>
    public void Remove(long groupKey, long accountId)
    {
        lock (_gate)
        {
            if (_groupsOf.TryGetValue(accountId, out var groups) && groups.Remove(groupKey))
            {
                if (groups.Count == 0)
                {
                    _groupsOf.Remove(accountId);
                }

                _audiences[groupKey].Accounts.Remove(accountId);
                Changed(groupKey);
            }
        }
    }

    /// <summary>The group has ended.</summary>
    public void Drop(long groupKey)
    {
        foreach (var account in Of(groupKey))
        {
            Remove(groupKey, account);
        }
    }

    /// <summary>Accounts of a group that are online; never changed in place.</summary>
    public long[] Of(long groupKey)
    {
        lock (_gate)
        {
            return _audiences.TryGetValue(groupKey, out var audience) ? audience.Snapshot ??= [.. audience.Accounts] : [];
        }
    }

    /// <summary>True for an account that is online in the group.</summary>
    public bool Contains(long groupKey, long accountId)
    {
        lock (_gate)
        {
            return _groupsOf.TryGetValue(accountId, out var groups) && groups.Contains(groupKey);
        }
    }

    /// <summary>An account has gone offline.</summary>
    private void Leave(long accountId)
    {
        lock (_gate)
        {
            if (_sessions.Of(accountId).Length > 0)
            {
                return;
            }

            foreach (var log in _withheldFrom.GetValueOrDefault(accountId)?.ToArray() ?? [])
            {
                SetOption(log, accountId, 0);
            }

            if (_groupsOf.Remove(accountId, out var groups))
            {
                foreach (var group in groups)
                {
                    _audiences[group].Accounts.Remove(accountId);
                    Changed(group);
                }
            }
        }
    }

    private void AddMember(long groupKey, long accountId)
    {
        if (!_groupsOf.TryGetValue(accountId, out var groups))
        {
            _groupsOf.Add(accountId, groups = []);
        }

        if (groups.Add(groupKey))
        {
            if (!_audiences.TryGetValue(groupKey, out var audience))
            {
                _audiences.Add(groupKey, audience = new Audience());
            }

            audience.Accounts.Add(accountId);
            audience.Snapshot = null;
        }
    }

    private void SetOption(long logId, long accountId, int option)
    {
        var withheld = _withheld.GetValueOrDefault(logId, ImmutableDictionary<long, int>.Empty);
        var isWithheld = ReceiveOptionCodes.IsWithheld(option);
        withheld = isWithheld ? withheld.SetItem(accountId, option) : withheld.Remove(accountId);
        if (withheld.IsEmpty)
        {
            _withheld.Remove(logId);
        }
        else
        {
            _withheld[logId] = withheld;
        }

        if (isWithheld)
        {
            if (!_withheldFrom.TryGetValue(accountId, out var logs))
            {
                _withheldFrom.Add(accountId, logs = []);
            }

            logs.Add(logId);
        }
        else if (_withheldFrom.TryGetValue(accountId, out var logs) && logs.Remove(logId) && logs.Count == 0)
        {
            _withheldFrom.Remove(accountId);
        }
    }

    private void Changed(long groupKey)
    {
        var audience = _audiences[groupKey];
        audience.Snapshot = null;
        if (audience.Accounts.Count == 0)
        {
            _audiences.Remove(groupKey);
        }
    }

    private sealed class Audience
    {
        public HashSet<long> Accounts { get; } = [];

        public long[]? Snapshot { get; set; }
    }
}
