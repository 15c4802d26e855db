namespace Chat.Protocol.Frames;

/// <summary>A WebSocket message that is not a frame: not JSON, no head, a wrong type or a compressed stream that is too large.</summary>
public sealed class FrameException : Exception
{
    public FrameException(string message)
        : base(message)
    {
    }

    public FrameException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public FrameException()
    {
    }
}
