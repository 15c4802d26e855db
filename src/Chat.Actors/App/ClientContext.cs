using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Chat.Actors.Events;
using Chat.Actors.Messages;

namespace Chat.Actors.App;

/// <summary>What all actors of one account share: options, clock wheel, randomness, the way out for events. Holds no state of the account but its public snapshot.</summary>
internal sealed class ClientContext(ChatOptions options, SecondWheel wheel, Random random, EventHub events)
{
    private readonly string _instanceKey = MakeInstanceKey(random);
    private volatile AccountSnapshot _snapshot = new();

    public ChatOptions Options { get; } = options;

    public SecondWheel Wheel { get; } = wheel;

    /// <summary>Used by this account's actors only; accounts share nothing.</summary>
    public Random Random { get; } = random;

    /// <summary>Numbers of messages; the client uses it under its own lock.</summary>
    public Random MessageRandom { get; } = new(random.Next());

    public EventHub Events { get; } = events;

    /// <summary>What the client's synchronous members answer from.</summary>
    public AccountSnapshot Snapshot
    {
        get => _snapshot;
        set => _snapshot = value;
    }

    /// <summary>With what the account is logged in; an account actor that is restarted logs in again with it.</summary>
    public Credentials? Credentials { get; set; }

    /// <summary>Messages that the account's open conversations hold.</summary>
    public ConcurrentDictionary<string, ChatMessage> Messages { get; } = new(concurrencyLevel: 1, capacity: 1);

    /// <summary>Calls that wait for this account's actors.</summary>
    public PendingCalls Calls { get; } = new();

    public void Publish(ChatEvent chatEvent) => Events.Publish(chatEvent);

    /// <summary>The local clock corrected to the server's, UNIX milliseconds.</summary>
    public long ServerTime => (Options.Time.GetUtcNow() + Snapshot.ClockOffset).ToUnixTimeMilliseconds();

    /// <summary>Address of the next socket: one's own server, or the region's hosts in turn.</summary>
    public Uri NextAddress(int attempt)
    {
        var hosts = Options.ProxyServer is { } proxy ? [proxy] : Connection.RegionHosts.For(Options.SdkAppId, Options.Oversea);
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"{hosts[Math.Max(attempt - 1, 0) % hosts.Count]}/binfo?sdkappid={Options.SdkAppId}&instanceid={_instanceKey}&random={Random.NextDouble():R}&platform={Options.Platform}&host=unknown&version=-1&sdkversion=3.6.6&compress=gzip");
        return new Uri(text);
    }

    private static string MakeInstanceKey(Random random)
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        return Convert.ToHexStringLower(bytes);
    }
}

/// <summary>An account as seen from outside its actors; replaced as a whole.</summary>
internal sealed record AccountSnapshot
{
    public string UserId { get; init; } = "";

    public string TinyId { get; init; } = "";

    public bool IsReady { get; init; }

    /// <summary>Server clock minus local clock.</summary>
    public TimeSpan ClockOffset { get; init; }

    public long TotalUnread { get; init; }

    /// <summary>Why calls are refused while the account is not ready.</summary>
    public int NotReadyCode { get; init; } = Protocol.Errors.ErrorCodes.NotLoggedIn;
}

internal sealed record Credentials(string UserId, string UserSig);

/// <summary>The one string of each command name, so that names are not kept per frame.</summary>
internal static class CommandNames
{
    private const int MaxKept = 512;
    private static readonly ConcurrentDictionary<string, string> Names = new(StringComparer.Ordinal);
    private static readonly ConcurrentDictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> Lookup =
        Names.GetAlternateLookup<ReadOnlySpan<char>>();

    public static string Get(ReadOnlySpan<byte> utf8)
    {
        Span<char> chars = stackalloc char[128];
        if (utf8.Length > chars.Length)
        {
            return Encoding.UTF8.GetString(utf8);
        }

        var length = Encoding.Latin1.GetChars(utf8, chars);
        if (Lookup.TryGetValue(chars[..length], out var known))
        {
            return known;
        }

        var name = new string(chars[..length]);
        return Names.Count < MaxKept ? Names.GetOrAdd(name, name) : name;
    }
}
