using Chat.Actors.App;
using Chat.Protocol.Commands;

namespace Chat.Actors.Connection;

/// <summary>
/// The limits that clients impose on themselves, as the SDK counts them: windows that begin with a call, calls that were refused count too, services share a
/// window by the command's name (wire reference, groups §1.7). The server's configuration can change them.
/// </summary>
internal sealed class CommandLimits(ClientContext client)
{
    private Dictionary<string, (long Start, int Count)>? _windows;

    public bool TryPass(Command command)
    {
        var overrides = client.CloudConfig.Limits;
        if (command.Limit is null && overrides.Count == 0)
        {
            return true;
        }

        var name = command.Name[(command.Name.IndexOf('.', StringComparison.Ordinal) + 1)..];
        if ((overrides.GetValueOrDefault(name) ?? command.Limit) is not { } limit)
        {
            return true;
        }

        var time = client.Options.Time;
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
