using System.Text.Json;
using Chat.Protocol.Media;
using Chat.Server.Apps;
using Chat.Server.Media;
using Chat.Server.Tests.Testing;

namespace Chat.Server.Tests.Media;

/// <summary>A server with a user who uploads.</summary>
public abstract class MediaSpec : IDisposable
{
    protected MediaSpec(Action<AppSettings>? settings = null)
    {
        Server = new TestServer(settings);
        Alice = Server.Login("alice");
    }

    internal TestServer Server { get; }

    internal TestClient Alice { get; }

    internal string Blobs => Path.Combine(Server.Directory, "blobs");

    internal MediaLibrary Library => Server.Server.Media;

    internal static byte[] Content(int length = 100, byte seed = 0) => [.. Enumerable.Range(0, length).Select(i => (byte)(i * 31 + seed))];

    public void Dispose()
    {
        Server.Dispose();
        GC.SuppressFinalize(this);
    }

    internal JsonElement Sign(MediaKind kind, string name = "a.bin") => Alice.Call(
        MediaCommands.SignUpload, $$"""{"file_type":{{(int)kind}},"file_name":{{JsonSerializer.Serialize(name)}},"upload_method":0,"Duration":900}""");

    internal UploadGrant Grant(MediaKind kind, string name = "a.bin") => Library.ReadUploadToken(UploadToken(Sign(kind, name)))!;

    internal static string UploadToken(JsonElement reply) => reply.Str("upload_url").Split("/upload/")[1];

    internal static string DownloadToken(string address) => address.Split("/files/")[1].Split('/')[0];

    internal Task<UploadResult> Receive(UploadGrant grant, byte[] content) => Library.ReceiveAsync(grant, new MemoryStream(content), CancellationToken.None);

    /// <summary>Uploads; the ID of the object.</summary>
    internal async Task<string> Upload(byte[] content, MediaKind kind = MediaKind.File)
    {
        var grant = Grant(kind);
        Assert.Equal(UploadResult.Stored, await Receive(grant, content));
        return grant.ObjectId;
    }

    internal async Task<byte[]?> Download(string objectId)
    {
        if (Library.Find(objectId) is not { } file || await Library.OpenReadAsync(file, CancellationToken.None) is not { } stream)
        {
            return null;
        }

        await using (stream)
        {
            using var content = new MemoryStream();
            await stream.CopyToAsync(content);
            return content.ToArray();
        }
    }

    /// <summary>All files of the blob store, finished or not.</summary>
    internal string[] Files() => Directory.GetFiles(Blobs, "*", SearchOption.AllDirectories);
}
