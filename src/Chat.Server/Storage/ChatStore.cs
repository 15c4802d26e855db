using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Chat.Server.Storage;

/// <summary>
/// The embedded database of one data directory: a single process, one writer (<see cref="Writer"/>) and any number of readers, which see what is
/// committed. WAL with synchronous=FULL, so a commit that returned survives a crash of the machine.
/// </summary>
public sealed class ChatStore : IDisposable
{
    private const string FileName = "chat.db";
    private const string LockName = "chat.lock";

    private readonly ConcurrentBag<StoreConnection> _readers = [];
    private readonly string _connectionString;
    private readonly FileStream _lock;

    private ChatStore(string directory, FileStream lockFile, TimeProvider time, ILogger logger)
    {
        DataDirectory = directory;
        _lock = lockFile;
        _connectionString = new SqliteConnectionStringBuilder
        {
            DataSource = Path.Combine(directory, FileName),
            Pooling = false,
        }.ToString();
        var connection = new StoreConnection(_connectionString);
        try
        {
            connection.Run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 5000; PRAGMA cache_size = -65536");
            Migrator.Apply(connection);
            Writer = new GroupCommitWriter(connection, time, logger);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Where the database lies. The process that holds the store owns everything in it.</summary>
    public string DataDirectory { get; }

    /// <summary>The only way to change the database.</summary>
    public GroupCommitWriter Writer { get; }

    /// <summary>Opens or creates the database of a data directory.</summary>
    /// <exception cref="StoreException">Another process uses the directory, it cannot be written, or its schema is newer than this build.</exception>
    public static ChatStore Open(string directory, TimeProvider time, ILogger logger)
    {
        FileStream lockFile;
        try
        {
            Directory.CreateDirectory(directory);
            lockFile = new FileStream(Path.Combine(directory, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StoreException($"The data directory '{directory}' cannot be used: another process holds it, or it is not writable. {e.Message}", e);
        }

        try
        {
            return new ChatStore(directory, lockFile, time, logger);
        }
        catch (SqliteException e)
        {
            lockFile.Dispose();
            throw new StoreException($"The database in '{directory}' cannot be opened: {e.Message}", e);
        }
        catch
        {
            lockFile.Dispose();
            throw;
        }
    }

    /// <summary>Runs a read beside whatever server uses the directory; the default if there is no database.</summary>
    internal static T? ReadOnly<T>(string directory, Func<StoreConnection, T> read)
    {
        var file = Path.Combine(directory, FileName);
        if (!File.Exists(file))
        {
            return default;
        }

        using var connection = new StoreConnection(
            new SqliteConnectionStringBuilder { DataSource = file, Mode = SqliteOpenMode.ReadWrite, Pooling = false }.ToString());
        connection.Run("PRAGMA query_only = ON; PRAGMA busy_timeout = 5000");
        return read(connection);
    }

    /// <summary>Runs a read on a connection of its own; a read sees one state of the database from its first row to its last.</summary>
    internal T Read<T>(Func<StoreConnection, T> read) => Read(read, static (connection, read) => read(connection));

    /// <inheritdoc cref="Read{T}"/>
    internal T Read<TState, T>(TState state, Func<StoreConnection, TState, T> read)
    {
        var connection = RentReader();
        T result;
        try
        {
            connection.Prepare("BEGIN").Execute();
            result = read(connection, state);
            connection.Prepare("COMMIT").Execute();
        }
        catch
        {
            // A statement that was left midway would keep its old view of the database open.
            connection.Dispose();
            throw;
        }

        _readers.Add(connection);
        return result;
    }

    public void Dispose()
    {
        Writer.Dispose();
        while (_readers.TryTake(out var reader))
        {
            reader.Dispose();
        }

        _lock.Dispose();
    }

    private StoreConnection RentReader()
    {
        if (_readers.TryTake(out var reader))
        {
            return reader;
        }

        reader = new StoreConnection(_connectionString);
        reader.Run("PRAGMA query_only = ON; PRAGMA busy_timeout = 5000; PRAGMA cache_size = -16384");
        return reader;
    }
}
