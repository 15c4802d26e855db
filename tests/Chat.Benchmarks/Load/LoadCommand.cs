using System.Globalization;

namespace Chat.Benchmarks.Load;

/// <summary>The command <c>load</c>: starts a host, loads it, prints what it cost.</summary>
internal static class LoadCommand
{
    public const string Usage =
        """
        dotnet build -c Release
        dotnet run -c Release --project tests/Chat.Benchmarks -- load <pairs|latency|idle|login|storm|engine|million|lists|files|room|live|all>
            [--baseline]        the same against a bare relay first; prints our figure as a ratio to it
            [--messages N]      messages of a load (100000)
            [--sessions N]      sessions of idle (10000)
            [--accounts N]      accounts of engine (5000)
            [--viewers N]       viewers of live (5000)
            [--host-dll PATH]   the host to measure
        dotnet run -c Release --project tests/Chat.Benchmarks -- micro
        """;

    private static readonly string[] All = ["pairs", "latency", "login", "storm", "idle", "engine", "million", "lists", "files", "room", "live"];

    public static async Task<int> RunAsync(string[] arguments)
    {
        if (arguments is not [var wanted, ..] || (wanted != "all" && !All.Contains(wanted)))
        {
            await Console.Error.WriteLineAsync(Usage);
            return 2;
        }

        var options = new Options(arguments);
        var violations = 0L;
        foreach (var scenario in wanted == "all" ? All : [wanted])
        {
            violations += await RunAsync(scenario, options);
        }

        return violations == 0 ? 0 : 1;
    }

    private static async Task<long> RunAsync(string scenario, Options options)
    {
        switch (scenario)
        {
            case "pairs":
                return await PairsAsync(16, options.Messages, "at most 3 x, stretch 1.5 x", options)
                    + await PairsAsync(1, options.Messages / 2, "at most 2.5 x, stretch 1.5 x", options);
            case "latency":
                return await LatencyAsync(options);
            case "login":
                await CompareAsync("login with sync, CPU ms each", "at most 1.5 ms, stretch 0.8 ms", options, server => SessionLoads.LoginAsync(server, 3000));
                return 0;
            case "storm":
                await CompareAsync("2,000 sessions back and synced, s", "at most 3 s, stretch 1.5 s", options, async server => (await SessionLoads.StormAsync(server, 2000)).Seconds);
                return 0;
            case "idle":
                await CompareAsync(
                    $"{options.Sessions} idle sessions, KB each", "at most 30 KB, stretch 20 KB", options,
                    async server =>
                    {
                        var (bytes, cpu) = await SessionLoads.IdleAsync(server, options.Sessions);
                        Print("", $"heartbeats of all: {cpu:F1} ms CPU per second");
                        return bytes / 1024;
                    });
                return 0;
            case "engine":
                await using (var server = await ServerProcess.StartHostAsync(options.HostDll))
                {
                    var (resident, managed, cpu) = await EngineFleet.MeasureAsync(server, options.Accounts);
                    Print($"{options.Accounts} idle engine accounts", $"{resident / 1024:F1} KB resident ({managed / 1024:F1} KB managed) each; {cpu:F4} ms CPU per second each", "at most 60 KB and 0.1 ms/s, stretch 30 KB and 0.03 ms/s");
                }

                return 0;
            case "lists":
                foreach (var messages in new[] { 10_000, 1_000_000 })
                {
                    var (list, newest, oldest) = await OnFilledAsync(directory => Prefill.Star(directory, messages), options, ReadLoads.ListsAsync);
                    Print($"1,000 conversations, {messages:N0} messages", $"list {list:F2} ms CPU; newest page {newest:F3} ms; page before the middle {oldest:F3} ms");
                }

                return 0;
            case "files":
                var (before, upload, download) = await OnAsync(ServerProcess.StartHostAsync(options.HostDll), FileLoads.HundredMegabytesAsync);
                Print("a file of 100 MB", $"resident {before:F0} MB before, at most {upload:F0} MB while it comes, {download:F0} MB while it goes");
                return 0;
            case "room":
                return await RoomAsync(options);
            case "live":
                return await LiveAsync(options);
            default:
                return await MillionAsync(options);
        }
    }

