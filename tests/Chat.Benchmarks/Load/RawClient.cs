using System.Buffers.Binary;
using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Chat.Benchmarks.Load;

/// <summary>
/// A client that costs the machine as little as possible: WebSocket framing on a socket, all that is queued in one write, answers found by scanning. Frames are
/// masked with zero, which is legal and free.
/// </summary>
internal sealed class RawClient : IDisposable
{
    private const int BufferSize = 16 * 1024;
    private static readonly byte[] ServCmd = "\"servcmd\":\""u8.ToArray();
    private static readonly byte[] Seq = "\"seq\":"u8.ToArray();
    private static readonly byte[] SessionData = "\"SessionData\":\""u8.ToArray();

    private readonly Lock _gate = new();
    private readonly Dictionary<long, TaskCompletionSource<string>> _calls = [];
    private Socket _socket = null!;
    private byte[] _outgoing = new byte[2048];
    private byte[] _sending = new byte[2048];
    private int _outgoingLength;
    private bool _isSending;
    private long _sequence;

    public string UserId { get; init; } = "";

    public string A2 { get; private set; } = "";

    public string TinyId { get; private set; } = "";

    public uint InstanceId { get; private set; }

    public string Cookie { get; private set; } = "";

    /// <summary>A reply to a frame that nobody awaits by name: the sends.</summary>
    public Action<long>? OnSendReply { get; set; }

    /// <summary>A send that was refused, with its reply.</summary>
    public Action<string>? OnFailure { get; set; }

    /// <summary>A push, whole.</summary>
    public PushReader? OnPush { get; set; }

    public delegate void PushReader(ReadOnlySpan<byte> push);

    public async Task ConnectAsync(int port, IPAddress? source = null)
    {
        _socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (source is not null)
        {
            _socket.Bind(new IPEndPoint(source, 0));
        }

        await _socket.ConnectAsync(IPAddress.Loopback, port);
        var request = $"GET /binfo?sdkappid=1400000001&instanceid={Guid.NewGuid():N}&platform=7 HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
        await _socket.SendAsync(Encoding.ASCII.GetBytes(request));
        var buffer = new byte[BufferSize];
        var length = 0;
        int end;
        while ((end = buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8)) < 0)
        {
            var read = await _socket.ReceiveAsync(buffer.AsMemory(length));
            length += read > 0 ? read : throw new IOException("The server refused the socket.");
        }

        if (!buffer.AsSpan(0, length).StartsWith("HTTP/1.1 101"u8))
        {
            throw new IOException(Encoding.ASCII.GetString(buffer, 0, Math.Min(length, 40)));
        }

