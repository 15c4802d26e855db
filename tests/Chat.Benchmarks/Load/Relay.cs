using System.Buffers;
using System.IO.Pipelines;
using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Chat.Host.Gateway;
using Chat.Server.Storage;

namespace Chat.Benchmarks.Load;

/// <summary>
/// What the platform costs without any chat logic: sockets, the walk over a frame, one durable insert before the answer, one push. Everything is batched as
/// well as it can be; there are no accounts, actors, checks, positions or acknowledgements. Everybody is in every group; what goes to <see cref="GroupLoad.Room"/> is not stored.
/// </summary>
internal static class Relay
{
    private const string GroupSend = "group_open_http_svc.send_group_msg";

    private static readonly ConcurrentDictionary<string, Connection> Users = new(StringComparer.Ordinal);

    /// <summary>Everybody, who is in every group; never changed in place.</summary>
    private static volatile Connection[] everybody = [];

    public static async Task RunAsync(string port)
    {
        var directory = Directory.CreateTempSubdirectory("chat-relay-").FullName;
        using var committer = new Committer(Path.Combine(directory, "relay.db"));
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:" + port);
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Use(async (http, next) =>
        {
            if (http.Request.Path == "/health/ready")
            {
                http.Response.StatusCode = StatusCodes.Status200OK;
            }
            else if (WebSocketHandshake.TryAccept(http, out var upgrade, out var accept))
            {
                http.Response.Headers.SecWebSocketAccept = accept;
                http.Response.Headers.Upgrade = "websocket";
                await new Connection(await upgrade.UpgradeAsync(), committer).RunAsync();
            }
            else
            {
                await next(http);
            }
        });
        await app.RunAsync();
        Directory.Delete(directory, recursive: true);
    }

    /// <summary>One message on its way.</summary>
    private sealed record Pending(Connection From, string To, long Sequence, byte[] Text, bool IsForGroup)
    {
        public void Deliver()
        {
            From.Send(Encoding.UTF8.GetBytes(
                $$$"""{"head":{"servcmd":"{{{(IsForGroup ? GroupSend : "openim.sendmsg")}}}","seq":{{{Sequence}}}},"body":{"ErrorCode":0}}"""));
            if (IsForGroup)
            {
                byte[] push = [.. "{\"head\":{\"servcmd\":\"im_open_push.msg_push\",\"seq\":0},\"body\":{\"EventArray\":[{\"Event\":3,\"GroupMsgArray\":[{\"MsgBody\":[{\"MsgType\":\"TIMTextElem\",\"MsgContent\":{\"Text\":\""u8, .. Text, .. "\"}}]}]}]}}"u8];
                foreach (var member in everybody)
                {
                    if (member != From)
                    {
                        member.Send(push);
                    }
                }
            }
            else if (Users.TryGetValue(To, out var receiver))
            {
                receiver.Send([.. "{\"head\":{\"servcmd\":\"im_open_push.msg_push\",\"seq\":0},\"body\":{\"EventArray\":[{\"Event\":9,\"C2cMsgArray\":[{\"MsgBody\":[{\"MsgType\":\"TIMTextElem\",\"MsgContent\":{\"Text\":\""u8, .. Text, .. "\"}}]}]}]}}"u8]);
            }
        }
    }

    private sealed class Connection(Stream stream, Committer committer) : IThreadPoolWorkItem
    {
        private readonly PipeReader _input = PipeReader.Create(stream, new StreamPipeReaderOptions(minimumReadSize: 1, useZeroByteReads: true));
        private readonly PipeWriter _output = PipeWriter.Create(stream, new StreamPipeWriterOptions(leaveOpen: true));
        private readonly Lock _gate = new();
        private List<byte[]> _queue = [];
        private List<byte[]> _writing = [];
        private bool _flushing;

        public async Task RunAsync()
        {
            try
            {
                while (true)
                {
                    var read = await _input.ReadAsync();
                    var buffer = read.Buffer;
                    while (WebSocketFrames.TryRead(ref buffer, 65536, out var frame))
                    {
                        if (frame.Opcode == WebSocketOpcode.Close)
                        {
                            return;
                        }

                        OnFrame(frame);
                    }

                    _input.AdvanceTo(buffer.Start, buffer.End);
                    if (read.IsCompleted)
                    {
                        return;
                    }
                }
            }
            catch (Exception e) when (e is IOException or OperationCanceledException)
            {
                // The peer is gone.
            }
        }

        public void Send(byte[] frame)
        {
            lock (_gate)
            {
                _queue.Add(frame);
                if (_flushing)
                {
                    return;
                }

                _flushing = true;
            }

            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }

        public void Execute() => _ = FlushAsync();