    private static async Task<long> PairsAsync(int window, int messages, string target, Options options)
    {
        var limit = options.Baseline ? await OnAsync(ServerProcess.StartRelayAsync(), server => ClosedAsync(server, window, messages)) : null;
        var ours = await OnAsync(ServerProcess.StartHostAsync(options.HostDll), server => ClosedAsync(server, window, messages));
        Print($"100 pairs, window {window}", Describe(ours, limit), target);
        return ours.Violations;
    }

    private static async Task<long> LatencyAsync(Options options)
    {
        const int PerSecond = 500;
        const int Messages = PerSecond * 20;
        static async Task<MessageLoadResult> LoadAsync(ServerProcess server)
        {
            using var fleet = await Fleet.LogInAsync(server, MessageLoad.Users);
            await MessageLoad.OpenAsync(server, fleet, PerSecond, PerSecond * 5);
            return await MessageLoad.OpenAsync(server, fleet, PerSecond, Messages);
        }

        var limit = options.Baseline ? await OnAsync(ServerProcess.StartRelayAsync(), LoadAsync) : null;
        var ours = await OnAsync(ServerProcess.StartHostAsync(options.HostDll), LoadAsync);
        Print("500 messages/s, open loop", Describe(ours, limit), "p99 at most 12 ms, stretch 8 ms");
        return ours.Violations;
    }

    /// <summary>A group with 200 members, and one with 10,000 of whom 200 are online.</summary>
    private static async Task<long> RoomAsync(Options options)
    {
        const int Online = 200;
        var messages = Math.Max(options.Messages / Online, 500);
        static async Task<GroupLoadResult> LoadAsync(ServerProcess server, int messages)
        {
            using var fleet = await Fleet.LogInAsync(server, Online);
            return await GroupLoad.MeasureAsync(server, fleet, GroupLoad.Group, messages);
        }

        var limit = options.Baseline ? await OnAsync(ServerProcess.StartRelayAsync(), server => LoadAsync(server, messages)) : null;
        var violations = 0L;
        foreach (var members in new[] { Online, 10_000 })
        {
            var ours = await OnFilledAsync(directory => Prefill.Group(directory, GroupLoad.Group, members), options, server => LoadAsync(server, messages));
            Print($"{Online} of {members:N0} members online", Describe(ours, limit), "at most 3 x, stretch 1.5 x");
            violations += ours.Violations;
        }

        return violations;
    }

    private static async Task<long> LiveAsync(Options options)
    {
        var messages = Math.Max(options.Messages * 5 / options.Viewers, 20);
        async Task<GroupLoadResult> LoadAsync(ServerProcess server)
        {
            using var fleet = await Fleet.LogInAsync(server, options.Viewers);
            await GroupLoad.JoinRoomAsync(fleet);
            return await GroupLoad.MeasureAsync(server, fleet, GroupLoad.Room, messages);
        }

        var limit = options.Baseline ? await OnAsync(ServerProcess.StartRelayAsync(), LoadAsync) : null;
        var ours = await OnAsync(ServerProcess.StartHostAsync(options.HostDll), LoadAsync);
        Print($"live room, {options.Viewers} viewers", Describe(ours, limit), "at most 3 x, stretch 1.5 x");
        return ours.Violations;
    }

    /// <summary>The same loads on an empty database and on one with a million messages.</summary>
    private static async Task<long> MillionAsync(Options options)
    {
        void Fill(string directory) => Prefill.Pairs(directory, 1_000_000);
        var empty = await OnAsync(ServerProcess.StartHostAsync(options.HostDll), server => ClosedAsync(server, 16, options.Messages));
        var full = await OnFilledAsync(Fill, options, server => ClosedAsync(server, 16, options.Messages));
        Print("window 16, empty database", Describe(empty, null));
        Print("window 16, 1,000,000 messages", Describe(full, null));
        var emptyLogin = await OnAsync(ServerProcess.StartHostAsync(options.HostDll), server => SessionLoads.LoginAsync(server, 3000));
        var fullLogin = await OnFilledAsync(Fill, options, server => SessionLoads.LoginAsync(server, 3000));
        Print("login, CPU ms each", $"{emptyLogin:F2} on an empty database, {fullLogin:F2} on 1,000,000 messages");
        return empty.Violations + full.Violations;
    }

