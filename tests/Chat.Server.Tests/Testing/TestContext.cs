using System.Text.Json;
using Chat.Server.Apps;
using Chat.Server.Commands;

namespace Chat.Server.Tests.Testing;

/// <summary>A call over REST; keeps its reply.</summary>
internal sealed class TestContext(ChatApp app, string userId) : CommandContext
{
    private readonly object _gate = new();
    private JsonElement? _reply;

    public override ChatApp App => app;

    public override string UserId => userId;

    public bool IsAnswered
    {
        get
        {
            lock (_gate)
            {
                return _reply is not null;
            }
        }
    }

    public JsonElement Wait()
    {
        lock (_gate)
        {
            while (_reply is null)
            {
                Assert.True(Monitor.Wait(_gate, FakeSession.Deadline), "no answer to a REST call");
            }

            return _reply.Value;
        }
    }

    protected override void Send(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body);
        using var document = JsonDocument.ParseValue(ref reader);
        lock (_gate)
        {
            _reply = document.RootElement.Clone();
            Monitor.PulseAll(_gate);
        }
    }
}
