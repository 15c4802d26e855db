using System.Collections.Concurrent;
using Chat.Server.Telemetry;

namespace Chat.Server.Sessions;

/// <summary>
/// Sockets that receive an account's pushes. Written by the accounts' actors and, when a login attaches, on the store's writer thread; read by whoever has
/// something to push. The arrays are never changed in place.
/// </summary>
public sealed class SessionDirectory
{
    private readonly ConcurrentDictionary<long, Session[]> _sessions = new();
    private readonly Lock _gate = new();

    /// <summary>The last socket of an account has gone.</summary>
    internal event Action<long>? WentOffline;

    public Session[] Of(long accountId) => _sessions.TryGetValue(accountId, out var sessions) ? sessions : [];

    internal void Attach(long accountId, Session session)
    {
        lock (_gate)
        {
            if (session.IsAttached)
            {
                return;
            }

            session.IsAttached = true;
            _sessions[accountId] = [.. Of(accountId), session];
        }

        ServerTelemetry.Sessions.Add(1);
    }

    internal void Detach(long accountId, Session session)
    {
        bool isLast;
        lock (_gate)
        {
            var attached = Of(accountId);
            var remaining = Array.FindAll(attached, other => other != session);
            if (remaining.Length == attached.Length)
            {
                return;
            }

            session.IsAttached = false;
            isLast = remaining.Length == 0;
            if (isLast)
            {
                _sessions.TryRemove(accountId, out _);
            }
            else
            {
                _sessions[accountId] = remaining;
            }
        }

        ServerTelemetry.Sessions.Add(-1);
        if (isLast)
        {
            WentOffline?.Invoke(accountId);
        }
    }
}
