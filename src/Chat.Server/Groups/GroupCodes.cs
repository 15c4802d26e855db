using Chat.Protocol.Groups;

namespace Chat.Server.Groups;

/// <summary>Receive options as the list of conversations numbers them (<c>MsgRecvOption</c>).</summary>
internal static class ReceiveOptionCodes
{
    public const int Discard = 1;
    public const int MentionsOnly = 4;

    private static readonly string[] Names =
    [
        GroupReceiveOptions.AcceptAndNotify, GroupReceiveOptions.Discard, GroupReceiveOptions.AcceptNotNotify, GroupReceiveOptions.AcceptNotNotifyExceptAt,
        GroupReceiveOptions.NotReceiveExceptAt,
    ];

    public static string NameOf(int code) => Names[code];

    /// <summary>True if messages are not pushed: none, or only those that mention the receiver.</summary>
    public static bool IsWithheld(int code) => code is Discard or MentionsOnly;

    /// <summary>Null for a name that is none.</summary>
    public static int? Parse(string? name) => Array.IndexOf(Names, name) is var code and >= 0 ? code : null;
}

/// <summary>Priorities of messages, the most urgent first.</summary>
internal static class GroupPriorities
{
    public const int High = 1;
    public const int Normal = 2;
    public const int Low = 3;
    public const int Lowest = 4;

    /// <summary>Normal for everything that is no name of a priority.</summary>
    public static int Parse(string? name) => name switch { "High" => High, "Low" => Low, "Lowest" => Lowest, _ => Normal };

    public static string NameOf(int priority) => priority switch { High => "High", Low => "Low", Lowest => "Lowest", _ => "Normal" };
}
