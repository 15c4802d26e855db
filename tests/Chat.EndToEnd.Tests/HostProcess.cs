using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Chat.Protocol.Accounts;

namespace Chat.EndToEnd;

/// <summary>A started Chat.Host on a free loopback port with a data directory of its own; can be killed and started again on both.</summary>
internal sealed class HostProcess : IAsyncDisposable
{
    public const uint App = 1400000001;
    public const string Key = "5bd2850fff3ecb11d7c805251c51ee463a25727bddc2385f3fa8bfee1bb93b5e";

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly bool _withApp;
    private readonly IReadOnlyDictionary<string, string> _settings;

    private HostProcess(bool withApp, IReadOnlyDictionary<string, string> settings)
    {
        _withApp = withApp;
        _settings = settings;
        Port = FreePort();
        DataDirectory = Directory.CreateTempSubdirectory("chat-e2e-").FullName;
    }

    public int Port { get; }

    public string DataDirectory { get; }

    public string WebSocketUrl => string.Create(CultureInfo.InvariantCulture, $"ws://127.0.0.1:{Port}");

    public string HttpUrl => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Port}");

    public ChildProcess Process { get; private set; } = null!;

    public Dictionary<string, string> Environment
    {
        get
        {
            var environment = new Dictionary<string, string>
            {
                ["Chat__Urls"] = HttpUrl,
                ["Chat__DataDirectory"] = DataDirectory,
            };
            if (_withApp)
            {
                environment["Chat__Apps__0__SdkAppId"] = App.ToString(CultureInfo.InvariantCulture);
                environment["Chat__Apps__0__SecretKey"] = Key;
                foreach (var (name, value) in _settings)
                {
                    environment["Chat__Apps__0__Settings__" + name] = value;
                }
            }

            return environment;
        }
    }

    /// <param name="withApp">False: the host makes an app of its own.</param>
    /// <param name="settings">Settings of the app.</param>
    public static async Task<HostProcess> StartAsync(bool withApp = true, IReadOnlyDictionary<string, string>? settings = null)
    {
        var host = new HostProcess(withApp, settings ?? new Dictionary<string, string>());
        await host.StartAgainAsync();
        return host;
    }

    public static string Sign(string user) => UserSig.Sign(App, Key, user, TimeProvider.System.GetUtcNow(), TimeSpan.FromDays(1));

    /// <summary>Runs the binary with other arguments on the same data directory.</summary>
    public ChildProcess Run(params string[] arguments) =>
        new("dotnet", [Repository.HostDll, .. arguments], DataDirectory, Environment);

    public async Task StartAgainAsync()
    {
        Process = Run("serve");
        using var http = new HttpClient();
        using var limit = new CancellationTokenSource(StartLimit);
        while (!await IsReadyAsync(http))
        {
            if (Process.HasExited || limit.IsCancellationRequested)
            {
                throw new InvalidOperationException("The host did not start:\n" + Process.Output);
            }

            await Task.Delay(50, CancellationToken.None);
        }
    }

    public async Task KillAsync()
    {
        Process.Kill();
        await Process.WaitAsync(StartLimit);
        Process.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        Process.Dispose();
        await Task.Run(() => Directory.Delete(DataDirectory, recursive: true));
    }

    private async Task<bool> IsReadyAsync(HttpClient http)
    {
        try
        {
            using var response = await http.GetAsync(new Uri(HttpUrl + "/health/ready"));
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
