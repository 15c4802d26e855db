namespace Chat.Server.Media;

/// <summary>
/// Keeps the removal of a blob apart from an upload of the same content: whoever adds or removes references to blobs holds their locks while the store
/// and the blob store change. Names share a fixed number of locks.
/// </summary>
internal sealed class BlobLocks
{
    private readonly SemaphoreSlim[] _locks = [.. Enumerable.Range(0, 64).Select(_ => new SemaphoreSlim(1, 1))];

    /// <summary>Waits for the locks of all these names; they are free again when the result is disposed.</summary>
    public async Task<IDisposable> AcquireAsync(IEnumerable<string> names, CancellationToken cancellationToken)
    {
        var held = new Held();
        try
        {
            // Always in the same order, so that two callers never wait for each other.
            foreach (var index in names.Select(IndexOf).Distinct().Order())
            {
                await _locks[index].WaitAsync(cancellationToken);
                held.Add(_locks[index]);
            }

            return held;
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    private int IndexOf(string sha256) => Convert.ToInt32(sha256[..2], 16) % _locks.Length;

    private sealed class Held : IDisposable
    {
        private readonly List<SemaphoreSlim> _held = [];

        public void Add(SemaphoreSlim one) => _held.Add(one);

        public void Dispose() => _held.ForEach(one => one.Release());
    }
}
