using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Chat.Server.Storage;

/// <summary>Brings a database to the schema of this build: numbered scripts, each applied once, in order, in a transaction of its own.</summary>
internal static class Migrator
{
    private const string ResourcePrefix = "Chat.Server.Storage.Migrations.";

    /// <exception cref="StoreException">The database was written by a newer build, or an applied script has changed.</exception>
    public static void Apply(StoreConnection connection)
    {
        connection.Run(
            "CREATE TABLE IF NOT EXISTS schema_migration (number INTEGER PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL)");
        var applied = ReadApplied(connection);
        var known = LoadScripts();
        if (applied.Count > 0 && applied.Keys.Max() > known[^1].Number)
        {
            throw new StoreException(
                $"The database has schema {applied.Keys.Max()}, newer than schema {known[^1].Number} of this build. Start the newer build, or restore a backup.");
        }

        foreach (var script in known)
        {
            if (!applied.TryGetValue(script.Number, out var checksum))
            {
                Run(connection, script);
            }
            else if (!string.Equals(checksum, script.Checksum, StringComparison.Ordinal))
            {
                throw new StoreException($"Migration {script.Name} differs from the one that made this database.");
            }
        }
    }

    private static Dictionary<long, string> ReadApplied(StoreConnection connection)
    {
        var applied = new Dictionary<long, string>();
        var select = connection.Prepare("SELECT number, checksum FROM schema_migration");
        while (select.Step())
        {
            applied.Add(select.Long(0), select.Text(1));
        }

        select.Reset();
        return applied;
    }

    private static void Run(StoreConnection connection, Script script)
    {
        connection.Run("BEGIN IMMEDIATE");
        try
        {
            connection.Run(script.Sql);
            connection.Prepare("INSERT INTO schema_migration (number, name, checksum) VALUES (?, ?, ?)")
                .Bind(1, script.Number).Bind(2, script.Name).Bind(3, script.Checksum).Execute();
            connection.Run("COMMIT");
        }
        catch
        {
            connection.Run("ROLLBACK");
            throw;
        }
    }

    private static List<Script> LoadScripts()
    {
        var assembly = typeof(Migrator).Assembly;
        return [.. assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(ResourcePrefix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(resource =>
            {
                using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!, Encoding.UTF8);
                var sql = reader.ReadToEnd().ReplaceLineEndings("\n");
                var name = resource[ResourcePrefix.Length..];
                var checksum = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(sql)));
                return new Script(int.Parse(name.AsSpan(0, 4), CultureInfo.InvariantCulture), name, sql, checksum);
            })];
    }

    private sealed record Script(int Number, string Name, string Sql, string Checksum);
}
