using System.Diagnostics.Metrics;

namespace Chat.Server.Telemetry;

/// <summary>The server's metrics, all under the meter <c>Chat.Server</c>.</summary>
public static class ServerTelemetry
{
    public const string MeterName = "Chat.Server";

    private static readonly Meter Meter = new(MeterName);

    internal static readonly Counter<long> MessagesStored = Meter.CreateCounter<long>("chat.messages.stored", description: "Messages committed");
    internal static readonly Counter<long> DuplicateSends = Meter.CreateCounter<long>("chat.messages.duplicates", description: "Sends that repeated a stored message");
    internal static readonly Counter<long> Pushes = Meter.CreateCounter<long>("chat.pushes", description: "Messages handed to sessions");
    internal static readonly Counter<long> GroupMessagesDropped = Meter.CreateCounter<long>("chat.groups.dropped", description: "Messages of groups dropped under load, by priority");
    internal static readonly Counter<long> RoomMessagesDropped = Meter.CreateCounter<long>("chat.rooms.dropped", description: "Messages of live rooms dropped under load, by priority");
    internal static readonly Counter<long> RoomTipsDropped = Meter.CreateCounter<long>("chat.rooms.tips.dropped", description: "Tips of comings and goings that live rooms leave out under load");
    internal static readonly Counter<long> Logins = Meter.CreateCounter<long>("chat.logins", description: "Successful logins and re-logins");
    internal static readonly Counter<long> LoginsRefused = Meter.CreateCounter<long>("chat.logins.refused", description: "Logins refused, by code");
    internal static readonly Counter<long> Kicks = Meter.CreateCounter<long>("chat.kicks", description: "Instances put out, by kick type");
    internal static readonly Counter<long> CommandErrors = Meter.CreateCounter<long>("chat.commands.errors", description: "Commands answered with an error, by code");
    internal static readonly Counter<long> Commands = Meter.CreateCounter<long>("chat.commands", description: "Commands received");
    internal static readonly Counter<long> CommitFailures = Meter.CreateCounter<long>("chat.store.commit.failures", description: "Transactions that failed");
    internal static readonly Histogram<double> CommitDuration = Meter.CreateHistogram<double>("chat.store.commit.duration", "s", "Time of a commit with its callbacks");
    internal static readonly Histogram<long> CommitSize = Meter.CreateHistogram<long>("chat.store.commit.size", description: "Operations per commit");
    internal static readonly UpDownCounter<long> Sessions = Meter.CreateUpDownCounter<long>("chat.sessions", description: "Sockets that are logged in");
}
