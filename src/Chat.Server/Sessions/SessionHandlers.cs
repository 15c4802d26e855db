using Akka.Actor;
using Chat.Protocol.Frames;
using Chat.Server.Commands;

namespace Chat.Server.Sessions;

/// <summary>Commands that only need an OK: hello, statistics, and the heartbeat, which is answered whatever its identity (wire reference, core §0.10).</summary>
internal sealed class AcknowledgeHandler : IRawCommandHandler
{
    public void Handle(CommandContext context, ReadOnlySpan<byte> body) => context.Ok();
}

/// <summary>
/// <c>im_open_status.wslogout</c>. Always succeeds: a client that was kicked logs out with a token that is worth nothing any more.
/// </summary>
internal sealed class LogoutHandler(LoginHandler login, IActorRef accountActors) : IFrameHandler
{
    public void Handle(Session session, CommandEntry entry, in ClientFrame frame)
    {
        var context = new SocketCommandContext(session, null, entry, frame.Sequence);
        var identity = session.Identity is { } known && frame.A2.SequenceEqual(known.Token)
            ? known
            : login.Resolve(frame.A2, out _, out _);
        if (identity is null)
        {
            context.Ok();
        }
        else
        {
            accountActors.Tell(new AccountProtocol.LogOut(context, session, identity));
        }
    }
}
