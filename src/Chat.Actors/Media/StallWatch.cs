namespace Chat.Actors.Media;

/// <summary>Ends a transfer that stands still for too long, or that its caller has given up.</summary>
internal sealed class StallWatch : IDisposable
{
    private readonly TimeSpan _limit;
    private readonly CancellationTokenSource _silence;
    private readonly CancellationTokenSource _either;

    public StallWatch(ChatOptions options, CancellationToken cancellationToken)
    {
        _limit = options.FileTransferTimeout;
        _silence = new CancellationTokenSource(_limit, options.Time);
        _either = CancellationTokenSource.CreateLinkedTokenSource(_silence.Token, cancellationToken);
    }

    public CancellationToken Token => _either.Token;

    /// <summary>Something has moved.</summary>
    public void Moved() => _silence.CancelAfter(_limit);

    public void Dispose()
    {
        _either.Dispose();
        _silence.Dispose();
    }
}
