namespace Chat.Actors.App;

/// <summary>What lasts as long as a login at most: its token is cancelled when the session ends. An account that transfers nothing has none.</summary>
internal sealed class SessionScope
{
    private readonly Lock _gate = new();
    private CancellationTokenSource? _session;

    /// <summary>Take it before asking whether the account is ready: then it belongs to the session that is asked about, or has ended.</summary>
    public CancellationToken Token
    {
        get
        {
            lock (_gate)
            {
                return (_session ??= new CancellationTokenSource()).Token;
            }
        }
    }

    public void End()
    {
        CancellationTokenSource? session;
        lock (_gate)
        {
            session = _session;
            _session = null;
        }

        // Whatever hangs on it runs elsewhere, never on an actor's thread.
        _ = session?.CancelAsync();
    }
}
