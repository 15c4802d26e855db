using BenchmarkDotNet.Running;
using Chat.Benchmarks.Load;
using Chat.Benchmarks.Micro;

switch (args)
{
    case ["load", .. var rest]:
        return await LoadCommand.RunAsync(rest);
    case ["relay", var port]:
        await Relay.RunAsync(port);
        return 0;
    case ["engine", var url, var accounts]:
        await EngineFleet.RunAsync(url, int.Parse(accounts, System.Globalization.CultureInfo.InvariantCulture));
        return 0;
    case ["micro", .. var rest]:
        BenchmarkSwitcher.FromTypes([typeof(FrameBenchmarks), typeof(DispatchBenchmarks), typeof(EngineEventBenchmarks)]).Run(rest.Length == 0 ? ["--filter", "*"] : rest);
        return 0;
    default:
        Console.Error.WriteLine(LoadCommand.Usage);
        return 2;
}