        _isSending = false;
        _outgoingLength = 0;
        var rest = buffer.AsSpan(end + 4, length - end - 4).ToArray();
        _ = ReceiveAsync(_socket, rest);
    }

    /// <summary>Logs in with a signature and synchronizes, as every client does.</summary>
    public async Task LoginAsync(string userSig)
    {
        var reply = await CallAsync("im_open_status.wslogin", Frames.LoginBody, $"\"identifier\":\"{UserId}\",\"usersig\":\"{userSig}\"");
        TakeLogin(reply);
        await SyncAsync();
    }

    /// <summary>Comes back with the token.</summary>
    public async Task LoginAgainAsync()
    {
        TakeLogin(await CallAsync("im_open_status.wslogin", Frames.LoginBody));
    }

    public async Task SyncAsync()
    {
        var reply = await CallAsync("openim.getmsg", $"{{\"Cookie\":\"{Cookie}\",\"SyncFlag\":0,\"NeedAbstract\":1,\"IsOnlineSync\":0,\"NeedSignaling\":1,\"NeedCachedMsg\":1}}");
        Cookie = Field(reply, "Cookie");
    }

    public Task<string> CallAsync(string command, string body, string? identity = null)
    {
        var sequence = Interlocked.Increment(ref _sequence);
        var completion = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            _calls.Add(sequence, completion);
        }

        Send(Frames.Build(command, body, sequence, identity ?? $"\"a2\":\"{A2}\",\"tinyid\":\"{TinyId}\"", InstanceId));
        return completion.Task.WaitAsync(TimeSpan.FromSeconds(60));
    }

    public long NextSequence() => Interlocked.Increment(ref _sequence);

    public void Send(ReadOnlySpan<byte> frame)
    {
        lock (_gate)
        {
            Append(frame);
            if (_isSending)
            {
                return;
            }

            _isSending = true;
        }

        _ = SendLoopAsync();
    }

    public void Drop() => _socket.Dispose();

    public void Dispose() => _socket?.Dispose();

    public static string Field(string json, string name)
    {
        var start = json.IndexOf($"\"{name}\":", StringComparison.Ordinal);
        if (start < 0)
        {
            return "";
        }

        start += name.Length + 3;
        var isText = json[start] == '"';
        start += isText ? 1 : 0;
        var end = isText ? json.IndexOf('"', start) : json.IndexOfAny([',', '}'], start);
        return json[start..end];
    }

    private void TakeLogin(string reply)
    {
        A2 = Field(reply, "A2Key");
        TinyId = Field(reply, "TinyId");
        InstanceId = uint.TryParse(Field(reply, "InstId"), out var id) ? id : 1;
    }

    private void Append(ReadOnlySpan<byte> frame)
    {
        var needed = _outgoingLength + 14 + frame.Length;
        if (needed > _outgoing.Length)
        {
            Array.Resize(ref _outgoing, Math.Max(needed, _outgoing.Length * 2));
        }

        var target = _outgoing.AsSpan(_outgoingLength);
        target[0] = 0x82;
        var header = 2;
        if (frame.Length < 126)
        {
            target[1] = (byte)(0x80 | frame.Length);
        }
        else
        {
            target[1] = 0x80 | 126;
            BinaryPrimitives.WriteUInt16BigEndian(target[2..], (ushort)frame.Length);
            header = 4;
        }

        target.Slice(header, 4).Clear();
        frame.CopyTo(target[(header + 4)..]);
        _outgoingLength += header + 4 + frame.Length;
    }

    private async Task SendLoopAsync()
    {
        var socket = _socket;
        try
        {
            while (true)
            {
                int length;
                lock (_gate)
                {
                    if (_outgoingLength == 0)
                    {
                        _isSending = false;
                        return;
                    }

                    (_outgoing, _sending) = (_sending, _outgoing);
                    length = _outgoingLength;
                    _outgoingLength = 0;
                }

                for (var sent = 0; sent < length;)
                {
                    sent += await socket.SendAsync(_sending.AsMemory(sent, length - sent));
                }
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The socket was dropped on purpose.
        }
    }

    private async Task ReceiveAsync(Socket socket, byte[] rest)
    {
        var buffer = new byte[Math.Max(4096, rest.Length)];
        rest.CopyTo(buffer, 0);
        var length = rest.Length;
        try
        {
            while (true)
            {
                var used = Take(buffer.AsSpan(0, length));
                buffer.AsSpan(used, length - used).CopyTo(buffer);
                length -= used;
                if (length == buffer.Length)
                {
                    Array.Resize(ref buffer, buffer.Length * 2);
                }

                var read = await socket.ReceiveAsync(buffer.AsMemory(length));
                if (read == 0)
                {
                    return;
                }

                length += read;
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The socket was dropped on purpose.
        }
    }

    /// <summary>Handles all whole frames; returns the bytes used.</summary>
    private int Take(ReadOnlySpan<byte> data)
    {
        var at = 0;
        while (data.Length - at >= 2)
        {
            long length = data[at + 1] & 0x7F;
            var header = length == 126 ? 4 : length == 127 ? 10 : 2;
            if (data.Length - at < header)
            {
                break;
            }

            length = header == 4 ? BinaryPrimitives.ReadUInt16BigEndian(data[(at + 2)..]) : header == 10 ? BinaryPrimitives.ReadInt64BigEndian(data[(at + 2)..]) : length;
            if (data.Length - at < header + length)
            {
                break;
            }

            OnMessage(data.Slice(at + header, (int)length));
            at += header + (int)length;
        }

        return at;
    }

    private void OnMessage(ReadOnlySpan<byte> message)
    {
        var command = message.IndexOf(ServCmd);
        if (command < 0)
        {
            return;
        }

        var name = message[(command + ServCmd.Length)..];
        if (name.StartsWith("im_open_push"u8))
        {
            OnPush?.Invoke(message);
            var ack = message.LastIndexOf(SessionData);
            if (ack >= 0)
            {
                var value = message[(ack + SessionData.Length)..];
                Send(Frames.Build("openim.ws_msg_push_ack", $"{{\"SessionData\":\"{Encoding.ASCII.GetString(value[..value.IndexOf((byte)'"')])}\"}}", NextSequence(), $"\"a2\":\"{A2}\",\"tinyid\":\"{TinyId}\"", InstanceId));
            }

            return;
        }

        var seq = message.IndexOf(Seq);
        if (!Utf8Parser.TryParse(message[(seq + Seq.Length)..], out long sequence, out _))
        {
            return;
        }

        if (name.StartsWith("openim.sendmsg"u8) || name.StartsWith("group_open_http_svc.send_group_msg"u8))
        {
            if (message.IndexOf("\"ErrorCode\":0"u8) < 0)
            {
                OnFailure?.Invoke(Encoding.UTF8.GetString(message));
            }

            OnSendReply?.Invoke(sequence);
            return;
        }

        TaskCompletionSource<string>? completion;
        lock (_gate)
        {
            _calls.Remove(sequence, out completion);
        }

        var text = Encoding.UTF8.GetString(message);
        if (Field(text, "ErrorCode") == "0")
        {
            completion?.TrySetResult(text);
        }
        else
        {
            completion?.TrySetException(new InvalidOperationException("A call was refused: " + text));
        }
    }
}
