using System.Diagnostics;
using System.Globalization;
using Akka.Actor;
using Chat.Actors;
using Chat.Actors.App;

namespace Chat.Benchmarks.Load;

/// <summary>Many accounts of the engine in a process of their own; prints what an idle one costs.</summary>
internal static class EngineFleet
{
    private const int IdleSeconds = 30;

    /// <summary>Runs inside the child process.</summary>
    public static async Task RunAsync(string url, int accounts)
    {
        using var system = ActorSystem.Create("fleet", "akka { loglevel = ERROR, log-dead-letters = off }");
        var engine = ChatEngine.Of(system);
        var options = new ChatOptions(ServerProcess.App) { ProxyServer = url };
        await LogInAsync(engine, options, "warm", 50);
        await Task.Delay(3000);
        Settle();
        var before = ServerProcess.ReadResident(Environment.ProcessId);
        var heap = GC.GetTotalMemory(forceFullCollection: true);
        await LogInAsync(engine, options, "bot", accounts);
        await Task.Delay(5000);
        Settle();
        var bytes = (ServerProcess.ReadResident(Environment.ProcessId) - before) / (double)accounts;
        var managed = (GC.GetTotalMemory(forceFullCollection: true) - heap) / (double)accounts;
        var cpu = ServerProcess.ReadCpu(Environment.ProcessId);
        await Task.Delay(TimeSpan.FromSeconds(IdleSeconds));
        var perSecond = (ServerProcess.ReadCpu(Environment.ProcessId) - cpu) / IdleSeconds / accounts;
        await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{bytes} {managed} {perSecond}"));
        await system.Terminate();
    }

    /// <summary>Resident and managed bytes per account, CPU milliseconds per second and account.</summary>
    public static async Task<(double Resident, double Managed, double CpuPerSecond)> MeasureAsync(ServerProcess server, int accounts)
    {
        using var process = Process.Start(new ProcessStartInfo(
            "dotnet", [typeof(EngineFleet).Assembly.Location, "engine", $"ws://127.0.0.1:{server.Port}", accounts.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardOutput = true,
        })!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        var fields = output.Trim().Split(' ').Select(field => double.Parse(field, CultureInfo.InvariantCulture)).ToArray();
        return (fields[0], fields[1], fields[2]);
    }

    private static async Task LogInAsync(ChatEngine engine, ChatOptions options, string prefix, int count)
    {
        foreach (var part in Enumerable.Range(0, count).Select(i => $"{prefix}{i}").Chunk(50))
        {
            await Task.WhenAll(part.Select(user => engine.Create(options, user).LoginAsync(user, ServerProcess.Sign(user))));
        }
    }

    private static void Settle()
    {
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
    }
}
