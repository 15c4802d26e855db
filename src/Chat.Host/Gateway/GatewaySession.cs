using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.InteropServices;
using Chat.Host.Options;
using Chat.Protocol.Frames;
using Chat.Server.Sessions;

namespace Chat.Host.Gateway;

/// <summary>
/// One WebSocket. A read takes all frames that have arrived and hands them on one after the other; a flush writes all that is queued. Between
/// them nothing is buffered, so an idle socket holds next to nothing.
/// </summary>
internal sealed class GatewaySession : Session, IThreadPoolWorkItem
{
    private readonly HttpContext _http;
    private readonly PipeReader _input;
    private readonly PipeWriter _output;
    private readonly FrameDispatcher _dispatcher;
    private readonly GatewayOptions _options;
    private readonly Action<GatewaySession, bool> _identityChanged;
    private readonly WebSocketOpcode _opcode;
    private readonly bool _compresses;
    private ArrayBufferWriter<byte>? _fragments;
    private TaskCompletionSource? _capacity;
    private long _lastReceived = Environment.TickCount64;
    private TaskCompletionSource? _drained;
    private volatile bool _closing;

    public GatewaySession(
        HttpContext http,
        Stream socket,
        FrameDispatcher dispatcher,
        GatewayOptions options,
        string httpAddress,
        Action<GatewaySession, bool> identityChanged)
        : base(options.MaxQueuedBytes)
    {
        _http = http;
        _input = PipeReader.Create(socket, new StreamPipeReaderOptions(bufferSize: 4096, minimumReadSize: 1, useZeroByteReads: true));
        _output = PipeWriter.Create(socket, new StreamPipeWriterOptions(leaveOpen: true));
        _dispatcher = dispatcher;
        _options = options;
        _identityChanged = identityChanged;
        _opcode = http.Request.Path.Value == GatewayEndpoint.TextPath ? WebSocketOpcode.Text : WebSocketOpcode.Binary;
        _compresses = _opcode == WebSocketOpcode.Binary && http.Request.Query["compress"] == "gzip";
        HttpAddress = httpAddress;
        ClientKey = http.Request.Query["instanceid"].ToString() is { Length: <= 64 } key ? key : "";
    }

    /// <summary>True once nobody can be waiting for anything on this socket.</summary>
    public bool IsDrained => Pending == 0;

    public TimeSpan Idle => TimeSpan.FromMilliseconds(Environment.TickCount64 - Volatile.Read(ref _lastReceived));

    /// <summary>Reads until the socket ends.</summary>
    public async Task RunAsync()
    {
        var cancellation = _http.RequestAborted;
        try
        {
            while (true)
            {
                var read = await _input.ReadAsync(cancellation);
                var buffer = read.Buffer;
                Volatile.Write(ref _lastReceived, Environment.TickCount64);
                while (!_closing && Volatile.Read(ref _drained) is null && WebSocketFrames.TryRead(ref buffer, MaxFrameBytes, out var frame))
                {
                    Receive(frame);
                    if (Pending >= _options.MaxPendingFrames)
                    {
                        await WaitForCapacityAsync(cancellation);
                    }
                }

                _input.AdvanceTo(buffer.Start, buffer.End);
                if (Volatile.Read(ref _drained) is { } drained)
                {
                    await drained.Task.WaitAsync(cancellation);
                }

                if (read.IsCompleted || _closing)
                {
                    break;
                }
            }
        }
        catch (WebSocketProtocolException e)
        {
            GatewayTelemetry.SocketsClosed.Add(1, new KeyValuePair<string, object?>("reason", e.Message));
            Close(e.CloseCode);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or InvalidOperationException)
        {
            // The peer is gone, or the socket was aborted.
        }
        finally
        {
            // Whatever ended it: an account must not stay online by a socket that nobody reads.
            _dispatcher.Closed(this);
        }
    }

    /// <summary>Lets the last frames out, then ends the connection.</summary>
    public async Task FinishAsync()
    {
        _closing = true;
        for (var i = 0; i < 20 && HasOutgoing && !_http.RequestAborted.IsCancellationRequested; i++)
        {
            await Task.Delay(10);
        }

        StopOutgoing();
        _dispatcher.Closed(this);
        await _input.CompleteAsync();
    }

    public override void Abort(string reason)
    {
        GatewayTelemetry.SocketsClosed.Add(1, new KeyValuePair<string, object?>("reason", reason));
        StopOutgoing();
        _http.Abort();
    }

    public override void Close(int closeCode)
    {
        SendRaw(WebSocketFrames.Close(closeCode));
        _closing = true;
        Volatile.Read(ref _drained)?.TrySetResult();
    }

    /// <summary>Housekeeping, every few seconds.</summary>
    public void Sweep()
    {
        if (Idle > _options.IdleTimeout)
        {
            Abort("idle");
        }
        else
        {
            ReleaseHeldAfter(_options.SyncTimeout);
        }
    }

