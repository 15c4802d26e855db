using Chat.Server.Apps;
using Chat.Server.Commands;

namespace Chat.Host.Rest;

/// <summary>A call that came over REST; the reply is the response's body.</summary>
internal sealed class RestCommandContext(ChatApp app, string administrator) : CommandContext
{
    private readonly TaskCompletionSource<byte[]> _reply = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override ChatApp App => app;

    public override string UserId => administrator;

    public Task<byte[]> Completion => _reply.Task;

    protected override void Send(ReadOnlySpan<byte> body) => _reply.TrySetResult(body.ToArray());
}
