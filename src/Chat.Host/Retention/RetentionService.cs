using Chat.Host.Options;
using Chat.Server;
using Microsoft.Extensions.Options;

namespace Chat.Host.Retention;

/// <summary>Removes what is older than the apps' settings say, again and again while the host runs.</summary>
internal sealed partial class RetentionService(
    ChatServer server, IOptions<ChatOptions> options, TimeProvider time, ILogger<RetentionService> logger) : BackgroundService
{
    private const int FilesPerBatch = 50;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var settings = options.Value.Retention;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(settings.Interval, time, stoppingToken);
                var messages = await server.Retention.SweepAsync(settings.Pause, stoppingToken);
                var files = await RemoveFilesAsync(settings.Pause, stoppingToken);
                if (messages + files > 0)
                {
                    Log.Removed(logger, messages, files);
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

    private async Task<long> RemoveFilesAsync(TimeSpan pause, CancellationToken cancellationToken)
    {
        var removed = 0L;
        for (var batch = -1; batch != 0; removed += batch)
        {
            batch = await server.MediaExpiry.RemoveAsync(FilesPerBatch, cancellationToken);
            await Task.Delay(pause, time, cancellationToken);
        }

        return removed;
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Removed {Messages} messages and {Files} files that were older than their apps keep them")]
        public static partial void Removed(ILogger logger, long messages, long files);

        [LoggerMessage(Level = LogLevel.Error, Message = "A retention sweep failed; the next one tries again")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
