using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Chat.Server.Storage;

/// <summary>
/// A prepared statement used over and over by one thread at a time. Parameters are bound by position (1-based), columns read by index (0-based);
/// blobs and texts are copied once on the way in and can be read in place on the way out.
/// </summary>
internal sealed class SqlStatement : IDisposable
{
    private readonly sqlite3 _db;
    private readonly sqlite3_stmt _statement;

    public SqlStatement(SqliteConnection connection, string sql)
    {
        _db = connection.Handle ?? throw new InvalidOperationException("The connection is not open.");
        Check(raw.sqlite3_prepare_v2(_db, sql, out _statement));
    }

    /// <summary>Rows changed by the last execution.</summary>
    public int Changes => raw.sqlite3_changes(_db);

    public long LastInsertId => raw.sqlite3_last_insert_rowid(_db);

    public SqlStatement Bind(int index, long value)
    {
        Check(raw.sqlite3_bind_int64(_statement, index, value));
        return this;
    }

    public SqlStatement Bind(int index, string value)
    {
        Check(raw.sqlite3_bind_text(_statement, index, value));
        return this;
    }

    /// <summary>Binds a blob; an empty one is NULL.</summary>
    public SqlStatement Bind(int index, ReadOnlySpan<byte> value)
    {
        Check(value.IsEmpty ? raw.sqlite3_bind_null(_statement, index) : raw.sqlite3_bind_blob(_statement, index, value));
        return this;
    }

    /// <summary>Advances to the next row; false at the end. The caller ends a read with <see cref="Reset"/>.</summary>
    public bool Step()
    {
        var result = raw.sqlite3_step(_statement);
        if (result == raw.SQLITE_ROW)
        {
            return true;
        }

        if (result != raw.SQLITE_DONE)
        {
            raw.sqlite3_reset(_statement);
            Check(result);
        }

        return false;
    }

    /// <summary>Runs a statement that returns no rows.</summary>
    public SqlStatement Execute()
    {
        Step();
        Reset();
        return this;
    }

    public void Reset() => raw.sqlite3_reset(_statement);

    public long Long(int column) => raw.sqlite3_column_int64(_statement, column);

    public bool IsNull(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL;

    public string Text(int column) => raw.sqlite3_column_text(_statement, column).utf8_to_string();

    /// <summary>The column in SQLite's own memory, valid until the next step or reset.</summary>
    public ReadOnlySpan<byte> Blob(int column) => raw.sqlite3_column_blob(_statement, column);

    public void Dispose() => _statement.Dispose();

    private void Check(int result)
    {
        if (result is raw.SQLITE_OK or raw.SQLITE_DONE or raw.SQLITE_ROW)
        {
            return;
        }

        throw new SqliteException(
            $"SQLite error {result}: {raw.sqlite3_errmsg(_db).utf8_to_string()}", result & 0xFF, raw.sqlite3_extended_errcode(_db));
    }
}
