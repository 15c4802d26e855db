using System.Collections.Concurrent;
using Chat.Server.Telemetry;

namespace Chat.Server.Sessions;

/// <summary>
/// Sockets that receive an account's pushes. Written only by the account's actor; read by whoever has something to push. The arrays are never
/// changed in place.
/// </summary>
public sealed class SessionDirectory
{
    private readonly ConcurrentDictionary<long, Session[]> _sessions = new();

    /// <summary>The last socket of an account has gone.</summary>
    internal event Action<long>? WentOffline;

    public Session[] Of(long accountId) => _sessions.TryGetValue(accountId, out var sessions) ? sessions : [];

    internal void Attach(long accountId, Session session)
    {
        if (!session.IsAttached)
        {
            session.IsAttached = true;
            ServerTelemetry.Sessions.Add(1);
            _sessions[accountId] = [.. Of(accountId), session];
        }
    }

    internal void Detach(long accountId, Session session)
    {
        var attached = Of(accountId);
        var remaining = Array.FindAll(attached, other => other != session);
        if (remaining.Length == attached.Length)
        {
            return;
        }

        session.IsAttached = false;
        ServerTelemetry.Sessions.Add(-1);
        if (remaining.Length == 0)
        {
            _sessions.TryRemove(accountId, out _);
            WentOffline?.Invoke(accountId);
        }
        else
        {
            _sessions[accountId] = remaining;
        }
    }
}
