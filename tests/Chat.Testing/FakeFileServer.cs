using System.Net;
using System.Net.Http.Headers;

namespace Chat.Testing;

/// <summary>An HTTP file server in memory: what is put can be got, whole or from a place on, and a script says what goes wrong.</summary>
public sealed class FakeFileServer : HttpMessageHandler
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, byte[]> _files = new(StringComparer.Ordinal);
    private readonly Queue<HttpStatusCode> _refusals = new();
    private readonly Queue<int> _breaks = new();

    /// <summary>Method and address of each request, with the place it begins at.</summary>
    public List<string> Requests { get; } = [];

    /// <summary>Set: requests wait until it has ended, or they are cancelled.</summary>
    public TaskCompletionSource? Holds { get; set; }

    /// <summary>What the next refused requests are answered with.</summary>
    public string RefusalBody { get; set; } = "";

    /// <summary>Changes with the file; null for a server that does not tell.</summary>
    public string? Version { get; set; } = "\"1\"";

    public byte[] this[string address]
    {
        get
        {
            lock (_gate)
            {
                return _files[address];
            }
        }
        set
        {
            lock (_gate)
            {
                _files[address] = value;
            }
        }
    }

    /// <summary>The next requests get these answers.</summary>
    public void Refuse(params HttpStatusCode[] statuses) => Array.ForEach(statuses, _refusals.Enqueue);

    /// <summary>The next transfers break after these many bytes.</summary>
    public void BreakAfter(params int[] bytes) => Array.ForEach(bytes, _breaks.Enqueue);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var address = request.RequestUri!.AbsoluteUri;
        var from = request.Headers.Range?.Ranges.Single().From ?? 0;
        int? breakAfter;
        HttpStatusCode? refusal;
        lock (_gate)
        {
            Requests.Add($"{request.Method} {address}" + (from > 0 ? $" from {from}" : ""));
            refusal = _refusals.TryDequeue(out var status) ? status : null;
            breakAfter = refusal is null && _breaks.TryDequeue(out var bytes) ? bytes : null;
        }

        if (Holds is { } hold)
        {
            await hold.Task.WaitAsync(cancellationToken);
        }

        if (refusal is { } answer)
        {
            return new HttpResponseMessage(answer) { Content = new StringContent(RefusalBody) };
        }

        return request.Method == HttpMethod.Put
            ? await TakeAsync(request, address, breakAfter, cancellationToken)
            : Give(request, address, (int)from, breakAfter);
    }

    private async Task<HttpResponseMessage> TakeAsync(HttpRequestMessage request, string address, int? breakAfter, CancellationToken cancellationToken)
    {
        using var body = new BreakingStream([], breakAfter ?? int.MaxValue);
        await request.Content!.CopyToAsync(body, cancellationToken);
        this[address] = body.ToArray();
        return new HttpResponseMessage(HttpStatusCode.OK);
    }

    private HttpResponseMessage Give(HttpRequestMessage request, string address, int from, int? breakAfter)
    {
        byte[]? file;
        lock (_gate)
        {
            _files.TryGetValue(address, out file);
        }

        if (file is null)
        {
            return new HttpResponseMessage(HttpStatusCode.NotFound) { Content = new StringContent(RefusalBody) };
        }

        var isSame = Version is not null && request.Headers.IfRange?.EntityTag?.Tag == Version;
        var start = isSame ? from : 0;
        var response = new HttpResponseMessage(start > 0 ? HttpStatusCode.PartialContent : HttpStatusCode.OK)
        {
            Content = new StreamContent(new BreakingStream(file[start..], breakAfter ?? int.MaxValue)),
        };
        response.Content.Headers.ContentLength = file.Length - start;
        response.Headers.ETag = Version is null ? null : new EntityTagHeaderValue(Version);
        response.Content.Headers.ContentRange = start > 0 ? new ContentRangeHeaderValue(start, file.Length - 1, file.Length) : null;
        return response;
    }

    /// <summary>A connection that breaks after some bytes in either direction.</summary>
    private sealed class BreakingStream : MemoryStream
    {
        private int _left;

        public BreakingStream(byte[] content, int breakAfter)
        {
            base.Write(content, 0, content.Length);
            Position = 0;
            _left = breakAfter;
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var count = Pass(Math.Min(buffer.Length, (int)(Length - Position)));
            return ValueTask.FromResult(base.Read(buffer.Span[..count]));
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var passed = Pass(buffer.Length);
            base.Write(buffer.Span[..passed]);
            return passed == buffer.Length ? ValueTask.CompletedTask : ValueTask.FromException(new IOException("the connection broke"));
        }

        private int Pass(int count)
        {
            if (count > 0 && _left == 0)
            {
                throw new IOException("the connection broke");
            }

            var passed = Math.Min(count, _left);
            _left -= passed;
            return passed;
        }
    }
}
