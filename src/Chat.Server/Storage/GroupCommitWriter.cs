using System.Diagnostics;
using Chat.Protocol.Errors;
using Chat.Server.Telemetry;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Chat.Server.Storage;

/// <summary>
/// The one writer. Operations queue up while a commit is under way; the next transaction takes all of them, so the cost of the disk's
/// confirmation is shared by what has piled up and nobody waits for a timer.
/// </summary>
public sealed partial class GroupCommitWriter : IDisposable
{
    /// <summary>Operations that may wait; more are refused at once, so memory stays bounded when the disk stalls.</summary>
    internal const int MaxQueued = 200_000;

    private static readonly ChatError StorageFailed = new(ErrorCodes.MessageServiceInternal, "the store cannot write at the moment; nothing was changed");
    private static readonly ChatError Overloaded = new(ErrorCodes.MessageServiceInternal, "the store is overloaded; nothing was changed");
    private static readonly ChatError Stopped = new(ErrorCodes.MessageServiceInternal, "the server is stopping; nothing was changed");

    private readonly Lock _gate = new();
    private readonly AutoResetEvent _wake = new(false);
    private readonly StoreConnection _connection;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly PositionCounter _positions;
    private readonly WriteTransaction _transaction;
    private readonly Thread _thread;

    /// <summary>The highest position after each operation of the batch.</summary>
    private readonly List<long> _positionsAfter = [];
    private List<WriteOperation> _queue = [];
    private List<WriteOperation> _batch = [];
    private long _committedPosition;
    private bool _idle;
    private bool _stopping;

    internal GroupCommitWriter(StoreConnection connection, TimeProvider time, ILogger logger)
    {
        _connection = connection;
        _time = time;
        _logger = logger;
        _positions = new PositionCounter(connection);
        _committedPosition = _positions.Last;
        _transaction = new WriteTransaction(connection, _positions);
        _thread = new Thread(Run) { IsBackground = true, Name = "store writer" };
        _thread.Start();
    }

    /// <summary>Everything up to this position is committed, and its pushes have been handed to the sessions.</summary>
    internal long CommittedPosition => Volatile.Read(ref _committedPosition);

    internal void Enqueue(WriteOperation operation)
    {
        ChatError? refusal = null;
        var wake = false;
        lock (_gate)
        {
            if (_stopping)
            {
                refusal = Stopped;
            }
            else if (_queue.Count >= MaxQueued)
            {
                refusal = Overloaded;
            }
            else
            {
                _queue.Add(operation);
                wake = _idle;
                _idle = false;
            }
        }

        if (refusal is not null)
        {
            operation.Failed(refusal);
        }
        else if (wake)
        {
            _wake.Set();
        }
    }

    /// <summary>Commits what waits, refuses what comes later and closes the connection.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_stopping)
            {
                return;
            }

            _stopping = true;
        }

        _wake.Set();
        _thread.Join();
        _connection.Dispose();
        _wake.Dispose();
    }

    private void Run()
    {
        while (true)
        {
            lock (_gate)
            {
                (_batch, _queue) = (_queue, _batch);
                _idle = _batch.Count == 0;
                if (_idle && _stopping)
                {
                    return;
                }
            }

            if (_batch.Count == 0)
            {
                _wake.WaitOne();
                continue;
            }

            var start = Stopwatch.GetTimestamp();
            Commit(_batch);

            ServerTelemetry.CommitDuration.Record(Stopwatch.GetElapsedTime(start).TotalSeconds);
            ServerTelemetry.CommitSize.Record(_batch.Count);
            _batch.Clear();
        }
    }

    /// <summary>Runs operations in one transaction. After a failure the transaction is rolled back and nobody has been told.</summary>
    /// <param name="operations">What to run.</param>
    /// <param name="failure">Why nothing was changed.</param>
    /// <param name="executed">How many operations ran; with a failure the next one threw, if there is one.</param>
    private bool TryCommit(List<WriteOperation> operations, out Exception? failure, out int executed)
    {
        _transaction.UnixSeconds = _time.GetUtcNow().ToUnixTimeSeconds();
        executed = 0;
        try
        {
            _connection.Prepare("BEGIN IMMEDIATE").Execute();
            _positionsAfter.Clear();
            for (; executed < operations.Count; executed++)
            {
                operations[executed].Execute(_transaction);
                _positionsAfter.Add(_positions.Last);
            }

            _connection.Prepare("COMMIT").Execute();
        }
        catch (Exception e)
        {
            failure = e;
            RollBack(operations, executed);
            return false;
        }

        failure = null;
        for (var i = 0; i < operations.Count; i++)
        {
            Notify(operations[i], static o => o.Completed());
            Volatile.Write(ref _committedPosition, _positionsAfter[i]);
        }

        return true;
    }

    private void RollBack(List<WriteOperation> operations, int executed)
    {
        try
        {
            _connection.Prepare("ROLLBACK").Execute();
        }
        catch (SqliteException)
        {
            // SQLite rolls back by itself on a full disk or an I/O error; then there is no transaction left to end.
        }

        _positions.RolledBack();
        for (var i = Math.Min(executed, operations.Count - 1); i >= 0; i--)
        {
            operations[i].RolledBack();
        }
    }

    /// <summary>
    /// Commits operations together. A disk that fails fails everybody; any other error belongs to one operation, which must not take the rest with it: the others go on
    /// together, for if each had a transaction of its own, whoever finds an operation that fails could slow down everybody.
    /// </summary>
    private void Commit(List<WriteOperation> operations)
    {
        while (operations.Count > 0 && !TryCommit(operations, out var failure, out var executed))
        {
            if (operations.Count == 1 || IsOfDisk(failure!))
            {
                Fail(operations, failure!);
                return;
            }

            if (executed == operations.Count)
            {
                // The commit itself failed: nobody knows whose fault it is.
                operations.ForEach(CommitAlone);
                return;
            }

            Commit(operations[..executed]);
            CommitAlone(operations[executed]);
            operations = operations[(executed + 1)..];
        }
    }

    private void CommitAlone(WriteOperation operation)
    {
        List<WriteOperation> one = [operation];
        if (!TryCommit(one, out var failure, out _))
        {
            Fail(one, failure!);
        }
    }

    private static bool IsOfDisk(Exception failure) =>
        failure is SqliteException { SqliteErrorCode: SQLitePCL.raw.SQLITE_FULL or SQLitePCL.raw.SQLITE_IOERR or SQLitePCL.raw.SQLITE_READONLY };

    private void Fail(List<WriteOperation> operations, Exception failure)
    {
        Log.CommitFailed(_logger, operations.Count, failure);
        ServerTelemetry.CommitFailures.Add(1);
        foreach (var operation in operations)
        {
            if (operation.OnlyReads && operations.Count > 1)
            {
                CommitAlone(operation);
            }
            else
            {
                Notify(operation, static o => o.Failed(StorageFailed));
            }
        }
    }

    /// <summary>A defect in one operation's callback must not stop the writer.</summary>
    private void Notify(WriteOperation operation, Action<WriteOperation> callback)
    {
        try
        {
            callback(operation);
        }
        catch (Exception e)
        {
            Log.CallbackFailed(_logger, operation.GetType().Name, e);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "Commit of {Count} operations failed; their senders were told")]
        public static partial void CommitFailed(ILogger logger, int count, Exception exception);

        [LoggerMessage(Level = LogLevel.Error, Message = "Callback of {Operation} failed after its commit")]
        public static partial void CallbackFailed(ILogger logger, string operation, Exception exception);
    }
}
