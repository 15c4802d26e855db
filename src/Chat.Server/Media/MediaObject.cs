using Chat.Protocol.Media;
using Chat.Server.Storage;

namespace Chat.Server.Media;

/// <summary>A file that was uploaded, or a smaller version of a picture: a row of <c>media_object</c>.</summary>
/// <param name="ObjectId">Random and unguessable; see <see cref="ThumbOf"/> and <see cref="LargeOf"/>.</param>
/// <param name="Sha256">The blob with its bytes.</param>
/// <param name="Width">Pixels of a picture, 0 when not known.</param>
/// <param name="Height">Pixels of a picture, 0 when not known.</param>
/// <param name="ExpiresAt">UNIX second, 0 for never.</param>
public sealed record MediaObject(
    string ObjectId,
    uint AppId,
    long AccountId,
    MediaKind Kind,
    string Name,
    string Sha256,
    long Size,
    string ContentType,
    int Width,
    int Height,
    long ExpiresAt)
{
    public static string ThumbOf(string objectId) => objectId + "t";

    public static string LargeOf(string objectId) => objectId + "l";
}

/// <summary>Statements on <c>media_object</c> and <c>media_key</c>.</summary>
internal static class MediaTable
{
    private const string Columns = "object_id, app_id, account_id, kind, name, sha256, size, content_type, width, height, expires_at";

    public static byte[] Key(StoreConnection connection)
    {
        var select = connection.Prepare("SELECT key FROM media_key");
        select.Step();
        var key = select.Blob(0).ToArray();
        select.Reset();
        return key;
    }

    public static MediaObject? Find(StoreConnection connection, string objectId) =>
        ReadRow(connection.Prepare($"SELECT {Columns} FROM media_object WHERE object_id = ?").Bind(1, objectId));

    /// <summary>Adds an object. One that was stored before stays; it may only be stored again with the same content.</summary>
    /// <returns>False if the ID is taken by other content.</returns>
    public static bool Insert(WriteTransaction transaction, MediaObject added)
    {
        var inserted = transaction.Prepare(
                $"INSERT INTO media_object ({Columns}, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING")
            .Bind(1, added.ObjectId).Bind(2, added.AppId).Bind(3, added.AccountId).Bind(4, (long)added.Kind).Bind(5, added.Name)
            .Bind(6, added.Sha256).Bind(7, added.Size).Bind(8, added.ContentType).Bind(9, added.Width).Bind(10, added.Height)
            .Bind(11, added.ExpiresAt).Bind(12, transaction.UnixSeconds).Execute();
        return inserted.Changes > 0
            || ReadRow(transaction.Prepare($"SELECT {Columns} FROM media_object WHERE object_id = ?").Bind(1, added.ObjectId))!.Sha256 == added.Sha256;
    }

    /// <summary>Blobs of the objects that ended first, each once.</summary>
    public static List<string> ExpiredBlobs(StoreConnection connection, long unixSeconds, int limit)
    {
        var blobs = new List<string>();
        var select = connection.Prepare("SELECT sha256 FROM media_object WHERE expires_at > 0 AND expires_at <= ? ORDER BY expires_at LIMIT ?")
            .Bind(1, unixSeconds).Bind(2, limit);
        while (select.Step())
        {
            blobs.Add(select.Text(0));
        }

        select.Reset();
        return [.. blobs.Distinct(StringComparer.Ordinal)];
    }

    public static bool IsReferenced(StoreConnection connection, string sha256, long unixSeconds)
    {
        var select = connection.Prepare("SELECT 1 FROM media_object WHERE sha256 = ? AND (expires_at = 0 OR expires_at > ?) LIMIT 1")
            .Bind(1, sha256).Bind(2, unixSeconds);
        var found = select.Step();
        select.Reset();
        return found;
    }

    /// <summary>Deletes the expired objects of a blob; how many they were.</summary>
    public static int DeleteExpired(WriteTransaction transaction, string sha256, long unixSeconds) =>
        transaction.Prepare("DELETE FROM media_object WHERE sha256 = ? AND expires_at > 0 AND expires_at <= ?")
            .Bind(1, sha256).Bind(2, unixSeconds).Execute().Changes;

    private static MediaObject? ReadRow(SqlStatement row)
    {
        var found = row.Step()
            ? new MediaObject(
                row.Text(0), (uint)row.Long(1), row.Long(2), (MediaKind)row.Long(3), row.Text(4), row.Text(5), row.Long(6), row.Text(7),
                (int)row.Long(8), (int)row.Long(9), row.Long(10))
            : null;
        row.Reset();
        return found;
    }
}