    /// <summary>Handles no more frames; the socket stays open until <see cref="Close"/>.</summary>
    public void StopReading() =>
        Interlocked.CompareExchange(ref _drained, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), null);

    /// <summary>Runs a flush on a pool thread.</summary>
    public void Execute() => _ = FlushAsync();

    private int MaxFrameBytes => Identity is null ? _options.MaxFrameBytes : _options.MaxLongFrameBytes;

    protected override void StartFlush() => ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);

    protected override void OnPendingChanged(int pending)
    {
        if (pending < _options.MaxPendingFrames)
        {
            Volatile.Read(ref _capacity)?.TrySetResult();
        }
    }

    protected override void OnIdentityChanged(bool isLoggedIn) => _identityChanged(this, isLoggedIn);

    private async Task WaitForCapacityAsync(CancellationToken cancellation)
    {
        GatewayTelemetry.ReadPauses.Add(1);
        var waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Volatile.Write(ref _capacity, waiter);
        if (Pending >= _options.MaxPendingFrames)
        {
            await waiter.Task.WaitAsync(cancellation);
        }

        Volatile.Write(ref _capacity, null);
    }

    private void Receive(in WebSocketFrame frame)
    {
        var length = (int)frame.Payload.Length;
        var scratch = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            var payload = scratch.AsSpan(0, length);
            WebSocketFrames.Unmask(frame, payload);
            switch (frame.Opcode)
            {
                case WebSocketOpcode.Ping:
                    SendRaw(WebSocketFrames.Control(WebSocketOpcode.Pong, payload));
                    break;
                case WebSocketOpcode.Pong:
                    break;
                case WebSocketOpcode.Close:
                    Close(WebSocketFrames.NormalClosure);
                    break;
                case var _ when frame.IsFinal && _fragments is null && frame.Opcode != WebSocketOpcode.Continuation:
                    OnMessage(payload);
                    break;
                default:
                    OnFragment(frame, payload);
                    break;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(scratch);
        }
    }

    private void OnFragment(in WebSocketFrame frame, ReadOnlySpan<byte> payload)
    {
        if ((frame.Opcode == WebSocketOpcode.Continuation) != _fragments is not null)
        {
            throw new WebSocketProtocolException(WebSocketFrames.ProtocolError, "misplaced fragment");
        }

        _fragments ??= new ArrayBufferWriter<byte>();
        if (_fragments.WrittenCount + payload.Length > MaxFrameBytes)
        {
            throw new WebSocketProtocolException(WebSocketFrames.MessageTooBig, "fragmented message too large");
        }

        _fragments.Write(payload);
        if (frame.IsFinal)
        {
            var message = _fragments.WrittenSpan;
            _fragments = null;
            OnMessage(message);
        }
    }

    private void OnMessage(ReadOnlySpan<byte> message)
    {
        try
        {
            if (FrameCompression.IsCompressed(message))
            {
                message = FrameCompression.Decompress(message.ToArray(), MaxFrameBytes);
            }

            _dispatcher.Dispatch(this, message);
        }
        catch (FrameException)
        {
            // Without a head there is nobody to answer; the client's own time-out tells it.
            GatewayTelemetry.FramesRefused.Add(1);
        }
    }

    private async Task FlushAsync()
    {
        try
        {
            while (TakeOutgoing() is { } batch)
            {
                Write(CollectionsMarshal.AsSpan(batch));
                OutgoingLists.Return(batch);
                var flush = await _output.FlushAsync();
                if (flush.IsCompleted || flush.IsCanceled)
                {
                    StopOutgoing();
                    return;
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or InvalidOperationException or ObjectDisposedException)
        {
            // The peer is gone; the reader notices by itself.
            StopOutgoing();
        }
    }

    private void Write(Span<Outgoing> batch)
    {
        for (var i = 0; i < batch.Length;)
        {
            if (batch[i].IsMessage || batch[i].IsGroupMessage)
            {
                var (end, isOfGroup) = (i + 1, batch[i].IsGroupMessage);
                while (end < batch.Length && (isOfGroup ? batch[end].IsGroupMessage : batch[end].IsMessage))
                {
                    end++;
                }

                WritePush(batch[i..end]);
                i = end;
            }
            else if (batch[i].IsRaw)
            {
                _output.Write(batch[i++].Data);
            }
            else
            {
                WriteFrame(batch[i++].Data);
            }
        }
    }

    private void WritePush(ReadOnlySpan<Outgoing> messages)
    {
        var length = PushWriter.Length(messages);
        if (_compresses && length >= _options.CompressFromBytes)
        {
            var frame = new ArrayBufferWriter<byte>(length);
            PushWriter.Write(frame, messages);
            WriteFrame(frame.WrittenSpan);
            return;
        }

        WriteHeader(length);
        PushWriter.Write(_output, messages);
    }

    private void WriteFrame(ReadOnlySpan<byte> json)
    {
        if (_compresses && json.Length >= _options.CompressFromBytes)
        {
            var packed = new ArrayBufferWriter<byte>(json.Length / 2);
            FrameCompression.Compress(json, packed);
            json = packed.WrittenSpan;
        }

        WriteHeader(json.Length);
        _output.Write(json);
    }

    private void WriteHeader(int length) =>
        _output.Advance(WebSocketFrames.WriteHeader(_output.GetSpan(WebSocketFrames.MaxHeaderLength), _opcode, length));
}
