using System.Buffers;
using System.Net;
using System.Net.Http.Headers;

namespace Chat.Actors.Media;

/// <summary>A file as the body of a request: opened anew each time the body is asked for, sent in pieces of one size.</summary>
internal sealed class SourceContent : HttpContent
{
    private const int BufferSize = 64 * 1024;

    private readonly MediaSource _source;
    private readonly TransferProgress _progress;
    private readonly StallWatch _watch;

    public SourceContent(MediaSource source, TransferProgress progress, StallWatch watch)
    {
        _source = source;
        _progress = progress;
        _watch = watch;
        if (MediaTypeHeaderValue.TryParse(source.ContentType, out var type))
        {
            Headers.ContentType = type;
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _source.Size;
        return true;
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        await using var file = await _source.OpenAsync(cancellationToken);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            for (var sent = 0L; sent < _source.Size;)
            {
                var count = await file.ReadAsync(buffer.AsMemory(0, (int)Math.Min(BufferSize, _source.Size - sent)), cancellationToken);
                if (count == 0)
                {
                    throw new EndOfStreamException("the file is shorter than was said");
                }

                await stream.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
                sent += count;
                _watch.Moved();
                _progress.Report(sent, _source.Size);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
