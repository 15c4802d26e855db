using Chat.Protocol.Errors;

namespace Chat.Actors;

/// <summary>A call that was refused or failed.</summary>
public sealed class ChatException : Exception
{
    public ChatException(int code, string message)
        : base(message) => Code = code;

    public ChatException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public ChatException(string message)
        : base(message)
    {
    }

    public ChatException()
    {
    }

    internal ChatException(ChatError error)
        : this(error.Code, error.Info)
    {
    }

    /// <summary>With 2480: the message as it is now, edited by somebody else.</summary>
    public Messages.ChatMessage? CurrentMessage { get; internal init; }

    /// <summary>The web SDK's code (2000–8999) or the server's, see <see cref="ErrorCodes"/>.</summary>
    public int Code { get; }
}
