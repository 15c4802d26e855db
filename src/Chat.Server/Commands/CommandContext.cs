using System.Buffers;
using System.Text.Json.Serialization.Metadata;
using Chat.Protocol.Commands;
using Chat.Protocol.Errors;
using Chat.Server.Apps;
using Chat.Server.Sessions;
using Chat.Server.Telemetry;

namespace Chat.Server.Commands;

/// <summary>
/// One call of a command: who calls and where the reply goes. It is answered exactly once, from any thread, now or after a commit;
/// later answers are dropped.
/// </summary>
public abstract class CommandContext
{
    private int _answered;

    /// <summary>The caller's app.</summary>
    public abstract ChatApp App { get; }

    /// <summary>The user who calls; for REST the administrator.</summary>
    public abstract string UserId { get; }

    /// <summary>The socket and who speaks on it; null when an administrator calls over REST.</summary>
    public virtual Session? Session => null;

    public void Reply<T>(T reply, JsonTypeInfo<T> type)
        where T : Reply
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        Wire.Write(buffer, reply, type);
        Reply(buffer.WrittenSpan);
    }

    /// <summary>Answers with a body that is JSON text already.</summary>
    public void Reply(ReadOnlySpan<byte> body)
    {
        if (Interlocked.Exchange(ref _answered, 1) == 0)
        {
            Send(body);
        }
    }

    public void Ok() => Reply("""{"ActionStatus":"OK","ErrorCode":0,"ErrorInfo":""}"""u8);

    public void Fail(int code, string info) => Fail(new ChatError(code, info));

    public void Fail(ChatError error)
    {
        ServerTelemetry.CommandErrors.Add(1, new KeyValuePair<string, object?>("code", error.Code));
        Reply(Protocol.Commands.Reply.From(error), CommandsJson.Default.Reply);
    }

    protected abstract void Send(ReadOnlySpan<byte> body);
}
