using System.Collections.Concurrent;
using Chat.Server.Apps;

namespace Chat.Server.Sessions;

/// <summary>Counts logins with a signature per app and second. Re-logins of known instances are not counted: they come in storms by nature.</summary>
internal sealed class LoginLimiter(TimeProvider time)
{
    private readonly ConcurrentDictionary<uint, Window> _windows = new();

    public bool TryAcquire(ChatApp app)
    {
        var second = time.GetUtcNow().ToUnixTimeSeconds();
        var window = _windows.GetOrAdd(app.SdkAppId, static _ => new Window());
        lock (window)
        {
            if (window.Second != second)
            {
                window.Second = second;
                window.Count = 0;
            }

            return ++window.Count <= app.Settings.LoginsPerSecond;
        }
    }

    private sealed class Window
    {
        public long Second { get; set; }

        public int Count { get; set; }
    }
}
