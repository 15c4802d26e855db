using System.Text.Json;

namespace Chat.Benchmarks.Load;

/// <summary>Large files pass through the host; they must not stay in it.</summary>
internal static class FileLoads
{
    private const int Megabyte = 1024 * 1024;
    private const int Size = 100 * Megabyte;

    /// <summary>Resident memory of the host before, and at most while a file of 100 MB is uploaded and downloaded; MB.</summary>
    public static async Task<(double Before, double Upload, double Download)> HundredMegabytesAsync(ServerProcess server)
    {
        using var client = new RawClient { UserId = "user0" };
        await client.ConnectAsync(server.Port);
        await client.LoginAsync(ServerProcess.Sign(client.UserId));
        await client.SyncAsync();
        using var http = new HttpClient();
        await PassAsync(client, http, Megabyte, static () => { });
        double before = (double)server.ResidentBytes / Megabyte, upload = 0, download = 0;
        await PassAsync(client, http, Size, () => upload = Math.Max(upload, (double)server.ResidentBytes / Megabyte), () => download = Math.Max(download, (double)server.ResidentBytes / Megabyte));
        return (before, upload, download);
    }

    private static async Task PassAsync(RawClient client, HttpClient http, int size, Action uploading, Action? downloading = null)
    {
        var reply = await client.CallAsync(
            "im_cos_msg.pre_sig", $$"""{"file_type":255,"file_name":"{{Guid.NewGuid():N}}.bin","upload_method":0,"Duration":900}""",
            $"\"identifier\":\"{client.UserId}\",\"usersig\":\"{ServerProcess.Sign(client.UserId)}\"");
        using var json = JsonDocument.Parse(reply);
        var signed = json.RootElement.GetProperty("body");
        using (var body = new Source(size, uploading))
        using (var response = await http.PutAsync(new Uri(signed.GetProperty("upload_url").GetString()!), body))
        {
            response.EnsureSuccessStatusCode();
        }

        await using var download = await http.GetStreamAsync(new Uri(signed.GetProperty("download_url").GetString()!));
        var buffer = new byte[64 * 1024];
        for (var total = 0L; await download.ReadAsync(buffer) is var read and > 0; total += read)
        {
            if (total / Megabyte != (total + read) / Megabyte)
            {
                downloading?.Invoke();
            }
        }
    }

    /// <summary>Random bytes that are made as they are sent.</summary>
    private sealed class Source(int size, Action onMegabyte) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context)
        {
            var block = new byte[Megabyte];
            var random = new Random(1);
            for (var sent = 0; sent < size; sent += block.Length)
            {
                random.NextBytes(block);
                await stream.WriteAsync(block);
                onMegabyte();
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = size;
            return true;
        }
    }
}
