using System.Globalization;
using System.Text;
using Chat.Protocol.Errors;
using Chat.Protocol.Frames;
using Chat.Protocol.Sessions;
using Chat.Protocol.Tests.Commands;
using Chat.Server.Commands;
using Chat.Server.Tests.Testing;

namespace Chat.Server.Tests.Commands;

/// <summary>Whatever one socket sends, the dispatcher throws nothing but <see cref="FrameException"/>, and nobody else notices.</summary>
public sealed class FrameFuzzSpecs : IDisposable
{
    /// <summary>The time of the message that the documented bodies are about.</summary>
    private const string MessageTime = "1700000001";

    private readonly TestServer _server = new();
    private readonly TestClient _alice;
    private readonly TestClient _bob;
    private readonly TestClient _bystander;

    public FrameFuzzSpecs()
    {
        _server.ExpectErrors();
        _alice = _server.Login("alice");
        _bob = _server.Login("bob");
        _bystander = _server.Login("carol");
        _alice.Send("bob", seq: 12, random: 34, extra: ""","IsNeedReadReceipt":1,"SupportMessageExtension":1""").ShouldBeOk();
    }

    public void Dispose() => _server.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Mutated_frames_of_every_command_hurt_nobody(int seed)
    {
        var random = new Random(seed);
        var frames = Samples().Select((sample, i) => _alice.Frame(sample.Entry.Command, sample.Body, 50_000 + i)).ToList();
        for (var round = 0; round < 4000; round++)
        {
            Dispatch(FrameMutations.Mutate(frames[random.Next(frames.Count)], random));
        }

        ShouldStillWork();
    }

    [Fact]
    public void Every_field_of_every_request_may_hold_anything()
    {
        foreach (var (entry, body) in Samples())
        {
            foreach (var variant in FrameMutations.Variants(body))
            {
                Dispatch(_alice.Frame(entry.Command, variant, 60_000));
            }

            foreach (var value in FrameMutations.Values)
            {
                Dispatch(_alice.Frame(entry.Command, value, 60_001));
            }
        }

        ShouldStillWork();
        Assert.Empty(_server.Loggers.Errors);
        Assert.DoesNotContain(_alice.Socket.All, item => item.IsReply && item.Json.Code() == ErrorCodes.MessageServiceInternal);
    }

    [Fact]
    public void Every_field_of_a_head_may_hold_anything()
    {
        var frame = Encoding.UTF8.GetString(_alice.Frame(SessionCommands.Hello, "{}", 70_000));
        foreach (var variant in FrameMutations.Variants(frame))
        {
            Dispatch(Encoding.UTF8.GetBytes(variant));
        }

        var login = _server.Connect("dave");
        login.UserSig = login.Sign();
        foreach (var variant in FrameMutations.Variants(Encoding.UTF8.GetString(login.Frame(SessionCommands.Login, "{}", 70_001))))
        {
            Dispatch(Encoding.UTF8.GetBytes(variant), login.Socket);
        }

        ShouldStillWork();
    }

    [Fact]
    public void Every_field_of_every_REST_request_may_hold_anything()
    {
        foreach (var entry in _server.Server.Commands.Entries.Where(entry => entry.Access == CommandAccess.Administrator))
        {
            var body = Body(entry);
            foreach (var variant in FrameMutations.Variants(body).Concat(FrameMutations.Values))
            {
                var reply = _server.Rest(entry.Command, variant);
                Assert.True(reply.Code() != ErrorCodes.MessageServiceInternal, $"{entry.Command.Name} {variant}: {reply}");
            }
        }

        Assert.Empty(_server.Loggers.Errors);
    }

    private void ShouldStillWork()
    {
        _server.Settle();
        Assert.Empty(_bystander.Socket.Messages);
        Assert.Empty(_bystander.Socket.Pushes);
        Assert.Null(_bystander.Socket.AbortReason);
        Assert.True(_bystander.Socket.IsLoggedIn);
        _bystander.Send("carol", "still here").ShouldBeOk();
        _bob.Send("carol", "hello").ShouldBeOk();
        Assert.Equal("hello", _bystander.Socket.WaitMessages(1)[0].Json.TextOf());
        Assert.Equal(["hello"], _bystander.HistoryTexts("bob"));
    }

    private void Dispatch(byte[] frame, FakeSession? socket = null)
    {
        try
        {
            _server.Server.Frames.Dispatch(socket ?? _alice.Socket, frame);
        }
        catch (FrameException)
        {
            // The documented refusal.
        }
    }

    /// <summary>A good body for each command of sockets, about a message that is there; none that ends the fuzzer's own session.</summary>
    private List<(CommandEntry Entry, string Body)> Samples() =>
    [
        .. _server.Server.Commands.Entries
            .Where(entry => entry.Access != CommandAccess.Administrator && entry.Command.Name != SessionCommands.Logout.Name)
            .Select(entry => (entry, Body(entry))),
    ];

    private string Body(CommandEntry entry) =>
        DocumentedBodies.All[entry.Command.Name].Request.Replace(MessageTime, _server.Now.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
}
