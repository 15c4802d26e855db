using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using Chat.Protocol.Errors;

namespace Chat.Actors.Media;

/// <summary>
/// One download. After a broken connection it goes on where it was, as long as the server confirms (by <c>If-Range</c>) that the file is the same.
/// </summary>
internal sealed class Download(ChatOptions options, FileTransfer transfer, Uri address, Stream destination, TransferProgress progress)
{
    private const int BufferSize = 64 * 1024;
    private const int MaxAttempts = 5;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private long _received;
    private long? _total;
    private EntityTagHeaderValue? _version;

    /// <summary>What the destination throws is the caller's to see.</summary>
    private bool _isWriting;

    /// <returns>Bytes.</returns>
    public async Task<long> RunAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 1; await TryAsync(cancellationToken) is { } failure; attempt++)
        {
            if (attempt == MaxAttempts || (_received > 0 && _version is null))
            {
                throw new ChatException(ErrorCodes.NetworkError, "the download broke off: " + failure);
            }

            await Task.Delay(Pause, options.Time, cancellationToken);
        }

        progress.Report(_received, _received);
        return _received;
    }

    /// <summary>Null when everything is there, else why another attempt may help.</summary>
    private async Task<string?> TryAsync(CancellationToken cancellationToken)
    {
        using var watch = new StallWatch(options, cancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (_received > 0)
        {
            request.Headers.Range = new RangeHeaderValue(_received, null);
            request.Headers.IfRange = new RangeConditionHeaderValue(_version!);
        }

        try
        {
            using var response = await transfer.SendAsync(request, watch.Token);
            if (response.StatusCode >= HttpStatusCode.InternalServerError)
            {
                return $"HTTP {(int)response.StatusCode}";
            }

            if (!response.IsSuccessStatusCode)
            {
                throw new ChatException(await FileTransfer.ReadRefusalAsync(response, watch.Token));
            }

            Begin(response);
            return await CopyAsync(await response.Content.ReadAsStreamAsync(watch.Token), watch, cancellationToken);
        }
        catch (Exception e) when (!_isWriting && e is (HttpRequestException or IOException or OperationCanceledException))
        {
            cancellationToken.ThrowIfCancellationRequested();
            return FileTransfer.Describe(e);
        }
    }

    private void Begin(HttpResponseMessage response)
    {
        if (_received == 0)
        {
            _total = response.Content.Headers.ContentLength;
            _version = response.Headers.ETag is { IsWeak: false } tag ? tag : null;
        }
        else if (response.StatusCode != HttpStatusCode.PartialContent || response.Content.Headers.ContentRange?.From != _received)
        {
            throw new ChatException(ErrorCodes.NetworkError, "the download broke off, and the file is not the same any more");
        }
    }

    private async Task<string?> CopyAsync(Stream body, StallWatch watch, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            int count;
            while ((count = await body.ReadAsync(buffer.AsMemory(0, BufferSize), watch.Token)) > 0)
            {
                _isWriting = true;
                await destination.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
                _isWriting = false;
                _received += count;
                watch.Moved();
                if (_total is { } total)
                {
                    progress.Report(_received, total);
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return _total is { } all && _received < all ? "the connection was closed" : null;
    }
}
