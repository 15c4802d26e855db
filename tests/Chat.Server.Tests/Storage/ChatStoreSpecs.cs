using Chat.Server.Storage;
using Chat.Server.Tests.Testing;

namespace Chat.Server.Tests.Storage;

public sealed class ChatStoreSpecs : IDisposable
{
    private readonly string _directory = TempDirectory.Create();
    private readonly CollectingLoggers _loggers = new();

    public void Dispose()
    {
        TempDirectory.Delete(_directory);
        Assert.Empty(_loggers.Errors);
    }

    [Fact]
    public void Second_opener_of_a_directory_is_refused_with_a_clear_message()
    {
        using var store = Open();

        var refusal = Assert.Throws<StoreException>(Open);

        Assert.Contains(_directory, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("another process", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Directory_is_free_again_after_a_close()
    {
        Open().Dispose();

        Open().Dispose();
    }

    [Fact]
    public void Directory_is_free_again_after_a_refusal()
    {
        Open().Dispose();
        Change("UPDATE schema_migration SET checksum = 'x'");
        Assert.Throws<StoreException>(Open);
        Assert.Throws<StoreException>(Open);
    }

    [Fact]
    public void Missing_directory_is_made()
    {
        using var store = ChatStore.Open(Path.Combine(_directory, "a", "b"), TimeProvider.System, _loggers);

        Assert.True(File.Exists(Path.Combine(_directory, "a", "b", "chat.db")));
    }

    [Fact]
    public void File_in_place_of_the_directory_is_refused()
    {
        var file = Path.Combine(_directory, "file");
        File.WriteAllText(file, "");

        var refusal = Assert.Throws<StoreException>(() => ChatStore.Open(file, TimeProvider.System, _loggers));

        Assert.Contains(file, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void File_that_is_no_database_is_refused()
    {
        File.WriteAllText(Path.Combine(_directory, "chat.db"), new string('x', 8192));

        var refusal = Assert.Throws<StoreException>(Open);

        Assert.Contains(_directory, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Newer_schema_is_refused()
    {
        Open().Dispose();
        Change("INSERT INTO schema_migration (number, name, checksum) VALUES (9999, '9999_future.sql', 'x')");

        var refusal = Assert.Throws<StoreException>(Open);

        Assert.Contains("9999", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("newer", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Changed_migration_is_refused()
    {
        Open().Dispose();
        Change("UPDATE schema_migration SET checksum = 'x' WHERE number = 1");

        var refusal = Assert.Throws<StoreException>(Open);

        Assert.Contains("0001_", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Data_is_there_after_reopening()
    {
        using (var store = Open())
        {
            Write(store, "kept", 7);
        }

        using var reopened = Open();
        Assert.Equal(7, Value(reopened, "kept"));
    }

    [Fact]
    public void Dispose_commits_what_is_queued()
    {
        var completed = 0;
        var store = Open();
        for (var i = 0; i < 500; i++)
        {
            var name = $"n{i}";
            store.Writer.Enqueue(transaction => Put(transaction, name, 1), _ => Interlocked.Increment(ref completed), _ => { });
        }

        store.Dispose();

        Assert.Equal(500, completed);
        using var reopened = Open();
        Assert.Equal(1, Value(reopened, "n499"));
    }

    [Fact]
    public void Later_writes_are_refused_after_dispose()
    {
        var store = Open();
        store.Dispose();
        string? refusal = null;

        store.Writer.Enqueue(_ => true, _ => { }, error => refusal = error.Info);

        Assert.Contains("stopping", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void Store_can_be_disposed_twice()
    {
        var store = Open();
        store.Dispose();
        store.Dispose();
    }

    [Fact]
    public void Read_does_not_see_what_is_not_committed()
    {
        using var store = Open();
        using var written = new ManualResetEventSlim();
        using var go = new ManualResetEventSlim();
        store.Writer.Enqueue(
            transaction =>
            {
                Put(transaction, "a", 1);
                written.Set();
                return go.Wait(FakeSession.Deadline);
            },
            _ => { },
            _ => { });
        Assert.True(written.Wait(FakeSession.Deadline));

        var seen = Value(store, "a");
        go.Set();

        Assert.Equal(-1, seen);
    }

    [Fact]
    public void Reader_survives_a_read_that_fails_midway()
    {
        using var store = Open();
        Write(store, "a", 1);
        Assert.Throws<InvalidOperationException>(() => store.Read<long>(connection =>
        {
            connection.Prepare("SELECT value FROM store_counter WHERE name = ?").Bind(1, "a").Step();
            throw new InvalidOperationException();
        }));

        Assert.Equal(1, Value(store, "a"));
    }

    internal static bool Put(WriteTransaction transaction, string name, long value)
    {
        transaction.Prepare("INSERT INTO store_counter (name, value) VALUES (?, ?)").Bind(1, name).Bind(2, value).Execute();
        return true;
    }

    internal static long Value(ChatStore store, string name) => store.Read(connection =>
    {
        var select = connection.Prepare("SELECT value FROM store_counter WHERE name = ?").Bind(1, name);
        var value = select.Step() ? select.Long(0) : -1;
        select.Reset();
        return value;
    });

    private static void Write(ChatStore store, string name, long value)
    {
        using var done = new ManualResetEventSlim();
        store.Writer.Enqueue(transaction => Put(transaction, name, value), _ => done.Set(), _ => { });
        Assert.True(done.Wait(FakeSession.Deadline));
    }

    private ChatStore Open() => ChatStore.Open(_directory, TimeProvider.System, _loggers);

    private void Change(string sql)
    {
        using var connection = new StoreConnection($"Data Source={Path.Combine(_directory, "chat.db")};Pooling=False");
        connection.Run(sql);
    }
}
