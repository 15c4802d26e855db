using Chat.Actors.Connection;
using Chat.Protocol.Sessions;

namespace Chat.Actors;

/// <summary>Options of the clients of one SDKAppID. Only the SDKAppID is required.</summary>
public sealed record ChatOptions
{
    /// <exception cref="ChatException">2000: the SDKAppID is 0.</exception>
    public ChatOptions(uint sdkAppId)
    {
        if (sdkAppId == 0)
        {
            throw new ChatException(Protocol.Errors.ErrorCodes.NoSdkAppId, "SDKAppID is missing");
        }

        SdkAppId = sdkAppId;
    }

    /// <summary>Addresses carry all the permission there is, so no cookies; a connection is renewed now and then, for hosts that move.</summary>
    private static SocketsHttpHandler SharedFileHandler { get; } = new()
    {
        UseCookies = false,
        MaxAutomaticRedirections = 5,
        ConnectTimeout = TimeSpan.FromSeconds(15),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    };

    public uint SdkAppId { get; }

    /// <summary>Base address of one's own server, <c>ws://host:port</c>; null for the cloud's region hosts.</summary>
    public string? ProxyServer { get; init; }

    /// <summary>For apps of the Chinese range that run abroad: use the host outside China.</summary>
    public bool Oversea { get; init; }

    /// <summary>Platform number sent to the server; it decides which other devices an account may have.</summary>
    public int Platform { get; init; } = ClientPlatform.Web;

    /// <summary>Delays between attempts to reconnect. There is no last attempt.</summary>
    public ReconnectPolicy Reconnect { get; init; } = new();

    /// <summary>Requests that may wait for a connection, per account; more fail with 2800.</summary>
    public int MaxPendingRequests { get; init; } = 1024;

    /// <summary>Messages that an open conversation keeps in memory; older ones are asked for again.</summary>
    public int MaxMessagesInMemory { get; init; } = 200;

    /// <summary>Events that may wait for one handler or reader; beyond it the oldest are dropped and <see cref="Events.EventsDropped"/> says so.</summary>
    public int MaxQueuedEvents { get; init; } = 1024;

    /// <summary>Stay in more than one live room at a time; else joining one leaves the one before, as in the SDK.</summary>
    public bool UnlimitedAVChatRoom { get; init; }

    /// <summary>Where sockets come from.</summary>
    public IChatTransport Transport { get; init; } = WebSocketTransport.Shared;

    /// <summary>
    /// <c>https://host</c> that takes the place of scheme and host of https upload addresses; null for none. It or <see cref="FileDownloadProxy"/> makes the
    /// engine ask for addresses as outside a private network, and addresses in messages get https, as in the SDK.
    /// </summary>
    public string? FileUploadProxy { get; init; }

    /// <summary>Takes the place of scheme and host of the addresses that are downloaded from; null for <see cref="FileUploadProxy"/>.</summary>
    public string? FileDownloadProxy
    {
        get => field ?? FileUploadProxy;
        init;
    }

    /// <summary>How long a file transfer may stand still before it counts as broken.</summary>
    public TimeSpan FileTransferTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>What carries the HTTP requests of files; the engine does not dispose of it.</summary>
    public HttpMessageHandler FileHandler { get; init; } = SharedFileHandler;

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Seed of message randoms, jitter and instance IDs; null for a different run each time.</summary>
    public int? Seed { get; init; }
}
