using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Chat.Protocol.Commands;
using Chat.Protocol.Errors;
using Chat.Protocol.Frames;
using Chat.Protocol.Groups;
using Chat.Server.Sessions;
using Chat.Server.Telemetry;
using Microsoft.Extensions.Logging;

namespace Chat.Server.Commands;

/// <summary>Which door a handler stands behind.</summary>
public enum CommandAccess
{
    /// <summary>Any socket, logged in or not.</summary>
    Anyone,

    /// <summary>A logged-in user on a socket.</summary>
    User,

    /// <summary>An administrator over REST.</summary>
    Administrator,
}

/// <summary>Answers one command. It answers by <see cref="CommandContext"/>, at once or later; it does not block on anything but reads of the store.</summary>
public interface ICommandHandler<in TRequest>
{
    void Handle(CommandContext context, TRequest request);
}

/// <summary>Answers a command on the path of a message, reading the body itself.</summary>
public interface IRawCommandHandler
{
    void Handle(CommandContext context, ReadOnlySpan<byte> body);
}

/// <summary>Takes a whole frame: for commands whose head says what is wanted, or that nobody answers.</summary>
internal interface IFrameHandler
{
    void Handle(Session session, CommandEntry entry, in ClientFrame frame);
}

/// <summary>Collects the handlers of all features at start; a name given twice for one door is a mistake.</summary>
public sealed class CommandTableBuilder
{
    private readonly Dictionary<string, CommandEntry> _sockets = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CommandEntry> _rest = new(StringComparer.Ordinal);

    public CommandTableBuilder Add<TRequest, TReply>(
        Command<TRequest, TReply> command, CommandAccess access, ICommandHandler<TRequest> handler)
        where TReply : Reply => Add(command, access, new TypedHandler<TRequest, TReply>(command, handler));

    /// <summary>One handler under both names of the command.</summary>
    public CommandTableBuilder Add<TRequest, TReply>(
        GroupCommand<TRequest, TReply> command, CommandAccess access, ICommandHandler<TRequest> handler)
        where TReply : Reply => Add(command.Ordinary, access, handler).Add(command.Community, access, handler);

    /// <inheritdoc cref="Add{TRequest, TReply}(GroupCommand{TRequest, TReply}, CommandAccess, ICommandHandler{TRequest})"/>
    public CommandTableBuilder Add<TRequest, TReply>(GroupCommand<TRequest, TReply> command, CommandAccess access, IRawCommandHandler handler)
        where TReply : Reply => Add(command.Ordinary, access, handler).Add(command.Community, access, handler);

    public CommandTableBuilder Add(Command command, CommandAccess access, IRawCommandHandler handler)
    {
        var table = access == CommandAccess.Administrator ? _rest : _sockets;
        table.Add(command.Name, new CommandEntry(command, access, handler, null));
        return this;
    }

    internal CommandTableBuilder Add(Command command, IFrameHandler handler)
    {
        _sockets.Add(command.Name, new CommandEntry(command, CommandAccess.Anyone, null, handler));
        return this;
    }

    public CommandTable Build(ILogger<CommandTable> logger) => new(_sockets, _rest, logger);

    private sealed class TypedHandler<TRequest, TReply>(Command<TRequest, TReply> command, ICommandHandler<TRequest> handler) : IRawCommandHandler
        where TReply : Reply
    {
        /// <summary>A field that cannot be null is malformed if it is, before a handler meets it.</summary>
        private readonly JsonTypeInfo<TRequest> _request = (JsonTypeInfo<TRequest>)new JsonSerializerOptions(command.Request.Options)
        {
            RespectNullableAnnotations = true,
        }.GetTypeInfo(typeof(TRequest));

        public void Handle(CommandContext context, ReadOnlySpan<byte> body) => handler.Handle(context, Wire.Read(body, _request));
    }
}

/// <summary>A command with its one handler: of its body, or of its whole frame.</summary>
public sealed class CommandEntry
{
    internal CommandEntry(Command command, CommandAccess access, IRawCommandHandler? bodyHandler, IFrameHandler? frameHandler)
    {
        Command = command;
        Access = access;
        BodyHandler = bodyHandler;
        FrameHandler = frameHandler;
    }

    public Command Command { get; }

    public CommandAccess Access { get; }

    internal IRawCommandHandler? BodyHandler { get; }

    internal IFrameHandler? FrameHandler { get; }
}

/// <summary>All commands the server answers. WebSocket and REST call the same table.</summary>
public sealed partial class CommandTable
{
    private readonly FrozenDictionary<string, CommandEntry>.AlternateLookup<ReadOnlySpan<char>> _sockets;
    private readonly FrozenDictionary<string, CommandEntry> _rest;
    private readonly ILogger _logger;

    internal CommandTable(Dictionary<string, CommandEntry> sockets, Dictionary<string, CommandEntry> rest, ILogger logger)
    {
        var frozen = sockets.ToFrozenDictionary(StringComparer.Ordinal);
        Entries = [.. frozen.Values, .. rest.Values];
        _sockets = frozen.GetAlternateLookup<ReadOnlySpan<char>>();
        _rest = rest.ToFrozenDictionary(StringComparer.Ordinal);
        _logger = logger;
    }

    public IReadOnlyList<CommandEntry> Entries { get; }

    /// <summary>The entry of a command that came over a socket.</summary>
    public CommandEntry? FindForSocket(ReadOnlySpan<byte> name)
    {
        Span<char> chars = stackalloc char[128];
        if (name.Length > chars.Length)
        {
            return null;
        }

        for (var i = 0; i < name.Length; i++)
        {
            chars[i] = (char)name[i];
        }

        return _sockets.TryGetValue(chars[..name.Length], out var entry) ? entry : null;
    }

    public CommandEntry? FindForRest(string name) => _rest.GetValueOrDefault(name);

    /// <summary>Runs a handler; whatever it throws becomes a code.</summary>
    public void Run(CommandEntry entry, CommandContext context, ReadOnlySpan<byte> body)
    {
        ServerTelemetry.Commands.Add(1);
        try
        {
            entry.BodyHandler!.Handle(context, body);
        }
        catch (JsonException e)
        {
            context.Fail(
                entry.Command.MalformedCode
                    ?? (entry.Command.IsOfGroups ? ErrorCodes.GroupJson
                        : entry.Access == CommandAccess.Administrator ? ErrorCodes.RestJson
                        : ErrorCodes.RequestMalformed),
                "malformed body: " + e.Message);
        }
        catch (Exception e)
        {
            Log.HandlerFailed(_logger, entry.Command.Name, e);
            context.Fail(entry.Command.IsOfGroups ? ErrorCodes.GroupInternal : ErrorCodes.MessageServiceInternal, "internal error");
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "Command {Command} failed")]
        public static partial void HandlerFailed(ILogger logger, string command, Exception exception);
    }
}