    private static async Task<T> OnFilledAsync<T>(Action<string> fill, Options options, Func<ServerProcess, Task<T>> measure)
    {
        var directory = Directory.CreateTempSubdirectory("chat-filled-").FullName;
        try
        {
            await using (await ServerProcess.StartHostAsync(options.HostDll, directory))
            {
                // Makes the schema.
            }

            fill(directory);
            return await OnAsync(ServerProcess.StartHostAsync(options.HostDll, directory), measure);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static async Task<MessageLoadResult> ClosedAsync(ServerProcess server, int window, int messages)
    {
        using var fleet = await Fleet.LogInAsync(server, MessageLoad.Users);
        await MessageLoad.ClosedAsync(server, fleet, window, messages / 2);
        return await MessageLoad.ClosedAsync(server, fleet, window, messages);
    }

    private static async Task CompareAsync(string what, string target, Options options, Func<ServerProcess, Task<double>> measure)
    {
        double? limit = options.Baseline ? await OnAsync(ServerProcess.StartRelayAsync(), measure) : null;
        var ours = await OnAsync(ServerProcess.StartHostAsync(options.HostDll), measure);
        Print(what, limit is { } bare ? $"{ours:F2} (relay {bare:F2}: {ours / bare:F2} x)" : $"{ours:F2}", target);
    }

    private static async Task<T> OnAsync<T>(Task<ServerProcess> starting, Func<ServerProcess, Task<T>> measure)
    {
        await using var server = await starting;
        return await measure(server);
    }

    private static string Describe(MessageLoadResult ours, MessageLoadResult? limit)
    {
        var text = $"{ours.CpuPer1000:F1} ms CPU per 1,000; {ours.PerSecond:F0} messages/s; reply {ours.Reply}; delivery {ours.Delivery}; {ours.Violations} violations";
        return limit is null ? text : $"{text}\n{"",34}relay {limit.CpuPer1000:F1} ms, {limit.PerSecond:F0}/s, delivery {limit.Delivery}: {ours.CpuPer1000 / limit.CpuPer1000:F2} x";
    }

    private static string Describe(GroupLoadResult ours, GroupLoadResult? limit)
    {
        var text = $"{ours.CpuPer1000:F2} ms CPU per 1,000 deliveries; {ours.PerSecond:F0} deliveries/s; {ours.Violations} violations";
        return limit is null ? text : $"{text}\n{"",34}relay {limit.CpuPer1000:F2} ms, {limit.PerSecond:F0}/s: {ours.CpuPer1000 / limit.CpuPer1000:F2} x";
    }

    private static void Print(string what, string result, string target = "") =>
        Console.WriteLine($"{what,-34}{result}{(target.Length > 0 ? $"\n{"",34}target: {target}" : "")}");

    private sealed class Options(string[] arguments)
    {
        public bool Baseline { get; } = arguments.Contains("--baseline");

        public int Messages { get; } = Number(arguments, "--messages", 100_000);

        public int Sessions { get; } = Number(arguments, "--sessions", 10_000);

        public int Accounts { get; } = Number(arguments, "--accounts", 5_000);

        public int Viewers { get; } = Number(arguments, "--viewers", 5_000);

        public string HostDll { get; } = Text(arguments, "--host-dll") ?? typeof(Chat.Host.Gateway.GatewayEndpoint).Assembly.Location;

        private static int Number(string[] arguments, string name, int byDefault) =>
            Text(arguments, name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : byDefault;

        private static string? Text(string[] arguments, string name) =>
            Array.IndexOf(arguments, name) is var at and >= 0 && at + 1 < arguments.Length ? arguments[at + 1] : null;
    }
}
