namespace Chat.Protocol.Sessions;

/// <summary>Values of <c>head.platform</c> and of the address parameter <c>platform</c>.</summary>
public static class ClientPlatform
{
    public const int Windows = 1;
    public const int Android = 2;
    public const int Ios = 3;
    public const int Mac = 4;

    /// <summary>Browsers and plain Node.</summary>
    public const int Web = 7;
    public const int Ipad = 13;
}
