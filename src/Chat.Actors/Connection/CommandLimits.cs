using Chat.Protocol.Commands;

namespace Chat.Actors.Connection;

/// <summary>
/// The limits that clients impose on themselves, as the SDK counts them: windows that begin with a call, calls that were refused count too, services share a
/// window by the command's name (wire reference, groups §1.7).
/// </summary>
internal sealed class CommandLimits(TimeProvider time)
{
    private Dictionary<string, (long Start, int Count)>? _windows;

    public bool TryPass(Command command)
    {
        if (command.Limit is not { } limit)
        {
            return true;
        }

        var name = command.Name[(command.Name.IndexOf('.', StringComparison.Ordinal) + 1)..];
        _windows ??= new Dictionary<string, (long, int)>(StringComparer.Ordinal);
        if (!_windows.TryGetValue(name, out var window) || time.GetElapsedTime(window.Start) > TimeSpan.FromSeconds(limit.Seconds))
        {
            _windows[name] = (time.GetTimestamp(), 1);
            return true;
        }

        _windows[name] = window with { Count = window.Count + 1 };
        return window.Count < limit.Count;
    }

    public void Forget() => _windows = null;
}
