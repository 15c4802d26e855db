using Akka.Actor;
using BenchmarkDotNet.Attributes;
using Chat.Actors;
using Chat.Actors.App;
using Chat.Actors.Connection;
using Chat.Actors.Events;
using Chat.Protocol.Frames;

namespace Chat.Benchmarks.Micro;

/// <summary>A push from the transport through one account's actors to a handler.</summary>
[MemoryDiagnoser]
public class EngineEventBenchmarks
{
    private const int Pushes = 1000;

    private readonly PushTransport _transport = new();
    private readonly SemaphoreSlim _received = new(0);
    private ActorSystem _system = null!;
    private long _order;
    private int _count;

    [GlobalSetup]
    public void Setup()
    {
        _system = ActorSystem.Create("micro", "akka.loglevel = ERROR");
        var client = ChatEngine.Of(_system).Create(new ChatOptions(1400000001) { ProxyServer = "ws://memory", Transport = _transport, MaxQueuedEvents = 100_000 });
        client.On<MessageReceived>(e =>
        {
            if (Interlocked.Add(ref _count, e.Messages.Length) % Pushes == 0)
            {
                _received.Release();
            }
        });
        client.LoginAsync("alice", "signature").Wait();
    }

    [GlobalCleanup]
    public void Cleanup() => _system.Terminate().Wait();

    [Benchmark(OperationsPerInvoke = Pushes)]
    public void Receive()
    {
        for (var i = 0; i < Pushes; i++)
        {
            _transport.Push(SampleFrames.Push(++_order));
        }

        _received.Wait();
    }

    /// <summary>Answers every call with an empty success and pushes what it is told.</summary>
    private sealed class PushTransport : IChatTransport, IChatConnection
    {
        private IChatReceiver _receiver = null!;

        public Task<IChatConnection> ConnectAsync(Uri address, IChatReceiver receiver, CancellationToken cancellationToken)
        {
            _receiver = receiver;
            return Task.FromResult<IChatConnection>(this);
        }

        public void Send(ReadOnlyMemory<byte> message)
        {
            if (!ClientFrame.Parse(message.Span).Command.EndsWith("_ack"u8))
            {
                _receiver.OnMessage(SampleFrames.Reply(
                    message.Span,
                    """{"ActionStatus":"OK","ErrorCode":0,"A2Key":"a","TinyId":"1","InstId":1,"CompleteFlag":1,"Cookie":"1","SyncFlag":2,"TimeStamp":1700000000}"""));
            }
        }

        public void Close(int closeCode)
        {
        }

        public void Push(byte[] frame) => _receiver.OnMessage(frame);
    }
}
