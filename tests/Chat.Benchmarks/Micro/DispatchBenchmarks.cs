using System.Buffers;
using Akka.Actor;
using BenchmarkDotNet.Attributes;
using Chat.Protocol.Commands;
using Chat.Protocol.Frames;
using Chat.Protocol.Sessions;
using Chat.Server;
using Chat.Server.Apps;
using Chat.Server.Media;
using Chat.Server.Sessions;
using Chat.Server.Messages;
using Chat.Server.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace Chat.Benchmarks.Micro;

/// <summary>A frame from the gateway to its handler and the reply back into the queue of its socket.</summary>
[MemoryDiagnoser]
public class DispatchBenchmarks
{
    private readonly string _directory = Directory.CreateTempSubdirectory("chat-micro-").FullName;
    private readonly NullSession _session = new();
    private ActorSystem _system = null!;
    private ChatStore _store = null!;
    private ChatServer _server = null!;
    private byte[] _heartbeat = [];

    [GlobalSetup]
    public void Setup()
    {
        _system = ActorSystem.Create("micro");
        _store = ChatStore.Open(_directory, TimeProvider.System, NullLogger.Instance);
        _server = new ChatServer(_system, _store, new FileBlobStore(_store.DataDirectory), new AppDirectory(_store, []), new NoTranslator(), TimeProvider.System, NullLoggerFactory.Instance);
        var output = new ArrayBufferWriter<byte>();
        new ClientHead { SdkAppId = 1400000001, Platform = 7 }.WriteFrame(output, SessionCommands.Heartbeat, 1, 1700000000, Wire.ToBytes(Empty.Instance, CommandsJson.Default.Empty));
        _heartbeat = output.WrittenSpan.ToArray();
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _system.Terminate().Wait();
        _store.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    [Benchmark]
    public void Heartbeat() => _server.Frames.Dispatch(_session, _heartbeat);

    /// <summary>Takes what is sent and drops it.</summary>
    private sealed class NullSession() : Session(int.MaxValue)
    {
        public override void Abort(string reason) => throw new InvalidOperationException(reason);

        public override void Close(int closeCode) => throw new InvalidOperationException();

        protected override void StartFlush()
        {
            while (TakeOutgoing() is { } sent)
            {
                OutgoingLists.Return(sent);
            }
        }
    }
}
