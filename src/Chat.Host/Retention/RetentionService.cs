using Chat.Host.Options;
using Chat.Server;
using Microsoft.Extensions.Options;

namespace Chat.Host.Retention;

/// <summary>Removes what is older than the apps' settings say, again and again while the host runs.</summary>
internal sealed partial class RetentionService(
    ChatServer server, IOptions<ChatOptions> options, TimeProvider time, ILogger<RetentionService> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var settings = options.Value.Retention;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(settings.Interval, time, stoppingToken);
                var removed = await server.Retention.SweepAsync(settings.Pause, stoppingToken);
                if (removed > 0)
                {
                    Log.Removed(logger, removed);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // A full disk passes; the next sweep tries again.
                Log.Failed(logger, e);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Removed {Count} messages that were older than their app keeps them")]
        public static partial void Removed(ILogger logger, long count);

        [LoggerMessage(Level = LogLevel.Error, Message = "A retention sweep failed; the next one tries again")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
