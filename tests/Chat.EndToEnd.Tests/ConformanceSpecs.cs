using System.Text.Json;

namespace Chat.EndToEnd;

/// <summary>The official SDK drives a started host, case by case: the judge of the server.</summary>
[Collection("processes")]
public sealed class ConformanceSpecs(ConformanceSpecs.ConformanceRun run) : IClassFixture<ConformanceSpecs.ConformanceRun>
{
    /// <summary>One row per case; without Node.js a single row that says so.</summary>
    public static TheoryData<string> Cases()
    {
        var names = new TheoryData<string>();
        try
        {
            Node.RequireAsync().GetAwaiter().GetResult();
            using var list = Node.Run("run.mjs", "--list");
            list.WaitAsync(TimeSpan.FromSeconds(60)).GetAwaiter().GetResult();
            using var json = JsonDocument.Parse(list.Output);
            foreach (var name in json.RootElement.EnumerateArray())
            {
                names.Add(name.GetString()!);
            }
        }
        catch (Exception e) when (e is SkipException or Xunit.Sdk.XunitException)
        {
            names.Add("the official SDK can be run");
        }

        return names;
    }

    [SkippableTheory]
    [MemberData(nameof(Cases))]
    public async Task Official_sdk_passes(string name)
    {
        await Node.RequireAsync();

        var results = await run.ResultsAsync();

        Assert.True(results.TryGetValue(name, out var failure), $"'{name}' was not run");
        Assert.True(failure is null, failure);
    }

    /// <summary>One run of the whole suite, shared by all rows.</summary>
    public sealed class ConformanceRun
    {
        private static readonly TimeSpan Limit = TimeSpan.FromMinutes(20);
        private readonly Lazy<Task<Dictionary<string, string?>>> _results = new(RunAsync);

        /// <summary>What went wrong by case; null for a case that passed.</summary>
        internal Task<Dictionary<string, string?>> ResultsAsync() => _results.Value;

        private static async Task<Dictionary<string, string?>> RunAsync()
        {
            var file = Path.GetTempFileName();
            try
            {
                using var process = Node.Run("run.mjs", "--dll", Repository.HostDll, "--out", file);
                await process.WaitAsync(Limit);
                using var json = JsonDocument.Parse(await File.ReadAllTextAsync(file));
                return json.RootElement.GetProperty("cases").EnumerateArray().ToDictionary(
                    one => one.GetProperty("name").GetString()!,
                    one => one.GetProperty("ok").GetBoolean() ? null : one.GetProperty("error").ToString());
            }
            finally
            {
                File.Delete(file);
            }
        }
    }
}

/// <summary>Tests that start processes run one after the other: they share two cores.</summary>
[CollectionDefinition("processes", DisableParallelization = true)]
public sealed class ProcessesCollection;
