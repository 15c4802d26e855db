using System.Diagnostics.Metrics;

namespace Chat.Host.Gateway;

/// <summary>Metrics of sockets, REST and files, under the meter <c>Chat.Host</c>.</summary>
internal static class GatewayTelemetry
{
    public const string MeterName = "Chat.Host";

    private static readonly Meter Meter = new(MeterName);

    public static readonly UpDownCounter<long> Sockets = Meter.CreateUpDownCounter<long>("chat.sockets", description: "Open sockets");
    public static readonly Counter<long> SocketsRefused = Meter.CreateCounter<long>("chat.sockets.refused", description: "Sockets refused, by reason");
    public static readonly Counter<long> SocketsClosed = Meter.CreateCounter<long>("chat.sockets.closed", description: "Sockets that the server closed, by reason");
    public static readonly Counter<long> FramesRefused = Meter.CreateCounter<long>("chat.frames.refused", description: "Messages that were no frames");
    public static readonly Counter<long> ReadPauses = Meter.CreateCounter<long>("chat.sockets.paused", description: "Times a socket was not read because too many of its commands were under way");
    public static readonly Counter<long> RestCalls = Meter.CreateCounter<long>("chat.rest.calls", description: "REST calls");
    public static readonly Counter<long> Uploads = Meter.CreateCounter<long>("chat.files.uploads", description: "Files that were uploaded");
    public static readonly Counter<long> Downloads = Meter.CreateCounter<long>("chat.files.downloads", description: "Files that were asked for and found");
    public static readonly Counter<long> FilesRefused = Meter.CreateCounter<long>("chat.files.refused", description: "Uploads and downloads refused, by HTTP status");
}
