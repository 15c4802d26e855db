using Microsoft.Data.Sqlite;

namespace Chat.Server.Storage;

/// <summary>An open connection with its prepared statements, used by one thread at a time.</summary>
internal sealed class StoreConnection : IDisposable
{
    private readonly Dictionary<string, SqlStatement> _statements = new(StringComparer.Ordinal);
    private readonly SqliteConnection _connection;

    public StoreConnection(string connectionString)
    {
        _connection = new SqliteConnection(connectionString);
        _connection.Open();
    }

    /// <summary>The prepared form of a constant SQL text.</summary>
    public SqlStatement Prepare(string sql)
    {
        if (!_statements.TryGetValue(sql, out var statement))
        {
            statement = new SqlStatement(_connection, sql);
            _statements.Add(sql, statement);
        }
        else
        {
            // Whoever used it last may have been thrown out midway.
            statement.Reset();
        }

        return statement;
    }

    /// <summary>Runs a script once, without keeping it prepared.</summary>
    public void Run(string sql)
    {
        using var command = _connection.CreateCommand();
#pragma warning disable CA2100 // Scripts are constants of this assembly.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    public void Dispose()
    {
        foreach (var statement in _statements.Values)
        {
            statement.Dispose();
        }

        _connection.Dispose();
    }
}
