using Akka.Actor;
using Chat.Protocol.Sessions;
using Chat.Server.Commands;

namespace Chat.Server.Sessions;

/// <summary>Commands that only need an OK: hello, statistics, and the heartbeat, which is answered whatever its identity (wire reference, core §0.10).</summary>
internal sealed class AcknowledgeHandler : IRawCommandHandler
{
    public void Handle(CommandContext context, ReadOnlySpan<byte> body) => context.Ok();
}

/// <summary><c>im_open_status.wslogout</c>.</summary>
internal sealed class LogoutHandler(IActorRef accountActors) : ICommandHandler<LogoutRequest>
{
    public void Handle(CommandContext context, LogoutRequest request)
    {
        var call = (SocketCommandContext)context;
        accountActors.Tell(new AccountProtocol.LogOut(context, call.Socket, call.Identity));
    }
}
