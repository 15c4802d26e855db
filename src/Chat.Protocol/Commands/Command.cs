using System.Text;
using System.Text.Json.Serialization.Metadata;

namespace Chat.Protocol.Commands;

/// <summary>One command of the protocol. The engine calls it, the server registers one handler for it.</summary>
public abstract class Command
{
    private readonly byte[] _utf8Name;

    private protected Command(string name)
    {
        Name = name;
        IsOfGroups = name.StartsWith("group_open", StringComparison.Ordinal) || name.StartsWith("million_group_open", StringComparison.Ordinal);
        _utf8Name = Encoding.ASCII.GetBytes(name);
    }

    /// <summary>The wire name, "service.command".</summary>
    public string Name { get; }

    public ReadOnlySpan<byte> Utf8Name => _utf8Name;

    /// <summary>False for heartbeat, login, logout, polls and acknowledgements, whose <c>head.cs</c> is 0.</summary>
    public bool HasChecksum { get; init; } = true;

    /// <summary>False for statistics, whose head carries neither identity nor content type.</summary>
    public bool HasIdentity { get; init; } = true;

    /// <summary>True for file commands: their head always carries identifier and signature, never a session token (wire reference, core §2.2).</summary>
    public bool AuthenticatesBySignature { get; init; }

    /// <summary>True for commands of the group services, which have codes of their own for what any command can fail with (rules reference, errors).</summary>
    public bool IsOfGroups { get; }

    /// <summary>Code of a body that is malformed; null for the general one of its service and door.</summary>
    public int? MalformedCode { get; init; }

    /// <summary>How often clients send it before they fail with 2996; null for no limit. Services share it by the command's name.</summary>
    public CommandLimit? Limit { get; init; }

    /// <summary>True for polls: one that is under way when the socket goes is not repeated on the next one.</summary>
    public bool IsOfSocket { get; init; }

    /// <summary>How long a client waits for the reply before it fails with 2801. The SDK's figures: 15 s, login 90 s, heartbeat 3 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(15);

    public override string ToString() => Name;
}

/// <param name="Count">Calls in a window.</param>
/// <param name="Seconds">Length of the window, which begins with its first call.</param>
public sealed record CommandLimit(int Count, int Seconds);

/// <inheritdoc cref="Command"/>
/// <typeparam name="TRequest">Body of the request.</typeparam>
/// <typeparam name="TReply">Body of the reply.</typeparam>
public sealed class Command<TRequest, TReply>(string name, JsonTypeInfo<TRequest> request, JsonTypeInfo<TReply> reply) : Command(name)
    where TReply : Reply
{
    public JsonTypeInfo<TRequest> Request { get; } = request;

    public JsonTypeInfo<TReply> Reply { get; } = reply;
}
