using System.Buffers;
using BenchmarkDotNet.Attributes;
using Chat.Protocol.Accounts;
using Chat.Protocol.Frames;
using Chat.Protocol.Messages;

namespace Chat.Benchmarks.Micro;

/// <summary>Parsing and writing single frames.</summary>
[MemoryDiagnoser]
public class FrameBenchmarks
{
    private const string Key = "5bd2850fff3ecb11d7c805251c51ee463a25727bddc2385f3fa8bfee1bb93b5e";

    private readonly ClientHead _head = new() { SdkAppId = 1400000001, Platform = 7, A2 = new string('a', 43), TinyId = "144115200000000001", InstanceId = 1 };
    private readonly ArrayBufferWriter<byte> _output = new(4096);
    private readonly string _signature = UserSig.Sign(1400000001, Key, "alice", DateTimeOffset.UnixEpoch.AddSeconds(1700000000), TimeSpan.FromDays(36500));
    private byte[] _body = [];
    private byte[] _send = [];
    private byte[] _push = [];

    [GlobalSetup]
    public void Setup()
    {
        _body = SampleFrames.SendBody();
        _head.WriteFrame(_output, MessageCommands.Send, 1, 1700000000, _body);
        _send = _output.WrittenSpan.ToArray();
        _push = SampleFrames.Push(1);
    }

    [Benchmark]
    public long ParseSend() => ClientFrame.Parse(_send).Sequence;

    [Benchmark]
    public int ParsePush() => ServerFrame.Parse(_push).Body.Length;

    [Benchmark]
    public int WriteSend()
    {
        _output.ResetWrittenCount();
        _head.WriteFrame(_output, MessageCommands.Send, 1, 1700000000, _body);
        return _output.WrittenCount;
    }

    [Benchmark]
    public bool VerifyUserSig() => UserSig.Verify(_signature, 1400000001, "alice", [Key], DateTimeOffset.UnixEpoch.AddSeconds(1700000001)).IsValid;
}