        private async Task FlushAsync()
        {
            try
            {
                while (true)
                {
                    lock (_gate)
                    {
                        if (_queue.Count == 0)
                        {
                            _flushing = false;
                            return;
                        }

                        (_queue, _writing) = (_writing, _queue);
                    }

                    foreach (var frame in _writing)
                    {
                        _output.Advance(WebSocketFrames.WriteHeader(_output.GetSpan(WebSocketFrames.MaxHeaderLength), WebSocketOpcode.Binary, frame.Length));
                        _output.Write(frame);
                    }

                    _writing.Clear();
                    await _output.FlushAsync();
                }
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or InvalidOperationException)
            {
                // The peer is gone.
            }
        }

        private void OnFrame(in WebSocketFrame frame)
        {
            var length = (int)frame.Payload.Length;
            var scratch = ArrayPool<byte>.Shared.Rent(length);
            var payload = scratch.AsSpan(0, length);
            WebSocketFrames.Unmask(frame, payload);
            OnMessage(payload);
            ArrayPool<byte>.Shared.Return(scratch);
        }

        private void OnMessage(ReadOnlySpan<byte> message)
        {
            string command = "", identifier = "", to = "";
            long sequence = 0;
            byte[] text = [];
            var reader = new Utf8JsonReader(message);
            while (reader.Read())
            {
                if (reader.TokenType != JsonTokenType.PropertyName)
                {
                    continue;
                }

                if (reader.ValueTextEquals("servcmd"u8) && reader.Read())
                {
                    command = reader.ValueTextEquals("openim.sendmsg"u8) ? "openim.sendmsg" : reader.ValueTextEquals("group_open_http_svc.send_group_msg"u8) ? GroupSend : reader.GetString()!;
                }
                else if (reader.ValueTextEquals("seq"u8) && reader.Read())
                {
                    sequence = reader.GetInt64();
                }
                else if (reader.ValueTextEquals("identifier"u8) && reader.Read())
                {
                    identifier = reader.GetString()!;
                }
                else if ((reader.ValueTextEquals("To_Account"u8) || reader.ValueTextEquals("GroupId"u8)) && reader.Read())
                {
                    to = reader.GetString()!;
                }
                else if (reader.ValueTextEquals("Text"u8) && reader.Read())
                {
                    text = reader.ValueSpan.ToArray();
                }
            }

            if (command == "openim.sendmsg")
            {
                committer.Enqueue(new Pending(this, to, sequence, text, IsForGroup: false));
                return;
            }

            if (command == GroupSend)
            {
                var pending = new Pending(this, to, sequence, text, IsForGroup: true);
                if (to == GroupLoad.Room)
                {
                    pending.Deliver();
                }
                else
                {
                    committer.Enqueue(pending);
                }

                return;
            }

            var extra = "";
            if (command == "im_open_status.wslogin")
            {
                var user = identifier.Length > 0 ? identifier : "again";
                Users[user] = this;
                everybody = [.. Users.Values];
                extra = $",\"A2Key\":\"{user}\",\"TinyId\":\"1\",\"InstId\":1";
            }

            Send(Encoding.UTF8.GetBytes($$$"""{"head":{"servcmd":"{{{command}}}","seq":{{{sequence}}}},"body":{"ErrorCode":0,"Cookie":"1"{{{extra}}}}}"""));
        }
    }

    /// <summary>One writer, one transaction for all that waits, one insert with one index each.</summary>
    private sealed class Committer : IDisposable
    {
        private readonly StoreConnection _connection;
        private readonly Lock _gate = new();
        private readonly AutoResetEvent _wake = new(false);
        private readonly Thread _thread;
        private List<Pending> _queue = [];
        private List<Pending> _batch = [];
        private bool _idle;
        private volatile bool _stopping;

        public Committer(string file)
        {
            _connection = new StoreConnection($"Data Source={file};Pooling=False");
            _connection.Run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE message (id INTEGER PRIMARY KEY, receiver TEXT, body BLOB); CREATE INDEX by_receiver ON message (receiver, id)");
            _thread = new Thread(Run) { IsBackground = true };
            _thread.Start();
        }

        public void Enqueue(Pending pending)
        {
            var wake = false;
            lock (_gate)
            {
                _queue.Add(pending);
                wake = _idle;
                _idle = false;
            }

            if (wake)
            {
                _wake.Set();
            }
        }

        public void Dispose()
        {
            _stopping = true;
            _wake.Set();
            _thread.Join();
            _connection.Dispose();
            _wake.Dispose();
        }

        private void Run()
        {
            while (!_stopping)
            {
                lock (_gate)
                {
                    (_batch, _queue) = (_queue, _batch);
                    _idle = _batch.Count == 0;
                }

                if (_batch.Count == 0)
                {
                    _wake.WaitOne();
                    continue;
                }

                _connection.Prepare("BEGIN IMMEDIATE").Execute();
                foreach (var pending in _batch)
                {
                    _connection.Prepare("INSERT INTO message (receiver, body) VALUES (?, ?)").Bind(1, pending.To).Bind(2, pending.Text).Execute();
                }

                _connection.Prepare("COMMIT").Execute();
                foreach (var pending in _batch)
                {
                    pending.Deliver();
                }

                _batch.Clear();
            }
        }
    }
}
