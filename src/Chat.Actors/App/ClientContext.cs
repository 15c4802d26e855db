using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using Chat.Actors.Events;
using Chat.Actors.Groups;
using Chat.Actors.Media;
using Chat.Actors.Messages;
using Chat.Actors.Profiles;

namespace Chat.Actors.App;

/// <summary>
/// What all actors of one account share: options, clock wheel, randomness, the way out for events, and what the client's synchronous members answer from.
/// </summary>
internal sealed class ClientContext
{
    private readonly string _instanceKey;
    private volatile AccountSnapshot _snapshot = new();
    private volatile MediaConfig _mediaConfig = MediaConfig.Default;
    private volatile CloudConfig _cloudConfig = CloudConfig.Default;
    private volatile Profile? _ownProfile;
    private volatile ImmutableDictionary<string, Group> _groups = ImmutableDictionary<string, Group>.Empty;
    private volatile string _purchaseBits = "";
    private volatile bool _isConnected;
    private volatile bool _disablesPullOnInvite;
    private long _totalUnread;

    public ClientContext(ChatOptions options, SecondWheel wheel, Random random, EventHub events)
    {
        Options = options;
        Wheel = wheel;
        Random = random;
        Numbers = new MessageNumbers(new SeededRandom(random.NextInt64()), options.Time.GetLocalNow());
        Events = events;
        Restarts = new RestartCounter(options.Time);
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        _instanceKey = Convert.ToHexStringLower(bytes);
    }

    public ChatOptions Options { get; }

    public SecondWheel Wheel { get; }

    /// <summary>Used by the account's connection only; accounts share nothing.</summary>
    public Random Random { get; }

    public MessageNumbers Numbers { get; }

    public EventHub Events { get; }

    /// <summary>Calls that wait for the account's actors.</summary>
    public OpenCalls Calls { get; } = new();

    /// <summary>Ends what an account has under way outside its actors.</summary>
    public SessionScope Session { get; } = new();

    /// <summary>Written by the account's actor only.</summary>
    public CloudConfig CloudConfig
    {
        get => _cloudConfig;
        set => _cloudConfig = value;
    }

    /// <summary>The application does without what was said in a group before it was invited; until it logs out.</summary>
    public bool DisablesPullOnInvite
    {
        get => _disablesPullOnInvite;
        set => _disablesPullOnInvite = value;
    }

    /// <inheritdoc cref="CloudConfig"/>
    public MediaConfig MediaConfig
    {
        get => _mediaConfig;
        set => _mediaConfig = value;
    }

    /// <summary>Written by the account's actor only.</summary>
    public AccountSnapshot Snapshot
    {
        get => _snapshot;
        set => _snapshot = value;
    }

    /// <summary>False while the connection of a logged-in account is away. Written by the account's actor only.</summary>
    public bool IsConnected
    {
        get => _isConnected;
        set => _isConnected = value;
    }

    /// <summary>Written by the conversations' actor only.</summary>
    public long TotalUnread
    {
        get => Volatile.Read(ref _totalUnread);
        set => Volatile.Write(ref _totalUnread, value);
    }

    /// <summary>Written by the profiles' actor only.</summary>
    public Profile? OwnProfile
    {
        get => _ownProfile;
        set => _ownProfile = value;
    }

    /// <summary>The groups this account is in, also its live rooms and what is not in the list. Written by the groups' actor only.</summary>
    public ImmutableDictionary<string, Group> Groups
    {
        get => _groups;
        set => _groups = value;
    }

    /// <summary>Which features the app may use, as the server wrote it. Written by the account's actor only.</summary>
    public string PurchaseBits
    {
        get => _purchaseBits;
        set => _purchaseBits = value;
    }

    /// <summary>With what the account is logged in; an account actor that is restarted logs in again with it.</summary>
    public Credentials? Credentials { get; set; }

    /// <summary>How often the account's actor had to be restarted; used by that actor only.</summary>
    public RestartCounter Restarts { get; }

    /// <summary>Messages that the account's open conversations hold.</summary>
    public ConcurrentDictionary<string, ChatMessage> Messages { get; } = new(concurrencyLevel: 1, capacity: 1);

    /// <summary>The local clock corrected to the server's, UNIX milliseconds.</summary>
    public long ServerTime => (Options.Time.GetUtcNow() + Snapshot.ClockOffset).ToUnixTimeMilliseconds();

    /// <summary>True if the app may use a feature: see <see cref="PurchaseBit"/>.</summary>
    public bool Has(PurchaseBit feature) => _purchaseBits is var bits && bits.Length > (int)feature && bits[^((int)feature + 1)] == '1';

    public void Publish(ChatEvent chatEvent) => Events.Publish(chatEvent);

    /// <summary>Address of the next socket: one's own server, or the region's hosts in turn.</summary>
    public Uri NextAddress(int attempt)
    {
        var hosts = Options.ProxyServer is { } proxy ? [proxy] : Connection.RegionHosts.For(Options.SdkAppId, Options.Oversea);
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"{hosts[Math.Max(attempt - 1, 0) % hosts.Count]}/binfo?sdkappid={Options.SdkAppId}&instanceid={_instanceKey}&random={Random.NextDouble():R}&platform={Options.Platform}&host=unknown&version=-1&sdkversion={TencentCloudChat.Version}&compress=gzip");
        return new Uri(text);
    }
}

/// <summary>An account as seen from outside its actors; replaced as a whole.</summary>
internal sealed record AccountSnapshot
{
    public string UserId { get; init; } = "";

    public string TinyId { get; init; } = "";

    /// <summary>Shown to some hosts of the cloud by whoever downloads a file; "" for none.</summary>
    public string FileKey { get; init; } = "";

    public bool IsReady { get; init; }

    /// <summary>Server clock minus local clock.</summary>
    public TimeSpan ClockOffset { get; init; }

    /// <summary>Why calls are refused while the account is not ready.</summary>
    public int NotReadyCode { get; init; } = Protocol.Errors.ErrorCodes.NotLoggedIn;
}

internal sealed record Credentials(string UserId, string UserSig);
