using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Chat.Server.Tests.Testing;

/// <summary>Keeps what is logged as an error: a test in which one appears unexpectedly fails.</summary>
internal sealed class CollectingLoggers : ILoggerFactory, ILogger
{
    public ConcurrentQueue<string> Errors { get; } = new();

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (logLevel >= LogLevel.Error)
        {
            Errors.Enqueue($"{formatter(state, exception)}: {exception}");
        }
    }

    public void Dispose()
    {
    }
}
