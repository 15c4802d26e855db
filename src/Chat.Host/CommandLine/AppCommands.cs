using System.Globalization;
using Chat.Host.Options;
using Chat.Protocol.Accounts;
using Chat.Server.Apps;
using Chat.Server.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace Chat.Host.CommandLine;

/// <summary>The commands beside <c>serve</c>. They print to the console and return the exit code.</summary>
internal static class AppCommands
{
    public const string Usage =
        """
        usage:
          serve [--Chat:Key=value …]                 run the server (the default)
          app create [--app N]                       make an app with a random key
          app list                                   list all apps with their keys
          usersig --app N --user U [--expire S]      print a UserSig; S in seconds, 180 days by default
        """;

    public static async Task<int> RunAsync(string[] arguments, ChatOptions options, TextWriter output, TextWriter error)
    {
        try
        {
            switch (arguments)
            {
                case ["app", "create", .. var rest]:
                    await CreateAsync(options, Option(rest, "--app"), output);
                    return 0;
                case ["app", "list"]:
                    List(options, output);
                    return 0;
                case ["usersig", .. var rest]:
                    PrintUserSig(options, rest, output);
                    return 0;
                default:
                    await error.WriteLineAsync(Usage);
                    return 2;
            }
        }
        catch (Exception e) when (e is StoreException or InvalidOperationException or FormatException or OverflowException)
        {
            await error.WriteLineAsync(e.Message);
            return 1;
        }
    }

    private static async Task CreateAsync(ChatOptions options, string? wanted, TextWriter output)
    {
        using var store = ChatStore.Open(options.DataDirectory, TimeProvider.System, NullLogger.Instance);
        var apps = new AppDirectory(store, options.Apps);
        var id = wanted is null
            ? apps.All.Select(app => app.SdkAppId).DefaultIfEmpty(AppDirectory.DevelopmentAppId - 1).Max() + 1
            : uint.Parse(wanted, CultureInfo.InvariantCulture);
        Print(await apps.CreateAsync(id), output);
    }

    private static void List(ChatOptions options, TextWriter output)
    {
        foreach (var app in Known(options))
        {
            Print(app, output);
        }
    }

    private static void PrintUserSig(ChatOptions options, string[] arguments, TextWriter output)
    {
        var appId = uint.Parse(
            Option(arguments, "--app") ?? throw new InvalidOperationException("--app is missing"), CultureInfo.InvariantCulture);
        var user = Option(arguments, "--user") ?? throw new InvalidOperationException("--user is missing");
        var expire = Option(arguments, "--expire") is { } seconds
            ? TimeSpan.FromSeconds(long.Parse(seconds, CultureInfo.InvariantCulture))
            : UserSig.DefaultExpire;
        var app = Known(options).FirstOrDefault(known => known.SdkAppId == appId)
            ?? throw new InvalidOperationException($"App {appId} does not exist in the configuration or in '{options.DataDirectory}'.");
        output.WriteLine(UserSig.Sign(appId, app.Keys[0], user, TimeProvider.System.GetUtcNow(), expire));
    }

    private static IEnumerable<ChatApp> Known(ChatOptions options) =>
        AppDirectory.Merge(StoredApps.ReadFrom(options.DataDirectory), options.Apps).OrderBy(app => app.SdkAppId);

    private static void Print(ChatApp app, TextWriter output) => output.WriteLine($"{app.SdkAppId} {string.Join(' ', app.Keys)}");

    private static string? Option(string[] arguments, string name)
    {
        var at = Array.IndexOf(arguments, name);
        return at >= 0 && at + 1 < arguments.Length ? arguments[at + 1] : null;
    }
}
