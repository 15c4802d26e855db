using Chat.Server.Apps;

namespace Chat.Host.Options;

/// <summary>Section <c>Chat</c> of the configuration.</summary>
public sealed class ChatOptions
{
    public const string Section = "Chat";

    /// <summary>Addresses to listen on, separated by semicolons.</summary>
    public string Urls { get; set; } = "http://127.0.0.1:9210";

    /// <summary>Where the database and the files live; created when missing.</summary>
    public string DataDirectory { get; set; } = "./data";

    public StorageOptions Storage { get; set; } = new();

    public GatewayOptions Gateway { get; set; } = new();

    public TranslationOptions Translation { get; set; } = new();

    public RetentionOptions Retention { get; set; } = new();

    public MediaOptions Media { get; set; } = new();

    public IList<AppOptions> Apps { get; } = [];
}

/// <summary>Section <c>Chat:Retention</c>: when messages that are older than their app's <c>HistoryDays</c> are removed.</summary>
public sealed class RetentionOptions
{
    /// <summary>Between two sweeps.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Between two batches of a sweep.</summary>
    public TimeSpan Pause { get; set; } = TimeSpan.FromMilliseconds(50);
}

/// <summary>Section <c>Chat:Translation</c>: services that clients' translations and speech recognitions are passed on to; none by default.</summary>
public sealed class TranslationOptions
{
    public Uri? TranslateUrl { get; set; }

    public Uri? SpeechUrl { get; set; }

    /// <summary>Largest answer of a service.</summary>
    public int MaxReplyBytes { get; set; } = 256 * 1024;
}

/// <summary>Section <c>Chat:Storage</c>.</summary>
public sealed class StorageOptions
{
    public const string Sqlite = "Sqlite";

    /// <summary>Only <c>Sqlite</c> so far.</summary>
    public string Provider { get; set; } = Sqlite;
}

/// <summary>Section <c>Chat:Gateway</c>: the limits of sockets and REST calls.</summary>
public sealed class GatewayOptions
{
    /// <summary>Largest frame a client may send before it has logged in; a larger one closes its socket.</summary>
    public int MaxFrameBytes { get; set; } = 64 * 1024;

    /// <summary>Largest frame of a logged-in client: the list of a merged message travels in one.</summary>
    public int MaxLongFrameBytes { get; set; } = 1024 * 1024;

    /// <summary>Unanswered commands of one socket; beyond it the socket is not read until some are answered.</summary>
    public int MaxPendingFrames { get; set; } = 256;

    /// <summary>Bytes that may wait for a client that does not read; beyond it the socket is closed.</summary>
    public int MaxQueuedBytes { get; set; } = 4 * 1024 * 1024;

    /// <summary>Sockets of one address on which nobody is logged in; more are refused with 429.</summary>
    public int MaxUnauthenticatedPerAddress { get; set; } = 4096;

    /// <summary>A socket that sends nothing for so long is closed. Clients send a heartbeat every 10 seconds.</summary>
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Pushed messages wait so long for the sync (<c>openim.getmsg</c>) that clients run after a login.</summary>
    public TimeSpan SyncTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Frames of this size and more are compressed for clients that announced it.</summary>
    public int CompressFromBytes { get; set; } = 4096;

    /// <summary>Largest REST body.</summary>
    public int MaxRestBodyBytes { get; set; } = 1024 * 1024;

    /// <summary>How long a stop waits for commands that are under way.</summary>
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(5);
}

/// <summary>Section <c>Chat:Media</c>: uploads and downloads of files.</summary>
public sealed class MediaOptions
{
    /// <summary>
    /// Address under which clients reach <c>/upload</c> and <c>/files</c>, http or https. When it is not set, each client gets the host that its socket
    /// was opened on, with https if the socket or the proxy before it (<c>X-Forwarded-Proto</c>) has it.
    /// </summary>
    public Uri? PublicUrl { get; set; }

    /// <summary>How long one upload may take.</summary>
    public TimeSpan UploadTimeout { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>An upload that is slower is ended.</summary>
    public int MinUploadBytesPerSecond { get; set; } = 8192;
}
