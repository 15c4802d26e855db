using Chat.Server.Storage;

namespace Chat.Server.Media;

/// <summary>Removes files whose time is over, and the blobs that nobody refers to any more.</summary>
public sealed class MediaExpiry
{
    private readonly ChatStore _store;
    private readonly IBlobStore _blobs;
    private readonly BlobLocks _locks;
    private readonly TimeProvider _time;

    internal MediaExpiry(ChatStore store, IBlobStore blobs, BlobLocks locks, TimeProvider time)
    {
        _store = store;
        _blobs = blobs;
        _locks = locks;
        _time = time;
    }

    /// <summary>
    /// Removes one batch, oldest first: the blobs of up to <paramref name="limit"/> expired objects, with all expired objects of each. The blob goes
    /// before its rows, so an interruption leaves rows that the next call finds, never a blob that nobody knows.
    /// </summary>
    /// <returns>Objects removed; 0 when there is nothing left to do.</returns>
    /// <exception cref="InvalidOperationException">The store cannot write.</exception>
    public async Task<int> RemoveAsync(int limit, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow().ToUnixTimeSeconds();
        var removed = 0;
        foreach (var sha256 in _store.Read((now, limit), static (connection, batch) => MediaTable.ExpiredBlobs(connection, batch.now, batch.limit)))
        {
            using (await _locks.AcquireAsync([sha256], cancellationToken))
            {
                if (!_store.Read((sha256, now), static (connection, blob) => MediaTable.IsReferenced(connection, blob.sha256, blob.now)))
                {
                    await _blobs.DeleteAsync(sha256, cancellationToken);
                }

                removed += await _store.Writer.RunAsync(transaction => MediaTable.DeleteExpired(transaction, sha256, now));
            }
        }

        return removed;
    }
}
