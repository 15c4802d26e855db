using System.Buffers;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Web;
using Akka.Actor;
using Chat.Actors.Connection;
using Chat.Server;
using Chat.Server.Apps;
using Chat.Server.Media;
using Chat.Server.Messages;
using Chat.Server.Sessions;
using Chat.Server.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace Chat.Convergence;

/// <summary>
/// The whole server behind an in-memory transport. Clients' frames are handled where they are sent; what the server says waits until <see cref="Settle"/>
/// hands it over, on the caller's thread, so that the engine never leaves it.
/// </summary>
internal sealed class LoopbackServer : IChatTransport, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private const string Config =
        """
        akka { loglevel = OFF, stdout-loglevel = OFF, log-dead-letters = off
          scheduler.implementation = "Akka.TestKit.TestScheduler, Akka.TestKit"
          coordinated-shutdown.run-by-actor-system-terminate = off }
        """;

    private readonly string _directory;
    private readonly ChatStore _store;
    private readonly ActorSystem _system;
    private readonly ChatServer _server;
    private readonly List<Link> _links = [];
    private readonly HashSet<string> _offline = new(StringComparer.Ordinal);

    public LoopbackServer(TimeProvider time, AppOptions app)
    {
        // A store in memory where there is one: durability is not what is tested here.
        _directory = Directory.Exists("/dev/shm") ? Path.Combine("/dev/shm", "chat-" + Guid.NewGuid().ToString("N")) : Directory.CreateTempSubdirectory("chat-").FullName;
        _store = ChatStore.Open(_directory, time, NullLogger.Instance);
        _system = ActorSystem.Create("server", Config);
        _server = new ChatServer(
            _system, _store, new FileBlobStore(_directory), new AppDirectory(_store, [app]), new NoTranslator(), time, NullLoggerFactory.Instance);
    }

    /// <summary>Clients whose address has this host cannot connect, and lose their connection now.</summary>
    public void Cut(string host)
    {
        _offline.Add(host);
        foreach (var link in _links.Where(link => link.Host == host).ToList())
        {
            link.End();
        }
    }

    public void Restore(string host) => _offline.Remove(host);

    public bool IsCut(string host) => _offline.Contains(host);

    public Task<IChatConnection> ConnectAsync(Uri address, IChatReceiver receiver, CancellationToken cancellationToken)
    {
        if (_offline.Contains(address.Host))
        {
            return Task.FromException<IChatConnection>(new IOException("the network is cut"));
        }

        var link = new Link(this, address, receiver);
        _links.Add(link);
        return Task.FromResult<IChatConnection>(link);
    }

    /// <summary>Lets the server finish what it has begun and hands over what it says, until neither side has anything left to do.</summary>
    public void Settle()
    {
        var start = Stopwatch.GetTimestamp();
        do
        {
            while (_links.Exists(link => link.IsBusy))
            {
                Thread.Yield();
                if (Stopwatch.GetElapsedTime(start) > Patience)
                {
                    throw new TimeoutException("The server does not come to rest.");
                }
            }

            // Pushes are handed over by the writer right behind its replies.
            _store.Writer.RunAsync(static _ => true).Wait(Patience);
        }
        while (Deliver());
    }

    public void Dispose()
    {
        _system.Terminate().Wait(Patience);
        _system.Dispose();
        _store.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private bool Deliver()
    {
        var any = false;
        foreach (var link in _links.ToList())
        {
            any |= link.Deliver();
        }

        return any;
    }

    /// <summary>One socket: the server's session on one side, the engine's connection on the other.</summary>
    private sealed class Link : Session, IChatConnection
    {
        private readonly LoopbackServer _owner;
        private readonly IChatReceiver _receiver;
        private bool _ended;

        public Link(LoopbackServer owner, Uri address, IChatReceiver receiver)
            : base(64 * 1024 * 1024)
        {
            _owner = owner;
            _receiver = receiver;
            Host = address.Host;
            ClientKey = HttpUtility.ParseQueryString(address.Query)["instanceid"] ?? "";
        }

        public string Host { get; }

        public bool IsBusy => !_ended && Pending > 0;

        public void Send(ReadOnlyMemory<byte> message)
        {
            if (!_ended)
            {
                _owner._server.Frames.Dispatch(this, message.Span);
            }
        }

        public override void Close(int closeCode) => End();

        public override void Abort(string reason) => StopOutgoing();

        /// <summary>What the server has sent becomes what arrives; true if that was anything.</summary>
        public bool Deliver()
        {
            var any = false;
            while (!_ended && HasOutgoing && TakeOutgoing() is { } batch)
            {
                any = true;
                foreach (var frame in Frames(batch))
                {
                    if (!_ended)
                    {
                        _receiver.OnMessage(frame);
                    }
                }

                OutgoingLists.Return(batch);
            }

            return any;
        }

        public void End()
        {
            if (!_ended)
            {
                _ended = true;
                StopOutgoing();
                _owner._links.Remove(this);
                _owner._server.Frames.Closed(this);
                _receiver.OnClosed();
            }
        }

        protected override void StartFlush()
        {
            // Settle comes by.
        }

        private static List<byte[]> Frames(List<Outgoing> batch)
        {
            var frames = new List<byte[]>();
            for (var i = 0; i < batch.Count;)
            {
                var first = batch[i];
                if (!first.IsMessage && !first.IsGroupMessage)
                {
                    frames.Add(first.Data);
                    i++;
                    continue;
                }

                var end = i + 1;
                while (end < batch.Count && (first.IsGroupMessage ? batch[end].IsGroupMessage : batch[end].IsMessage))
                {
                    end++;
                }

                var push = new ArrayBufferWriter<byte>();
                PushWriter.Write(push, CollectionsMarshal.AsSpan(batch)[i..end]);
                frames.Add(push.WrittenSpan.ToArray());
                i = end;
            }

            return frames;
        }
    }
}
