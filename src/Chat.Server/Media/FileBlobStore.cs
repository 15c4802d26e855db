using Chat.Server.Storage;

namespace Chat.Server.Media;

/// <summary>
/// Blobs as files, <c>blobs/ab/abcd…</c>. A blob is written to <c>blobs/new</c>, flushed to the disk and renamed, so a file under its name is always
/// whole. The process that opens it owns the directory: what an earlier one left half written is removed.
/// </summary>
public sealed class FileBlobStore : IBlobStore
{
    private readonly string _root;
    private readonly string _unfinished;

    /// <exception cref="IOException">The directory cannot be written.</exception>
    public FileBlobStore(string dataDirectory)
    {
        _root = Path.Combine(dataDirectory, "blobs");
        _unfinished = Path.Combine(_root, "new");
        if (Directory.Exists(_unfinished))
        {
            Directory.Delete(_unfinished, recursive: true);
        }

        Directory.CreateDirectory(_unfinished);
    }

    public BlobWriter Create() => new Writer(this, Path.Combine(_unfinished, Guid.NewGuid().ToString("N")));

    public ValueTask<Stream?> OpenReadAsync(string sha256, CancellationToken cancellationToken)
    {
        try
        {
            return new ValueTask<Stream?>(OpenRead(PathOf(sha256)));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return new ValueTask<Stream?>((Stream?)null);
        }
    }

    public ValueTask DeleteAsync(string sha256, CancellationToken cancellationToken)
    {
        try
        {
            File.Delete(PathOf(sha256));
        }
        catch (DirectoryNotFoundException)
        {
            // No blob with such a name was ever published.
        }

        return ValueTask.CompletedTask;
    }

    private static FileStream OpenRead(string path) =>
        new(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0, FileOptions.Asynchronous);

    private string PathOf(string sha256) => Path.Combine(_root, sha256[..2], sha256);

    private sealed class Writer(FileBlobStore store, string path) : BlobWriter
    {
        private FileStream? _file;
        private bool _published;

        public override Stream OpenRead() => FileBlobStore.OpenRead(path);

        public override ValueTask PublishAsync() => Guard(() =>
        {
            var target = store.PathOf(Sha256);
            if (!File.Exists(target))
            {
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                File.Move(path, target);
                _published = true;

                // The rename has changed the file, so journaling file systems bring its new name to the disk with it.
                using var file = File.OpenHandle(target, FileMode.Open, FileAccess.Write);
                RandomAccess.FlushToDisk(file);
            }

            return ValueTask.CompletedTask;
        });

        protected override ValueTask AppendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) =>
            Guard(() => Open().WriteAsync(bytes, cancellationToken));

        protected override ValueTask FlushAsync(CancellationToken cancellationToken) => Guard(() =>
        {
            Open().Flush(flushToDisk: true);
            return Open().DisposeAsync();
        });

        protected override async ValueTask DiscardAsync()
        {
            if (_file is not null)
            {
                await _file.DisposeAsync();
            }

            if (!_published)
            {
                File.Delete(path);
            }
        }

        private static async ValueTask Guard(Func<ValueTask> step)
        {
            try
            {
                await step();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new StoreException("The blob cannot be written: " + e.Message, e);
            }
        }

        private FileStream Open() =>
            _file ??= new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.Asynchronous);
    }
}
