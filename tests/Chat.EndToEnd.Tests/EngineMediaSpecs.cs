using System.Security.Cryptography;
using Akka.Actor;
using Chat.Actors;
using Chat.Actors.App;
using Chat.Actors.Events;
using Chat.Actors.Media;
using Chat.Actors.Messages;
using Chat.EndToEnd.Parity;

namespace Chat.EndToEnd;

/// <summary>Two accounts of the engine exchange files through a started host.</summary>
[Collection("processes")]
public sealed class EngineMediaSpecs
{
    private const int Megabyte = 1024 * 1024;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Files_of_every_kind_arrive_byte_for_byte()
    {
        await using var host = await HostProcess.StartAsync();
        using var system = ActorSystem.Create("media", "akka { loglevel = ERROR, log-dead-letters = off }");
        var (alice, bob) = (await LogInAsync(system, host, "alice"), await LogInAsync(system, host, "bob"));
        var noise = RandomNumberGenerator.GetBytes(Megabyte);
        var picture = MediaSteps.Bitmap(300, 240);
        byte[] sound = [.. "ID3\x03"u8, .. noise];
        byte[] film = [0, 0, 0, 24, .. "ftypisom"u8, .. noise];

        var image = await ExchangeAsync(alice, bob, progress => alice.CreateImageMessage("bob", MediaSource.FromBytes("a.bmp", picture), onProgress: progress), picture);
        await ExchangeAsync(alice, bob, progress => alice.CreateAudioMessage("bob", MediaSource.FromBytes("a.mp3", sound), onProgress: progress), sound);
        await ExchangeAsync(alice, bob, progress => alice.CreateVideoMessage("bob", MediaSource.FromBytes("a.mp4", film), onProgress: progress), film);
        await ExchangeAsync(alice, bob, progress => alice.CreateFileMessage("bob", MediaSource.FromBytes("a.bin", noise), onProgress: progress), noise);

        Assert.Equal([(300, 240), (248, 198), (300, 240)], ((ImagePayload)image.Payload).Images.Select(one => (one.Width, one.Height)));
        await system.Terminate();
    }

    [Fact]
    public async Task Large_file_is_never_in_memory_as_a_whole()
    {
        await using var host = await HostProcess.StartAsync();
        using var system = ActorSystem.Create("large", "akka { loglevel = ERROR, log-dead-letters = off }");
        var (alice, bob) = (await LogInAsync(system, host, "alice"), await LogInAsync(system, host, "bob"));
        var path = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(path, RandomNumberGenerator.GetBytes(30 * Megabyte));
            await SendAsync(alice, bob, alice.CreateFileMessage("bob", MediaSource.FromBytes("warm.bin", new byte[Megabyte])));
            var before = GC.GetTotalAllocatedBytes(precise: true);

            var received = await SendAsync(alice, bob, alice.CreateFileMessage("bob", MediaSource.FromFile(path)));
            using var hash = SHA256.Create();
            await using (var target = new CryptoStream(Stream.Null, hash, CryptoStreamMode.Write))
            {
                Assert.Equal(30 * Megabyte, await bob.DownloadFileAsync(received, target));
            }

            Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 8 * Megabyte);
            await using var source = File.OpenRead(path);
            Assert.Equal(await SHA256.HashDataAsync(source), hash.Hash);
        }
        finally
        {
            File.Delete(path);
        }

        await system.Terminate();
    }

    [Fact]
    public async Task Broken_upload_can_be_sent_again()
    {
        await using var host = await HostProcess.StartAsync();
        using var system = ActorSystem.Create("broken", "akka { loglevel = ERROR, log-dead-letters = off }");
        var (alice, bob) = (await LogInAsync(system, host, "alice"), await LogInAsync(system, host, "bob"));
        var bytes = RandomNumberGenerator.GetBytes(2 * Megabyte);
        var isBroken = true;
        var source = new MediaSource("a.bin", bytes.Length, _ => ValueTask.FromResult<Stream>(new MemoryStream(isBroken ? bytes[..Megabyte] : bytes)));
        var message = alice.CreateFileMessage("bob", source);

        Assert.Equal(2400, (await Assert.ThrowsAsync<ChatException>(() => alice.SendMessageAsync(message))).Code);
        Assert.Equal(MessageStatus.Fail, alice.FindMessage(message.Id)!.Status);
        isBroken = false;
        var sent = await alice.ResendMessageAsync(message);

        using var target = new MemoryStream();
        await bob.DownloadFileAsync(sent, target);
        Assert.Equal(bytes, target.ToArray());
        await system.Terminate();
    }

    private static async Task<ChatMessage> ExchangeAsync(ChatClient from, ChatClient to, Func<IProgress<double>, ChatMessage> create, byte[] content)
    {
        var progress = new Progress();
        var received = await SendAsync(from, to, create(progress));
        using var target = new MemoryStream();
        await to.DownloadFileAsync(received, target);
        Assert.Equal(content, target.ToArray());
        Assert.Equal(1, progress.Last);
        return received;
    }

    private static async Task<ChatMessage> SendAsync(ChatClient from, ChatClient to, ChatMessage message)
    {
        var arrived = new TaskCompletionSource<ChatMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        to.Once<MessageReceived>(e => arrived.TrySetResult(e.Messages[0]));
        await from.SendMessageAsync(message).WaitAsync(Limit);
        return await arrived.Task.WaitAsync(Limit);
    }

    private static async Task<ChatClient> LogInAsync(ActorSystem system, HostProcess host, string user)
    {
        var client = ChatEngine.Of(system).Create(new ChatOptions(HostProcess.App) { ProxyServer = host.WebSocketUrl }, user);
        await client.LoginAsync(user, HostProcess.Sign(user)).WaitAsync(Limit);
        return client;
    }

    private sealed class Progress : IProgress<double>
    {
        public double Last { get; private set; }

        public void Report(double value) => Last = value;
    }
}
