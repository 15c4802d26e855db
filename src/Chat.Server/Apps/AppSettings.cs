namespace Chat.Server.Apps;

/// <summary>Which platforms of one account may be online at the same time.</summary>
public enum MultiTerminalPolicy
{
    /// <summary>Exactly one client over all platforms.</summary>
    SinglePlatform,

    /// <summary>One of mobile or desktop, plus web.</summary>
    DualPlatform,

    /// <summary>One mobile, one desktop, web.</summary>
    TriplePlatform,

    /// <summary>Each platform by itself.</summary>
    MultiPlatform,
}

/// <summary>How clients that are logged in learn what happens in a live room; guests always poll.</summary>
public enum RoomDelivery
{
    /// <summary>They are pushed to.</summary>
    Push,

    /// <summary>They ask again and again.</summary>
    Poll,
}

/// <summary>Settings of one app, bound from <c>Chat:Apps:n:Settings</c>.</summary>
public sealed class AppSettings
{
    /// <summary>A hundred years.</summary>
    public const int MaxHistoryDays = 36_500;

    /// <summary>Instances of one account on one platform; one more login puts the oldest out.</summary>
    public int MaxInstancesPerUser { get; set; } = 1;

    public MultiTerminalPolicy MultiTerminal { get; set; } = MultiTerminalPolicy.DualPlatform;

    /// <summary>Largest <c>MsgBody</c> with <c>CloudCustomData</c>, bytes of JSON text.</summary>
    public int MaxMessageBytes { get; set; } = 12 * 1024;

    /// <summary>How long after a message its sender can take it back; administrators always can.</summary>
    public TimeSpan RecallWindow { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Days for which messages and their files are kept; 0 for ever.</summary>
    public int HistoryDays { get; set; } = 7;

    /// <summary>Period in which clients say hello; also how fast the official SDK finds back after an outage.</summary>
    public TimeSpan HelloInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Logins with a signature that the app accepts in one second; more are refused with 60019.</summary>
    public int LoginsPerSecond { get; set; } = 5000;

    /// <summary>Largest picture in MB of 1,048,576 bytes; clients are told (<c>upload_size_limit</c>, which knows whole MB only).</summary>
    public int MaxImageMegabytes { get; set; } = 28;

    /// <summary>Largest sound, see <see cref="MaxImageMegabytes"/>.</summary>
    public int MaxAudioMegabytes { get; set; } = 28;

    /// <summary>Largest film, see <see cref="MaxImageMegabytes"/>.</summary>
    public int MaxVideoMegabytes { get; set; } = 100;

    /// <summary>Largest file of another kind, see <see cref="MaxImageMegabytes"/>.</summary>
    public int MaxFileMegabytes { get; set; } = 100;

    /// <summary>Whether who sends to somebody that has blocked it is told of success; otherwise it gets 20007. The receiver gets nothing either way.</summary>
    public bool BlacklistedSenderSeesSuccess { get; set; } = true;

    /// <summary>Whether one-to-one messages pass only between users who have each other on their lists of friends (20009 to 20011).</summary>
    public bool FriendCheck { get; set; }

    /// <summary>Groups that one account may be in (10037 beyond).</summary>
    public int MaxGroupsPerUser { get; set; } = 1000;

    /// <summary>Members of a group of an ordinary type, unless it was made for fewer (10014 beyond).</summary>
    public int MaxGroupMembers { get; set; } = 6000;

    /// <summary>Members of a community.</summary>
    public int MaxCommunityMembers { get; set; } = 100_000;

    /// <summary>Administrators of a group beside its owner (10004 beyond).</summary>
    public int MaxGroupAdmins { get; set; } = 10;

    /// <summary>Whether accounts that are invited into a group must agree before they become members.</summary>
    public bool InvitationsNeedConsent { get; set; }

    /// <summary>Messages of one group or live room in one second over all senders.</summary>
    public int GroupMessagesPerSecond { get; set; } = 40;

    /// <summary>Changes of the attributes of one group in one second (10049 beyond).</summary>
    public int GroupAttributeWritesPerSecond { get; set; } = 5;

    /// <summary>Newest messages of a live room that newcomers are shown.</summary>
    public int RoomHistoryMessages { get; set; } = 20;

    public RoomDelivery RoomDelivery { get; set; } = RoomDelivery.Push;

    /// <summary>Whether clients may be told of what happens in live rooms in the short form when they poll.</summary>
    public bool ShortRoomItems { get; set; } = true;

    /// <summary>
    /// Whether an account that comes into a live room leaves the one it was in, on whatever device. The SDK by itself leaves the former room on its own device
    /// only, and not if it was made with <c>unlimitedAVChatRoom</c>, which works only while this is off.
    /// </summary>
    public bool OneRoomPerUser { get; set; }

    /// <summary>Messages to all live rooms in one second (10023 beyond); 0 where there are none (10007).</summary>
    public int RoomBroadcastsPerSecond { get; set; } = 1;
}
