using System.Net;
using System.Text.Json;
using Chat.Protocol.Commands;
using Chat.Protocol.Errors;

namespace Chat.Actors.Media;

/// <summary>What became of an upload.</summary>
/// <param name="Status">0 if the connection broke, the file could not be read, or nothing moved for too long.</param>
internal readonly record struct PutResult(int Status, string Info)
{
    public bool IsOk => Status == (int)HttpStatusCode.OK;
}

/// <summary>The bytes of files over HTTP; never more of them in memory than a buffer.</summary>
internal sealed class FileTransfer(ChatOptions options)
{
    /// <summary>How much of a refusal is read.</summary>
    private const int MaxRefusal = 4 * 1024;

    public async Task<PutResult> PutAsync(Uri address, MediaSource source, TransferProgress progress, CancellationToken cancellationToken)
    {
        using var watch = new StallWatch(options, cancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Put, address) { Content = new SourceContent(source, progress, watch) };
        try
        {
            using var response = await SendAsync(request, watch.Token);
            var info = response.StatusCode == HttpStatusCode.OK ? "" : (await ReadRefusalAsync(response, watch.Token)).Info;
            return new PutResult((int)response.StatusCode, info);
        }
        catch (Exception e)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return new PutResult(0, Describe(e));
        }
    }

    /// <summary>The size of a picture on a server; 0 × 0 if it cannot be had, as in a browser.</summary>
    public async Task<(int Width, int Height)> MeasureAsync(string address, CancellationToken cancellationToken)
    {
        if (MediaAddress.ToUri(address) is not { } uri)
        {
            return (0, 0);
        }

        using var watch = new StallWatch(options, cancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Get, uri);
        try
        {
            using var response = await SendAsync(request, watch.Token);
            return response.IsSuccessStatusCode
                ? await ImageDimensions.ReadAsync(await response.Content.ReadAsStreamAsync(watch.Token), watch.Token)
                : (0, 0);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return (0, 0);
        }
    }

    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var http = new HttpMessageInvoker(options.FileHandler, disposeHandler: false);
        return await http.SendAsync(request, cancellationToken);
    }

    /// <summary>Why a server refused: its own code where it gives one, else 2800 with the HTTP status.</summary>
    public static async Task<ChatError> ReadRefusalAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var body = new byte[MaxRefusal];
        var length = await (await response.Content.ReadAsStreamAsync(cancellationToken)).ReadAtLeastAsync(body, MaxRefusal, throwOnEndOfStream: false, cancellationToken);
        try
        {
            if (Wire.Read(body.AsSpan(0, length), CommandsJson.Default.Reply) is { ErrorCode: not 0 } reply)
            {
                return new ChatError(reply.ErrorCode, reply.ErrorInfo ?? "");
            }
        }
        catch (JsonException)
        {
            // Whatever it is, it is not of our server.
        }

        return new ChatError(ErrorCodes.NetworkError, $"HTTP {(int)response.StatusCode}");
    }

    public static string Describe(Exception e) => e is OperationCanceledException ? "nothing moved for too long" : (e.InnerException ?? e).Message;
}
