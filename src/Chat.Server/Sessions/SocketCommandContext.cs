using System.Buffers;
using System.Text;
using Chat.Protocol.Frames;
using Chat.Server.Apps;
using Chat.Server.Commands;

namespace Chat.Server.Sessions;

/// <summary>A call that came over a socket; the reply is a frame with the same command and sequence.</summary>
internal sealed class SocketCommandContext : CommandContext
{
    private readonly Session _socket;
    private readonly SessionIdentity? _identity;
    private readonly CommandEntry _entry;
    private readonly long _sequence;

    public SocketCommandContext(Session socket, SessionIdentity? identity, CommandEntry entry, long sequence)
    {
        _socket = socket;
        _identity = identity;
        _entry = entry;
        _sequence = sequence;
        socket.CommandStarted();
    }

    public override ChatApp App => Identity.App;

    /// <summary>The app that a caller without a login names; null if there is none.</summary>
    public ChatApp? NamedApp { get; init; }

    public override string UserId => Identity.Account.UserId;

    public override Session Session => _socket;

    /// <summary>The same as <see cref="Session"/>, never null.</summary>
    public Session Socket => _socket;

    /// <summary>Who calls; handlers with <see cref="CommandAccess.Anyone"/> must not ask.</summary>
    public SessionIdentity Identity => _identity ?? throw new InvalidOperationException("Nobody is logged in on this socket.");

    protected override void Send(ReadOnlySpan<byte> body)
    {
        var name = _entry.Command.Utf8Name;
        var frame = new ArrayBufferWriter<byte>(body.Length + name.Length + 64);
        ServerFrame.Write(frame, name, _sequence, body);
        _socket.Send(frame.WrittenSpan.ToArray());
        _socket.CommandAnswered();
    }

    /// <summary>Answers a command that nobody knows.</summary>
    public static void SendUnknown(Session socket, ReadOnlySpan<byte> name, long sequence, ReadOnlySpan<byte> body)
    {
        var frame = new ArrayBufferWriter<byte>(256);
        var text = System.Text.Json.JsonEncodedText.Encode(Encoding.UTF8.GetString(name));
        ServerFrame.Write(frame, text.EncodedUtf8Bytes, sequence, body);
        socket.Send(frame.WrittenSpan.ToArray());
    }
}
