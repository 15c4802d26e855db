using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Chat.Protocol.Accounts;

namespace Chat.Benchmarks.Load;

/// <summary>The measured process: Chat.Host, or the bare relay it is compared with.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    public const uint App = 1400000001;
    private const string Key = "5bd2850fff3ecb11d7c805251c51ee463a25727bddc2385f3fa8bfee1bb93b5e";

    /// <summary>Clock ticks of /proc per second.</summary>
    private const double TicksPerSecond = 100;

    private readonly Process _process;
    private readonly string? _ownDirectory;

    private ServerProcess(Process process, int port, string? ownDirectory)
    {
        _process = process;
        Port = port;
        _ownDirectory = ownDirectory;
    }

    public int Port { get; }

    /// <summary>User and system CPU time so far, milliseconds.</summary>
    public double CpuMilliseconds => ReadCpu(_process.Id);

    /// <summary>Resident memory, bytes.</summary>
    public long ResidentBytes => ReadResident(_process.Id);

    public static string Sign(string user) => UserSig.Sign(App, Key, user, TimeProvider.System.GetUtcNow(), TimeSpan.FromDays(1));

    public static async Task<ServerProcess> StartHostAsync(string hostDll, string? dataDirectory = null)
    {
        var own = dataDirectory is null ? Directory.CreateTempSubdirectory("chat-load-").FullName : null;
        var port = FreePort();
        var start = new ProcessStartInfo("dotnet", [hostDll]) { RedirectStandardOutput = true };
        start.Environment["Chat__Urls"] = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");
        start.Environment["Chat__DataDirectory"] = dataDirectory ?? own!;
        start.Environment["Chat__Apps__0__SdkAppId"] = App.ToString(CultureInfo.InvariantCulture);
        start.Environment["Chat__Apps__0__SecretKey"] = Key;
        start.Environment["Chat__Apps__0__Settings__LoginsPerSecond"] = "1000000";
        start.Environment["Chat__Apps__0__Settings__HistoryDays"] = "0";
        start.Environment["Chat__Apps__0__Settings__GroupMessagesPerSecond"] = "1000000";
        start.Environment["Chat__Gateway__MaxUnauthenticatedPerAddress"] = "1000000";
        return await StartAsync(start, port, own);
    }

    public static async Task<ServerProcess> StartRelayAsync()
    {
        var port = FreePort();
        var start = new ProcessStartInfo("dotnet", [typeof(ServerProcess).Assembly.Location, "relay", port.ToString(CultureInfo.InvariantCulture)]) { RedirectStandardOutput = true };
        return await StartAsync(start, port, null);
    }

    public static double ReadCpu(int processId)
    {
        var stat = File.ReadAllText($"/proc/{processId}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return (long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture)) * 1000 / TicksPerSecond;
    }

    public static long ReadResident(int processId) => long.Parse(
        File.ReadLines($"/proc/{processId}/status").First(line => line.StartsWith("VmRSS", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture) * 1024;

    public async ValueTask DisposeAsync()
    {
        using (var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]))
        {
            await kill.WaitForExitAsync();
        }

        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
        if (_ownDirectory is not null)
        {
            Directory.Delete(_ownDirectory, recursive: true);
        }
    }

    private static async Task<ServerProcess> StartAsync(ProcessStartInfo start, int port, string? own)
    {
        var process = Process.Start(start)!;
        _ = process.StandardOutput.ReadToEndAsync();
        using var http = new HttpClient();
        for (var i = 0; i < 400; i++)
        {
            try
            {
                using var response = await http.GetAsync(new Uri($"http://127.0.0.1:{port}/health/ready"));
                if (response.IsSuccessStatusCode)
                {
                    return new ServerProcess(process, port, own);
                }
            }
            catch (HttpRequestException) when (!process.HasExited)
            {
                // Not up yet.
            }

            await Task.Delay(50);
        }

        throw new InvalidOperationException("The server did not start.");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
